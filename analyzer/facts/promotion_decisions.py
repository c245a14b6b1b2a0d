"""What decides whether a new model replaces the current one, whatever the values are called."""

from __future__ import annotations

from analyzer.facts.evaluation_words import INCUMBENT_WORDS, LIMIT_WORDS, METRIC_WORDS
from analyzer.parsing.python import Comparison, Condition, PythonFacts, words_of
from analyzer.text import word_set

PROMOTING = word_set("promote promotes promotion promotable champion challenger contender")
# What is left when one value is taken from the other, and what it is held against.
DIFFERENCE = word_set("diff difference delta improvement improved gain uplift margin change")
MARGIN = LIMIT_WORDS | word_set("epsilon eps delta margin improvement")
# Options of a command: measures that are kept, and how much worse new ones may be.
KEPT_MEASURES = word_set("baseline reference champion")
ALLOWANCES = word_set("tolerance threshold regression drop margin delta epsilon")
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


def _holds_a_difference(pair: Comparison) -> bool:
    sides = ((pair.left, pair.right), (pair.right, pair.left))
    return any(
        one & DIFFERENCE and (other & MARGIN or pair.bound is not None) for one, other in sides
    ) or any(one & INCUMBENT_WORDS and other & (BOTH_MODELS - INCUMBENT_WORDS) for one, other in sides)


def holds_against_a_baseline(words: tuple[str, ...]) -> bool:
    """Whether a command is given kept measures, and how much worse new ones may be."""
    options = [words_of(each.partition("=")[0]) for each in words if each.startswith("--")]
    return any(each & KEPT_MEASURES for each in options) and any(each & ALLOWANCES for each in options)
