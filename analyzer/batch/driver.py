"""Works through the candidates: threads ask what targets mean, workers read repositories, this one scores.

Threads and workers only put what they found into one queue; the thread that runs the batch alone decides,
scores and writes, so that nothing is decided twice and an error anywhere is one candidate's.
"""

from __future__ import annotations

import heapq
import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future

from msgspec import Struct, field

from analyzer.batch.candidates import Row
from analyzer.batch.folder import BatchFolder, Missed, Record, as_json
from analyzer.batch.order import BadClaims, Order
from analyzer.batch.summaries import summary_of
from analyzer.batch.workers import Workers
from analyzer.engine.pipeline import IdentityError, Prepared, Request, conclude, prepare
from analyzer.engine.task import OtherVersion
from analyzer.engine.terms import Terms
from analyzer.engine.unread import unreadable
from analyzer.github import Stopped, TargetError, TokenPool, may_pass, no_token_left
from analyzer.model import RepositoryResult, Trouble
from analyzer.report.json import to_json
from analyzer.scorecard import Scorecard
from analyzer.system.machine import Lacking, lacking
from analyzer.text import plural

MOST_ASKING = 8
LOOK_SECONDS = 0.5
# A server that limits clones is left in peace for so long, doubling while it goes on.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60.0, 900.0
# One repository may be too large for this machine; as many in a row say that the machine is full.
MOST_LACKING = 10


class NoTokens(Exception):  # noqa: N818 - it reads as what happened
    """The server accepts none of the tokens any more."""


class Tally(Struct):
    """How far a batch is, in candidates but for `repositories`; `earlier` were done by runs before."""

    total: int
    earlier: int = 0
    made: int = 0
    failed: int = 0
    incomplete: int = 0
    repositories: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> int:
        return self.earlier + self.made

    @property
    def rate(self) -> float:
        """Candidates a second in this run."""
        return self.made / max(time.monotonic() - self.begun, 1e-9)


class Audience(Struct, frozen=True):
    """Who hears of it: sentences, how far it is, and each scorecard before it is kept."""

    notify: Callable[[str], None] = lambda message: None
    moved: Callable[[Tally], None] = lambda tally: None
    scored: Callable[[Row, Scorecard], None] = lambda row, scorecard: None


class _Open(Struct, eq=False):
    """A candidate whose repositories are being read."""

    row: Row
    request: Request
    prepared: Prepared
    notes: tuple[str, ...]
    terms: Terms
    results: list[RepositoryResult | None]
    left: int


class _Resolved(Struct, frozen=True):
    row: Row
    request: Request
    prepared: Prepared
    notes: tuple[str, ...]


class _Failed(Struct, frozen=True):
    row: Row
    error: Exception


class _Assessed(Struct, frozen=True):
    open: _Open
    index: int
    future: Future[RepositoryResult]


_Event = _Resolved | _Failed | _Assessed


def run_batch(order: Order, folder: BatchFolder, workers: Workers, audience: Audience) -> Tally:
    """Deal with every candidate that is not done. Raises Lacking, OSError, OtherVersion and NoTokens.

    Whatever it raises, and when it is interrupted, all work is ended; the same order goes on from there.
    """
    driver = _Driver(order, folder, workers, audience)
    try:
        driver.run()
    finally:
        driver.stop()
    return driver.tally


class _Driver:
    def __init__(self, order: Order, folder: BatchFolder, workers: Workers, audience: Audience) -> None:
        self._order = order
        self._folder = folder
        self._workers = workers
        self._audience = audience
        self._pool: TokenPool | None = order.request.server.pool
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._asked: queue.SimpleQueue[Row | None] = queue.SimpleQueue()
        self._later: list[tuple[float, int, _Open, int]] = []
        """What is tried again, by the moment at which that is."""
        self._numbers = itertools.count()
        self._pauses: dict[tuple[str, int], float] = {}
        self._lacking = 0
        self._at_work = 0
        self._keys = {row.id: order.key(row) for row in order.rows}
        todo = [row for row in order.rows if not folder.is_done(row.id, self._keys[row.id])]
        self._pending = deque(todo)
        self.tally = Tally(len(order.rows), earlier=len(order.rows) - len(todo))

    def run(self) -> None:
        askers = min(MOST_ASKING, len(self._pending))
        for _ in range(askers):
            threading.Thread(target=self._ask, daemon=True).start()
        self._audience.moved(self.tally)
        stale = sum(self._is_stale(row) for row in self._pending)
        if stale:
            self._audience.notify(
                f"{plural(stale, 'scorecard')} of another input or another version of the program: made again"
            )
        while self._pending or self._at_work:
            while self._pending and self._at_work < self._workers.capacity + MOST_ASKING:
                self._asked.put(self._pending.popleft())
                self._at_work += 1
            self._try_again()
            try:
                event = self._events.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                self._workers.look()
            else:
                self._handle(event)
            self._audience.moved(self.tally)

    def _is_stale(self, row: Row) -> bool:
        record = self._folder.records.get(row.id)
        return record is not None and bool(record.sha256) and record.key != self._keys[row.id]

    def stop(self) -> None:
        """End everything that this batch has begun."""
        if self._pool is not None:
            self._pool.stop()
        for _ in range(MOST_ASKING):
            self._asked.put(None)
        self._workers.stop()

    # -- what threads do -----------------------------------------------------------------------------

    def _ask(self) -> None:
        """What the targets of one candidate after another mean."""
        while (row := self._asked.get()) is not None:
            notes: list[str] = []
            if self._pool is not None:
                self._pool.begin()
            try:
                request = self._order.request_for(row, notes.append)
                prepared = prepare(request)
            except Stopped:
                return
            except Exception as error:  # it is one candidate's, and what it means is decided elsewhere
                self._events.put(_Failed(row, error))
            else:
                self._events.put(_Resolved(row, request, prepared, (*notes, *prepared.resolution.notes)))

    # -- what the batch's own thread does --------------------------------------------------------------

    def _handle(self, event: _Event) -> None:
        if isinstance(event, _Failed):
            self._failed(event.row, event.error)
        elif isinstance(event, _Resolved):
            self._begin(event)
        else:
            self._take(event)

    def _begin(self, event: _Resolved) -> None:
        token = self._pool.for_clones() if self._pool is not None else event.request.server.token
        count = len(event.prepared.resolution.sources)
        terms = Terms(
            timeout=event.request.timeout,
            size_limit=event.request.size_limit,
            token=token,
            code=self._order.code,
            cache=event.request.cache,
        )
        opened = _Open(event.row, event.request, event.prepared, event.notes, terms, [None] * count, count)
        for index in range(count):
            self._submit(opened, index)
        if count == 0:
            self._conclude(opened)

    def _submit(self, opened: _Open, index: int) -> None:
        source = opened.prepared.resolution.sources[index]
        future = self._workers.submit(source, opened.prepared.candidate, opened.terms)
        future.add_done_callback(lambda done: self._events.put(_Assessed(opened, index, done)))

    def _take(self, event: _Assessed) -> None:
        opened, index = event.open, event.index
        result = self._result(opened.prepared, index, event.future)
        place = (opened.row.id, index)
        if result.trouble is Trouble.LIMITED:
            pause = self._pauses.get(place, FIRST_PAUSE_SECONDS)
            self._pauses[place] = min(2 * pause, LONGEST_PAUSE_SECONDS)
            heapq.heappush(self._later, (time.monotonic() + pause, next(self._numbers), opened, index))
            self._audience.notify("the server limits the rate of clones: they are tried again later")
            return
        self._pauses.pop(place, None)
        self._lacking = self._lacking + 1 if result.trouble is Trouble.MACHINE else 0
        if self._lacking >= MOST_LACKING:
            raise Lacking(result.problem or "this machine lacks something")
        opened.results[index] = result
        opened.left -= 1
        self.tally.repositories += 1
        if opened.left == 0:
            self._conclude(opened)

    def _try_again(self) -> None:
        while self._later and self._later[0][0] <= time.monotonic():
            _when, _number, opened, index = heapq.heappop(self._later)
            self._submit(opened, index)

    def _result(self, prepared: Prepared, index: int, future: Future[RepositoryResult]) -> RepositoryResult:
        """What a task gave; the row of a repository whose task failed. Raises what ends the batch."""
        try:
            return future.result()
        except CancelledError as error:
            raise Lacking(self._workers.gone) from error
        except (Lacking, OtherVersion):
            raise
        except Exception as error:
            if lacking(error) is not None:
                raise
            why = self._workers.lost(error) or f"it could not be assessed: {type(error).__name__}: {error}"
            return unreadable(prepared.resolution.sources[index], why[:300], Trouble.PASSING)

    def _conclude(self, opened: _Open) -> None:
        """Score a candidate of whom everything is in, and write the scorecard."""
        row, rubric = opened.row, self._order.rubric(opened.row)
        results = [each for each in opened.results if each is not None]
        try:
            scorecard = conclude(opened.request, opened.prepared, results, rubric, self._order.checks)
            text = to_json(scorecard)
            self._audience.scored(row, scorecard)
        except Exception as error:  # a bug in scoring what one candidate has costs that candidate
            if lacking(error) is not None:
                raise
            self._failed(row, error)
            return
        missed = tuple(
            Missed(each.problem or "", each.trouble is not Trouble.LASTING, each.name)
            for each in scorecard.repositories
            if not each.assessed
        )
        self.tally.incomplete += bool(missed)
        record = Record(
            row.id,
            self._keys[row.id],
            missed=missed,
            notes=opened.notes,
            summarised=as_json(summary_of(scorecard)),
        )
        self._keep(record, text)

    def _failed(self, row: Row, error: Exception) -> None:
        """A candidate without a scorecard. Raises NoTokens, and what this machine lacks."""
        if no_token_left(error, self._pool):
            raise NoTokens(str(error)) from error
        if isinstance(error, Lacking) or lacking(error) is not None:
            raise error
        if isinstance(error, TargetError | IdentityError | BadClaims):
            passing = error.may_pass if isinstance(error, BadClaims) else may_pass(error)
            missed = Missed(str(error), passing)
        else:
            missed = Missed(f"it could not be scored: {type(error).__name__}: {error}"[:300], False)
        self.tally.failed += 1
        self._keep(Record(row.id, self._keys[row.id], missed=(missed,)), None)

    def _keep(self, record: Record, scorecard: str | None) -> None:
        self._folder.keep(record, scorecard)
        self.tally.made += 1
        self._at_work -= 1
