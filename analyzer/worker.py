"""Runs `assess` for many repositories, each in a process of its own that can be killed.

A repository is hostile: it may exhaust memory or time in ways no parser limit foresees. Its process
has an address-space limit and a deadline, and whatever happens to it costs that repository only.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess, SpawnContext, SpawnProcess
from pathlib import Path

from analyzer.assess import assess, unreadable
from analyzer.git import SIZE_LIMIT
from analyzer.git_process import kill_children
from analyzer.model import RepositoryResult
from analyzer.registry import builtin_modules, load_checks
from analyzer.sources import Candidate, Source

ADDRESS_SPACE_BYTES = 6 * 1024**3
DEFAULT_TIMEOUT_SECONDS = 600.0
# A worker asked to stop has this long to end its git children before it is killed.
GRACE_SECONDS = 1.0
# The worker's own deadline comes first, so that it can say what it was doing.
MARGIN_SECONDS = 5.0
# The address of a socket has 104 bytes where it has fewest (macOS); multiprocessing's name in there takes 32.
SOCKET_FOLDER_BYTES = 70


@dataclass(frozen=True, slots=True)
class Progress:
    """What a caller is told while repositories are assessed: stages by name, then results."""

    stage: Callable[[str, str], None] = lambda name, text: None
    finished: Callable[[RepositoryResult], None] = lambda result: None


SILENT = Progress()

_Process = ForkServerProcess | SpawnProcess


@dataclass(frozen=True, slots=True)
class _Terms:
    """Under what terms a worker works."""

    timeout: float
    token: str | None = field(repr=False)
    size_limit: int
    blind: bool


@dataclass(slots=True)
class _Running:
    index: int
    source: Source
    process: _Process
    receiver: Connection
    deadline: float


def assess_all(
    sources: Sequence[Source],
    candidate: Candidate,
    *,
    jobs: int,
    timeout: float = DEFAULT_TIMEOUT_SECONDS,
    token: str | None = None,
    size_limit: int = SIZE_LIMIT,
    blind: bool = False,
    progress: Progress = SILENT,
) -> tuple[RepositoryResult, ...]:
    """The result of every source, in the order given.

    `timeout` is in seconds and `size_limit` in bytes of a clone, for each repository. `token` reaches the
    workers of authenticated sources through a pipe, never an argument list. `blind`: what tells who somebody
    is comes with the results.
    """
    terms = _Terms(timeout, token, size_limit, blind)
    results: dict[int, RepositoryResult] = {}
    pending = deque(enumerate(sources))
    running: list[_Running] = []
    with tempfile.TemporaryDirectory(prefix="repo-evidence-") as folder, _killing(running):
        while pending or running:
            while pending and len(running) < max(1, jobs):
                index, source = pending.popleft()
                with _uninterrupted():
                    running.append(_start(index, source, candidate, Path(folder), terms))
            for done, result in list(_collect(running, progress)):
                running.remove(done)
                results[done.index] = result
                progress.finished(result)
    return tuple(results[index] for index in range(len(sources)))


def _start(index: int, source: Source, candidate: Candidate, folder: Path, terms: _Terms) -> _Running:
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    workspace = folder / str(index)
    workspace.mkdir()
    process = context.Process(target=_work, args=(source, candidate, workspace, terms, sender), daemon=True)
    process.start()
    sender.close()
    return _Running(index, source, process, receiver, time.monotonic() + terms.timeout + MARGIN_SECONDS)


def _context() -> ForkServerContext | SpawnContext:
    """How a worker is started: as a clean process that inherits nothing of ours.

    Forking one that has imported everything once takes a quarter of the time of starting an interpreter for
    each. It listens at a socket in the temporary folder, whose path the system bounds.
    """
    if len(os.fsencode(tempfile.gettempdir())) > SOCKET_FOLDER_BYTES:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # Not what plugins bring: somebody else's code may do anything when it is imported.
    context.set_forkserver_preload(["analyzer.worker", *builtin_modules()])
    return context


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the end of the block, and no process that starts in it ever hears one."""
    # Starting this unblocks signals, so it goes first.
    resource_tracker.ensure_running()
    inherited = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # Another thread may hear it all the same, and what it hears is handled in the main one.
    main = threading.current_thread() is threading.main_thread()
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number)) if main else None
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, inherited)
    if heard and callable(before):
        before(signal.SIGINT, None)


def _work(
    source: Source,
    candidate: Candidate,
    workspace: Path,
    terms: _Terms,
    sender: Connection,
) -> None:
    """The worker: limits first, then one repository, then its result through the pipe."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    space = ADDRESS_SPACE_BYTES if hard == resource.RLIM_INFINITY else min(ADDRESS_SPACE_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    deadline = time.monotonic() + terms.timeout
    try:
        result = assess(
            source,
            candidate,
            load_checks(),
            workspace,
            deadline,
            token=terms.token,
            size_limit=terms.size_limit,
            blind=terms.blind,
            stage=sender.send,
        )
    except Exception as error:  # the border of the worker: a bug in one repository's path costs that row
        result = unreadable(source, f"it could not be assessed: {type(error).__name__}: {error}"[:300])
    sender.send(result)
    sender.close()


def _stop(_signal: int, _frame: object) -> None:
    kill_children()
    os._exit(1)


def _collect(running: Sequence[_Running], progress: Progress) -> Iterator[tuple[_Running, RepositoryResult]]:
    """The workers that have answered, died or run out of time since the last look."""
    nearest = min(each.deadline for each in running) - time.monotonic()
    ready = wait([each.receiver for each in running], timeout=max(0.0, min(nearest, 1.0)))
    for each in running:
        if each.receiver in ready:
            answer = _receive(each)
            if isinstance(answer, RepositoryResult):
                yield each, answer
            else:
                progress.stage(each.source.name, answer)
        elif time.monotonic() > each.deadline:
            _end(each.process)
            yield each, unreadable(each.source, "it took longer than the time limit")


def _receive(done: _Running) -> RepositoryResult | str:
    """A worker's result, or the stage it has come to."""
    try:
        result: RepositoryResult | str = done.receiver.recv()
    except Exception:  # the pipe ended early or the answer was cut: the worker died
        done.process.join(GRACE_SECONDS)
        _end(done.process)
        code = done.process.exitcode
        return unreadable(done.source, f"its worker process died (exit code {code}), perhaps out of memory")
    if isinstance(result, RepositoryResult):
        done.process.join(GRACE_SECONDS)
        _end(done.process)
    return result


def _end(process: _Process) -> None:
    if process.is_alive():
        process.terminate()
        process.join(GRACE_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()


@contextmanager
def _killing(running: list[_Running]) -> Iterator[None]:
    """However the block ends, no worker outlives it."""
    try:
        yield
    finally:
        for each in running:
            if each.process.is_alive():
                each.process.terminate()
        for each in running:
            _end(each.process)
