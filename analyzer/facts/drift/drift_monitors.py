"""Monitors of a deployed model's data that Terraform tells a platform to run.

Sources: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sagemaker_monitoring_schedule,
https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/quality_monitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.alerts.terraform_modules import is_never_made
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_example_path, is_test_path

# Resources that compare on a schedule; those that only define what would be compared.
SCHEDULED_MONITORS = {
    "aws_sagemaker_monitoring_schedule": "SageMaker Model Monitor",
    "databricks_quality_monitor": "Databricks monitor of inferences",
    "databricks_lakehouse_monitor": "Databricks monitor of inferences",
}
DEFINED_MONITORS = {"aws_sagemaker_data_quality_job_definition": "SageMaker Model Monitor"}
MONITOR_RESOURCE = lazy_regex(
    rf'^resource[ \t]+"({"|".join((*SCHEDULED_MONITORS, *DEFINED_MONITORS))})"[^\n]{{0,200}}\n', re.MULTILINE
)
# A monitor of a table compares what a model answered only where it is told of one.
OF_INFERENCES = lazy_regex(r"^[ \t]+inference_log[ \t]*\{", re.MULTILINE)
OF_TABLES = "databricks_"


def drift_monitors(repo: Snapshot) -> Iterator[Evidence]:
    """The first monitor of each file: on a schedule it is told to compare, without one it is only defined."""
    for path in repo.paths:
        if not path.endswith(".tf") or is_example_path(path) or is_test_path(path):
            continue
        text = repo.text(path) or ""
        found = sorted(MONITOR_RESOURCE.finditer(text), key=lambda each: each[1] not in SCHEDULED_MONITORS)
        for each in found:
            body = text[each.end() :].partition("\n}")[0]
            if each[1].startswith(OF_TABLES) and OF_INFERENCES.search(body) is None:
                continue
            yield _evidence(repo, path, each[1], body, text.count("\n", 0, each.start()) + 1)
            break


def _evidence(repo: Snapshot, path: str, kind: str, body: str, line: int) -> Evidence:
    name = SCHEDULED_MONITORS.get(kind)
    if name is None:
        note = f"{DEFINED_MONITORS[kind]}: defined by {kind}, and no schedule runs it here"
        return Evidence(path, line, Level.PRESENT, note)
    note = f"{name}: is told to compare current data with earlier data ({kind})"
    if is_never_made(repo, path, body):
        return Evidence(path, line, Level.PRESENT, f"{note}, which nothing here makes")
    return Evidence(path, line, Level.SUBSTANTIVE, note)
