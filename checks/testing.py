"""Tests: whether any would be collected, and whether they assert about this repository's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.languages import NOT_PROGRAMS
from analyzer.model import Evidence, Fact, Flag, Level, NotApplicable, Severity, Unseen, Yield
from analyzer.registry import check
from analyzer.snapshot import Snapshot
from analyzer.tables import plural
from analyzer.wiring.collection import (
    TestFunction,
    collected_by_pytest,
    collected_by_unittest,
    test_functions,
)
from analyzer.wiring.foreign_tests import CONVENTIONS, foreign_tests
from analyzer.wiring.roles import is_test
from checks.unread import unread_languages

SEVERAL = 3
UNITTEST_PATTERN = ("test*.py",)


@check(
    id="tests",
    title="tests",
    dimension="testing",
    reads=("python",),
    max_level=Level.SUBSTANTIVE,
    ask_present="Which test in {path} would you delete, and which one is missing?",
    ask_absent="How do you know that a change did not break the model or the code around it?",
)
def tests(repo: Snapshot) -> Iterator[Yield]:
    """Tests exist that a runner collects and that assert something about first-party code.

    Present: at least one test that pytest's or unittest's patterns (or the repository's own
    settings) collect, or a test file by the conventions of another language. Substantive: a
    collected test makes an assertion that is not trivial and touches first-party code, directly,
    through a helper, a fixture or `setUp`, or by running one of the repository's programs and
    failing with it. Flag `hollow_tests`: files that look like tests, of which none is substantive.
    """
    found = test_functions(repo)
    collected = {path: each for path, each in found.items() if is_collected(repo, path, each)}
    foreign = foreign_tests(repo)
    every = [test for each in collected.values() for test in each]
    yield Fact("tests", len(every) + sum(each.tests for each in foreign))
    yield Fact(
        "test_assertions", sum(test.assertions for test in every) + sum(each.assertions for each in foreign)
    )
    yield from _test_share(repo)
    for path, functions in collected.items():
        yield _evidence(path, functions)
    for file in foreign:
        level = Level.SUBSTANTIVE if file.assertions else Level.PRESENT
        yield Evidence(
            file.path,
            file.line,
            level,
            f"{plural(file.tests, file.language + ' test')} with {plural(file.assertions, 'assertion')}",
        )
    yield from _hollow(repo, found, collected, bool(foreign))
    if not found and not foreign:
        yield from _without_tests(repo)


def is_collected(repo: Snapshot, path: str, functions: tuple[TestFunction, ...]) -> bool:
    """Whether some usual runner takes the file: pytest, or unittest discovery from its folder."""
    if collected_by_pytest(repo, path):
        return True
    return any(each.style == "unittest" for each in functions) and collected_by_unittest(
        repo, path, dirname(path), UNITTEST_PATTERN
    )


def _evidence(path: str, functions: tuple[TestFunction, ...]) -> Evidence:
    real = [test for test in functions if test.substantive]
    if real:
        count = sum(test.assertions for test in real)
        return Evidence(
            path,
            real[0].line,
            Level.SUBSTANTIVE,
            f"{plural(len(real), 'test')} with {plural(count, 'assertion')} about first-party code, "
            f"e.g. {real[0].name}",
        )
    first = functions[0]
    if any(test.assertions for test in functions):
        lack = "whose assertions do not touch first-party code"
    else:
        lack = "without an assertion that could fail"
    note = f"{plural(len(functions), 'test')} {lack}, e.g. {first.name}"
    return Evidence(path, first.line, Level.PRESENT, note)


def _hollow(
    repo: Snapshot,
    found: Mapping[str, tuple[TestFunction, ...]],
    collected: Mapping[str, tuple[TestFunction, ...]],
    foreign: bool,
) -> Iterator[Flag]:
    every = [test for functions in found.values() for test in functions]
    if foreign or any(test.substantive for each in collected.values() for test in each):
        return
    looks = [path for path in repo.modules if _looks_like_test(repo, path)]
    if not every and not looks:
        return
    if not collected:
        places = sorted(found) or looks
        yield Flag(
            "hollow_tests",
            Severity.SERIOUS if len(every) >= SEVERAL else Severity.ASK,
            f"no test runner would collect a test from {plural(len(places), 'file')} that looks like one",
            tuple(Evidence(path, 1, Level.CLAIMED, "looks like a test file") for path in places[:5]),
        )
        return
    tests = [test for each in collected.values() for test in each]
    yield Flag(
        "hollow_tests",
        Severity.SERIOUS if len(tests) >= SEVERAL else Severity.ASK,
        f"of {plural(len(tests), 'collected test')} none asserts anything about the repository's own code",
        tuple(Evidence(test.path, test.line, Level.PRESENT, test.name) for test in tests[:5]),
    )


def _looks_like_test(repo: Snapshot, path: str) -> bool:
    name = basename(path)
    return name != "__init__.py" and not name.startswith("conftest") and is_test(repo, path)


def _test_share(repo: Snapshot) -> Iterator[Fact]:
    lines = sum(facts.code_lines for facts in repo.modules.values())
    in_tests = sum(facts.code_lines for path, facts in repo.modules.items() if is_test(repo, path))
    if lines:
        yield Fact("test_code_share", round(in_tests / lines, 3))


def _without_tests(repo: Snapshot) -> Iterator[Unseen | NotApplicable]:
    """No test: is there code that tests could be about, in a language whose conventions are known?"""
    known = {convention.language for convention in CONVENTIONS} | {"TypeScript", "Kotlin", "C"}
    programs = frozenset(repo.languages) - NOT_PROGRAMS
    for each in unread_languages(repo, programs - known - {"SQL", "Shell", "TeX"}):
        yield Unseen(f"{each.reason} for tests")
    if not programs:
        yield NotApplicable("no code to test")
