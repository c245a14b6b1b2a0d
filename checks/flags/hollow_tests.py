"""Tests that only look like tests."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.collected_tests import collected_tests
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.collection import test_functions
from analyzer.wiring.foreign_tests import foreign_tests
from analyzer.wiring.roles import is_test

SEVERAL = 3


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
    """Some files look like tests, but no collected test asserts about this repository's own code.

    Either no common test runner would collect them, or none of those collected asserts anything about
    first-party code. Serious from three tests on, collected or not.
    """
    found, collected = test_functions(repo), collected_tests(repo)
    every = [test for functions in found.values() for test in functions]
    if foreign_tests(repo) or any(test.substantive for each in collected.values() for test in each):
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
        tuple(Evidence(test.path, test.line, Level.PRESENT, test.name) for test in tests[:5]),
    )


def _looks_like_test(repo: Snapshot, path: str) -> bool:
    name = basename(path)
    return name != "__init__.py" and not name.startswith("conftest") and is_test(repo, path)
