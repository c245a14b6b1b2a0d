"""Which program this is: the same fingerprint, the same findings from the same repository."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points, requires
from importlib.util import find_spec
from pathlib import Path

import analyzer
from analyzer.engine.registry import BUILTIN_CHECKS, GROUP
from analyzer.lazy_regex import lazy_regex

LETTERS = 16
_PROJECT = "repo-evidence"
_NAME = lazy_regex(r"[A-Za-z0-9._-]+")
# What reads no repository: tests, tables and machines beside the one that scans.
_UNREAD_EXTRAS = ("dev", "fuzz", "table", "batch", "distributed", "pdf")


@cache
def code_fingerprint() -> str:
    """A short hash of our own files, of the libraries that read repositories, and of installed checks.

    Python's minor version counts too: its parser decides what is valid code.
    """
    digest = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}\n".encode())
    for package in (Path(analyzer.__file__).parent, *_folders_of_checks()):
        for path in sorted(package.rglob("*.*")):
            if path.suffix in (".py", ".yaml", ".json", ".j2") and path.is_file():
                digest.update(f"{package.name}/{path.relative_to(package).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    for line in sorted({*_libraries(), *_plugins()}):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()[:LETTERS]


def _folders_of_checks() -> list[Path]:
    """Found, not imported: that would import every check."""
    found = find_spec(BUILTIN_CHECKS)
    return [Path(each) for each in (found.submodule_search_locations if found else None) or ()]


def _libraries() -> Iterator[str]:
    try:
        needed = requires(_PROJECT) or []
    except PackageNotFoundError:  # the program runs from its folder without being installed
        return
    for line in needed:
        requirement, _, marker = line.partition(";")
        name = _NAME.match(requirement)
        if name is not None and not any(f"'{each}'" in marker.replace('"', "'") for each in _UNREAD_EXTRAS):
            yield f"{name[0]} {_version(name[0])}"


def _plugins() -> Iterator[str]:
    for entry in entry_points(group=GROUP):
        if entry.value != BUILTIN_CHECKS:
            yield f"plugin {entry.name} {entry.value} {_stated(entry.dist)}"


def _version(name: str) -> str:
    try:
        return _stated(distribution(name))
    except PackageNotFoundError:
        return "none"


def _stated(found: Distribution | None) -> str:
    return "none" if found is None else found.version
