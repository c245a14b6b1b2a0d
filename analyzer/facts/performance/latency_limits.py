"""Scripts and tests that take the time of answers and fail where a percentile of it is above a limit."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.performance.load_tools import CLOCK_PACKAGES, CLOCKS, PERCENTILE_BY_HAND, SUMMARIES
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import COLLECTS_FAILURE, Condition, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.run_modules import modules_run

PERCENTILE_WORDS = word_set("p50 p75 p90 p95 p98 p99 p999 percentile quantile")
LIMIT_OF_TIME = word_set("max maximum limit threshold budget slo sla target allowed bound")
SPEAKS_OF_LATENCY = lazy_regex(r"(?i)latenc|response[_ -]?times?|_ms\b")


def latency_limits(repo: Snapshot) -> Iterator[Evidence]:
    """The first such place of each module: substantive where something of the repository runs a script."""
    for path, facts in repo.modules.items():
        if is_example_path(path) or not _takes_percentiles(repo, path, facts):
            continue
        found = next((each for each in facts.conditions if _fails_above(each)), None)
        if found is None:
            continue
        run = not is_test(repo, path) and path in modules_run(repo)
        where = ", in what the repository runs" if run else ", in a test" if is_test(repo, path) else ""
        note = f"a percentile of the time that answers take is held against a limit{where}"
        yield Evidence(path, found.line, Level.SUBSTANTIVE if run else Level.PRESENT, note)


def _takes_percentiles(repo: Snapshot, path: str, facts: PythonFacts) -> bool:
    """Whether a module looks at a clock and orders what it took."""
    timed = any(
        last_part(each.target) in CLOCKS and each.target.partition(".")[0] in CLOCK_PACKAGES
        for each in facts.calls
    )
    if not timed or not facts.conditions:
        return False
    text = repo.text(path) or ""
    ordered = any(last_part(each.target) in SUMMARIES for each in facts.calls)
    return SPEAKS_OF_LATENCY.search(text) is not None and (
        ordered or PERCENTILE_BY_HAND.search(text) is not None
    )


def _fails_above(condition: Condition) -> bool:
    """Whether a condition stops, or collects a failure, for a percentile that is above a limit."""
    if not (condition.stops or COLLECTS_FAILURE in condition.actions):
        return False
    return any(
        (pair.left | pair.right) & PERCENTILE_WORDS
        and (pair.bound is not None or (pair.left | pair.right) & LIMIT_OF_TIME)
        for pair in condition.comparisons
    )
