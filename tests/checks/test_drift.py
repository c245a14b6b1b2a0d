from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.drift_detection import DETECTORS
from tests.support.snapshots import library, run, snapshot

REPORT = """from evidently.report import Report
from evidently.metric_preset import DataDriftPreset


def check(reference, current):
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=reference, current_data=current)
    return report.as_dict()


check(1, 2)
"""
MODERN = """from evidently import Report
from evidently.presets import DataDriftPreset

report = Report([DataDriftPreset()])
result = report.run(load("now"), load("then"))
"""
FIRST_ERA = """from evidently.dashboard import Dashboard
from evidently.tabs import DataDriftTab

board = Dashboard(tabs=[DataDriftTab()])
board.calculate(train, recent)
"""
OWN = """import numpy as np


def population_stability_index(expected, actual):
    return float(np.sum((actual - expected) * np.log(actual / expected)))
"""
NIGHTLY = """on:
  schedule:
    - cron: '0 3 * * *'
jobs:
  drift:
    runs-on: ubuntu-latest
    steps:
      - run: python jobs/drift.py
"""
SERVICE = """from fastapi import FastAPI
from svc.watch import population_stability_index

app = FastAPI()


@app.get("/drift")
def drift():
    return population_stability_index([1], [2])
"""
DAG = """from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("watch", schedule="@daily"):
    BashOperator(task_id="psi", bash_command="python -m jobs.drift")
"""
GATE = OWN + "\n\npsi = population_stability_index(1, 2)\nif psi > 0.2:\n    trigger_retraining(psi)\n"
NOTEBOOK = (
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"outputs":[],'
    '"execution_count":1,"source":"from evidently.report import Report\\nfrom evidently.metric_preset import '
    'DataDriftPreset\\nr = Report(metrics=[DataDriftPreset()])\\nr.run(reference_data=a, current_data=b)"}]}'
)

LEVELS = {
    "second era of the library": ({"jobs/drift.py": REPORT}, Level.SUBSTANTIVE),
    "third era": ({"jobs/drift.py": MODERN}, Level.SUBSTANTIVE),
    "first era": ({"jobs/drift.py": FIRST_ERA}, Level.SUBSTANTIVE),
    "without a reference": (
        {"jobs/drift.py": REPORT.replace("reference_data=reference", "reference_data=None")},
        Level.PRESENT,
    ),
    "a notebook, once": ({"explore.ipynb": NOTEBOOK}, Level.PRESENT),
    "own statistic that nobody calls": ({"stats.py": OWN}, Level.PRESENT),
    "own statistic in use": ({"stats.py": OWN + "\n\npopulation_stability_index(1, 2)\n"}, Level.SUBSTANTIVE),
    "on a CI schedule": ({"jobs/drift.py": REPORT, ".github/workflows/drift.yml": NIGHTLY}, Level.WIRED),
    "linted on a CI schedule": (
        {
            "jobs/drift.py": REPORT,
            ".github/workflows/drift.yml": NIGHTLY.replace("python jobs", "ruff check jobs"),
        },
        Level.SUBSTANTIVE,
    ),
    "a task of a scheduled DAG": ({"jobs/drift.py": REPORT, "dags/watch.py": DAG}, Level.WIRED),
    "a stage of a pipeline": (
        {"jobs/drift.py": REPORT, "dvc.yaml": "stages:\n  drift:\n    cmd: python jobs/drift.py\n"},
        Level.WIRED,
    ),
    "on the serving path": (
        {"svc/__init__.py": "", "svc/watch.py": OWN, "svc/app.py": SERVICE},
        Level.WIRED,
    ),
    "its answer retrains": ({"stats.py": GATE}, Level.WIRED),
    "a setting is read where drift is looked at": (
        {
            "stats.py": OWN
            + "\n\npsi = population_stability_index(1, 2)\nif psi:\n    configured_alert_psi(psi)\n"
        },
        Level.SUBSTANTIVE,
    ),
    "bad input is refused": (
        {
            "stats.py": OWN
            + "\n\npsi = population_stability_index(1, 2)\nif psi is None:\n    raise ValueError\n"
        },
        Level.SUBSTANTIVE,
    ),
    "drift stops the job": (
        {
            "stats.py": OWN
            + "\n\npsi = population_stability_index(1, 2)\nif psi > 0.2:\n    raise SystemExit(1)\n"
        },
        Level.WIRED,
    ),
    "two-sample test in a file about drift": (
        {
            "drift.py": "from scipy.stats import ks_2samp\n\n\ndef check(a, b):\n    return ks_2samp(a, b)\n\n\ncheck(1, 2)\n"
        },
        Level.SUBSTANTIVE,
    ),
}


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_compared_and_what_runs_it(files: dict[str, str], level: Level) -> None:
    assert run("drift_detection", snapshot(files)).level is level


DECOYS = {
    "performance report only": REPORT.replace("DataDriftPreset", "RegressionPreset"),
    "two-sample test of an analysis": "from scipy.stats import ks_2samp\n\nprint(ks_2samp(a, b))\n",
    "loader beside drift code": "def load(reference, current):\n    return 1\n\n\nload(1, 2)\n",
    "word in a comment": "# from evidently import drift\nx = 'data drift'\n",
    "local namesake": "import drifting\n\ndrifting.run(1, 2)\n",
    "concept without a second sample": "def drift(speed):\n    return speed * 2\n\n\ndrift(1)\n",
}


@pytest.mark.parametrize("source", DECOYS.values(), ids=DECOYS)
def test_decoys_are_no_drift_detection(source: str) -> None:
    assert run("drift_detection", snapshot({"work.py": source})).level is Level.ABSENT


def test_what_a_library_implements_is_claimed() -> None:
    calm = {
        **library("driftlib"),
        "driftlib/__init__.py": "",
        "driftlib/psi.py": OWN,
    }
    assert run("drift_detection", snapshot(calm)).level is Level.CLAIMED


def test_a_library_without_drift_code_is_not_asked() -> None:
    calm = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("drift_detection", snapshot(calm)).status is Status.NOT_APPLICABLE


def test_detectors_name_each_package_once() -> None:
    packages = [package for detector in DETECTORS for package in detector.packages]
    assert len(packages) == len(set(packages))
    assert all(detector.compares for detector in DETECTORS)
