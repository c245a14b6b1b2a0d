from __future__ import annotations

import pytest

from analyzer.facts.flows.flows import flow_lines, flow_modules
from analyzer.wiring.orchestrators import ORCHESTRATORS
from tests.support.notebooks import notebook
from tests.support.snapshots import snapshot

FLOW = "from prefect import flow\n\n\n@flow\ndef f():\n    pass\n"
TASK = "from prefect import task\n\n\n@task\ndef f():\n    pass\n"


def lines(source: str) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """The lines of flows and of steps of one file, by tool."""
    return {
        tool: (each.flows, each.steps)
        for (_path, tool), each in flow_lines(snapshot({"a.py": source})).items()
    }


SOURCES = {
    "a decorator": (FLOW, {"Prefect": ((4,), ())}),
    "a decorator that is called": (FLOW.replace("@flow", "@flow(name='a')"), {"Prefect": ((4,), ())}),
    "a step": (TASK, {"Prefect": ((), (4,))}),
    "a decorator of a class": ("import dagster\n\n\n@dagster.asset\nclass A:\n    pass\n", {"Dagster": ((), (4,))}),
    "a base": ("import metaflow\n\n\nclass A(metaflow.FlowSpec):\n    pass\n", {"Metaflow": ((4,), ())}),
    "calls": ("from kedro.pipeline import Pipeline, node\nPipeline([\n    node(a),\n    node(b),\n])\n", {"Kedro": ((2,), (3, 4))}),
    "two calls of a line": ("from kedro.pipeline import node\nnode(a), node(b)\n", {"Kedro": ((), (2, 2))}),
    "an operator by its ending": (
        "from airflow.providers.x import RunOperator, OperatorLink\nRunOperator()\nOperatorLink()\n", {"Airflow": ((), (2,))}),
    "an operator that a function executes": (
        "from airflow.operators.email import EmailOperator\n\n\ndef tell(context):\n    mail = EmailOperator()\n"
        "    mail.execute(context)\n\n\nEmailOperator()\n", {"Airflow": ((), (9,))}),
    "an operator that a function makes": (
        "from airflow.operators.email import EmailOperator\n\n\ndef tell(dag):\n    return EmailOperator()\n",
        {"Airflow": ((), (5,))}),
    "an operator of a flow that asks a database": (
        "from airflow.decorators import dag\nfrom airflow.operators.email import EmailOperator\n\n\n@dag\ndef tell():\n"
        "    rows.execute(1)\n    EmailOperator()\n", {"Airflow": ((5,), (8,))}),
    "an ending of a tool without operators": (
        "from prefect import RunOperator\nRunOperator()\n", {"Prefect": ((), ())}),
    "steps of Mage": (
        "from mage_ai.data_preparation.decorators import data_loader\n\n\n@data_loader\ndef f():\n    pass\n",
        {"Mage": ((), (4,))}),
    "an import only": ("import kfp\n", {"Kubeflow Pipelines": ((), ())}),
    "a package in a package": ("from azure.ai import ml\nml.command(1)\n", {"Azure ML pipelines": ((), (2,))}),
    "another package beside it": ("from azure import storage\nstorage.command(1)\n", {}),
    "two tools": (
        f"from zenml import step\n{FLOW}\n\n@step\ndef g():\n    pass\n", {"Prefect": ((5,), ()), "ZenML": ((), (10,))}),
    "for types only": (f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {FLOW}", {}),
    "somebody else's decorator": ("from locust import task\n\n\n@task\ndef f():\n    pass\n", {}),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), SOURCES.values(), ids=SOURCES)
def test_lines_of_flows_and_steps(source: str, expected: dict[str, object]) -> None:
    assert lines(source) == expected


def test_a_local_namesake_is_no_tool() -> None:
    assert flow_lines(snapshot({"prefect/__init__.py": "flow = task = print\n", "a.py": FLOW})) == {}


def test_lines_of_a_notebook_are_those_of_its_file() -> None:
    (found,) = flow_lines(snapshot({"a.ipynb": notebook(FLOW)})).values()
    assert found.flows == (1,)


def test_modules_with_a_flow_or_a_step() -> None:
    files = {
        "flow.py": FLOW,
        "task.py": TASK,
        "imports.py": "import prefect\n",
        "tests/test_a.py": FLOW,
        "look.ipynb": notebook(FLOW),
    }
    assert flow_modules(snapshot(files)) == {"flow.py", "task.py"}


def test_what_begins_a_flow_is_no_step() -> None:
    both = {"graph_asset", "asset", "asset.multi"}
    assert not any(each.flows & each.steps - both for each in ORCHESTRATORS.tools)
