"""Runs one command under limits of the kernel and says what it and all its descendants cost.

    python tests/hostile/supervise.py ORDER.json BILL.json

A process of its own, so that the counters of its children are those of one command. Workers outlive the
process that started them: as their subreaper we inherit them, and the kernel counts them as our children.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

PR_SET_CHILD_SUBREAPER = 36
LOOK_SECONDS = 0.05
# Processes may take this long to end after the command has.
GRACE_SECONDS = 5.0
MEGABYTE = 1_000_000


class Bill(Struct, frozen=True):
    """What one command came to.

    `code` is its exit code (negative: the signal that ended it), `seconds` processor time of all processes,
    `megabytes` the most that all of them held at one look, shared memory counted once, or that the largest
    ever held; `left` are the command lines of what still ran seconds after its end, `late` that it had to be
    stopped.
    """

    code: int
    seconds: float
    megabytes: float
    left: tuple[str, ...]
    late: bool


def supervise(order: dict[str, Any]) -> Bill:
    """Run the command of `order`: the fields of `tests.hostile.run.Order`."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no subreaper")
    main = os.fork()
    if main == 0:
        _become(order)
    Path(order["announce"]).write_text(str(main))
    began, ended, code, peak, late = time.monotonic(), 0.0, 0, 0.0, False
    while True:
        found, status = _reap()
        if found == main:
            code, ended = os.waitstatus_to_exitcode(status), time.monotonic()
        if found:
            continue
        if order["sample"]:
            peak = max(peak, sum(map(_proportional, _descendants())))
        now = time.monotonic()
        if ended and (found is None or now > ended + GRACE_SECONDS):
            break
        if not late and now > began + order["seconds"]:
            late = True
            _kill_all()
        time.sleep(LOOK_SECONDS)
    left = tuple(filter(None, map(_words, _descendants())))
    _kill_all()
    while _reap()[0] is not None:
        time.sleep(LOOK_SECONDS)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    largest = used.ru_maxrss * 1024
    return Bill(code, used.ru_utime + used.ru_stime, max(peak, largest) / MEGABYTE, left, late)


def _become(order: dict[str, Any]) -> None:
    """In the child: take on directory, streams and limits, and become the command."""
    try:
        for number, place in enumerate((os.devnull, order["stdout"], order["stderr"])):
            flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            opened = os.open(place, flags, 0o600)
            os.dup2(opened, number)
            if opened != number:
                os.close(opened)
        os.chdir(order["directory"])
        if order["vanish"]:
            Path(order["directory"]).rmdir()
        for name, limit in order["limits"].items():
            resource.setrlimit(getattr(resource, name), (limit, limit))
        for number in order["closed"]:
            os.close(number)
        # What this interpreter, or the shell in whose background it runs, does not hear.
        for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(ignored, signal.SIG_DFL)
        os.execvpe(order["command"][0], order["command"], order["environment"])
    finally:
        os._exit(126)


def _reap() -> tuple[int | None, int]:
    """A child that has ended and its status; 0 if none has, None if there are no children at all."""
    try:
        return os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None, 0


def _descendants() -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
    found, level = [], {os.getpid()}
    while level:
        level = {each for each, parent in parents.items() if parent in level}
        found += sorted(level)
    return found


def _proportional(process: int) -> float:
    """Bytes of memory a process holds; what several share is divided among them."""
    with suppress(OSError):
        for line in Path("/proc", str(process), "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1]) * 1024
    return 0.0


def _words(process: int) -> str:
    try:
        return (
            Path("/proc", str(process), "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        return ""


def _kill_all() -> None:
    for each in _descendants():
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(asdict(supervise(json.loads(Path(sys.argv[1]).read_text())))))
