from __future__ import annotations

import json

import pytest

from analyzer.model import Level, Status
from tests.support.snapshots import facts, flagged, run, snapshot

SKLEARN = (
    "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\nmodel.fit([[1]], [1])\n"
)


def notebook(*cells: str) -> str:
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "source": cell}
        for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


USES = {
    "fit": SKLEARN,
    "function that is handed the model": "import sklearn\n\ndef train(model, x, y):\n    return model.fit(x, y)\n",
    "training loop": "import torch\n\ndef step(loss, optimizer):\n    loss.backward()\n    optimizer.step()\n",
    "boosting": "import xgboost as xgb\nbooster = xgb.train({}, data)\n",
    "load": "import joblib\nmodel = joblib.load('model.joblib')\n",
    "load torch": "import torch\nstate = torch.load('model.pt')\n",
    "pretrained": "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('x')\n",
    "registry": "import mlflow\nmodel = mlflow.pyfunc.load_model('models:/x@champion')\n",
    "runtime": "import onnxruntime as ort\nsession = ort.InferenceSession('m.onnx')\n",
    "remote model": "from openai import OpenAI\nclient = OpenAI()\nclient.chat.completions.create(model='x')\n",
    "a class that calls itself a model, of a package no table knows": (
        "from qualitykit import Model\n\ndef load(config, key):\n    return Model.from_config(config, key)\n"
    ),
    "definition": "from torch import nn\n\nclass Net(nn.Module):\n    pass\n",
}


@pytest.mark.parametrize("code", USES.values(), ids=USES)
def test_model_work_in_live_code_is_substantive(code: str) -> None:
    assert run("model_code", snapshot({"work.py": code})).level is Level.SUBSTANTIVE


DECOYS = {
    "own fit": "class A:\n    def fit(self):\n        pass\n\nA().fit()\n",
    "pickle of data": "import pickle\nrows = pickle.load(open('rows.pkl', 'rb'))\n",
    "a table of a database": "from peewee import Model\nrow = Model.load(1)\n",
    "a class of one's own": "from rows.table import Model\nrow = Model.load(1)\n",
    "a loader of something else": "from qualitykit import Settings\nsettings = Settings.load('a')\n",
    "web service": "from flask import Flask\napp = Flask(__name__)\n",
    "comment": "# from sklearn.svm import SVC\n# SVC().fit()\nx = 1\n",
}


@pytest.mark.parametrize("code", DECOYS.values(), ids=DECOYS)
def test_decoys_are_not_model_code(code: str) -> None:
    files = {"work.py": code, "rows/__init__.py": "", "rows/table.py": "class Model:\n    pass\n"}
    assert run("model_code", snapshot(files)).level is Level.ABSENT


STARTED = {
    "container": {"Dockerfile": 'FROM python\nCMD ["python", "serve.py"]\n'},
    "compose": {"docker-compose.yml": "services:\n  a:\n    build: .\n    command: python serve.py\n"},
    "task": {"Makefile": "serve:\n\tpython serve.py\n"},
    "pipeline stage": {"dvc.yaml": "stages:\n  train:\n    cmd: python serve.py\n"},
    "console script": {
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n[project.scripts]\nserve = "serve:main"\n'
    },
    "procfile": {"Procfile": "web: python serve.py\n"},
    "CI job": {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: python serve.py\n"
    },
}


@pytest.mark.parametrize("files", STARTED.values(), ids=STARTED)
def test_model_work_that_something_starts_is_wired(files: dict[str, str]) -> None:
    code = {
        "serve.py": "from lib import work\n\ndef main():\n    work\n",
        "lib/__init__.py": "",
        "lib/work.py": SKLEARN,
    }
    repo = snapshot({**code, **files})
    assert run("model_code", repo).level is Level.WIRED


def test_notebook_only_is_flagged_and_its_numbers_are_facts() -> None:
    repo = snapshot({"a.ipynb": notebook(SKLEARN, "x = 1"), "helpers.py": "def f():\n    return 1\n"})
    assert run("model_code", repo).level is Level.PRESENT
    assert flagged("notebook_only", repo) is not None
    assert facts("notebook_ratio", repo)["notebook_ratio"] == pytest.approx(4 / 6, abs=0.001)


def test_a_notebook_written_out_as_a_script_is_a_notebook() -> None:
    dump = (
        "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\n"
        + SKLEARN
        + "\n# In[2]:\n\nprint(1)\n\n# In[3]:\n\nprint(2)\n"
    )
    repo = snapshot({"converted.py": dump})
    assert run("model_code", repo).level is Level.PRESENT
    assert flagged("notebook_only", repo) is not None


def test_many_notebooks_beside_a_package_that_trains_are_not_notebook_only() -> None:
    files = {f"examples/{n}.ipynb": notebook("from lib.core import fit\n" + SKLEARN * 3) for n in range(20)}
    repo = snapshot({**files, "lib/__init__.py": "", "lib/core.py": SKLEARN * 40})
    assert flagged("notebook_only", repo) is None
    assert run("notebook_ratio", repo).level is Level.SUBSTANTIVE


def test_markdown_and_magics_are_not_code() -> None:
    text = json.loads(notebook("!pip install sklearn\n%matplotlib inline"))
    text["cells"].append({"cell_type": "markdown", "metadata": {}, "source": SKLEARN})
    assert run("model_code", snapshot({"a.ipynb": json.dumps(text)})).level is Level.ABSENT


def test_model_languages_that_are_not_read_are_unknown() -> None:
    finding = run("model_code", snapshot({"model.R": "fit <- lm(y ~ x)\n"}))
    assert finding.status is Status.UNKNOWN
    assert "R" in (finding.reason or "")


def test_a_repository_without_code_has_no_ratio() -> None:
    assert run("notebook_ratio", snapshot({"README.md": "hello"})).status is Status.NOT_APPLICABLE


def test_a_syntax_that_version_3_rejects_still_yields_facts() -> None:
    code = "from sklearn.svm import SVC\nprint 'training'\nmodel = SVC()\nmodel.fit(x, y)\n"
    assert run("model_code", snapshot({"old.py": code})).level is Level.SUBSTANTIVE
