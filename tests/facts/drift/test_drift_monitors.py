"""Monitors of a model's data that Terraform declares."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

DEFINED = 'resource "aws_sagemaker_data_quality_job_definition" "d" {\n  name = "d"\n}\n'
SCHEDULED = 'resource "aws_sagemaker_monitoring_schedule" "s" {\n  name = "s"\n}\n'
TABLE = 'resource "databricks_quality_monitor" "t" {\n  inference_log {\n    problem_type = "x"\n  }\n}\n'
MODEL = "import joblib\nmodel = joblib.load('m')\n"
TOLD = "is told to compare current data with earlier data"
MONITORS = {
    "on a schedule": ("infra/m.tf", DEFINED + SCHEDULED, Level.SUBSTANTIVE, "infra/m.tf:4", TOLD),
    "only defined": ("infra/m.tf", DEFINED, Level.PRESENT, "infra/m.tf:1", "no schedule runs it"),
    "in a module that nobody calls": (
        "infra/modules/monitor/main.tf", SCHEDULED, Level.PRESENT, "infra/modules/monitor/main.tf:1", "nothing here makes"),
    "of what a model answered": ("m.tf", TABLE, Level.SUBSTANTIVE, "m.tf:1", TOLD),
    "of a table": ("m.tf", TABLE.replace("inference_log", "snapshot"), Level.ABSENT, "", ""),
    "in an example": ("examples/m.tf", SCHEDULED, Level.ABSENT, "", ""),
    "another resource": ("m.tf", SCHEDULED.replace("monitoring", "notebook"), Level.ABSENT, "", ""),
    "in a comment": ("m.tf", "".join(f"# {row}\n" for row in SCHEDULED.split("\n")), Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "level", "place", "note"), MONITORS.values(), ids=MONITORS)
def test_a_platform_is_told_to_watch_a_models_data(
    path: str, text: str, level: Level, place: str, note: str
) -> None:
    finding = run("drift_detection", snapshot({"app.py": MODEL, path: text}))
    assert_found(finding, level, place, note)
