"""What is scanned when: a queue of candidates, each worked through by the driver of a batch.

Scans go on when nobody watches. One that was stopped with the program stays wanted, and the next start goes
on with it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.batch.driver import Audience, NoTokens, run_batch
from analyzer.batch.folder import Missed
from analyzer.batch.order import Order
from analyzer.engine.progress import Abandoned, Progress
from analyzer.engine.terms import Terms
from analyzer.engine.worker import assess_under
from analyzer.github import BadToken, Server, is_local, pooled
from analyzer.model import RepositoryResult
from analyzer.report.markdown.document import to_markdown
from analyzer.scorecard import Scorecard
from analyzer.serve.board import Board
from analyzer.serve.shelf import MARKDOWN, Shelf
from analyzer.sources import Candidate, Source
from analyzer.system.machine import Lacking, lacking

JOIN_SECONDS = 10.0
_LONGEST_REASON = 300


class Running(Struct, eq=False):
    """A candidate who is being scanned: what every repository has come to, and what the scan waits for."""

    id: str
    begun: float = field(default_factory=time.monotonic)
    stages: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    waits: str = ""
    no_token: bool = False
    over: threading.Event = field(default_factory=threading.Event)


class Desk:
    """Scans whoever is wanted, `jobs` candidates and as many repositories at a time."""

    def __init__(self, shelf: Shelf, order: Order, tokens: tuple[str, ...], jobs: int, board: Board) -> None:
        self.running: dict[str, Running] = {}
        self._shelf = shelf
        self._order = order
        self._tokens = tokens
        self._jobs = jobs
        self._board = board
        self._executor = ThreadPoolExecutor(jobs, thread_name_prefix="repository")
        self._wanted: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._queued: dict[str, None] = {}
        self._closed = False
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._work, name=f"candidate-{number}", daemon=True)
            for number in range(jobs)
        ]

    @property
    def server(self) -> Server:
        """Where names mean accounts and repositories."""
        return self._order.request.server

    def open(self) -> None:
        """Go on with whoever is still wanted."""
        for each in [each for each in self._shelf.asked.values() if each.pending]:
            self.want(each.id)
        for thread in self._threads:
            thread.start()

    def want(self, id: str) -> None:
        """Scan a candidate of the shelf as soon as there is time."""
        with self._lock:
            if id in self._queued or id in self.running:
                return
            self._queued[id] = None
        self._wanted.put(id)
        self._board.touch(id)

    def place(self, id: str) -> int | None:
        """How many are scanned before this candidate, if it is waiting."""
        with self._lock:
            return list(self._queued).index(id) if id in self._queued else None

    def stop(self, id: str) -> None:
        """Do not scan this candidate, or no further; returns when nothing is done for it any more."""
        self._shelf.answered(id)
        with self._lock:
            self._queued.pop(id, None)
            scan = self.running.get(id)
        if scan is not None:
            scan.over.set()
            limit = time.monotonic() + JOIN_SECONDS
            while self.running.get(id) is scan and time.monotonic() < limit:
                time.sleep(0.05)
        self._board.touch(id)

    def close(self) -> None:
        """End all work; what is not done stays wanted."""
        with self._lock:
            self._closed = True
            scans = list(self.running.values())
        for scan in scans:
            scan.over.set()
        for _ in self._threads:
            self._wanted.put(None)
        self._executor.shutdown(wait=True, cancel_futures=True)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(JOIN_SECONDS)

    def _work(self) -> None:
        while (id := self._wanted.get()) is not None:
            with self._lock:
                if self._closed or id not in self._queued:
                    continue
                del self._queued[id]
                scan = self.running[id] = Running(id, no_token=not self._tokens)
                waiting = list(self._queued)
            self._board.touch(id, *waiting)
            try:
                self._scan(scan)
            finally:
                # Whoever stopped it has said already that nobody waits for it, or wants it to go on.
                if not scan.over.is_set():
                    with suppress(OSError):
                        self._shelf.answered(id)
                with self._lock:
                    del self.running[id]
                self._board.touch(id)

    def _scan(self, scan: Running) -> None:
        """One candidate, as a batch of one."""
        if scan.id not in self._shelf.asked:
            return
        workers = _Workers(self._executor, self._jobs, scan, self._shelf, self._board)
        audience = Audience(
            notify=workers.wait, scored=lambda row, scorecard: self._keep_markdown(row.id, scorecard)
        )
        try:
            run_batch(self._order_for(scan.id, workers.wait), self._shelf, workers, audience)
        except (NoTokens, BadToken) as error:
            self._failed(scan, f"{error}; set a valid one and start the page again")
        except Exception as error:  # whatever it is, the others' scans go on
            if not scan.over.is_set():
                self._failed(scan, _words(error))
        finally:
            workers.leave()

    def _failed(self, scan: Running, why: str) -> None:
        if scan.id in self._shelf:
            self._shelf.unsuccessful[scan.id] = Missed(why, True)

    def _order_for(self, id: str, notify: Callable[[str], None]) -> Order:
        row = self._shelf.asked[id].row
        request = self._order.request
        if not all(is_local(each) for each in row.targets):
            request = replace(request, server=pooled(request.server, self._tokens, notify))
        return replace(self._order, rows=(row,), request=request, folder_of_list=Path())

    def _keep_markdown(self, id: str, scorecard: Scorecard) -> None:
        """Of somebody who was forgotten meanwhile, nothing."""
        content = to_markdown(scorecard).encode("utf-8", "backslashreplace")
        with suppress(KeyError):
            self._shelf.write_beside(id, MARKDOWN, content)


def _words(error: Exception) -> str:
    if isinstance(error, Lacking):
        return str(error)
    return lacking(error) or f"it could not be scanned: {type(error).__name__}: {error}"[:_LONGEST_REASON]


class _Workers:
    """The part of everybody's workers that one scan has; it is heard how far each repository is."""

    gone = "the scan was stopped"

    def __init__(
        self, executor: ThreadPoolExecutor, jobs: int, scan: Running, shelf: Shelf, board: Board
    ) -> None:
        self.capacity = jobs
        self._executor = executor
        self._scan = scan
        self._shelf = shelf
        self._board = board
        self._ended = threading.Event()
        self._sources: list[Source] = []
        self._futures: list[Future[RepositoryResult]] = []

    def submit(self, source: Source, candidate: Candidate, terms: Terms) -> Future[RepositoryResult]:
        if source.name not in self._scan.names:
            self._scan.names.add(source.name)
            self._moved()
        self._sources.append(source)
        future = self._executor.submit(self._assess, source, candidate, terms)
        self._futures.append(future)
        return future

    def leave(self) -> None:
        """Nothing of this scan is done any more when this returns."""
        self._ended.set()
        wait([each for each in self._futures if not each.cancel()], timeout=JOIN_SECONDS)

    def wait(self, message: str) -> None:
        """What the whole scan waits for."""
        self._scan.waits = message
        self._board.touch(self._scan.id)

    def lost(self, error: BaseException) -> str | None:
        del error
        return None

    def look(self) -> None:
        if self._scan.over.is_set():
            raise Lacking(self.gone)

    def stop(self) -> None:
        self._ended.set()

    def _assess(self, source: Source, candidate: Candidate, terms: Terms) -> RepositoryResult:
        progress = Progress(stage=self._stage, finished=self._finished, abandoned=self._abandoned)
        try:
            if self._abandoned():
                raise Abandoned
            self._shelf.reads(self._scan.id, tuple(self._sources))
            (result,) = assess_under(terms, [source], candidate, jobs=1, progress=progress)
        except Abandoned as error:
            raise CancelledError from error
        return result

    def _abandoned(self) -> bool:
        return self._scan.over.is_set() or self._ended.is_set()

    def _stage(self, name: str, text: str) -> None:
        self._scan.stages[name] = text
        self._moved()

    def _finished(self, result: RepositoryResult) -> None:
        self._scan.stages.pop(result.name, None)
        self._scan.read.add(result.name)
        self._moved()

    def _moved(self) -> None:
        self._scan.waits = ""
        self._board.touch(self._scan.id)
