"""Which places a verdict shows for a claim that names several signals."""

from __future__ import annotations

import pytest

from analyzer.claims.assessment import judge
from analyzer.model import Evidence, Level, Statement
from tests.support.scorecards import finding, repository


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Monitoring with drift detection", ["a.py", "d.py", "b.py"]),
        ("Monitoring with dashboards", ["a.py", "b.py", "c.py"]),
    ],
)
def test_a_place_for_each_signal_that_the_words_name(text: str, paths: list[str]) -> None:
    evidence = tuple(Evidence(path, 1, Level.WIRED, "w") for path in ("a.py", "b.py", "c.py"))
    found = finding("monitoring", evidence=evidence)
    drift = finding("drift_detection", evidence=(Evidence("d.py", 1, Level.SUBSTANTIVE, "w"),))
    said = Statement(text, "README.md", 3, "monitoring", ("monitoring", "alerting", "drift_detection"))
    (claim,) = judge((repository("r", {}, found, drift),), (said,))
    assert [each.evidence.path for each in claim.places] == paths
