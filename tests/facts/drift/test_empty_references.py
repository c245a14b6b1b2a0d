"""A comparison with what is always empty detects nothing: each row a way to fill a reference, or none."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.parsing.python import empty_arguments
from tests.support.snapshots import run, snapshot

IMPORTS = "import pandas as pd\nfrom scipy.stats import ks_2samp\n\n"
REPORT = """from evidently.report import Report
from evidently.metric_preset import DataDriftPreset

report = Report(metrics=[DataDriftPreset()])
report.run(reference_data={0}, current_data=current)
"""
CHECK = "\n\ndef check_drift(reference, current):\n    return ks_2samp(reference, current)\n\n\n"
MONITOR = """

class DriftMonitor:
    def __init__(self):
        self.reference = {start}

    def drift(self, current):
        return ks_2samp(self.reference, current)
{more}

DriftMonitor().drift(rows())
"""
LOADS = "\n    def use(self, rows):\n        {0}\n"

# Whether the comparison is one.
FILES = {
    "a frame that stays empty": ("reference = pd.DataFrame()\n" + REPORT.format("reference"), False),
    "a frame with columns that stays empty": (
        "reference = pd.DataFrame(columns=['a'])\n" + REPORT.format("reference"), False),
    "written empty in the call": (REPORT.format("pd.DataFrame()"), False),
    "a list that stays empty": ("reference: list = []\n" + REPORT.format("reference"), False),
    "a frame that is read later": (
        "reference = pd.DataFrame()\nif stored:\n    reference = pd.read_csv('a')\n" + REPORT.format("reference"), True),
    "a frame with rows": ("reference = pd.DataFrame({'a': [1]})\n" + REPORT.format("reference"), True),
    "an array of something": ("reference = pd.Series(values)\n" + REPORT.format("reference"), True),
    "a list that grows": ("reference = []\nreference.append(1)\n" + REPORT.format("reference"), True),
    "a frame that is set row by row": (
        "reference = pd.DataFrame()\nreference.loc[0] = 1\n" + REPORT.format("reference"), True),
    "a frame that a function fills": (
        "reference = pd.DataFrame()\nload_into(reference)\n" + REPORT.format("reference"), True),
    "a frame that a function sets": (
        "reference = pd.DataFrame()\n\ndef start():\n    global reference\n    reference = pd.read_csv('a')\n\nstart()\n"
        + REPORT.format("reference"), True),
    "another name that stays empty": ("rows = []\n" + REPORT.format("reference"), True),
    "an option that is empty": (
        REPORT.format("reference").replace("current)", "current, column_mapping={})"), True),
    "what an own function gives, which is empty": (
        "def load():\n    return pd.DataFrame()\n\nreference = load()\n" + REPORT.format("reference"), False),
    "what an own function gives, in the call": (
        "def load():\n    return pd.DataFrame()\n\n" + REPORT.format("load()"), False),
    "what an own function gives, if it finds nothing": (
        "def load():\n    if a:\n        return pd.read_csv(a)\n    return pd.DataFrame()\n\nreference = load()\n"
        + REPORT.format("reference"), True),
    "what somebody else's function gives": ("reference = load()\n" + REPORT.format("reference"), True),
    "what an own method gives, which is empty": (
        MONITOR.format(start="self.load()", more="\n    def load(self):\n        return []\n"), False),
    "what an own method gives": (
        MONITOR.format(start="self.load()", more="\n    def load(self):\n        return read()\n"), True),
    "an own function with an empty list": (CHECK + "check_drift([], load())\n", False),
    "an own function with an empty name": ("baseline = []\n" + CHECK + "check_drift(baseline, load())\n", False),
    "an own function with rows": (CHECK + "check_drift(rows(), load())\n", True),
    "an own function, once with rows": (CHECK + "check_drift([], load())\ncheck_drift(rows(), load())\n", True),
    "an attribute that stays empty": (MONITOR.format(start="[]", more=""), False),
    "an attribute that is set": (MONITOR.format(start="[]", more=LOADS.format("self.reference = rows")), True),
    "an attribute that grows": (MONITOR.format(start="[]", more=LOADS.format("self.reference += rows")), True),
    "an attribute that grows by a method": (
        MONITOR.format(start="[]", more=LOADS.format("self.reference.extend(rows)")), True),
    "an attribute by its name": (
        MONITOR.format(start="[]", more=LOADS.format("setattr(self, 'reference', rows)")), True),
    "an attribute that is not there yet": (MONITOR.format(start="None", more=""), True),
    "an attribute from a parameter": (MONITOR.format(start="read()", more=""), True),
}  # fmt: skip


@pytest.mark.parametrize(("source", "compares"), FILES.values(), ids=FILES)
def test_a_reference_that_is_never_filled_is_no_comparison(source: str, compares: bool) -> None:
    finding = run("drift_detection", snapshot({"job.py": IMPORTS + source}))
    assert finding.level is (Level.SUBSTANTIVE if compares else Level.PRESENT)
    assert finding.evidence[0].note.endswith(", with data that is always empty") is not compares


ELSEWHERE = {
    "sets it": ("from job import monitor\nmonitor.reference = rows()\n", True),
    "hands it over": ("from job import make\nmake(reference=rows())\n", True),
    "compares it": ("from job import monitor\nprint(monitor.reference == 1)\n", False),
    "sets another": ("from job import monitor\nmonitor.current = rows()\n", False),
}


@pytest.mark.parametrize(("source", "compares"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_another_module_may_fill_it(source: str, compares: bool) -> None:
    files = {"job.py": IMPORTS + MONITOR.format(start="[]", more=""), "svc.py": source}
    finding = run("drift_detection", snapshot(files))
    assert finding.level is (Level.SUBSTANTIVE if compares else Level.PRESENT)


@pytest.mark.parametrize("source", ["def (", "f(" + "list(" * 3000, "x = []\n" * 130_000 + "f(x)\n"])
def test_what_cannot_be_read_is_not_judged(source: str) -> None:
    assert empty_arguments(source, {"f"}) == ()
