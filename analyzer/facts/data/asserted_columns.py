"""Columns of a data set that code about something else asserts to be as it needs them."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.data.frame_checks import CONDITIONS, WEAK_CONDITIONS, modules_without_frame_checks
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Assertion
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.modules import Code
from analyzer.wiring.runs.reachability import is_live

FEWEST_ASSERTIONS = 2
STRONG = CONDITIONS - WEAK_CONDITIONS


def asserted_columns(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    """The first such function of each module; what checks frames by its name is told elsewhere."""
    for path, facts in modules_without_frame_checks(repo):
        code = Code(path, facts, notebook=False)
        by_function: dict[str | None, list[Assertion]] = {}
        for each in facts.assertions:
            if each.kind == "assert" and not each.trivial and _is_about_columns(each):
                by_function.setdefault(each.function, []).append(each)
        for function, found in by_function.items():
            if len(found) >= FEWEST_ASSERTIONS and is_live(repo, code, function, by_tests=False):
                stops = path in run
                note = f"{plural(len(found), 'assertion')} about columns of a data frame"
                note += "; a failure stops the run" if stops else ""
                yield Evidence(path, found[0].line, Level.WIRED if stops else Level.SUBSTANTIVE, note)
                break


def _is_about_columns(assertion: Assertion) -> bool:
    return not STRONG.isdisjoint(
        part for name in assertion.names for part in name.replace("()", "").split(".")[1:]
    )
