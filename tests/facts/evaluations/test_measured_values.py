"""Values that hold a measure of a model, by the call that gave them."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.measured_values import with_measures
from tests.support.snapshots import snapshot

HEAD = """import joblib
from sklearn.metrics import confusion_matrix, f1_score, mean_squared_error

THRESHOLD = 0.8
model = joblib.load("m.joblib")


def quality(rows, labels):
    return f1_score(labels, model.predict(rows))


def size(rows):
    return len(rows)


def gate(rows, labels):
    {}
    if value < limit(rows):
        raise SystemExit("no")
"""
GIVEN = {
    "a measure": ("value = f1_score(labels, model.predict(rows))", {"value", "f1", "score"}),
    "a measure with a type": (
        "value: float = f1_score(labels, model.predict(rows))",
        {"value", "f1", "score"},
    ),
    "a measure whose name has no word for one": (
        "value = mean_squared_error(labels, rows)",
        {"value", "metric"},
    ),
    "a model's own measure": ("value = model.score(rows, labels)", {"value", "accuracy"}),
    "a function of ours that returns one": ("value = quality(rows, labels)", {"value", "f1", "score"}),
    "a function of ours that returns something else": ("value = size(rows)", {"value"}),
    "a table": ("value = confusion_matrix(labels, rows)", {"value"}),
    "the score of one thing": ("value = model.score(rows)", {"value"}),
    "the score of something else": ("value = matcher.score(rows, labels)", {"value"}),
    "another name": ("other = f1_score(labels, rows)\n    value = 1", {"value"}),
    "a comparison": ("value == f1_score(labels, rows)", {"value"}),
}


@pytest.mark.parametrize(("row", "words"), GIVEN.values(), ids=GIVEN)
def test_what_a_value_measures(row: str, words: set[str]) -> None:
    repo = snapshot({"gate.py": HEAD.format(row)})
    (condition,) = (each for each in repo.modules["gate.py"].conditions if each.function == "gate")
    (pair,) = with_measures(repo, "gate.py", condition).comparisons
    assert (pair.left, pair.right) == (frozenset(words), frozenset({"limit", "rows"}))


def test_a_name_of_two_functions_says_nothing_of_what_is_returned() -> None:
    repo = snapshot(
        {"gate.py": HEAD.format("value = quality(rows, labels)"), "b.py": "def quality():\n    return 1\n"}
    )
    (condition,) = (each for each in repo.modules["gate.py"].conditions if each.function == "gate")
    assert with_measures(repo, "gate.py", condition) == condition
