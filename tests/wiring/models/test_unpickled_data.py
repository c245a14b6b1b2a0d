"""Values of pickle files: which are only data, and which may be a model."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from tests.support.model_kinds import used

HEAD = "import joblib\nimport sklearn\nfrom sklearn.base import clone\n"
LOAD = "held = joblib.load('held.joblib')\n"
DATA, MODEL = False, True


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{LOAD}\ndef ask(q):\n    return held[q]\n", DATA),
        (f"{LOAD}\ndef ask(q):\n    return held.get(q, 0.0)\n", DATA),
        (f"{LOAD}\ndef ask(q):\n    return held.loc[q].to_dict()\n", DATA),
        (f"{LOAD}\ndef ask(q):\n    return [each for each in held if each == q]\n", DATA),
        (f"{LOAD}\ndef ask(q):\n    return q in held and len(held) > 1\n", DATA),
        (f"{LOAD}\ndef ask(q):\n    return sorted(list(enumerate(held[q])))\n", DATA),
        (f"{LOAD}\ndef ask(frame):\n    return frame[held]\n", DATA),
        (f"{LOAD}\ndef ask(frame):\n    return frame.reindex(columns=held)\n", DATA),
        ("model = joblib.load('model.joblib')\n\ndef ask(q):\n    return model[q]\n", DATA),
        (
            "held = None\n\ndef start():\n    global held\n    held = joblib.load('a')\n\n"
            "def ask(q):\n    return held[q]\n",
            DATA,
        ),
        (
            "class Store:\n    def __init__(self):\n        self.held = joblib.load('a')\n\n"
            "    def ask(self, q):\n        return self.held[q]\n",
            DATA,
        ),
        (
            "import pickle\n\ndef ask(q):\n    with open('a', 'rb') as f:\n        held = pickle.load(f)\n"
            "    return held.get(q)\n",
            DATA,
        ),
        ("import pandas\nheld = pandas.read_pickle('model.pkl')\nprint(held.head())\n", DATA),
        # It predicts, is called, or transforms; or may.
        (f"{LOAD}\ndef ask(q):\n    return held.predict(q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    return held(q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    return held.transform(q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    return held['a'].predict(q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    return held['a'](q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    return held['model']\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    model = held['a']\n    return model.predict(q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    x = held['a']\n    return x.predict_proba(q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    return score(held, q)\n", MODEL),
        (f"{LOAD}\ndef ask(q):\n    return held\n", MODEL),
        (LOAD, MODEL),
        ("def load():\n    return joblib.load('a')\n", MODEL),
        ("(a, held) = joblib.load('a')\nprint(held['x'])\n", MODEL),
        ("model = joblib.load('model.joblib')\n\ndef ask(q):\n    return model.predict(q)\n", MODEL),
    ],
)
def test_a_value_that_is_only_looked_up_is_no_model(code: str, expected: bool) -> None:
    found = [each for each in used({"app.py": HEAD + code})["app.py"] if each.startswith("loads")]
    assert bool(found) is expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("import store\nprint(store.ask(1))\n", DATA),
        ("from store import held\nprint(held)\n", MODEL),
        ("import store\nstore.held.predict(1)\n", MODEL),
        ("import store\n\ndef ask(x):\n    return x.predict(store.ask(1))\n", MODEL),
    ],
)
def test_other_modules_may_ask_a_value_of_a_module(other: str, expected: bool) -> None:
    store = f"{HEAD}{LOAD}\ndef ask(q):\n    return held[q]\n"
    found = [each for each in used({"store.py": store, "app.py": other})["store.py"] if "loads" in each]
    assert bool(found) is expected


SERVICE = """
import joblib
from fastapi import FastAPI
from sklearn.linear_model import LogisticRegression

held = joblib.load('held.joblib')
app = FastAPI()

@app.post('/score')
def score(row: dict):
    return {body}

def train(rows, answers):
    joblib.dump(LogisticRegression().fit(rows, answers), 'held.joblib')
"""
IMAGE = {"Dockerfile": "FROM python:3.12\nWORKDIR /srv\nCOPY . .\nCMD uvicorn app:app\n"}


@pytest.mark.parametrize(
    ("body", "level"),
    [("held[row['id']]", Level.PRESENT), ("held.predict([row])", Level.WIRED)],
)
def test_a_service_that_looks_its_answers_up_serves_no_model(body: str, level: Level) -> None:
    repo = snapshot({**IMAGE, "app.py": SERVICE.replace("{body}", body)})
    assert run("serving", repo).level is level
