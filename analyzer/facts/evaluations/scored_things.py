"""Which side of a comparison is a measure of a model's quality, and what a test's score is one of."""

from __future__ import annotations

from analyzer.facts.evaluations.evaluation_words import (
    ALL_CASES,
    ASKS_ROUTE,
    COUNTED,
    IN_ANSWERS,
    INCUMBENT_WORDS,
    LIMIT_WORDS,
    METRIC_WORDS,
    NOT_METRICS,
    PASSED_CASES,
    SCORED_CASES,
    SCORED_THINGS,
    UNSURE_METRICS,
)
from analyzer.parsing.python import Comparison, Condition, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code

THE_CURRENT_MODEL = "a baseline or the current model"
# How far two shapes cover each other; words for making one of the other; and words for what people marked.
OVERLAPS = word_set("iou dice jaccard overlap similarity score metric metrics")
# What an error is the mean of, where its name is no abbreviation.
ERROR_KINDS = word_set("squared absolute percentage")
HIT_RATE = word_set("hit rate")
AVERAGED = word_set("mean average avg median total sum accuracy")
EVALUATING = word_set(
    "eval evals evaluate evaluates evaluation evaluator evaluated benchmark benchmarks judge judges judged "
    "metric metrics measure measures measured quality regression golden"
)
# `model.score(x, y)` is a measure on all rows.
SCORING_CALLS = word_set("score cross_val_score score_samples")
RESHAPING = word_set(
    "simplify simplified simplification simplifies approx approximate approximated smooth smoothed smoothing "
    "compress compressed compression resample resampled downsample downsampled "
    "dedupe deduplicate deduplication nms suppression"
)
MARKED_BY_PEOPLE = word_set("label labels truth gt expected annotation annotations gold ground")


def metric_side(pair: Comparison) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the side that is a measure, and those of the other one."""
    for side, other in ((pair.left, pair.right), (pair.right, pair.left)):
        measures = side & METRIC_WORDS | _spelled_out(side)
        if measures == {"score"} and side & SCORED_CASES:
            continue
        if measures and not side & NOT_METRICS and not side & LIMIT_WORDS:
            return side, other
    return frozenset(), frozenset()


def is_sure(side: frozenset[str]) -> bool:
    """Whether a measure is one of a model alone, without what ends a run; a cache has a hit rate too."""
    return bool(side & METRIC_WORDS - UNSURE_METRICS) or (side >= HIT_RATE and "cache" not in side)


def is_of_incumbent(other: frozenset[str]) -> bool:
    """Whether the other side is the model in use or a measure of it, and no limit for one in production."""
    return bool(other & INCUMBENT_WORDS) and not (other & LIMIT_WORDS and not other & METRIC_WORDS)


def _spelled_out(side: frozenset[str]) -> frozenset[str]:
    """A measure whose name is written in full: `mean_absolute_error(labels, predicted)`."""
    return ERROR_KINDS & side if "error" in side else frozenset()


def is_overlap_of_a_shape(code: Code, condition: Condition) -> bool:
    """Whether code outside of tests measures how far a shape is the same once it is simplified.

    The overlap is then one of a shape with what was made of it, and neither side is a label: its names say
    so, and nothing of the file that compares them works with labels or a model.
    """
    sides = [metric_side(pair)[0] for pair in condition.comparisons]
    if not sides or any(side & METRIC_WORDS - OVERLAPS for side in sides):
        return False
    function = words_of((condition.function or "").rpartition(".")[2])
    if not any(side & RESHAPING for side in sides) and not function & RESHAPING:
        return False
    return not any(
        words_of(name) & MARKED_BY_PEOPLE for each in code.facts.functions for name in each.parameters
    )


def is_of_no_model(repo: Snapshot, path: str, condition: Condition) -> bool:
    """Whether a test looks at a score of one answer, of one case or of a thing that is no model."""
    return any(asks(repo, path, condition) for asks in (_is_of_one_answer, _is_of_a_thing, _is_of_one_case))


def _is_of_one_answer(repo: Snapshot, path: str, condition: Condition) -> bool:
    """Whether a test looks at the score that came with the answer of a route."""
    sides = [metric_side(pair)[0] for pair in condition.comparisons]
    if any(side & METRIC_WORDS - IN_ANSWERS for side in sides):
        return False
    return any(
        call.function == condition.function
        and call.target.rpartition(".")[2] in ASKS_ROUTE
        and bool(call.strings)
        and call.strings[0].startswith("/")
        for call in repo.modules[path].calls
    )


def _is_of_a_thing(repo: Snapshot, path: str, condition: Condition) -> bool:
    """Whether a test looks at a score that its name, or what it calls, says is one of data or a service."""
    sides = [metric_side(pair)[0] for pair in condition.comparisons]
    if any(side & METRIC_WORDS - IN_ANSWERS for side in sides):
        return False
    called = (call.target for call in repo.modules[path].calls if call.function == condition.function)
    names = map(words_of, (condition.function or "", *(each.rpartition(".")[2] for each in called)))
    return any(words & SCORED_THINGS or {"data", "quality"} <= words for words in names)


def _is_of_one_case(repo: Snapshot, path: str, condition: Condition) -> bool:
    """Whether a test looks at a score that came with one answer: `agent.process(state)["lead_score"] >= 50`.

    The name of the score says more than that it is one, or it is counted in points; and nothing that the test
    calls, nor its name, speaks of an evaluation or takes an average.
    """
    sides = [side for pair in condition.comparisons if (side := metric_side(pair)[0])]
    if not sides or any(side & METRIC_WORDS - IN_ANSWERS or side & AVERAGED for side in sides):
        return False
    in_points = any((pair.bound or 0) > 1 for pair in condition.comparisons)
    if not in_points and not all(side - IN_ANSWERS for side in sides):
        return False
    called = [call.target for call in repo.modules[path].calls if call.function == condition.function]
    if any(each.rpartition(".")[2] in SCORING_CALLS for each in called):
        return False
    names = (path.rpartition("/")[2], condition.function or "", *(each.rpartition(".")[2] for each in called))
    return not any(words_of(each) & (EVALUATING | AVERAGED) for each in names)


def is_share_passed(condition: Condition) -> bool:
    """Whether an assertion asks how many of all cases passed: `passed >= len(results) * 0.8`."""
    return condition.kind == "assert" and any(
        side & PASSED_CASES and other & COUNTED and other & ALL_CASES
        for pair in condition.comparisons
        for side, other in ((pair.left, pair.right), (pair.right, pair.left))
    )
