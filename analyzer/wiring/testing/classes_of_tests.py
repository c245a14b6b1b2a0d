"""Classes of tests: which of them a runner looks into, and what they have from others."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import ClassDefinition, Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.wiring.modules import module_index
from analyzer.wiring.testing.asserted_code import MAX_HOPS
from analyzer.wiring.testing.pytest_settings import PytestSettings

# In the body of a class.
NO_TEST_CLASS = lazy_regex(r"[ \t]+__test__\s*(?::\s*\w+\s*)?=\s*False\b")
TEST_CASES = ("TestCase", "TransactionTestCase", "LiveServerTestCase", "AsyncHTTPTestCase", "AsyncTestCase")
MOST_TEST_BASES = 20


class Inherited(Struct, frozen=True):
    """A test that a class has from another one: the class that runs it, the file and function of the test."""

    definition: ClassDefinition
    home: str
    function: Function
    case: bool


def inherited_tests(
    repo: Snapshot, path: str, facts: PythonFacts, settings: PytestSettings
) -> Iterator[Inherited]:
    """Tests of classes that collect nothing themselves, of each class of a file that runs them."""
    off = switched_off(facts, repo.text(path) or "")
    for each in facts.classes:
        if not each.bases or each.qualified_name in off:
            continue
        case = any(_is_case(repo, path, base, MAX_HOPS) for base in each.bases)
        if not case and not is_plain_class(each, settings):
            continue
        known = set(each.methods)
        for home, base in _bases_that_collect_nothing(repo, path, each, settings):
            for function in repo.modules[home].functions:
                owner, _, name = function.qualified_name.rpartition(".")
                if owner == base.qualified_name and name not in known and is_named(name, settings, case=case):
                    known.add(name)
                    yield Inherited(each, home, function, case)


def is_plain_class(definition: ClassDefinition, settings: PytestSettings) -> bool:
    """Whether pytest looks for tests in a class that is no unittest case."""
    named = any(fnmatchcase(definition.name, _prefix(pattern)) for pattern in settings.class_patterns)
    return named and "__init__" not in definition.methods


def is_named(name: str, settings: PytestSettings, *, case: bool) -> bool:
    """Whether a runner takes a function for a test by its name; `case`: of a unittest case."""
    if case:
        return name.startswith("test")
    return any(fnmatchcase(name, _prefix(pattern)) for pattern in settings.function_patterns)


def _bases_that_collect_nothing(
    repo: Snapshot, path: str, definition: ClassDefinition, settings: PytestSettings
) -> Iterator[tuple[str, ClassDefinition]]:
    """The classes of this repository that a class derives from and no runner looks into, nearest first."""
    pending = [(path, base) for base in definition.bases]
    seen: set[tuple[str, str]] = set()
    while pending and len(seen) < MOST_TEST_BASES:
        place, target = pending.pop(0)
        module, dot, name = target.rpartition(".")
        home = module_index(repo).resolve(place, module or ".", name) if dot else place
        facts = None if home is None else repo.modules.get(home)
        if home is None or facts is None or (home, name) in seen:
            continue
        seen.add((home, name))
        looked_into = any(fnmatchcase(basename(home), each) for each in settings.file_patterns)
        for each in facts.classes:
            if each.name == name:
                case = any(_is_case(repo, home, base, MAX_HOPS) for base in each.bases)
                if not (looked_into and (case or is_plain_class(each, settings))):
                    yield home, each
                pending += [(home, base) for base in each.bases]


def switched_off(facts: PythonFacts, text: str) -> list[str]:
    """The classes that say themselves that they are no tests: `__test__ = False`."""
    rows = text.split("\n") if "__test__" in text else []
    lines = [number for number, row in enumerate(rows, 1) if NO_TEST_CLASS.match(row[:200])]
    found = []
    for line in lines:
        around = [each for each in facts.classes if each.line < line <= each.end_line]
        found += [max(around, key=lambda each: each.line).qualified_name] if around else []
    return found


def test_cases(repo: Snapshot, path: str, facts: PythonFacts) -> frozenset[str]:
    """Classes with tests that derive from a unittest case, through classes of this file or of others."""
    return frozenset(
        each.qualified_name
        for each in facts.classes
        if any(method.startswith("test") for method in each.methods)
        and any(_is_case(repo, path, base, MAX_HOPS) for base in each.bases)
    )


def _is_case(repo: Snapshot, path: str, target: str, hops: int) -> bool:
    module, _, name = target.rpartition(".")
    if name.endswith(TEST_CASES):
        return True
    home = module_index(repo).resolve(path, module, name) if module else path
    facts = None if home is None or not hops else repo.modules.get(home)
    if facts is None or home is None:
        return False
    bases = {base for each in facts.classes if each.name == name for base in each.bases[:MAX_HOPS]}
    return any(_is_case(repo, home, base, hops - 1) for base in sorted(bases))


def _prefix(pattern: str) -> str:
    return pattern if any(mark in pattern for mark in "*?[") else f"{pattern}*"
