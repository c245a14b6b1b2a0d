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


@pytest.mark.parametrize(("files", "unloaded"), UNLOADED.values(), ids=UNLOADED)
def test_modules_to_which_only_what_cannot_be_loaded_leads(files: dict[str, str], unloaded: set[str]) -> None:
    assert unloaded_modules(snapshot({**SERVICE, **files})) == unloaded
