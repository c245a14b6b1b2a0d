"""What a condition holds a measure of a model against: a threshold, or the model in use."""

from __future__ import annotations

from analyzer.facts.evaluations.evaluation_words import (
    GATE_NAMES,
    IN_ANSWERS,
    INCUMBENT_WORDS,
    LIMIT_WORDS,
    MOST_OF_A_SHARE,
    NO_BOUNDS,
    PROMOTIONS,
)
from analyzer.facts.evaluations.promotion_decisions import DIFFERENCE
from analyzer.facts.evaluations.scored_things import THE_CURRENT_MODEL, is_of_incumbent, is_sure, metric_side
from analyzer.parsing.python import COLLECTS_FAILURE, Condition, words_of
from analyzer.text import word_set

# What a gate calls a measure whose name it is given: `metrics[name] >= floor`.
ANY_METRIC = word_set("metric metrics")
# What may replace the model in use.
NEW_MODELS = word_set("challenger contender candidate new")


def judges(condition: Condition) -> str | None:
    """What a condition compares a metric with: "a threshold", the current model, or nothing."""
    for pair in condition.comparisons:
        metric, other = metric_side(pair)
        if not metric:
            continue
        gate = _is_gate(condition)
        sure = is_sure(metric) or (gate and other & LIMIT_WORDS and metric & ANY_METRIC)
        stops = condition.stops or (bool(sure) and (gate or COLLECTS_FAILURE in condition.actions))
        if pair.bound is not None:
            if is_sure(metric) and _is_difference(metric) and (stops or condition.actions & PROMOTIONS):
                return THE_CURRENT_MODEL
            share = bool(metric & IN_ANSWERS) and not sure
            if pair.bound not in NO_BOUNDS and stops and not (share and pair.bound > MOST_OF_A_SHARE):
                return "a threshold"
        elif is_of_incumbent(other) or metric & INCUMBENT_WORDS:
            if stops or condition.actions & PROMOTIONS:
                return THE_CURRENT_MODEL
        elif other & LIMIT_WORDS and (stops or condition.actions & PROMOTIONS):
            return "a threshold"
    return None


def _is_difference(metric: frozenset[str]) -> bool:
    """Whether a measure is taken from that of another model: `new_auc - champion_auc`, `auc_improvement`."""
    return bool(metric & NEW_MODELS and metric & INCUMBENT_WORDS) or bool(metric & DIFFERENCE)


def _is_gate(condition: Condition) -> bool:
    """Whether a function that is named for a gate answers with the comparison."""
    name = (condition.function or "").rpartition(".")[2]
    return condition.kind == "return" and not words_of(name).isdisjoint(GATE_NAMES)
