"""Every pipeline tool in the spellings of its documentation, old and new, and what only looks like one."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

WORK = {"work.py": "def load():\n    return 1\n\n\ndef fit(rows):\n    return rows\n"}
FROM_WORK = "from work import fit, load\n"
FLYTE = (
    "import flyte\n" + FROM_WORK + "\nenv = flyte.TaskEnvironment(name='a')\n\n\n"
    "@env.task\nasync def rows():\n    return load()\n\n\n@env.task(cache='auto')\nasync def main():\n"
    "    return fit(await rows())\n\n\nif __name__ == '__main__':\n    flyte.run(main)\n"
)
ASSETS = (
    "from airflow.sdk import Asset, asset\n" + FROM_WORK + "\n\n@asset(schedule='@daily')\ndef rows():\n"
    "    return load()\n\n\n@asset(schedule=rows)\ndef model(context):\n    return fit(1)\n"
)
DATASETS = (
    "from airflow import DAG, Dataset\nfrom airflow.operators.python import PythonOperator\n"
    + FROM_WORK
    + "\n"
    "rows = Dataset('s3://a/rows')\nwith DAG('a', schedule='@daily'):\n"
    "    PythonOperator(task_id='a', python_callable=load, outlets=[rows])\n"
    "with DAG('b', schedule=[\n    rows,\n]):\n    PythonOperator(task_id='b', python_callable=fit)\n"
)
TEMPORAL = (
    "from datetime import timedelta\nfrom temporalio import workflow\n\n"
    "with workflow.unsafe.imports_passed_through():\n    from activities import rows, model\n\n\n"
    "@workflow.defn\nclass Train:\n    @workflow.run\n    async def run(self):\n"
    "        x = await workflow.execute_activity(rows, start_to_close_timeout=timedelta(1))\n"
    "        return await workflow.execute_activity(model, x, start_to_close_timeout=timedelta(1))\n"
)
ACTIVITIES = {
    "activities.py": "from temporalio import activity\n" + FROM_WORK + "\n\n@activity.defn\ndef rows():\n    return load()\n\n\n"
    "@activity.defn(name='m')\ndef model(x):\n    return fit(x)\n"
}  # fmt: skip
HAMILTON = "from hamilton import driver\nimport nodes\n\ndr = driver.Builder().with_modules(nodes).build()\ndr.execute(['model'])\n"
NODES = {"nodes.py": "def rows():\n    return 1\n\n\ndef model(rows):\n    return rows\n"}
ZENML = (
    "from zenml.pipelines import pipeline\n\n\n@pipeline\ndef train(ingest, model):\n    model(ingest())\n"
)
ZENML_RUN = {
    "run.py": "from flow import train\nfrom steps.a import ingest, model\n\ntrain(ingest(), model()).run()\n",
    "steps/__init__.py": "",
    "steps/a.py": "from zenml.steps import BaseStep, step\n\n\n@step\ndef ingest():\n    return 1\n\n\n"
    "class model(BaseStep):\n    def entrypoint(self, x):\n        return x\n",
}
DEFS = {
    "app/definitions.py": "from pathlib import Path\nfrom dagster import definitions, load_from_defs_folder\n\n\n@definitions\ndef defs():\n"
    "    return load_from_defs_folder(path_within_project=Path(__file__).parent)\n",
    "app/defs/assets.py": "import dagster as dg\n" + FROM_WORK + "\n\n@dg.asset\ndef rows():\n    return load()\n\n\n"
    "@dg.asset\ndef model(rows):\n    return fit(rows)\n",
}  # fmt: skip
LOOSE = {"assets.py": DEFS["app/defs/assets.py"]}


def loading(call: str, imported: str = "") -> dict[str, str]:
    """Definitions beside a package of assets that its own `__init__.py` does not import."""
    text = f"from dagster import *\n{imported}\ndefs = Definitions(assets={call})\n"
    return {
        "app/steps/__init__.py": "",
        "app/steps/a.py": DEFS["app/defs/assets.py"],
        "app/definitions.py": text,
        **WORK,
    }


SPARE = DEFS["app/defs/assets.py"] + "\n\n@dg.asset\ndef spare(model):\n    return model\n"


def listed(assets: str, more: str = "") -> dict[str, str]:
    """Three assets, and definitions that list some of them."""
    text = f"import assets\nimport dagster as dg\nfrom assets import model, rows, spare\n\ndefs = dg.Definitions(assets={assets})\n"
    return {"assets.py": SPARE + more, "definitions.py": text, **WORK}


HERA = (
    "from hera.workflows import Steps, Workflow, script\n"
    + FROM_WORK
    + "\n\n@script()\ndef a():\n    load()\n\n\n@script()\ndef b():\n"
    "    fit(1)\n\n\nwith Workflow(generate_name='t-', entrypoint='s') as w:\n    with Steps(name='s'):\n        a()\n        b()\nw.create()\n"
)
CLEARML = (
    "from clearml import PipelineController\n"
    + FROM_WORK
    + "\npipe = PipelineController(name='a', project='b')\n"
    "pipe.add_function_step(name='a', function=load)\npipe.add_function_step(name='b', function=fit, parents=['a'])\npipe.start()\n"
)
DECORATED = (
    "from clearml.automation.controller import PipelineDecorator\n"
    + FROM_WORK
    + "\n\n@PipelineDecorator.component()\ndef a():\n"
    "    return load()\n\n\n@PipelineDecorator.component()\ndef b(x):\n    return fit(x)\n\n\n@PipelineDecorator.pipeline(name='p')\n"
    "def p():\n    b(a())\n"
)
TABLES = (
    "import dlt\nfrom pyspark.sql.functions import col\n\n\n@dlt.table\ndef raw():\n    return spark.read.json('/a')\n\n\n"
    "@dlt.table(name='features')\ndef f():\n    return dlt.read('raw').select(col('x'))\n"
)
RUNS = "import mlflow\nimport os\n\nmlflow.run(os.path.join('src', 'clean'), 'main')\nmlflow.run(os.path.join('src', 'train'), 'main')\n"
PROJECTS = {"src/clean/MLproject": "name: clean\nentry_points:\n  main:\n    command: python run.py\n"}
MACHINE = (
    "from aws_cdk import aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks\n"
    + FROM_WORK
    + "\na = tasks.LambdaInvoke(s, 'a')\n"
    "b = tasks.SageMakerCreateTrainingJob(s, 'b')\nsfn.StateMachine(s, 'm', definition=a.next(b))\n"
)
BUNDLE = (
    "from databricks.bundles.jobs import Job, Task\n\njob = Job(name='a', tasks=[\n"
    "    Task(task_key='a', spark_python_task={'python_file': 'work.py'}),\n    Task(task_key='b', depends_on=[{'task_key': 'a'}]),\n])\n"
)
KEDRO = (
    "from kedro.pipeline import {0}, {1}\n"
    + FROM_WORK
    + "\n\ndef create_pipeline(**_):\n    return {1}({2})\n"
)


def kedro(node: str, pipeline: str, nodes: str) -> dict[str, str]:
    return {"p.py": KEDRO.format(node, pipeline, nodes), **WORK}


WIRED = {
    "tasks of Flyte 2 that call one another": ({"f.py": FLYTE, **WORK}, "f.py:7", "Flyte 2 pipeline with 2 steps, running work.py"),
    "tasks of Flyte 1": (
        {"f.py": "import flytekit as fl\n" + FROM_WORK + "\n\n@fl.task\ndef a():\n    return load()\n\n\n@fl.task\ndef b(x):\n"
         "    return fit(x)\n\n\n@fl.workflow\ndef w():\n    return b(x=a())\n", **WORK}, "f.py:15", "Flyte pipeline with 2 steps"),
    "assets of Airflow": ({"d.py": ASSETS, **WORK}, "d.py:5", "Airflow pipeline with 2 steps, running work.py"),
    "assets that are handed on": (
        {"d.py": ASSETS.replace("schedule=rows", "schedule=None").replace("(context)", "(self, rows)"), **WORK}, "d.py:5", "2 steps"),
    "an asset that a task of a DAG writes": ({"d.py": DATASETS, **WORK}, "d.py:6", "Airflow pipeline with 2 steps"),
    "activities of Temporal": ({"w.py": TEMPORAL, **ACTIVITIES, **WORK}, "w.py:8", "Temporal pipeline with 2 steps, running activities.py"),
    "functions of a module for Hamilton": ({"h.py": HAMILTON, **NODES}, "h.py:4", "Hamilton pipeline with 2 steps, running nodes.py"),
    "an older driver of Hamilton": (
        {"h.py": "from hamilton import driver\nimport nodes\ndriver.Driver({}, nodes).execute(['model'])\n", **NODES}, "h.py:3", "2 steps"),
    "steps that ZenML is handed": ({"flow.py": ZENML, **ZENML_RUN}, "flow.py:4", "ZenML pipeline with 2 steps, running"),
    "assets of a folder": ({**DEFS, **WORK}, "app/definitions.py:5", "Dagster pipeline with 2 steps, running"),
    "two assets of three that are listed": (listed("[rows, model]"), "definitions.py:5", "Dagster pipeline with 2 steps, running"),
    "assets that are listed with their module": (listed("[assets.rows, assets.model]"), "definitions.py:5", "with 2 steps"),
    "assets beside a module that holds none": (
        {**listed("[rows, model]"), "clients.py": "def connect():\n    return 1\n", "x/__init__.py": "", "x/assets.py": SPARE,
         "definitions.py": "import dagster as dg\nfrom clients import connect\nfrom x.assets import model, rows\n\n"
         "defs = dg.Definitions(assets=[rows, model], resources={'c': connect()})\n"}, "definitions.py:5", "with 2 steps, running x/assets.py"),
    "all that a module has": (listed("dg.load_assets_from_modules([assets])"), "definitions.py:5", "with 3 steps"),
    "assets and what is loaded": (listed("[rows, *dg.load_assets_from_modules([assets])]"), "definitions.py:5", "with 3 steps"),
    "assets that a job selects": (
        {"assets.py": SPARE, "jobs.py": "import dagster as dg\nfrom assets import model, rows, spare\n\njob = dg.define_asset_job('a', selection=[rows, model])\n",
         **WORK}, "jobs.py:4", "with 2 steps"),
    "assets beside an operation": (listed("[rows, model]", "\n\n@dg.op\ndef send(x):\n    return x\n"), "definitions.py:5", "with 4 steps"),
    "assets of a package": (
        loading("load_assets_from_package_module(steps)", "from app import steps"), "app/definitions.py:3",
        "Dagster pipeline with 2 steps, running app/steps/a.py"),
    "assets of a package by its name": (
        loading("load_assets_from_package_name('app.steps')"), "app/definitions.py:3", "Dagster pipeline with 2 steps"),
    "assets of modules": (
        loading("load_assets_from_modules([a])", "from app.steps import a"), "app/definitions.py:3",
        "Dagster pipeline with 2 steps"),
    "assets of its own module": (
        {"d.py": "import dagster\n" + LOOSE["assets.py"] + "\n\ndefs = dagster.Definitions(dagster.load_assets_from_current_module())\n", **WORK},
        "d.py:16", "Dagster pipeline with 2 steps"),
    "assets that nothing collects": ({**LOOSE, **WORK}, "assets.py:5", "Dagster pipeline with 2 steps, running work.py"),
    "scripts of Hera": ({"w.py": HERA, **WORK}, "w.py:15", "Argo Workflows pipeline with 2 steps"),
    "steps of ClearML": ({"c.py": CLEARML, **WORK}, "c.py:4", "ClearML pipeline with 2 steps"),
    "components of ClearML": ({"c.py": DECORATED, **WORK}, "c.py:15", "ClearML pipeline with 2 steps"),
    "tables of Databricks": ({"t.py": TABLES}, "t.py:5", "Databricks pipeline with 2 steps, running the tables"),
    "projects of MLflow": ({"m.py": RUNS, **PROJECTS}, "m.py:4", "MLflow Projects pipeline with 2 steps, running src/clean/MLproject"),
    "a state machine in code": ({"s.py": MACHINE, **WORK}, "s.py:6", "Step Functions pipeline with 2 steps"),
    "a job of a bundle in code": ({"j.py": BUNDLE, **WORK}, "j.py:3", "Databricks job with 2 steps, running work.py"),
    "nodes on one line": (
        kedro("Node", "Pipeline", "[Node(load, 'a', 'b'), Node(func=fit, inputs='b', outputs='c')]"), "p.py:6", "2 steps, running work.py"),
    "nodes of a function": (
        kedro("node", "pipeline", "[node(func=load, inputs='a', outputs='b'), node(fit, 'b', 'c')]"), "p.py:6", "Kedro pipeline with 2 steps"),
    "nodes on many lines": (
        kedro("node", "Pipeline", "[\n        node(\n            func=load,\n            inputs='a',\n            outputs='b',\n        ),\n"
              "        node(fit, 'b', 'c'),\n    ]"), "p.py:6", "Kedro pipeline with 2 steps"),
    "steps that a component file describes": (
        {"p.py": "from azure.ai.ml import dsl, load_component\n\na = load_component(source='./c/prep.yml')\nb = load_component(source='c/train.yml')\n\n\n"
         "@dsl.pipeline()\ndef p():\n    b(i=a().outputs.o)\n", "c/prep.yml": "type: command\n"}, "p.py:7",
        "Azure ML pipeline with 2 steps, running c/prep.yml"),
    "functions that are made tasks": (
        {"f.py": "from prefect import flow, task\n" + FROM_WORK + "\na = task(load)\nb = task(fit)\n\n\n@flow\ndef f():\n    b(a())\n", **WORK}, "f.py:8",
        "Prefect pipeline with 2 steps, running work.py"),
    "functions of its own module for Hamilton": (
        {"h.py": "from hamilton import driver\nimport h\n\n\ndef rows():\n    return load()\n\n\ndef model(rows):\n    return fit(rows)\n\n\n"
         + FROM_WORK + "driver.Builder().with_modules(h).build()\n", **WORK}, "h.py:14", "Hamilton pipeline with 2 steps, running work.py"),
    "steps that work with tables of another library": (
        {"f.py": "import polars\nfrom prefect import flow, task\n\n\n@task\ndef a():\n    return polars.read_csv('a')\n\n\n@task\ndef b(x):\n"
         "    return x\n\n\n@flow\ndef f():\n    b(a())\n"}, "f.py:15", "running the functions of its own module"),
}  # fmt: skip
ONE_KEDRO = kedro("node", "pipeline", "[node(load, 'a', 'b')]")
LESS = {
    "one task of Flyte 2": ({"f.py": FLYTE.replace("@env.task(cache='auto')\n", ""), **WORK}, Level.PRESENT),
    "tasks of Flyte 2 in no order": ({"f.py": FLYTE.replace("await rows()", "1"), **WORK}, Level.PRESENT),
    "assets in no order": ({"d.py": ASSETS.replace("schedule=rows", "schedule='@hourly'"), **WORK}, Level.PRESENT),
    "one asset": ({"d.py": ASSETS.partition("\n\n@asset(schedule=rows)")[0], **WORK}, Level.PRESENT),
    "an asset that nothing waits for": ({"d.py": DATASETS.replace("    rows,\n", "    other,\n"), **WORK}, Level.PRESENT),
    "assets of Dagster that nothing collects, in no order": (
        {"assets.py": LOOSE["assets.py"].replace("(rows):", "():"), **WORK}, Level.PRESENT),
    "assets of another package": (loading("load_assets_from_package_name('app.other')"), Level.ABSENT),
    "assets of a package that is only written about": (
        loading("[]", "# load_assets_from_package_name('app.steps')"), Level.ABSENT),
    "tables of Databricks in no order": ({"t.py": TABLES.replace("dlt.read('raw')", "dlt.read('other')")}, Level.PRESENT),
    "one node": (ONE_KEDRO, Level.PRESENT),
    "one run of a project": ({"m.py": RUNS.partition("mlflow.run(os.path.join('src', 'train')")[0], **PROJECTS}, Level.PRESENT),
    "runs of projects of others": ({"m.py": RUNS}, Level.SUBSTANTIVE),
    "MLflow that only tracks": ({"m.py": "import mlflow\nmlflow.start_run()\nmlflow.log_metric('a', 1)\nmlflow.run_id\n"}, Level.ABSENT),
    "a resource of another dlt": (
        {"m.py": "import dlt\n\n\n@dlt.resource\ndef a():\n    yield 1\n\n\ndlt.pipeline('a').run(a())\n"}, Level.ABSENT),
    "a driver of another package": ({"h.py": HAMILTON.replace("hamilton", "selenium"), **NODES}, Level.ABSENT),
    "a driver over functions that do not name one another": (
        {"h.py": HAMILTON, "nodes.py": NODES["nodes.py"].replace("model(rows)", "model(x)")}, Level.ABSENT),
    "activities without a workflow": ({**ACTIVITIES, **WORK}, Level.ABSENT),
    "a client of Temporal": ({"a.py": "from temporalio.client import Client\nClient.connect('a')\n"}, Level.ABSENT),
    "steps that ZenML is handed by nobody": ({"flow.py": ZENML}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "words"), WIRED.values(), ids=WIRED)
def test_steps_that_run_our_code_are_wired(files: dict[str, str], place: str, words: str) -> None:
    finding = run("orchestration", snapshot(files))
    assert_found(finding, Level.WIRED, place, words)


@pytest.mark.parametrize(("files", "level"), LESS.values(), ids=LESS)
def test_what_is_less_than_a_pipeline(files: dict[str, str], level: Level) -> None:
    assert run("orchestration", snapshot(files)).level is level


def test_the_code_beside_the_flow_is_named_first() -> None:
    flow = (
        "from kedro.pipeline import node, pipeline\nfrom ..before.nodes import load\nfrom .nodes import fit\n\n\n"
        "def create_pipeline():\n    return pipeline([node(load, 'a', 'b'), node(fit, 'b', 'c')])\n"
    )
    files = {
        "src/a/train/pipeline.py": flow,
        "src/a/train/nodes.py": "def fit(rows):\n    return sorted(rows)\n",
        "src/a/before/nodes.py": "def load(path):\n    return open(path)\n",
    }
    assert "running src/a/train/nodes.py" in run("orchestration", snapshot(files)).evidence[0].note
