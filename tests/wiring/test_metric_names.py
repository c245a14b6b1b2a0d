from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.testing import snapshot
from analyzer.wiring.metric_names import (
    EXPORTER_METRICS,
    LIBRARY_METRICS,
    emitted,
    has_threshold,
    metrics_of,
)

QUERIES = {
    'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) / 2 > 0.1': ("http_requests_total",),
    "histogram_quantile(0.95, sum(rate(lat_bucket[5m])) by (le, service)) > 2": ("lat_bucket",),
    "a_total offset 5m and on (x) group_left(y) b_total unless c": ("a_total", "b_total", "c"),
    "job:errors:rate5m{a='b}',c=\"{\"} >= bool 1e3": ("job:errors:rate5m",),
    'rate(hits{app="$app"}[$__rate_interval]) + ${offset}': ("hits",),
    "absent(up{job='x'})": ("up",),
    "topk(3, mem) # not_a_metric": ("mem",),
    "": (),
    "{": (),
}


@pytest.mark.parametrize(("query", "metrics"), QUERIES.items(), ids=QUERIES)
def test_metrics_of_a_query(query: str, metrics: tuple[str, ...]) -> None:
    assert metrics_of(query) == metrics


@pytest.mark.parametrize(
    ("query", "limited"),
    [("up == 0", True), ("absent(up)", True), ('up{a="b"}', False), ("rate(x[5m])", False), ("x < 1", True)],
)
def test_threshold_of_a_query(query: str, limited: bool) -> None:
    assert has_threshold(query) is limited


@given(st.text(max_size=300))
def test_any_text_is_read_as_a_query(text: str) -> None:
    assert all(metrics_of(text))
    assert isinstance(has_threshold(text), bool)


def test_tables_name_each_exporter_once_and_no_row_is_empty() -> None:
    marks = [mark for row in EXPORTER_METRICS for mark in row.marks]
    assert len(marks) == len(set(marks))
    assert all(row.prefixes for row in EXPORTER_METRICS)
    assert all(row.prefixes for row in LIBRARY_METRICS.tools)


HELPER = (
    "from prometheus_client import Counter\n\n"
    "def _get_or_create(kind, name, *rest):\n    return kind(name, *rest)\n\n"
)
HELPED = {
    "a class and a name": (HELPER + "c = _get_or_create(Counter, 'predictions_total', 'd')\n", True),
    "over several lines": (HELPER + "c = _get_or_create(\n    Counter,\n    'predictions_total',\n)\n", True),
    "a name that is not written": (
        HELPER + "c = _get_or_create(Counter, NAME, 'predictions_total')\n",
        False,
    ),
    "a counter of collections": (
        "from collections import Counter\nc = make(Counter, 'predictions_total')\n",
        False,
    ),
    "a comment": (HELPER + "# _get_or_create(Counter, 'predictions_total')\n", False),
}


@pytest.mark.parametrize("name", HELPED)
def test_a_class_that_is_handed_to_a_helper_makes_its_metric(name: str) -> None:
    text, made = HELPED[name]
    assert emitted(snapshot({"app.py": text})).has("predictions_total") == made
