"""Where programs in other languages compare a measure that they compute themselves with a limit.

Two forms: a file named for evaluation compares what is named for a metric with a limit; or a program that
reaches a model divides what agreed with what was expected by all of it, and ends by it and a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.evaluations.evaluation_words import LIMIT_WORDS
from analyzer.facts.evaluations.own_metric_programs import is_named_for_evaluating
from analyzer.facts.evaluations.program_bounds import (
    LONGEST_COMPARING_ROW,
    REMARK,
    MetricBound,
    compared_by_name,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.calls import Node, begun_by, reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.stops import stops
from analyzer.wiring.roles import is_example_path, is_test_path

QUOTIENT = lazy_regex(
    r"\s{0,60}(?:[A-Za-z_]\w{0,30}\s{1,4}){0,3}(?P<name>[A-Za-z_]\w{0,60})(?:\s?:\s?\w{1,20})?\s{0,4}"
    r"(?::=|<-|=(?![=~>]))[^=;\n]{0,160}?[\w)\]]\s{0,3}/\s{0,3}[\w(]"
)
TEXT_IN_ROW = lazy_regex(r"\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|`[^`\n]{0,200}`")
SHARE_NUMBER = lazy_regex(r"[\s(]{0,4}(?:0?\.\d{1,6}|[1-9]\d(?:\.\d{1,6})?)(?![\w.])")
# What a case is held against: a share of anything else is no measure of quality.
EXPECTING = lazy_regex(r"(?i)expect(?:ed|ation)|golden|ground_?truth|correct(?!ion)")
LEAST_EXPECTING = 2
# One of them stands in all that is found.
PARTS_OF_EXPECTING = ("expect", "golden", "truth", "correct")
NO_QUALITY = word_set(
    "latency ms duration elapsed memory cpu cost price token tokens bytes seconds minutes hours percentile"
    " page pages coverage"
)
ENDS_PROGRAM_BADLY = lazy_regex(
    r"\b(?:exit|Exit|exitProcess|abort|panic|stop|quit)\b(?![\s(]{0,3}0\b)|\b(?:raise|throw|throws)\b"
    r"|\bexitCode\s?=\s?[1-9]|\b(?:Fatal(?:f|ln)?|Errorf|errors\.New)\("
)
MOST_ROWS_TO_COMPARISON = 60
MOST_ROWS_TO_END = 30


def own_metric_bounds(repo: Snapshot, asking: frozenset[Node]) -> Iterator[MetricBound]:
    """The first comparison of each such file; `asking` are the functions that ask, load or train a model."""
    for path, facts in programs(repo).items() if asking else ():
        if is_test_path(path) or is_example_path(path):
            continue
        found = next(compared_by_name(repo, path), None) if is_named_for_evaluating(path) else None
        found = found or _by_quotient(repo, path, facts)
        if found is not None and (is_named_for_evaluating(path) or _reaches(repo, path, facts, asking)):
            yield found


def _by_quotient(repo: Snapshot, path: str, facts: ProgramFacts) -> MetricBound | None:
    text = repo.text(path) or ""
    plain = text.lower()
    if not any(each in plain for each in PARTS_OF_EXPECTING):
        return None
    if len(EXPECTING.findall(text)) < LEAST_EXPECTING:
        return None
    rows = [each[:LONGEST_COMPARING_ROW] for each in text.split("\n")]
    for number, row in enumerate(rows, 1):
        match = QUOTIENT.match(TEXT_IN_ROW.sub('""', row)) if "/" in row else None
        if match is None or REMARK.match(row) or words_of(match["name"]) & NO_QUALITY:
            continue
        below = enumerate(rows[number : number + MOST_ROWS_TO_COMPARISON], number + 1)
        found = next((at for at, each in below if _is_limited(each, match["name"])), None)
        if found is not None and any(_ends(each) for each in rows[found - 1 : found + MOST_ROWS_TO_END]):
            function = _around(facts, found)
            compared = rows[found - 1].strip()[:80]
            return MetricBound(path, found, function, compared, stops(repo, path, function))
    return None


def _ends(row: str) -> bool:
    return REMARK.match(row) is None and ENDS_PROGRAM_BADLY.search(TEXT_IN_ROW.sub('""', row)) is not None


def _is_limited(row: str, name: str) -> bool:
    """Whether a row compares a name with a share, or with what is named for a limit."""
    if name not in row or REMARK.match(row):
        return False
    sides = re.split(r"<=|>=|<(?![-<])|(?<![-=])>(?!>)", row, maxsplit=1)
    if len(sides) == 1:
        return False
    own = re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")
    for one, other in (sides, sides[::-1]):
        if own.search(one) and (SHARE_NUMBER.match(other) or words_of(other[:80]) & LIMIT_WORDS):
            return True
    return False


def _around(facts: ProgramFacts, line: int) -> str | None:
    inside = [each for each in facts.functions if each.line <= line <= each.end_line]
    return max(inside, key=lambda each: each.line).qualified_name if inside else None


def _reaches(repo: Snapshot, path: str, facts: ProgramFacts, asking: frozenset[Node]) -> bool:
    inside = ((path, each.qualified_name) for each in facts.functions)
    return not asking.isdisjoint(reached_by(repo, (*begun_by(repo, path), *inside)))
