from __future__ import annotations

import pytest

from analyzer.model import Level
from checks.evaluation import SUITES
from tests.support.snapshots import run, snapshot

TRAIN = """from sklearn.linear_model import LogisticRegression


def fit(X, y):
    return LogisticRegression().fit(X, y)


if __name__ == "__main__":
    fit(1, 2)
"""
TEST = """from sklearn.metrics import accuracy_score
from train import fit


def test_quality():
    model = fit(1, 2)
    assert accuracy_score(model.predict(1), 2) > 0.8
"""
CI = "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: pytest\n"
GATE = """import mlflow
from train import fit

model = fit(1, 2)
auc = model.score(1, 2)
if auc < 0.75:
    raise SystemExit("not good enough")
"""
PROMOTE = """import mlflow
from sklearn.linear_model import LogisticRegression


def main():
    challenger_auc = LogisticRegression().fit(1, 2).score(1, 2)
    champion_auc = load("champion")
    if challenger_auc > champion_auc:
        mlflow.register_model("runs:/1/model", "churn")


main()
"""


def cases(count: int) -> str:
    return "\n".join('{"question": "q", "answer": "a"}' for _ in range(count)) + "\n"


def workflow(command: str) -> str:
    return CI.replace("pytest", command)


BASE = {"train.py": TRAIN}
LEVELS = {
    "bound in a test that CI runs": (
        {**BASE, "tests/test_model.py": TEST, ".github/workflows/ci.yml": CI},
        Level.WIRED,
    ),
    "bound in a test that nothing runs": ({**BASE, "tests/test_model.py": TEST}, Level.SUBSTANTIVE),
    "bound in a test that nothing collects": ({**BASE, "tests/modelTests.py": TEST}, Level.ABSENT),
    "unittest's assertion": (
        {
            **BASE,
            "tests/test_model.py": "import unittest\nfrom train import fit\n\n\nclass TestModel(unittest.TestCase):\n"
            "    def test_f1(self):\n        f1 = fit(1, 2).score(1, 2)\n        self.assertGreater(f1, 0.7)\n",
        },
        Level.SUBSTANTIVE,
    ),
    "gate in a script": (
        {**BASE, "train.py": TRAIN, "gate.py": GATE, "Procfile": "w: python gate.py\n"},
        Level.SUBSTANTIVE,
    ),
    "gate that CI runs": (
        {**BASE, "gate.py": GATE, ".github/workflows/ci.yml": workflow("python gate.py")},
        Level.WIRED,
    ),
    "gate whose failure CI ignores": (
        {**BASE, "gate.py": GATE, ".github/workflows/ci.yml": workflow("python gate.py || true")},
        Level.SUBSTANTIVE,
    ),
    "gate in a script that a remote runner starts": (
        {
            **BASE,
            "judge.py": "from azureml.core import Run\n\nrun = Run.get_context()\nnew_mse = run.get_metrics()['mse']\n"
            "if new_mse >= production_mse:\n    run.parent.cancel()\n",
        },
        Level.PRESENT,
    ),
    "gate in a function that nobody calls": (
        {**BASE, "judge.py": "def judge(new_mse):\n    if new_mse > 0.3:\n        raise ValueError\n"},
        Level.ABSENT,
    ),
    "comparison before promotion": ({"promote.py": PROMOTE}, Level.WIRED),
    "trivial baseline": (
        {**BASE, "base.py": "from sklearn.dummy import DummyClassifier\n\nDummyClassifier().fit(1, 2)\n"},
        Level.PRESENT,
    ),
    "golden set of ten": ({**BASE, "evals/golden.jsonl": cases(10)}, Level.PRESENT),
    "golden set of three": ({**BASE, "evals/golden.jsonl": cases(3)}, Level.ABSENT),
    "evaluation module": (
        {**BASE, "evaluate.py": "from sklearn.metrics import f1_score\n\nprint(f1_score(1, 2))\n"},
        Level.PRESENT,
    ),
    "suite in live code": (
        {**BASE, "run_evals.py": "from ragas import evaluate\n\nevaluate(data)\n"},
        Level.SUBSTANTIVE,
    ),
    "suite that CI runs": (
        {
            **BASE,
            "run_evals.py": "from ragas import evaluate\n\nevaluate(data)\n",
            ".github/workflows/ci.yml": workflow("python run_evals.py"),
        },
        Level.WIRED,
    ),
    "suite by its command": (
        {**BASE, ".github/workflows/ci.yml": workflow("npx promptfoo eval -c prompts.yaml")},
        Level.WIRED,
    ),
    "metrics compared in CI": (
        {**BASE, ".github/workflows/ci.yml": workflow("dvc metrics diff main")},
        Level.WIRED,
    ),
    "report in CI over a training that is not there": (
        {**BASE, ".github/workflows/ci.yml": workflow("cml comment create report.md")},
        Level.ABSENT,
    ),
}


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_a_worse_model_would_meet(files: dict[str, str], level: Level) -> None:
    assert run("evaluation", snapshot(files)).level is level


TESTS = {
    "range of a measure": "assert 0 <= accuracy <= 1",
    "sign of a measure": "assert loss > 0",
    "length of scores": "assert len(scores_length) > 3",
    "not a measure": "assert elapsed < 0.5",
}


@pytest.mark.parametrize("assertion", TESTS.values(), ids=TESTS)
def test_assertions_that_bound_no_quality(assertion: str) -> None:
    source = f"from train import fit\n\n\ndef test_it():\n    accuracy = loss = fit(1, 2)\n    {assertion}\n"
    assert run("evaluation", snapshot({**BASE, "tests/test_model.py": source})).level is Level.ABSENT


def test_the_best_epoch_of_a_training_is_no_gate() -> None:
    source = (
        TRAIN + "\n\nif val_loss < best_loss:\n    torch.save(model)\nif accuracy > 0.9:\n    print('good')\n"
    )
    assert run("evaluation", snapshot({"train.py": source})).level is Level.ABSENT


def test_a_repository_without_a_model_has_nothing_to_evaluate() -> None:
    files = {"evals/golden.jsonl": cases(20), "a.py": "if score < 0.5:\n    raise ValueError\n"}
    assert run("evaluation", snapshot(files)).level is Level.ABSENT


def test_suites_name_each_package_and_command_once() -> None:
    packages = [package for suite in SUITES for package in suite.packages]
    commands = [command for suite in SUITES for command in suite.commands]
    assert len(packages) == len(set(packages))
    assert len(commands) == len(set(commands))
    assert all(suite.calls or suite.commands for suite in SUITES)
