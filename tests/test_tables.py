"""One table for one fact: no name and no set of members stands in two modules."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from analyzer.parsing.ci.systems import SYSTEMS
from tests.test_architecture import PROGRAM

NAME = re.compile(r"[A-Z][A-Z0-9_]*")
# Every file of a CI system offers it under this name; the list of them is `analyzer.parsing.ci.systems`.
SHARED_NAMES = {"SYSTEM"}
FEWEST_MEMBERS = 4
# The host in the address of a robot's commits, and a program, are spelled as a CI system is.
NO_SYSTEMS = {"analyzer.parsing.shell.wrappers", "analyzer.repository.bots"}


def assigned(path: Path) -> Iterator[str]:
    """The upper-case names that a file assigns at its top, those that begin with an underscore too."""
    for statement in ast.parse(path.read_text()).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        for target in targets:
            if isinstance(target, ast.Name) and NAME.fullmatch(target.id.lstrip("_")):
                yield target.id


def members(value: object) -> frozenset[object]:
    """What a table holds, whatever its order; nothing for what is no table."""
    if isinstance(value, Mapping):
        return frozenset((key, repr(entry)) for key, entry in value.items())
    if isinstance(value, tuple | list | set | frozenset):
        return frozenset(each if isinstance(each, str) else repr(each) for each in value)
    return frozenset()


def tables() -> dict[str, frozenset[object]]:
    found = {}
    for module, path in PROGRAM.items():
        if not module.endswith("__main__"):
            space = vars(importlib.import_module(module))
            found.update({f"{module}.{name}": members(space[name]) for name in assigned(path)})
    return {name: each for name, each in found.items() if len(each) >= FEWEST_MEMBERS}


def test_no_public_name_of_a_table_or_limit_is_defined_twice() -> None:
    homes: dict[str, list[str]] = {}
    for module, path in PROGRAM.items():
        for name in set(assigned(path)):
            if not name.startswith("_") and name not in SHARED_NAMES:
                homes.setdefault(name, []).append(module)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_only_the_file_of_a_ci_system_names_it() -> None:
    named = [
        (module, node.value)
        for module, path in PROGRAM.items()
        if not module.startswith("analyzer.parsing.ci.") and module not in NO_SYSTEMS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in SYSTEMS
    ]
    assert named == []


def test_no_two_tables_hold_the_same() -> None:
    found = tables()
    assert len(found) > 300
    twins = [(one, other) for one, other in combinations(found, 2) if found[one] == found[other]]
    assert twins == []
