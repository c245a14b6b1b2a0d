"""The driver on its own: limits of clones, machines that are full, workers that are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest
from msgspec.structs import replace

from analyzer.batch import driver
from analyzer.batch.candidates import Row
from analyzer.batch.driver import Audience, NoTokens, Tally, run_batch
from analyzer.batch.folder import BatchFolder, batch_folder
from analyzer.batch.order import Order
from analyzer.batch.workers import LocalWorkers
from analyzer.cli.batch_progress import progress_words
from analyzer.engine.fingerprint import code_fingerprint
from analyzer.engine.pipeline import Request
from analyzer.engine.registry import load_checks
from analyzer.engine.task import OtherVersion
from analyzer.engine.terms import Terms
from analyzer.engine.unread import unreadable
from analyzer.github.access import Server
from analyzer.github.tokens import TokenPool
from analyzer.model import RepositoryResult, Trouble
from analyzer.scoring import load_rubric
from analyzer.sources import Candidate, Source
from analyzer.system.machine import Lacking
from tests.support.github_faults import Fault
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.pdf_files import pdf
from tests.support.repositories import CommitSpec, build_repository

CHECKS = load_checks().checks
RUBRIC = load_rubric("production", known=CHECKS)
Outcome = Callable[[Source], RepositoryResult]


class Told:
    """Workers that answer at once, as they are told: an executor of ours, which is what a batch takes."""

    capacity, gone = 2, "all gone"

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.stopped = 0

    def submit(self, source: Source, candidate: Candidate, terms: Terms) -> Future[RepositoryResult]:
        future: Future[RepositoryResult] = Future()
        try:
            future.set_result(self._outcome(source))
        except Exception as error:
            future.set_exception(error)
        return future

    def lost(self, error: BaseException) -> str | None:
        return "it was lost" if isinstance(error, KeyError) else None

    def look(self) -> None:
        """Nobody goes."""

    def stop(self) -> None:
        self.stopped += 1


def order(*targets: str, server: Server = Server()) -> Order:  # noqa: B008
    rows = tuple(Row(number, number, f"c{number}", (each,)) for number, each in enumerate(targets, start=1))
    request = Request((), server=server, timeout=20)
    return Order(rows, request, {"": RUBRIC}, CHECKS, {}, code_fingerprint(), Path(), "")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_repository(
        tmp_path_factory.mktemp("r") / "r.git", [CommitSpec({"a.py": "x = 1\n"})], bare=True
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[BatchFolder]:
    with batch_folder(tmp_path / "out", {}) as opened:
        yield opened


def test_a_server_that_limits_clones_is_left_in_peace_and_nobody_fails(
    repository: Path, folder: BatchFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "FIRST_PAUSE_SECONDS", 0.1)
    notes: list[str] = []
    world = World((Account("ada"),), (Repository("ada", "model", path=repository),))
    with serve_github(world, Fault("/ada/model.git", "too_many_requests", times=2)) as github:
        batch = order(f"{github.web}/ada/model.git", server=Server(github.api))
        run_batch(batch, folder, LocalWorkers(1), Audience(notify=notes.append))
    assert folder.records["c1"].sha256 and folder.records["c1"].missed == ()
    assert notes == ["the server limits the rate of clones: they are tried again later"] * 2


def failing(trouble: Trouble) -> Outcome:
    return lambda source: unreadable(source, f"no {trouble.value}", trouble)


@pytest.mark.parametrize(
    ("trouble", "retry"), [(Trouble.LASTING, False), (Trouble.PASSING, True), (Trouble.MACHINE, True)]
)
def test_what_may_pass_is_marked_so(
    trouble: Trouble, retry: bool, repository: Path, folder: BatchFolder
) -> None:
    batch = order(str(repository))
    tally = run_batch(batch, folder, Told(failing(trouble)), Audience())
    (missed,) = folder.records["c1"].missed
    assert (missed.reason, missed.retry, tally.incomplete) == (f"no {trouble.value}", retry, 1)
    assert folder.is_done("c1", batch.key(batch.rows[0])) is not retry


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        (b"- Deployed the price model to production\n", []),
        (pdf([["x"], ["\u2022 Deployed the price model to production"]]), []),
        (b"Fluent in Spanish\n", ["no claims about production work were recognised in 'cv'"]),
    ],
)
def test_what_is_to_be_known_of_claims_is_told(content: bytes, notes: list[str], tmp_path: Path) -> None:
    (tmp_path / "cv").write_bytes(content)
    batch = replace(order("ada"), folder_of_list=tmp_path)
    told: list[str] = []
    request = batch.request_for(replace(batch.rows[0], claims="cv"), told.append)
    assert told == notes and len(request.statements) == 1 - len(notes)


def test_claims_that_cannot_be_read_are_that_candidates_failure(folder: BatchFolder, tmp_path: Path) -> None:
    (tmp_path / "cv.docx").write_bytes(b"PK\x03\x04")
    batch = replace(order("ada"), folder_of_list=tmp_path)
    batch = replace(batch, rows=(replace(batch.rows[0], claims="cv.docx"),))
    assert run_batch(batch, folder, Told(failing(Trouble.LASTING)), Audience()).failed == 1
    (missed,) = folder.records["c1"].missed
    assert missed.reason.startswith("the file of claims 'cv.docx': it is a document of a word processor")
    assert not missed.retry


def test_workers_that_drop_their_work_end_it(repository: Path, folder: BatchFolder) -> None:
    def fail(source: Source) -> RepositoryResult:
        raise CancelledError

    with pytest.raises(Lacking, match="all gone"):
        run_batch(order(str(repository)), folder, Told(fail), Audience())
    assert folder.records == {}


def test_a_machine_that_lacks_something_ten_times_in_a_row_ends_it(
    repository: Path, folder: BatchFolder
) -> None:
    workers = Told(failing(Trouble.MACHINE))
    with pytest.raises(Lacking, match="no machine"):
        run_batch(order(*[str(repository)] * 12), folder, workers, Audience())
    assert len(folder.records) == 9 and workers.stopped == 1


@pytest.mark.parametrize(
    ("error", "raised"),
    [(Lacking("full"), Lacking), (OSError(28, "full"), OSError), (OtherVersion("other"), OtherVersion)],
)
def test_an_error_that_is_nobodys_ends_it(
    error: Exception, raised: type[Exception], repository: Path, folder: BatchFolder
) -> None:
    def fail(source: Source) -> RepositoryResult:
        raise error

    workers = Told(fail)
    with pytest.raises(raised):
        run_batch(order(str(repository)), folder, workers, Audience())
    assert folder.records == {} and workers.stopped == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyError("w"), "it was lost"),
        (ZeroDivisionError("x"), "it could not be assessed: ZeroDivisionError: x"),
    ],
)
def test_a_task_that_fails_is_the_row_of_its_repository(
    error: Exception, reason: str, repository: Path, folder: BatchFolder
) -> None:
    def fail(source: Source) -> RepositoryResult:
        raise error

    run_batch(order(str(repository)), folder, Told(fail), Audience())
    assert [(each.reason, each.retry) for each in folder.records["c1"].missed] == [(reason, True)]


def test_tokens_that_are_all_revoked_end_it_and_mark_nobody(folder: BatchFolder) -> None:
    with serve_github(World((Account("ada"),))) as github:
        pool = TokenPool(["token0of0nobody"], "github")
        batch = order("ada", server=Server(github.api, token="token0of0nobody", pool=pool))
        with pytest.raises(NoTokens, match="rejected every token"):
            run_batch(batch, folder, Told(failing(Trouble.LASTING)), Audience())
    assert folder.records == {}


def test_what_a_terminal_says_of_a_batch() -> None:
    tally = Tally(total=100, earlier=10, failed=1)
    assert progress_words(tally) == "1 failed"
    tally.made, tally.incomplete, tally.begun = 30, 2, tally.begun - 60
    assert progress_words(tally).startswith("0.50 a second, 00:0") and progress_words(tally).endswith(
        " left, 1 failed, 2 incomplete"
    )
