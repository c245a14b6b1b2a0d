"""Tests that look at the score of one case: no model is judged by it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_evaluation import BASE
from tests.support.snapshots import run, snapshot

CASES = {
    "the score of one lead": ("result = fit(1, 2)\n    assert result['lead_fit_score'] >= 0.5", False),
    "the score of one thing": ("result = fit(1, 2)\n    assert result['bant_score'] >= 0.5", False),
    "the mean of the scores": ("result = fit(1, 2)\n    assert result['mean_bant_score'] >= 0.5", True),
    "the score of an evaluation": ("result = train.evaluate(fit(1, 2))\n    assert result['bant_score'] >= 0.5", True),
    "what a model gives for all rows": ("fit_score = fit(1, 2).score(1, 2)\n    assert fit_score >= 0.5", True),
    "a measure of its own": ("result = fit(1, 2)\n    assert result['bant_f1'] >= 0.5", True),
    "the points of one case": ("score = fit(1, 2)\n    assert score >= 70", False),
    "a measure in percent": ("accuracy = fit(1, 2)\n    assert accuracy >= 70", True),
    "a score and nothing else": ("score = fit(1, 2)\n    assert score >= 0.5", True),
}  # fmt: skip


@pytest.mark.parametrize(("body", "judges"), CASES.values(), ids=CASES)
def test_the_score_of_one_case_judges_no_model(body: str, judges: bool) -> None:
    test = f"import train\nfrom train import fit\n\n\ndef test_it():\n    {body}\n"
    finding = run("evaluation", snapshot({**BASE, "tests/test_model.py": test}))
    assert finding.level is (Level.SUBSTANTIVE if judges else Level.ABSENT)


@pytest.mark.parametrize(
    ("name", "level"), [("evaluation", Level.SUBSTANTIVE), ("judge", Level.SUBSTANTIVE), ("it", Level.ABSENT)]
)
def test_a_test_may_say_that_it_evaluates(name: str, level: Level) -> None:
    test = f"from train import fit\n\n\ndef test_{name}():\n    assert fit(1, 2)['bant_score'] >= 0.5\n"
    assert run("evaluation", snapshot({**BASE, "tests/test_model.py": test})).level is level
