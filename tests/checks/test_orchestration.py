from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.orchestration import ORCHESTRATORS, PACKAGES
from tests.support.snapshots import run, snapshot

PREFECT = """from prefect import flow, task
from work import clean, fit


@task
def prepare():
    return clean()


@task(retries=2)
def train(rows):
    return fit(rows)


@flow(name='train')
def pipeline():
    train(prepare())
"""
WORK = "def clean():\n    return 1\n\n\ndef fit(rows):\n    return rows\n"
AIRFLOW = """from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG('train') as dag:
    first = BashOperator(task_id='a', bash_command='python /opt/app/prepare.py')
    second = BashOperator(task_id='b', bash_command='python /opt/app/train.py')
    first >> second
"""
STAGES = (
    "stages:\n  prepare:\n    cmd: python prepare.py\n    outs: [rows.csv]\n"
    "  train:\n    cmd: python train.py\n    deps: [rows.csv]\n"
)
SCRIPTS = {"prepare.py": "x = 1\n", "train.py": "x = 1\n"}
ARGO = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  templates:
  - name: main
    dag:
      tasks:
      - name: a
        template: run
      - name: b
        template: run
        dependencies: [a]
  - name: run
    container:
      command: [python, train.py]
"""
DBT = {
    "dbt_project.yml": "name: a\n",
    "models/a.sql": "select 1",
    "models/b.sql": "select * from {{ ref('a') }}",
}

LEVELS = {
    "flow over modules": ({"flow.py": PREFECT, "work.py": WORK}, Level.WIRED),
    "flow over nothing of ours": (
        {"flow.py": PREFECT.replace("from work import clean, fit\n", "clean = fit = sorted\n")}, Level.SUBSTANTIVE),
    "flow of one step": (
        {"flow.py": "from prefect import flow, task\n\n@task\ndef a():\n    pass\n\n@flow\ndef f():\n    a()\n"},
        Level.PRESENT,
    ),
    "tasks of another module": (
        {"flows/train.py": "from zenml import pipeline\nfrom steps.all import a, b\n\n@pipeline\ndef p():\n    b(a())\n",
         "steps/__init__.py": "", "steps/all.py": "from zenml import step\n\n@step\ndef a():\n    pass\n\n@step\ndef b(x):\n    pass\n"},
        Level.WIRED,
    ),
    "operators that run our scripts": ({"dags/a.py": AIRFLOW, **SCRIPTS}, Level.WIRED),
    "operators that run something else": ({"dags/a.py": AIRFLOW}, Level.SUBSTANTIVE),
    "operators in no order": (
        {"dags/a.py": AIRFLOW.replace("    first >> second\n", ""), **SCRIPTS}, Level.PRESENT),
    "the tool's own example": ({"dags/example_bash_operator.py": AIRFLOW, **SCRIPTS}, Level.CLAIMED),
    "classes of steps": (
        {"flow.py": "from metaflow import FlowSpec, step\nimport work\n\nclass F(FlowSpec):\n    @step\n    def start(self):\n"
         "        self.next(self.end)\n\n    @step\n    def end(self):\n        work.fit(1)\n", "work.py": WORK},
        Level.WIRED,
    ),
    "stages in order": ({"dvc.yaml": STAGES, **SCRIPTS}, Level.WIRED),
    "stages whose files are not there": ({"dvc.yaml": STAGES}, Level.SUBSTANTIVE),
    "stages in no order": ({"dvc.yaml": STAGES.replace("    deps: [rows.csv]\n", ""), **SCRIPTS}, Level.PRESENT),
    "stages that print": (
        {"dvc.yaml": "stages:\n  a:\n    cmd: echo a\n    outs: [a]\n  b:\n    cmd: echo b\n    deps: [a]\n"},
        Level.CLAIMED,
    ),
    "workflow in a cluster": ({"deploy/train.yaml": ARGO, **SCRIPTS}, Level.WIRED),
    "workflow over other images": ({"deploy/train.yaml": ARGO}, Level.SUBSTANTIVE),
    "SQL models": (DBT, Level.SUBSTANTIVE),
    "SQL models that a task runs": ({**DBT, "Makefile": "all:\n\tdbt build\n"}, Level.WIRED),
    "rules": (
        {"Snakefile": "rule all:\n  input: 'm'\n\nrule a:\n  shell: 'python prepare.py'\n\nrule b:\n  shell: 'x'\n", **SCRIPTS},
        Level.WIRED,
    ),
    "state machine": ({"a.asl.json": '{"States": {"A": {"Type": "Task"}, "B": {"Type": "Task"}}}'}, Level.SUBSTANTIVE),
    "task queue": ({"a.py": "from celery import Celery\napp = Celery()\n\n@app.task\ndef a():\n    pass\n"}, Level.ABSENT),
    "schedule": ({"crontab": "* * * * * python train.py\n", **SCRIPTS}, Level.ABSENT),
    "load test": ({"a.py": "from locust import task\n\n@task\ndef a():\n    pass\n\n@task\ndef b():\n    pass\n"}, Level.ABSENT),
    "shell script": ({"run.sh": "python prepare.py\npython train.py\n", **SCRIPTS}, Level.ABSENT),
    "dependency only": ({"requirements.txt": "apache-airflow==2.9\n"}, Level.ABSENT),
    "local namesake": (
        {"prefect/__init__.py": "def flow(f): return f\ndef task(f): return f\n", "flow.py": PREFECT, "work.py": WORK},
        Level.ABSENT,
    ),
    "in a test": ({"tests/test_flow.py": PREFECT, "work.py": WORK}, Level.ABSENT),
    "another kind of cluster object": (
        {"a.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {}\n"}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_the_steps_run(files: dict[str, str], level: Level) -> None:
    assert run("orchestration", snapshot(files)).level is level


def test_evidence_points_to_the_flow() -> None:
    evidence = run("orchestration", snapshot({"flow.py": PREFECT, "work.py": WORK})).evidence
    assert [(each.path, each.line) for each in evidence] == [("flow.py", 15)]
    assert "work.py" in evidence[0].note


def test_tables_name_every_package_once() -> None:
    assert len(PACKAGES) == sum(len(each.packages) for each in ORCHESTRATORS)
    assert not any(each.flows & each.steps - {"graph_asset"} for each in ORCHESTRATORS)


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "dvc.yaml": "stages: [a, b]\n", "a/dvc.yaml": "stages:\n  a: 1\n  b: {cmd: {x: y}, outs: {z: 1}}\n",
        "a.yaml": "apiVersion: argoproj.io/v1\nkind: Workflow\nspec: {templates: [[[[1]]], {dag: 1}]}\n",
        "Snakefile": b"\xff\xfe rule", "a.asl.json": "[1", "pipeline.yaml": "tasks: {a: 1}\n",
        "flow.py": "from prefect import flow\n@flow\ndef f(): " + "(" * 3000, "dbt_project.yml": b"\x00",
    }  # fmt: skip
    assert run("orchestration", snapshot(files)).status is not Status.ERROR


PRETENDED = {
    "shell steps that echo": AIRFLOW.replace("python /opt/app/prepare.py", "echo prepare").replace(
        "python /opt/app/train.py", "echo train && sleep 5"
    ),
    "tasks that print": "from prefect import flow, task\n\n\n@task\ndef a():\n    print('extract')\n\n\n"
    "@task\ndef b(x):\n    print('train', x)\n\n\n@flow\ndef run():\n    b(a())\n",
    "operators on functions that print": "from airflow import DAG\nfrom airflow.operators.python import "
    "PythonOperator\n\n\ndef say():\n    print('done')\n\n\nwith DAG('x') as dag:\n"
    "    a = PythonOperator(task_id='a', python_callable=say)\n"
    "    b = PythonOperator(task_id='b', python_callable=say)\n    a >> b\n",
}


@pytest.mark.parametrize("source", PRETENDED.values(), ids=PRETENDED)
def test_steps_that_only_print_are_claimed(source: str) -> None:
    assert run("orchestration", snapshot({"flows/x.py": source, **SCRIPTS})).level is Level.CLAIMED


def test_one_step_that_works_is_enough_not_to_be_called_a_pretence() -> None:
    source = PRETENDED["shell steps that echo"].replace("echo prepare", "python prepare.py")
    assert run("orchestration", snapshot({"flows/x.py": source, **SCRIPTS})).level is Level.WIRED


def test_steps_that_compute_without_calling_anything_do_not_only_print() -> None:
    source = PRETENDED["tasks that print"].replace("print('extract')", "return 2 * 3")
    assert run("orchestration", snapshot({"flows/x.py": source})).level is Level.SUBSTANTIVE
