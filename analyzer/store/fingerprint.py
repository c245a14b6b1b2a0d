"""What the code is that makes a result: the same fingerprint, the same answer to the same repository.

Our own files are read to their ends. Of libraries, grammars and plugins their names and versions count, as
the folders on the import path say, and of a plugin also the files of its package: whoever works on one sees
every change at once.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_ENTRY_POINTS = "analyzer.checks"
_OWN_CHECKS = "checks"
_INSTALLED = (".dist-info", ".egg-info")
# What the facts of a file and of its versions are made by: parsers, how they are called, and the words that
# these import.
_READERS = ("parsing", "repository", "authorship")
PLUGIN_BYTES = 16 * 1024**2
"""Of the files of one plugin: with more there is no fingerprint."""


class NoFingerprint(Exception):  # noqa: N818 - it reads as what happened
    """What the code is cannot be told; the message says why."""


@lru_cache(maxsize=1)
def code_state() -> bytes:
    """Of everything that has a say in a result. Raises NoFingerprint."""
    digest = hashlib.sha256(_surroundings())
    plugins = sorted(set(_plugins()))
    packages = sorted({value.partition(":")[0].partition(".")[0].strip() for _name, value in plugins})
    digest.update(repr(plugins).encode())
    folders = [_ROOT, *(_folder_of(package) for package in (_OWN_CHECKS, *packages))]
    for folder in folders:
        _add(digest, folder, PLUGIN_BYTES)
    return digest.digest()


@lru_cache(maxsize=1)
def readers_state() -> bytes:
    """Of everything that has a say in the facts of a file. Raises NoFingerprint."""
    digest = hashlib.sha256(_surroundings())
    for name in _READERS:
        _add(digest, _ROOT / name, PLUGIN_BYTES)
    for path in sorted(_ROOT.glob("*.py")):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.digest()


def _surroundings() -> bytes:
    """Python, and the names with versions of what is installed beside us."""
    words = [
        sys.version,
        sys.implementation.name,
        unicodedata.unidata_version,
        *sorted({Path(each).name for each in _distributions()}),
    ]
    return "\n".join(words).encode("utf-8", "surrogateescape")


def _distributions() -> Iterator[str]:
    """The folders that a package manager writes for each distribution."""
    for place in sys.path:
        with suppress(OSError), os.scandir(place or ".") as entries:
            yield from (entry.path for entry in entries if entry.name.endswith(_INSTALLED))


def _plugins() -> Iterator[tuple[str, str]]:
    """The entry points of installed checks. Reading them as text takes a tenth of `importlib.metadata`."""
    for folder in _distributions():
        with suppress(OSError):
            content = Path(folder, "entry_points.txt").read_text("utf-8", "replace")
            section = content.partition(f"[{_ENTRY_POINTS}]")[2].partition("\n[")[0]
            for line in section.splitlines():
                name, equals, value = map(str.strip, line.partition("="))
                if equals and value != _OWN_CHECKS:
                    yield name, value


def _folder_of(package: str) -> Path:
    """Where a package or a module of the top level is, without importing it."""
    try:
        found = importlib.util.find_spec(package)
    except (ImportError, ValueError) as error:
        raise NoFingerprint(f"the package '{package}' cannot be found") from error
    if found is None or found.origin is None:
        raise NoFingerprint(f"the package '{package}' has no files")
    path = Path(found.origin)
    return path.parent if found.submodule_search_locations else path


def _add(digest: hashlib._Hash, place: Path, limit: int) -> None:
    left = limit
    for name, path in _files(place):
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise NoFingerprint("a file of the program cannot be read") from error
        left -= len(content)
        if left < 0:
            raise NoFingerprint(f"'{place.name}' has more than {limit:,} bytes of files")
        digest.update(f"{name}\0{len(content)}\n".encode("utf-8", "surrogateescape"))
        digest.update(content)


def _files(place: Path) -> Iterable[tuple[str, str]]:
    """Every file of a package by its name in it, sorted; what Python compiles is left out."""
    if place.is_file():
        return [(place.name, str(place))]
    found: list[tuple[str, str]] = []
    pending = [(str(place), "")]
    while pending:
        folder, prefix = pending.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        if entry.name != "__pycache__":
                            pending.append((entry.path, f"{prefix}{entry.name}/"))
                    elif not entry.name.endswith(".pyc"):
                        found.append((prefix + entry.name, entry.path))
        except OSError as error:
            raise NoFingerprint("the files of the program cannot be listed") from error
    if not found:
        raise NoFingerprint(f"'{place.name}' has no files")
    return sorted(found)
