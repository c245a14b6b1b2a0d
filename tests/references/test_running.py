"""What runs of a repository in which a module of ours is refused by every Python."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references import unloaded_modules
from tests.support.snapshots import run, snapshot

APP = """import logging
from functools import lru_cache

import joblib
from fastapi import FastAPI, HTTPException

import rates

logging.basicConfig()
app = FastAPI()
model = joblib.load("model.pkl")


@lru_cache
def answer(x):
    return model.predict(x)


@app.post("/predict")
def predict(body: dict):
    for word in ("a", "b"):
        logging.info(word)
    logging.info("b"), logging.info("c"), logging.info("d"), logging.info("e"), logging.info("f")
    if len(body) > 10:
        raise HTTPException(413)
    if body.get("calls", 0) > 9:
        raise HTTPException(429)
    return answer(body)
"""
SERVICE = {
    "Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n',
    "app.py": APP,
    "rates.py": "RATE = 1\n",
    "model.pkl": "",
}
REFUSED = {"rates.py": "RATE = 'one\n"}
GUARDED = {
    "app.py": APP.replace("import rates", "try:\n    import rates\nexcept Exception:\n    rates = None")
}
BESIDE = {"Procfile": "worker: python work.py\n", "work.py": "from app import answer\n\nanswer(1)\n"}
FILES = {
    "every module can be read": ({}, Level.WIRED),
    "one is refused": (REFUSED, Level.SUBSTANTIVE),
    "one is refused, and the program goes on": ({**REFUSED, **GUARDED}, Level.WIRED),
}


@pytest.mark.parametrize("signal", ["model_code", "latency_and_cost", "robustness", "logging"])
@pytest.mark.parametrize(("files", "level"), FILES.values(), ids=FILES)
def test_what_cannot_be_loaded_runs_nothing(signal: str, files: dict[str, str], level: Level) -> None:
    assert run(signal, snapshot({**SERVICE, **files})).level is level


UNLOADED = {
    "nothing is refused": ({}, set()),
    "the application": (REFUSED, {"app.py", "rates.py"}),
    "what also starts by itself": (
        {**REFUSED, "Procfile": "worker: python work.py\n", "work.py": "import rates\n", "app.py": "import work, rates\n"},
        {"app.py", "work.py", "rates.py"},
    ),
    "what another program reaches": (
        {**REFUSED, "Procfile": "worker: python work.py\n", "work.py": "import own\n", "own.py": "", "app.py": APP + "import own\n"},
        {"app.py", "rates.py"},
    ),
}  # fmt: skip


IN_VAIN = {
    "it is built and started": ({}, Level.WIRED),
    "it copies what is not there": ({"Dockerfile": SERVICE["Dockerfile"] + "COPY gone.conf .\n"}, Level.SUBSTANTIVE),
    "it names no object of the module": (
        {"Dockerfile": SERVICE["Dockerfile"].replace("app:app", "app:api")}, Level.SUBSTANTIVE),
    # Serving and the image say so; whoever builds it may have mended it.
    "it does not install what the module imports": (
        {"Dockerfile": "FROM python:3.12\nRUN pip install fastapi\n" + SERVICE["Dockerfile"].partition("\n")[2]},
        Level.WIRED),
    "another place starts the same": (
        {"Dockerfile": SERVICE["Dockerfile"] + "COPY gone.conf .\n", "Procfile": "web: uvicorn app:app\n"},
        Level.WIRED),
    "a task runs the same": (
        {"Dockerfile": SERVICE["Dockerfile"] + "COPY gone.conf .\n", "Makefile": "up:\n\tpython app.py\n"},
        Level.WIRED),
}  # fmt: skip
# What the service does with metrics, answers, data and versions.
MORE = (
    "import pandas as pd\nimport prometheus_client\nseen = prometheus_client.Counter('seen_total', 'x')\n\n\n"
    "def validate(frame: pd.DataFrame):\n    seen.inc()\n    missing = {'a'} - set(frame.columns)\n"
    "    if missing:\n        raise ValueError(missing)\n\n\nvalidate(pd.read_csv('a.csv'))\n"
)


@pytest.mark.parametrize(
    "signal", ["model_code", "latency_and_cost", "robustness", "logging", "monitoring", "data_validation"]
)
@pytest.mark.parametrize(("files", "level"), IN_VAIN.values(), ids=IN_VAIN)
def test_an_image_that_cannot_start_runs_nothing(signal: str, files: dict[str, str], level: Level) -> None:
    assert run(signal, snapshot({**SERVICE, "app.py": MORE + APP, **files})).level is level


@pytest.mark.parametrize(("files", "unloaded"), UNLOADED.values(), ids=UNLOADED)
def test_modules_to_which_only_what_cannot_be_loaded_leads(files: dict[str, str], unloaded: set[str]) -> None:
    assert unloaded_modules(snapshot({**SERVICE, **files})) == unloaded


LATER = (
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/p')\ndef p(body: dict):\n"
    "    from helper import ask\n\n    return ask(body)\n"
)
HELPER = "import joblib\n\nmodel = joblib.load('m')\n\n\ndef ask(x):\n    return model.predict(x)\n"


@pytest.mark.parametrize(
    ("ending", "level"),
    [("", Level.WIRED), ("\n\nx = 'one\n", Level.SUBSTANTIVE)],
    ids=["read", "refused"],
)
def test_what_no_python_reads_is_never_loaded_however_late(ending: str, level: Level) -> None:
    files = {**SERVICE, "app.py": LATER, "helper.py": HELPER + ending}
    assert run("model_code", snapshot(files)).level is level
