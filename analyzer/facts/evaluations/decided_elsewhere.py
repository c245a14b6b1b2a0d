"""Comparisons of a measure that stop nothing where they stand, but decide what becomes of the model.

A guard returns before the call that promotes; a branch answers with the name of the step that promotes; a
function answers with the comparison, and what asks it raises or promotes by the answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.evaluations.evaluation_words import (
    INCUMBENT_WORDS,
    LIMIT_WORDS,
    NO_BOUNDS,
    PROMOTIONS,
)
from analyzer.facts.evaluations.measured_values import ASSIGNS
from analyzer.facts.evaluations.scored_things import is_sure, metric_side
from analyzer.parsing.python import Condition, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, import_graph, last_part
from analyzer.wiring.roles import is_test

# Words of a step to which a branch of a flow answers.
# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html#branching
PROMOTING_STEPS = word_set("promote register deploy publish release")


def decides_elsewhere(repo: Snapshot, code: Code, condition: Condition) -> tuple[str, bool] | None:
    """What a measure is compared with by such a condition, and whether a promotion depends on it."""
    against = _against(condition)
    if against is None or condition.function is None:
        return None
    if condition.kind == "return":
        promotes = list(_deciding(repo, code, condition.function))
        return (against, any(promotes)) if promotes else None
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
            continue
        if pair.bound is not None:
            if pair.bound not in NO_BOUNDS:
                return "a threshold"
        elif other & INCUMBENT_WORDS:
            return "a baseline or the current model"
        elif other & LIMIT_WORDS:
            return "a threshold"
    return None


def _deciding(repo: Snapshot, code: Code, function: str) -> Iterator[bool]:
    """For each condition that stops or promotes by the answer of a function: whether it is a promotion."""
    name = last_part(function)
    for path, facts in repo.modules.items():
        near = path == code.path or code.path in import_graph(repo).get(path, ())
        if not near or not facts.conditions or is_test(repo, path):
            continue
        rows: list[str] = []
        for call in facts.calls:
            if last_part(call.target) != name or call.function == function:
                continue
            rows = rows or (repo.text(path) or "").split("\n")
            kept = ASSIGNS.match(rows[call.line - 1][:300]) if call.line <= len(rows) else None
            yield from _by_answer(facts, call.function, name, kept[1] if kept is not None else None)


def _by_answer(facts: PythonFacts, asking: str | None, name: str, kept: str | None) -> Iterator[bool]:
    """The same for one call: by the call itself, by the name of its answer, or where that is handed on."""
    handed = {each.qualified_name for each in facts.functions if kept is not None and kept in each.parameters}
    for each in facts.conditions:
        asked = each.function == asking and words_of(name) <= each.words
        named = kept is not None and words_of(kept) <= each.words
        if not asked and not (named and (each.function == asking or each.function in handed)):
            continue
        promoting = bool(each.actions & PROMOTIONS) or any(
            call.function == each.function and _is_promotion(call.target) for call in facts.calls
        )
        promoting = promoting or last_part(each.function or "") in PROMOTIONS
        if each.stops or each.actions & PROMOTIONS or (promoting and "return" in each.actions):
            yield promoting


def _is_promotion(target: str) -> bool:
    return last_part(target) in PROMOTIONS
