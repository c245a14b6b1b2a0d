"""Conditions of a SageMaker pipeline: before what, about what, and whether anything starts the pipeline."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import told
from tests.support.snapshots import run, snapshot

PIPELINE = (
    "from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo\n"
    "from sagemaker.workflow.condition_step import ConditionStep\n"
    "from sagemaker.workflow.functions import JsonGet\n"
    "from sagemaker.workflow.step_collections import RegisterModel\n\n"
    "good = ConditionGreaterThanOrEqualTo(\n"
    "    left=JsonGet(step_name=judge.name, property_file=report, json_path='metrics.auc.value'),\n"
    "    right=0.8,\n"
    ")\n"
    "register = RegisterModel(name='churn')\n"
    "gate = ConditionStep(name='gate', conditions=[good], if_steps=[register], else_steps=[])\n"
)
TRAIN = "from sklearn.svm import SVC\n\nSVC().fit(1, 2)\n"
STARTS = {"Makefile": "up:\n\tpython pipe.py\n"}
CASES = {
    "of a pipeline that is started": ({"pipe.py": PIPELINE, **STARTS}, Level.WIRED),
    "of a pipeline that nothing starts": ({"pipe.py": PIPELINE}, Level.SUBSTANTIVE),
    "before something else": (
        {"pipe.py": PIPELINE.replace("if_steps=[register]", "if_steps=[fail]"), **STARTS}, Level.ABSENT),
    "about something else": ({"pipe.py": PIPELINE.replace("metrics.auc.value", "rows.count"), **STARTS}, Level.ABSENT),
    "that no step asks": ({"pipe.py": PIPELINE.replace("ConditionStep(", "Step("), **STARTS}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), CASES.values(), ids=CASES)
def test_level_of_a_condition_before_a_registration(files: dict[str, str], level: Level) -> None:
    finding = run("evaluation", snapshot({"train.py": TRAIN, **files}))
    assert finding.level is level, finding.message
    if level is not Level.ABSENT:
        assert told(finding)[0].startswith(f"{level.name} pipe.py:6 a pipeline compares metrics.auc.value")
