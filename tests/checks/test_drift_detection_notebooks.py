"""Drift in notebooks: what a job runs on a schedule is live, what somebody ran once is not."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

JOBS = """resources:
  jobs:
    watch:
      schedule:
        quartz_cron_expression: "0 0 6 * * ?"
        pause_status: UNPAUSED
      tasks:
        - task_key: drift
          notebook_task:
            notebook_path: ./jobs/look.ipynb
    once:
      tasks:
        - task_key: other
          notebook_task:
            notebook_path: ./jobs/other.ipynb
"""
PSI = "def psi(baseline, current):\n    return sum(baseline) - sum(current)\n\nvalue = psi(load('then'), load('now'))\n"
KS = "from scipy import stats\nvalue = stats.ks_2samp(load('then'), load('now'))\n"
LIBRARY = (
    "from evidently import Report\nfrom evidently.presets import DataDriftPreset\n\n"
    "report = Report([DataDriftPreset()])\nresult = report.run(load('now'), load('then'))\n"
)
BUNDLE = "databricks.yml"
EXPORT = "# Databricks notebook source\n" + PSI + "# COMMAND ----------\nprint(value)\n"


def cells(source: str, name: str = "look", jobs: str = JOBS) -> dict[str, str]:
    return {f"jobs/{name}.ipynb": notebook(source), BUNDLE: jobs}


def written(source: str) -> dict[str, str]:
    return {"jobs/look.py": source, BUNDLE: JOBS.replace("look.ipynb", "look")}


ON_SCHEDULE = f"in a notebook that {BUNDLE} runs on a schedule"
DAILY = {
    "a function that is called": (cells(PSI), Level.WIRED, f"own drift statistic: psi compares two samples, {ON_SCHEDULE}"),
    "written out as a script": (written(EXPORT), Level.WIRED, ON_SCHEDULE),
    "a library": (cells(LIBRARY), Level.WIRED, f"Evidently: compares reference with current data, {ON_SCHEDULE}"),
    "on new files": (cells(PSI, jobs=JOBS.replace("schedule:", "trigger:")), Level.WIRED, ON_SCHEDULE),
    "a function that is not called": (cells(PSI.partition("value")[0]), Level.ABSENT, ""),
    "paused": (cells(PSI, jobs=JOBS.replace("UNPAUSED", "PAUSED")), Level.ABSENT, ""),
    "a job that starts when somebody asks": (cells(PSI, "other"), Level.ABSENT, ""),
    "a library in a job that starts when somebody asks": (
        cells(LIBRARY, "other"), Level.PRESENT, "Evidently: used in a notebook"),
    "no job": (cells(PSI, "third"), Level.ABSENT, ""),
    "a statistic in a notebook about something else": (cells(KS), Level.ABSENT, ""),
    "a statistic in a notebook named for drift": (
        {"jobs/drift.ipynb": notebook(KS), BUNDLE: JOBS.replace("look", "drift")}, Level.WIRED,
        f"own drift statistic: ks_2samp compares two samples, {ON_SCHEDULE}"),
    "a job that the bundle does not include": (
        {"jobs/look.ipynb": notebook(PSI), BUNDLE: "bundle: {name: a}\n", "resources/jobs.yml": JOBS}, Level.ABSENT, ""),
    "a job that the bundle includes": (
        {"jobs/look.ipynb": notebook(PSI), BUNDLE: "include: [resources/*.yml]\n", "resources/jobs.yml": JOBS},
        Level.WIRED, "in a notebook that resources/jobs.yml runs on a schedule"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "note"), DAILY.values(), ids=DAILY)
def test_a_notebook_that_a_job_runs_on_a_schedule_is_live(
    files: dict[str, str], level: Level, note: str
) -> None:
    finding = run("drift_detection", snapshot(files))
    assert finding.level is level
    assert [note in each.note for each in finding.evidence[:1]] == [True] * bool(note)
