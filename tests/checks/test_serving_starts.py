"""Serving: what stops the start of an application, and how much is left of the evidence."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

MODEL = "import joblib\n\nMODEL = joblib.load('model.joblib')\n"
APP = """from fastapi import FastAPI
from svc.model import MODEL

app = FastAPI()


@app.get("/health")
def health():
    return {}


@app.post("/predict")
def predict(rows):
    return MODEL.predict(rows)
"""
SERVICE = {"svc/__init__.py": "", "svc/model.py": MODEL, "svc/app.py": APP}
IMAGE = "FROM python:3.12\nCOPY . .\n"
BROKEN_APP = APP.replace("import MODEL\n", "import MODEL\nfrom svc.rules import allowed\n")
INSTALLED = f"{IMAGE}RUN pip install fastapi uvicorn joblib\nCMD uvicorn svc.app:app\n"


@pytest.mark.parametrize(
    ("files", "level", "place", "words"),
    [
        ({}, Level.WIRED, "svc/app.py:12", "started by Dockerfile"),
        # just below: one name on the way is missing
        (
            {"svc/app.py": BROKEN_APP},
            Level.PRESENT,
            "svc/app.py:13",
            "it cannot be loaded: svc/app.py:3 names svc.rules, which is not in the repository",
        ),
        (
            {"svc/app.py": BROKEN_APP, "svc/rules.py": "allowed = 1\n"},
            Level.WIRED,
            "svc/app.py:13",
            "started by",
        ),
        (
            {"svc/app.py": BROKEN_APP, "svc/rules.py": "permitted = 1\n"},
            Level.PRESENT,
            "svc/app.py:13",
            "svc/app.py:3 names svc.rules.allowed, which its module does not define",
        ),
        (
            {"Dockerfile": INSTALLED.replace("app:app", "app:api")},
            Level.SUBSTANTIVE,
            "svc/app.py:12",
            "Dockerfile is to start it, but Dockerfile:4 names svc.app:api, which svc/app.py does not define",
        ),
        (
            {"svc/app.py": "import redis\n" + APP},
            Level.SUBSTANTIVE,
            "svc/app.py:13",
            "Dockerfile is to start it, but svc/app.py:1 names redis, which Dockerfile does not install",
        ),
        (
            {"Dockerfile": INSTALLED.replace("COPY . .", "COPY . .\nCOPY conf/run.cfg .")},
            Level.SUBSTANTIVE,
            "svc/app.py:12",
            "Dockerfile:3 names conf/run.cfg, which is not in the repository",
        ),
        # another start works
        (
            {"Dockerfile": INSTALLED.replace("app:app", "app:api"), "Procfile": "web: uvicorn svc.app:app\n"},
            Level.WIRED,
            "svc/app.py:12",
            "started by Procfile",
        ),
        # what is survived, or imported later, stops nothing
        (
            {"svc/app.py": f"try:\n    import svc.rules\nexcept ImportError:\n    pass\n{APP}"},
            Level.WIRED,
            "svc/app.py:16",
            "started by Dockerfile",
        ),
    ],
)
def test_a_start_that_cannot_succeed_is_not_wired(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("serving", snapshot({**SERVICE, "Dockerfile": INSTALLED, **files}))
    assert finding.level is level
    assert all(each.level <= level for each in finding.evidence)
    notes = [each.note for each in finding.evidence if f"{each.path}:{each.line}" == place]
    assert len(notes) == 1
    assert words in notes[0]


UNREADABLE = f"{IMAGE}PIP install fastapi\nCMD uvicorn svc.app:app\n"
COMPOSE = "services:\n  api:\n    build: .\n    command: uvicorn svc.app:app\n"
LATER = f"{IMAGE}FROM python:3.12\nCOPY missing.txt .\n".replace(
    "FROM python:3.12\nCOPY . .", "FROM python:3.12 AS api\nCOPY . ."
)
UNKNOWN = "Dockerfile:3 holds an instruction that no builder knows"
BUILDS = {
    "an instruction that no builder knows": ({"Dockerfile": UNREADABLE}, Level.SUBSTANTIVE, UNKNOWN),
    "a front end that may know it": ({"Dockerfile": f"# syntax=acme/builder:1\n{UNREADABLE}"}, Level.WIRED, "started by"),
    "Docker's own front end": (
        {"Dockerfile": f"# syntax=docker/dockerfile:1\n{UNREADABLE}"}, Level.SUBSTANTIVE, UNKNOWN.replace("3", "4")),
    "a service of such an image": (
        {"Dockerfile": UNREADABLE.partition("CMD")[0], "compose.yaml": COMPOSE}, Level.SUBSTANTIVE, UNKNOWN),
    "a service of an image that copies what is missing": (
        {"Dockerfile": f"{IMAGE}COPY missing.txt .\n", "compose.yaml": COMPOSE}, Level.SUBSTANTIVE, "Dockerfile:3 names missing.txt"),
    "a service of an image that may be pulled": (
        {"Dockerfile": f"{IMAGE}COPY missing.txt .\n", "compose.yaml": f"{COMPOSE}    image: churn\n"}, Level.WIRED, "started by"),
    "a service of a stage before the one that cannot be built": (
        {"Dockerfile": LATER, "compose.yaml": COMPOSE.replace("build: .", "build: {context: ., target: api}")}, Level.WIRED, "started by"),
    "a service of the stage that cannot be built": (
        {"Dockerfile": LATER, "compose.yaml": COMPOSE}, Level.SUBSTANTIVE, "Dockerfile:4 names missing.txt"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "words"), BUILDS.values(), ids=BUILDS)
def test_an_image_that_cannot_be_built_starts_nothing(
    files: dict[str, str], level: Level, words: str
) -> None:
    found = run("serving", snapshot({**SERVICE, **files}))
    shown = next(each for each in found.evidence if each.path == "svc/app.py")
    assert (shown.level, words in shown.note) == (level, True)


@pytest.mark.parametrize(
    ("route", "first"),
    [("/health", "svcs.Dockerfile:3"), ("/v1/status", "svcs.Dockerfile:3"), ("/score", "svc/app.py:6")],
)
def test_a_route_about_the_state_of_the_service_is_shown_last(route: str, first: str) -> None:
    app = f"from fastapi import FastAPI\nfrom svc.model import MODEL\n\napp = FastAPI()\n\n@app.get('{route}')\n"
    app += "def answer():\n    return MODEL.predict([1])\n"
    image = f"{IMAGE}CMD uvicorn svc.app:app\n"
    found = run("serving", snapshot({**SERVICE, "svc/app.py": app, "svcs.Dockerfile": image}))
    assert next((f"{each.path}:{each.line}", each.level) for each in found.evidence) == (first, Level.WIRED)


ROUTER = (
    "import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\nconst client = new OpenAI();\n"
    "const caught = (fn) => (req, res, next) => fn(req, res, next).catch(next);\n"
    "async function answer(req, res) {\n  res.json(await client.chat.completions.create(req.body));\n}\n"
    "app.get('/servers', caught(answer));\napp.{kind}('{route}', caught(answer));\napp.listen(80);\n"
)


@pytest.mark.parametrize(
    ("kind", "route", "first"),
    [
        ("post", "/generate", "post.ts:10"),
        ("get", "/embeddings", "post.ts:10"),
        ("post", "/rooms", "post.ts:9"),
    ],
)
def test_a_route_named_for_what_a_model_gives_is_shown_before_others(
    kind: str, route: str, first: str
) -> None:
    files = {"post.ts": ROUTER.replace("{kind}", kind).replace("{route}", route)}
    started = {"Dockerfile": "FROM node:22\nCOPY . .\nCMD node post.ts\n", "package.json": "{}"}
    found = run("serving", snapshot({**files, **started}))
    shown = next(each for each in found.evidence if each.path == "post.ts")
    assert (f"{shown.path}:{shown.line}", shown.level) == (first, Level.WIRED)


FIRST_ROUTER = "from fastapi import APIRouter\nfrom svc.model import MODEL\n\nrouter = APIRouter()\n\n@router.{}('{}')\ndef answer():\n    return {}\n"
ASKS = "MODEL.predict([1])"


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        (("post", "/jobs", ASKS), ("get", "/score", ASKS), "svc/z.py:6"),
        (("get", "/rank", ASKS), ("post", "/score", ASKS), "svc/z.py:6"),
        (("post", "/rank", ASKS), ("post", "/score", ASKS), "svc/a.py:6"),
        (("post", "/jobs", ASKS), ("post", "/score", "MODEL"), "svc/a.py:6"),
    ],
)
def test_of_routes_in_several_files_that_named_for_what_a_model_gives_is_shown_first(
    one: tuple[str, str, str], other: tuple[str, str, str], first: str
) -> None:
    files = {"svc/a.py": FIRST_ROUTER.format(*one), "svc/z.py": FIRST_ROUTER.format(*other)}
    app = (
        "from fastapi import FastAPI\nfrom svc import a, z\n\napp = FastAPI()\napp.include_router(a.router)\n"
    )
    files["svc/app.py"] = f"{app}app.include_router(z.router)\n"
    found = run("serving", snapshot({**SERVICE, **files, "Dockerfile": f"{IMAGE}CMD uvicorn svc.app:app\n"}))
    assert next((f"{each.path}:{each.line}", each.level) for each in found.evidence) == (first, Level.WIRED)


CDK = (
    "import * as cdk from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\n"
    "export class S extends cdk.Stack {{ constructor(scope: any, id: string) {{ super(scope, id);\n"
    "  new lambda.Function(this, 'F', {{ handler: '{}', code: lambda.Code.fromAsset('src') }}); }} }}\n"
)
ANSWERS_EVENT = "import joblib\nmodel = joblib.load('m')\ndef predict(event, context):\n    return model.predict([event])\n"


@pytest.mark.parametrize(
    ("handler", "level"), [("app.predict", Level.WIRED), ("other.predict", Level.ABSENT)]
)
def test_a_function_of_cdk_in_typescript_starts_its_handler(handler: str, level: Level) -> None:
    files = {"cdk.json": "{}", "lib/s.ts": CDK.format(handler), "src/app.py": ANSWERS_EVENT}
    found = run("serving", snapshot(files))
    assert found.level is level
