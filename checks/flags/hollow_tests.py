"""Tests that only look like tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from posixpath import basename, dirname

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.test_runs.collected_tests import collected_tests
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.testing.collection import TestFunction, test_functions
from analyzer.wiring.testing.doctests import doctests_of_modules
from analyzer.wiring.testing.foreign_tests import foreign_tests

SEVERAL = 3
# A quarter of the tests that are collected.
CONSIDERABLE = 0.25
# `PriceTests.py`, `tests_of_price.py`: named as tests, in a way that no runner looks for.
MEANT_AS_TESTS = lazy_regex(r"(?:[a-z0-9]Tests?|(?:^|[_-])[Tt]ests?(?:[_-].*)?)\.py\Z")
# Scenarios in words have runners of their own.
OTHER_RUNNERS = (".feature", ".robot", ".story")


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
    first-party code: serious from three tests on, collected or not, unless they at least call it. Or at least
    three tests, and a quarter of those collected, cannot fail. Not raised where a test may be about this code
    and nobody can tell: it asserts something and sends a request, starts a program, reads a file or takes a
    fixture of a plugin, or what asserts is in a helper elsewhere.
    """
    found = {path: tests for path, tests in test_functions(repo).items() if _is_meant(path, tests)}
    collected = collected_tests(repo)
    tests = [test for each in collected.values() for test in each]
    if foreign_tests(repo) or any(test.substantive or test.unsure or test.skipped for test in tests):
        yield from _some(tests)
    elif tests:
        others = sum(map(len, found.values())) - sum(
            len(collected[path]) for path in found if path in collected
        )
        more = f"; {others:,} more would not be collected by any test runner" if others > 0 else ""
        smoke = any(test.first_party and not test.trivial for test in tests)
        yield Flag(
            "hollow_tests",
            Severity.SERIOUS if len(tests) + others >= SEVERAL and not smoke else Severity.ASK,
            f"no assertion about the repository's own code in {plural(len(tests), 'collected test')}{more}",
            tuple(map(_named, tests[:5])),
        )
    else:
        yield from _uncollected(repo, found)


def _some(tests: Sequence[TestFunction]) -> Iterator[Flag]:
    """Where other tests assert something: many tests that cannot fail."""
    hollow = [test for test in tests if test.cannot_fail]
    if len(hollow) >= SEVERAL and len(hollow) >= CONSIDERABLE * len(tests):
        message = f"{len(hollow):,} of {plural(len(tests), 'collected test')} cannot fail"
        yield Flag("hollow_tests", Severity.ASK, message, tuple(map(_named, hollow[:5])))


def _uncollected(repo: Snapshot, found: Mapping[str, tuple[TestFunction, ...]]) -> Iterator[Flag]:
    """Tests by their form in files that no runner takes, and that nothing else of the repository runs."""
    run = _named_in_commands(repo, (path for path in repo.modules if path in found or is_test_path(path)))
    places = [path for path in sorted(found) if path not in run] or _without_tests(repo, run)
    others = any(path.endswith(OTHER_RUNNERS) for path in repo.paths)
    if not places or others or any(doctests_of_modules(repo)):
        return
    by_hand = any(repo.modules[path].main_guard is not None for path in places)
    several = sum(len(found.get(path, ())) for path in places) >= SEVERAL
    yield Flag(
        "hollow_tests",
        Severity.SERIOUS if several and not by_hand else Severity.ASK,
        f"no test runner would collect a test from {plural(len(places), 'test file')}",
        tuple(_not_collected(path, found.get(path, ())) for path in places[:5]),
    )


def _named_in_commands(repo: Snapshot, paths: Iterable[str]) -> frozenset[str]:
    """The files that CI or a file of tasks names: something runs them, whatever collects them."""
    texts = [repo.text(path) or "" for path in (*repo.pipelines, *repo.target_files)]
    return frozenset(path for path in paths if any(basename(path) in text for text in texts))


def _without_tests(repo: Snapshot, run: Collection[str]) -> list[str]:
    """Files in a folder of tests that have the name of one, contain none and assert nothing."""
    return [
        path
        for path, facts in repo.modules.items()
        if is_test_path(f"{dirname(path)}/_.py")
        and basename(path).startswith("test_")
        and not facts.assertions
        and path not in run
    ]


def _not_collected(path: str, tests: Sequence[TestFunction]) -> Evidence:
    if not tests:
        return Evidence(path, 1, Level.CLAIMED, "a test file without a test")
    return Evidence(path, tests[0].line, Level.CLAIMED, f"{tests[0].name}, which no test runner collects")


def _named(test: TestFunction) -> Evidence:
    why = f" {test.hollow}" if test.cannot_fail else ""
    return Evidence(test.path, test.line, Level.PRESENT, test.name + why)


def _is_meant(path: str, tests: Sequence[TestFunction]) -> bool:
    """Whether functions are meant as tests: by the name of their file or folder, or as cases of unittest."""
    named = is_test_path(path) or MEANT_AS_TESTS.search(basename(path)) is not None
    return named or any(each.style == "unittest" for each in tests)
