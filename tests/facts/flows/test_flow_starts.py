from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

DEPLOYED = "deployments:\n- name: weekly\n  entrypoint: flow.py:pipeline\n  schedules:\n  - cron: 0 0 * * 0\n"
IMPORTED = "import asset, define_asset_job"
DAGSTER = """from dagster import job, op
from work import clean, fit


@op
def prepare():
    return clean()


@op
def train(prepare):
    return fit(prepare)


@job
def pipeline():
    train(prepare())
"""
WORK = "def clean():\n    return 1\n\n\ndef fit(rows):\n    return rows\n"
PREFECT = (
    DAGSTER.replace("dagster import job, op", "prefect import flow, task")
    .replace("@op", "@task")
    .replace("@job", "@flow")
)
SOURCE = (
    "from prefect import flow\n\nif __name__ == '__main__':\n"
    "    flow.from_source(source='https://example.org/a', entrypoint='ml/flow.py:pipeline').deploy(name='a')\n"
)
RUNS = {"Makefile": "deploy:\n\tpython deploy.py\n"}
STARTS = {
    "a program that deploys it from its source": ({"ml/flow.py": PREFECT, "deploy.py": SOURCE, **RUNS}, True),
    "a program that serves it from its source": (
        {"ml/flow.py": PREFECT, "deploy.py": SOURCE.replace(".deploy(", ".serve("), **RUNS},
        True,
    ),
    "a flow beside the program": (
        {
            "ml/flow.py": PREFECT,
            "ml/deploy.py": SOURCE.replace("entrypoint='ml/", "entrypoint='"),
            "Makefile": "deploy:\n\tpython ml/deploy.py\n",
        },
        True,
    ),
    "a program that nothing runs": ({"ml/flow.py": PREFECT, "deploy.py": SOURCE}, False),
    "a program that only takes it": (
        {"ml/flow.py": PREFECT, "deploy.py": SOURCE.replace(".deploy(", ".visualize("), **RUNS},
        False,
    ),
    "a program that deploys another file": (
        {"ml/flow.py": PREFECT, "deploy.py": SOURCE.replace("flow.py:", "other.py:"), **RUNS},
        False,
    ),
    "a deployment beside the flow": ({"ml/flow.py": PREFECT, "ml/prefect.yaml": DEPLOYED}, True),
    "a deployment of the same name in another folder": (
        {"ml/flow.py": PREFECT, "etl/prefect.yaml": DEPLOYED},
        False,
    ),
    "a deployment of another file's longer name": (
        {"ml/flow.py": PREFECT, "ml/prefect.yaml": DEPLOYED.replace("flow.py", "other/flow.py")},
        False,
    ),
    "a deployment that says this folder": (
        {"ml/flow.py": PREFECT, "ml/prefect.yaml": DEPLOYED.replace("flow.py", "./flow.py")},
        True,
    ),
    "a project that an image starts on a port": (
        {"ml/flow.py": DAGSTER, "Dockerfile": "FROM python\nCOPY . .\nCMD dagster dev -p 3000\n"},
        True,
    ),
}


@pytest.mark.parametrize(("files", "started"), STARTS.values(), ids=STARTS)
def test_a_flow_is_started_by_what_names_it_or_its_project(files: dict[str, str], started: bool) -> None:
    finding = run("orchestration", snapshot({**files, "ml/work.py": WORK}))
    assert finding.level is Level.WIRED
    assert ("nothing in the repository starts" in finding.evidence[0].note) is not started


def test_what_dagster_never_loads_is_not_shown() -> None:
    assets = DAGSTER.partition("\n\n\n@job")[0].replace("@op", "@asset").replace("import job, op", IMPORTED)
    below = "\n\n\nif __name__ == '__main__':\n    job = define_asset_job('a')\n"
    finding = run("orchestration", snapshot({"flow.py": assets + below, "work.py": WORK}))
    assert finding.evidence[0].line == 5
