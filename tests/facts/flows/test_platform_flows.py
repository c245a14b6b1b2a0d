"""Pipelines that a file declares to a platform: how far each format is read, and what only looks like it."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

SCRIPTS = {"prep.py": "x = 1\n", "train.py": "x = 1\n"}
AZURE = """$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
jobs:
  prep:
    type: command
    code: ./src
    command: >-
      python prep.py --out ${{outputs.o}}
    outputs:
      o: {type: uri_folder}
  train:
    type: command
    component: file:./train.yml
    inputs:
      i: ${{parent.jobs.prep.outputs.o}}
"""
COMPONENT = "type: command\nname: train\ncode: ./code\ncommand: python fit.py --i ${{inputs.i}}\n"
KESTRA = """id: train
namespace: ml
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hi
  - id: both
    type: io.kestra.plugin.core.flow.Sequential
    tasks:
      - id: prep
        type: io.kestra.plugin.scripts.python.Commands
        commands: [python prep.py]
      - id: fit
        type: io.kestra.plugin.scripts.python.Commands
        commands: [python train.py]
"""
SQL = """id: load
namespace: ml
tasks:
  - id: create
    type: io.kestra.plugin.jdbc.postgresql.Queries
    sql: create table a (b int)
  - id: merge
    type: io.kestra.plugin.gcp.bigquery.Query
    sql: merge into a using c
"""
TALK = "id: a\nnamespace: b\ntasks:\n  - id: x\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n  - id: y\n    type: io.kestra.plugin.core.debug.Return\n"
MAGE = """blocks:
- name: load
  type: data_loader
  uuid: load_rows
  upstream_blocks: []
  downstream_blocks: [clean]
- name: clean
  type: transformer
  uuid: clean
  upstream_blocks: [load_rows]
name: train
type: python
"""
MAGE_BLOCKS = {"ml/data_loaders/load_rows.py": "x = 1\n"}
BUNDLE = """resources:
  jobs:
    train:
      name: train
      tasks:
        - task_key: prep
          notebook_task:
            notebook_path: ../src/prep
        - task_key: train
          depends_on:
            - task_key: prep
          spark_python_task:
            python_file: ../src/train.py
"""
WHEEL = BUNDLE.replace(
    "notebook_task:\n            notebook_path: ../src/prep",
    "python_wheel_task:\n            entry_point: prep",
)
JOB = (
    '{"name": "a", "tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/Repos/ada/churn/src/prep"}},'
    ' {"task_key": "b", "depends_on": [{"task_key": "a"}]}]}'
)
COMPILED = """components: {}
deploymentSpec:
  executors: {}
root:
  dag:
    tasks:
      a:
        componentRef: {name: a}
      b:
        componentRef: {name: b}
        dependentTasks: [a]
"""
SAM = """Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: {Type: Task, Next: B}
          B: {Type: Task, End: true}
"""
FACTORY = '{"name": "p", "properties": {"activities": [{"name": "a", "type": "Copy"}, {"name": "b", "dependsOn": [{"activity": "a"}]}]}}'
SRC = {"src/prep.py": "x = 1\n", "src/train.py": "x = 1\n"}

# A notebook to be filled, written out as a script, and cells with which it does something.
TO_FILL = (
    "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Prepare\n\n# COMMAND ----------\nprint('TODO')\n"
)
IDLE = {"src/prep.py": TO_FILL, "src/train.py": "print('to do')\n"}

LEVELS = {
    "scripts of Databricks that only print": (
        {"b/job.yml": BUNDLE, **IDLE}, Level.CLAIMED, "b/job.yml:5", "Databricks job with 2 steps that only print"),
    "one script of Databricks that does something": (
        {"b/job.yml": BUNDLE, **IDLE, "src/train.py": "fit()\n"}, Level.WIRED, "b/job.yml:5", "running src/prep.py"),
    "a script of Databricks that loads a module": (
        {"b/job.yml": BUNDLE, **IDLE, "src/train.py": "import fit\n\nprint(1)\n"}, Level.WIRED, "b/job.yml:5", "2 steps"),
    "a script of Databricks with another call in a print": (
        {"b/job.yml": BUNDLE, **IDLE, "src/train.py": "print(spark.sql('select 1'))\n"}, Level.WIRED, "b/job.yml:5", "2 steps"),
    "a notebook of Databricks with a query": (
        {"b/job.yml": BUNDLE, **IDLE, "src/prep.py": TO_FILL + "\n# COMMAND ----------\n# MAGIC %sql\n# MAGIC create table a\n"},
        Level.WIRED, "b/job.yml:5", "2 steps"),
    "scripts of Databricks, one of which is not here": (
        {"b/job.yml": BUNDLE, "src/prep.py": TO_FILL}, Level.WIRED, "b/job.yml:5", "running src/prep.py"),
    "jobs of Azure ML": (
        {"ml/pipeline.yml": AZURE, "ml/src/prep.py": "x = 1\n"}, Level.WIRED, "ml/pipeline.yml:3",
        "Azure ML pipeline with 2 steps, running ml/src/prep.py"),
    "jobs of Azure ML without a schema": (
        {"p.yml": AZURE.partition("\n")[2], "src/prep.py": "x = 1\n"}, Level.WIRED, "p.yml:2", "running src/prep.py"),
    "a component of Azure ML": (
        {"ml/pipeline.yml": AZURE, "ml/train.yml": COMPONENT, "ml/code/fit.py": "x = 1\n"}, Level.WIRED, "ml/pipeline.yml:3",
        "running ml/code/fit.py"),
    "jobs of Azure ML over components of others": ({"ml/pipeline.yml": AZURE}, Level.SUBSTANTIVE, "ml/pipeline.yml:3", "2 steps"),
    "jobs of Azure ML in no order": (
        {"pipeline.yml": AZURE.replace("parent.jobs.prep.outputs.o", "parent.inputs.o"), **SCRIPTS}, Level.PRESENT, "pipeline.yml:3", "no defined order"),
    "one job of Azure ML": ({"p.yml": AZURE.partition("  train:")[0], **SCRIPTS}, Level.PRESENT, "p.yml:3", "1 step"),
    "a command job of Azure ML": ({"job.yml": COMPONENT, "code/fit.py": "x = 1\n"}, Level.ABSENT, "", ""),
    "tasks of Kestra": ({"flows/a.yml": KESTRA, **SCRIPTS}, Level.WIRED, "flows/a.yml:3", "Kestra flow with 2 steps, running prep.py"),
    "tasks of Kestra over files of others": ({"flows/a.yml": KESTRA}, Level.SUBSTANTIVE, "flows/a.yml:3", "Kestra flow with 2 steps"),
    "queries of Kestra": ({"flows/a.yml": SQL}, Level.WIRED, "flows/a.yml:3", "running the scripts that it holds"),
    "one task of Kestra": (
        {"flows/a.yml": KESTRA.partition("      - id: fit")[0], **SCRIPTS}, Level.PRESENT, "flows/a.yml:3", "1 step"),
    "tasks of Kestra that talk": ({"flows/a.yml": TALK}, Level.CLAIMED, "flows/a.yml:3", "that only print"),
    "a demo of Kestra": ({"flows/hello_world.yml": KESTRA, **SCRIPTS}, Level.CLAIMED, "flows/hello_world.yml:3", "demonstrates"),
    "a namesake of Kestra's": ({"flows/a.yml": KESTRA.replace("namespace", "space"), **SCRIPTS}, Level.ABSENT, "", ""),
    "blocks of Mage": (
        {"ml/pipelines/train/metadata.yaml": MAGE, **MAGE_BLOCKS}, Level.WIRED, "ml/pipelines/train/metadata.yaml:1",
        "Mage pipeline with 2 steps, running ml/data_loaders/load_rows.py"),
    "blocks of Mage that are not there": ({"pipelines/train/metadata.yaml": MAGE}, Level.SUBSTANTIVE, "pipelines/train/metadata.yaml:1", ""),
    "blocks of Mage in no order": (
        {"ml/pipelines/train/metadata.yaml": MAGE.replace("[load_rows]", "[]"), **MAGE_BLOCKS}, Level.PRESENT,
        "ml/pipelines/train/metadata.yaml:1", "no defined order"),
    "Mage's own demo": (
        {"ml/pipelines/example_pipeline/metadata.yaml": MAGE, **MAGE_BLOCKS}, Level.CLAIMED,
        "ml/pipelines/example_pipeline/metadata.yaml:1", "demonstrates"),
    "another metadata file": ({"ml/metadata.yaml": MAGE, **MAGE_BLOCKS}, Level.ABSENT, "", ""),
    "a bundle": ({"resources/a.yml": BUNDLE, **SRC}, Level.WIRED, "resources/a.yml:5", "Databricks job with 2 steps, running src/prep.py"),
    "a job that its bundle does not include": (
        {"resources/a.yml": BUNDLE, "databricks.yml": "bundle: {name: a}\n", **SRC}, Level.SUBSTANTIVE, "resources/a.yml:5",
        "Databricks job with 2 steps"),
    "a job beside a bundle": (
        {"jobs/a.json": JOB, "databricks.yml": "bundle: {name: a}\n", **SRC}, Level.WIRED, "jobs/a.json:1", "running src/prep.py"),
    "a job that its bundle includes": (
        {"resources/a.yml": BUNDLE, "databricks.yml": "bundle: {name: a}\ninclude: [resources/*.yml]\n", **SRC}, Level.WIRED,
        "resources/a.yml:5", "running src/prep.py"),
    "a bundle in one file": (
        {"databricks.yml": BUNDLE.replace("../src", "./src"), **SRC}, Level.WIRED, "databricks.yml:5", "running src/prep.py"),
    "a bundle over notebooks of others": ({"resources/a.yml": BUNDLE}, Level.SUBSTANTIVE, "resources/a.yml:5", "Databricks job with 2 steps"),
    "a bundle over an entry point": (
        {"resources/a.yml": WHEEL, "pyproject.toml": "[project]\nname='x'\n[project.scripts]\nprep = 'x.prep:main'\n"}, Level.WIRED,
        "resources/a.yml:5", "running the entry point prep"),
    "a bundle in no order": (
        {"resources/a.yml": BUNDLE.replace("depends_on", "needs"), **SRC}, Level.PRESENT, "resources/a.yml:5", "no defined order"),
    "a job in JSON": ({"jobs/a.json": JOB, **SRC}, Level.WIRED, "jobs/a.json:1", "running src/prep.py"),
    "a compiled pipeline": ({"p.yaml": COMPILED}, Level.SUBSTANTIVE, "p.yaml:4", "compiled Kubeflow pipeline with 2 steps"),
    "states of a template": ({"template.yaml": SAM}, Level.SUBSTANTIVE, "template.yaml:6", "state machine with 2 steps"),
    "one state of a template": (
        {"template.yaml": SAM.replace("B: {Type: Task", "B: {Type: Wait")}, Level.PRESENT, "template.yaml:6", "1 step"),
    "states in a file": ({"sm/d.json": '{"StartAt": "A", "States": {"A": {"Type": "Task"}, "B": {"Type": "Map"}}}'}, Level.SUBSTANTIVE,
        "sm/d.json:1", "state machine"),
    "activities of a factory": ({"pipeline/p.json": FACTORY}, Level.SUBSTANTIVE, "pipeline/p.json:1", "Data Factory pipeline with 2 steps"),
    "jobs of an example": ({"examples/p.yml": AZURE, **SCRIPTS}, Level.ABSENT, "", ""),
    "jobs of a test": ({"tests/p.yml": AZURE, **SCRIPTS}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_the_platform_runs(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("orchestration", snapshot(files))
    assert_found(finding, level, place, words)
    assert len(finding.evidence) == (level is not Level.ABSENT)


def test_hostile_files_are_no_error() -> None:
    marks = (
        "task_key io.kestra. upstream_blocks deploymentSpec StartAt dependsOn parent.jobs. pipelineJob.schema"
    )
    odd = (
        "type: pipeline\nnamespace: 1\nStartAt: [1]\nStates: {a: 1, b: [x]}\ndeploymentSpec: 1\nroot: {dag: {tasks: [1]}}\n"
        "properties: {activities: {a: 1}}\njobs: {a: 1, b: {component: [x], code: {a: 1}, command: [[1]]}}\nblocks: {a: 1}\n"
        "tasks: [1, {task_key: [1], depends_on: 1}, {type: {a: 1}, tasks: {a: [1]}, cases: [1], task: [1]}]\n"
    )
    files: dict[str, str | bytes] = {
        "a.yml": f"# {marks}\n{odd}",
        "pipelines/a/metadata.yaml": f"# {marks}\n{odd}",
        "b.yml": f"# {marks}\n- 1\n",
        "c.json": f'["{marks}"]',
        "d.json": f'{{"{marks}": ',
        "e.yml": f"# {marks}\n".encode() + b"\xff",
    }
    assert run("orchestration", snapshot(files)).status is not Status.ERROR


WORKSPACE_PATHS = {
    "/Workspace/Users/ada@example.com/churn/src/prep": True,
    "/Users/ada@example.com/churn/src/prep": True,
    "/Workspace/Repos/ada/churn/src/prep": True,
    "/Workspace/Users/ada@example.com/.bundle/churn/dev/files/src/prep": True,
    "/Shared/churn/src/prep": True,
    "/Shared/churn/prep": False,
    "/Shared/churn/src/other": False,
    "/opt/churn/src/prep": False,
}


@pytest.mark.parametrize(("path", "ours"), WORKSPACE_PATHS.items(), ids=WORKSPACE_PATHS)
def test_a_path_of_a_workspace_is_that_of_the_repository_below_its_folders(path: str, ours: bool) -> None:
    job = JOB.replace("/Repos/ada/churn/src/prep", path)
    finding = run("orchestration", snapshot({"job.json": job, **SRC}))
    assert finding.level is (Level.WIRED if ours else Level.SUBSTANTIVE)
