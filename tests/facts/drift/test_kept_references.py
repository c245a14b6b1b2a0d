"""Functions named for drift that hold what they are given against a reference of their module or object."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

CONSTANT = (
    "import numpy as np\n\nTRAINING_MEANS = {'a': 1.0}\n\n\ndef calculate_drift(rows):\n    live = np.mean(rows)\n"
    "    return [(live - each) / each for each in TRAINING_MEANS.values()]\n\n\ncalculate_drift(1)\n"
)
OBJECT = (
    "import numpy as np\n\n\nclass Watch:\n    def __init__(self):\n        self.reference = 1\n\n"
    "    def detect_drift(self, batch):\n        return np.mean(batch) - self.reference > 0.3\n\n\nWatch().detect_drift(1)\n"
)
OF_CLASS = (
    "import numpy as np\n\n\nclass DriftWatch:\n    def __init__(self):\n        self.reference = 1\n\n"
    "    def update(self, batch):\n        drifted = np.mean(batch) - self.reference > 0.3\n        return drifted\n\n\n"
    "DriftWatch().update(1)\nDriftWatch().record_batch(1)\n"
)
CASES = {
    "a constant": (CONSTANT, 6),
    "an attribute": (OBJECT, 8),
    "a method of a class named for drift": (
        OF_CLASS, 8),
    "of several": (OF_CLASS.replace("self.reference", "self.baselines"), 8),
    "of a class about something else": (OF_CLASS.replace("DriftWatch", "Watch"), None),
    "a method that names no drift": (OF_CLASS.replace("drifted", "larger"), None),
    "a method that keeps one side": (OF_CLASS.replace("update", "record_batch"), None),
    "a constant of something else": (CONSTANT.replace("TRAINING_MEANS", "UNITS"), None),
    "a function about something else": (CONSTANT.replace("calculate_drift", "calculate_shares"), None),
    "a drift of something else": (CONSTANT.replace("calculate_drift", "clock_drift"), None),
    "without a statistic": (CONSTANT.replace("np.mean(rows)", "rows"), None),
    "without anything current": (CONSTANT.replace("drift(rows)", "drift()").replace("mean(rows)", "mean(1)"), None),
    "only on the object": (OBJECT.replace("self, batch", "self").replace("batch", "self.a"), None),
    "a name in a text": (OBJECT.replace("self.reference > 0.3", "LIMITS['reference']"), None),
    "a name in a docstring": (
        OBJECT.replace("        return np", "        \'\'\'Against the reference.\'\'\'\n        return np").replace("- self.reference", "- 1"),
        None),
    "what is given": (CONSTANT.replace("TRAINING_MEANS", "rows").replace("(rows)", "(training)"), None),
    "what tells of it": (CONSTANT.replace("calculate_drift", "log_drift"), None),
}  # fmt: skip


@pytest.mark.parametrize(("source", "line"), CASES.values(), ids=CASES)
def test_a_function_compares_with_what_is_kept(source: str, line: int | None) -> None:
    found = run("drift_detection", snapshot({"watch.py": source}))
    level = Level.ABSENT if line is None else Level.SUBSTANTIVE
    assert_found(found, level, f"watch.py:{line}", "own drift statistic: ")
