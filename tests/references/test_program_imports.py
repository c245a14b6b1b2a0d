"""Imports of this repository's own files in other languages: what is there, what is made, what is missing."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references.model import Outcome
from analyzer.references.program_imports import broken_program, program_imports
from tests.support.snapshots import flagged, run, snapshot

MISSING, THERE, MADE, UNSURE = (
    Outcome.DANGLES, Outcome.RESOLVES, Outcome.MADE_ELSEWHERE, Outcome.CANNOT_BE_TOLD
)  # fmt: skip
GO_MOD = {"go.mod": "module acme.org/shop\n\ngo 1.22\n"}
IMPORTS = {
    "a file beside it": ("src/a.ts", "import { b } from './b'\n", {"src/b.ts": ""}, THERE),
    "a compiled name": ("src/a.ts", "import { b } from './b.js'\n", {"src/b.ts": ""}, THERE),
    "a folder": ("src/a.ts", "import { b } from '../lib'\n", {"lib/index.js": ""}, THERE),
    "a page": ("src/a.ts", "import B from './B.vue'\n", {"src/B.vue": ""}, THERE),
    "a page that is missing": ("src/a.ts", "import B from './B.vue'\n", {}, UNSURE),
    "nothing": ("src/a.ts", "import { b } from './b'\n", {}, MISSING),
    "nothing, required": ("src/a.js", "const b = require('./b')\n", {}, MISSING),
    "other letters": ("src/a.ts", "import { b } from '../models/rates'\n", {"models/Rates.ts": ""}, MISSING),
    "the same letters": ("src/a.ts", "import { b } from '../models/Rates'\n", {"models/Rates.ts": ""}, THERE),
    "a folder of other letters": ("src/a.ts", "import { b } from '../Models/rates.js'\n", {"models/rates.ts": ""}, MISSING),
    "either letters": ("src/a.ts", "import { b } from './rates'\n", {"src/Rates.ts": "", "src/rates.ts": ""}, THERE),
    "a type": ("src/a.ts", "import type { B } from './b'\n", {}, None),
    "a package": ("src/a.ts", "import x from 'left-pad'\n", {}, None),
    "what a generator makes": ("src/a.ts", "import { b } from './generated/client'\n", {}, MADE),
    "what is ignored": ("src/a.ts", "import { b } from './b'\n", {".gitignore": "src/b.ts\n"}, MISSING),
    "above the repository": ("a.ts", "import { b } from '../b'\n", {}, None),
    "an example": ("examples/a.ts", "import { b } from './b'\n", {}, None),
    "a package of Go": ("main.go", 'package main\n\nimport "acme.org/shop/store"\n', {**GO_MOD, "store/a.go": "package store\n"}, THERE),
    "a missing package of Go": ("main.go", 'package main\n\nimport "acme.org/shop/store"\n', GO_MOD, MISSING),
    "a generated package of Go": ("main.go", 'package main\n\nimport "acme.org/shop/gen/pb"\n', GO_MOD, MADE),
    "somebody else's package of Go": ("main.go", 'package main\n\nimport "acme.org/shopping/store"\n', GO_MOD, None),
    "a file of Ruby": ("a.rb", "require_relative 'lib/b'\n", {"lib/b.rb": ""}, THERE),
}  # fmt: skip


@pytest.mark.parametrize(("path", "code", "files", "outcome"), IMPORTS.values(), ids=IMPORTS)
def test_what_an_import_names(path: str, code: str, files: dict[str, str], outcome: Outcome | None) -> None:
    found = [each.outcome for each in program_imports(snapshot({path: code, **files})) if each.path == path]
    assert found == ([] if outcome is None else [outcome])


MODEL = "import OpenAI from 'openai'\nexport const ask = (q) => new OpenAI().responses.create({ model: 'm', input: q })\n"
APP = "import express from 'express'\nimport { ask } from './model'\nconst app = express()\napp.post('/ask', async (q, r) => r.json(await ask(q.body)))\n"
SERVICE = {
    "Dockerfile": 'FROM node:22\nCOPY . .\nCMD ["node", "app.js"]\n',
    "package.json": '{"dependencies": {"express": "4", "openai": "4"}}',
    "app.js": APP,
    "model.js": MODEL,
}


def test_a_program_that_imports_what_is_missing_cannot_start() -> None:
    broken = {**SERVICE, "model.js": MODEL + "import './rates'\n"}
    assert run("serving", snapshot(SERVICE)).level is Level.WIRED
    assert run("serving", snapshot({**broken, "rates.js": ""})).level is Level.WIRED
    assert run("serving", snapshot(broken)).level is Level.PRESENT
    assert flagged("cannot_run", snapshot(SERVICE)) is None
    flag = flagged("cannot_run", snapshot(broken))
    assert flag is not None
    assert [(each.path, each.line) for each in flag.evidence] == [("model.js", 3)]
    stop = broken_program(snapshot(broken), "app.js")
    assert stop is not None and (stop.path, stop.line, stop.name) == ("model.js", 3, "./rates")


def test_a_program_that_cannot_start_asks_no_model() -> None:
    broken = {**SERVICE, "model.js": MODEL + "import './rates'\n"}
    assert run("model_code", snapshot(SERVICE)).level is Level.WIRED
    assert run("model_code", snapshot({**broken, "rates.js": ""})).level is Level.WIRED
    assert run("model_code", snapshot(broken)).level is Level.SUBSTANTIVE
    unbuilt = {**SERVICE, "Dockerfile": SERVICE["Dockerfile"].replace("COPY . .", "COPY . .\nCOPY gone.js .")}
    assert run("model_code", snapshot(unbuilt)).level is Level.SUBSTANTIVE
    beside = {**unbuilt, "Procfile": "web: node app.js\n"}
    assert run("model_code", snapshot(beside)).level is Level.WIRED
