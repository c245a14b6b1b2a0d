"""Pipelines that are files of their own: how far their steps are tied to the repository."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

STAGES = (
    "stages:\n  prepare:\n    cmd: python prepare.py\n    outs: [rows.csv]\n"
    "  train:\n    cmd: python train.py\n    deps: [rows.csv]\n"
)
SCRIPTS = {"prepare.py": "x = 1\n", "train.py": "x = 1\n"}
RAN = {"dvc.lock": "schema: '2.0'\n"}
PRINTS = "stages:\n  a:\n    cmd: echo a\n    outs: [a]\n  b:\n    cmd: echo b\n    deps: [a]\n"
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
ARGO_STEPS = """apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
spec:
  workflowSpec:
    templates:
    - steps:
      - - name: a
          template: run
      - - name: b
          template: run
"""
ARGO_OF_PARAMETERS = ARGO.replace(
    "[python, train.py]", "[python, -m, '{{inputs.parameters.module}}']"
).replace("dependencies: [a]", "arguments: {parameters: [{name: module, value: train}, {name: x, value: 1}]}")
SNAKEFILE = (
    "rule all:\n  input: 'm'\n\nrule a:\n  shell: 'python prepare.py'\n\ncheckpoint b:\n  shell: 'x'\n"
)
NEXTFLOW = "process a {\n  'python train.py'\n}\n\nprocess b {\n  'x'\n}\n"
PLOOMBER = "tasks:\n- source: prepare.py\n  product: a\n- source: train.py\n  product: b\n"
STATES = '{"States": {"A": {"Type": "Task"}, "B": {"Type": "Task"}}}'

LEVELS = {
    "stages in order": (
        {"dvc.yaml": STAGES, **SCRIPTS, **RAN}, Level.WIRED, "dvc.yaml:2", "2 DVC stages, running prepare.py"),
    "stages in order beside one that prints": (
        {"dvc.yaml": PRINTS.replace("  b:", "  c:").replace("deps: [a]", "deps: [b]") + STAGES.partition("\n")[2], **SCRIPTS, **RAN},
        Level.WIRED, "dvc.yaml:8", "2 DVC stages, running prepare.py"),
    "stages of files that are not there": (
        {"dvc.yaml": STAGES}, Level.SUBSTANTIVE, "dvc.yaml:2", "2 DVC stages, none of which runs a file of this repository"),
    "stages of which one file is there": (
        {"dvc.yaml": STAGES, "train.py": "x = 1\n", **RAN}, Level.WIRED, "dvc.yaml:5", "2 DVC stages, running train.py"),
    "stages in no order": (
        {"dvc.yaml": STAGES.replace("    deps: [rows.csv]\n", ""), **SCRIPTS}, Level.PRESENT, "dvc.yaml:2",
        "2 DVC stages with no order between them"),
    "one stage": (
        {"dvc.yaml": STAGES.partition("  train:")[0], **SCRIPTS}, Level.PRESENT, "dvc.yaml:2", "1 DVC stage with no order"),
    "stages that nothing shows to have run": (
        {"dvc.yaml": STAGES, **SCRIPTS}, Level.WIRED, "dvc.yaml:2",
        "2 DVC stages, running prepare.py; nothing shows that they ran"),
    "stages that a task runs": (
        {"dvc.yaml": STAGES, **SCRIPTS, "Makefile": "train:\n\tdvc repro\n"}, Level.WIRED, "dvc.yaml:2", "2 DVC stages"),
    "stages that a program runs": (
        {"dvc.yaml": STAGES, **SCRIPTS, "run.py": "import subprocess\n\nsubprocess.run(['dvc', 'repro'])\n"}, Level.WIRED,
        "dvc.yaml:2", "2 DVC stages"),
    "stages that a comment of a task runs": (
        {"dvc.yaml": STAGES, **SCRIPTS, "Makefile": "train:\n\t# dvc repro\n\ttrue\n"}, Level.WIRED, "dvc.yaml:2",
        "nothing shows that they ran"),
    "stages that a task only says to run": (
        {"dvc.yaml": STAGES, **SCRIPTS, "Makefile": "train:\n\t@echo \"now: dvc repro\"\n"}, Level.WIRED, "dvc.yaml:2",
        "nothing shows that they ran"),
    "stages that a program only prints to run": (
        {"dvc.yaml": STAGES, **SCRIPTS, "run.py": "print('dvc repro')\n"}, Level.WIRED, "dvc.yaml:2",
        "nothing shows that they ran"),
    "stages of another folder that ran": (
        {"dvc.yaml": STAGES, **SCRIPTS, "b/dvc.lock": ""}, Level.WIRED, "dvc.yaml:2", "nothing shows that they ran"),
    "stages that print": ({"dvc.yaml": PRINTS}, Level.CLAIMED, "dvc.yaml:2", "DVC stages that run nothing"),
    "stages of an example": (
        {"examples/dvc.yaml": STAGES, **SCRIPTS}, Level.CLAIMED, "examples/dvc.yaml:2", "DVC stages of an example"),
    "a workflow in a cluster": (
        {"deploy/train.yaml": ARGO, **SCRIPTS}, Level.WIRED, "deploy/train.yaml:2", "Argo workflow with 2 steps, running train.py"),
    "a workflow over other images": ({"deploy/train.yml": ARGO}, Level.SUBSTANTIVE, "deploy/train.yml:2", "Argo workflow with 2 steps"),
    "a workflow that only prints": (
        {"deploy/train.yml": ARGO.replace("[python, train.py]", "[sh, -c]\n      args: ['echo training; sleep 5']")}, Level.CLAIMED,
        "deploy/train.yml:2", "Argo workflow with 2 steps that only print"),
    "a workflow that prints and works": (
        {"deploy/train.yml": ARGO.replace("[python, train.py]", "[sh, -c]\n      args: ['echo training; java -jar a.jar']")},
        Level.SUBSTANTIVE, "deploy/train.yml:2", "Argo workflow with 2 steps"),
    "a workflow of Python code": (
        {"deploy/train.yml": ARGO.replace("[python, train.py]", "[python3, -c]\n      args: ['import a; a.fit()']")},
        Level.SUBSTANTIVE, "deploy/train.yml:2", "Argo workflow with 2 steps"),
    "a workflow whose image says what it does": (
        {"deploy/train.yml": ARGO.replace("command: [python, train.py]", "image: team/train")}, Level.SUBSTANTIVE,
        "deploy/train.yml:2", "Argo workflow with 2 steps"),
    "a workflow on a schedule": ({"a.yaml": ARGO_STEPS}, Level.SUBSTANTIVE, "a.yaml:2", "Argo workflow with 2 steps"),
    "a workflow behind another object": (
        {"a.yaml": f"kind: Secret\n---\n{ARGO}"}, Level.SUBSTANTIVE, "a.yaml:4", "Argo workflow with 2 steps"),
    "a workflow whose parameter is a module": (
        {"a.yaml": ARGO_OF_PARAMETERS, **SCRIPTS}, Level.WIRED, "a.yaml:2", "Argo workflow with 2 steps, running train.py"),
    "a workflow with another parameter": (
        {"a.yaml": ARGO_OF_PARAMETERS.replace("parameters.module", "parameters.other"), **SCRIPTS}, Level.SUBSTANTIVE, "a.yaml:2",
        "Argo workflow with 2 steps"),
    "a workflow of one step": (
        {"a.yaml": ARGO.replace("      - name: b\n        template: run\n        dependencies: [a]\n", ""), **SCRIPTS},
        Level.PRESENT, "a.yaml:2", "Argo workflow with 2 templates"),
    "a workflow of an example": ({"examples/a.yaml": ARGO, **SCRIPTS}, Level.ABSENT, "", ""),
    "a workflow of a test": ({"tests/a.yaml": ARGO, **SCRIPTS}, Level.ABSENT, "", ""),
    "another kind of cluster object": ({"a.yaml": ARGO.replace("Workflow", "Application"), **SCRIPTS}, Level.ABSENT, "", ""),
    "a workflow of another system": ({"a.yaml": ARGO.replace("argoproj.io", "other.io"), **SCRIPTS}, Level.ABSENT, "", ""),
    "a workflow in another format": ({"a.toml": ARGO, **SCRIPTS}, Level.ABSENT, "", ""),
    "rules": ({"Snakefile": SNAKEFILE, **SCRIPTS}, Level.WIRED, "Snakefile:4", "Snakemake with 2 rules, running prepare.py"),
    "rules over other programs": ({"flow/a.smk": SNAKEFILE}, Level.SUBSTANTIVE, "flow/a.smk:4", "Snakemake with 2 rules"),
    "one rule": (
        {"Snakefile": SNAKEFILE.partition("checkpoint")[0], **SCRIPTS}, Level.PRESENT, "Snakefile:4", "Snakemake with 1 rule"),
    "only the rule that asks for all": ({"Snakefile": "rule all:\n  input: 'm'\n"}, Level.ABSENT, "", ""),
    "rules of an example": ({"examples/Snakefile": SNAKEFILE, **SCRIPTS}, Level.ABSENT, "", ""),
    "rules of a test": ({"tests/Snakefile": SNAKEFILE, **SCRIPTS}, Level.ABSENT, "", ""),
    "processes": ({"main.nf": NEXTFLOW, **SCRIPTS}, Level.WIRED, "main.nf:1", "Nextflow with 2 rules, running train.py"),
    "processes over other programs": ({"main.nf": NEXTFLOW}, Level.SUBSTANTIVE, "main.nf:1", "Nextflow with 2 rules"),
    "processes in another file": ({"main.txt": NEXTFLOW, **SCRIPTS}, Level.ABSENT, "", ""),
    "tasks with products": ({"pipeline.yaml": PLOOMBER, **SCRIPTS}, Level.WIRED, "pipeline.yaml:1", "Ploomber pipeline with 2 tasks"),
    "tasks of a folder": (
        {"a/pipeline.yaml": PLOOMBER, "a/train.py": "x = 1\n"}, Level.WIRED, "a/pipeline.yaml:1", "Ploomber pipeline with 2 tasks"),
    "tasks of files that are not there": ({"pipeline.yaml": PLOOMBER}, Level.SUBSTANTIVE, "pipeline.yaml:1", "with 2 tasks"),
    "tasks of files that are in another folder": (
        {"a/pipeline.yaml": PLOOMBER, **SCRIPTS}, Level.SUBSTANTIVE, "a/pipeline.yaml:1", "with 2 tasks"),
    "one task with a product": (
        {"pipeline.yaml": PLOOMBER.replace("  product: b\n", "  other: b\n"), **SCRIPTS}, Level.PRESENT, "pipeline.yaml:1",
        "Ploomber pipeline with 1 task"),
    "tasks without sources": ({"pipeline.yaml": PLOOMBER.replace("source", "name"), **SCRIPTS}, Level.ABSENT, "", ""),
    "tasks of an example": ({"examples/pipeline.yaml": PLOOMBER, **SCRIPTS}, Level.ABSENT, "", ""),
    "tasks in another file": ({"tasks.yaml": PLOOMBER, **SCRIPTS}, Level.ABSENT, "", ""),
    "a state machine": ({"a.asl.json": STATES}, Level.SUBSTANTIVE, "a.asl.json:1", "state machine with 2 states"),
    "one state": ({"a.asl.json": '{"States": {"A": {}}}'}, Level.PRESENT, "a.asl.json:1", "state machine with 1 state"),
    "no state": ({"a.asl.json": '{"States": {}}'}, Level.ABSENT, "", ""),
    "states in another file": ({"a.json": STATES}, Level.ABSENT, "", ""),
    "states of an example": ({"examples/a.asl.json": STATES}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_the_file_runs(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("orchestration", snapshot(files))
    assert_found(finding, level, place, words)
    assert len(finding.evidence) == (level is not Level.ABSENT)
    assert level in (Level.ABSENT, Level.WIRED) or "running" not in finding.evidence[0].note


def test_each_file_of_stages_is_told() -> None:
    files = {"dvc.yaml": STAGES, "b/dvc.yaml": PRINTS, **SCRIPTS, **RAN}
    assert told(run("orchestration", snapshot(files))) == [
        "WIRED dvc.yaml:2 2 DVC stages, running prepare.py",
        "CLAIMED b/dvc.yaml:2 DVC stages that run nothing",
    ]


COMMAND = "rule a:\n  shell: '{}'\n\nrule b:\n  shell: 'x'\n"
NAMED = {
    "a path": ("python src/train.py", {"src/train.py": ""}, "src/train.py"),
    "the end of a path": ("python /opt/app/src/train.py", {"src/train.py": ""}, "src/train.py"),
    "a path from here": ("Rscript ./train.R", {"train.R": ""}, "train.R"),
    "the only file of that name": ("python other/train.py", {"src/train.py": ""}, "src/train.py"),
    "one of two files of that name": (
        "python other/train.py",
        {"src/train.py": "", "lib/train.py": ""},
        None,
    ),
    "a path beside another file of that name": (
        "python src/train.py",
        {"src/train.py": "", "lib/train.py": ""},
        "src/train.py",
    ),
    "the end of a path beside another file of that name": (
        "python /opt/app/src/train.py",
        {"src/train.py": "", "lib/train.py": ""},
        "src/train.py",
    ),
    "a module": ("python -m jobs.train", {"jobs/train.py": ""}, "jobs/train.py"),
    "a module by its short name": ("python3 -m train", {"train.py": ""}, "train.py"),
    "a module of somebody else": ("python -m other.train", {"jobs/train.py": ""}, None),
    "the first of two": ("python a.py && python b.py", {"b.py": ""}, "b.py"),
    "a dbt project": ("dbt run", {"dbt_project.yml": "name: a\n"}, "dbt_project.yml"),
    "no dbt project": ("dbt run", {}, None),
    "another dbt command": ("dbt debug", {"dbt_project.yml": "name: a\n"}, None),
    "no command": ("x", {"x.py": ""}, None),
}


@pytest.mark.parametrize(("command", "files", "named"), NAMED.values(), ids=NAMED)
def test_files_that_a_command_names(command: str, files: dict[str, str], named: str | None) -> None:
    finding = run("orchestration", snapshot({"Snakefile": COMMAND.format(command), **files}))
    found = next(each for each in finding.evidence if each.path == "Snakefile")
    assert found.level is (Level.SUBSTANTIVE if named is None else Level.WIRED)
    assert found.note == "Snakemake with 2 rules" + (f", running {named}" if named else "")


def dbt(folder: str = "", **models: str) -> dict[str, str]:
    files = {f"{folder}models/{name}.sql": text for name, text in models.items()}
    return {f"{folder}dbt_project.yml": "name: a\n", **files}


FROM_A = "select * from {{ ref('a') }}"
DBT = dbt(a="select 1", b=FROM_A)
BUILD_ON = "dbt project with 2 models that build on each other"
CI = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: {}\n"
DBT_LEVELS = {
    "models that nothing runs": (DBT, Level.SUBSTANTIVE, BUILD_ON),
    "models that a task runs": ({**DBT, "Makefile": "all:\n\tdbt build\n"}, Level.WIRED, f"{BUILD_ON}, run by Makefile"),
    "models that one of two tasks runs": (
        {**DBT, "Makefile": "a:\n\tdbt build\nb:\n\ttrue\n"}, Level.WIRED, f"{BUILD_ON}, run by Makefile"),
    "models that CI runs": (
        {**DBT, ".github/workflows/a.yml": CI.format("dbt run --full")}, Level.WIRED, f"{BUILD_ON}, run by .github/workflows/a.yml"),
    "models that CI only documents": ({**DBT, ".github/workflows/a.yml": CI.format("dbt docs generate")}, Level.SUBSTANTIVE, BUILD_ON),
    "models that code runs": (
        {**DBT, "run.py": "import os\nos.system('cd x && dbt run')\n"}, Level.WIRED, f"{BUILD_ON}, run by run.py"),
    "models that code runs word by word": (
        {**DBT, "run.py": "import subprocess\nsubprocess.run(['dbt', 'run'])\n"}, Level.WIRED, f"{BUILD_ON}, run by run.py"),
    "models that an argument runs": (
        {**DBT, "run.py": "start(1)\nstart(command='dbt seed', name='x')\n"}, Level.WIRED, f"{BUILD_ON}, run by run.py"),
    "models beside other tasks and code": (
        {**DBT, "Makefile": "a:\n\tdbt debug\n", "run.py": "start('dbt', name='x')\n"}, Level.SUBSTANTIVE, BUILD_ON),
    "models that a test runs": ({**DBT, "tests/run.py": "start('dbt run')\n"}, Level.SUBSTANTIVE, BUILD_ON),
    "models that name one another in no way": (dbt(a="select 1", b="select 2"), Level.PRESENT, "dbt project with 2 models"),
    "models that name another one": (dbt(a="select 1", b=FROM_A.replace("'a'", "'c'")), Level.PRESENT, "with 2 models"),
    "one model": (dbt(a=FROM_A), Level.PRESENT, "dbt project with 1 model"),
    "no model": (dbt(), Level.PRESENT, "dbt project with 0 models"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "words"), DBT_LEVELS.values(), ids=DBT_LEVELS)
def test_level_follows_what_runs_the_sql_models(files: dict[str, str], level: Level, words: str) -> None:
    assert_found(run("orchestration", snapshot(files)), level, "dbt_project.yml:1", words)


def test_the_models_of_a_project_stand_in_its_folder() -> None:
    inside = dbt("wh/", a="select 1", b=FROM_A)
    finding = run("orchestration", snapshot({**inside, "models/c.sql": "select 1", "wh/models/d.txt": "x"}))
    assert_found(finding, Level.SUBSTANTIVE, "wh/dbt_project.yml:1", BUILD_ON)
    outside = {**dbt("wh/"), "models/a.sql": "select 1", "models/b.sql": FROM_A}
    assert_found(run("orchestration", snapshot(outside)), Level.PRESENT, "wh/dbt_project.yml:1", "0 models")
    assert_found(run("orchestration", snapshot(dbt("examples/wh/", a="select 1", b=FROM_A))), Level.ABSENT)


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "dvc.yaml": "stages: [a, b]\n", "a/dvc.yaml": "stages:\n  a: 1\n  b: {cmd: {x: y}, outs: {z: 1}}\n",
        "a.yaml": "apiVersion: argoproj.io/v1\nkind: Workflow\nspec: {templates: [[[[1]]], {dag: 1}]}\n",
        "Snakefile": b"\xff\xfe rule", "a.asl.json": "[1", "pipeline.yaml": "tasks: {a: 1}\n",
        "flow.py": "from prefect import flow\n@flow\ndef f(): " + "(" * 3000, "dbt_project.yml": b"\x00",
    }  # fmt: skip
    assert run("orchestration", snapshot(files)).status is not Status.ERROR
    names = ["a.yaml", "Snakefile", "a.asl.json", "models/a.sql", "pipeline.yaml"]
    gone = snapshot({"dbt_project.yml": "a: 1\n"}, missing=names)
    assert run("orchestration", gone).status is not Status.ERROR
