"""What is left when the measure of one model is taken from that of another is held against the model in use."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

SOURCE = """import mlflow
from sklearn.svm import SVC


def main():
    new_auc = first_auc = auc_improvement = loss_improvement = SVC().fit(1, 2).score(1, 2)
    production_auc = read("production")
    if {}:
        {}


main()
"""
STOP, PROMOTE, TELL = "raise ValueError", "mlflow.register_model(1, 2)", "print(1)"
LEFT = {
    "of the current model": ("new_auc - production_auc < 0", STOP, Level.SUBSTANTIVE),
    "of the current model, before a promotion": ("new_auc - production_auc > 0.01", PROMOTE, Level.WIRED),
    "an improvement before a promotion": ("auc_improvement > 0", PROMOTE, Level.WIRED),
    "of the current model, without a consequence": ("new_auc - production_auc < 0", TELL, Level.ABSENT),
    "of another fold": ("new_auc - first_auc < 0", STOP, Level.ABSENT),
    "an improvement of the loss": ("loss_improvement < 0", STOP, Level.ABSENT),
    "no difference": ("production_auc > 0", PROMOTE, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "then", "level"), LEFT.values(), ids=LEFT)
def test_what_is_left_of_another_models_measure(asked: str, then: str, level: Level) -> None:
    finding = run("evaluation", snapshot({"gate.py": SOURCE.format(asked, then)}))
    assert finding.level is level
    assert level is Level.ABSENT or "a baseline or the current model" in finding.evidence[0].note
