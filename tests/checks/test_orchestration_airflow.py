"""Steps of Airflow that run in a task, in a container, or in a DAG that a function opens."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import told
from tests.support.snapshots import run, snapshot

NOBODY = "none of which runs code of this repository"
DAG = """from airflow import DAG
from airflow.operators.bash import BashOperator

ROOT = "cd /opt/app; "
with DAG("train") as dag:
    first = BashOperator(task_id="a", bash_command={})
    second = BashOperator(task_id="b", bash_command="echo b")
    first >> second
"""
MAKE = {"Makefile": "fit:\n\tpython train.py\n"}
TRAIN = {"train.py": "x = 1\n"}
COMMANDS = {
    "put together": (DAG.format('f"{ROOT}python /opt/app/train.py"'), TRAIN, "running train.py"),
    "put together, of nothing here": (DAG.format('f"{ROOT}python /opt/app/train.py"'), {}, NOBODY),
    "a task": (DAG.format('"set -e; make fit"'), {**MAKE, **TRAIN}, "running train.py"),
    "a task of nothing here": (DAG.format('"set -e; make fit"'), MAKE, NOBODY),
    "a task that is not there": (DAG.format('"make other"'), {**MAKE, **TRAIN}, NOBODY),
}


@pytest.mark.parametrize(("source", "files", "words"), COMMANDS.values(), ids=COMMANDS)
def test_the_command_of_a_step_is_followed(source: str, files: dict[str, str], words: str) -> None:
    found = run("orchestration", snapshot({"dags/a.py": source, **files}))
    level = Level.SUBSTANTIVE if words == NOBODY else Level.WIRED
    assert (found.level, found.evidence[0].line) == (level, 5)
    assert words in found.evidence[0].note
    assert found.ceiling is level


SPARK = """from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG("train", {}) as dag:
    first = SparkSubmitOperator(task_id="a", application="a.jar", java_class="{}")
    second = SparkSubmitOperator(task_id="b", application="a.jar", java_class="{}")
    first >> second
"""
TRAINER = (
    "package a\nimport org.apache.spark.ml.classification.LogisticRegression\nobject Train {\n"
    "  def main(args: Array[String]): Unit = { new LogisticRegression().fit(d) }\n}\n"
)


@pytest.mark.parametrize(
    ("schedule", "name", "level", "code"),
    [
        ("schedule='@daily'", "a.Train", Level.WIRED, Level.WIRED),
        ("schedule=None", "a.Train", Level.WIRED, Level.SUBSTANTIVE),
        ("schedule='@daily'", "b.Train", Level.SUBSTANTIVE, Level.SUBSTANTIVE),
    ],
)
def test_a_class_that_a_step_names_for_spark(schedule: str, name: str, level: Level, code: Level) -> None:
    build = {"build.sbt": 'name := "a"\n', "src/main/scala/a/Train.scala": TRAINER}
    repo = snapshot({"dags/a.py": SPARK.format(schedule, name, name), **build})
    assert (run("orchestration", repo).level, run("model_code", repo).level) == (level, code)


CONTAINERS = """from airflow import DAG
from airflow.providers.docker.operators.docker import {0}

with DAG("train") as dag:
    first = {0}(task_id="a", image="{1}")
    second = {0}(task_id="b", image="{1}")
    first >> second
"""
BUILT = {
    "Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["python", "train.py"]\n',
    "Makefile": "image:\n\tdocker build -t team/trainer:1 .\n",
    **TRAIN,
}


@pytest.mark.parametrize(
    ("operator", "image", "level", "ceiling", "words"),
    [
        ("DockerOperator", "team/trainer:1", Level.WIRED, Level.WIRED, "running its image team/trainer:1"),
        ("DockerOperator", "team/other:1", Level.SUBSTANTIVE, Level.WIRED, "which run in containers"),
        ("OtherOperator", "team/other:1", Level.SUBSTANTIVE, Level.SUBSTANTIVE, NOBODY),
    ],
)
def test_what_a_container_of_a_step_runs_is_told_by_its_image_or_not_at_all(
    operator: str, image: str, level: Level, ceiling: Level, words: str
) -> None:
    found = run("orchestration", snapshot({"dags/a.py": CONTAINERS.format(operator, image), **BUILT}))
    assert (found.level, found.ceiling) == (level, ceiling)
    assert words in found.evidence[0].note


FACTORY = """from airflow import DAG


def open_dag(name, define):
    with DAG(name) as dag:
        define()
    return dag
"""
ASKER = "from {} import open_dag\n\n\ndef define():\n    step('a')\n\n\ndag = open_dag('a', define)\n"


def test_a_dag_that_a_function_opens_is_present_where_it_is_called() -> None:
    files = {"lib/__init__.py": "from lib.dags import open_dag\n", "lib/dags.py": FACTORY}
    found = run("orchestration", snapshot({**files, "dags/a.py": ASKER.format("lib")}))
    assert told(found) == ["PRESENT dags/a.py:8 Airflow pipeline made by open_dag (lib/dags.py)"]
    assert found.ceiling is Level.WIRED


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"dags/a.py": ASKER.format("other")},
        {"tests/test_a.py": ASKER.format("lib")},
        {"examples/a.py": ASKER.format("lib")},
        {"dags/a.py": "from lib import open_dag\n\n\ndef later():\n    open_dag('a', print)\n"},
    ],
    ids=["nobody", "another function of the name", "a test", "an example", "in a function"],
)
def test_a_function_that_opens_a_dag_for_nobody_makes_none(files: dict[str, str]) -> None:
    library = {"lib/__init__.py": "from lib.dags import open_dag\n", "lib/dags.py": FACTORY}
    found = run("orchestration", snapshot({**library, **files}))
    assert (found.level, found.ceiling) == (Level.ABSENT, Level.ABSENT)


LOOP = """from airflow import DAG
from airflow.operators.python import PythonOperator
from src import jobs

with DAG("train") as dag:
    steps = [PythonOperator(task_id=each, python_callable=jobs.run) for each in {}]
    {}
"""
JOBS = {"src/__init__.py": "", "src/jobs.py": "def run():\n    return open('a').read()\n"}
ROUNDS = {
    "two elements in a chain": (
        '("clean", "train")',
        "chain(*steps)",
        Level.WIRED,
        "Airflow pipeline with 2 steps",
    ),
    "two elements by arrows": (
        '("a", "b")',
        "steps[0] >> steps[1]",
        Level.WIRED,
        "Airflow pipeline with 2 steps",
    ),
    "two elements without an order": ('("a", "b")', "pass", Level.PRESENT, "in no defined order"),
    "one element in a chain": ('("clean",)', "chain(*steps)", Level.PRESENT, "Airflow pipeline with 1 step"),
    "nobody knows how many": ("jobs.names()", "chain(*steps)", Level.PRESENT, "Airflow pipeline with 1 step"),
}


@pytest.mark.parametrize(("over", "order", "level", "words"), ROUNDS.values(), ids=ROUNDS)
def test_an_operator_in_a_loop_is_a_step_in_every_round(
    over: str, order: str, level: Level, words: str
) -> None:
    found = run("orchestration", snapshot({"dags/a.py": LOOP.format(over, order), **JOBS}))
    assert found.level is level
    assert words in found.evidence[0].note


MAKERS = """from airflow.operators.python import PythonOperator
from src import jobs


def wait(name):
    return PythonOperator(task_id=name, python_callable=jobs.run)


def work(name):
    if jobs.apart():
        return PythonOperator(task_id=name, python_callable=jobs.run)
    return PythonOperator(task_id=name, python_callable=jobs.run)


RETRIES = 3
"""
MADE = {
    "each once": ("a = wait('a')\nb = work('b')\na >> b\n", {}, "Airflow pipeline with 3 steps"),
    "more often than they have operators": (
        "a, b = wait('a'), wait('b')\nc = work('c')\nd = work('d')\na >> c\nb >> d\n", {}, "Airflow pipeline with 4 steps"),
    "in a loop": (
        "for each in ('a', 'b', 'c', 'd', 'e'):\n    wait(each) >> wait('z')\n", {}, "Airflow pipeline with 10 steps"),
    "never, beside own ones": (
        "from airflow.operators.python import PythonOperator\n"
        "a = PythonOperator(task_id='a')\nb = PythonOperator(task_id='b')\na >> b\n", {}, "Airflow pipeline with 2 steps"),
    "perhaps by another module": (
        "from lib.more import both\nboth() >> wait('a')\n",
        {"lib/more.py": "from lib.steps import work\n\n\ndef both():\n    return work('b')\n"}, "Airflow pipeline with 3 steps"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "more", "words"), MADE.values(), ids=MADE)
def test_every_call_of_a_function_that_makes_a_step_is_one(
    body: str, more: dict[str, str], words: str
) -> None:
    dag = f"from airflow import DAG\nfrom lib.steps import RETRIES, wait, work\n\ndag = DAG('d')\n{body}"
    files = {"dags/a.py": dag, "lib/__init__.py": "", "lib/steps.py": MAKERS, **JOBS, **more}
    found = run("orchestration", snapshot(files))
    assert found.evidence[0].path == "dags/a.py"
    assert words in found.evidence[0].note
