"""Who does the tasks of a batch: any executor, with what a batch has to know of it."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from analyzer.engine.task import assess_one
from analyzer.engine.terms import Terms
from analyzer.engine.worker import end_all
from analyzer.model import RepositoryResult
from analyzer.sources import Candidate, Source

BETWEEN_LOOKS_SECONDS = 0.05


class Workers(Protocol):
    """An executor of tasks. `capacity` is how many it does at a time; `gone` says that it drops them."""

    @property
    def capacity(self) -> int: ...

    @property
    def gone(self) -> str: ...

    def submit(self, source: Source, candidate: Candidate, terms: Terms) -> Future[RepositoryResult]:
        """Have a repository assessed by `assess_one`."""
        ...

    def lost(self, error: BaseException) -> str | None:
        """Why nobody could do a task, if `error` says that whoever tried was lost; None for other errors."""
        ...

    def look(self) -> None:
        """Called now and then. Raises Lacking where nobody will do the work any more."""
        ...

    def stop(self) -> None:
        """End all work at once."""
        ...


class LocalWorkers:
    """As many tasks at a time as there are `jobs`, on this machine.

    Its threads only wait: the work is done in processes that one server forks, which no second pool of
    processes would make faster.
    """

    gone = "the work was dropped"

    def __init__(self, jobs: int) -> None:
        self.capacity = jobs
        self._executor = ThreadPoolExecutor(jobs)

    def submit(self, source: Source, candidate: Candidate, terms: Terms) -> Future[RepositoryResult]:
        return self._executor.submit(assess_one, source, candidate, terms)

    def lost(self, error: BaseException) -> str | None:
        del error
        return None

    def look(self) -> None:
        """They are threads of this process."""

    def stop(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        ended = threading.Thread(target=self._executor.shutdown)
        ended.start()
        while ended.is_alive():
            # One that was just about to start a worker has done so by the next time.
            end_all()
            ended.join(BETWEEN_LOOKS_SECONDS)
