"""At a terminal: what is shown while the work goes on, and what is left after Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Session, on_a_terminal, processes_of, repo_evidence
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository

HANGING = Fault("/ada/hanging.git", "hang")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*[349][0-8]")
IMPATIENCE_SECONDS = 2.0


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
        on_a_terminal(
            "scan", "ada", "--timeout", "2", streams=("stderr",), GITHUB_API_URL=github.api
        ) as session,
    ):
        session.until("looking up targets")
        session.until("hanging: fetching, 0.0 MB")
        session.until("1/2")
        assert session.finish() == 3
    # The bars have gone, and what matters stays.
    last = session.text.rpartition("\x1b[2K")[2]
    assert last == "not assessed: hanging: the time allowed for this repository is over\r\n"


def test_notes_stay_on_the_terminal_and_waits_count_down(world: World) -> None:
    limit = Fault("/repos/ada/former", "secondary_rate_limit", times=1, retry_after=2)
    with serve_github(world, limit) as github:
        arguments = ("scan", "ada/former")
        with on_a_terminal(*arguments, streams=("stderr",), GITHUB_API_URL=github.api) as session:
            assert session.finish() == 0
    assert {f"({left} s)" for left in (2, 1)} <= set(re.findall(r"\(\d s\)", session.text))
    assert "'ada/former' is now called 'ada/model'\r\n" in session.text


def test_colours_are_for_terminals_that_want_them(model: Path) -> None:
    arguments = ("scan", str(model))
    with on_a_terminal(*arguments, streams=("stdout",)) as coloured:
        assert coloured.finish() == 0
    with on_a_terminal(*arguments, streams=("stdout",), NO_COLOR="1") as plain:
        assert plain.finish() == 0
    assert COLOUR.search(coloured.text)
    assert not COLOUR.search(plain.text)
    assert "\x1b" not in repo_evidence(*arguments).stdout


# -- Ctrl-C --------------------------------------------------------------------------------------------


def terminal(session: Session) -> None:
    session.press_ctrl_c()


def process(session: Session) -> None:
    os.kill(session.process.pid, signal.SIGINT)


def wait_until(happened: Callable[[], object]) -> None:
    limit = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < limit
        time.sleep(0.005)


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


@pytest.fixture(params=["short", "long"])
def temporary(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder for temporary files; the length of its path decides how workers are started."""
    if request.param == "short":
        with tempfile.TemporaryDirectory(prefix="j") as short:
            yield Path(short)
    else:
        folder = tmp_path / ("temporary" * 10)
        folder.mkdir()
        yield folder


@pytest.mark.parametrize("interrupt", [terminal, process])
@pytest.mark.parametrize(
    ("moment", "fault"),
    [(asking, Fault("/users/ada", "hang")), (started, HANGING), (cloning, HANGING)],
    ids=["asking", "started", "cloning"],
)
def test_an_interrupted_run_ends_at_once_and_leaves_nothing(
    moment: Callable[[GitHub, Path], bool],
    fault: Fault,
    interrupt: Callable[[Session], None],
    world: World,
    temporary: Path,
    tmp_path: Path,
) -> None:
    results = tmp_path / "results"
    results.mkdir()
    arguments = ("scan", "ada", "-f", "json", "-o", str(results / "ada.json"))
    with (
        serve_github(world, fault) as github,
        on_a_terminal(*arguments, GITHUB_API_URL=github.api, TMPDIR=str(temporary)) as session,
    ):
        wait_until(lambda: moment(github, temporary))
        pressed = time.monotonic()
        interrupt(session)
        code = session.finish()
        wait_until(lambda: not processes_of(session))
        assert time.monotonic() - pressed < IMPATIENCE_SECONDS
    assert code == 130
    assert [*temporary.iterdir(), *results.iterdir()] == []
    assert "interrupted" in session.text
    assert "Traceback" not in session.text
