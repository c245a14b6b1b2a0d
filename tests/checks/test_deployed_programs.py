"""Programs in other languages that images start, load tests of their routes, commands on a schedule."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import told
from tests.support.services import GO_IMAGE, NODE_IMAGE, express, gin
from tests.support.snapshots import run, snapshot

BUILT_NODE = 'FROM node:22\nCOPY . .\nRUN npx tsc\nCMD ["node", "dist/server.js"]\n'
STAGED_GO = (
    "FROM golang AS build\nCOPY . .\nRUN go build -o /bin/shop .\n"
    'FROM scratch\nCOPY --from=build /bin/shop /shop\nENTRYPOINT ["/shop"]\n'
)
IMAGES = {
    "a source that is run": (
        {**express(), "Dockerfile": NODE_IMAGE}, "WIRED Dockerfile:3 container image starts server.ts (node server.ts)"),
    "what a compiler writes": (
        {**express(), "Dockerfile": BUILT_NODE}, "WIRED Dockerfile:4 container image starts server.ts (node dist/server.js)"),
    "a source in a folder": (
        {"package.json": "{}", "src/server.ts": express()["server.ts"], "Dockerfile": BUILT_NODE},
        "WIRED Dockerfile:4 container image starts src/server.ts (node dist/server.js)"),
    "a Go program": ({**gin(), "Dockerfile": GO_IMAGE}, "WIRED Dockerfile:4 container image starts main.go (/app)"),
    "a Go program of another stage": (
        {**gin(), "Dockerfile": STAGED_GO}, "WIRED Dockerfile:6 container image starts main.go (/shop)"),
    "a program that is not here": (
        {**express(), "Dockerfile": NODE_IMAGE.replace("server.ts", "worker.js")},
        "PRESENT Dockerfile:3 container image that cannot be started: Dockerfile:3 names worker.js, which is not "
        "in the repository"),
}  # fmt: skip
K6 = (
    'import http from "k6/http";\nexport default function () {{\n'
    '  http.post("http://localhost:3000{route}", "{{}}");\n}}\n'
)
VEGETA = (
    'package main\n\nimport vegeta "github.com/tsenart/vegeta/v12/lib"\n\nfunc main() {\n'
    '\ttarget := vegeta.NewStaticTargeter(vegeta.Target{Method: "POST", URL: "http://localhost:8080/ask"})\n'
    '\tattacker := vegeta.NewAttacker()\n\tfor range attacker.Attack(target, rate, 5, "x") {\n\t}\n}\n'
)
LOADS = {
    "k6 on a route of Express": (
        {**express(), "load/ask.js": K6.format(route="/ask")}, "SUBSTANTIVE load/ask.js:3 k6: load on /ask"),
    "k6 on a route of Gin": ({**gin(), "load/ask.js": K6.format(route="/ask")}, "SUBSTANTIVE load/ask.js:3 k6: load on /ask"),
    "k6 on another route": (
        {**express(), "load/ask.js": K6.format(route="/asked")},
        "PRESENT load/ask.js:3 k6: load on an unknown target; no route or service of this repository is named"),
    "parts of k6 are no routes": (
        {**gin(more='r.GET("/metrics", ask)'), "load/ask.js": 'import { Trend } from "k6/metrics";\nimport http from "k6/http";\n'},
        "PRESENT load/ask.js:1 k6: load on an unknown target; no route or service of this repository is named"),
    "vegeta on a route of Gin": (
        {**gin(), "load/main.go": VEGETA}, "SUBSTANTIVE load/main.go:6 Vegeta: load on /ask"),
}  # fmt: skip


@pytest.mark.parametrize("case", IMAGES)
def test_images(case: str) -> None:
    files, expected = IMAGES[case]
    assert told(run("dockerfile", snapshot(files))) == [expected]


@pytest.mark.parametrize("case", LOADS)
def test_load(case: str) -> None:
    files, expected = LOADS[case]
    assert told(run("load_testing", snapshot(files))) == [expected]


ASKS = express(
    "res.json(await c.chat.completions.create({ model: 'm' }));",
    imports='import OpenAI from "openai";\nconst c = new OpenAI();\n',
)
UNBUILT = "FROM node:22\nCOPY settings.json .\nCOPY server.ts .\n" + 'CMD ["node", "server.ts"]\n'
STARTED = {
    "by an image that can be built": ({"Dockerfile": NODE_IMAGE}, Level.WIRED),
    "by an image that cannot be built": ({"Dockerfile": UNBUILT}, Level.SUBSTANTIVE),
    "by an image that cannot, and by another": (
        {"Dockerfile": UNBUILT, "Procfile": "web: node server.ts\n"},
        Level.WIRED,
    ),
}


@pytest.mark.parametrize("signal", ["serving", "model_code"])
@pytest.mark.parametrize("case", STARTED)
def test_what_an_image_that_cannot_be_built_starts_does_not_run(case: str, signal: str) -> None:
    files, expected = STARTED[case]
    package = {"package.json": '{"name": "shop"}'}
    assert run(signal, snapshot({**ASKS, **package, **files})).level is expected


SCHEDULED = (
    "on:\n  schedule:\n  - cron: '0 3 * * 1'\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: {}\n"
)
COMMANDS = {
    "a command of ours": ("retrain --all", True),
    "a command of ours by a runner": ("uv run retrain", True),
    "a command of ours that trains nothing": ("lint", False),
    "a command of nobody": ("train-all", False),
}


@pytest.mark.parametrize(("command", "trains"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_the_repository_installs_may_train_on_a_schedule(command: str, trains: bool) -> None:
    files = {
        "train.py": "from sklearn.svm import SVC\n\n\ndef main():\n    SVC().fit([[1]], [1])\n",
        "lint.py": "def main():\n    pass\n",
        "setup.cfg": "[options.entry_points]\nconsole_scripts =\n  retrain = train:main\n  lint = lint:main\n",
        "serve.py": "import fastapi\n\napp = fastapi.FastAPI()\n",
        ".github/workflows/a.yml": SCHEDULED.format(command),
    }
    level = run("ci_delivery", snapshot(files)).level
    assert level is (Level.SUBSTANTIVE if trains else Level.ABSENT)
