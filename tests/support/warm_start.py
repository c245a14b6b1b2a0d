"""The command line as a process of its own, without paying for its imports each time.

A child process imports everything once and forks itself for every run. What runs is what `python -m
analyzer.cli` runs, in a process with an environment, a folder and streams of its own; only the interpreter is
warm, that of the server which forks the workers too. Whoever needs a cold one (a damaged library on the path, a
terminal) starts it by `Popen`.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from analyzer import fork_process, fork_server
from analyzer.temporary import new_folder

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


class _Forked:
    """A child of ours, asked for what is asked of one that was started."""

    def __init__(self, process: int) -> None:
        self._process = process

    def wait(self, timeout: float | None = None) -> int:
        del timeout
        return os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])


def _launch(control: socket.socket, target: str, preload: Sequence[str]) -> _Forked:
    """`fork_server.launch` that forks where it would start an interpreter."""
    folder = new_folder()
    child = os.fork()
    if child:
        return _Forked(child)
    try:
        os.setpgid(0, 0)
        os.chdir(folder)
        variables = fork_server.scrubbed(os.environ.items())
        os.environ.clear()
        os.environ.update(variables)
        os.dup2(2, 1)
        kept = control.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
        fork_process.serve(kept, target, preload)
    finally:
        os._exit(0)


def _main() -> None:
    import github  # noqa: F401  # imported once, for all

    import analyzer.cli
    import analyzer.pipeline
    import analyzer.report.terminal
    from analyzer.registry import load_checks

    load_checks()
    arguments = _serve(socket.socket(fileno=int(sys.argv[1])))
    sys.argv = [analyzer.cli.__file__, *arguments]
    fork_server.launch = _launch
    analyzer.cli.main()


if __name__ == "__main__":
    _main()
