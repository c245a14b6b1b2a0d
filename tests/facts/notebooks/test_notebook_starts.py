"""Which notebooks something of the repository runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.notebooks.notebook_starts import run_by_command, started_notebooks
from tests.support.notebooks import notebook
from tests.support.snapshots import snapshot

FIT = notebook("model.fit(X, y)\n")
EXPORT = "# Databricks notebook source\nmodel.fit(X, y)\n"
COMMANDS = {
    "papermill a.ipynb out.ipynb -p year 2031": ["a.ipynb"],
    "papermill -k python3 a.ipynb out.ipynb": ["a.ipynb"],
    "python -m papermill a.ipynb -": ["a.ipynb"],
    "uv run papermill a.ipynb -": ["a.ipynb"],
    "jupyter nbconvert --to notebook --execute a.ipynb": ["a.ipynb"],
    "jupyter-nbconvert --execute --to html a.ipynb b.ipynb": ["a.ipynb", "b.ipynb"],
    "python -m nbconvert --execute a.ipynb": ["a.ipynb"],
    "jupyter execute a.ipynb b.ipynb": ["a.ipynb", "b.ipynb"],
    "jupyter nbconvert --to script a.ipynb": [],
    "jupyter lab a.ipynb": [],
    "jupyter": [],
    "papermill": [],
    "nbstripout a.ipynb": [],
}


@pytest.mark.parametrize(("command", "names"), COMMANDS.items(), ids=COMMANDS)
def test_a_command_runs_notebooks_or_only_opens_and_converts_them(command: str, names: list[str]) -> None:
    assert list(run_by_command(tuple(command.split()))) == names


WORKFLOW = (
    "on: {{schedule: [{{cron: '0 5 * * 1'}}]}}\njobs:\n  a:\n    runs-on: a\n    steps:\n    - run: {}\n"
)
BUNDLE = "resources:\n  jobs:\n    a:\n      tasks:\n      - task_key: a\n        notebook_task:\n          notebook_path: {}\n"
TERRAFORM = (
    'resource "databricks_job" "a" {\n  notebook_task {\n    notebook_path = "/Shared/shop/nb/fit"\n  }\n}\n'
)
OPERATOR = "from airflow.providers.papermill.operators.papermill import PapermillOperator\nPapermillOperator(task_id='a', input_nb='{}')\n"
FILES = {
    "a job of CI": ({"nb/fit.ipynb": FIT, ".github/workflows/a.yml": WORKFLOW.format("papermill nb/fit.ipynb o")}, ["nb/fit.ipynb"]),
    "a job of CI in a folder": (
        {"nb/fit.ipynb": FIT, ".github/workflows/a.yml": WORKFLOW.format("cd nb && papermill fit.ipynb o")}, ["nb/fit.ipynb"]),
    "a task with a pattern": (
        {"nb/a.ipynb": FIT, "nb/b.ipynb": FIT, "c.ipynb": FIT, "Makefile": "a:\n\tjupyter execute nb/*.ipynb\n"},
        ["nb/a.ipynb", "nb/b.ipynb"]),
    "an image": (
        {"nb/fit.ipynb": FIT, "Dockerfile": 'FROM a\nWORKDIR /app\nCOPY . .\nCMD ["papermill", "/app/nb/fit.ipynb", "o"]\n'},
        ["nb/fit.ipynb"]),
    "a bundle": ({"nb/fit.py": EXPORT, "databricks.yml": BUNDLE.format("./nb/fit.py")}, ["nb/fit.py"]),
    "a bundle in a folder": (
        {"src/fit.ipynb": FIT, "resources/a.job.yml": BUNDLE.format("../src/fit.ipynb")}, ["src/fit.ipynb"]),
    "a bundle with a variable": (
        {"nb/fit.sql": "-- Databricks notebook source\nSELECT 1\n", "databricks.yml": BUNDLE.format("${workspace.root_path}/nb/fit")},
        ["nb/fit.sql"]),
    "a job of terraform": ({"nb/fit.py": EXPORT, "main.tf": TERRAFORM}, ["nb/fit.py"]),
    "an operator": ({"nb/fit.ipynb": FIT, "dags/a.py": OPERATOR.format("/opt/airflow/nb/fit.ipynb")}, ["nb/fit.ipynb"]),
    "a function that runs one": (
        {"nb/fit.ipynb": FIT, "run.py": "import papermill as pm\npm.execute_notebook('nb/fit.ipynb', 'o')\n"}, ["nb/fit.ipynb"]),
    "a function of another package": (
        {"nb/fit.ipynb": FIT, "run.py": "import shop\nshop.execute_notebook('nb/fit.ipynb', 'o')\n"}, []),
    "another notebook": ({"nb/fit.ipynb": FIT, "databricks.yml": BUNDLE.format("./nb/load")}, []),
    "the end of another name": ({"b/fit.ipynb": FIT, "databricks.yml": BUNDLE.format("./nb/fit")}, []),
    "a module": ({"nb/fit.py": "x = 1\n", "databricks.yml": BUNDLE.format("./nb/fit.py")}, []),
    "an example": ({"examples/fit.ipynb": FIT, "databricks.yml": BUNDLE.format("./examples/fit")}, []),
    "what only converts": ({"a.ipynb": FIT, "Makefile": "a:\n\tjupyter nbconvert --to html a.ipynb\n"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "paths"), FILES.values(), ids=FILES)
def test_notebooks_that_something_runs(files: dict[str, str], paths: list[str]) -> None:
    assert sorted(started_notebooks(snapshot(files))) == paths


@given(st.text(max_size=200))
def test_any_path_is_looked_up(path: str) -> None:
    repo = snapshot({"a.ipynb": FIT, "databricks.yml": f"notebook_path: {path}\n"})
    assert started_notebooks(repo) <= {"a.ipynb"}
