"""Which tests exist, which runner would collect them, and what they assert about.

A test is substantive if an assertion in it (or in a helper it calls) is not trivial and the test
touches first-party code: directly, through a fixture, through `setUp`, or by running one of the
repository's own programs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import import_graph
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.testing.asserted_code import FirstParty, Reach, is_step
from analyzer.wiring.testing.asserting import unknown_parameters
from analyzer.wiring.testing.classes_of_tests import (
    inherited_tests,
    is_named,
    is_plain_class,
    switched_off,
    test_cases,
)
from analyzer.wiring.testing.pytest_settings import PytestSettings, nearest_settings
from analyzer.wiring.testing.skipped_tests import Skips
from analyzer.wiring.testing.unsure_tests import UnsureTests, fixture_names, fixtures_above, makes_fixture

# Programs whose name says that running them is a test.
NAMED_AS_TEST = lazy_regex(
    r"(?:^|[_./-])(?:tests?|checks?|smoke|verif(?:y|ication)|validate|sanity|self_?test)(?:[_./-]|$)",
    re.IGNORECASE,
)
# `create_test_documents.py`, `train_test_split.py`: what makes the data of tests. `build_test.py` is a test.
MAKES_FOR_TESTS = lazy_regex(
    r"(?:^|[_-])(?:create|generate|gen|make|build|prepare|split|download|fetch|seed|train|write|export|collect"
    r"|merge|sample|extract|convert|copy|upload)[_-](?:\w{1,40}[_-])?tests?[_-]\w",
    re.IGNORECASE,
)

# What reads a file that lies there, and what may ask or start something else.
READING_CALLS = word_set(
    "open load loads safe_load read_text read_bytes read_csv read_parquet read_json read_yaml reader"
    " DictReader"
)
ASKING_MODULES = (
    "subprocess", "requests", "httpx", "aiohttp", "urllib.request", "http.client", "socket", "grpc",
    "websocket", "importlib", "runpy", "docker", "testcontainers", "selenium", "playwright",
)  # fmt: skip


class TestFunction(Struct, frozen=True):
    """A test that a runner would collect. `assertions` counts those that can fail.

    `hollow` says why the first of the others cannot, "" if there is none. `unsure`: nobody can tell whether
    it asserts something about first-party code (see `unsure_tests`). `written_in`: the functions in which
    its assertions stand, with their number; a helper's are those of every test that calls it. `skipped`: it
    never runs, whatever it asserts.
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
    unsure: bool = False
    written_in: tuple[tuple[str, int], ...] = ()
    skipped: bool = False

    @property
    def substantive(self) -> bool:
        return self.assertions > 0 and self.first_party and not self.skipped

    @property
    def cannot_fail(self) -> bool:
        """Whether it asserts something, and nothing that could fail."""
        return self.trivial > 0 and self.assertions == 0 and not self.skipped


def written_assertions(tests: Iterable[TestFunction]) -> int:
    """How many assertions the tests make, each counted once where it is written."""
    tests = tuple(tests)
    places = {(test.path, *each) for test in tests for each in test.written_in}
    return sum(number for _path, _name, number in places) + sum(
        test.assertions for test in tests if not test.written_in
    )


@derived
def test_functions(repo: Snapshot) -> Mapping[str, tuple[TestFunction, ...]]:
    """For every module that contains tests by their form, the tests in it, whatever collects them."""
    first_party = _known(repo)
    table: dict[str, tuple[TestFunction, ...]] = {}
    for path, facts in repo.modules.items():
        tests = tuple(_tests_in(path, facts, first_party, nearest_settings(repo, dirname(path))))
        if tests:
            table[path] = tests
    return table


@derived
def _known(repo: Snapshot) -> FirstParty:
    return FirstParty(repo)


def script_test(repo: Snapshot, path: str) -> TestFunction | None:
    """A program of which running it is a test: named as one, and it asserts something that can fail."""
    facts = repo.modules.get(path)
    if facts is None or not facts.assertions or not (is_test_path(path) or NAMED_AS_TEST.search(path)):
        return None
    if MAKES_FOR_TESTS.search(basename(path)) is not None:
        return None
    reach = Reach(path, facts, _known(repo))
    program = reach.program()
    assertions, trivial, hollow = reach.assertions(program)
    if not assertions:
        return None
    line = min(each.line for each in facts.assertions)
    first_party = reach.first_party(program)
    if not is_test_path(path) and _looks_at_files_alone(repo, path, facts):
        return None
    return TestFunction(path, basename(path), line, "script", assertions, trivial, first_party, hollow)


def _looks_at_files_alone(repo: Snapshot, path: str, facts: PythonFacts) -> bool:
    """Whether a program reads files and uses no other code of the repository: a check of data."""
    reads = any(call.target.rpartition(".")[2] in READING_CALLS for call in facts.calls)
    used = (*(each.module for each in facts.imports), *(call.target for call in facts.calls))
    asks = any(each.startswith(ASKING_MODULES) for each in used)
    return reads and not asks and not import_graph(repo).get(path, frozenset()) - {path}


test_functions.__test__ = False  # type: ignore[attr-defined]  # not a test of ours


def _tests_in(
    path: str, facts: PythonFacts, first_party: FirstParty, settings: PytestSettings
) -> Iterator[TestFunction]:
    if ("__test__", "False") in {(name, value) for name, value, _line in facts.assigned}:
        return
    cases = test_cases(first_party.repo, path, facts)
    plain_classes = {each.qualified_name: each for each in facts.classes if is_plain_class(each, settings)}
    for name in switched_off(facts, first_party.repo.text(path) or ""):
        plain_classes.pop(name, None)
    reach = Reach(path, facts, first_party)
    unsure = cache(lambda: UnsureTests(first_party.repo, path, facts))
    called = _called_with_arguments(facts)
    skips = Skips(facts, first_party.repo.text(path) or "")
    for function in facts.functions:
        owner, _, name = function.qualified_name.rpartition(".")
        if owner in cases:
            style = "unittest"
        else:
            style = "pytest"
            if owner and owner not in plain_classes:
                continue
        if not is_named(name, settings, case=owner in cases) or function.nested or makes_fixture(function):
            continue
        if style == "pytest" and (
            function.name in called or _waits_for_a_caller(first_party.repo, path, facts, function)
        ):
            continue
        test = _test(path, function, style, reach, unsure)
        yield replace(test, skipped=True) if skips.hold(function) else test
    yield from _inherited(path, facts, first_party, settings, reach)
    yield from _scenarios(path, facts, reach)
    yield from _machines(path, facts, reach)


def _inherited(
    path: str, facts: PythonFacts, first_party: FirstParty, settings: PytestSettings, reach: Reach
) -> Iterator[TestFunction]:
    """The tests that classes of this file run and have from classes which no runner looks into itself."""
    reaches = {path: reach}
    for each in inherited_tests(first_party.repo, path, facts, settings):
        if each.home not in reaches:
            reaches[each.home] = Reach(each.home, first_party.repo.modules[each.home], first_party)
        owner = each.definition.qualified_name
        own = (function for function in facts.functions if function.qualified_name.startswith(f"{owner}."))
        there = reaches[each.home]
        assertions, trivial, hollow = there.assertions(each.function)
        touches = there.first_party(each.function) or any(map(reach.first_party, own))
        name, style = f"{owner}.{each.function.name}", "unittest" if each.case else "pytest"
        yield TestFunction(path, name, each.definition.line, style, assertions, trivial, touches, hollow)


def _scenarios(path: str, facts: PythonFacts, reach: Reach) -> Iterator[TestFunction]:
    """`scenarios("shop.feature")` makes a test of each scenario; what asserts is in the steps."""
    call = next((each for each in facts.calls if each.target == "pytest_bdd.scenarios"), None)
    if call is None:
        return
    steps = [each for each in facts.functions if is_step(each)]
    assertions = sum(reach.assertions(each)[0] for each in steps)
    first_party = any(map(reach.first_party, steps))
    unsure = not (assertions and first_party)
    yield TestFunction(path, "scenarios", call.line, "pytest", assertions, 0, first_party, unsure=unsure)


def _machines(path: str, facts: PythonFacts, reach: Reach) -> Iterator[TestFunction]:
    """`TestShop = ShopMachine.TestCase`: hypothesis runs the rules of the class in any order."""
    for name, value, line in facts.assigned:
        owner = value.removesuffix(".TestCase").rpartition(".")[2]
        if name.startswith("Test") and value.endswith(".TestCase"):
            rules = [each for each in facts.functions if each.qualified_name.startswith(f"{owner}.")]
            assertions = sum(reach.assertions(each)[0] for each in rules)
            first_party = any(map(reach.first_party, rules))
            unsure = not (assertions and first_party)
            yield TestFunction(path, name, line, "unittest", assertions, 0, first_party, unsure=unsure)


def _called_with_arguments(facts: PythonFacts) -> frozenset[str]:
    """What the file calls itself and hands something: a helper, whatever its name."""
    return frozenset(each.target for each in facts.calls if each.positional or each.keywords)


def _waits_for_a_caller(repo: Snapshot, path: str, facts: PythonFacts, function: Function) -> bool:
    """`def test(model, loader)`: a step of a program, whose parameters no fixture is named like.

    Of another name it is one where it asserts nothing and stands outside of the folders of tests.
    """
    if function.qualified_name != function.name or not function.parameters or function.decorators:
        return False
    among_tests = is_test_path(f"{dirname(path)}/_.py")
    if function.name != "test" and (
        among_tests or any(each.function == function.name for each in facts.assertions)
    ):
        return False
    local = {name for each in facts.functions if makes_fixture(each) for name in fixture_names(each)}
    unknown = unknown_parameters(function, fixtures_above(repo, path) | local)
    return bool(unknown) if function.name == "test" else unknown == set(function.parameters)


def _test(
    path: str, function: Function, style: str, reach: Reach, unsure: Callable[[], UnsureTests]
) -> TestFunction:
    assertions, trivial, hollow = reach.assertions(function)
    first_party = reach.first_party(function)
    doubtful = False
    if not (assertions and first_party):
        elsewhere, reached = unsure(), reach.reached(function)
        doubtful = elsewhere.asserts_elsewhere(function, reached) or (
            assertions > 0 and elsewhere.asks_elsewhere(function, reached)
        )
    name = function.qualified_name
    return TestFunction(
        path,
        name,
        function.line,
        style,
        assertions,
        trivial,
        first_party,
        hollow,
        doubtful,
        reach.written_in(function),
    )
