"""A real Dask scheduler and worker processes on loopback, with everything that they log."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from tests.support.command_line import variables

_PATIENCE_SECONDS = 60.0
# What a cluster says of itself, as much as there is.
_TALKATIVE = {"DASK_LOGGING__DISTRIBUTED": "debug", "PYTHONUNBUFFERED": "1"}


class Cluster(Struct):
    """A running scheduler; `folder` is where each of its processes writes what it says."""

    folder: Path
    address: str = ""
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def said(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("*.log")))

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """A worker that does one task at a time; whoever asks the scheduler waits until it is there."""
        return self.start(
            "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1",
            "--local-directory", str(self.folder), **environment,
        )  # fmt: skip

    def scheduler(self) -> None:
        place = self.folder / "scheduler.json"
        self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0",
                    "--scheduler-file", str(place))  # fmt: skip
        limit = time.monotonic() + _PATIENCE_SECONDS
        while not self.address:
            assert time.monotonic() < limit, self.said.decode()
            time.sleep(0.05)
            if place.exists():
                self.address = json.loads(place.read_text())["address"]

    def start(self, program: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """One of Dask's programs, which writes what it says into a file of its own."""
        with (self.folder / f"{program}-{len(self.running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *arguments],
                env=variables(**{**_TALKATIVE, **environment}),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.running.append(process)
        return process


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A scheduler with so many workers, all of which are ended when the context is left."""
    cluster = Cluster(folder)
    try:
        cluster.scheduler()
        for _ in range(workers):
            cluster.worker()
        yield cluster
    finally:
        for each in cluster.running:
            each.kill()
            each.wait()
