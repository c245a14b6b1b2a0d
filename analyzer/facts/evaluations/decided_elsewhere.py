"""Comparisons of a measure that stop nothing where they stand, but decide what becomes of the model.

A guard returns before the call that promotes; a branch answers with the name of the step that promotes; a
function answers with the comparison, and what asks it raises, promotes or branches by the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.facts.evaluations.evaluation_words import (
    GATE_NAMES,
    INCUMBENT_WORDS,
    LIMIT_WORDS,
    NO_BOUNDS,
    NOT_METRICS,
    PROMOTIONS,
)
from analyzer.facts.evaluations.measured_values import ASSIGNS
from analyzer.facts.evaluations.scored_things import THE_CURRENT_MODEL, is_of_incumbent, is_sure, metric_side
from analyzer.parsing.python import Call, Comparison, Condition, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, import_graph, last_part
from analyzer.wiring.roles import is_test

# Words of a step to which a branch of a flow answers.
# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html#branching
PROMOTING_STEPS = word_set("promote register deploy publish release")
# How the new one of two models is called; in a function that says which is better, they need no measure.
NEWCOMERS = word_set("candidate challenger contender new latest")
# What hands the answer of one step of Airflow to another:
# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html
TAKES_STEP_ANSWER = "xcom_pull"


def decides_elsewhere(repo: Snapshot, code: Code, condition: Condition) -> tuple[str, bool] | None:
    """What a measure is compared with by such a condition, and whether a promotion depends on it."""
    against = _against(condition)
    if against is None or condition.function is None:
        return None
    gate = not words_of(last_part(condition.function)).isdisjoint(GATE_NAMES)
    if condition.kind == "return" or (gate and "return" in condition.actions):
        promotes = list(_deciding(repo, code, condition.function))
        # Two models without a measure are compared for whatever reason, unless one is promoted by it.
        measured = any(is_sure(metric_side(pair)[0]) for pair in condition.comparisons)
        if any(promotes) or (measured and promotes):
            return against, any(promotes)
        if condition.kind == "return":
            return None
    if condition.kind != "if" or "return" not in condition.actions:
        return None
    answers = (words_of(each) for each in condition.answers)
    steps = any(each & PROMOTING_STEPS for each in answers)
    guards = any(
        call.function == condition.function and call.line > condition.line and _is_promotion(call.target)
        for call in code.facts.calls
    )
    return (against, True) if steps or guards else None


def _against(condition: Condition) -> str | None:
    for pair in condition.comparisons:
        metric, other = metric_side(pair)
        if not is_sure(metric):
            if _holds_both_models(condition, pair):
                return THE_CURRENT_MODEL
            continue
        if pair.bound is not None:
            if pair.bound not in NO_BOUNDS:
                return THE_CURRENT_MODEL if metric & INCUMBENT_WORDS else "a threshold"
        elif is_of_incumbent(other):
            return THE_CURRENT_MODEL
        elif other & LIMIT_WORDS:
            return "a threshold"
    return None


def _holds_both_models(condition: Condition, pair: Comparison) -> bool:
    """Whether a function that is named for a gate holds the new model against the current one."""
    if words_of(last_part(condition.function or "")).isdisjoint(GATE_NAMES):
        return False
    if (pair.left | pair.right) & NOT_METRICS:
        return False
    sides = ((pair.left, pair.right), (pair.right, pair.left))
    return any(one & NEWCOMERS and other & INCUMBENT_WORDS for one, other in sides)


def _deciding(repo: Snapshot, code: Code, function: str) -> Iterator[bool]:
    """For each condition that stops or promotes by the answer of a function: whether it is a promotion."""
    name = last_part(function)
    for path, facts in repo.modules.items():
        near = path == code.path or code.path in import_graph(repo).get(path, ())
        if not near or not facts.conditions or is_test(repo, path):
            continue
        rows: list[str] = []
        for call in facts.calls:
            taken = last_part(call.target) == TAKES_STEP_ANSWER and _names(call, name)
            if not taken and (last_part(call.target) != name or call.function == function):
                continue
            rows = rows or (repo.text(path) or "").split("\n")
            kept = ASSIGNS.match(rows[call.line - 1][:300]) if call.line <= len(rows) else None
            yield from _by_answer(facts, call, name, kept[1] if kept is not None else None)


def _names(call: Call, name: str) -> bool:
    return name in call.strings or any(value == name for _keyword, value in call.keywords)


def _by_answer(facts: PythonFacts, call: Call, name: str, kept: str | None) -> Iterator[bool]:
    """The same for one call: by the call itself, by the name of its answer, or where that is handed on."""
    asking = call.function
    handed = {each.qualified_name for each in facts.functions if kept is not None and kept in each.parameters}
    given = _given_at_once(facts, call)
    for each in facts.conditions:
        asked = each.function == asking and words_of(name) <= each.words
        named = kept is not None and words_of(kept) <= each.words
        taken = any(words_of(parameter) <= each.words for parameter in given.get(each.function or "", ()))
        if not (asked or taken) and not (named and (each.function == asking or each.function in handed)):
            continue
        if any(words_of(answer) & PROMOTING_STEPS for answer in each.answers):
            yield True
            continue
        promoting = bool(each.actions & PROMOTIONS) or any(
            call.function == each.function and _is_promotion(call.target) for call in facts.calls
        )
        promoting = promoting or last_part(each.function or "") in PROMOTIONS
        if each.stops or each.actions & PROMOTIONS or (promoting and "return" in each.actions):
            yield promoting


def _given_at_once(facts: PythonFacts, call: Call) -> Mapping[str, tuple[str, ...]]:
    """The parameters of the functions that are handed an answer on the row of its call: `decide(judge())`."""
    beside = {last_part(each.target) for each in facts.calls if each.line == call.line and each != call}
    return {each.qualified_name: each.parameters for each in facts.functions if each.name in beside}


def _is_promotion(target: str) -> bool:
    return last_part(target) in PROMOTIONS
