"""Tables of tools: whose a dotted name is, and where code uses one."""

from __future__ import annotations

import pytest

from analyzer.wiring.catalogue import Catalogue, Tool
from tests.support.snapshots import snapshot

TOOLS = Catalogue(Tool("Airflow", ("airflow",)), Tool("Azure ML", ("azure.ai.ml", "azureml")))


@pytest.mark.parametrize(
    ("dotted", "name"),
    [
        ("airflow", "Airflow"),
        ("airflow.DAG().task", "Airflow"),
        ("azure.ai.ml.command", "Azure ML"),
        ("azureml.core", "Azure ML"),
        ("azure.ai", None),
        ("airflows.DAG", None),
        ("", None),
    ],
)
def test_the_tool_of_a_dotted_name(dotted: str, name: str | None) -> None:
    tool = TOOLS.of(dotted)
    assert (None if tool is None else tool.name) == name


def test_uses_are_imports_and_calls_with_their_tool_and_no_local_namesakes() -> None:
    source = "import airflow\nfrom azure.ai import ml\nimport azure.storage\n\nairflow.DAG()\nml.command()\n"
    repo = snapshot({"a.py": source, "b/c.py": "import azureml\n", "azureml.py": ""})
    assert [(use.code.path, use.line, use.target, tool.name) for use, tool in TOOLS.uses(repo)] == [
        ("a.py", 1, "airflow", "Airflow"),
        ("a.py", 2, "azure.ai.ml", "Azure ML"),
        ("a.py", 5, "airflow.DAG", "Airflow"),
        ("a.py", 6, "azure.ai.ml.command", "Azure ML"),
    ]


def test_a_package_belongs_to_one_tool() -> None:
    with pytest.raises(ValueError, match="airflow is a package of Airflow already"):
        Catalogue(Tool("Airflow", ("airflow",)), Tool("Another", ("another", "airflow")))
