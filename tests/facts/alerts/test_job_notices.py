"""Whom a job of a bundle tells that it failed: jobs that start by themselves, and addresses that are real."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

JOB = """resources:
  jobs:
    score:
      schedule: {quartz_cron_expression: "0 0 6 * * ?"}
      email_notifications:
        on_failure: [ops@acme.io]
      tasks:
        - task_key: score
          notebook_task: {notebook_path: ./score.ipynb}
"""
BUNDLE = "databricks.yml"
TOLD = {
    "on a schedule": ({BUNDLE: JOB}, Level.SUBSTANTIVE),
    "to an address that is given later": ({BUNDLE: JOB.replace("ops@acme.io", "'${var.mail}'")}, Level.SUBSTANTIVE),
    "to a channel": (
        {BUNDLE: JOB.replace("email_", "webhook_").replace("ops@acme.io", "{id: '${var.slack}'}")}, Level.SUBSTANTIVE),
    "that somebody starts": ({BUNDLE: JOB.replace("schedule:", "tags:")}, Level.PRESENT),
    "of a success": ({BUNDLE: JOB.replace("on_failure", "on_success")}, Level.ABSENT),
    "to nobody": ({BUNDLE: JOB.replace("[ops@acme.io]", "[]")}, Level.ABSENT),
    "to whom it is still to be filled in": ({BUNDLE: JOB.replace("ops@acme.io", "your_email@acme.io")}, Level.ABSENT),
    "to an example": ({BUNDLE: JOB.replace("acme.io", "example.com")}, Level.ABSENT),
    "of what is no job": ({BUNDLE: JOB.replace("tasks:", "steps:")}, Level.ABSENT),
    "in a file that the bundle leaves out": (
        {BUNDLE: "bundle: {name: a}\n", "resources/jobs.yml": JOB}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), TOLD.values(), ids=TOLD)
def test_a_job_that_tells_somebody_of_its_failure(files: dict[str, str], level: Level) -> None:
    finding = run("alerting", snapshot(files))
    assert (finding.level, [each.line for each in finding.evidence]) == (level, [6] * (level > Level.ABSENT))
