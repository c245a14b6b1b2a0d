"""Requests to the addresses of MLflow's registry, in code of any language and in commands of CI."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

SENDS = (
    "import requests\nAPI = 'http://m/api/2.0/mlflow'\ndef register(run):\n"
    '    requests.post(f"{{API}}/{}", json={{"name": "{}", "source": run}})\nregister(1)\n'
)
ASKS = (
    "import requests, joblib\nfrom fastapi import FastAPI\nNAME = 'churn'\napp = FastAPI()\n"
    "def load():\n    r = requests.get('http://m/api/2.0/mlflow/registered-models/alias', params={'name': NAME})\n"
    "    return joblib.load(r.text)\nmodel = load()\n@app.post('/p')\ndef p(x: float):\n    return model.predict([x])\n"
)
SERVER = (
    "import requests\nfrom fastapi import FastAPI\napp = FastAPI()\n"
    "@app.post('/api/2.0/mlflow/model-versions/create')\ndef create(row: dict):\n    return requests.get('http://x')\n"
)
STEP = (
    "on: push\njobs:\n  t:\n    runs-on: u\n    steps:\n      - uses: actions/checkout@v4\n      - run: {}\n"
)
TYPESCRIPT = (
    "export async function register(name: string) {\n"
    "  await fetch(`${process.env.API}/registered-models/create`, { method: 'POST', body: name });\n}\nregister('c');\n"
)
REQUESTS = {
    "a model": ({"r.py": SENDS.format("registered-models/create", "churn")}, Level.SUBSTANTIVE, 4),
    "a version": ({"r.py": SENDS.format("model-versions/create", "churn")}, Level.SUBSTANTIVE, 4),
    "a stage": ({"r.py": SENDS.format("model-versions/transition-stage", "churn")}, Level.SUBSTANTIVE, 4),
    "an alias": ({"r.py": SENDS.format("registered-models/alias", "churn")}, Level.SUBSTANTIVE, 4),
    "a run": ({"r.py": SENDS.format("runs/create", "churn")}, Level.ABSENT, 0),
    "a remark": ({"r.py": "import requests\n# model-versions/create\nrequests.get('x')\n"}, Level.ABSENT, 0),
    "a server of its own": ({"r.py": SERVER}, Level.ABSENT, 0),
    "only asked": ({"app.py": ASKS}, Level.PRESENT, 6),
    "another language": ({"r.ts": TYPESCRIPT, "package.json": "{}"}, Level.SUBSTANTIVE, 2),
    "a command of CI": (
        {".github/workflows/a.yml": STEP.format("curl -X POST $API/model-versions/create -d @v.json")},
        Level.SUBSTANTIVE, 7,
    ),
    "a question of CI": (
        {".github/workflows/a.yml": STEP.format("curl $API/model-versions/search")}, Level.ABSENT, 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "line"), REQUESTS.values(), ids=REQUESTS)
def test_a_request_to_the_registry_registers_as_its_library_does(
    files: dict[str, str], level: Level, line: int
) -> None:
    found = run("model_registry", snapshot(files))
    assert found.level is level
    assert [each.line for each in found.evidence] == [line] * bool(line)


@pytest.mark.parametrize(("name", "level"), [("churn", Level.WIRED), ("fraud", Level.SUBSTANTIVE)])
def test_a_service_that_asks_for_the_model_of_that_name_wires_it(name: str, level: Level) -> None:
    registering = SENDS.format("registered-models/create", name)
    files = {"r.py": registering, "app.py": ASKS, "Procfile": "web: uvicorn app:app\n"}
    found = run("model_registry", snapshot(files))
    assert found.level is level
    assert {each.path for each in found.evidence} == (
        {"r.py", "app.py"} if level is Level.WIRED else {"r.py"}
    )
