"""The process that forks workers: the server's side of `analyzer.engine.fork_server`."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from msgspec import Struct, field

from analyzer.engine.fork_messages import END, GRACE_SECONDS, MESSAGE, NEWS, exactly
from analyzer.import_path import safe_entries
from analyzer.lazy_regex import compile_used, share_uses
from analyzer.system.memory import collect_rarely
from analyzer.system.temporary import lock_folder

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl(2)


class _Caller(Struct):
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
    collect_rarely()
    module, _, function = target.partition(":")
    for name in preload:
        importlib.import_module(name)
    work = getattr(importlib.import_module(module), function)
    share_uses()
    # What was imported is never collected: workers share its pages as long as nobody writes to them.
    gc.collect()
    gc.freeze()
    _ForkServer(socket.socket(fileno=control), work).run()
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)


def become_server(
    control: int, target: str, folder: Path, environment: Mapping[str, str], errors: int
) -> NoReturn:
    """The life of a process that was just forked to be the server: of its parent it keeps only the modules.

    That is, no signal handlers, no descriptors but those of the line and of `errors`, no environment but the
    one given, no terminal: Ctrl-C is for the caller alone, who decides when workers end.
    """
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL if number is not signal.SIGPIPE else signal.SIG_IGN)
        signal.set_wakeup_fd(-1)
        os.setpgid(0, 0)
        _leave_descriptors(control, errors)
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:] = safe_entries(sys.path)
        os.chdir(folder)
        serve(control, target, ())
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _leave_descriptors(control: int, errors: int) -> None:
    """Standard input is empty, what is printed is no part of a result, and nothing else is open."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing if errors == subprocess.DEVNULL else errors, 1)
    if errors == subprocess.DEVNULL:
        os.dup2(nothing, 2)
    with contextlib.suppress(OSError):
        for name in os.listdir("/dev/fd"):  # noqa: PTH208 - numbers, no paths
            if int(name) > 2 and int(name) != control:
                with contextlib.suppress(OSError):
                    os.close(int(name))


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
            message, descriptors, _flags, _address = socket.recv_fds(caller.line, MESSAGE.size, 1)
            if message and len(message) < MESSAGE.size:
                message += exactly(caller.line, MESSAGE.size - len(message)) or b""
        except OSError:
            message, descriptors = b"", []
        if len(message) < MESSAGE.size:
            self._end_all(caller)
            return
        kind, number, place_size, task_size = MESSAGE.unpack(message)
        if kind == END:
            if number in caller.workers:
                self._end(caller.workers[number])
            return
        body = exactly(caller.line, place_size + task_size)
        if body is None:
            self._end_all(caller)
            return
        self._fork(caller, number, os.fsdecode(body[:place_size]), body[place_size:], descriptors[0])

    def _fork(self, caller: _Caller, number: int, folder: str, task: bytes, answers: int) -> None:
        compile_used()
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
        except BrokenPipeError:
            pass  # whoever asked is gone, and nobody is left to tell
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
            caller.line.sendall(NEWS.pack(number, code))

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
