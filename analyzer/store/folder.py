"""The folder of the cache: where it is, that it is private, and what in it is ours."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

DATABASE = "store.sqlite"
CLONES = "clones"
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Made by repo-evidence; it may be deleted at any time. See https://bford.info/cachedir/\n"
)
_OURS = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", CLONES, _TAG)
_REMOVED = ".removed-"


class CacheProblem(Exception):  # noqa: N818 - it reads as what happened
    """The cache cannot be used, or not any more; the message says why. Nothing else is the worse for it."""


def default_folder(variables: Mapping[str, str] = os.environ) -> Path:
    """Where this system keeps what may be deleted: a folder of the user's own. Raises CacheProblem."""
    asked = variables.get("XDG_CACHE_HOME", "")
    if os.path.isabs(asked):  # noqa: PTH117 - the standard says that a relative one is ignored
        return Path(asked) / "repo-evidence"
    home = variables.get("HOME", "")
    if not os.path.isabs(home):  # noqa: PTH117
        raise CacheProblem("there is no home directory for a cache")
    if sys.platform == "darwin":
        return Path(home) / "Library" / "Caches" / "repo-evidence"
    return Path(home) / ".cache" / "repo-evidence"


def private_folder(folder: Path) -> Path:
    """The folder, made if need be, that nobody else can look into. Raises CacheProblem."""
    try:
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
        found = folder.stat()
        if not stat.S_ISDIR(found.st_mode):
            raise CacheProblem("it is not a folder")
        if found.st_uid != os.geteuid():
            raise CacheProblem("it belongs to another user")
        if stat.S_IMODE(found.st_mode) & 0o077:
            if not is_ours(folder):
                raise CacheProblem("other users can look into it; use a folder of its own (chmod 700)")
            folder.chmod(0o700)
        tag = folder / _TAG
        if not tag.exists():
            tag.write_text(_TAG_TEXT, encoding="ascii")
    except OSError as error:
        raise CacheProblem(f"its folder cannot be used ({error.strerror or 'unknown error'})") from error
    return folder


def is_ours(folder: Path) -> bool:
    """Whether nothing lies there but what a cache is made of."""
    with os.scandir(folder) as entries:
        return all(entry.name in _OURS or entry.name.startswith(_REMOVED) for entry in entries)


def clear_folder(folder: Path) -> None:
    """Remove all that the cache has written, also while somebody uses it. Raises CacheProblem.

    What is removed is renamed first, so that nobody finds the half of it.
    """
    try:
        if not folder.is_dir():
            return
        aside = Path(tempfile.mkdtemp(prefix=_REMOVED, dir=folder))
        for name in _OURS:
            with suppress(FileNotFoundError):
                (folder / name).rename(aside / name)
        with os.scandir(folder) as entries:
            removed = [entry.path for entry in entries if entry.name.startswith(_REMOVED)]
        for each in removed:
            shutil.rmtree(each, ignore_errors=True)
    except OSError as error:
        raise CacheProblem(f"it cannot be removed ({error.strerror or 'unknown error'})") from error
