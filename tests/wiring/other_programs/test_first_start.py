"""Of several starts of a function, that of the service is told before that of what prepares it."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.started import start_of
from tests.support.snapshots import snapshot

ASK = 'const { ask } = require("%s/ask");\nask();\n'


@pytest.mark.parametrize(
    ("command", "module"),
    [
        ("node scripts/fill.js && node server.js", "server.js"),
        ("node server.js && node scripts/fill.js", "server.js"),
        ("node fill.js && node server.js", "fill.js"),
        ("node scripts/fill.js", "scripts/fill.js"),
    ],
)
def test_the_service_is_told_first(command: str, module: str) -> None:
    files = {
        "package.json": "{}",
        "Procfile": f"web: {command}\n",
        "scripts/fill.js": ASK % "..",
        "fill.js": ASK % ".",
        "server.js": ASK % ".",
        "ask.js": "function ask() { return 1; }\nmodule.exports = { ask };\n",
    }
    start = start_of(snapshot(files), "ask.js", "ask")
    assert start is not None
    assert start.module == module
