"""What the steps of a started flow run is reached; a callable object that is handed over runs its class."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

DAG = """from airflow import DAG
from airflow.operators.python import PythonOperator
from steps.train import {imported}
{before}
with DAG('train', schedule={schedule}) as dag:
    a = PythonOperator(task_id='a', python_callable={handed})
    b = PythonOperator(task_id='b', python_callable={handed})
    a >> b
"""
STEPS = """from sklearn.linear_model import Ridge


def train():
    Ridge().fit([1], [2])


class Step:
    def __init__(self, name):
        self.name = name

    def __call__(self):
        pass

    def work(self):
        Ridge().fit([1], [2])


class Train(Step):
    def __call__(self):
        Ridge().fit([1], [2])


class Once:
    def __call__(self):
        pass
"""
COMPOSE = {"docker-compose.yml": "services:\n  a:\n    image: apache/airflow:2.9\n    command: scheduler\n"}
DAILY, BY_HAND = "'@daily'", "None"
# name: (what is imported, what is made, what is handed over, the schedule, what lies beside, the line)
CASES = {
    "a function": ("train", "", "train", DAILY, {}, 5),
    "an object": ("Train", "step = Train('a')", "step", DAILY, {}, 21),
    "an object that is made there": ("Train", "", "Train('a')", DAILY, {}, 21),
    "a method of an object": ("Step", "step = Step('a')", "step.work", DAILY, {}, 16),
    "by hand where the platform is started": ("train", "", "train", BY_HAND, COMPOSE, 5),
    "by hand": ("train", "", "train", BY_HAND, {}, None),
    "an object by hand where the platform is started": ("Train", "", "Train('a')", BY_HAND, COMPOSE, 21),
    "an object whose class does something else": ("Once", "step = Once()", "step", DAILY, {}, None),
    "an object whose other method trains": ("Step", "step = Step('a')", "step", DAILY, {}, None),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_step_of_a_started_flow_runs_is_reached(name: str) -> None:
    imported, before, handed, schedule, beside, line = CASES[name]
    dag = DAG.format(imported=imported, before=before, handed=handed, schedule=schedule)
    finding = run("model_code", snapshot({"dags/a.py": dag, "steps/train.py": STEPS, **beside}))
    first = finding.evidence[0]
    assert first.level is (Level.SUBSTANTIVE if line is None else Level.WIRED)
    assert line is None or (first.path, first.line) == ("steps/train.py", line)


def test_a_flow_that_cannot_be_loaded_reaches_nothing() -> None:
    dag = DAG.format(imported="train", before="import steps.gone", handed="train", schedule=DAILY)
    files = {"dags/a.py": dag, "steps/train.py": STEPS, "steps/__init__.py": ""}
    assert run("model_code", snapshot(files)).level is Level.SUBSTANTIVE
