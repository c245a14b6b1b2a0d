"""Figures of a sentence and of a document: the same unit, the same things, about as much."""

from __future__ import annotations

import pytest

from analyzer.claims.kept_figures import Amount, keeps_figure, rates_of, times_of

TIMES = {
    "Latency: ~12-18 ms (small model)": (0.012, 0.018),
    "p95 of 0.3 s": (0.3, 0.3),
    "P50 (ms): 298": (0.298, 0.298),
    "250 µs a row": (0.00025, 0.00025),
    "under 100ms": (0.0, 0.1),
}


@pytest.mark.parametrize(("text", "expected"), TIMES.items(), ids=TIMES)
def test_a_time_is_read_in_seconds(text: str, expected: tuple[float, float]) -> None:
    ((low, high),) = [(each.low, each.high) for each in times_of(text)]
    assert (low, high) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["Median (P50): 50th percentile", "2.5x faster", "version 1.2.3", "p95 | 40 rps"]
)
def test_what_is_no_time(text: str) -> None:
    assert times_of(text) == ()


RATES = {
    "80-120 images/sec": Amount(80, 120, "image"),
    "Peak RPS: 57": Amount(57, 57, "asked"),
    "1.5k requests per second": Amount(1500, 1500, "asked"),
    "Throughput (req/s): 1,200": Amount(1200, 1200, "asked"),
    "600 documents per minute": Amount(10, 10, "document"),
}


@pytest.mark.parametrize(("text", "expected"), RATES.items(), ids=RATES)
def test_a_rate_is_read_per_second(text: str, expected: Amount) -> None:
    assert rates_of(text) == (expected,)


KEPT = {
    "the same": ("latency", "20 ms", "p95 | 20 ms", True),
    "twice as much": ("latency", "20 ms", "40 ms", True),
    "more than twice": ("latency", "20 ms", "41 ms", False),
    "half of it": ("latency", "20 ms", "10 ms", True),
    "less than half": ("latency", "20 ms", "9 ms", False),
    "another unit of time": ("latency", "0.02 s", "20 ms", True),
    "a bound": ("latency", "under 100 ms", "3 ms", True),
    "a bound that is not kept": ("latency", "under 100 ms", "300 ms", False),
    "another percentile": ("latency", "p95 of 20 ms", "p50: 20 ms", False),
    "a median": ("latency", "median of 20 ms", "p50: 20 ms", True),
    "no figure that is kept": ("latency", "20 ms", "Median (P50): 50th percentile", False),
    "a part of the time": ("latency", "20 ms", "it eliminates an overhead of 20 ms", False),
    "the same part of it": ("latency", "an overhead of 20 ms", "the overhead is 20 ms", True),
    "other things": ("scale", "80-120 images/sec", "Peak RPS: 100", False),
    "requests by another name": ("scale", "100 predictions per second", "Peak RPS: 100", True),
    "nothing that can be compared": ("scale", "throughput doubled", "Peak RPS: 100", None),
    "another kind": ("cost", "$ 5 a month", "$ 5", None),
}


@pytest.mark.parametrize(("topic", "claimed", "kept", "expected"), KEPT.values(), ids=KEPT)
def test_a_claimed_figure_is_kept(topic: str, claimed: str, kept: str, expected: bool | None) -> None:
    assert keeps_figure(claimed, f"numbers: {kept}; measured by bench.py", topic) is expected
