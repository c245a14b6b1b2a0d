"""Which of several flows is shown, and which of the modules that one runs is named."""

from __future__ import annotations

import pytest

from tests.support.snapshots import run, snapshot

FLOW = """from prefect import flow, task
from {module} import work

@task
def rows():
    return work()

@task
def more(x):
    return x

@flow
def main():
    return more(rows())
"""
STARTED = "\nif __name__ == '__main__':\n    main()\n"
TRAINS = "from sklearn.linear_model import Ridge\n\ndef work():\n    return Ridge().fit([[1]], [1])\n"
WORKS = "def work():\n    return 1\n"
CODE = {"fitting.py": TRAINS, "cleaning.py": WORKS}
TRAINING, CLEANING = FLOW.format(module="fitting"), FLOW.format(module="cleaning")
SHOWN = {
    "what trains": ({"a.py": CLEANING, "b.py": TRAINING}, "b.py"),
    "what trains, before what is started": ({"a.py": CLEANING + STARTED, "b.py": TRAINING}, "b.py"),
    "by name, if neither trains": ({"a.py": CLEANING, "b.py": CLEANING}, "a.py"),
}


@pytest.mark.parametrize(("files", "path"), SHOWN.values(), ids=SHOWN)
def test_the_flow_for_a_model_is_shown(files: dict[str, str], path: str) -> None:
    start = {"Makefile": "run:\n\tpython a.py\n"}
    assert run("orchestration", snapshot({**CODE, **start, **files})).evidence[0].path == path


def test_of_the_modules_of_a_flow_the_one_that_trains_is_named() -> None:
    flow = CLEANING.replace(
        "from cleaning import work", "from cleaning import work\nfrom fitting import work as fit"
    )
    note = run("orchestration", snapshot({**CODE, "a.py": flow})).evidence[0].note
    assert "running fitting.py" in note
