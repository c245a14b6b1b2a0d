"""Functions that decide which model is used, whatever they call the two values."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.promotion_decisions import decides_promotion, is_asked_where_promoted
from analyzer.wiring.modules import Code, conditions
from tests.support.snapshots import snapshot

DECIDES = """def decide_promotion(contender_metrics, champion_metrics, epsilon=0.001):
    a = read(contender_metrics)
    b = read(champion_metrics)
    diff = a - b
    if diff > epsilon:
        return True
    return False
"""
CASES = {
    "a difference and a margin": (DECIDES, True),
    "a difference and a number": (DECIDES.replace("diff > epsilon", "diff > 0.01"), True),
    "a margin first": (DECIDES.replace("diff > epsilon", "epsilon < diff"), True),
    "both models by their names": (DECIDES.replace("diff > epsilon", "contender_value > champion_value"), True),
    "an answer by itself": (DECIDES.replace("    if diff > epsilon:\n        return True\n    return False\n", "    return diff > epsilon\n"), True),
    "what is handed on under a name of a verdict": (
        "def promotion_gates(candidate_f1, champion_f1):\n    checks = [Gate(passed=candidate_f1 >= champion_f1 - 0.1)]\n    return checks\n", True),
    "what is handed on under another name": (
        "def promotion_gates(candidate_f1, champion_f1):\n    checks = [Gate(size=candidate_f1 >= champion_f1 - 0.1)]\n    return checks\n", False),
    "values of other names": (DECIDES.replace("diff > epsilon", "a > b"), False),
    "a function of another name": (DECIDES.replace("decide_promotion", "decide"), False),
    "a number of something else": (DECIDES.replace("diff > epsilon", "size > epsilon"), False),
    "a difference from something else": (DECIDES.replace("diff > epsilon", "diff > size"), False),
    "no measure": (DECIDES.replace("_metrics", "_rows"), False),
    "one model": (DECIDES.replace("champion_metrics", "b").replace("contender_metrics", "metrics"), False),
    "nothing follows": (DECIDES.replace("        return True", "        print(diff)"), False),
    "no function": ("metric = 1\nif diff > epsilon:\n    print(1)\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "found"), CASES.values(), ids=CASES)
def test_a_promotion_depends_on_a_difference_of_a_measure(source: str, found: bool) -> None:
    repo = snapshot({"a.py": source})
    kinds = {decides_promotion(repo.modules["a.py"], each) for each in conditions(repo).get("a.py", ())} - {
        None
    }
    assert kinds == ({"a baseline or the current model"} if found else set())


ASKS = "from a import decide_promotion\n\ndef run():\n    if decide_promotion(1, 2):\n        {}\n"
ASKED = {
    "and then promotes": (ASKS.format("registry.promote_candidate('m')"), True),
    "and then sets an alias": (ASKS.format("client.set_registered_model_alias('m', 'champion', 2)"), True),
    "and then puts the file in place": (ASKS.format("import shutil; shutil.copy2('new.pkl', 'model.pkl')"), True),
    "and only says so": (ASKS.format("print('promote')"), False),
    "and only reads what was promoted": (ASKS.format("registry.get_promoted('m')"), False),
    "elsewhere than where it promotes": (ASKS.format("pass") + "\ndef other():\n    registry.promote_candidate('m')\n", False),
    "of another module": (ASKS.format("registry.promote_candidate('m')").replace("from a", "from c"), False),
}  # fmt: skip


@pytest.mark.parametrize(("asking", "promotes"), ASKED.values(), ids=ASKED)
def test_a_decision_is_asked_for_where_a_model_is_promoted(asking: str, promotes: bool) -> None:
    repo = snapshot({"a.py": DECIDES, "b.py": asking, "c.py": "def decide_promotion(a, b): pass\n"})
    code = Code("a.py", repo.modules["a.py"], notebook=False)
    assert [is_asked_where_promoted(repo, code, each) for each in conditions(repo)["a.py"]] == [promotes]
