"""Functions of other test modules that a test calls: helpers, and methods that its class inherits."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_test_path

MOST_CLASSES_ABOVE = 10


def helpers_elsewhere(
    repo: Snapshot, path: str, facts: PythonFacts, function: Function
) -> Iterator[tuple[str, Function]]:
    """The functions of other test modules that a function of a test file names, each with its file."""
    owner = function.qualified_name.rpartition(".")[0]
    for name in function.names:
        module, dot, last = name.replace("()", "").rpartition(".")
        if module in ("?", owner):
            yield from _inherited_method(repo, path, facts, owner, last)
        elif dot and not module.startswith("?"):
            home = module_index(repo).resolve(path, module or ".", last)
            if home is not None and home != path and is_test_path(home) and home in repo.modules:
                yield from (
                    (home, each) for each in repo.modules[home].functions if each.qualified_name == last
                )


def _inherited_method(
    repo: Snapshot, path: str, facts: PythonFacts, owner: str, method: str
) -> Iterator[tuple[str, Function]]:
    """The method of the nearest class of another test module that a class derives from."""
    pending = [(path, base) for each in facts.classes if each.qualified_name == owner for base in each.bases]
    for place, base in pending:
        module, dot, name = base.rpartition(".")
        home = module_index(repo).resolve(place, module or ".", name) if dot else place
        if home is None or home not in repo.modules or not is_test_path(home):
            continue
        there = repo.modules[home]
        if home != path:
            for each in there.functions:
                if each.qualified_name == f"{name}.{method}":
                    yield home, each
                    return
        if len(pending) < MOST_CLASSES_ABOVE:
            pending += [(home, above) for each in there.classes if each.name == name for above in each.bases]
