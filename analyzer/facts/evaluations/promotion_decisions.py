"""What decides whether a new model replaces the current one, whatever the values are called."""

from __future__ import annotations

from analyzer.facts.evaluations.evaluation_words import INCUMBENT_WORDS, LIMIT_WORDS, METRIC_WORDS
from analyzer.parsing.python import Comparison, Condition, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, import_graph, last_part
from analyzer.wiring.roles import is_test

PROMOTING = word_set("promote promotes promotion promotable champion challenger contender")
# What is left when one value is taken from the other, and what it is held against.
DIFFERENCE = word_set("diff difference delta improvement improved gain uplift margin change")
MARGIN = LIMIT_WORDS | word_set("epsilon eps delta margin improvement")
# Options of a command: measures that are kept, and how much worse new ones may be.
KEPT_MEASURES = word_set("baseline reference champion")
ALLOWANCES = word_set("tolerance threshold regression drop margin delta epsilon")
# What makes a model the current one: a call that is named for it, or a file in the place of another.
SETS_CHAMPION = word_set("promote alias register transition deploy publish")
ASKS_ONLY = word_set("decide decision should evaluate check can get load gates gate is error result")
PUT_IN_PLACE = word_set("shutil.copy shutil.copy2 shutil.copyfile shutil.move os.replace os.rename")
BOTH_MODELS = word_set("champion challenger contender candidate incumbent") | INCUMBENT_WORDS


def decides_promotion(facts: PythonFacts, condition: Condition) -> str | None:
    """What a condition in such a function compares: its answer depends on a measure of both models."""
    name = (condition.function or "").rpartition(".")[2]
    if condition.kind not in ("if", "return") or words_of(name).isdisjoint(PROMOTING):
        return None
    if "return" not in condition.actions and condition.kind != "return":
        return None
    function = next((each for each in facts.functions if each.qualified_name == condition.function), None)
    if function is None:
        return None
    said = frozenset[str]().union(*map(words_of, (*function.parameters, *function.names, function.name)))
    if said.isdisjoint(METRIC_WORDS) or said.isdisjoint(BOTH_MODELS):
        return None
    compared = any(map(_holds_a_difference, condition.comparisons))
    return "a baseline or the current model" if compared else None


def is_asked_where_promoted(repo: Snapshot, code: Code, condition: Condition) -> bool:
    """Whether a decision about a promotion is asked for by a function that then promotes a model.

    It calls what is named for it, or puts a file in the place of another.
    """
    name = last_part(condition.function or "")
    if decides_promotion(code.facts, condition) is None:
        return False
    for path, facts in repo.modules.items():
        if is_test(repo, path) or (path != code.path and code.path not in import_graph(repo).get(path, ())):
            continue
        asking = {call.function for call in facts.calls if last_part(call.target) == name}
        for call in facts.calls:
            if call.function in asking and call.function != condition.function and _promotes(call.target):
                return True
    return False


def _promotes(target: str) -> bool:
    name = last_part(target)
    moved = target in PUT_IN_PLACE
    return moved or (bool(words_of(name) & SETS_CHAMPION) and not words_of(name) & ASKS_ONLY)


def _holds_a_difference(pair: Comparison) -> bool:
    sides = ((pair.left, pair.right), (pair.right, pair.left))
    return any(
        one & DIFFERENCE and (other & MARGIN or pair.bound is not None) for one, other in sides
    ) or any(one & INCUMBENT_WORDS and other & (BOTH_MODELS - INCUMBENT_WORDS) for one, other in sides)


def holds_against_a_baseline(words: tuple[str, ...]) -> bool:
    """Whether a command is given kept measures, and how much worse new ones may be."""
    options = [words_of(each.partition("=")[0]) for each in words if each.startswith("--")]
    return any(each & KEPT_MEASURES for each in options) and any(each & ALLOWANCES for each in options)
