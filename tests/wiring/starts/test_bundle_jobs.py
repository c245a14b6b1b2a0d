"""The files that belong to a bundle of Databricks, and the programs of its jobs."""

from __future__ import annotations

import pytest

from analyzer.wiring.starts.bundle_jobs import bundle_programs, left_out_of_bundle
from tests.support.snapshots import snapshot

JOB = "resources:\n  jobs:\n    a:\n      tasks:\n        - task_key: a\n          spark_python_task: {python_file: ../job.py}\n"
MAIN = "bundle: {name: a}\n"
BUNDLES = {
    "no bundle": ({}, None),
    "one that includes nothing": ({"databricks.yml": MAIN}, "databricks.yml"),
    "one that includes it": ({"databricks.yml": MAIN + "include:\n  - resources/*.yml\n"}, None),
    "one that includes it by its name": ({"databricks.yaml": MAIN + "include: [./resources/a.yml]\n"}, None),
    "one that includes every folder": ({"databricks.yml": MAIN + "include: ['**/*.yml']\n"}, None),
    "one that includes others": ({"databricks.yml": MAIN + "include: [resources/b.yml]\n"}, "databricks.yml"),
    "one that cannot be told": ({"databricks.yml": MAIN + "include: ['${var.a}/*.yml']\n"}, None),
    "one of another folder": ({"other/databricks.yml": MAIN}, None),
    "the nearest of two": (
        {"databricks.yml": MAIN, "resources/databricks.yml": MAIN + "include: [a.yml]\n"}, None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "main"), BUNDLES.values(), ids=BUNDLES)
def test_a_bundle_holds_what_its_main_file_includes(files: dict[str, str], main: str | None) -> None:
    repo = snapshot({"resources/a.yml": JOB, "job.py": "x = 1\n", **files})
    assert left_out_of_bundle(repo, "resources/a.yml") == main
    assert list(bundle_programs(repo)) == ([] if main else [("resources/a.yml", 6, "job.py")])


def test_the_main_file_itself_is_not_left_out() -> None:
    assert left_out_of_bundle(snapshot({"databricks.yml": MAIN}), "databricks.yml") is None
