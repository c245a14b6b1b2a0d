"""A comparison in a program that a step of a flow starts as a process is a stage where the flow is started."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

COMPARES = (
    "from evidently import Report\nfrom evidently.presets import DataDriftPreset\n\n"
    "Report([DataDriftPreset()]).run(reference, current)\n"
)
FLOW = (
    "import subprocess\nfrom prefect import flow, task\n\n\n@task\ndef judge():\n    {}\n\n\n"
    "@flow\ndef main():\n    judge()\n\n\nif __name__ == '__main__':\n    main()\n"
)
STARTS = {"Makefile": "train:\n\tpython flow.py\n"}
BY_NAME = FLOW.format('file = "./src/compare.py"\n    subprocess.run(["python", file, "a"])')
CASES = {
    "of a started flow": ({"flow.py": BY_NAME, **STARTS}, Level.WIRED),
    "of a flow that nothing starts": ({"flow.py": BY_NAME}, Level.SUBSTANTIVE),
    "of a started flow that runs another program": (
        {"flow.py": BY_NAME.replace("compare", "other"), **STARTS}, Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), CASES.values(), ids=CASES)
def test_level_of_a_comparison_that_a_step_starts(files: dict[str, str], level: Level) -> None:
    model = {"train.py": "from sklearn.svm import SVC\n\nSVC().fit(1, 2)\n"}
    finding = run("drift_detection", snapshot({"src/compare.py": COMPARES, **model, **files}))
    assert finding.level is level, finding.evidence
