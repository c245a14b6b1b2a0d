"""Where programs in other languages than Python compare a metric of their model with a bound or another one.

Read in the function that computes the metric, and in those that call it, by the names of both sides:
`if (metrics.RSquared < 0.7)`, `require(auc >= minAuc)`, `stopifnot(rmse < champion_rmse)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.evaluations.evaluation_words import (
    INCUMBENT_WORDS,
    LIMIT_WORDS,
    METRIC_WORDS,
    NOT_METRICS,
    SCORED_CASES,
    UNSURE_METRICS,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.stops import calling, stops
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

_SIDE = r"[A-Za-z_][\w.$\[\]\"'!?]{0,80}(?:\((?:[\"'][\w.-]{1,60}[\"'])?\))?"
METRIC_COMPARED = lazy_regex(
    rf"(?P<left>{_SIDE}|\d[\d_.]{{0,20}})[ \t]{{0,4}}(?:<=|>=|<(?![-<])|>(?!>))[ \t]{{0,4}}"
    rf"(?P<right>{_SIDE}|\d[\d_.]{{0,20}})(?![\w(>])"
)
# What a row must say beside it: a comparison that decides about nothing is no bound.
DECIDING = lazy_regex(
    r"\b(?:if|unless|elseif|require|check|ensure\w{0,3}|stopifnot|stop_if\w{0,4}|assert\w{0,20}|guard|when|while)\b"
    r"|&&|\|\||\?"
)
OWN_METRIC_WORDS = word_set("accuracy auc auroc f1 rmse mae mape mse r2 precision recall")
BOUND_NUMBER = lazy_regex(r"0*\.?0*[1-9][\d_.]*")
# Bounds that hold of every value of a measure, or of none.
OF_RANGE = lazy_regex(r"(?<![\w.])(?:0|1|100)(?:\.0{1,4})?(?![\w.])")
# Names of a measure in capital letters and digits, which are no words by themselves: R2 and RSquared.
SQUARED = lazy_regex(r"(?i)r_?(?:2|squared)|rsq")
# The variable that a call gives its value to.
GIVEN_METRIC = lazy_regex(
    r"\s{0,40}(?:(?:val|var|let|const|double|float|final|auto)\s{1,4}){0,2}(?P<name>[A-Za-z_][\w.]{0,60})"
    r"(?:\s{0,4}:\s{0,4}\w{1,30})?\s{0,4}(?:<-|:?=(?!=))"
)
# The best of several trials, and a figure that a search keeps, are no bound that was set.
OF_SEARCH = word_set("best worst trial candidate fold")
REMARK = lazy_regex(r"\s*(?://|#|\*|/\*)")
LONGEST_COMPARING_ROW = 300
MOST_ROWS_COMPARED = 200
MOST_LINES_MEASURED = 20


class MetricBound(Struct, frozen=True):
    """A comparison that decides about a model: where, its text, and whether it can end the run."""

    path: str
    line: int
    function: str | None
    compared: str
    stops: bool


def metric_bounds(repo: Snapshot) -> Iterator[MetricBound]:
    """The first comparison for each function that computes a metric."""
    lines: dict[tuple[str, str | None], list[int]] = {}
    for measured, function, line in _measured(repo):
        lines.setdefault((measured, function), []).append(line)
    for (measured, function), of_function in lines.items():
        places: list[tuple[str, str | None, int]] = [(measured, function, min(of_function))]
        places += [(path, name or None, 0) for path, name in calling(repo, measured, function)]
        for path, name, begin in places:
            ends = stops(repo, path, name)
            own = of_function[:MOST_LINES_MEASURED] if (path, name) == (measured, function) else []
            given = frozenset(_given_at(repo, measured, line) for line in own) - {""}
            found = _compared_in(repo, path, name, begin, given, ends=ends)
            if found is not None:
                yield MetricBound(path, found[0], name, found[1], ends)
                break


def compared_by_name(repo: Snapshot, path: str) -> Iterator[MetricBound]:
    """Where a file compares what is surely named for a measure of quality with a limit."""
    for each in (*(one.qualified_name for one in programs(repo)[path].functions), None):
        found = _compared_in(repo, path, each, 0, frozenset(), ends=False)
        if found is not None and not OF_RANGE.search(found[1]):
            yield MetricBound(path, found[0], each, found[1], stops(repo, path, each))


def _measured(repo: Snapshot) -> Iterator[tuple[str, str | None, int]]:
    """Where a metric is computed: by a library, or where models are trained by a function named for it."""
    for use in uses(repo, Subject.MODEL_METRIC):
        if use.called:
            yield use.path, use.function, use.line
    for path in sorted({each.path for each in uses(repo, Subject.TRAINING) if each.called}):
        facts = programs(repo)[path]
        own = {each.name for each in facts.functions if words_of(each.name) & OWN_METRIC_WORDS}
        for call in facts.calls if own else ():
            name = parts_of(call.target.rpartition(FROM_PACKAGE)[2])[-1:]
            if own.intersection(name) and call.function not in own:
                yield path, call.function, call.line


def _given_at(repo: Snapshot, path: str, line: int) -> str:
    """The name of the variable that the value of a line is given to, "" if none is."""
    rows = (repo.text(path) or "").split("\n")
    match = GIVEN_METRIC.match(rows[line - 1][:LONGEST_COMPARING_ROW]) if line <= len(rows) else None
    return "" if match is None else match["name"]


def _compared_in(
    repo: Snapshot, path: str, function: str | None, begin: int, given: frozenset[str], *, ends: bool
) -> tuple[int, str] | None:
    first, last = _rows_of(programs(repo)[path], function)
    rows = (repo.text(path) or "").split("\n")
    begin = max(first, begin)
    for number, row in enumerate(rows[begin - 1 : min(last, begin + MOST_ROWS_COMPARED)], begin):
        row = row[:LONGEST_COMPARING_ROW]
        if REMARK.match(row) or DECIDING.search(row) is None:
            continue
        for match in METRIC_COMPARED.finditer(row):
            if _bounds_metric(match, given, ends=ends):
                return number, match[0]
    return None


def _rows_of(facts: ProgramFacts, function: str | None) -> tuple[int, int]:
    found = next((each for each in facts.functions if each.qualified_name == function), None)
    return (1, 10**6) if found is None else (found.line, found.end_line)


def _bounds_metric(match: re.Match[str], given: frozenset[str], *, ends: bool) -> bool:
    """Whether one side is a measure of quality, and the other a number, a named limit or another model's.

    `given` are the variables that hold what was measured, whatever they are called.
    """
    left, right = match["left"], match["right"]
    return any(
        (one in given or _is_metric(one, ends=ends)) and _is_bound(other)
        for one, other in ((left, right), (right, left))
    )


def _is_metric(name: str, *, ends: bool) -> bool:
    """Whether a name is that of a measure; one that may be of anything counts beside what ends a run."""
    words = words_of(name)
    if words & (NOT_METRICS | SCORED_CASES | OF_SEARCH) or words & LIMIT_WORDS:
        return False
    measures = words & METRIC_WORDS
    last = name.replace("()", "").rpartition(".")[2].rpartition("$")[2]
    return SQUARED.fullmatch(last) is not None or bool(measures if ends else measures - UNSURE_METRICS)


def _is_bound(name: str) -> bool:
    if name[:1].isdigit():
        return BOUND_NUMBER.fullmatch(name) is not None
    words = words_of(name)
    return not words & OF_SEARCH and bool(words & (LIMIT_WORDS | INCUMBENT_WORDS))


__all__ = ["MetricBound", "compared_by_name", "metric_bounds"]
