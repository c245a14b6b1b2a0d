"""What a test reaches and asserts: through helpers, fixtures and `setUp`, down to first-party code."""

from __future__ import annotations

from functools import partial
from posixpath import dirname, join

from analyzer.parsing.python import Assertion, Call, CannotFail, Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.image_builds import builds_image, has_own_image
from analyzer.wiring.modules import import_graph
from analyzer.wiring.named_code import NamedCode
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.testing.asserting import comparisons
from analyzer.wiring.testing.handed_code import (
    CALLS_OF_FILES,
    DAG_BAGS,
    RUNNING_CALLS,
    fails_with_program,
    files_handed,
    has_own_dags,
    names_handed,
    runs_by_fixture,
)
from analyzer.wiring.testing.helpers_of_tests import helpers_elsewhere
from analyzer.wiring.testing.mocks import OWN_ANSWER, asks_only_mocks
from analyzer.wiring.testing.plugin_fixtures import (
    APPLICATION_METHODS,
    DJANGO_FIXTURES,
    fixtures_taken,
    is_django_case,
    is_django_project,
    plugins_named,
)
from analyzer.wiring.testing.script_constants import script_constants
from analyzer.wiring.testing.unsure_tests import fixture_names

IMPORTING_CALLS = word_set("importlib.import_module __import__ runpy.run_module")
RUNNERS = word_set("pytest.main unittest.main absl.testing.absltest.main")
MAX_HOPS = 4
# What a class of tests runs before each of them.
SET_UPS = ("setUp", "setUpClass", "setup_method", "setup_class", "setup", "asyncSetUp", *APPLICATION_METHODS)
# The name of what stands outside of all functions.
WHOLE_FILE = ""
# Functions of its file that one test is followed into: hundreds of tests may lead to the same helpers.
MAX_REACHED = 200
# Files of fixtures that load each other, or stand above each other.
MAX_PLUGINS = 20


class FirstParty(NamedCode):
    """Whether names of a test file mean first-party code that is not itself a test."""

    def __init__(self, repo: Snapshot) -> None:
        super().__init__(repo)
        self._graph = import_graph(repo)
        self._fixtures: dict[str, frozenset[str]] = {}
        self._open: list[str] = []
        self._reaches: dict[str, Reach] = {}
        self._asserted: dict[tuple[str, str], int] = {}

    def imports(self, path: str, facts: PythonFacts) -> frozenset[str]:
        """The dotted prefixes in this file that mean first-party code."""
        found = set()
        for each in facts.imports:
            target = self._index.resolve(path, each.module, each.name)
            if target is not None and self._leads_to_code(target):
                found.add(each.module if each.name is None else _joined(each.module, each.name))
                if each.name in (None, "*"):
                    found.add(each.module)
                if each.name == "*" and target in self.repo.modules:
                    found.update(self.repo.modules[target].local_definitions)
        return frozenset(found)

    def _leads_to_code(self, path: str) -> bool:
        if not is_test_path(path):
            return True
        return any(not is_test_path(each) for each in self._graph.get(path, frozenset()))

    def fixtures(self, path: str) -> frozenset[str]:
        """Names of fixtures that touch first-party code: in the conftest files above, and in plug-ins."""
        found: set[str] = set()
        directory = dirname(path)
        found |= self._fixtures_of_plugins(path)
        while True:
            conftest = join(directory, "conftest.py")
            if conftest != path:
                found |= self._fixtures_in(conftest) | self._fixtures_of_plugins(conftest)
            if not directory:
                return frozenset(found)
            directory = dirname(directory)

    def _fixtures_in(self, conftest: str) -> frozenset[str]:
        facts = self.repo.modules.get(conftest)
        if facts is not None and conftest not in self._fixtures and len(self._open) < MAX_PLUGINS:
            # A plug-in that loads itself brings nothing by that.
            self._fixtures[conftest] = frozenset()
            self._open.append(conftest)
            reach = Reach(conftest, facts, self)
            self._fixtures[conftest] = frozenset(
                name
                for function in facts.functions
                if reach.first_party(function)
                for name in fixture_names(function)
            )
            self._open.pop()
        return self._fixtures.get(conftest, frozenset())

    def asserted_in(self, path: str, function: Function) -> int:
        """How many assertions that can fail a helper of another file makes."""
        key = (path, function.qualified_name)
        if key not in self._asserted:
            self._asserted[key] = 0  # a helper that leads back to itself asserts no more
            reach = self._reaches.get(path) or Reach(path, self.repo.modules[path], self)
            self._asserted[key] = self._reaches.setdefault(path, reach).assertions(function)[0]
        return self._asserted[key]

    def _fixtures_of_plugins(self, path: str) -> frozenset[str]:
        """The fixtures of the modules that a file loads as plug-ins, and of those they load."""
        loaded = [path]
        for each in loaded:
            facts = self.repo.modules.get(each)
            for name in plugins_named(facts) if facts is not None else ():
                module = self._index.resolve(each, name)
                if module is not None and module not in loaded and len(loaded) < MAX_PLUGINS:
                    loaded.append(module)
        return frozenset(name for each in loaded[1:] for name in self._fixtures_in(each))


def _joined(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


class Reach:
    """What a test of one file reaches: helpers, fixtures and `setUp` of the same file."""

    def __init__(self, path: str, facts: PythonFacts, first_party: FirstParty) -> None:
        self._facts = facts
        self._first_party = first_party
        self._path = path
        self._imports = first_party.imports(path, facts)
        self._fixtures: frozenset[str] | None = None
        self._by_name: dict[str, list[Function]] = {}
        self._by_qualified_name: dict[str, list[Function]] = {}
        self._nested: dict[str, list[Function]] = {}
        for function in facts.functions:
            for name in fixture_names(function):
                self._by_name.setdefault(name, []).append(function)
            self._by_qualified_name.setdefault(function.qualified_name, []).append(function)
            if function.nested:
                self._nested.setdefault(_outer(function), []).append(function)
        # Fixtures that every test of a class gets without asking.
        self._automatic: dict[str, list[Function]] = {}
        for function in facts.functions:
            if any(("autouse", "True") in each.keywords for each in function.decorators):
                self._automatic.setdefault(function.qualified_name.rpartition(".")[0], []).append(function)
        self._django_cases = frozenset(each.name for each in facts.classes if is_django_case(each.bases))
        # What a function itself says is asked for every test that reaches it.
        self._counted: dict[str, tuple[int, int, str]] = {}
        self._touching: dict[int, bool] = {}
        self._last: tuple[Function, list[Function]] | None = None
        self._assertions: dict[str, list[Assertion]] = {}
        for assertion in facts.assertions:
            self._assertions.setdefault(assertion.function or WHOLE_FILE, []).append(assertion)
        self._calls: dict[str, list[Call]] = {}
        for call in facts.calls:
            self._calls.setdefault(call.function or WHOLE_FILE, []).append(call)
        self._steps = [each for each in facts.functions if is_step(each)]
        self._values = {name: value for name, value, _line in facts.assigned}
        self._containers = frozenset(name for name, value, _line in facts.assigned if not value)
        self._of_classes = {each.qualified_name: each.decorators for each in facts.classes if each.decorators}
        # `client = TestClient(app)`: an object made at module level from something that is no literal,
        # in a file that imports first-party code.
        self._handed = tuple(
            f"{call.target}()"
            for call in self._calls.get(WHOLE_FILE, ())
            if self._imports and call.positional > len(call.strings)
        )

    def _fixtures_of(self, function: Function) -> tuple[str, ...]:
        return fixtures_taken(function, self._calls.get(function.qualified_name, ()), self._by_name)

    def program(self) -> Function:
        """The file as a program, run from its first line to its last."""
        names = (*self._facts.named, *self._facts.named_when_run)
        return Function(WHOLE_FILE, WHOLE_FILE, 1, 1, (), False, False, (), False, names, False)

    def reached(self, function: Function) -> list[Function]:
        """The function, what it calls in this file, its fixtures, and its class's set-up methods."""
        if self._last is None or self._last[0] is not function:
            self._last = function, self._reach(function)
        return self._last[1]

    def _reach(self, function: Function) -> list[Function]:
        owner = function.qualified_name.rpartition(".")[0]
        found = {function.qualified_name: function}
        pending = [function]
        for setup in SET_UPS if owner else ():
            pending += self._by_qualified_name.get(f"{owner}.{setup}", ())
        pending += self._automatic.get(owner, ()) if owner else ()
        if any(each.target == "pytest_bdd.scenario" for each in function.decorators):
            pending += self._steps
        found.update({each.qualified_name: each for each in pending})
        inside = list(found)
        for _ in range(MAX_HOPS):
            used = {name for each in pending for name in (*each.names, *self._fixtures_of(each))}
            names = {
                name.removeprefix("self.").removeprefix("cls.").partition(".")[0].removesuffix("()")
                for name in used
            }
            pending = [
                each
                for name in sorted(names)
                for each in self._by_name.get(name, ())[:MAX_REACHED]
                if each.qualified_name not in found
            ]
            # A method of the test's own class: `TestPrices.check`.
            pending += [
                each
                for name in sorted(used - names)
                for each in self._by_qualified_name.get(name.replace("()", ""), ())
                if each.qualified_name not in found and each not in pending
            ]
            pending += [
                each
                for outer in inside
                for each in self._nested.get(outer, ())
                if each.qualified_name not in found
            ]
            pending = pending[: MAX_REACHED - len(found)]
            inside = [each.qualified_name for each in pending]
            found.update({each.qualified_name: each for each in pending})
            if not pending:
                break
        return list(found.values())

    def assertions(self, function: Function) -> tuple[int, int, str]:
        """How many assertions the test makes, itself or through helpers: real, hollow, why the first is."""
        real = trivial = 0
        why = ""
        for each in self.reached(function):
            own = self._own_assertions(each)
            real, trivial, why = real + own[0], trivial + own[1], why or own[2]
        return real, trivial, why

    def written_in(self, function: Function) -> tuple[tuple[str, int], ...]:
        """Where the assertions of a test are written: functions of the file, and how many stand in each."""
        counted = ((each.qualified_name, self._own_assertions(each)[0]) for each in self.reached(function))
        return tuple(each for each in counted if each[1])

    def _own_assertions(self, function: Function) -> tuple[int, int, str]:
        name = function.qualified_name
        counted = self._counted.get(name)
        if counted is None:
            assertions, calls = self._assertions.get(name, ()), self._calls.get(name, ())
            hollow = [why for each in assertions if (why := self._why_hollow(each))]
            others = sum(map(fails_with_program, calls)) + comparisons(function, calls)
            helpers = helpers_elsewhere(self._first_party.repo, self._path, self._facts, function)
            others += sum(self._first_party.asserted_in(*each) for each in helpers)
            first = hollow[0] if hollow else ""
            counted = self._counted[name] = (len(assertions) - len(hollow) + others, len(hollow), first)
        return counted

    def _why_hollow(self, assertion: Assertion) -> str:
        """Why an assertion cannot fail; a file that is also a program may answer by what it returns.

        A program that only starts the runner of its tests does not.
        """
        answers = self._facts.main_guard is not None and RUNNERS.isdisjoint(self._facts.named_when_run)
        if assertion.hollow is CannotFail.SWALLOWED and answers:
            return ""
        if assertion.hollow is not None:
            return assertion.hollow.value
        called = {call.target for call in self._calls.get(assertion.function or WHOLE_FILE, ())}
        own_answer = asks_only_mocks(assertion, called, partial(self._brings_code, assertion.function))
        return OWN_ANSWER if own_answer else ""

    def _brings_code(self, function: str | None, name: str) -> bool:
        """Whether a name in an assertion may mean code under test: a fixture, a helper, an import."""
        parameters = (each.parameters for each in self._by_qualified_name.get(function or "", ()))
        root = name.partition(".")[0].removesuffix("()")
        return (
            any(name in each for each in parameters)
            or root in self._facts.local_definitions
            or self._means_code(name)
        )

    def first_party(self, function: Function) -> bool:
        """Whether the test touches code of this repository that is not itself a test."""
        if self._fixtures is None:
            self._fixtures = frozenset()
            if is_test_path(self._path):
                self._fixtures = self._first_party.fixtures(self._path)
        return any(self._touches_code(each, self._fixtures) for each in self.reached(function))

    def _touches_code(self, function: Function, fixtures: frozenset[str]) -> bool:
        known = self._touching.get(id(function))
        if known is None:
            known = self._touching[id(function)] = (
                any(each in fixtures for each in self._fixtures_of(function))
                or self._asks_django(function)
                or self._asks_image(function)
                or any(map(self._means_code, function.names))
                or any(each.target.startswith(self._handed) for each in function.decorators)
                or any(
                    call.target in RUNNING_CALLS
                    and (self._first_party.is_program(call.strings) or self._names_program(function))
                    for call in self._calls.get(function.qualified_name, ())
                )
                or self._imports_by_name(function)
                or self._is_handed_code(function)
                or any(self._runs(function, call) for call in self._calls.get(function.qualified_name, ()))
            )
        return known

    def _is_handed_code(self, function: Function) -> bool:
        """Whether a decorator of it, or of its class, hands it code: `parametrize("f", [price])`."""
        owner = function.qualified_name.rpartition(".")[0]
        decorators = (*function.decorators, *self._of_classes.get(owner, ()))
        names = names_handed(decorators)
        return (
            any(map(self._means_code, names))
            or any(map(self._first_party.is_file, files_handed(decorators)))
            or (not self._containers.isdisjoint(names) and any(map(self._means_code, self._facts.named)))
        )

    def _runs(self, function: Function, call: Call) -> bool:
        """Whether a call runs a program, a notebook or a flow of the repository in the test's own process."""
        if runs_by_fixture(function, call):
            return self._first_party.is_program(call.strings)
        if call.target in CALLS_OF_FILES:
            return any(map(self._first_party.is_file, call.strings)) or self._names_program(function)
        return call.target in DAG_BAGS and has_own_dags(self._first_party.repo)

    def _names_program(self, function: Function) -> bool:
        """Whether a function uses a name of its file that is the path of a program."""
        return not script_constants(self._first_party.repo, self._path).isdisjoint(function.names)

    def _imports_by_name(self, function: Function) -> bool:
        """Whether it imports modules that are named in a text: its own, or one it is given as a parameter."""
        importing = [
            call
            for call in self._calls.get(function.qualified_name, ())
            if call.target in IMPORTING_CALLS and call.positional
        ]
        given = [text for each in function.decorators for text in each.strings[1:]] if importing else []
        return any(
            self._first_party.is_module(self._path, name)
            for call in importing
            for name in (call.strings[:1] or given)
        )

    def _asks_django(self, function: Function) -> bool:
        """Whether a function asks the whole project, through a client of Django or its plug-in."""
        owner = function.qualified_name.rpartition(".")[0]
        asks = any(each in DJANGO_FIXTURES and each not in self._by_name for each in function.parameters) or (
            owner in self._django_cases
            and any(each.startswith(("?.client.", "?.async_client.")) for each in function.names)
        )
        return asks and is_django_project(self._first_party.repo)

    def _asks_image(self, function: Function) -> bool:
        """Whether a function builds the repository's image: what then asks the container asks its code."""
        builds = any(builds_image(call, self._facts) for call in self._calls.get(function.qualified_name, ()))
        return builds and has_own_image(self._first_party.repo)

    def _means_code(self, name: str) -> bool:
        if name.startswith(self._handed):
            return True
        for _ in range(MAX_HOPS):
            plain = name.replace("()", "")
            prefix = plain
            while prefix:
                if prefix in self._imports:
                    return True
                prefix = prefix.rpartition(".")[0]
            if any(each.startswith(".") and plain.startswith(each) for each in self._imports):
                return True
            following = self._values.get(plain.partition(".")[0])
            if following is None or following == name:
                return self._own_definition(plain)
            name = following
        return False

    def _own_definition(self, name: str) -> bool:
        """A definition in the same file counts where the file is the program itself."""
        return not is_test_path(self._path) and name.partition(".")[0] in self._facts.local_definitions


def is_step(function: Function) -> bool:
    """Whether a function is a step of a scenario that is written in words."""
    return any(each.target.startswith("pytest_bdd.") for each in function.decorators)


def _outer(function: Function) -> str:
    return function.qualified_name.rpartition(".")[0].removesuffix(".<locals>")
