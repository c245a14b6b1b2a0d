"""One table for one fact: no name and no set of members stands in two modules."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from itertools import combinations

from analyzer.parsing.ci.systems import SYSTEMS
from tests.support.our_code import PROGRAM, code, constants

# Every file of a CI system offers it under this name; the list of them is `analyzer.parsing.ci.systems`.
SHARED_NAMES = {"SYSTEM"}
FEWEST_MEMBERS = 4
# The host in the address of a robot's commits, and a program, are spelled as a CI system is.
NO_SYSTEMS = {"analyzer.parsing.shell.wrappers", "analyzer.repository.bots"}


def members(value: object) -> frozenset[object]:
    """What a table holds, whatever its order; nothing for what is no table."""
    if isinstance(value, Mapping):
        return frozenset((key, repr(entry)) for key, entry in value.items())
    if isinstance(value, tuple | list | set | frozenset):
        return frozenset(each if isinstance(each, str) else repr(each) for each in value)
    return frozenset()


def tables() -> dict[str, frozenset[object]]:
    found = {}
    for module in PROGRAM:
        if not module.endswith("__main__"):
            space = vars(importlib.import_module(module))
            found.update({f"{module}.{name}": members(space[name]) for name in code(module).tables})
    return {name: each for name, each in found.items() if len(each) >= FEWEST_MEMBERS}


def test_no_public_name_of_a_table_or_limit_is_defined_twice() -> None:
    homes: dict[str, list[str]] = {}
    for module in PROGRAM:
        for name in set(code(module).tables):
            if not name.startswith("_") and name not in SHARED_NAMES:
                homes.setdefault(name, []).append(module)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_only_the_file_of_a_ci_system_names_it() -> None:
    named = [
        (module, each)
        for module in PROGRAM
        if not module.startswith("analyzer.parsing.ci.") and module not in NO_SYSTEMS
        for each in constants(module)
        if each in SYSTEMS
    ]
    assert named == []


def test_no_two_tables_hold_the_same() -> None:
    found = tables()
    assert len(found) > 300
    twins = [(one, other) for one, other in combinations(found, 2) if found[one] == found[other]]
    assert twins == []
