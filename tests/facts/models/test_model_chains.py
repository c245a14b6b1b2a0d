"""A model that Python writes and a service in Go loads is one chain, whose two ends are named."""

from __future__ import annotations

import pytest

from analyzer.facts.models.model_chains import model_chains
from tests.support.findings import told
from tests.support.services import GO_IMAGE, gin
from tests.support.snapshots import run, snapshot

ONNX = '\tort "github.com/yalue/onnxruntime_go"\n'
LOADS = (
    "var session *ort.DynamicAdvancedSession\n\nfunc load() {{\n"
    '\tsession, _ = ort.NewDynamicAdvancedSession("{name}", nil, nil, nil)\n}}\n'
)
EXPORTS = "import torch\n\n\ndef main(model, x):\n    torch.onnx.export(model, x, {name})\n"


NOTEBOOK = (
    '{"metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5, "cells": [\n'
    ' {"cell_type": "code", "id": "a", "execution_count": 1, "metadata": {}, "outputs": [], "source": [\n'
    '  "onx = convert_sklearn(model)\\n",\n  "with open(\\"churn.onnx\\", \\"wb\\") as f:\\n",\n'
    '  "    f.write(onx.SerializeToString())"\n ]}\n]}\n'
)


def go(name: str = "models/churn.onnx") -> dict[str, str]:
    files = gin("session.Run(nil, nil)", imports=ONNX, more="load()")
    files["main.go"] += LOADS.format(name=name)
    return files


def python(name: str = '"models/churn.onnx"') -> dict[str, str]:
    return {"train.py": EXPORTS.format(name=name)}


CHAINS = {
    "the same file": ({**go(), **python()}, ["main.go:22 train.py:5 writes churn.onnx"]),
    "in another folder": ({**go("/srv/churn.onnx"), **python()}, ["main.go:22 train.py:5 writes churn.onnx"]),
    "a name in a constant": (
        {**go(), "train.py": 'import torch\n\nOUT = "churn.onnx"\n' + "x = 1\n" * 9
         + "\n\ndef main(m, x):\n    torch.onnx.export(m, x, OUT)\n"}, ["main.go:22 train.py:16 writes churn.onnx"]),
    "a call over several lines": (
        {**go(), "train.py": "import torch\n\ntorch.onnx.export(\n    model,\n    x,\n    'churn.onnx',\n)\n"},
        ["main.go:22 train.py:3 writes churn.onnx"]),
    "a notebook": (
        {**go(), "train.ipynb": NOTEBOOK}, ["main.go:22 train.ipynb:5 writes churn.onnx"]),
    "another file": ({**go("models/price.onnx"), **python()}, []),
    "a file whose name ends alike": ({**go("models/old-churn.onnx"), **python()}, []),
    "Python that only reads it": (
        {**go(), "ask.py": 'import onnxruntime\n\nonnxruntime.InferenceSession("models/churn.onnx")\n'}, []),
    "a test of Python": ({**go(), "tests/test_train.py": EXPORTS.format(name='"churn.onnx"')}, []),
    "no Python": (go(), []),
}  # fmt: skip


@pytest.mark.parametrize("case", CHAINS)
def test_chains(case: str) -> None:
    files, expected = CHAINS[case]
    found = model_chains(snapshot(files))
    assert [f"{each.use.path}:{each.use.line} {each.words}" for each in found] == expected


def test_both_ends_are_named_where_the_model_is_loaded_and_served() -> None:
    repo = snapshot({**go(), **python(), "Dockerfile": GO_IMAGE})
    note = "ONNX Runtime: NewDynamicAdvancedSession, runs in main.go; train.py:5 writes churn.onnx"
    assert f"WIRED main.go:22 loads a model: {note}" in told(run("model_code", repo))
    served = "Gin: /ask, with a model behind it (train.py:5 writes churn.onnx); runs in main.go"
    assert f"WIRED main.go:16 {served}" in told(run("serving", repo))


def test_without_the_python_end_nothing_is_added() -> None:
    repo = snapshot({**go(), "Dockerfile": GO_IMAGE})
    assert not any("writes" in each for each in told(run("model_code", repo)) + told(run("serving", repo)))
