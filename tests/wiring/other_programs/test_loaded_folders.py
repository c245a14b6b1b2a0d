"""Folders of files that a started program lists: they run where the list is imported."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.started import start_of


@pytest.mark.parametrize(
    ("loading", "loads"),
    [
        ('for (const f of fs.readdirSync(dir)) await import(join(dir, f));', True),
        ('for (const f of fs.readdirSync(dir)) app.use(require("./" + f));', True),
        ('register(app, fs.readdirSync("./src/routes"));', True),
        ('register(app, fs.readdirSync("./src/handlers"));', False),
        ('for (const f of fs.readdirSync("./knowledge")) read(fs.readFileSync(f));', False),
        ('const a = await import("./a"); for (const f of fs.readdirSync(dir)) read(f);', False),
        ('const a = require("./a"); for (const f of fs.readdirSync(dir)) read(f);', False),
    ],
)  # fmt: skip
def test_a_list_of_files_loads_a_folder_where_it_is_imported(loading: str, loads: bool) -> None:
    repo = snapshot(
        {
            "Procfile": "web: node src/index.js\n",
            "src/index.js": f'import fs from "fs";\n{loading}\n',
            "src/routes/ask.js": "module.exports = { async execute(i) { i.reply(); } };\n",
        }
    )
    assert (start_of(repo, "src/routes/ask.js", "execute") is not None) is loads
