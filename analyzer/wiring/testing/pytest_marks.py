"""Which tests `pytest -m` chooses: by the marks that are written on them, their classes and their modules."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import last_part
from analyzer.wiring.testing.collection import TestFunction, test_functions
from analyzer.wiring.testing.pytest_expressions import may_hold, names_in, tokens_of

_OF_MODULE = lazy_regex(r"^pytestmark\b[^=\n]{0,80}=\s*(\[[^\]]{0,600}\]|[^\n]{1,300})", re.MULTILINE)
_MARK = lazy_regex(r"\bmark\.(\w{1,60})")
# Marks that are given in another way than on the test: to one of its parameters, or by a hook.
_GIVEN_OTHERWISE = lazy_regex(r"\bmarks\s?=|\badd_marker\b|\bapplymarker\b")
_WORDS_OF_GIVING = ("marks", "add_marker", "applymarker")
_HOOK = "pytest_collection_modifyitems"


def chosen_by_marks(repo: Snapshot, tests: Iterable[TestFunction], expression: str) -> list[TestFunction]:
    """The tests that an expression of `-m` leaves; those of which nobody can tell stay."""
    tests = list(tests)
    tokens = tokens_of(expression)
    if not tokens:
        return tests
    marks = {id(test): marks_of(repo, test) for test in tests}
    known: set[str] = set() if _marked_by_hooks(repo) else set().union(*marks.values())
    names = names_in(tokens)
    otherwise = {path: _gives_otherwise(repo, path) for path in {test.path for test in tests}}
    kept = []
    for test in tests:
        own = marks[id(test)]
        open_ended = otherwise[test.path] or ((test.path, test.name.rpartition(".")[0]) in _inheriting(repo))
        # A mark that the test does not carry is missing for sure only where marks are written on tests.
        unsure = [each for each in names if each not in own and (open_ended or each not in known)]
        if may_hold(tokens, own, unsure):
            kept.append(test)
    return kept


def _gives_otherwise(repo: Snapshot, path: str) -> bool:
    text = repo.text(path) or ""
    return any(word in text for word in _WORDS_OF_GIVING) and _GIVEN_OTHERWISE.search(text) is not None


def marks_of(repo: Snapshot, test: TestFunction) -> frozenset[str]:
    """The marks that are written on a test, its class, or its module."""
    written = _written(repo).get(test.path, {})
    found = frozenset(written.get(test.name, ())) | frozenset(written.get(test.name.rpartition(".")[0], ()))
    return found | _marks_of_module(repo).get(test.path, frozenset())


@derived
def _written(repo: Snapshot) -> dict[str, dict[str, list[str]]]:
    """The last parts of the names of all decorators in files with tests, by what they stand on."""
    table: dict[str, dict[str, list[str]]] = {}
    for path in test_functions(repo):
        facts, names = repo.modules[path], table.setdefault(path, {})
        places = [(each.qualified_name, each.decorators) for each in facts.functions]
        places += [(each.qualified_name, each.decorators) for each in facts.classes]
        for name, decorators in places:
            names.setdefault(name, []).extend(last_part(each.target.replace("()", "")) for each in decorators)
    return table


@derived
def _inheriting(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """Classes of tests that may have the marks of what they derive from."""
    return frozenset(
        (path, each.qualified_name)
        for path in test_functions(repo)
        for each in repo.modules[path].classes
        if any(not base.endswith("TestCase") for base in each.bases)
    )


@derived
def _marks_of_module(repo: Snapshot) -> dict[str, frozenset[str]]:
    return {
        path: frozenset(
            name for found in _OF_MODULE.finditer(repo.text(path) or "") for name in _MARK.findall(found[1])
        )
        for path, facts in repo.modules.items()
        if any(name == "pytestmark" for name, _value, _line in facts.assigned)
        or "pytestmark" in facts.local_definitions
    }


@derived
def _marked_by_hooks(repo: Snapshot) -> bool:
    return any(each.name == _HOOK for facts in repo.modules.values() for each in facts.functions)
