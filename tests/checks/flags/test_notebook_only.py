from __future__ import annotations

import pytest

from analyzer.model import Level, Severity
from tests.support.notebooks import export, notebook
from tests.support.snapshots import flagged, raised, snapshot

SKLEARN = (
    "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\nmodel.fit([[1]], [1])\n"
)
FIT = "sklearn.linear_model.LinearRegression().fit in a notebook"


def lines(count: int) -> str:
    return "x = 1\n" * count


# The files, the place, and the numbers of the message.
RAISED = {
    "a notebook alone": ({"a.ipynb": notebook(SKLEARN)}, "a.ipynb:1", "1 notebook (100% of the code lines)"),
    "a notebook written out as a script": (
        {"a.py": export(SKLEARN, "print(1)\n", "print(2)\n")},
        "a.py:9",
        "1 notebook (100% of the code lines)",
    ),
    "notebooks of both forms": (
        {"a.ipynb": notebook(SKLEARN), "b.py": export(SKLEARN, "print(1)\n", "print(2)\n")},
        "b.py:9",
        "2 notebooks (100% of the code lines)",
    ),
    "helpers beside it": (
        {"a.ipynb": notebook(SKLEARN + lines(1)), "helpers.py": lines(2)},
        "a.ipynb:1",
        "1 notebook (67% of the code lines)",
    ),
    "many helpers beside it": (
        {"a.ipynb": notebook(SKLEARN), "helpers.py": lines(97)},
        "a.ipynb:1",
        "1 notebook (3% of the code lines)",
    ),
    "a test of it": (
        {"a.ipynb": notebook(SKLEARN), "tests/test_fit.py": SKLEARN},
        "a.ipynb:1",
        "1 notebook (50% of the code lines)",
    ),
    "a module that works with a model and holds too little": (
        {"a.ipynb": notebook(SKLEARN + lines(13)), "work.py": SKLEARN},
        "a.ipynb:1",
        "1 notebook (84% of the code lines)",
    ),
    "exactly four fifths in notebooks, and too little in the module": (
        {"a.ipynb": notebook(SKLEARN + lines(13)), "work.py": SKLEARN, "helpers.py": lines(1)},
        "a.ipynb:1",
        "1 notebook (80% of the code lines)",
    ),
    "as many lines of data in modules": (
        {"a.ipynb": notebook(SKLEARN), "load.py": "import pandas\n" + lines(2), "helpers.py": lines(9)},
        "a.ipynb:1",
        "1 notebook (20% of the code lines)",
    ),
    "a notebook of Databricks": (
        {"a.py": "# Databricks notebook source\n" + SKLEARN},
        "a.py:4",
        "1 notebook (100% of the code lines)",
    ),
    "a document with code": (
        {"a.qmd": "Text\n\n```{python}\n" + SKLEARN + "```\n"},
        "a.qmd:6",
        "1 notebook (100% of the code lines)",
    ),
    "a document that jupytext keeps": (
        {
            "a.md": "---\njupyter:\n  jupytext:\n    text_representation:\n      format_name: markdown\n---\n\n```python\n"
            + SKLEARN
            + "```\n"
        },
        "a.md:11",
        "1 notebook (100% of the code lines)",
    ),
    "a server that names no model": (
        {"a.ipynb": notebook(SKLEARN), "k8s/a.yaml": "kind: ServingRuntime\n"},
        "a.ipynb:1",
        "1 notebook (100% of the code lines)",
    ),
    "a notebook that a task only opens": (
        {"a.ipynb": notebook(SKLEARN), "Makefile": "a:\n\tjupyter lab a.ipynb\n"},
        "a.ipynb:1",
        "1 notebook (100% of the code lines)",
    ),
    "helpers that something starts": (
        {"a.ipynb": notebook(SKLEARN), "helpers.py": lines(2), "Makefile": "a:\n\tpython helpers.py\n"},
        "a.ipynb:1",
        "1 notebook (60% of the code lines)",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), RAISED.values(), ids=RAISED)
def test_machine_learning_in_notebooks_only_is_raised(files: dict[str, str], where: str, words: str) -> None:
    flag = raised("notebook_only", snapshot(files))
    assert flag.severity is Severity.ASK
    assert flag.message == f"the machine learning is in {words}; the modules are helpers"
    assert [(f"{each.path}:{each.line}", each.level, each.note) for each in flag.evidence] == [
        (where, Level.PRESENT, FIT)
    ]


NOT_RAISED = {
    "no notebook": {"work.py": SKLEARN},
    "nothing": {},
    "a notebook without a model": {"a.ipynb": notebook(lines(3))},
    "a notebook without a model beside a module with one": {
        "a.ipynb": notebook(lines(30)),
        "work.py": SKLEARN,
    },
    "a module that works with a model and holds a fifth": {
        "a.ipynb": notebook(SKLEARN + lines(9)),
        "work.py": SKLEARN,
    },
    "less than four fifths in notebooks, and a module with a model": {
        "a.ipynb": notebook(SKLEARN + lines(12)),
        "work.py": SKLEARN,
        "helpers.py": lines(1),
    },
    "a small module that something starts": {
        "a.ipynb": notebook(SKLEARN + lines(90)),
        "work.py": SKLEARN,
        "Makefile": "a:\n\tpython work.py\n",
    },
    "more lines of data in modules": {
        "a.ipynb": notebook(SKLEARN),
        "load.py": "import pandas\n" + lines(3),
    },
    "a notebook among the tests": {"tests/a.ipynb": notebook(SKLEARN)},
    "a server that names its model": {
        "a.ipynb": notebook(SKLEARN),
        "models/model-settings.json": '{\n"implementation": "mlserver_sklearn.SKLearnModel"\n}\n',
    },
    "a notebook that an image starts": {
        "a.py": "import marimo\n" + SKLEARN + "app = marimo.App()\n",
        "Dockerfile": 'FROM python:3.12\nCMD ["marimo", "run", "a.py"]\n',
    },
    "a notebook that a scheduled job runs": {
        "a.ipynb": notebook(SKLEARN),
        ".github/workflows/a.yml": "on: {schedule: [{cron: '0 5 * * 1'}]}\njobs:\n  a:\n    runs-on: a\n"
        "    steps:\n    - run: papermill a.ipynb out.ipynb\n",
    },
    "many notebooks beside a package that trains": {
        **{f"examples/{n}.ipynb": notebook("from lib.core import fit\n" + SKLEARN * 3) for n in range(20)},
        "lib/__init__.py": "",
        "lib/core.py": SKLEARN * 40,
    },
}


@pytest.mark.parametrize("files", NOT_RAISED.values(), ids=NOT_RAISED)
def test_machine_learning_in_modules_too_is_not_raised(files: dict[str, str]) -> None:
    assert flagged("notebook_only", snapshot(files)) is None
