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
import ctypes
import gc
import importlib
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from analyzer.import_path import safe_entries
from analyzer.temporary import lock_folder, new_folder

GRACE_SECONDS = 1.0
"""A worker asked to stop has this long to end what it started before it is killed."""
PATIENCE_SECONDS = 5.0
"""How long a caller waits for news that the server owes it."""
_MESSAGE = struct.Struct("!cIIQ")
_NEWS = struct.Struct("!Ii")
_TASK, _END = b"T", b"E"
_BOOT = (
    "import sys; sys.path[:] = sys.argv[4:]; from analyzer.fork_server import serve;"
    " serve(int(sys.argv[1]), sys.argv[2], sys.argv[3].split())"
)
# What the caller's environment says of Python, of git or of who it is, a worker must not hear.
_UNHEARD = ("PYTHON", "GIT_", "GITHUB_", "GH_")
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl(2)


class ServerError(Exception):
    """No worker can be started; the message is a sentence."""


class Process(Protocol):
    """What is asked of the server's process."""

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass(slots=True, eq=False)
class Worker:
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
            self._line.settimeout(GRACE_SECONDS + PATIENCE_SECONDS)
            while self._line.recv(65536):
                pass
        self._line.close()
        for worker in self._workers.values():
            worker.answers.close()

    def start(self, task: bytes, folder: Path) -> Worker:
        """A worker for `task`, which works in `folder`. Raises ServerError."""
        self._count += 1
        reader, writer = os.pipe()
        try:
            place = os.fsencode(folder)
            header = _MESSAGE.pack(_TASK, self._count, len(place), len(task))
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
                self._line.sendall(_MESSAGE.pack(_END, worker.number, 0, 0))
        self._line.settimeout(GRACE_SECONDS + PATIENCE_SECONDS)
        with contextlib.suppress(OSError):
            while worker.exit_code is None:
                news = _exactly(self._line, _NEWS.size)
                if news is None:
                    break
                number, code = _NEWS.unpack(news)
                if number in self._workers:
                    self._workers[number].exit_code = code
        with contextlib.suppress(OSError):
            self._line.settimeout(None)
        self._workers.pop(worker.number, None)
        worker.answers.close()
        return worker.exit_code


_LOST = "the process that starts the workers has died, perhaps out of memory"


class Server:
    """The server of this process, started when the first channel is opened and again if it has died."""

    def __init__(self, target: str, preload: Callable[[], Iterable[str]]) -> None:
        self._target = target
        self._preload = preload
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._owner = 0

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
                            return Channel(ours)
                except OSError:
                    pass
                ours.close()
                self._stop()
        raise ServerError("the process that starts the workers does not start, perhaps for want of memory")

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = launch(theirs, self._target, list(self._preload()))
            except OSError as error:
                ours.close()
                raise ServerError(
                    f"the process that starts the workers cannot be started: {error.strerror}"
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
                process.wait(timeout=GRACE_SECONDS + PATIENCE_SECONDS)


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


def scrubbed(variables: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The environment of workers: without what would steer Python or git, and without tokens."""
    return {name: value for name, value in variables if not name.startswith(_UNHEARD)}


def _error_stream() -> int:
    try:
        os.fstat(2)
    except OSError:
        return subprocess.DEVNULL
    return 2


# -- the server's side -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Caller:
    """One channel as the server sees it."""

    line: socket.socket
    workers: dict[int, int] = field(default_factory=dict)
    """Process ids by the number of the worker."""
    folders: dict[int, str] = field(default_factory=dict)
    leaving: bool = False


def serve(control: int, target: str, preload: Sequence[str]) -> None:
    """Fork a worker for each task until nobody is there any more. `target` is `module:function`.

    The function gets the task's bytes and the connection for its answers. The working directory, which is
    this server's own, is removed at the end.
    """
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTTOU, signal.SIGTTIN):
        signal.signal(number, signal.SIG_IGN)
    folder = Path.cwd()
    lock_folder(folder)
    module, _, function = target.partition(":")
    for name in preload:
        importlib.import_module(name)
    work = getattr(importlib.import_module(module), function)
    # What was imported is never collected: workers share its pages as long as nobody writes to them.
    gc.collect()
    gc.freeze()
    _ForkServer(socket.socket(fileno=control), work).run()
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)


class _ForkServer:
    def __init__(self, control: socket.socket, work: Callable[[bytes, Connection], None]) -> None:
        self._control: socket.socket | None = control
        self._work = work
        self._callers: dict[int, _Caller] = {}
        self._doomed: dict[int, float] = {}
        """When a process that was asked to end is killed, by its id."""
        self._awake, self._waker = socket.socketpair()
        self._awake.setblocking(False)
        self._waker.setblocking(False)
        self._alive = os.pipe()
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        _adopt_orphans()

    def run(self) -> None:
        while self._control is not None or self._callers:
            for ready in self._ready():
                if ready == self._awake.fileno():
                    self._drain()
                elif self._control is not None and ready == self._control.fileno():
                    self._greet()
                elif ready in self._callers:
                    self._hear(self._callers[ready])
            self._kill_doomed()
            self._reap()
            self._part()

    def _ready(self) -> list[int]:
        waiting = [line for line, caller in self._callers.items() if not caller.leaving]
        if self._control is not None:
            waiting.append(self._control.fileno())
        poll = select.poll()
        for each in (*waiting, self._awake.fileno()):
            poll.register(each, select.POLLIN)
        soon = min(self._doomed.values(), default=None)
        timeout = None if soon is None else max(0.0, soon - time.monotonic()) * 1000 + 1
        return [descriptor for descriptor, _event in poll.poll(timeout)]

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._awake.recv(4096):
                pass

    def _greet(self) -> None:
        assert self._control is not None  # noqa: S101 - it was ready a moment ago
        try:
            said, descriptors, _flags, _address = socket.recv_fds(self._control, 1, 1)
        except OSError:
            said, descriptors = b"", []
        if not said:
            self._control.close()
            self._control = None
            return
        caller = _Caller(socket.socket(fileno=descriptors[0]))
        self._callers[caller.line.fileno()] = caller
        with contextlib.suppress(OSError):
            self._control.sendall(b"+")

    def _hear(self, caller: _Caller) -> None:
        try:
            message, descriptors, _flags, _address = socket.recv_fds(caller.line, _MESSAGE.size, 1)
            if message and len(message) < _MESSAGE.size:
                message += _exactly(caller.line, _MESSAGE.size - len(message)) or b""
        except OSError:
            message, descriptors = b"", []
        if len(message) < _MESSAGE.size:
            self._end_all(caller)
            return
        kind, number, place_size, task_size = _MESSAGE.unpack(message)
        if kind == _END:
            if number in caller.workers:
                self._end(caller.workers[number])
            return
        body = _exactly(caller.line, place_size + task_size)
        if body is None:
            self._end_all(caller)
            return
        self._fork(caller, number, os.fsdecode(body[:place_size]), body[place_size:], descriptors[0])

    def _fork(self, caller: _Caller, number: int, folder: str, task: bytes, answers: int) -> None:
        try:
            process = os.fork()
        except OSError:
            os.close(answers)
            self._tell(caller, number, -1)
            return
        if process == 0:
            self._be_worker(task, answers)
        os.close(answers)
        caller.workers[number] = process
        caller.folders[number] = folder

    def _be_worker(self, task: bytes, answers: int) -> None:
        """The life of a worker, which ends here."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(self._alive[1])
            for each in (self._control, self._awake, self._waker, *(c.line for c in self._callers.values())):
                if each is not None:
                    each.close()
            threading.Thread(target=_end_with, args=(self._alive[0],), daemon=True).start()
            # Held until the very end: that the line closes tells the caller that this worker has ended.
            line = Connection(answers, readable=False)
            self._work(task, line)
            code = 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _end_all(self, caller: _Caller) -> None:
        caller.leaving = True
        for process in caller.workers.values():
            self._end(process)

    def _end(self, process: int) -> None:
        if process not in self._doomed:
            self._doomed[process] = time.monotonic() + GRACE_SECONDS
            os.kill(process, signal.SIGTERM)

    def _kill_doomed(self) -> None:
        """Processes that have not been waited for: their ids are still theirs."""
        now = time.monotonic()
        for process, limit in self._doomed.items():
            if limit <= now:
                os.kill(process, signal.SIGKILL)
                self._doomed[process] = now + GRACE_SECONDS

    def _reap(self) -> None:
        owners = {process: (caller, number) for caller in self._callers.values()
                  for number, process in caller.workers.items()}  # fmt: skip
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                process, status = ended
                self._doomed.pop(process, None)
                if process in owners:
                    caller, number = owners.pop(process)
                    del caller.workers[number]
                    _kill_orphans(owners)
                    folder = caller.folders.pop(number)
                    if caller.leaving:
                        shutil.rmtree(folder, ignore_errors=True)
                    self._tell(caller, number, os.waitstatus_to_exitcode(status))

    @staticmethod
    def _tell(caller: _Caller, number: int, code: int) -> None:
        with contextlib.suppress(OSError):
            caller.line.sendall(_NEWS.pack(number, code))

    def _part(self) -> None:
        for line, caller in list(self._callers.items()):
            if caller.leaving and not caller.workers:
                caller.line.close()
                del self._callers[line]


def _end_with(pipe: int) -> None:
    """End this worker, with whatever it has started, when the other end of the pipe closes."""
    with contextlib.suppress(OSError):
        os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _adopt_orphans() -> None:
    """On Linux: what a killed worker leaves behind becomes a child of this process, which can end it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _kill_orphans(workers: Iterable[int]) -> None:
    """End the adopted children with all of their groups: every git leads a group of its own."""
    known = set(workers)
    with contextlib.suppress(OSError, ValueError):
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
        for child in map(int, children):
            if child not in known:
                with contextlib.suppress(OSError):
                    (os.killpg if os.getpgid(child) == child else os.kill)(child, signal.SIGKILL)


def _exactly(line: socket.socket, size: int) -> bytes | None:
    """That many bytes, None if the line ends before."""
    found = bytearray()
    while len(found) < size:
        piece = line.recv(min(size - len(found), 1 << 20))
        if not piece:
            return None
        found += piece
    return bytes(found)
