from __future__ import annotations

import json

import pytest

from analyzer.model import Level, Status
from tests.support.snapshots import run, snapshot

SPLIT = """
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
def train(df):
    a, b = train_test_split(df)
    LogisticRegression().fit(a, b)
"""
CLEANED = SPLIT.replace("    a, b", "    df = df.dropna()\n    a, b")
PIPED = SPLIT + "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(LogisticRegression())\n"
TWO = """
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
a, b, c, d = train_test_split(x, y)
for model in (LogisticRegression(), RandomForestClassifier()):
    model.fit(a, c)
print(f1_score(d, one), f1_score(d, two))
"""


def notebook(code: str, text: str = "") -> str:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": code, "metadata": {}, "outputs": [], "execution_count": 1}
    ]
    if text:
        cells.insert(0, {"cell_type": "markdown", "source": text, "metadata": {}})
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"train.py": SPLIT}, Level.PRESENT),
        ({"train.py": CLEANED}, Level.SUBSTANTIVE),
        ({"train.py": PIPED}, Level.SUBSTANTIVE),
        ({"train.ipynb": notebook(CLEANED)}, Level.PRESENT),
        ({"train.ipynb": notebook(CLEANED + PIPED)}, Level.SUBSTANTIVE),
        ({"train.py": SPLIT.replace("train_test_split(df)", "df, df")}, Level.ABSENT),
        # what only a test splits is the test's own
        ({"tests/test_a.py": SPLIT, "train.py": "import sklearn\n"}, Level.ABSENT),
    ],
)
def test_data_handling(files: dict[str, str], level: Level) -> None:
    assert run("data_handling", snapshot(files)).level is level


def test_without_a_model_nobody_is_asked_for_splits_or_comparisons() -> None:
    repo = snapshot({"app.py": "print(1)\n"})
    for signal in ("data_handling", "approaches_compared"):
        assert run(signal, repo).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (TWO, Level.SUBSTANTIVE),
        (TWO.replace("train_test_split(x, y)", "x, y, x, y"), Level.PRESENT),
        (TWO.replace(", RandomForestClassifier()", ","), Level.ABSENT),
        (TWO.replace("print(", "# print("), Level.PRESENT),
    ],
)
def test_approaches_compared(code: str, level: Level) -> None:
    assert run("approaches_compared", snapshot({"train.py": code})).level is level
    assert run("approaches_compared", snapshot({"train.ipynb": notebook(code)})).level is level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("We judge by recall because a missed failure costs more than an alarm.", Level.SUBSTANTIVE),
        ("The classes are imbalanced. PR-AUC is therefore reported.", Level.SUBSTANTIVE),
        ("Accuracy: 0.93", Level.PRESENT),
        ("The service answers quickly because it caches.", Level.ABSENT),
    ],
)
def test_reasons_for_the_metric(text: str, level: Level) -> None:
    assert run("metric_choice", snapshot({"README.md": f"# It\n\n{text}\n"})).level is level
    assert run("metric_choice", snapshot({"a.ipynb": notebook("x = 1", f"# It\n\n{text}\n")})).level is level


LONG = "The rows end in March, so nothing is known of the summer. " * 3


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (f"## Limitations\n\n{LONG}", Level.SUBSTANTIVE),
        (f"## With more time\n\n{LONG}", Level.SUBSTANTIVE),
        ("## Limitations\n\nMany.\n", Level.PRESENT),
        ("## Limitations\n\n## Licence\n\nMIT.\n", Level.CLAIMED),
        (f"## Design trade-offs\n\n{LONG}", Level.SUBSTANTIVE),
        (f"## The precision-recall trade-off\n\n{LONG}", Level.ABSENT),
        (f"## Possible improvements\n\n{LONG}", Level.SUBSTANTIVE),
        (f"## Next steps\n\n{LONG}", Level.SUBSTANTIVE),
        (f"## Next steps: integrate your project\n\n{LONG}", Level.ABSENT),
        (f"## Results\n\n{LONG}", Level.ABSENT),
    ],
)
def test_limits_written_down(text: str, level: Level) -> None:
    assert run("limitations", snapshot({"README.md": f"# It\n\n{text}\n"})).level is level


APP = "from fastapi import FastAPI, HTTPException\n{more}app = FastAPI()\n@app.post('/predict')\ndef f(r):\n    {body}\n"
SCHEMA = "from pydantic import BaseModel\nclass R(BaseModel):\n    a: float\n"
REFUSES = "raise HTTPException(422)"
TEST = "from app import app\ndef test_bad():\n    assert ask(app, {}).status_code == 422\n"


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"app.py": APP.format(more="", body="return 1")}, Level.ABSENT),
        ({"app.py": APP.format(more=SCHEMA, body="return 1")}, Level.PRESENT),
        ({"app.py": APP.format(more="", body=REFUSES)}, Level.PRESENT),
        ({"app.py": APP.format(more=SCHEMA, body=REFUSES)}, Level.SUBSTANTIVE),
        ({"app.py": APP.format(more="", body=REFUSES), "tests/test_app.py": TEST}, Level.SUBSTANTIVE),
        (
            {"app.py": APP.format(more="from forms import R\n", body="return 1"), "forms.py": SCHEMA},
            Level.PRESENT,
        ),
    ],
)
def test_error_handling(files: dict[str, str], level: Level) -> None:
    assert run("error_handling", snapshot(files)).level is level


def test_where_nothing_answers_requests_there_are_no_errors_to_handle() -> None:
    assert run("error_handling", snapshot({"train.py": SPLIT})).status is Status.NOT_APPLICABLE


def test_what_is_said_about_the_making_is_not_about_the_result() -> None:
    text = f"# It\n\n## Improvements\n\n{LONG}\n\nThe accuracy is better because of it.\n"
    for path in ("CHANGELOG.md", "docs/contributing.md"):
        repo = snapshot({path: text})
        assert run("limitations", repo).level is Level.ABSENT
        assert run("metric_choice", repo).level is Level.ABSENT


def test_what_was_read_is_quoted_and_only_a_document_has_its_line() -> None:
    text = "# It\n\nWe judge by recall because a missed failure costs more.\n"
    for path, content, line in (("README.md", text, 3), ("a.ipynb", notebook("x = 1", text), None)):
        (evidence,) = run("metric_choice", snapshot({path: content})).evidence
        assert (evidence.line, "'We judge by recall because" in evidence.note) == (line, True)
