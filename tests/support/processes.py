"""Living processes, as Linux lists them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

PATIENCE_SECONDS = 30.0


class Process(Struct, frozen=True):
    id: int
    parent: int
    command: tuple[str, ...]


def living() -> dict[int, Process]:
    """Every process that has not ended, by its id."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                command = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
                if state not in "ZX":
                    found[int(entry.name)] = Process(int(entry.name), int(parent), tuple(command))
    return found


def children(parent: int) -> list[Process]:
    """What a process has started and what is still alive."""
    return [each for each in living().values() if each.parent == parent]


def fork_servers(parent: int | None = None) -> list[Process]:
    """The servers of workers that a process has started; without `parent`, this one."""
    return [
        each
        for each in children(parent or os.getpid())
        if any("fork_process" in word for word in each.command)
    ]


def workers(parent: int | None = None) -> list[Process]:
    """The workers of a process; without `parent`, of this one."""
    return [each for server in fork_servers(parent) for each in children(server.id)]


def wait_until(happened: Callable[[], object]) -> None:
    """Look again and again until something is true; what never happens fails."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < limit, "this has never happened"
        time.sleep(0.01)
