"""What the machine may lack, in words: disk space, open files, memory, a folder for what is temporary.

A system call that fails for such a reason is no bug of ours and no property of a repository.
"""

from __future__ import annotations

import errno
import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path

_LACKING: dict[int, str] = {
    errno.ENOSPC: "no space left on the disk",
    errno.EDQUOT: "the disk quota is exhausted",
    errno.EFBIG: "a file would be larger than the limit on this machine (ulimit -f)",
    errno.EROFS: "the disk is read-only",
    errno.EIO: "the disk cannot be read or written",
    errno.EMFILE: "too many open files (ulimit -n)",
    errno.ENFILE: "too many open files on this machine",
    errno.ENOMEM: "there is not enough memory",
    errno.EAGAIN: "no further process or thread can be started (ulimit -u, or -v)",
    errno.ENAMETOOLONG: "the path of the folder for temporary files is too long; set TMPDIR to a shorter one",
}
_NO_FOLDER = "no folder for temporary files is writable; set TMPDIR to a writable one"
# Measured: 24 are enough for two workers. A worker holds a channel, a sentinel and what starts it.
_OWN_FILES = 24
_FILES_A_WORKER = 4
# Where the standard library looks before it takes the current directory.
_SYSTEM_FOLDERS = ("/tmp", "/var/tmp", "/usr/tmp")  # noqa: S108 - what is made in them is private
_TEMPORARY_VARIABLES = ("TMPDIR", "TEMP", "TMP")


class Lacking(Exception):  # noqa: N818 - it reads as what happened
    """This machine lacks something without which the work cannot be done; the message says what."""


def lacking(error: BaseException) -> str | None:
    """What the machine lacks, if that is what `error` says; without any path."""
    if isinstance(error, MemoryError):
        return _LACKING[errno.ENOMEM]
    if isinstance(error, OSError) and error.errno is not None:
        return _LACKING.get(error.errno)
    # What `threading` says where the system gives no thread.
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return _LACKING[errno.EAGAIN]
    return None


def require_open_files(jobs: int) -> None:
    """See to it that enough files may be open at once for as many workers. Raises Lacking."""
    needed = _OWN_FILES + jobs * _FILES_A_WORKER
    allowed, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY in (allowed, hard) or allowed >= needed:
        return
    if hard < needed:
        raise Lacking(f"{needed} open files are required, but only {hard} are allowed (ulimit -n)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def choose_temporary_folder(warn: Callable[[str], None]) -> Path:
    """Settle where temporary files go: where the environment says, else where the system keeps them.

    `warn` is told where the environment names a folder that cannot be written. As a last resort the standard
    library would take the current directory, which may be somebody's repository. Raises Lacking.
    """
    asked = next((value for name in _TEMPORARY_VARIABLES if (value := os.environ.get(name))), None)
    try:
        chosen = Path(tempfile.gettempdir())
    except OSError as error:
        raise Lacking(_NO_FOLDER) from error
    as_asked = asked is not None and _same(asked, chosen)
    if not as_asked and str(chosen) not in _SYSTEM_FOLDERS and chosen == _here():
        raise Lacking(_NO_FOLDER)
    if asked is not None and not as_asked:
        warn(f"the folder for temporary files '{asked}' is not writable; using '{chosen}' instead")
    return chosen


def _here() -> Path | None:
    try:
        return Path.cwd()
    except OSError:
        return None


def _same(asked: str, chosen: Path) -> bool:
    try:
        return chosen.samefile(asked)
    except (OSError, ValueError):
        return False
