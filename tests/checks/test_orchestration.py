from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import library, run, snapshot

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
WORK = {"work.py": "def clean():\n    return 1\n\n\ndef fit(rows):\n    return rows\n"}
ALONE = PREFECT.replace("from work import clean, fit\n", "clean = fit = sorted\n")
AIRFLOW = """from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG('train') as dag:
    first = BashOperator(task_id='a', bash_command='python /opt/app/prepare.py')
    second = BashOperator(task_id='b', bash_command='python /opt/app/train.py')
    first >> second
"""
SCRIPTS = {"prepare.py": "x = 1\n", "train.py": "x = 1\n"}
METAFLOW = """from metaflow import FlowSpec, step
import work


class F(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        work.fit(1)
"""
LUIGI = """import luigi
import work


class A(luigi.Task):
    def run(self):
        work.clean()


class B(luigi.Task):
    def requires(self):
        return A()
"""
ZENML = "from zenml import pipeline\nfrom steps.all import a, b\n\n\n@pipeline\ndef p():\n    b(a())\n"
ZENML_STEPS = (
    "from zenml import step\n\n\n@step\ndef a():\n    return 1\n\n\n@step\ndef b(x):\n    return x\n"
)
PLAIN = "from prefect import flow\nfrom work import clean, fit\n\n\n@flow\ndef f():\n    fit(clean())\n"
ONE = "from prefect import flow, task\n\n\n@task\ndef a():\n    return 1\n\n\n@flow\ndef f():\n    a()\n"
STARTED = {
    "Makefile": "".join(f"{name}:\n\tpython {name}.py\n" for name in ("flow", "flows/train", "train", "b"))
}
NOBODY = "none of which runs code of this repository"


LEVELS = {
    "steps over modules": (
        {"flow.py": PREFECT, **WORK}, Level.WIRED, "flow.py:15", "Prefect pipeline with 2 steps, running work.py"),
    "steps over nothing of ours": (
        {"flow.py": ALONE}, Level.SUBSTANTIVE, "flow.py:15", f"Prefect pipeline with 2 steps, {NOBODY}"),
    "steps over a module of helpers": (
        {"flow.py": PREFECT.replace("from work", "from utils"), "utils.py": WORK["work.py"]}, Level.SUBSTANTIVE,
        "flow.py:15", NOBODY),
    "steps over a module without functions": (
        {"flow.py": PREFECT, "work.py": "clean = fit = sorted\n"}, Level.SUBSTANTIVE, "flow.py:15", NOBODY),
    "steps that work with tables": (
        {"flow.py": ALONE + "\n\nimport pandas\npandas.read_csv('a')\n"}, Level.WIRED, "flow.py:15",
        "running the functions of its own module"),
    "steps that work with a model": (
        {"flow.py": ALONE + "\n\nfrom sklearn.svm import SVC\nSVC().fit(1, 2)\n"}, Level.WIRED, "flow.py:15",
        "running the functions of its own module"),
    "steps beside a model": (
        {"flow.py": ALONE, "train.py": "from sklearn.svm import SVC\nSVC().fit(1, 2)\n"}, Level.SUBSTANTIVE, "flow.py:15", NOBODY),
    "one step": ({"flow.py": ONE}, Level.PRESENT, "flow.py:9", "Prefect pipeline with 1 step, in no defined order"),
    "steps of another module": (
        {"flows/train.py": ZENML, "steps/__init__.py": "", "steps/all.py": ZENML_STEPS}, Level.WIRED, "flows/train.py:5",
        "ZenML pipeline with 2 steps, running steps/all.py"),
    "steps that nobody marked": (
        {"flow.py": PLAIN, **WORK}, Level.WIRED, "flow.py:5", "Prefect pipeline with 2 steps, running work.py"),
    "steps that nobody marked, of its own": (
        {"flow.py": "from prefect import flow\n\n\ndef a():\n    return 1\n\n\ndef b():\n    return 2\n\n\n"
         "@flow(\n    name='x',\n)\ndef f():\n    a()\n    b()\n"}, Level.SUBSTANTIVE, "flow.py:12", NOBODY),
    "one step that nobody marked": ({"flow.py": PLAIN.replace("fit(clean())", "fit(1)"), **WORK}, Level.ABSENT, "", ""),
    "functions that the flow does not call": (
        {"flow.py": PLAIN.replace("    fit(clean())", "    return 1\n\n\ndef other():\n    fit(clean())"), **WORK},
        Level.ABSENT, "", ""),
    "functions of somebody else": ({"flow.py": PLAIN.replace("from work", "from other"), **WORK}, Level.ABSENT, "", ""),
    "a task that is called before the flow": (
        {"flow.py": PREFECT + "\n\n@task\ndef connect():\n    clean()\n\n\nconnect()\npipeline()\n", **WORK},
        Level.WIRED, "flow.py:15", "Prefect pipeline with 2 steps"),
    "a flow of one task beside another that is called before it": (
        {"flow.py": PREFECT.replace("train(prepare())", "train(1)") + "\n\nprepare()\npipeline()\n", **WORK},
        Level.PRESENT, "flow.py:15", "Prefect pipeline with 1 step"),
    "a flow that is a block of the module": (
        {"flow.py": PREFECT.partition("@flow")[0].replace("import flow", "import Flow")
         + "with Flow('a') as flow:\n    train(prepare())\n", **WORK},
        Level.WIRED, "flow.py:15", "Prefect pipeline with 2 steps"),
    "steps without a flow": ({"flow.py": PREFECT.partition("@flow")[0], **WORK}, Level.ABSENT, "", ""),
    "tasks that require one another": (
        {"flow.py": LUIGI, **WORK}, Level.WIRED, "flow.py:5", "Luigi pipeline with 2 steps, running work.py"),
    "one task of that kind": (
        {"flow.py": LUIGI.partition("\n\nclass B")[0], **WORK}, Level.PRESENT, "flow.py:5", "Luigi pipeline with 1 step"),
    "the tool without a task": ({"flow.py": "import luigi\n\nluigi.configuration.get_config()\n"}, Level.ABSENT, "", ""),
    "classes of steps": ({"flow.py": METAFLOW, **WORK}, Level.WIRED, "flow.py:5", "Metaflow pipeline with 2 steps, running work.py"),
    "operators that run our scripts": (
        {"dags/a.py": AIRFLOW, **SCRIPTS}, Level.WIRED, "dags/a.py:4", "Airflow pipeline with 2 steps, running prepare.py"),
    "operators that run something else": ({"dags/a.py": AIRFLOW}, Level.SUBSTANTIVE, "dags/a.py:4", NOBODY),
    "operators in no order": (
        {"dags/a.py": AIRFLOW.replace("    first >> second\n", ""), **SCRIPTS}, Level.PRESENT, "dags/a.py:4",
        "Airflow pipeline with 2 steps, in no defined order"),
    "operators whose order is only written about": (
        {"dags/a.py": AIRFLOW.replace("    first >> second\n", "    'first >> second'\n"), **SCRIPTS}, Level.PRESENT,
        "dags/a.py:4", "Airflow pipeline with 2 steps, in no defined order"),
    "in a notebook": ({"flow.ipynb": notebook(PREFECT), **WORK}, Level.PRESENT, "flow.ipynb:1", "Prefect pipeline in a notebook"),
    "the tool's own example": (
        {"dags/example_bash_operator.py": AIRFLOW, **SCRIPTS}, Level.CLAIMED, "dags/example_bash_operator.py:4",
        "Airflow pipeline that only demonstrates the tool"),
    "the tool's first steps": (
        {"dags/airflow_quickstart/a.py": AIRFLOW, **SCRIPTS}, Level.CLAIMED, "dags/airflow_quickstart/a.py:4",
        "Airflow pipeline that only demonstrates the tool"),
    "a word that holds the same letters": (
        {"dags/quickstarter/a.py": AIRFLOW, **SCRIPTS}, Level.WIRED, "dags/quickstarter/a.py:4", "Airflow pipeline with 2 steps"),
    "an example of our own": (
        {"examples/flow.py": ALONE, **WORK}, Level.CLAIMED, "examples/flow.py:15", "only demonstrates the tool"),
    "a task queue": ({"a.py": "from celery import Celery\napp = Celery()\n\n@app.task\ndef a():\n    pass\n"}, Level.ABSENT, "", ""),
    "a schedule": ({"crontab": "* * * * * python train.py\n", **SCRIPTS}, Level.ABSENT, "", ""),
    "a load test": ({"a.py": "from locust import task\n\n@task\ndef a():\n    pass\n\n@task\ndef b():\n    pass\n"}, Level.ABSENT, "", ""),
    "a shell script": ({"run.sh": "python prepare.py\npython train.py\n", **SCRIPTS}, Level.ABSENT, "", ""),
    "a CI workflow": (
        {".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: python prepare.py\n"
         "    - run: python train.py\n", **SCRIPTS}, Level.ABSENT, "", ""),
    "a dependency only": ({"requirements.txt": "apache-airflow==2.9\n"}, Level.ABSENT, "", ""),
    "a local namesake": (
        {"prefect/__init__.py": "def flow(f): return f\ndef task(f): return f\n", "flow.py": PREFECT, **WORK}, Level.ABSENT, "", ""),
    "for types only": (
        {"flow.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    " + PREFECT, **WORK}, Level.ABSENT, "", ""),
    "in a test": ({"tests/test_flow.py": PREFECT, **WORK}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_the_steps_run(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("orchestration", snapshot({**STARTED, **files}))
    assert_found(finding, level, place, words)
    assert len(finding.evidence) == (level is not Level.ABSENT)


FROM_CI = "on: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: {}\n"
COMPOSE = "services:\n  scheduler:\n    image: apache/airflow:2.9\n    command: scheduler\n"
BY_HAND = AIRFLOW.replace("DAG('train')", "DAG('train', schedule=None)")
NODES = {
    "pipelines/train/pipeline.py": (
        "from kedro.pipeline import node, pipeline\nfrom work import clean, fit\n\n\ndef create_pipeline(**_):\n"
        "    return pipeline([node(clean, 'a', 'b'), node(fit, 'b', 'c')])\n"
    ),
    **WORK,
}
# What is in the repository beside a flow, and whether that runs it.
STARTS = {
    "nothing": ({"flow.py": PREFECT, **WORK}, False),
    "its own main guard": (
        {"flow.py": f"{PREFECT}\nif __name__ == '__main__':\n    pipeline()\n", **WORK},
        False,
    ),
    "a document": ({"flow.py": PREFECT, "README.md": "Run `python flow.py`.\n", **WORK}, False),
    "a test": ({"flow.py": PREFECT, "tests/test_flow.py": "import flow\n\nflow.pipeline()\n", **WORK}, False),
    "a task": ({"flow.py": PREFECT, "Makefile": "train:\n\tpython flow.py\n", **WORK}, True),
    "a task of another name": (
        {"flow.py": PREFECT, "Makefile": "train:\n\tpython other.py\n", **WORK},
        False,
    ),
    "CI": (
        {"flow.py": PREFECT, ".github/workflows/a.yml": FROM_CI.format("push", "python flow.py"), **WORK},
        True,
    ),
    "a container": (
        {"flow.py": PREFECT, "Dockerfile": "FROM python:3.12\nCOPY . .\nCMD python flow.py\n", **WORK},
        True,
    ),
    "a deployment of the tool": (
        {
            "flow.py": PREFECT,
            "prefect.yaml": "deployments:\n- name: a\n  entrypoint: flow.py:pipeline\n",
            **WORK,
        },
        True,
    ),
    "a module that CI starts": (
        {
            "flow.py": PREFECT,
            "main.py": "import flow\n\nflow.pipeline()\n",
            ".github/workflows/a.yml": FROM_CI.format("push", "python main.py"),
            **WORK,
        },
        True,
    ),
    "a DAG with a schedule": (
        {"dags/a.py": AIRFLOW.replace("DAG('train')", "DAG('train', schedule='@daily')"), **SCRIPTS},
        True,
    ),
    "a DAG that leaves it to the tool": ({"dags/a.py": AIRFLOW, **SCRIPTS}, True),
    "a DAG without a schedule": ({"dags/a.py": BY_HAND, **SCRIPTS}, False),
    "a DAG of one run": ({"dags/a.py": BY_HAND.replace("None", "'@once'"), **SCRIPTS}, False),
    "a DAG without a schedule where Airflow is started": (
        {"dags/a.py": BY_HAND, "docker-compose.yml": COMPOSE, **SCRIPTS},
        True,
    ),
    "a project that nothing runs": (NODES, False),
    "a project that a container runs": ({**NODES, "Dockerfile": 'FROM x\nCMD ["kedro", "run"]\n'}, True),
    "a project that CI runs": (
        {**NODES, ".github/workflows/a.yml": FROM_CI.format("push", "uv run kedro run --async")},
        True,
    ),
    "a project that a task runs": ({**NODES, "Makefile": "run:\n\t@kedro run\n"}, True),
    "a project of which this pipeline is run": (
        {**NODES, "Makefile": "run:\n\tkedro run --pipeline train\n"},
        True,
    ),
    "a project of which these pipelines are run": (
        {**NODES, "Makefile": "run:\n\tkedro run --pipelines=etl,train\n"},
        True,
    ),
    "a project of which another pipeline is run": (
        {**NODES, "Makefile": "run:\n\tkedro run -p report\n"},
        False,
    ),
    "a project that is only tested": ({**NODES, "Makefile": "run:\n\tkedro test\n"}, False),
    "a task that says how to run it": ({**NODES, "Makefile": "run:\n\techo kedro run\n"}, False),
    "Airflow for the flow of another tool": (
        {"flow.py": PREFECT, "docker-compose.yml": COMPOSE, **WORK},
        False,
    ),
}


@pytest.mark.parametrize(("files", "started"), STARTS.values(), ids=STARTS)
def test_a_flow_that_only_its_platform_can_start_says_so(files: dict[str, str], started: bool) -> None:
    finding = run("orchestration", snapshot(files))
    assert finding.level is Level.WIRED
    assert (
        finding.evidence[0].note.endswith("; nothing in the repository starts or schedules it") is not started
    )


def test_every_tool_of_a_file_is_told() -> None:
    other = "from metaflow import FlowSpec, step\nfrom prefect import flow\n"
    files = {"flow.py": PREFECT, "b.py": other + METAFLOW.partition("\n")[2], **WORK}
    assert told(run("orchestration", snapshot({**STARTED, **files}))) == [
        "WIRED b.py:6 Metaflow pipeline with 2 steps, running work.py",
        "WIRED flow.py:15 Prefect pipeline with 2 steps, running work.py",
    ]


def test_what_the_flow_imports_itself_is_named_first() -> None:
    files = {
        "flow.py": PREFECT,
        "work.py": "import above\n" + WORK["work.py"],
        "above.py": "def a():\n    return 1\n",
    }
    assert "running work.py" in run("orchestration", snapshot(files)).evidence[0].note


def test_a_decorator_belongs_to_the_definition_close_below() -> None:
    close = PLAIN.replace("@flow", "@flow(\n    a=1,\n)")
    assert run("orchestration", snapshot({"flow.py": close, **WORK, **STARTED})).level is Level.WIRED
    far = PLAIN.replace("@flow", "@flow(\n    a=1,\n    b=2,\n)")
    assert run("orchestration", snapshot({"flow.py": far, **WORK})).level is Level.ABSENT


def test_of_two_flows_the_one_with_more_steps_counts() -> None:
    both = PLAIN + "\n\n@flow\ndef g():\n    clean()\n"
    assert_found(
        run("orchestration", snapshot({"flow.py": both, **WORK, **STARTED})),
        Level.WIRED,
        "flow.py:5",
        "with 2 steps",
    )


TASKFLOW = """from airflow.decorators import dag, task
from work import clean, fit


@task
def prepare():
    return clean()


@task
def train(rows):
    return fit(rows)


@dag
def pipeline():
    {}
"""
ORDERS = {
    "arrows": (AIRFLOW, True),
    "arrows back": (AIRFLOW.replace("first >> second", "second << first"), True),
    "a method": (AIRFLOW.replace("first >> second", "first.set_downstream(second)"), True),
    "a chain": (AIRFLOW.replace("first >> second", "chain(first, second)"), True),
    "a comment": (AIRFLOW.replace("first >> second", "pass  # first >> second"), False),
    "tasks under another decorator": (
        TASKFLOW.format("train(prepare())").replace("@task", "@cached\n@task"),
        True,
    ),
    "tasks that are called": (TASKFLOW.format("train(prepare())"), True),
    "one task that is called": (TASKFLOW.format("train(1)"), False),
    "a task that is called twice": (TASKFLOW.format("train(train(1))"), False),
    "a task and another function": (TASKFLOW.format("train(clean())"), False),
}


@pytest.mark.parametrize(("source", "ordered"), ORDERS.values(), ids=ORDERS)
def test_what_fixes_an_order_in_airflow(source: str, ordered: bool) -> None:
    finding = run("orchestration", snapshot({"dags/a.py": source, **SCRIPTS, **WORK}))
    assert finding.level is (Level.WIRED if ordered else Level.PRESENT)


ECHO = AIRFLOW.replace("python /opt/app/prepare.py", "echo prepare").replace(
    "python /opt/app/train.py", "echo train && sleep 5"
)
SAY = (
    "from prefect import flow, task\n\n\n@task\ndef a():\n    print('extract')\n\n\n"
    "@task\ndef b(x):\n    print('train', x)\n\n\n@flow\ndef run():\n    b(a())\n"
)
HANDED = (
    "from airflow import DAG\nfrom airflow.operators.python import PythonOperator\n\n\n"
    "def say():\n    print('done')\n\n\ndef work():\n    print(1)\n    return sum([1])\n\n\nwith DAG('x') as dag:\n"
    "    a = PythonOperator(task_id='a', python_callable=say)\n"
    "    b = PythonOperator(task_id='b', python_callable={})\n    a >> b\n"
)
PRETENDED = {
    "shell steps that echo": (ECHO, Level.CLAIMED),
    "one shell step that works": (ECHO.replace("echo prepare", "python prepare.py"), Level.WIRED),
    "one shell step that runs something else": (ECHO.replace("echo prepare", "java -jar a.jar"), Level.SUBSTANTIVE),
    "tasks that print": (SAY, Level.CLAIMED),
    "tasks that are empty": (SAY.replace("print('extract')", "pass").replace("print('train', x)", "pass"), Level.CLAIMED),
    "tasks that compute": (SAY.replace("print('extract')", "return 2 * 3"), Level.SUBSTANTIVE),
    "a task that prints what it computes": (SAY.replace("'extract'", "sum([1])"), Level.SUBSTANTIVE),
    "a task that waits and prints": (
        SAY.replace("print('extract')", "print(str(len('a')), range(2))\n    time.sleep(1)").replace("from", "import time\nfrom", 1),
        Level.CLAIMED),
    "shell steps that echo before they work": (ECHO.replace("bash_command='echo", "bash_command='java a; echo"), Level.SUBSTANTIVE),
    "shell steps of a command that is computed": (
        ECHO.replace("'echo prepare'", "first()").replace("'echo train && sleep 5'", "second()"), Level.SUBSTANTIVE),
    "operators on functions that print": (HANDED.format("say"), Level.CLAIMED),
    "an operator on a function that computes": (HANDED.format("work"), Level.SUBSTANTIVE),
    "an operator on a function of somebody else": (HANDED.format("other.work"), Level.SUBSTANTIVE),
    "a step that says nothing of itself": (ECHO.replace("bash_command='echo prepare'", "env=1"), Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level"), PRETENDED.values(), ids=PRETENDED)
def test_steps_that_only_print_are_claimed(source: str, level: Level) -> None:
    finding = run("orchestration", snapshot({"flows/x.py": source, **SCRIPTS}))
    assert finding.level is level
    assert ("with 2 steps that only print" in finding.evidence[0].note) == (level is Level.CLAIMED)


def test_commands_beside_the_steps_do_not_make_them_print() -> None:
    source = AIRFLOW.replace("bash_command", "env") + "run(command='echo a')\nrun(command='echo b')\n"
    assert run("orchestration", snapshot({"flows/x.py": source})).level is Level.SUBSTANTIVE


def test_a_step_that_prints_beside_steps_of_another_module_is_no_pretence() -> None:
    source = ZENML.replace("from steps.all import a, b", "from zenml import step\nfrom steps.all import b")
    source = source.replace("\n\n@pipeline", "\n\n@step\ndef a():\n    print(1)\n\n\n@pipeline", 1)
    files = {"train.py": source, "steps/__init__.py": "", "steps/all.py": ZENML_STEPS, **STARTED}
    finding = run("orchestration", snapshot(files))
    assert_found(finding, Level.WIRED, "train.py:11", "with 3 steps, running steps/all.py")


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("orchestration", snapshot(files)).status is Status.NOT_APPLICABLE
