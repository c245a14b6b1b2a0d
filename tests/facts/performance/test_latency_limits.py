"""Scripts and tests that fail where a percentile of the time of answers is above a limit."""

from __future__ import annotations

import pytest

from analyzer.facts.performance.latency_limits import latency_limits
from tests.support.snapshots import snapshot

TIMED = (
    "import statistics\nimport sys\nimport time\n\n\ndef run(ask, limits):\n    took = []\n    for each in range(9):\n"
    "        began = time.perf_counter()\n        ask(each)\n        took.append(time.perf_counter() - began)\n"
    "    p95_latency = statistics.quantiles(took, n=20)[18]\n    {}\n"
)
STOPS = "if p95_latency > 0.5:\n        sys.exit(1)"
TASK = {"Makefile": "all:\n\tpython gate.py\n"}
NOTE = "a percentile of the time that answers take is held against a limit"
CASES = {
    "a script that stops": ("gate.py", STOPS, {}, f"PRESENT gate.py:13 {NOTE}"),
    "a script that a task runs": (
        "gate.py", STOPS, TASK, f"SUBSTANTIVE gate.py:13 {NOTE}, in what the repository runs"),
    "failures that are collected": (
        "gate.py", "failures = []\n    if p95_latency > limits.max_p95_ms:\n        failures.append('slow')",
        {}, f"PRESENT gate.py:14 {NOTE}"),
    "a test": ("tests/test_speed.py", "assert p95_latency < 0.5", {}, f"PRESENT tests/test_speed.py:13 {NOTE}, in a test"),
    "a test that a task runs": (
        "tests/test_speed.py", "assert p95_latency < 0.5", {"Makefile": "all:\n\tpython tests/test_speed.py\n"},
        f"PRESENT tests/test_speed.py:13 {NOTE}, in a test"),
    "a limit that is only printed": ("gate.py", STOPS.replace("sys.exit(1)", "print('slow')"), TASK, ""),
    "no percentile": ("gate.py", STOPS.replace("p95_latency", "took[0]"), TASK, ""),
    "another percentile": ("gate.py", STOPS.replace("0.5", "p50_latency"), TASK, ""),
    "an example": ("examples/gate.py", STOPS, TASK, ""),
}  # fmt: skip


@pytest.mark.parametrize(("path", "judged", "files", "told"), CASES.values(), ids=CASES)
def test_a_percentile_of_the_latency_is_held_against_a_limit(
    path: str, judged: str, files: dict[str, str], told: str
) -> None:
    found = latency_limits(snapshot({path: TIMED.format(judged), **files}))
    assert [f"{each.level.name} {each.path}:{each.line} {each.note}" for each in found] == [told] * bool(told)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("time.perf_counter()", "1"),
        ("statistics.quantiles(took, n=20)[18]", "max(took)"),
        ("_latency", "_rows"),
    ],
    ids=["no clock", "a name alone", "of something else"],
)
def test_without_a_clock_a_percentile_or_latency_it_is_none(text: str, other: str) -> None:
    source = TIMED.format(STOPS).replace(text, other)
    assert list(latency_limits(snapshot({"gate.py": source}))) == []
