"""Modules that measure how good a model is, by their names, their folders and their helpers."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.evaluation_modules import evaluation_modules
from tests.support.notebooks import notebook
from tests.support.snapshots import snapshot

HELPER = "from sklearn.metrics import f1_score\n\n\ndef score(a, b):\n    return f1_score(a, b)\n\n\ndef show(a):\n    print(a)\n"
ASKS = "from lib.measures import score\n\nprint(score([1], [1]))\n"
NOTE = "an evaluation module computes quality metrics"
CELLS = notebook("from sklearn.metrics import f1_score\n\nprint(f1_score(a, b))")
NOTEBOOK = "an evaluation notebook computes quality metrics"
PREDICTED = "def evaluate_part(predictions, targets):\n    return table(predictions, targets)\n\n\nevaluate_part(1, 2)\n"
MODULES = {
    "a measure that is written out": (
        {"evaluation/a.py": "import numpy\n\n\ndef wmape(a, b):\n    return sum(a) / b\n"},
        ["PRESENT evaluation/a.py:4 " + NOTE + " of its own, wmape"]),
    "a measure behind a verb": (
        {"evaluate.py": "def compute_recall_at_k(a, b, k):\n    return sum(a) / b\n"},
        ["PRESENT evaluate.py:1 " + NOTE + " of its own, compute_recall_at_k"]),
    "several measures": (
        {"evaluate.py": "def compute_ranking_metrics(ranks, k):\n    return sum(ranks) / k\n"},
        ["PRESENT evaluate.py:1 " + NOTE + " of its own, compute_ranking_metrics"]),
    "a measure that takes nothing to compare": ({"evaluate.py": "def accuracy(self):\n    return self.a\n"}, []),
    "a measure without a body": ({"evaluate.py": "def accuracy(a, b):\n    pass\n"}, []),
    "a measure in another file": ({"numbers.py": "def wmape(a, b):\n    return sum(a) / b\n"}, []),
    "a function that evaluates predictions": (
        {"pred_eval.py": PREDICTED}, ["PRESENT pred_eval.py:1 " + NOTE + " of predictions, evaluate_part"]),
    "a function that evaluates predictions, in another file": ({"parts.py": PREDICTED}, []),
    "a function that shows predictions": ({"pred_eval.py": PREDICTED.replace("evaluate", "show")}, []),
    "a function that evaluates predictions alone": ({"pred_eval.py": PREDICTED.replace("targets", "names")}, []),
    "a function that evaluates predictions, never called": ({"pred_eval.py": PREDICTED.partition("\n\n\n")[0]}, []),
    "a function of another name": ({"evaluate.py": "def recall_documents(a, b):\n    return a\n"}, []),
    "a notebook": ({"nb/3-evaluation.ipynb": CELLS}, ["PRESENT nb/3-evaluation.ipynb:1 " + NOTEBOOK]),
    "a notebook of Spark": (
        {"nb/evaluation.ipynb": notebook(
            "from pyspark.mllib.evaluation import BinaryClassificationMetrics\n\nBinaryClassificationMetrics(rows)")},
        ["PRESENT nb/evaluation.ipynb:1 " + NOTEBOOK]),
    "a notebook of Spark that only trains": (
        {"nb/evaluation.ipynb": notebook("from pyspark.ml.classification import LinearSVC\n\nLinearSVC().fit(rows)")}, []),
    "a notebook of another name": ({"nb/3-explore.ipynb": CELLS}, []),
    "a notebook that measures nothing": ({"nb/3-evaluation.ipynb": notebook("import sklearn.metrics")}, []),
    "a notebook of an example": ({"examples/evaluation.ipynb": CELLS}, []),
    "a name": ({"evaluate.py": HELPER}, ["PRESENT evaluate.py:5 " + NOTE]),
    "a folder": ({"src/evaluation/metrics.py": HELPER}, ["PRESENT src/evaluation/metrics.py:5 " + NOTE]),
    "another folder": ({"src/metrics/evaluated.py": HELPER}, []),
    "a folder of tests": ({"tests/evaluation/metrics.py": HELPER}, []),
    "a helper": (
        {"run_evaluation.py": ASKS, "lib/measures.py": HELPER},
        ["PRESENT run_evaluation.py:3 " + NOTE + " by lib/measures.py"]),
    "a helper that its package hands on": (
        {"eval_all.py": ASKS.replace("lib.measures", "lib"), "lib/__init__.py": "from lib.measures import score\n",
         "lib/measures.py": HELPER}, ["PRESENT eval_all.py:3 " + NOTE + " by lib/measures.py"]),
    "a helper that measures nothing": (
        {"run_evaluation.py": ASKS.replace("score", "show"), "lib/measures.py": HELPER}, []),
    "a helper of that name elsewhere": (
        {"run_evaluation.py": "from other import score\n\nprint(score(1))\n", "other.py": "def score(a):\n    return a\n",
         "lib/measures.py": HELPER}, []),
    "a helper that is only imported": (
        {"run_evaluation.py": "from lib.measures import score\n", "lib/measures.py": HELPER}, []),
    "a helper of what is not named for it": ({"report.py": ASKS, "lib/measures.py": HELPER}, []),
    "a test with a helper": ({"tests/test_evaluation.py": ASKS, "lib/measures.py": HELPER}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), MODULES.values(), ids=MODULES)
def test_a_module_named_for_evaluation_measures_itself_or_by_a_helper(
    files: dict[str, str], expected: list[str]
) -> None:
    found = evaluation_modules(snapshot(files))
    assert [f"{each.level.name} {each.path}:{each.line} {each.note}" for each in found] == expected


def test_the_module_is_substantive_where_ci_runs_it() -> None:
    steps = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: python run_evaluation.py\n"
    files = {"run_evaluation.py": ASKS, "lib/measures.py": HELPER, ".github/workflows/t.yml": steps}
    [found] = evaluation_modules(snapshot(files))
    assert (found.level.name, found.note) == (
        "SUBSTANTIVE",
        f"{NOTE} by lib/measures.py, which CI runs",
    )
