"""Tests of which nobody can tell whether they test this code: what they ask or assert is decided elsewhere.

A test may send a request to what is running, read a file, use a fixture that no file of the repository
defines, or a package that may be this one under another name. What asserts may stand in a helper of another
test module, or in a class that the test inherits from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import dirname, join

from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.testing.asserting import COMMON_PACKAGES, STANDARD, asks_outside, unknown_parameters

KNOWN_BASES = ("TestCase", "object", "ABC")


class UnsureTests:
    """What of one test file is decided elsewhere."""

    def __init__(self, repo: Snapshot, path: str, facts: PythonFacts) -> None:
        self._facts = facts
        self._fixtures = fixtures_above(repo, path)
        known = COMMON_PACKAGES | STANDARD | _declared(repo)
        index = module_index(repo)
        imported = [(each, index.resolve(path, each.module, each.name)) for each in facts.imports]
        self._unknown = frozenset(
            each.module.partition(".")[0]
            for each, found in imported
            if found is None
            and not each.module.startswith(".")
            and each.module.partition(".")[0] not in known
        )
        self._helpers = tuple(
            each.module if each.name in (None, "*") else f"{each.module.rstrip('.')}.{each.name}"
            for each, found in imported
            if found is not None and is_test_path(found)
        )
        self._star = any(each.name == "*" for each in facts.imports)
        self._inheriting = _inheriting(facts)

    def asks_elsewhere(self, function: Function, reached: Sequence[Function]) -> bool:
        """Whether what is asked may be this code: by a request, from a file, through an unknown name."""
        local = self._facts.local_definitions
        own = {name for each in reached for name in each.names}
        if asks_outside(own) or any(name.partition(".")[0] in self._unknown for name in own):
            return True
        fixtures = [each for each in reached if makes_fixture(each)]
        known = self._fixtures | local | {name for each in fixtures for name in fixture_names(each)}
        return self._star or any(unknown_parameters(each, known) for each in (function, *fixtures))

    def asserts_elsewhere(self, function: Function, reached: Sequence[Function]) -> bool:
        """Whether a helper in another test module, or a class that this one inherits from, may assert."""
        names = {name.replace("()", "") for each in reached for name in each.names}
        if any(name.startswith(self._helpers) for name in names):
            return True
        owner = function.qualified_name.rpartition(".")[0]
        return owner in self._inheriting and any(name.startswith("?.") for name in names)


def _inheriting(facts: PythonFacts) -> frozenset[str]:
    """The classes with a base that this file does not define and that is no case of a library."""
    local = {each.name for each in facts.classes}
    return frozenset(
        each.qualified_name
        for each in facts.classes
        if any(base.rpartition(".")[2] not in local and not base.endswith(KNOWN_BASES) for base in each.bases)
    )


def fixtures_above(repo: Snapshot, path: str) -> frozenset[str]:
    """The names of the fixtures in the conftest files of a test's folder and of those above it."""
    found: set[str] = set()
    directory = dirname(path)
    while True:
        facts = repo.modules.get(join(directory, "conftest.py"))
        for function in facts.functions if facts is not None else ():
            # What a fixture asks elsewhere is not known either, so it hands the test something unknown.
            if makes_fixture(function) and not asks_outside(function.names):
                found.update(fixture_names(function))
        if not directory:
            return frozenset(found)
        directory = dirname(directory)


def makes_fixture(function: Function) -> bool:
    """Whether a function is a fixture of pytest."""
    return any(each.target.rpartition(".")[2] in ("fixture", "yield_fixture") for each in function.decorators)


def fixture_names(function: Function) -> Iterator[str]:
    """The names under which tests may take a fixture."""
    yield function.name
    for each in function.decorators:
        yield from (value for key, value in each.keywords if key == "name" and value)


@derived
def _declared(repo: Snapshot) -> frozenset[str]:
    """The packages that the repository says it installs, as if imported under their own names."""
    return frozenset(
        each.name.replace("-", "_") for file in repo.dependencies.values() for each in file.dependencies
    )
