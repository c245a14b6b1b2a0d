"""Comparisons of a measure that stop nothing where they stand, but decide what becomes of the model."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

FLOW = """from sklearn.linear_model import LogisticRegression


def fit(rows, labels):
    return LogisticRegression().fit(rows, labels)


{body}

fit(1, 2)
main(3, 4)
"""
GUARD = "def main(map50, threshold):\n    if map50 < threshold:\n        return False\n    client.set_registered_model_alias('m', 'production', 1)"
BRANCH = "def main(f1, threshold):\n    if f1 >= threshold:\n        return 'promote_to_production'\n    return 'skip'"
ANSWER = """def judge(metrics):
    return metrics["accuracy"] >= settings.success_threshold


def register_model(passed):
    if not passed:
        raise ValueError("not good enough")


def main(model, rows):
    passed = judge(model)
    register_model(passed)"""
ASKED = """def judge(auc):
    return auc >= 0.8


def main(model, rows):
    if not judge(model):
        raise ValueError(model)"""
BETTER = """def _is_better(candidate, production):
    {}


def main(model, rows):
    promoted = _is_better(model, rows)
    if not promoted:
        return
    register_model(model)"""
STEPS = """def judge(metrics):
    return metrics["accuracy"] >= settings.success_threshold


def decide({}):
    return "{}" if passed else "stop"


def main(model, rows):
    {}"""
PROMOTING = "{}\n\n\ndef main(model, rows):\n    promote_model(model, rows)"
DECIDED = {
    "which of two is better, by a measure": (BETTER.format("return candidate['f1'] > production['f1']"), Level.WIRED, 9),
    "which of two is better, by what is asked": (BETTER.format("return candidate[metric] > production[metric]"), Level.WIRED, 9),
    "which of two is better, in a branch": (
        BETTER.format("if candidate.f1 > production.f1:\n        return True\n    return False"), Level.WIRED, 9),
    "which of two has the better version": (
        BETTER.format("return candidate.version > production.version"), Level.ABSENT, 0),
    "which of two is better, where nothing is promoted": (
        BETTER.format("return candidate > production").replace("        return\n    register_model(model)", "        raise ValueError"),
        Level.ABSENT, 0),
    "which of two is better by a measure, where nothing is promoted": (
        BETTER.format("return candidate.f1 > production.f1").replace("        return\n    register_model(model)", "        raise ValueError"),
        Level.SUBSTANTIVE, 9),
    "which of two others is better": (BETTER.format("return candidate > other").replace("production", "other"), Level.ABSENT, 0),
    "which of two is longer": (
        BETTER.format("return candidate > production").replace("_is_better", "_is_longer"), Level.ABSENT, 0),
    "an answer that a branch of a flow is given": (
        STEPS.format("passed", "promote", "decide(judge(model))"), Level.WIRED, 9),
    "an answer that a branch takes from another step": (
        STEPS.format("ti", "promote", "judge(model)").replace(
            "    return \"promote\"", "    passed = ti.xcom_pull(task_ids='judge')\n    return \"promote\""), Level.WIRED, 9),
    "an answer that a branch to a mail is given": (
        STEPS.format("passed", "mail", "decide(judge(model))"), Level.ABSENT, 0),
    "an answer that another row hands on": (
        STEPS.format("passed", "promote", "judge(model)\n    decide(rows)"), Level.ABSENT, 0),
    "a guard before a promotion": (GUARD, Level.WIRED, 9),
    "a guard before nothing": (GUARD.replace("set_registered_model_alias", "write"), Level.ABSENT, 0),
    "a guard after the promotion": (
        "def main(f1, threshold):\n    register_model(1)\n    if f1 < threshold:\n        return False", Level.ABSENT, 0),
    "a guard about a measure by rank": (GUARD.replace("map50", "ndcg10"), Level.WIRED, 9),
    "a guard about another number": (GUARD.replace("map50", "rows50"), Level.ABSENT, 0),
    "a guard about what may be no measure": (GUARD.replace("map50", "score"), Level.ABSENT, 0),
    "a guard about the range": (GUARD.replace("< threshold", "< 1"), Level.ABSENT, 0),
    "a guard about a number": (GUARD.replace("< threshold", "< 0.9"), Level.WIRED, 9),
    "a guard about the current model": (GUARD.replace("< threshold", "< champion"), Level.WIRED, 9),
    "a branch to a promotion": (BRANCH, Level.WIRED, 9),
    "a branch to a promotion in a function named for it": (PROMOTING.format(BRANCH.replace("main", "promote_model")), Level.WIRED, 9),
    "a guard in a function named for a promotion": (PROMOTING.format(GUARD.replace("main", "promote_model")), Level.WIRED, 9),
    "a branch to something else": (BRANCH.replace("promote_to_production", "send_mail"), Level.ABSENT, 0),
    "an answer by which a registration raises": (ANSWER, Level.WIRED, 9),
    "an answer by which something else raises": (ANSWER.replace("register_model", "report"), Level.SUBSTANTIVE, 9),
    "an answer that is only kept": (ANSWER.replace('raise ValueError("not good enough")', "print(1)").replace(
        "register_model", "report"), Level.ABSENT, 0),
    "an answer of another name": (ANSWER.replace("    passed = judge", "    other = judge"), Level.ABSENT, 0),
    "an answer that is asked where it raises": (ASKED, Level.SUBSTANTIVE, 9),
    "an answer that nobody asks": (ASKED.replace("not judge(model)", "not model"), Level.ABSENT, 0),
}  # fmt: skip


@pytest.mark.parametrize(("body", "level", "line"), DECIDED.values(), ids=DECIDED)
def test_a_comparison_counts_where_it_decides_elsewhere(body: str, level: Level, line: int) -> None:
    files = {"flow.py": FLOW.format(body=body), "Procfile": "w: python flow.py\n"}
    finding = run("evaluation", snapshot(files))
    assert finding.level is level
    assert [each.line for each in finding.evidence] == ([line] if level else [])


MEASURES = "from sklearn.metrics import f1_score\n\n\n{}print(f1_score({}, given))\n"
OPEN = {
    "on rows that are held out": ("train_more.py", "y_test", "", Level.SUBSTANTIVE),
    "on other rows": ("train_more.py", "y_train", "", Level.ABSENT),
    "in a function that nothing calls": ("train_more.py", "y_test", "def late(y_test, given):\n    ", Level.ABSENT),
    "in a test": ("tests/train_more.py", "y_test", "", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("path", "rows", "head", "ceiling"), OPEN.values(), ids=OPEN)
def test_a_measure_of_which_nothing_follows_leaves_the_absence_open(
    path: str, rows: str, head: str, ceiling: Level
) -> None:
    model = {
        "train.py": "from sklearn.svm import SVC\n\nSVC().fit(1, 2)\n",
        "Procfile": f"w: python {path}\n",
    }
    finding = run("evaluation", snapshot({**model, path: MEASURES.format(head, rows)}))
    assert (finding.level, finding.ceiling) == (Level.ABSENT, ceiling)
