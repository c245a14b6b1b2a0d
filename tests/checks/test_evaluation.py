from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
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
UNITTEST = """import unittest
from train import fit


class TestModel(unittest.TestCase):
    def test_f1(self):
        f1 = fit(1, 2).score(1, 2)
        self.assertGreater(f1, 0.7)
"""
GATE = """import mlflow
from train import fit

model = fit(1, 2)
auc = model.score(1, 2)
if auc < 0.75:
    raise SystemExit("not good enough")
"""
FOLDS = """from sklearn.model_selection import cross_val_score
from train import fit

scores = cross_val_score(fit(1, 2), 1, 2)
{} < 0.8:
    raise SystemExit(1)
"""
REMOTE = """from azureml.core import Run

run = Run.get_context()
new_mse = run.get_metrics()['mse']
if new_mse >= production_mse:
    run.parent.cancel()
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
# The gate comes first, and what promotes the model stands further down in the same function.
REFUSE = PROMOTE.replace(
    "    if challenger_auc > champion_auc:\n        mlflow",
    "    if challenger_auc < 0.7:\n        raise SystemExit(1)\n    mlflow",
)
JUDGE = "def judge(new_mse):\n    if new_mse > 0.3:\n        raise ValueError\n"
CI = "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: {}\n"
STARTED = {"Procfile": "w: python gate.py\n"}
BASE = {"train.py": TRAIN}


def workflow(command: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": CI.format(command)}


TESTED = "test test_quality compares a metric with a threshold"
HELD = "a metric is compared with"
LEVELS = {
    "a test that CI runs": (
        {"tests/test_model.py": TEST, **workflow("pytest")}, Level.WIRED, "tests/test_model.py:7",
        f"{TESTED}, and CI runs it"),
    "a test whose failure CI ignores": (
        {"tests/test_model.py": TEST, **workflow("pytest || true")}, Level.SUBSTANTIVE, "tests/test_model.py:7", TESTED),
    "a test that nothing runs": ({"tests/test_model.py": TEST}, Level.SUBSTANTIVE, "tests/test_model.py:7", TESTED),
    "a test of unittest": (
        {"tests/test_model.py": UNITTEST}, Level.SUBSTANTIVE, "tests/test_model.py:8",
        "test TestModel.test_f1 compares a metric with a threshold"),
    "a test that imports the model through another module": (
        {"work.py": "from train import fit\n", "tests/test_model.py": TEST.replace("from train", "from work").replace(
            "model.predict(1)", "model")}, Level.SUBSTANTIVE, "tests/test_model.py:7", TESTED),
    "a test that nothing collects": ({"tests/modelTests.py": TEST}, Level.ABSENT, "", ""),
    "a branch in a test": (
        {"tests/test_model.py": TEST.replace("    assert accuracy_score(model.predict(1), 2) > 0.8",
                                             "    if accuracy < 0.8:\n        raise ValueError")}, Level.ABSENT, "", ""),
    "a helper in a test file": (
        {"tests/test_model.py": TEST.replace("def test_quality", "def helper") + "\n\ndef test_it():\n    assert helper() is None\n"},
        Level.ABSENT, "", ""),
    "a test of code without a model": (
        {"work.py": "def fit(X, y):\n    return 1\n", "tests/test_work.py": TEST.replace("from train", "from work").replace(
            "accuracy_score(model.predict(1), 2)", "score(model)")}, Level.ABSENT, "", ""),
    "a test of other people's code": (
        {"tests/test_model.py": "from sklearn.svm import SVC\n\n\ndef test_quality():\n    score = SVC().fit(1, 2).score(1, 2)\n"
         "    assert score > 0.8\n"}, Level.ABSENT, "", ""),
    "a script that is started": (
        {"gate.py": GATE, **STARTED}, Level.SUBSTANTIVE, "gate.py:6", f"{HELD} a threshold"),
    "a script about the scores of folds": (
        {"gate.py": FOLDS.format("mean = scores.mean()\nif mean"), **STARTED}, Level.SUBSTANTIVE, "gate.py:6", f"{HELD} a threshold"),
    "a script about the mean of the scores": (
        {"gate.py": FOLDS.format("if scores.mean()"), **STARTED}, Level.SUBSTANTIVE, "gate.py:5", f"{HELD} a threshold"),
    "a script about how many scores there are": (
        {"gate.py": FOLDS.format("if len(scores)"), **STARTED}, Level.ABSENT, "", ""),
    "a limit for what is in production": (
        {"gate.py": PROMOTE.replace("> champion_auc", "> PRODUCTION_THRESHOLD")}, Level.WIRED, "gate.py:8",
        f"{HELD} a threshold, before a model is promoted"),
    "what is in production and a margin": (
        {"gate.py": PROMOTE.replace("> champion_auc", "> production_auc + min_gain")}, Level.WIRED, "gate.py:8",
        f"{HELD} a baseline or the current model, before a model is promoted"),
    "a script that CI runs": (
        {"gate.py": GATE, **workflow("python gate.py")}, Level.WIRED, "gate.py:6", f"{HELD} a threshold, in CI"),
    "a script whose failure CI ignores": (
        {"gate.py": GATE, **workflow("python gate.py || true")}, Level.SUBSTANTIVE, "gate.py:6", f"{HELD} a threshold"),
    "a script that a remote runner starts": (
        {"judge.py": REMOTE}, Level.PRESENT, "judge.py:5",
        f"{HELD} a baseline or the current model, in a script that nothing here appears to start"),
    "a function of such a script": (
        {"judge.py": JUDGE + "\n\nif __name__ == '__main__':\n    judge(1)\n"}, Level.PRESENT, "judge.py:2",
        f"{HELD} a threshold, in a script that nothing here appears to start"),
    "a function of a module that nothing starts": ({"judge.py": JUDGE, "b.py": "judge(1)\n"}, Level.ABSENT, "", ""),
    "a function that nobody calls": ({"judge.py": JUDGE, **workflow("python judge.py")}, Level.ABSENT, "", ""),
    "a function that CI runs": (
        {"judge.py": JUDGE + "\n\njudge(1)\n", **workflow("python judge.py")}, Level.WIRED, "judge.py:2", f"{HELD} a threshold, in CI"),
    "where the model is trained": (
        {"train.py": TRAIN + "\n\nif val_auc < 0.7:\n    raise SystemExit(1)\n"}, Level.SUBSTANTIVE, "train.py:12", f"{HELD} a threshold"),
    "before a promotion": (
        {"promote.py": PROMOTE}, Level.WIRED, "promote.py:8",
        f"{HELD} a baseline or the current model, before a model is promoted"),
    "before a promotion further down": (
        {"promote.py": REFUSE}, Level.WIRED, "promote.py:8", f"{HELD} a threshold, before a model is promoted"),
    "beside a promotion in another function": (
        {"promote.py": REFUSE.replace("    mlflow.reg", "\n\ndef ship():\n    mlflow.reg") + "ship()\n"},
        Level.SUBSTANTIVE, "promote.py:8", f"{HELD} a threshold"),
    "in an example": ({"examples/gate.py": GATE, **workflow("python examples/gate.py")}, Level.ABSENT, "", ""),
    "an assertion of a script with a model": (
        {"gate.py": GATE.replace("import mlflow", "from sklearn.svm import SVC").replace("fit(1, 2)", "SVC().fit(1, 2)").replace(
            'if auc < 0.75:\n    raise SystemExit("not good enough")', "assert auc > 0.75"), **STARTED},
        Level.SUBSTANTIVE, "gate.py:6", f"{HELD} a threshold"),
    "an assertion of a script without one": (
        {"gate.py": "def check(score):\n    assert score > 0.75\n\n\ncheck(1)\n", **STARTED}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_runs_the_comparison(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("evaluation", snapshot({**BASE, **files}))
    assert_found(finding, level, place, words)
    assert finding.status is Status.MEASURED
    assert [each.note for each in finding.evidence] == [words] * (level is not Level.ABSENT), "one a file"


HOLDS = {
    "a threshold": ("if auc < 0.75:\n    raise ValueError", "a threshold"),
    "a bound, the other way round": ("if 0.75 > auc:\n    raise ValueError", "a threshold"),
    "an exit": ("if auc < 0.75:\n    sys.exit(1)", "a threshold"),
    "a score of the model": ("if fraud_f1_score < 0.8:\n    raise ValueError", "a threshold"),
    "a score of almost all": ("if score < 99.5:\n    raise ValueError", "a threshold"),
    "a bound above one": ("if mape > 1.5:\n    raise ValueError", "a threshold"),
    "a named bound": ("if auc < minimum:\n    raise ValueError", "a threshold"),
    "a named bound of a metric": ("if auc < auc_threshold:\n    raise ValueError", "a threshold"),
    "a named bound before a promotion": ("if auc > minimum:\n    register_model(1)", "a threshold"),
    "a difference": ("if abs(auc - wanted) > 0.002:\n    raise ValueError", "a threshold"),
    "a small bound": ("if mape > 0.001:\n    raise ValueError", "a threshold"),
    "the current model": ("if new_auc < production_auc:\n    raise ValueError", "the current model"),
    "the current model, the other way round": ("if old > auc:\n    raise ValueError", "the current model"),
    "two measures": ("if champion_auc > auc:\n    raise ValueError", "the current model"),
    "the current model before a promotion": ("if auc > champion:\n    promote(1)", "the current model"),
}


@pytest.mark.parametrize(("branch", "words"), HOLDS.values(), ids=HOLDS)
def test_what_a_measure_is_held_against(branch: str, words: str) -> None:
    source = (
        f"import sys\nfrom train import fit\n\nauc = mape = score = fraud_f1_score = fit(1, 2)\n{branch}\n"
    )
    finding = run("evaluation", snapshot({**BASE, "gate.py": source, **STARTED}))
    level = Level.WIRED if "promote" in branch or "register" in branch else Level.SUBSTANTIVE
    assert_found(finding, level, "gate.py:5", words)


HOLDS_NOT = {
    "a bound without a consequence": "if auc < 0.75:\n    print('bad')",
    "a bound before a promotion that nothing keeps back": "if auc > 0.75:\n    register_model(1)",
    "no measure": "if elapsed < 0.5:\n    raise ValueError",
    "the score of a case": "if fraud_score > 0.8:\n    raise ValueError",
    "the score of a case and a limit": "if anomaly_score > threshold:\n    raise ValueError",
    "the number of scores": "if score_count < 5:\n    raise ValueError",
    "a limit of losses": "if loss_limit < 0.3:\n    raise ValueError",
    "what rounding leaves": "if abs(auc - expected) > 0.001:\n    raise ValueError",
    "what rounding leaves, by name": "if np.abs(accuracy - wanted) > EPS:\n    raise ValueError",
    "what rounding leaves, one way": "if 1e-6 < loss - other:\n    raise ValueError",
    "a sign": "if loss < 0:\n    raise ValueError",
    "a share": "if accuracy > 1:\n    raise ValueError",
    "a negative share": "if r2 < -1:\n    raise ValueError",
    "a score beyond any share": "if score > 100.5:\n    raise ValueError",
    "a percentage": "if accuracy > 100:\n    raise ValueError",
    "the best epoch": "if val_loss < best_loss:\n    raise ValueError",
    "the best epoch, saved": "if val_loss < best_loss:\n    torch.save(model)",
    "the last epoch": "if loss < previous_loss:\n    stop(1)",
    "a limit without a consequence": "if auc < minimum:\n    print('bad')",
    "a promotion while it trains": "while auc > champion:\n    promote(1)",
}


@pytest.mark.parametrize("branch", HOLDS_NOT.values(), ids=HOLDS_NOT)
def test_comparisons_that_judge_no_model(branch: str) -> None:
    source = f"from train import fit\n\nauc = accuracy = loss = r2 = score = fraud_score = anomaly_score = fit(1, 2)\n{branch}\n"
    assert_found(run("evaluation", snapshot({**BASE, "gate.py": source, **STARTED})), Level.ABSENT)


OVERLAP = (
    "from train import fit\n\n\ndef {name}({taken}, min_iou=0.9):\n    if {side} < 0.9:\n        raise ValueError\n\n\n"
    "{name}(fit(1, 2))\n"
)
# What a function is called and takes, what it compares, and whether that says how good a model is.
OVERLAPS = {
    "masks and labels": ("judge", "masks", "iou", True),
    "a shape and what was made of it": ("simplify", "contour, target_points=9", "iou", False),
    "the same by the name of the measure": ("judge", "contour", "simplification_iou", False),
    "a shape and what somebody marked": ("simplify", "contour, truth", "iou", True),
    "another measure of what is made simple": ("simplify", "rows", "accuracy", True),
}


@pytest.mark.parametrize(("name", "taken", "side", "judges"), OVERLAPS.values(), ids=OVERLAPS)
def test_an_overlap_of_a_shape_with_itself_judges_no_model(
    name: str, taken: str, side: str, judges: bool
) -> None:
    source = OVERLAP.format(name=name, taken=taken, side=side)
    found = run("evaluation", snapshot({**BASE, "gate.py": source, **STARTED}))
    assert found.level is (Level.SUBSTANTIVE if judges else Level.ABSENT)


ASSERTIONS = {
    "range of a measure": "assert 0 <= accuracy <= 1",
    "sign of a measure": "assert loss > 0",
    "length of scores": "assert len(scores_length) > 3",
    "not a measure": "assert elapsed < 0.5",
}


@pytest.mark.parametrize("assertion", ASSERTIONS.values(), ids=ASSERTIONS)
def test_assertions_that_bound_no_quality(assertion: str) -> None:
    source = f"from train import fit\n\n\ndef test_it():\n    accuracy = loss = fit(1, 2)\n    {assertion}\n"
    assert_found(run("evaluation", snapshot({**BASE, "tests/test_model.py": source})), Level.ABSENT)


WEAK = "if auc < 0.75:\n    raise ValueError\n"
STRONG = "def ship():\n    if auc > champion:\n        promote(1)\n"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (f"{WEAK}\n\n{STRONG}\n\nship()\n", 6),
        (f"{STRONG}\n\nship()\n{WEAK}", 2),
        (WEAK + WEAK, 1),
        (WEAK + JUDGE.replace("judge", "unused"), 1),
    ],
    ids=["the stronger one last", "the stronger one first", "two equals", "one that nobody calls last"],
)
def test_the_strongest_comparison_of_a_file_stands_for_it(body: str, line: int) -> None:
    finding = run("evaluation", snapshot({**BASE, "gate.py": body, **STARTED}))
    assert [each.line for each in finding.evidence] == [line]
    assert finding.level is (Level.WIRED if "promote" in body else Level.SUBSTANTIVE)
    assert finding.status is Status.MEASURED


def test_a_test_that_only_uses_a_class_of_models_judges_none() -> None:
    files = {
        "net.py": "import torch\n\n\nclass Net(torch.nn.Module):\n    def score(self):\n        return 1\n",
        "tests/test_net.py": "from net import Net\n\n\ndef test_it():\n    score = Net().score()\n    assert score > 0.3\n",
    }
    assert_found(run("evaluation", snapshot(files)), Level.ABSENT)


COLLECTED = {
    "a list of failures": ("if accuracy < 0.8:\n        failures.append('accuracy')\n    return not failures", True),
    "reasons against a limit": ("if accuracy < limits.min_accuracy:\n        reasons.append('accuracy')\n    return reasons", True),
    "a list of results": ("if accuracy < 0.8:\n        rows.append('accuracy')\n    return rows", False),
    "the cases with a low score": ("if score < 0.8:\n        failures.append('case')\n    return failures", False),
    "a range": ("if accuracy > 1:\n        errors.append('accuracy')\n    return errors", False),
    "how often a search hits": ("if m['hit_rate'] < limits.min_hit_rate:\n        failures.append('rate')\n    return failures", True),
    "a hit": ("if hit < limits.min_hit:\n        failures.append('hit')\n    return failures", False),
    "how often a cache hits": ("if cache_hit_rate < limits.min_hit_rate:\n        failures.append('rate')\n    return failures", False),
}  # fmt: skip


@pytest.mark.parametrize(("body", "judges"), COLLECTED.values(), ids=COLLECTED)
def test_failures_that_are_collected_are_a_comparison(body: str, judges: bool) -> None:
    gate = f"from train import fit\n\n\ndef gate(accuracy, limits):\n    {body}\n"
    main = "from gate import gate\n\nif __name__ == '__main__':\n    gate(1, 2)\n"
    by_hand = run("evaluation", snapshot({**BASE, "gate.py": gate, "main.py": main}))
    assert by_hand.level is (Level.PRESENT if judges else Level.ABSENT)
    files = {**BASE, "gate.py": gate, "main.py": main, "Makefile": "gate:\n\tpython main.py\n"}
    assert run("evaluation", snapshot(files)).level is (Level.SUBSTANTIVE if judges else Level.ABSENT)


def test_a_script_may_run_from_the_top() -> None:
    gate = "def passes_gate(accuracy, minimum):\n    return accuracy >= minimum\n"
    top = "from gate import passes_gate\nfrom train import fit\n\nprint(passes_gate(fit(1, 2), 0.8))\n"
    for files, level in (({"main.py": top}, Level.PRESENT), ({"main.py": "import json\n"}, Level.ABSENT)):
        assert run("evaluation", snapshot({**BASE, "gate.py": gate, **files})).level is level


GATES = {
    "a gate": ("passes_gate", "accuracy >= limits.min_accuracy", True),
    "a bound": ("is_acceptable", "accuracy >= 0.8", True),
    "the current model": ("is_better", "challenger_auc > champion_auc", True),
    "among other answers": ("recall_gate", "{'passed': accuracy >= limits.threshold, 'of': 1}", True),
    "beside reasons": ("passes", "accuracy >= limits.floor, []", True),
    "in a record": ("evaluate_gate", "Result(passed=accuracy >= limits.floor)", True),
    "a measure by its name": ("evaluate_gate", "{'passed': metrics[name] >= floor}", True),
    "a measure by its name, and no limit": ("evaluate_gate", "{'passed': metrics[name] >= other}", False),
    "answers of something else": ("compare", "{'passed': accuracy >= limits.threshold}", False),
    "a word that is no gate": ("compare", "accuracy >= 0.8", False),
    "a score of anything": ("passes", "score >= 0.8", False),
    "a range": ("is_acceptable", "accuracy <= 1", False),
}


@pytest.mark.parametrize(("name", "test", "judges"), GATES.values(), ids=GATES)
def test_what_a_gate_answers_is_a_comparison(name: str, test: str, judges: bool) -> None:
    gate = f"def {name}(accuracy, limits):\n    return (\n        {test}\n    )\n"
    main = f"from gate import {name}\nfrom train import fit\n\nif __name__ == '__main__':\n    print({name}(fit(1, 2), 2))\n"
    files = {**BASE, "gate.py": gate, "main.py": main, "Makefile": "gate:\n\tpython main.py\n"}
    assert run("evaluation", snapshot(files)).level is (Level.SUBSTANTIVE if judges else Level.ABSENT)


VERDICT_LINES = {
    "kept under a name": ("passes", "passed = accuracy >= limits.floor", True),
    "with another": ("quality_gate", "ok = accuracy >= limits.floor and size > 3", True),
    "under another name": ("passes", "b = accuracy >= limits.floor", False),
    "in another function": ("compare", "passed = accuracy >= limits.floor", False),
}  # fmt: skip


@pytest.mark.parametrize(("name", "line", "judges"), VERDICT_LINES.values(), ids=VERDICT_LINES)
def test_a_gate_may_keep_its_comparison_under_a_name(name: str, line: str, judges: bool) -> None:
    gate = f"def {name}(accuracy, limits):\n    {line}\n    return [1]\n"
    main = f"from gate import {name}\nfrom train import fit\n\nif __name__ == '__main__':\n    print({name}(fit(1, 2), 2))\n"
    files = {**BASE, "gate.py": gate, "main.py": main, "Makefile": "gate:\n\tpython main.py\n"}
    assert run("evaluation", snapshot(files)).level is (Level.SUBSTANTIVE if judges else Level.ABSENT)


ANSWERS = {
    "the score of an answer": ("data = client.post('/ask', json={}).json()\n    assert data['relevance_score'] >= 0.5", False),
    "what an ensemble says of one case": ("scores = fit(1, 2)\n    assert scores['ensemble_score'] >= 0.7", False),
    "a measure over the answers": ("answers = client.post('/ask', json={}).json()\n    assert accuracy(answers) >= 0.5", True),
    "the score of a source of data": ("score = train.compute_freshness(fit(1, 2))\n    assert score >= 0.5", False),
    "the score of data": ("score = train.data_quality_score(fit(1, 2))\n    assert score >= 0.5", False),
    "the score of data alone": ("score = train.score_data(fit(1, 2))\n    assert score >= 0.5", True),
    "a measure beside what is fresh": ("train.freshness(1)\n    assert train.accuracy(fit(1, 2)) >= 0.5", True),
    "a share of the cases": ("accuracy = passed = cases = fit(1, 2)\n    assert passed >= len(cases) * 0.5", True),
    "as many as something else": ("accuracy = passed = others = fit(1, 2)\n    assert passed >= len(others) * 0.5", False),
    "a number that passed": ("accuracy = passed = fit(1, 2)\n    assert passed >= 3", False),
    "a measure without a route": ("model = fit(1, 2)\n    assert model.score(1, 2) >= 0.5", True),
}  # fmt: skip


@pytest.mark.parametrize(("body", "judges"), ANSWERS.values(), ids=ANSWERS)
def test_the_score_of_one_answer_judges_no_model(body: str, judges: bool) -> None:
    test = f"import train\nfrom train import fit\n\n\ndef test_it(client):\n    {body}\n    train.fit(1, 2)\n"
    finding = run("evaluation", snapshot({**BASE, "tests/test_model.py": test}))
    assert finding.level is (Level.SUBSTANTIVE if judges else Level.ABSENT)


def test_a_repository_without_a_model_has_nothing_to_evaluate() -> None:
    finding = run("evaluation", snapshot({"gate.py": GATE.replace("from train import fit\n", ""), **STARTED}))
    assert_found(finding, Level.ABSENT)
    assert finding.status is not Status.ERROR


def test_every_file_is_told() -> None:
    files = {**BASE, "tests/test_model.py": TEST, "gate.py": GATE, "promote.py": PROMOTE}
    assert [each.rpartition(":")[0] for each in told(run("evaluation", snapshot(files)))] == [
        "WIRED promote.py",
        "SUBSTANTIVE tests/test_model.py",
        "PRESENT gate.py",
    ]
