"""At a terminal: what is shown while the work goes on, and what is left after Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import Session, on_a_terminal, processes_of, repo_evidence
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.processes import wait_until
from tests.support.repositories import CommitSpec, build_repository

HANGING = Fault("/ada/hanging.git", "hang")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*[349][0-8]")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "model.git"
    return build_repository(path, [CommitSpec({"model.py": "x = 1\n"})], bare=True)


@pytest.fixture(scope="module")
def world(model: Path) -> World:
    repositories = (
        Repository("ada", "hanging", path=model, pushed_at="2025-01-01T00:00:00Z"),
        Repository("ada", "model", path=model),
    )
    return World((Account("ada", id=7),), repositories, renamed={"ada/former": "ada/model"})


# -- progress ------------------------------------------------------------------------------------------


def test_a_terminal_sees_repositories_bytes_and_stages_while_the_work_goes_on(world: World) -> None:
    with (
        serve_github(world, HANGING) as github,
        on_a_terminal("scan", "ada", streams=("stderr",), GITHUB_API_URL=github.api) as session,
    ):
        session.until("resolving targets")
        session.until("hanging: fetching, 0.0 MB")
        session.until("1/2")
        github.let_go()
        assert session.finish() == 3
    # The bars have gone, and what matters stays.
    last = session.text.rpartition("\x1b[2K")[2]
    assert last == "not assessed: hanging: the transfer was interrupted\r\n"


def test_notes_stay_on_the_terminal_and_waits_count_down(world: World) -> None:
    limit = Fault("/repos/ada/former", "secondary_rate_limit", times=1, retry_after=4)
    with serve_github(world, limit) as github:
        arguments = ("scan", "ada/former")
        with on_a_terminal(*arguments, streams=("stderr",), GITHUB_API_URL=github.api) as session:
            assert session.finish() == 0
    left = [int(number) for number in re.findall(r"\((\d) s\)", session.text)]
    # Whichever of the seconds a busy machine gets to show.
    assert left == sorted(left, reverse=True) and len(set(left)) > 1
    assert "'ada/former' has been renamed to 'ada/model'\r\n" in session.text


def test_colours_are_for_terminals_that_want_them(model: Path) -> None:
    arguments = ("scan", str(model))
    with on_a_terminal(*arguments, streams=("stdout",)) as coloured:
        assert coloured.finish() == 0
    with on_a_terminal(*arguments, streams=("stdout",), NO_COLOR="1") as plain:
        assert plain.finish() == 0
    assert COLOUR.search(coloured.text)
    assert not COLOUR.search(plain.text)
    assert "\x1b" not in repo_evidence(*arguments).stdout


# -- the end -------------------------------------------------------------------------------------------


def ctrl_c(session: Session) -> None:
    session.press_ctrl_c()


def signalled(number: signal.Signals) -> Callable[[Session], None]:
    return lambda session: os.kill(session.process.pid, number)


def started(github: GitHub, temporary: Path) -> bool:
    """The first worker is on its way."""
    del github
    return any(temporary.glob("*/*"))


def cloning(github: GitHub, temporary: Path) -> bool:
    del temporary
    return bool(github.asked("/ada/hanging.git"))


def asking(github: GitHub, temporary: Path) -> bool:
    del temporary
    return bool(github.asked("/users/ada"))


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


MOMENTS = pytest.mark.parametrize(
    ("moment", "fault"),
    [(asking, Fault("/users/ada", "hang")), (started, HANGING), (cloning, HANGING)],
    ids=["asking", "started", "cloning"],
)


@pytest.mark.parametrize(
    ("end", "code", "word"),
    [
        (ctrl_c, 130, "interrupted"),
        (signalled(signal.SIGINT), 130, "interrupted"),
        (signalled(signal.SIGTERM), 143, "terminated by a signal"),
        (signalled(signal.SIGHUP), 143, "terminated by a signal"),
    ],
    ids=["ctrl-c", "SIGINT", "SIGTERM", "SIGHUP"],
)
@MOMENTS
def test_a_run_that_is_told_to_end_leaves_nothing(
    moment: Callable[[GitHub, Path], bool],
    fault: Fault,
    end: Callable[[Session], None],
    code: int,
    word: str,
    world: World,
    temporary: Path,
    tmp_path: Path,
) -> None:
    results = tmp_path / "results"
    results.mkdir()
    arguments = ("scan", "ada", "-f", "json", "-o", str(results / "ada.json"))
    with (
        serve_github(world, fault) as github,
        on_a_terminal(
            *arguments, cold=end is ctrl_c, GITHUB_API_URL=github.api, TMPDIR=str(temporary)
        ) as session,
    ):
        wait_until(lambda: moment(github, temporary))
        end(session)
        # The server is silent until the block is left: whoever ends here has not waited for it.
        assert session.finish() == code
        wait_until(lambda: not processes_of(session))
    assert [*temporary.iterdir(), *results.iterdir()] == []
    assert word in session.text
    assert "Traceback" not in session.text


@MOMENTS
def test_workers_end_by_themselves_when_the_run_is_killed(
    moment: Callable[[GitHub, Path], bool], fault: Fault, world: World, temporary: Path
) -> None:
    with (
        serve_github(world, fault) as github,
        on_a_terminal("scan", "ada", cold=True, GITHUB_API_URL=github.api, TMPDIR=str(temporary)) as session,
    ):
        wait_until(lambda: moment(github, temporary))
        os.kill(session.process.pid, signal.SIGKILL)
        session.finish()
        wait_until(lambda: not processes_of(session))
    # What nobody was left to remove is empty, and the next run removes it.
    assert not [path for path in temporary.rglob("*") if not path.is_dir()]


def test_a_hangup_that_is_ignored_ends_nothing(model: Path) -> None:
    """As `nohup` does."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with on_a_terminal("scan", str(model)) as session:
            session.until("scan")
            os.kill(session.process.pid, signal.SIGHUP)
            assert session.finish() == 0
    finally:
        signal.signal(signal.SIGHUP, before)
