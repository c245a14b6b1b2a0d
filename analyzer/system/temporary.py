"""Private folders for what is written while a scan runs, which outlive no run for long.

A folder is locked as long as its process lives, whatever ends that: the next run removes those whose lock
nobody holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analyzer.system.machine import choose_temporary_folder

PREFIX = "repo-evidence-"
FRESH_SECONDS = 60.0
"""A folder as young as this may not have been locked yet."""


def new_folder() -> Path:
    """A new private folder, which its user locks and removes. Raises Lacking and OSError."""
    root = choose_temporary_folder(lambda message: None)
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new private folder, removed when the block is left; what earlier runs left behind goes first.

    Raises Lacking, and OSError where the disk is full.
    """
    sweep(choose_temporary_folder(lambda message: None))
    folder = new_folder()
    lock = None
    try:
        with suppress(OSError):
            lock = lock_folder(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def lock_folder(folder: Path) -> int | None:
    """A descriptor that holds the folder's lock until it is closed; None if somebody else holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def sweep(root: Path) -> None:
    """Remove the folders of runs that ended without doing so themselves, by `kill -9` or with the machine."""
    with suppress(OSError), os.scandir(root) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX):
                with suppress(OSError):
                    _remove_abandoned(Path(entry.path))


def _remove_abandoned(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        return
    if time.time() - found.st_mtime < FRESH_SECONDS:
        return
    lock = lock_folder(folder)
    if lock is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
