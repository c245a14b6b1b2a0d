"""Requests that are held against the range of the training data, with a metric that counts what is outside.

The range is learned: quantiles of reference data, in a function that live code calls. A fixed limit is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, words_of
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.runs.reachability import is_live

QUANTILES = word_set("quantile quantiles percentile nanpercentile nanquantile approxQuantile")
REFERENCE_DATA = word_set("train training reference ref baseline historical")
METRICS = word_set("prometheus_client opentelemetry statsd datadog aioprometheus")
COUNTS_OUTSIDE = word_set("inc add increment observe set record")
# `if value < low or value > high:`, `if not lo <= value <= hi:`
OUTSIDE_OF_RANGE = lazy_regex(
    r"^[ \t]*(?:el)?if [^\n]{0,99}(?:[<>]=?[ \t]*[^\n<>]{0,60}\b(?:low(?:er)?|lo|min(?:imum)?|[pq]0?[15])\b"
    r"|\b(?:low(?:er)?|lo|min(?:imum)?|[pq]0?[15])[ \t]*<=?)"
)
LONGEST_ASKING_ROW = 240


def checks_of_ranges(repo: Snapshot, code: Code) -> Iterator[Function]:
    """The functions that count what lies outside of the quantiles of reference data of their module."""
    facts = code.facts
    if not any(each.module.partition(".")[0] in METRICS for each in facts.imports):
        return
    learned = {call.function for call in facts.calls if last_part(call.target) in QUANTILES and call.function}
    if not any(_of_reference(name) and is_live(repo, code, name, by_tests=False) for name in learned):
        return
    counting = {call.function for call in facts.calls if last_part(call.target) in COUNTS_OUTSIDE}
    rows = rows_of(repo.text(code.path) or "")
    for each in facts.functions:
        if each.qualified_name in counting and each.qualified_name not in learned and _asks(rows, each):
            yield each


def _of_reference(function: str) -> bool:
    return not words_of(function).isdisjoint(REFERENCE_DATA)


def _asks(rows: Sequence[str], function: Function) -> bool:
    return any(
        OUTSIDE_OF_RANGE.match(row[:LONGEST_ASKING_ROW]) for row in rows[function.line : function.end_line]
    )
