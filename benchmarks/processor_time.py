"""Processor time of a command with everything that it starts, orphans included.

`time` counts only what a command waits for. Here the measuring process becomes the one to which orphans go
(Linux), and waits for them too.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
from collections.abc import Mapping, Sequence

from msgspec import Struct

PR_SET_CHILD_SUBREAPER = 36


class Spent(Struct, frozen=True):
    """Seconds of all processors, and how the command itself ended."""

    seconds: float
    code: int


def adopt_orphans() -> None:
    """From here on, what this process starts comes to it when its parent ends. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "orphans cannot be adopted")


def spend(command: Sequence[str | os.PathLike[str]], environment: Mapping[str, str] | None = None) -> Spent:
    """Run it to the end of all that it starts; `adopt_orphans` comes first, and nothing else may run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.returncode)


def largest() -> int:
    """Bytes of memory of the largest process that was waited for so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
