"""The page for reviewers: in this process with scorecards made by hand, and as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from msgspec import Struct
from starlette.testclient import TestClient

from analyzer.batch.candidates import Row
from analyzer.batch.folder import Missed, Record, as_json, opened
from analyzer.batch.order import Order
from analyzer.batch.summaries import summary_of
from analyzer.engine.pipeline import Request
from analyzer.github import Server
from analyzer.report.json import to_json
from analyzer.report.markdown.document import to_markdown
from analyzer.scorecard import Scorecard
from analyzer.serve.app import application
from analyzer.serve.board import Board
from analyzer.serve.desk import Desk
from analyzer.serve.office import Office
from analyzer.serve.sessions import Sessions
from analyzer.serve.settings import Settings
from analyzer.serve.shelf import MARKDOWN, Shelf
from analyzer.store import CacheSettings
from tests.support import warm_start
from tests.support.command_line import COMMAND, variables
from tests.support.scorecards import CHECKS, rubric

PORT = 8650
HERE = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HERE}"
PAGE = {"accept": "text/html"}


@contextmanager
def an_office(
    folder: Path, settings: Settings | None = None, cache: CacheSettings | None = None
) -> Iterator[Office]:
    """The parts of a page at which nobody works: what is asked for stays in the queue."""
    settings = settings or Settings(port=PORT)
    order = Order((), Request((), cache=cache), {"": rubric()}, CHECKS, {}, "", Path(), "")
    with opened(Shelf(folder), {}) as shelf:
        board = Board()
        desk = Desk(shelf, order, (), 1, board)
        yield Office(settings, Sessions(settings.token), shelf, desk, board, Server(), cache)
        desk.close()


def client_of(office: Office, **headers: str) -> TestClient:
    """A browser that has opened the page once."""
    client = TestClient(application(office), base_url=ORIGIN, follow_redirects=False, headers=headers)
    client.get("/", headers=PAGE)
    return client


def mark_in(page: str) -> str:
    """What the forms of a page carry."""
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert found is not None, page
    return found[1]


def keep(office: Office, id: str, scorecard: Scorecard | None, *missed: Missed) -> None:
    """A candidate whose scan is over."""
    office.shelf.ask([Row(0, 0, id, (id,))])
    if scorecard is None:
        office.shelf.keep(Record(id, "k", missed=missed), None)
    else:
        record = Record(id, "k", missed=missed, summarised=as_json(summary_of(scorecard)))
        office.shelf.keep(record, to_json(scorecard))
        office.shelf.write_beside(id, MARKDOWN, to_markdown(scorecard).encode())
    office.shelf.answered(id)


class Served(Struct):
    """A running `repo-evidence serve`: where it is, and what it has said."""

    process: subprocess.Popen[bytes] | warm_start.Run
    link: str
    errors: TextIO
    said: list[str]

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.process.pid, number)

    def finish(self) -> tuple[int, str]:
        """The exit code and everything that it said, after it was told to end."""
        rest = self.errors.read()
        return self.process.wait(60), "".join(self.said) + rest


@contextmanager
def served(
    folder: Path, *options: str, environment: Mapping[str, str] | None = None, cold: bool = False
) -> Iterator[Served]:
    """The command as somebody starts it, on a free port; a cold one has an interpreter of its own."""
    arguments = ["serve", "-o", str(folder), "--port", "0", *options]
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as errors:
        try:
            process = _started(arguments, variables(**environment or {}), writing, cold=cold)
        finally:
            os.close(writing)
        try:
            first = errors.readline()
            found = re.match(r"open (\S+) in a browser", first)
            assert found is not None, first + errors.read()
            yield Served(process, found[1], errors, [first])
        finally:
            if isinstance(process, warm_start.Run):
                process.give_up()
            elif process.poll() is None:
                process.kill()
                process.wait()


def _started(
    arguments: Sequence[str], environment: dict[str, str], errors: int, *, cold: bool
) -> subprocess.Popen[bytes] | warm_start.Run:
    with Path(os.devnull).open("r+b", buffering=0) as nowhere:
        here = nowhere.fileno()
        if cold:
            words = [*COMMAND, *arguments]
            return subprocess.Popen(words, env=environment, stdin=here, stdout=here, stderr=errors)
        return warm_start.Run(arguments, environment, {0: here, 1: here, 2: errors})


def environment_of(api: str, cache: Path) -> dict[str, str]:
    """What a scan needs of the environment, with a cache of the test's own."""
    return {
        "GITHUB_API_URL": api,
        "REPO_EVIDENCE_CACHE_DIR": str(cache),
        "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
    }
