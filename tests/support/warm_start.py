"""The command line as a process of its own, without paying for its imports each time.

A child process imports everything once and forks itself for every run. What runs is what `python -m
analyzer.cli` runs, in a process with arguments, an environment, a folder, open files, limits and a terminal of
its own; only the interpreter is warm, that of the server which forks the workers too. Whoever needs a cold one
(a damaged library on the path, a language or an encoding, a view of the file system of its own) starts it by
`Popen`.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import gc
import importlib
import json
import marshal
import os
import pkgutil
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from analyzer.engine import fork_process, fork_server
from analyzer.engine.registry import Registry, load_checks
from analyzer.system.temporary import new_folder
from tests.support import warm_client

ROOT = Path(__file__).resolve().parent.parent.parent
_REHEARSED = {
    "README.md": "# Shop\n\nServes prices.\n\n    docker build -t shop .\n    make test\n",
    "Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["python", "-m", "shop"]\n',
    "Makefile": "test:\n\tpytest tests\n",
    ".github/workflows/ci.yaml": "on: push\njobs:\n  a:\n    steps:\n      - run: make test\n",
    "requirements.txt": "torch==2.1\n",
    "pyproject.toml": '[project]\nname = "shop"\n',
    "compose.yaml": "services:\n  a:\n    build: .\n",
    "shop/__main__.py": "import torch\nfrom shop.a import predict\n\nprint(predict(torch.load('a.pt')))\n",
    "shop/a.py": "def predict(x):\n    return x + 1\n",
    "tests/test_a.py": "from shop.a import predict\n\n\ndef test_a():\n    assert predict(1) == 2\n",
    "a.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "run.sh": "python -m shop\n",
}
_FOLDER = -1
_MOST_FILES = 64


def command() -> list[str]:
    """The words that start the warm command line from anywhere; arguments follow."""
    return [sys.executable, "-I", "-S", "-B", str(Path(warm_client.__file__)), _parent()]


class Run:
    """A run of the command line, asked for what is asked of a process that was started."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        streams: Mapping[int, int],
        *,
        terminal: bool = False,
    ) -> None:
        request = {
            "arguments": list(arguments),
            "environment": dict(environment),
            "terminal": terminal,
            **warm_client.circumstances(),
        }
        folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        try:
            asked = warm_client.ask(_parent(), request, {**streams, _FOLDER: folder})
        finally:
            os.close(folder)
        self._connection = socket.socket(fileno=asked.detach())
        self._code: int | None = None
        self.pid = int(self._line(30))

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, negative for a signal. Raises TimeoutError after so many seconds."""
        if self._code is None:
            self._code = int(self._line(timeout))
            self._connection.close()
        return self._code

    def poll(self) -> int | None:
        """The exit code, None while it goes on."""
        return self.wait() if self._code is not None or self._said() else None

    def give_up(self) -> None:
        """The run is ended, if it still goes on."""
        self._connection.close()

    def _said(self) -> bool:
        return bool(select.select([self._connection], [], [], 0)[0])

    def _line(self, timeout: float | None) -> bytes:
        self._connection.settimeout(timeout)
        found = b""
        while not found.endswith(b"\n"):
            piece = self._connection.recv(1)
            assert piece, "the warm command line has gone"
            found += piece
        return found


def run(
    arguments: Sequence[str], environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """A finished run; `timeout` is in seconds, and what runs longer is given up."""
    with (
        Path(os.devnull).open() as nothing,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        streams = {0: nothing.fileno(), 1: output.fileno(), 2: errors.fileno()}
        started = Run(arguments, environment, streams)
        try:
            code = started.wait(timeout)
        finally:
            started.give_up()
        said = []
        for stream in (output, errors):
            stream.seek(0)
            said.append(stream.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(list(arguments), code, *said)


_held: list[object] = []
"""What a copy of the process that started it has of it too, and must neither close nor miss."""


@functools.cache
def _parent() -> str:
    """The address of the process that forks; it ends when its lifeline is closed, at the latest with us."""
    # A folder that only this user may enter: whoever can connect can run programs as this user.
    folder = tempfile.mkdtemp()
    address = f"{folder}/socket"
    ours, theirs = socket.socketpair()
    with socket.socket(socket.AF_UNIX) as listener, theirs:
        listener.bind(address)
        listener.listen()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.support.warm_start",
                json.dumps([listener.fileno(), theirs.fileno()]),
            ],
            cwd=ROOT,
            env={key: os.environ[key] for key in ("PATH",) if key in os.environ},
            stdin=subprocess.DEVNULL,
            pass_fds=[listener.fileno(), theirs.fileno()],
        )
    _held.append((process, ours))
    atexit.register(shutil.rmtree, folder)
    atexit.register(process.wait)
    atexit.register(ours.close)  # what was registered last goes first
    return address


class _Parent:
    """The side that forks."""

    def __init__(self, listener: socket.socket, lifeline: socket.socket) -> None:
        self._listener = listener
        self._lifeline = lifeline
        self._runs: dict[int, tuple[socket.socket, int]] = {}
        """Who waits for which process, by the descriptor that tells when it has ended."""

    def serve(self) -> list[str]:
        """Fork for every request; returns in the child, ready to be the command line with these arguments."""
        while True:
            poll = select.poll()
            for each in (self._listener.fileno(), self._lifeline.fileno(), *self._runs):
                poll.register(each, select.POLLIN)
            for connection, _process in self._runs.values():
                poll.register(connection.fileno(), select.POLLHUP)
            ready = {descriptor for descriptor, _event in poll.poll()}
            if self._lifeline.fileno() in ready:
                os._exit(0)
            for ended, (connection, process) in list(self._runs.items()):
                if ended in ready:
                    self._answer(ended)
                elif connection.fileno() in ready:
                    with suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
                    os.waitpid(process, 0)
                    self._forget(ended)
            if self._listener.fileno() in ready and (arguments := self._start()) is not None:
                return arguments

    def _answer(self, ended: int) -> None:
        connection, process = self._runs[ended]
        _process, status = os.waitpid(process, 0)
        with suppress(OSError):
            connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
        self._forget(ended)

    def _forget(self, ended: int) -> None:
        self._runs.pop(ended)[0].close()
        os.close(ended)

    def _start(self) -> list[str] | None:
        connection, _address = self._listener.accept()
        size, descriptors, _flags, _sender = socket.recv_fds(connection, 4, _MOST_FILES)
        content = b""
        while len(content) < int.from_bytes(size, "big"):
            content += connection.recv(65536)
        request = marshal.loads(content)  # of our own making
        process = os.fork()
        if process == 0:
            # All are closed there, and the numbers will be those of other files.
            for each in (
                self._listener,
                self._lifeline,
                connection,
                *(each for each, _ in self._runs.values()),
            ):
                each.detach()
            _become(request, descriptors)
            return [str(each) for each in request["arguments"]]
        for descriptor in descriptors:
            os.close(descriptor)
        connection.sendall(b"%d\n" % process)
        self._runs[os.pidfd_open(process)] = (connection, process)
        return None


def _become(request: dict[str, Any], descriptors: Sequence[int]) -> None:
    """Take on, in this process, all that the one who asked would have handed down to a program of its own."""
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    os.umask(request["mask"])
    # Out of the way of the places where they are wanted, which are low ones.
    high = [fcntl.fcntl(each, fcntl.F_DUPFD, 1000) for each in descriptors]
    files = dict(zip(request["files"], high, strict=True))
    os.fchdir(files.pop(_FOLDER))
    os.closerange(0, 1000)
    for number, descriptor in files.items():
        os.dup2(descriptor, number)
    os.closerange(1000, os.sysconf("SC_OPEN_MAX"))
    # As an interpreter has it that is started with a stream closed.
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if number not in files:
            setattr(sys, name, None)
    if request.get("terminal"):
        os.setsid()
        fcntl.ioctl(next(each for each in (1, 2) if os.isatty(each)), termios.TIOCSCTTY, 0)
    for number in signal.valid_signals():
        if request["ignored"] >> (number - 1) & 1:
            signal.signal(number, signal.SIG_IGN)
    for limit, values in request["limits"].items():
        resource.setrlimit(limit, values)


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
        for number in signal.valid_signals():
            if callable(signal.getsignal(number)):  # as a program that is started has it
                signal.signal(number, signal.SIG_DFL)
        variables = fork_server.scrubbed(os.environ.items())
        os.environ.clear()
        os.environ.update(variables)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        kept = control.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
        fork_process.serve(kept, target, preload)
    finally:
        os._exit(0)


def _leave(code: object) -> NoReturn:
    """End as an interpreter does, without taking apart all that was imported."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def _warm_up() -> None:
    """Do once what every run would do again before its work: import, compile, read tables of our own."""
    import github  # noqa: F401
    import pandas  # noqa: F401

    import analyzer
    from analyzer.interview.texts import texts
    from analyzer.lazy_regex import compile_all
    from analyzer.report.html import templates
    from analyzer.scoring.rubric import load_rubric

    for module in pkgutil.walk_packages(analyzer.__path__, "analyzer."):
        if module.name.rpartition(".")[2] != "__main__":
            importlib.import_module(module.name)
    found = load_checks()
    load_rubric("production", known=found.checks)
    texts()
    for package in (templates.OWN, "analyzer.serve"):
        for page in Path(str(importlib.import_module(package).__file__)).parent.glob("*.j2"):
            templates.template(page.name, package)
    compile_all()
    _rehearse(found)
    # What is here is never collected: the runs share its pages as long as nobody writes to them.
    gc.collect()
    gc.freeze()


def _rehearse(found: Registry) -> None:
    """Read a repository in memory and report on it: tables that are made at their first use are there then."""
    from analyzer.cli.reports import rendered
    from analyzer.engine.runner import run_checks, run_flags
    from analyzer.model import Level
    from analyzer.report.contract import LinesEntry
    from analyzer.report.html.excerpt import excerpt_of
    from analyzer.testing import snapshot
    from tests.support.scorecards import flag, repository, scorecard

    repo = snapshot(_REHEARSED)
    run_checks(repo, found.checks)
    run_flags(repo, found.flags)
    levels = {"dockerfile": Level.WIRED, "tests": Level.PRESENT}
    card = scorecard(repository("octocat/service", levels, flags=(flag("hollow_tests"),)))
    for form in ("terminal", "json", "html", "markdown"):
        rendered(card, form, None)
    for path in _REHEARSED:
        excerpt_of(
            path,
            1,
            LinesEntry(
                first=1, text=["x = 1"], origin=None, share=None, commit=None, first_date=None, last_date=None
            ),
        )


def _main() -> None:
    _warm_up()
    import analyzer.cli

    listener, lifeline = (socket.socket(fileno=each) for each in json.loads(sys.argv[1]))
    arguments = _Parent(listener, lifeline).serve()
    sys.argv = [analyzer.cli.__file__, *arguments]
    fork_server.launch = _launch
    try:
        analyzer.cli.main()
    except SystemExit as left:
        _leave(left.code)


if __name__ == "__main__":
    _main()
