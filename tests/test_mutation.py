"""The benchmark that changes the code: what counts as noticed, and where a change is said to stand."""

from __future__ import annotations

import signal

import pytest

from benchmarks.mutation import ending_of, mutants


@pytest.mark.parametrize(
    ("code", "ending"),
    [(0, "survived"), (1, None), (3, "ended by a fault (exit status 3)")],
)
def test_a_failing_test_is_noticed_and_a_fault_of_the_tool_is_not(code: int, ending: str | None) -> None:
    assert ending_of(code << 8) == ending


@pytest.mark.parametrize(
    ("number", "ending"),
    [(signal.SIGXCPU, None), (signal.SIGKILL, "ended by SIGKILL"), (signal.SIGSEGV, "ended by SIGSEGV")],
)
def test_the_limit_of_time_is_noticed_and_any_other_end_is_not(
    number: signal.Signals, ending: str | None
) -> None:
    assert ending_of(int(number)) == ending


def test_every_change_stands_at_its_line() -> None:
    source = "def f(rows):\n    return [\n        row\n        for row in rows\n        if row\n    ]\n"
    assert [(each.line, each.what) for each in mutants(source)] == [(4, "filter dropped")]
