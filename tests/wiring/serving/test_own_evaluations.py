"""Routes that fit a model on what they are sent: measured only, or answered with."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

APP = """
import pandas as pd
from fastapi import FastAPI, UploadFile
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, classification_report
from sklearn.model_selection import train_test_split

app = FastAPI()

@app.post('/predict')
def evaluate(file: UploadFile):
    table = pd.read_csv(file.file)
    rows, test, wanted, true = train_test_split(table.drop(columns='y'), table['y'])
{body}
"""
IMAGE = {"Dockerfile": "FROM python:3.12\nWORKDIR /srv\nCOPY . .\nCMD uvicorn app:app\n"}
FIT = "    model = RandomForestClassifier()\n    model.fit(rows, wanted)\n"
MEASURED = {
    "a name": FIT + "    said = model.predict(test)\n    return {'accuracy': accuracy_score(true, said)}",
    "directly": FIT + "    return {'accuracy': accuracy_score(true, model.predict(test))}",
    "two measures": FIT + "    said = model.predict(test)\n    one = accuracy_score(true, said)\n"
    "    return {'accuracy': one, 'report': classification_report(true, said)}",
    "compared": FIT + "    said = model.predict(test)\n    share = (said == true).mean()\n    return share",
    "its own score": FIT + "    return {'accuracy': model.score(test, true)}",
    "several models": "    found = {}\n"
    "    for name, model in {'a': RandomForestClassifier(), 'b': LogisticRegression()}.items():\n"
    "        model.fit(rows, wanted)\n        said = model.predict(test)\n"
    "        found[name] = accuracy_score(true, said)\n    return found",
}
ANSWERED = {
    "the predictions too": FIT + "    said = model.predict(test)\n"
    "    return {'accuracy': accuracy_score(true, said), 'said': said.tolist()}",
    "only the predictions": FIT + "    return model.predict(test).tolist()",
    "a forecast": FIT + "    said = model.predict(table)\n    return {'forecast': list(said)}",
    "a column": FIT + "    said = model.predict(test)\n    test['said'] = said\n"
    "    return {'accuracy': accuracy_score(true, said), 'rows': test.to_dict()}",
}


@pytest.mark.parametrize(
    ("body", "level"),
    [
        *((body, Level.PRESENT) for body in MEASURED.values()),
        *((body, Level.WIRED) for body in ANSWERED.values()),
    ],
    ids=[*MEASURED, *ANSWERED],
)
def test_a_route_that_only_measures_its_own_model_serves_none(body: str, level: Level) -> None:
    repo = snapshot({**IMAGE, "app.py": APP.replace("{body}", body)})
    assert run("serving", repo).level is level


@pytest.mark.parametrize(
    "kept",
    ["return model", "app.state.model = model", "keep(model)", "return {'model': model, 'x': 1}"],
)
def test_a_model_that_is_fitted_measured_and_kept_is_asked_later(kept: str) -> None:
    app = APP.replace("@app.post('/predict')\n", "").replace(
        "{body}",
        MEASURED["a name"].rpartition("\n")[0] + f"\n    print(accuracy_score(true, said))\n    {kept}",
    )
    app += (
        "\n\n@app.on_event('startup')\ndef start():\n    evaluate('a.csv')\n\n"
        "@app.post('/score')\ndef score(row: dict):\n    return app.state.model.predict([row]).tolist()\n"
    )
    assert run("serving", snapshot({**IMAGE, "app.py": app})).level is Level.WIRED


def test_a_model_that_was_trained_before_is_served_beside_an_evaluation() -> None:
    app = APP.replace("{body}", MEASURED["a name"]) + (
        "\n\nimport joblib\nkept = joblib.load('model.joblib')\n\n@app.post('/score')\n"
        "def score(row: dict):\n    return kept.predict([row]).tolist()\n"
    )
    finding = run("serving", snapshot({**IMAGE, "app.py": app}))
    assert finding.level is Level.WIRED
    assert [each.note.partition(",")[0] for each in finding.evidence if each.path == "app.py"] == [
        "FastAPI: /score"
    ]
