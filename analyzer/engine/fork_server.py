"""A process that has imported everything once and forks a worker for each task.

Forking takes a quarter of the time of starting an interpreter. The server is an interpreter of its own that
trusts nothing around it: isolated from Python's environment variables, in an empty folder, with the import
path that it is given, and it never runs the caller's main module. The servers of `multiprocessing` are none
of this: they start with `-c`, which puts the working directory, perhaps a scanned repository, first on the
import path.

    caller --control--> server      asks for channels
    caller --channel--> server      a task each message, with the descriptor its answers go to
    caller <--channel-- server      the exit code of each worker
    worker --answers--> caller

The channel is a lifeline too: when the caller's end closes, also by `kill -9`, the server ends the workers of
that channel and removes their folders. Workers watch a pipe that only the server holds, and end with it.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from analyzer.engine.fork_messages import END, GRACE_SECONDS, MESSAGE, NEWS, TASK, exactly
from analyzer.import_path import safe_entries
from analyzer.system.temporary import new_folder

SERVER_SECONDS = 5.0
"""How long a caller waits for news that the server owes it."""
LOOK_AGAIN_SECONDS = 0.005
_BOOT = (
    "import sys; sys.path[:] = sys.argv[4:]; from analyzer.engine.fork_process import serve;"
    " serve(int(sys.argv[1]), sys.argv[2], sys.argv[3].split())"
)
# What the caller's environment says of Python, of git or of who it is, a worker must not hear.
_UNHEARD = ("PYTHON", "GIT_", "GITHUB_", "GH_")


class ServerError(Exception):
    """No worker can be started; the message is a sentence."""


class Process(Protocol):
    """What is asked of the server's process."""

    def wait(self, timeout: float | None = None) -> int: ...


class Worker(Struct, eq=False):
    """A worker at work. `answers` is where its results arrive; `exit_code` is known once it has ended."""

    number: int
    answers: Connection
    exit_code: int | None = None


class Channel:
    """One caller's line to the server, with the workers it has started; leaving its context ends them all."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._workers: dict[int, Worker] = {}
        self._count = 0

    def __enter__(self) -> Channel:
        return self

    def __exit__(self, *_error: object) -> None:
        """End every worker of this channel, and wait until they are gone."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
            self._line.settimeout(GRACE_SECONDS + SERVER_SECONDS)
            while self._line.recv(65536):
                pass
        self._line.close()
        for worker in self._workers.values():
            worker.answers.close()

    def hang_up(self) -> None:
        """End every worker of this channel, from another thread than the one that uses it."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def start(self, task: bytes, folder: Path) -> Worker:
        """A worker for `task`, which works in `folder`. Raises ServerError."""
        self._count += 1
        reader, writer = os.pipe()
        try:
            place = os.fsencode(folder)
            header = MESSAGE.pack(TASK, self._count, len(place), len(task))
            socket.send_fds(self._line, [header], [writer])
            self._line.sendall(place + task)
        except OSError as error:
            os.close(reader)
            raise ServerError(_LOST) from error
        finally:
            os.close(writer)
        worker = Worker(self._count, Connection(reader, writable=False))
        self._workers[worker.number] = worker
        return worker

    def end(self, worker: Worker) -> int | None:
        """The exit code of a worker, None if it is not known. One that goes on is ended."""
        if not worker.answers.closed and worker.exit_code is None:
            with contextlib.suppress(OSError):
                self._line.sendall(MESSAGE.pack(END, worker.number, 0, 0))
        self._line.settimeout(GRACE_SECONDS + SERVER_SECONDS)
        with contextlib.suppress(OSError):
            while worker.exit_code is None:
                news = exactly(self._line, NEWS.size)
                if news is None:
                    break
                number, code = NEWS.unpack(news)
                if number in self._workers:
                    self._workers[number].exit_code = code
        with contextlib.suppress(OSError):
            self._line.settimeout(None)
        self._workers.pop(worker.number, None)
        worker.answers.close()
        return worker.exit_code


_LOST = "the process that starts the workers died, possibly out of memory"


class Server:
    """The server of this process, started when the first channel is opened and again if it has died.

    Where nothing else runs in this process yet, `fork` makes it a copy of this one: all is imported once.
    """

    def __init__(self, target: str, preload: Callable[[], Iterable[str]]) -> None:
        self._target = target
        self._preload = preload
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._owner = 0
        self._channels: weakref.WeakSet[Channel] = weakref.WeakSet()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        """In a copy of this process: the lock may be held by a thread that is not there."""
        self._lock = threading.Lock()
        self._channels = weakref.WeakSet()
        self._stop()

    def hang_up(self) -> None:
        """End the workers of all channels of this process."""
        with self._lock:
            for each in list(self._channels):
                each.hang_up()

    def channel(self) -> Channel:
        """A line of one's own to the server. Raises ServerError."""
        with self._lock:
            for _attempt in range(2):
                if self._control is None or self._owner != os.getpid():
                    self._start()
                ours, theirs = socket.socketpair()
                try:
                    with theirs:
                        assert self._control is not None  # noqa: S101 - it was started above
                        socket.send_fds(self._control, [b"+"], [theirs.fileno()])
                        if self._control.recv(1) == b"+":
                            channel = Channel(ours)
                            self._channels.add(channel)
                            return channel
                except OSError:
                    pass
                ours.close()
                self._stop()
        raise ServerError("the process that starts the workers did not start, possibly due to lack of memory")

    def fork(self) -> None:
        """Start the server now, as a copy of this process with our own checks imported.

        For a program that has just begun: what it reads later, like a token, the server never knew. Where
        there are threads, which a copy would break, or no memory, the server starts when it is needed.
        """
        with self._lock:
            if self._control is None and threading.active_count() == 1:
                with contextlib.suppress(ServerError):
                    self._start(copy)

    def _start(self, begin: Callable[[socket.socket, str, Sequence[str]], Process] | None = None) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = (begin or launch)(theirs, self._target, list(self._preload()))
            except OSError as error:
                ours.close()
                raise ServerError(
                    f"the process that starts the workers could not be started: {error.strerror}"
                ) from error
        self._control, self._owner = ours, os.getpid()
        atexit.register(self._leave, ours, process, self._owner)

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None

    @staticmethod
    def _leave(control: socket.socket, process: Process, owner: int) -> None:
        control.close()
        if owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=GRACE_SECONDS + SERVER_SECONDS)


def launch(control: socket.socket, target: str, preload: Sequence[str]) -> Process:
    """Start the interpreter of the server. Raises OSError, and Lacking."""
    folder = new_folder()
    try:
        return subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-c",
                _BOOT,
                str(control.fileno()),
                target,
                " ".join(preload),
                *safe_entries(sys.path),
            ],
            cwd=folder,
            env=scrubbed(os.environ.items()),
            stdin=subprocess.DEVNULL,
            # What somebody prints in a worker is no part of a result.
            stdout=_error_stream(),
            pass_fds=[control.fileno()],
            # Ctrl-C is for the caller alone: it decides when workers end.
            process_group=0,
        )
    except BaseException:
        folder.rmdir()
        raise


class _Copy:
    """A copy of this process, as far as it is asked about."""

    def __init__(self, process: int) -> None:
        self._process = process

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. Raises TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            process, status = os.waitpid(self._process, 0 if end is None else os.WNOHANG)
            if process:
                return os.waitstatus_to_exitcode(status)
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("the server", timeout or 0.0)
            time.sleep(LOOK_AGAIN_SECONDS)


def copy(control: socket.socket, target: str, preload: Sequence[str]) -> Process:
    """The server as a copy of this process, with what workers need imported. Raises OSError, and Lacking."""
    from analyzer.engine.fork_process import become_server

    gc.disable()  # what modules make is kept: to look through it while it grows finds nothing
    try:
        for name in (*preload, target.partition(":")[0]):
            importlib.import_module(name)
    finally:
        gc.freeze()  # first: whoever enables it with so much that is new looks through all of it at once
        gc.enable()
    folder = new_folder()
    try:
        process = os.fork()
    except BaseException:
        folder.rmdir()
        raise
    if process == 0:
        become_server(control.fileno(), target, folder, scrubbed(os.environ.items()), _error_stream())
    return _Copy(process)


def scrubbed(variables: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The environment of workers: without what would steer Python or git, and without tokens."""
    return {name: value for name, value in variables if not name.startswith(_UNHEARD)}


def _error_stream() -> int:
    try:
        os.fstat(2)
    except OSError:
        return subprocess.DEVNULL
    return 2
