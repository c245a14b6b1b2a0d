"""Tests that only look like tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.collected_tests import collected_tests
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.collection import TestFunction, test_functions
from analyzer.wiring.foreign_tests import foreign_tests
from analyzer.wiring.roles import is_test

SEVERAL = 3
# A quarter of the tests that are collected.
CONSIDERABLE = 0.25


@flag_check(
    id="hollow_tests",
    title="tests that do not test this code",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.DEPENDENCIES, FileKind.CONFIGURATION),
    question=FlagQuestion(
        competency=Competency.EVALUATION,
        ask="These test files verify little so far. "
        "Which behaviour would you test first, and with which input?",
        strong="Picks the costliest failure, and states the assertion.",
        weak="Adds a test for every function.",
        covers=("H2",),
    ),
)
def hollow_tests(repo: Snapshot) -> Iterator[FlagResult]:
    """Tests that are not collected, that assert nothing about this code, or that cannot fail.

    Either no common test runner would collect any, or none of those collected asserts anything about
    first-party code: serious from three tests on, collected or not. Or at least three tests, and a quarter
    of those collected, cannot fail.
    """
    found, collected = test_functions(repo), collected_tests(repo)
    every = [test for functions in found.values() for test in functions]
    if foreign_tests(repo) or any(test.substantive for each in collected.values() for test in each):
        yield from _some(collected)
        return
    looks = [path for path in repo.modules if _looks_like_test(repo, path)]
    if not every and not looks:
        return
    if not collected:
        places = sorted(found) or looks
        yield Flag(
            "hollow_tests",
            Severity.SERIOUS if len(every) >= SEVERAL else Severity.ASK,
            f"no test runner would collect a test from {plural(len(places), 'test file')}",
            tuple(Evidence(path, 1, Level.CLAIMED, "looks like a test file") for path in places[:5]),
        )
        return
    tests = [test for each in collected.values() for test in each]
    others = len(every) - len(tests)
    yield Flag(
        "hollow_tests",
        Severity.SERIOUS if len(every) >= SEVERAL else Severity.ASK,
        f"no assertion about the repository's own code in {plural(len(tests), 'collected test')}"
        + (f"; {others:,} more would not be collected by any test runner" if others > 0 else ""),
        tuple(map(_named, tests[:5])),
    )


def _some(collected: Mapping[str, tuple[TestFunction, ...]]) -> Iterator[Flag]:
    """Where other tests assert something: many tests that cannot fail."""
    tests = [test for each in collected.values() for test in each]
    hollow = [test for test in tests if test.cannot_fail]
    if len(hollow) >= SEVERAL and len(hollow) >= CONSIDERABLE * len(tests):
        message = f"{len(hollow):,} of {plural(len(tests), 'collected test')} cannot fail"
        yield Flag("hollow_tests", Severity.ASK, message, tuple(map(_named, hollow[:5])))


def _named(test: TestFunction) -> Evidence:
    why = f" {test.hollow}" if test.cannot_fail else ""
    return Evidence(test.path, test.line, Level.PRESENT, test.name + why)


def _looks_like_test(repo: Snapshot, path: str) -> bool:
    name = basename(path)
    return name != "__init__.py" and not name.startswith("conftest") and is_test(repo, path)
