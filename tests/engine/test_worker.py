"""Real worker processes: what a repository does to its worker costs that repository's row and no other."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.engine import worker
from analyzer.engine.assess import assess
from analyzer.engine.progress import Progress
from analyzer.engine.registry import Registry, load_checks
from analyzer.engine.worker import assess_all
from analyzer.model import Level, RepositoryResult, Status
from analyzer.sources import Candidate, Source
from tests.support.declared import LEVELS, PLUGIN_IMPORTS, PLUGIN_QUESTIONS
from tests.support.git_server import Behaviour, GitServer, processes, serve
from tests.support.processes import fork_servers, workers
from tests.support.repositories import CommitSpec, build_repository, git, git_directory

CANDIDATE = Candidate(targets=("x",))
FILES: dict[str, str | bytes | None] = {
    "app.py": "x = 1\n",
    "node_modules/a/index.js": "x\n",
    "node_modules/b/index.js": "x\n",
    "big.md": "a" * 300_000,
}
DAYS = ("2024-01-01", "2024-01-02", "2024-01-03")
COMMITS = [CommitSpec({**FILES, "n.txt": day}, date=f"{day}T12:00:00+00:00") for day in DAYS]

MOOD = f'''
import os, sys, time
{PLUGIN_IMPORTS}
@check(id="acme_mood", title="mood", reads=(FileKind.PYTHON,), questions={PLUGIN_QUESTIONS})
def mood(repo):
    """A check that does to its worker what the repository's name says.

    {LEVELS}
    """
    if repo.name == "dies":
        os._exit(7)
    if repo.name == "leaves":
        sys.exit(3)
    if repo.name == "hangs":
        time.sleep(60)
    if repo.name == "eats":
        len(bytearray(1 << 40))
    if repo.name == "slow":
        for _ in range(1000):
            if os.path.exists(__file__ + ".another"):
                break
            time.sleep(0.02)
    yield Evidence("app.py", 1, Level.WIRED, "in a good mood")
'''


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installed package whose check misbehaves; workers inherit the import path."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "acme_mood.py").write_text(MOOD)
    information = folder / "acme-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[analyzer.checks]\nmood = acme_mood\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield folder


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_repository(tmp_path_factory.mktemp("r") / "r.git", COMMITS, bare=True)


NAMES = ("slow", "dies", "eats", "gone", "leaves", "well")


@pytest.fixture(scope="module")
def run(site: Path, repository: Path) -> tuple[tuple[RepositoryResult, ...], list[str]]:
    """The results of six repositories, and the names in the order in which they were finished."""
    finished: list[str] = []

    def finish(result: RepositoryResult) -> None:
        finished.append(result.name)
        (site / "acme_mood.py.another").touch()

    sources = [
        Source(name, str(repository if name != "gone" else repository / "nowhere"), remote=False)
        for name in NAMES
    ]
    results = assess_all(sources, CANDIDATE, jobs=6, progress=Progress(finished=finish))
    return results, finished


Run = tuple[tuple[RepositoryResult, ...], list[str]]


def test_results_come_in_the_order_of_the_sources_and_each_is_announced_once(run: Run) -> None:
    results, finished = run
    assert tuple(each.name for each in results) == NAMES
    assert sorted(finished) == sorted(NAMES) and finished[0] != "slow"
    assert workers() == []


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("dies", "its worker process died (exit code 7)"),
        ("leaves", "its worker process died (exit code 3)"),
        ("gone", "there is no git repository at this path"),
    ],
)
def test_a_worker_that_dies_costs_its_own_row(run: Run, name: str, problem: str) -> None:
    found = run[0][NAMES.index(name)]
    assert not found.assessed and found.findings == {} and found.head is None
    assert found.problem is not None and problem in found.problem


def test_a_worker_that_outstays_its_deadline_is_ended(
    site: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MARGIN_SECONDS", 0.0)
    sources = [
        Source("hangs", str(repository), remote=False),
        Source("gone", str(repository / "x"), remote=False),
    ]
    results = assess_all(sources, CANDIDATE, jobs=2, timeout=2.0)
    assert [each.problem for each in results] == [
        "it exceeded the time limit",
        "there is no git repository at this path",
    ]
    assert workers() == []


@pytest.mark.parametrize("name", ["slow", "well"])
def test_its_neighbours_are_assessed_as_ever(run: Run, name: str) -> None:
    found = run[0][NAMES.index(name)]
    assert found.assessed and found.problem is None
    assert found.findings["acme_mood"].level is Level.WIRED


def test_memory_that_is_refused_is_an_error_of_that_check(run: Run) -> None:
    found = run[0][NAMES.index("eats")]
    assert found.assessed
    assert found.findings["acme_mood"].status is Status.ERROR
    assert "MemoryError" in (found.findings["acme_mood"].reason or "")
    assert found.findings["history_depth"].status is Status.MEASURED


def test_a_result_survives_pickling(run: Run) -> None:
    for each in run[0]:
        assert pickle.loads(pickle.dumps(each)) == each


def test_the_worker_says_what_assess_says(run: Run, site: Path, repository: Path, tmp_path: Path) -> None:
    alone = assess(Source("well", str(repository), remote=False), CANDIDATE, load_checks(), tmp_path)
    assert alone == run[0][NAMES.index("well")]
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_assess_starts_nothing() -> None:
    assert assess_all([], CANDIDATE, jobs=0) == ()


# -- no git survives its worker --------------------------------------------------------------------


@pytest.fixture
def stalled(tmp_path: Path) -> Iterator[GitServer]:
    with serve(tmp_path, Behaviour(hang=True)) as server:
        yield server


def wait_for(server: GitServer) -> None:
    limit = time.monotonic() + 10
    while not server.requests and time.monotonic() < limit:
        time.sleep(0.02)
    assert server.requests and processes(server.address)


def test_a_server_that_stalls_costs_the_time_allowed_and_leaves_no_git(stalled: GitServer) -> None:
    (found,) = assess_all([Source("r", f"{stalled.address}/r", remote=True)], CANDIDATE, jobs=1, timeout=1.0)
    assert found.problem == "the time limit for this repository was exceeded"
    assert processes(stalled.address, patience=2) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_that_is_ended_takes_its_git_with_it(stalled: GitServer, how: signal.Signals) -> None:
    results: list[RepositoryResult] = []
    source = Source("r", f"{stalled.address}/r", remote=True)
    thread = threading.Thread(target=lambda: results.extend(assess_all([source], CANDIDATE, jobs=1)))
    thread.start()
    wait_for(stalled)
    (worker_process,) = workers()
    os.kill(worker_process.id, how)
    thread.join(10)
    assert "worker process died" in (results[0].problem or "")
    assert processes(stalled.address, patience=10) == []


def test_a_server_of_workers_that_is_killed_costs_the_rows_at_work_only(
    stalled: GitServer, repository: Path
) -> None:
    def kill(result: RepositoryResult) -> None:
        if result.name == "first":
            wait_for(stalled)
            (server,) = fork_servers()
            os.kill(server.id, signal.SIGKILL)

    sources = [
        Source("stalled", f"{stalled.address}/r", remote=True),
        *(Source(name, str(repository), remote=False) for name in ("first", "second", "third")),
    ]
    results = assess_all(sources, CANDIDATE, jobs=2, progress=Progress(finished=kill))
    problems = {each.name: each.problem for each in results}
    assert "worker process died" in (problems["stalled"] or "")
    assert problems["first"] is None and problems["third"] is None
    assert processes(stalled.address, patience=10) == []


def test_an_interrupted_run_leaves_neither_worker_nor_git(stalled: GitServer) -> None:
    def interrupt(result: RepositoryResult) -> None:
        wait_for(stalled)
        raise KeyboardInterrupt

    sources = [Source("r", f"{stalled.address}/r", remote=True), Source("none", "/nowhere", remote=False)]
    with pytest.raises(KeyboardInterrupt):
        assess_all(sources, CANDIDATE, jobs=2, progress=Progress(finished=interrupt))
    assert workers() == []
    assert processes(stalled.address, patience=2) == []


# -- assess ----------------------------------------------------------------------------------------


def assessed(path: Path, workspace: Path, as_of: int | None = None) -> RepositoryResult:
    source = Source("r", str(path), remote=False, url="https://example.com/o/r", as_of=as_of)
    checks = load_checks().checks
    return assess(source, CANDIDATE, Registry({"history_depth": checks["history_depth"]}), workspace)


def test_a_row_says_what_was_seen_and_what_was_not(repository: Path, tmp_path: Path) -> None:
    found = assessed(repository, tmp_path)
    assert (found.name, found.url, found.commits) == ("r", "https://example.com/o/r", 3)
    assert found.head == git(repository, "rev-parse", "HEAD")
    assert found.author_names == ("Ada Example",)
    assert {each.path: each.reason for each in found.skipped} == {
        "big.md": "300,000 bytes exceeds the limit of 262,144 bytes: it was read partially",
        "node_modules/": "not first-party: vendored (2 files)",
    }
    assert {each.name: each.value for each in found.facts}["languages"] == "Python 1"


def test_the_most_frequent_authors_come_first(tmp_path: Path) -> None:
    authors = ["B <b@x.org>", "A <a@x.org>", "C <c@x.org>", "C <c@x.org>", "x[bot] <b@ot.org>"]
    commits = [CommitSpec({"n": str(number)}, author=author) for number, author in enumerate(authors)]
    assert assessed(build_repository(tmp_path / "r", commits), tmp_path).author_names == ("C", "A", "B")


def test_an_earlier_day_is_assessed_as_it_stood(repository: Path, tmp_path: Path) -> None:
    noon = 1704196800
    assert assessed(repository, tmp_path, as_of=noon).commits == 2
    assert assessed(repository, tmp_path, as_of=noon - 1).commits == 1
    before = assessed(repository, tmp_path, as_of=0)
    assert not before.assessed and before.problem == "it had no commits at the end of 1970-01-01"


def test_a_history_cut_short_is_a_problem_of_an_assessed_repository(tmp_path: Path) -> None:
    path = build_repository(tmp_path / "r", COMMITS)
    kept, lost = git(path, "rev-parse", "HEAD~1", "HEAD~2").split()
    (git_directory(path) / "shallow").write_text(f"{kept}\n")
    (git_directory(path) / "objects" / lost[:2] / lost[2:]).unlink()
    found = assessed(path, tmp_path)
    assert found.assessed and found.commits == 2
    assert found.problem is not None and "shallow" in found.problem


def test_an_empty_repository_is_a_row_with_its_problem(tmp_path: Path) -> None:
    found = assessed(build_repository(tmp_path / "r", []), tmp_path)
    assert not found.assessed and found.problem == "its current branch has no commit"
