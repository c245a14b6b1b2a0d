"""Runs `assess` for many repositories, each in a process of its own that can be killed.

A repository is hostile: it may exhaust memory or time in ways no parser limit foresees. Its process
has an address-space limit and a deadline, and whatever happens to it costs that repository only.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from analyzer.engine.assess import assess
from analyzer.engine.fork_server import Channel, Server, ServerError, Worker
from analyzer.engine.keeping import Keeper
from analyzer.engine.known import Known, key_of, known_results
from analyzer.engine.progress import SILENT, Abandoned, Progress
from analyzer.engine.registry import builtin_modules, find_plugins, load_checks
from analyzer.engine.terms import DEFAULT_TIMEOUT_SECONDS, Terms
from analyzer.engine.unread import unreadable
from analyzer.git import BLOBS_LIMIT, kill_children
from analyzer.import_path import safe_entries
from analyzer.model import RepositoryResult, Trouble
from analyzer.sources import Candidate, Source
from analyzer.store import Store, StoreTerms, question_of, store_terms
from analyzer.system.machine import lacking
from analyzer.system.temporary import temporary_folder

ADDRESS_SPACE_BYTES = 6 * 1024**3
# The worker's own deadline comes first, so that it can say what it was doing.
MARGIN_SECONDS = 5.0


class Warned(str):
    """A sentence of a worker on what does not matter to its result."""

    __slots__ = ()


class _Task(Struct, frozen=True):
    """What a worker is told: everything it needs, nothing of the process that asks."""

    source: Source
    candidate: Candidate
    workspace: Path
    terms: Terms
    store: StoreTerms | None
    import_path: tuple[str, ...]


class _Running(Struct):
    index: int
    source: Source
    worker: Worker
    deadline: float


def _needed_by_workers() -> tuple[str, ...]:
    """The modules that every worker needs; a copy of this process knows which plugins there are.

    They are not imported before the fork: somebody else's code may do anything when it is imported.
    """
    find_plugins()
    return builtin_modules()


_SERVER = Server("analyzer.engine.worker:work", _needed_by_workers)


def prepare() -> None:
    """For a program that will scan and has only begun: import everything once, for itself and its workers."""
    _SERVER.fork()


def assess_all(
    sources: Sequence[Source],
    candidate: Candidate,
    *,
    jobs: int,
    timeout: float = DEFAULT_TIMEOUT_SECONDS,
    token: str | None = None,
    size_limit: int = BLOBS_LIMIT,
    blind: bool = False,
    progress: Progress = SILENT,
) -> tuple[RepositoryResult, ...]:
    """`assess_under` the terms that are named here one by one."""
    terms = Terms(timeout=timeout, size_limit=size_limit, blind=blind, token=token)
    return assess_under(terms, sources, candidate, jobs=jobs, progress=progress)


def assess_under(
    terms: Terms,
    sources: Sequence[Source],
    candidate: Candidate,
    *,
    jobs: int,
    progress: Progress = SILENT,
    known: Known = MappingProxyType({}),
) -> tuple[RepositoryResult, ...]:
    """The result of every source, in the order given; from any thread, also of a daemonic process.

    `known` is what has been looked up of them already, by their locations. The token of the terms reaches the
    workers of authenticated sources through a pipe, never an argument list. Raises Lacking where there is no
    place for temporary files, and Abandoned.
    """
    if not sources:
        return ()
    results: dict[int, RepositoryResult] = {}
    warn = cache(progress.warn)  # the same sentence once
    kept = store_terms(terms.cache, warn)
    with temporary_folder() as folder:
        for index, result in _known(sources, candidate, terms, known, folder, kept, warn):
            results[index] = result
            progress.finished(result)
        pending = deque((index, each) for index, each in enumerate(sources) if index not in results)

        def start(channel: Channel, index: int, source: Source) -> _Running:
            workspace = folder / str(index)
            workspace.mkdir(exist_ok=True)
            task = _Task(
                source, question_of(candidate), workspace, terms, kept, tuple(safe_entries(sys.path))
            )
            worker = channel.start(pickle.dumps(task), workspace)
            deadline = time.monotonic() + terms.timeout + MARGIN_SECONDS
            return _Running(index, source, worker, deadline)

        for index, result in _results(pending, start, max(1, jobs), replace(progress, warn=warn)):
            results[index] = result
            progress.finished(result)
    return tuple(results[index] for index in range(len(sources)))


def end_all() -> None:
    """End all workers of this process; whoever waits for one is told that it died."""
    _SERVER.hang_up()


def _known(
    sources: Sequence[Source],
    candidate: Candidate,
    terms: Terms,
    known: Known,
    folder: Path,
    kept: StoreTerms | None,
    warn: Callable[[str], None],
) -> Iterator[tuple[int, RepositoryResult]]:
    """What need not be read, with its index."""
    found = {index: known[each.location] for index, each in enumerate(sources) if each.location in known}
    asked = [index for index in range(len(sources)) if index not in found]
    if kept is not None and asked:
        with Store(kept, warn) as store:
            others = [sources[index] for index in asked]
            for number, result in known_results(store, others, candidate, terms, folder):
                found[asked[number]] = result
    yield from ((index, result) for index, result in found.items() if result is not None)


_Start = Callable[[Channel, int, Source], _Running]
_Pending = deque[tuple[int, Source]]


def _results(
    pending: _Pending, start: _Start, jobs: int, progress: Progress
) -> Iterator[tuple[int, RepositoryResult]]:
    """Every result with its index, as they come. A server that dies takes its workers' rows, no others."""
    while pending:
        waiting = len(pending)
        try:
            with _SERVER.channel() as channel:
                yield from _work_through(pending, channel, start, jobs, progress)
            if len(pending) == waiting:
                raise ServerError("the process that starts the workers died before starting one")
        except ServerError as error:
            while pending:
                index, source = pending.popleft()
                yield index, unreadable(source, str(error), Trouble.PASSING)


def _work_through(
    pending: _Pending, channel: Channel, start: _Start, jobs: int, progress: Progress
) -> Iterator[tuple[int, RepositoryResult]]:
    """Results until nothing is pending, or until the server of this channel takes no more tasks."""
    running: list[_Running] = []
    lost = False
    while running or (pending and not lost):
        if progress.abandoned():
            raise Abandoned
        while pending and not lost and len(running) < jobs:
            try:
                running.append(start(channel, *pending[0]))
            except ServerError:
                lost = True
            else:
                pending.popleft()
        for done, result in list(_collect(running, channel, progress)):
            running.remove(done)
            yield done.index, result


def _collect(
    running: Sequence[_Running], channel: Channel, progress: Progress
) -> Iterator[tuple[_Running, RepositoryResult]]:
    """The workers that have answered, died or run out of time since the last look."""
    if not running:
        return
    nearest = min(each.deadline for each in running) - time.monotonic()
    ready = wait([each.worker.answers for each in running], timeout=max(0.0, min(nearest, 1.0)))
    for each in running:
        if each.worker.answers in ready:
            answer = _answer(each, channel)
            if isinstance(answer, RepositoryResult):
                yield each, answer
            elif isinstance(answer, Warned):
                progress.warn(str(answer))
            else:
                progress.stage(each.source.name, answer)
        elif time.monotonic() > each.deadline:
            channel.end(each.worker)
            yield each, unreadable(each.source, "it exceeded the time limit", Trouble.PASSING)


def _answer(done: _Running, channel: Channel) -> RepositoryResult | str:
    """A worker's result, or the stage it has come to."""
    try:
        answer: RepositoryResult | str = done.worker.answers.recv()
    except Exception:  # the pipe ended early or the answer was cut: the worker died
        code = channel.end(done.worker)
        how = "" if code is None else f" (exit code {code})"
        why = f"its worker process died{how}, possibly out of memory"
        return unreadable(done.source, why, Trouble.PASSING)
    if isinstance(answer, RepositoryResult):
        channel.end(done.worker)
    return answer


# -- the worker's side -----------------------------------------------------------------------------


def work(task: bytes, answers: Connection) -> None:
    """The worker: limits first, then one repository, then its result through the pipe."""
    signal.signal(signal.SIGTERM, _stop)
    _limit(resource.RLIMIT_AS, ADDRESS_SPACE_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    told: _Task = pickle.loads(task)  # noqa: S301 - from the process that started us
    sys.path[:] = told.import_path
    terms = told.terms
    try:
        with _keeper(told, lambda message: answers.send(Warned(message))) as keeper:
            result = assess(
                told.source,
                told.candidate,
                load_checks(),
                told.workspace,
                time.monotonic() + terms.timeout,
                token=terms.token,
                size_limit=terms.size_limit,
                blind=terms.blind,
                stage=answers.send,
                keeper=keeper,
            )
    except Exception as error:  # the border of the worker: a bug in one repository's path costs that row
        # The text of a system error names places on this machine.
        text = error.strerror if isinstance(error, OSError) else error
        missing = lacking(error)
        why = f"it could not be assessed: {missing or f'{type(error).__name__}: {text}'}"[:300]
        result = unreadable(told.source, why, Trouble.MACHINE if missing else Trouble.LASTING)
    answers.send(result)
    answers.close()


@contextmanager
def _keeper(told: _Task, warn: Callable[[str], None]) -> Iterator[Keeper | None]:
    """Where the worker keeps what it finds; it is written before the result, which ends the worker."""
    if told.store is None:
        yield None
        return
    with Store(told.store, warn) as store:
        yield Keeper(store, key_of(store, told.source, told.candidate, told.terms))


def _limit(kind: int, limit: int) -> None:
    """A limit of this process; a harder one that it was given stays."""
    _soft, hard = resource.getrlimit(kind)
    allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (allowed, allowed))


def _stop(_signal: int, _frame: object) -> None:
    kill_children()
    os._exit(1)
