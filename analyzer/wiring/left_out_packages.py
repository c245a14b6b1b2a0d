"""Packages whose `__init__.py` an ignore file kept out of the repository: `models/`, meant for weights.

What such a file handed on is known where one module of the folder alone defines it. As committed the import
fails: a folder without the file is a package without names
(https://docs.python.org/3/reference/import.html#namespace-packages).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join

from msgspec import Struct

from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.ignores import ignored_by


class LeftOutPackage(Struct, frozen=True):
    """A folder with modules and without `__init__.py`; `homes` are names and the one module that has each."""

    folder: str
    ignored_by: str
    homes: Mapping[str, str]


@derived
def left_out_packages(repo: Snapshot) -> Mapping[str, LeftOutPackage]:
    """The packages without the file that hands on their names, by folder."""
    inside: dict[str, list[str]] = {}
    for path in repo.modules:
        inside.setdefault(dirname(path), []).append(path)
    found = {}
    for folder, paths in inside.items():
        file = join(folder, "__init__.py")
        ignoring = ignored_by(repo, file) if folder and file not in repo.all_paths else None
        if ignoring is not None:
            found[folder] = LeftOutPackage(folder, ignoring, _homes(repo, paths))
    return found


def _homes(repo: Snapshot, paths: list[str]) -> Mapping[str, str]:
    defined: dict[str, list[str]] = {}
    for path in paths:
        for name in set(_names(repo.modules[path])):
            defined.setdefault(name, []).append(path)
    return {name: homes[0] for name, homes in defined.items() if len(homes) == 1}


def _names(facts: PythonFacts) -> Iterator[str]:
    """The names that a module defines itself, at its top."""
    yield from (each for each in facts.local_definitions if "." not in each)
    yield from (name for name, _value, _line in facts.assigned)
