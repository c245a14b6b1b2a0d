"""The command line as a process of its own, without paying for its imports each time.

A child process imports everything once and forks itself for every run. What runs is what `python -m
analyzer.cli` runs, in a process with an environment, a folder and streams of its own; only the interpreter is
warm, that of the server which forks the workers too. Whoever needs a cold one (a damaged library on the path, a
terminal) starts it by `Popen`.
"""

from __future__ import annotations

import atexit
import functools
import gc
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from multiprocessing import util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_STREAMS = 2


def run(
    arguments: Sequence[str], environment: dict[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """A finished run; `timeout` is in seconds, and what runs longer is given up with all that it started."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        request = json.dumps(
            {"arguments": list(arguments), "environment": environment, "folder": str(Path.cwd())}
        )
        channel = _parent()
        channel.settimeout(timeout)
        socket.send_fds(channel, [request.encode() + b"\n"], [output.fileno(), errors.fileno()])
        try:
            answer = _line(channel)
        except TimeoutError:
            channel.close()
            _parent.cache_clear()
            raise
        said = []
        for stream in (output, errors):
            stream.seek(0)
            said.append(stream.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(list(arguments), int(answer), *said)


@functools.cache
def _parent() -> socket.socket:
    """The channel to the process that forks; it ends when the channel is closed, at the latest with us."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm_start", str(theirs.fileno())],
            cwd=ROOT,
            env={key: os.environ[key] for key in ("PATH",) if key in os.environ},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    atexit.register(process.wait)
    atexit.register(ours.close)  # what was registered last goes first
    return ours


def _line(channel: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"\n"):
        piece = channel.recv(65536)
        assert piece, "the warm command line has gone"
        found += piece
    return found


def _serve(channel: socket.socket) -> list[str]:
    """Fork for every request; returns in the child, ready to be the command line with these arguments."""
    while True:
        message, descriptors, _flags, _address = socket.recv_fds(channel, 65536, _STREAMS)
        if not message:
            os._exit(0)
        while not message.endswith(b"\n"):
            message += channel.recv(65536)
        child = os.fork()
        if child == 0:
            request = json.loads(message)
            os.environ.clear()
            os.environ.update(request["environment"])
            os.chdir(request["folder"])
            for number, descriptor in enumerate(descriptors, start=1):
                os.dup2(descriptor, number)
                os.close(descriptor)
            channel.close()
            return [str(each) for each in request["arguments"]]
        for descriptor in descriptors:
            os.close(descriptor)
        _child, status = os.waitpid(child, 0)
        channel.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def _forking(start: Callable[..., int]) -> Callable[[object, Sequence[object], Sequence[int]], int]:
    """`spawnv_passfds` of the standard library that forks instead where it would start one of its own helpers."""

    def started(path: object, arguments: Sequence[object], passed: Sequence[int]) -> int:
        code = str(arguments[-1])
        if not code.startswith("from multiprocessing."):
            return start(path, arguments, passed)
        child = os.fork()
        if child:
            return child
        gc.freeze()  # what would be closed by being collected is not ours any more
        lowest = 3
        for kept in sorted(passed):
            os.closerange(lowest, kept)
            lowest = kept + 1
        os.closerange(lowest, os.sysconf("SC_OPEN_MAX"))
        try:
            exec(code, {"__name__": "__main__"})
        finally:
            os._exit(0)

    return started


def _main() -> None:
    import github  # noqa: F401  # imported once, for all

    import analyzer.cli
    import analyzer.pipeline
    import analyzer.report.terminal
    from analyzer.registry import load_checks

    load_checks()
    arguments = _serve(socket.socket(fileno=int(sys.argv[1])))
    # Workers look at what the main module is, as they would be told of `python -m analyzer.cli`.
    sys.modules["__main__"] = analyzer.cli
    sys.argv = [analyzer.cli.__file__, *arguments]
    util.spawnv_passfds = _forking(util.spawnv_passfds)  # type: ignore[assignment]  # wider than it must be
    analyzer.cli.main()


if __name__ == "__main__":
    _main()
