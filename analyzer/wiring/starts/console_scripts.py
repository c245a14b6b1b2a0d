"""The files behind the commands that a distribution installs: `tool = "package.cli:main"`.

https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import module_index
from analyzer.wiring.starts.start_places import Places

# What may give a module names that it does not spell out.
NAMES_FROM_ELSEWHERE = lazy_regex(r"\bimport \*|__getattr__|\bglobals\(|\bsetattr\(|\bexec\(")


def modules_of_console_scripts(repo: Snapshot) -> Iterator[str | None]:
    """The modules that the commands of the distributions here start, in the order of their declarations."""
    broken = broken_console_scripts(repo)
    for declared in repo.dependencies.values():
        for name, target, _line in declared.entry_points:
            if (declared.path, name) not in broken:
                yield _module(repo, declared.path, target)


@derived
def broken_console_scripts(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """The commands, by file and name, whose modules have no such function: those only fail."""
    found = []
    for declared in repo.dependencies.values():
        for name, target, _line in declared.entry_points:
            module = _module(repo, declared.path, target)
            if module is not None and not may_have(repo, module, target):
                found.append((declared.path, name))
    return frozenset(found)


def _module(repo: Snapshot, path: str, target: str) -> str | None:
    return module_index(repo).resolve(join(dirname(path), "_"), target.partition(":")[0])


def may_have(repo: Snapshot, path: str, target: str) -> bool:
    """Whether a module may have the function that a command is to call."""
    name = target.partition(":")[2].partition(".")[0].partition("[")[0].strip()
    content = repo.text(path) or ""
    if not name or path.endswith("__init__.py") or NAMES_FROM_ELSEWHERE.search(content) is not None:
        return True
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", content) is not None


def console_script(repo: Snapshot, program: str, places: Places) -> str | None:
    """The module behind a command of that name, where a file is looked for in these places."""
    for declared in repo.dependencies.values():
        for name, target, _line in declared.entry_points:
            if name == program:
                module = places.module(target.partition(":")[0])
                return module if module is None or may_have(repo, module, target) else None
    return None
