"""The workers of a Dask scheduler. Only tasks and results travel, and only over Dask's own connections.

Importing this imports Dask (0.5 s), so import it where it is used.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from analyzer.engine.fingerprint import code_fingerprint
from analyzer.engine.task import assess_one
from analyzer.engine.terms import Terms
from analyzer.model import RepositoryResult
from analyzer.sources import Candidate, Source
from analyzer.system.machine import Lacking

CONNECT_SECONDS = 30
ROLL_CALL_SECONDS = 5.0
_INSTALL = (
    "--scheduler requires Dask's distributed, which is not installed; install repo-evidence[distributed]"
)


class BadCluster(Exception):  # noqa: N818 - it reads as what happened
    """A scheduler or workers that cannot be used; the message says which and what to do."""


class ClusterWorkers:
    """All threads of all workers, each with one repository at a time.

    `code` is what they have to run; one that joins later with other code refuses its first task.
    """

    def __init__(self, address: str, code: str, notify: Callable[[str], None]) -> None:
        self._address = address
        self.gone = f"the scheduler at {address} is gone; give the same command again to go on"
        self._notify = notify
        self._client = _client(address)
        try:
            self._wait_for_workers()
            self._require(code)
        except BaseException:
            self._client.close(timeout=2)
            raise
        # By default Dask names a task by a hash of its arguments, and a token is one of them.
        self._executor = self._client.get_executor(pure=False)
        self._looked = 0.0
        self.capacity = 1
        self.look()

    def submit(self, source: Source, candidate: Candidate, terms: Terms) -> Future[RepositoryResult]:
        future: Future[RepositoryResult] = self._executor.submit(assess_one, source, candidate, terms)
        return future

    def lost(self, error: BaseException) -> str | None:
        """Dask gives a task to another worker when one is lost, three times."""
        from distributed import KilledWorker

        return "every worker that was given it was lost" if isinstance(error, KilledWorker) else None

    def look(self) -> None:
        if time.monotonic() - self._looked < ROLL_CALL_SECONDS:
            return
        self._looked = time.monotonic()
        if self._client.status not in ("running", "connecting"):
            raise Lacking(self.gone)
        try:
            threads = self._client.nthreads()
        except (OSError, TimeoutError) as error:
            raise Lacking(self.gone) from error
        if not threads:
            self._notify(f"no worker is connected to {self._address}: waiting for one")
        self.capacity = max(1, sum(threads.values()))

    def stop(self) -> None:
        self._executor.shutdown(wait=False)
        self._client.close(timeout=5)

    def _wait_for_workers(self) -> None:
        while not self._client.nthreads():
            self._notify(f"no worker is connected to {self._address}: waiting for one")
            time.sleep(0.2)

    def _require(self, code: str) -> None:
        answers: dict[str, Any] = self._client.run(code_fingerprint, on_error="return")
        for worker, answer in sorted(answers.items()):
            if answer != code:
                found = f"has the code {answer}" if isinstance(answer, str) else "cannot run repo-evidence"
                raise BadCluster(
                    f"the worker {worker} {found}, and this is {code}: install the same version of "
                    "repo-evidence, its extras, its plugins and Python on every worker"
                )


def _client(address: str) -> Any:
    try:
        from distributed import Client, Security
    except ImportError as error:
        raise BadCluster(_INSTALL) from error
    for name in list(logging.root.manager.loggerDict):
        # Its remarks repeat addresses and tasks; what matters is said in our own words.
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).disabled = True
    connect: Any = Client
    secure: Any = Security
    if address.startswith("tls://") and secure().get_connection_args("client").get("ssl_context") is None:
        raise BadCluster(
            "an address with tls:// needs Dask's settings DASK_DISTRIBUTED__COMM__TLS__CA_FILE, "
            "..__TLS__CLIENT__CERT and ..__TLS__CLIENT__KEY; see docs/cluster.md"
        )
    try:
        return connect(address, timeout=CONNECT_SECONDS, set_as_default=False, name="repo-evidence")
    except (OSError, ValueError, TimeoutError, RuntimeError) as error:
        raise BadCluster(
            f"there is no Dask scheduler at '{address}' ({type(error).__name__}); give an address such as "
            "tcp://HOST:8786, or tls://HOST:8786 with Dask's own TLS settings"
        ) from error
