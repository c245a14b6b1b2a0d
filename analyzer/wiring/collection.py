"""Which tests exist, which runner would collect them, and what they assert about.

A test is substantive if an assertion in it (or in a helper it calls) is not trivial and the test
touches first-party code: directly, through a fixture, through `setUp`, or by running one of the
repository's own programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import dirname

from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.asserted_code import MAX_HOPS, FirstParty, Reach
from analyzer.wiring.pytest_settings import PytestSettings, nearest_settings

TEST_CASES = ("TestCase", "TransactionTestCase", "LiveServerTestCase", "AsyncHTTPTestCase", "AsyncTestCase")


@dataclass(frozen=True, slots=True)
class TestFunction:
    """A test that a runner would collect. `assertions` counts those that can fail.

    `hollow` says why the first of the others cannot, "" if there is none.
    """

    __test__ = False  # not a test of ours

    path: str
    name: str
    line: int
    style: str
    assertions: int
    trivial: int
    first_party: bool
    hollow: str = ""

    @property
    def substantive(self) -> bool:
        return self.assertions > 0 and self.first_party

    @property
    def cannot_fail(self) -> bool:
        """Whether it asserts something, and nothing that could fail."""
        return self.trivial > 0 and self.assertions == 0


@derived
def test_functions(repo: Snapshot) -> Mapping[str, tuple[TestFunction, ...]]:
    """For every module that contains tests by their form, the tests in it, whatever collects them."""
    first_party = FirstParty(repo)
    table: dict[str, tuple[TestFunction, ...]] = {}
    for path, facts in repo.modules.items():
        tests = tuple(_tests_in(path, facts, first_party, nearest_settings(repo, dirname(path))))
        if tests:
            table[path] = tests
    return table


test_functions.__test__ = False  # type: ignore[attr-defined]  # not a test of ours


def _tests_in(
    path: str, facts: PythonFacts, first_party: FirstParty, settings: PytestSettings
) -> Iterator[TestFunction]:
    cases = _test_cases(facts)
    plain_classes = {
        each.qualified_name: each
        for each in facts.classes
        if any(fnmatchcase(each.name, _prefix(pattern)) for pattern in settings.class_patterns)
        and "__init__" not in each.methods
    }
    reach = Reach(path, facts, first_party)
    for function in facts.functions:
        owner, _, name = function.qualified_name.rpartition(".")
        if owner in cases:
            style = "unittest"
            named = name.startswith("test")
        else:
            style = "pytest"
            named = any(fnmatchcase(name, _prefix(pattern)) for pattern in settings.function_patterns)
            if owner and owner not in plain_classes:
                continue
        if not named or function.nested or _is_fixture(function):
            continue
        assertions, trivial, hollow = reach.assertions(function)
        yield TestFunction(
            path,
            function.qualified_name,
            function.line,
            style,
            assertions,
            trivial,
            reach.first_party(function),
            hollow,
        )


def _prefix(pattern: str) -> str:
    return pattern if any(mark in pattern for mark in "*?[") else f"{pattern}*"


def _test_cases(facts: PythonFacts) -> frozenset[str]:
    """Classes that derive from a unittest case, directly or through a class of the same file."""
    cases: set[str] = set()
    for _ in range(MAX_HOPS):
        before = len(cases)
        for each in facts.classes:
            bases = [base.rpartition(".")[2] for base in each.bases]
            if any(base.endswith(TEST_CASES) or base in cases for base in bases):
                cases.add(each.qualified_name)
        if len(cases) == before:
            break
    return frozenset(cases)


def _is_fixture(function: Function) -> bool:
    return any(each.target.rpartition(".")[2] == "fixture" for each in function.decorators)
