"""What the stages of pipelines name."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome
from analyzer.references.stages import stage_references
from analyzer.testing import snapshot

DANGLES, RESOLVES = Outcome.DANGLES, Outcome.RESOLVES
MADE, UNKNOWN = Outcome.MADE_ELSEWHERE, Outcome.CANNOT_BE_TOLD

SOURCES = {"src/train.py": "def flow(): ...\n", "params.yaml": "a: 1\n"}
Found = list[tuple[str, str, Outcome]]


def found(files: dict[str, str]) -> Found:
    return [(each.kind, each.name, each.outcome) for each in stage_references(snapshot({**SOURCES, **files}))]


def dvc(body: str) -> dict[str, str]:
    return {"dvc.yaml": f"stages:\n  train:\n{body}"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    cmd: python src/train.py\n", [("runs", "src/train.py", RESOLVES)]),
        ("    cmd: python src/tune.py --out x\n", [("runs", "src/tune.py", DANGLES)]),
        (
            "    cmd:\n    - python src/train.py\n    - bash run/all.sh\n",
            [("runs", "src/train.py", RESOLVES), ("runs", "run/all.sh", DANGLES)],
        ),
        ("    cmd: python train.py\n    wdir: src\n", [("runs", "train.py", RESOLVES)]),
        ("    cmd: cd src && python train.py\n", [("goes to", "src", RESOLVES), ("runs", "train.py", RESOLVES)]),
        ("    cmd: python ${script}\n", []),
        ("    cmd: echo hello\n    deps:\n    - src/train.py\n", [("reads", "src/train.py", RESOLVES)]),
        ("    cmd: echo hello\n    deps:\n    - src/prep.py\n", [("reads", "src/prep.py", DANGLES)]),
        ("    cmd: echo hello\n    deps:\n    - lists/names.xyz\n", [("reads", "lists/names.xyz", UNKNOWN)]),
        ("    cmd: echo hello\n    deps:\n    - raw/data.csv\n", [("reads", "raw/data.csv", MADE)]),
        ("    cmd: echo hello\n    deps:\n    - ${item}.py\n", [("reads", "${item}.py", UNKNOWN)]),
        ("    cmd: echo hello\n    deps:\n    - a/gen.sql\n    outs:\n    - a/gen.sql\n", [("reads", "a/gen.sql", MADE)]),
    ],
)  # fmt: skip
def test_a_stage_of_dvc(body: str, expected: Found) -> None:
    assert found(dvc(body)) == [(f"DVC stage {verb}", name, outcome) for verb, name, outcome in expected]


def test_a_file_that_a_workflow_fetches_is_made_elsewhere() -> None:
    files = {
        **dvc("    cmd: python src/tune.py\n"),
        "Makefile": "get:\n\tcurl -o src/tune.py https://example.org/tune.py\n",
    }
    assert [outcome for _kind, _name, outcome in found(files)] == [MADE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "conda_env: conda.yaml\nentry_points:\n  main:\n    command: 'python src/train.py {alpha}'\n",
            [("runs", "src/train.py", RESOLVES), ("installs from", "conda.yaml", DANGLES)],
        ),
        (
            "entry_points:\n  main:\n    command: 'python src/main.py {alpha}'\n",
            [("runs", "src/main.py", DANGLES)],
        ),
        ("entry_points:\n  main:\n    command: 'python {script}'\n", []),
        ("python_env: params.yaml\n", [("installs from", "params.yaml", RESOLVES)]),
        ("- a list\n", []),
    ],
)
def test_a_project_of_mlflow(text: str, expected: Found) -> None:
    assert found({"MLproject": text}) == [
        (f"MLflow project {verb}", name, each) for verb, name, each in expected
    ]
    assert found({"examples/MLproject": text}) == []


@pytest.mark.parametrize(
    ("entry", "pull", "expected"),
    [
        ("src/train.py:flow", "", [RESOLVES]),
        ("src/train.py:main_flow", "", [DANGLES]),
        ("src/flows.py:flow", "", [DANGLES]),
        (
            "src/flows.py:flow",
            "pull:\n- prefect.deployments.steps.git_clone:\n    repository: x\n",
            [UNKNOWN],
        ),
        ("src.train.flow", "", []),
    ],
)
def test_a_deployment_of_prefect(entry: str, pull: str, expected: list[Outcome]) -> None:
    text = f"{pull}deployments:\n- name: nightly\n  entrypoint: {entry}\n"
    assert [outcome for _kind, _name, outcome in found({"prefect.yaml": text})] == expected


DAG = "from airflow.operators.bash import BashOperator\nBashOperator(task_id='a', bash_command='{}')\n"
COMPOSE = {"docker-compose.yml": "services:\n  a:\n    image: x\n    volumes:\n    - ./src:/opt/jobs\n"}


@pytest.mark.parametrize(
    ("command", "files", "expected"),
    [
        ("python /opt/jobs/train.py", COMPOSE, [RESOLVES]),
        ("python /opt/jobs/tune.py", COMPOSE, [DANGLES]),
        ("python /opt/other/tune.py", COMPOSE, []),
        ("python /opt/jobs/tune.py", {}, []),
        ("python src/train.py", {}, [RESOLVES]),
        ("python src/tune.py", {}, []),
        ("python /opt/jobs/{{ ds }}.py", COMPOSE, []),
    ],
)
def test_a_shell_task_of_airflow(command: str, files: dict[str, str], expected: list[Outcome]) -> None:
    assert [each for _kind, _name, each in found({"dags/a.py": DAG.format(command), **files})] == expected
