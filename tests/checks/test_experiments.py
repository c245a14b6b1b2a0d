from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

TRAIN = """import mlflow
from sklearn.linear_model import LinearRegression

def main():
    with mlflow.start_run():
        mlflow.log_params({"depth": 3})
        model = LinearRegression().fit([[1]], [1])
        mlflow.log_metric("rmse", 0.1)

if __name__ == "__main__":
    main()
"""


def notebook(code: str) -> str:
    import json

    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "source": code}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


LEVELS = {
    "logged from the training script": ({"train.py": TRAIN}, Level.WIRED),
    "logged in a module the script imports": (
        {
            "run.py": "from lib.log import log\nfrom sklearn.svm import SVC\nSVC().fit([[1]], [1])\nlog()\n",
            "lib/log.py": "import mlflow\n\ndef log():\n    mlflow.log_params({})\n    mlflow.log_metrics({})\n",
        },
        Level.WIRED,
    ),
    "automatic logging": (
        {
            "train.py": "import mlflow\nfrom sklearn.svm import SVC\nmlflow.sklearn.autolog()\nSVC().fit([[1]], [1])\n"
        },
        Level.WIRED,
    ),
    "run object": (
        {
            "train.py": "import wandb\nfrom sklearn.svm import SVC\nrun = wandb.init(config={'c': 1})\n"
            "SVC().fit([[1]], [1])\nrun.log({'loss': 1})\n"
        },
        Level.WIRED,
    ),
    "client": (
        {
            "train.py": "from mlflow.tracking import MlflowClient\nfrom sklearn.svm import SVC\nclient = MlflowClient()\n"
            "SVC().fit([[1]], [1])\nclient.log_param('1', 'c', 2)\nclient.log_metric('1', 'loss', 2)\n"
        },
        Level.WIRED,
    ),
    "metrics only": (
        {
            "train.py": "import mlflow\nfrom sklearn.svm import SVC\nSVC().fit([[1]], [1])\nmlflow.log_metric('a', 1)\n"
        },
        Level.SUBSTANTIVE,
    ),
    "nothing trains": (
        {"log.py": "import mlflow\nmlflow.log_params({})\nmlflow.log_metric('a', 1)\n"},
        Level.SUBSTANTIVE,
    ),
    "in a notebook": ({"a.ipynb": notebook("import wandb\nwandb.init()\nwandb.log({})")}, Level.SUBSTANTIVE),
    "import only": ({"train.py": "import mlflow\n"}, Level.PRESENT),
    "import inside a function": (
        {"train.py": "def f():\n    try:\n        import wandb\n    except ImportError:\n        pass\n"},
        Level.PRESENT,
    ),
    "automatic logging that is switched off": (
        {"train.py": "import mlflow\nmlflow.autolog(disable=True)\n"},
        Level.PRESENT,
    ),
    "called only by a notebook that imports it": (
        {
            "lib/log.py": "import mlflow\n\ndef record():\n    mlflow.log_params({})\n",
            "a.ipynb": notebook("from lib.log import record\nrecord()"),
        },
        Level.SUBSTANTIVE,
    ),
    "called only in a notebook's own copy": (
        {
            "lib/log.py": "import mlflow\n\ndef record():\n    mlflow.log_params({})\n",
            "a.ipynb": notebook("def record():\n    pass\n\nrecord()"),
        },
        Level.PRESENT,
    ),
    "call in a function nobody calls": (
        {
            "evaluate.py": "import mlflow\n\nclass Evaluation:\n    def log_into(self):\n        mlflow.log_params({})\n        mlflow.log_metrics({})\n"
        },
        Level.PRESENT,
    ),
}


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_logged_and_from_where(files: dict[str, str], level: Level) -> None:
    assert run("experiment_tracking", snapshot(files)).level is level


DECOYS = {
    "comment": {"a.py": "# import mlflow\n# mlflow.log_metric('a', 1)\nx = 1\n"},
    "docstring": {"a.py": '"""import mlflow\nmlflow.log_metric(1)"""\nx = 1\n'},
    "local module of the same name": {
        "mlflow.py": "def log_metric(a, b):\n    pass\n",
        "a.py": "import mlflow\nmlflow.log_metric('a', 1)\n",
    },
    "the tool itself": {
        "mlflow/__init__.py": "",
        "mlflow/api.py": "x = 1\n",
        "run.py": "import mlflow\nmlflow.log_metric('a', 1)\n",
    },
    "TensorBoard": {
        "a.py": "from torch.utils.tensorboard import SummaryWriter\nw = SummaryWriter()\nw.add_scalar('a', 1)\n"
    },
    "Optuna": {"a.py": "import optuna\nstudy = optuna.create_study()\n"},
    "dependency only": {"requirements.txt": "mlflow==2.0\n", "a.py": "x = 1\n"},
    "dead branch": {"a.py": "if False:\n    import mlflow\n    mlflow.log_metric('a', 1)\n"},
    "types only": {"a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import mlflow\n"},
    "markdown cell": {"README.md": "```python\nimport mlflow\n```\n"},
    "vendored": {"venv/lib/python3.11/site-packages/mlflow/x.py": "import mlflow\n", "a.py": "x = 1\n"},
    "in a test": {"tests/test_a.py": "import mlflow\n\ndef test_a():\n    assert mlflow\n"},
    "run artefacts": {"mlruns/0/meta.yaml": "name: x\n", "a.py": "x = 1\n"},
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_not_tracking(files: dict[str, str]) -> None:
    assert run("experiment_tracking", snapshot(files)).level is Level.ABSENT


def test_evidence_points_to_the_logging_call() -> None:
    evidence = run("experiment_tracking", snapshot({"train.py": TRAIN})).evidence[0]
    assert (evidence.path, evidence.line) == ("train.py", 6)


def test_an_unreadable_notebook_opens_the_ceiling() -> None:
    finding = run("experiment_tracking", snapshot({"a.py": "x = 1\n"}, missing=["big.ipynb"]))
    assert finding.ceiling is Level.SUBSTANTIVE, "nobody finds more than that in a notebook"
    assert [each.path for each in finding.unseen] == ["big.ipynb"]
