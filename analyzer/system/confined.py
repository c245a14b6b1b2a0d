"""A function over bytes that nobody trusts, in a process of its own with limits.

The process is told nothing: no environment, no folder of the caller, nothing on its import path that depends
on where the program stands. It gets the bytes on its standard input and answers on its standard output.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import subprocess
import sys

from msgspec import Struct

from analyzer.import_path import safe_entries

_BOOT = (
    "import sys; sys.path[:] = sys.argv[5:]; from analyzer.system.confined import be_confined;"
    " be_confined(sys.argv[1], *map(int, sys.argv[2:5]))"
)
_TOO_MUCH = "reading it takes more time or memory than it may"
_OVER_LIMIT = 17
"""An exit code of ours alone, by which the process says what it has no memory left to say."""


class Confinement(Struct, frozen=True):
    """What the process may use: bytes of address space, of answer, and seconds of processor and of clock."""

    memory: int
    answer: int
    processor_seconds: int
    seconds: float


class NotFinished(Exception):  # noqa: N818 - it reads as what happened
    """The process was ended by one of its limits, or died; the message says which."""


def run_confined(function: str, content: bytes, confinement: Confinement) -> bytes:
    """What `function`, given as `module:name`, makes of the bytes. Raises NotFinished."""
    limits = (confinement.memory, confinement.processor_seconds, confinement.answer)
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, function, *map(str, limits), *safe_entries(sys.path)],
            cwd="/",
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the caller alone.
            process_group=0,
        )
    except OSError as error:
        raise NotFinished(f"no process could be started for it: {error.strerror}") from error
    with process:
        try:
            answer, _nothing = process.communicate(content, timeout=confinement.seconds)
        except subprocess.TimeoutExpired as error:
            raise NotFinished(_TOO_MUCH) from error
        finally:
            if process.poll() is None:
                process.kill()
    if process.returncode in (_OVER_LIMIT, -signal.SIGXCPU, -signal.SIGKILL):
        raise NotFinished(_TOO_MUCH)
    if process.returncode != 0:
        raise NotFinished("the process that read it died")
    return answer


def be_confined(function: str, memory: int, seconds: int, answer: int) -> None:
    """The life of the process: limits first, then what is trusted, then what is not."""
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (allowed, allowed))
    code = _OVER_LIMIT
    try:
        module, _, name = function.partition(":")
        made = getattr(importlib.import_module(module), name)(sys.stdin.buffer.read())
        if len(made) <= answer:
            sys.stdout.buffer.write(made)
            sys.stdout.buffer.flush()
            code = 0
    except MemoryError:
        pass
    except BaseException:
        code = 1
    # Whatever was built of hostile bytes is not taken apart again.
    os._exit(code)
