"""Servers that send too much, or break off: what the reader is told, with which code, and that the rest is scored.

Every run has a limit of processor time and of memory over it, so that one without a bound fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from analyzer.git import remote as git_remote
from analyzer.git.cloning import SMALL_REPOSITORIES
from analyzer.git.opening import open_remote
from analyzer.git.repository import GitError
from tests.support.command_line import document, in_a_shell, on_a_terminal, repo_evidence, rows
from tests.support.github_faults import Fault
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository

LIST, ONE, GIT, POST = "/users/ada/repos", "other", "/ada/other.git", "/ada/other.git/git-upload-pack"
BROKE_OFF = "the transfer was interrupted"
NO_MEMORY = "fetching it needs more memory than the limit"
NO_ANSWER = "the server's response could not be parsed"
# The API's answers are read by the command line itself, which needs 450 MB of addresses for its own.
LITTLE = 'ulimit -t 20; ulimit -v 700000; exec "$@"'


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    path = build_repository(
        tmp_path_factory.mktemp("served") / "model.git",
        [
            CommitSpec(
                {"model.py": "x = 1\n", "data.json": f'"{"x" * SMALL_REPOSITORIES[0][1]}"'},
                author="Ada <7+ada@users.noreply.github.com>",
            )
        ],
        bare=True,
    )
    return World(
        (Account("ada", id=7),), (Repository("ada", "model", path=path), Repository("ada", ONE, path=path))
    )


# -- the API -------------------------------------------------------------------------------------------

TOO_LONG = "it has more than 8,388,608 bytes"
UNREADABLE = "it cannot be read"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("headers", UNREADABLE),
        ("one_header", UNREADABLE),
        ("announcements", UNREADABLE),
        ("gzip_bomb", TOO_LONG),
        ("gzip_of_gzip", UNREADABLE),
        ("long", TOO_LONG),
        ("deep", UNREADABLE),
    ],
)
def test_an_answer_of_the_api_that_is_too_much_cannot_be_read(kind: str, words: str, world: World) -> None:
    with serve_github(world, Fault(LIST, kind)) as github:
        done = in_a_shell(LITTLE, "scan", "ada", GITHUB_API_URL=github.api)
        assert len(github.asked(LIST)) == 1
    assert (done.returncode, done.stdout) == (4, "")
    assert f"sent an invalid API response to 'GET {LIST}': {words}; try again later" in done.stderr
    assert done.stderr.count("\n") == 1


# -- git -----------------------------------------------------------------------------------------------


class Scanned(Struct, frozen=True):
    """What a scan said of an account with one good repository, `model`, and one for each of some faults."""

    code: int
    problems: Mapping[str, str | None]
    """By the name of the repository."""
    asked: Mapping[str, int]
    """How often the server was asked for what the repository has."""


def scanned(world: World, faults: Mapping[str, Fault]) -> Scanned:
    """One scan over all of it, each of the `faults` being that of the repository of its name."""
    (model, *_others) = world.repositories
    faulty = tuple(replace(model, name=name) for name in faults)
    with serve_github(replace(world, repositories=(model, *faulty)), *faults.values()) as github:
        done = in_a_shell(
            'ulimit -t 60; exec "$@"',
            "scan",
            "ada",
            "-f",
            "json",
            "--timeout",
            "60",
            GITHUB_API_URL=github.api,
        )
        asked = {name: len(github.asked(place(name))) for name in faults}
    found = rows(document(done.stdout))
    assert {name for name, row in found.items() if row["assessed"]} == {
        name for name, row in found.items() if row["problem"] is None
    }
    return Scanned(done.returncode, {name: row["problem"] for name, row in found.items()}, asked)


def place(name: str, end: str = "") -> str:
    return f"/ada/{name}.git{end}"


def git_fault(kind: str, *, posted: bool = False, **more: Any) -> tuple[str, Fault]:
    """A fault of the first question or, `posted`, of the second, and the name of the repository that has it."""
    name = "-".join(
        (kind, "posted" if posted else "got", *(str(more[each]) for each in ("after",) if each in more))
    )
    return name, Fault(place(name, "/git-upload-pack" if posted else ""), kind, **more)


WITHOUT_END = (
    (git_fault("headers"), NO_ANSWER),
    (git_fault("one_header"), NO_MEMORY),
    (git_fault("announcements"), NO_ANSWER),
    (git_fault("references"), NO_MEMORY),
    (git_fault("garbage"), NO_MEMORY),
    (git_fault("messages", posted=True), "the server sends too many messages"),
    (git_fault("garbage", posted=True), NO_ANSWER),
    (git_fault("redirect", location="http://127.0.0.1:1/"),
     "the server redirects to another address; redirects are not followed"),
)  # fmt: skip
ASKED_AGAIN = (
    (git_fault("bad_gateway"), 2, "the server failed"),
    (git_fault("cut"), 2, BROKE_OFF),
    (git_fault("not_found"), 1, "the repository was not found"),
    (git_fault("blocked"), 1, "the server refused access"),
    (git_fault("too_many_requests"), 1, "the server is limiting the request rate"),
    (git_fault("legal_reasons"), 1, "it is blocked for legal reasons"),
)
AT_FIRST = dict(
    (
        git_fault("bad_gateway", times=1),
        git_fault("server_error", times=1),
        git_fault("unavailable", posted=True, times=1),
        git_fault("cut", times=1),
        git_fault("cut", posted=True, times=1),
        git_fault("truncated", posted=True, times=1),
        # What follows a clone is the one request for the files that are too large to come with it.
        git_fault("bad_gateway", posted=True, after=1, times=1),
        git_fault("cut", posted=True, after=1, times=1),
    )
)


@pytest.fixture(scope="module")
def failed(world: World) -> Scanned:
    return scanned(world, dict(row[0] for row in (*WITHOUT_END, *ASKED_AGAIN)))


@pytest.fixture(scope="module")
def recovered(world: World) -> Scanned:
    return scanned(world, AT_FIRST)


def test_the_other_repository_is_assessed(failed: Scanned) -> None:
    assert failed.code == 3
    assert [name for name, problem in failed.problems.items() if problem is None] == ["model"]


@pytest.mark.parametrize(("name", "problem"), [(name, problem) for (name, _fault), problem in WITHOUT_END])
def test_a_clone_without_end_is_a_row(name: str, problem: str, failed: Scanned) -> None:
    assert failed.problems[name] == problem


def test_a_server_that_only_keeps_us_waiting_is_left(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packets without content cost time and leave nothing on the disk."""
    monkeypatch.setattr(git_remote, "WORK_SECONDS", 0.2)
    with (
        serve_github(world, Fault(POST, "keepalives")) as github,
        pytest.raises(GitError, match="far more work than its size would suggest"),
    ):
        open_remote(f"{github.web}{GIT}", as_of=None, workspace=tmp_path, deadline=None)
    assert list(tmp_path.iterdir()) == []


def test_a_small_pack_of_huge_content_is_assessed_without_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {"model.py": "x = 1\n", "zeros.py": bytes(17 * 1024**2)}
    path = build_repository(tmp_path / "bomb.git", [CommitSpec(files)], bare=True)
    with serve_github(World((Account("ada", id=7),), (Repository("ada", "bomb", path=path),))) as github:
        done = in_a_shell('ulimit -t 30; exec "$@"', "scan", "ada", "-f", "json", GITHUB_API_URL=github.api)
        assert github.git_bytes < 512 * 1024
    assert done.returncode == 0
    row = rows(document(done.stdout))["bomb"]
    assert row["assessed"] is True
    assert [each["path"] for each in row["skipped_files"]] == ["zeros.py"]


# -- once more -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", AT_FIRST)
def test_what_fails_once_is_asked_for_once_more(name: str, recovered: Scanned) -> None:
    assert (recovered.code, recovered.problems["model"], recovered.problems[name]) == (0, None, None)


@pytest.mark.parametrize(
    ("name", "asked", "problem"), [(name, *expected) for (name, _fault), *expected in ASKED_AGAIN]
)
def test_only_what_may_pass_is_asked_for_again_and_only_once(
    name: str, asked: int, problem: str, failed: Scanned
) -> None:
    assert (failed.problems[name], failed.asked[name]) == (problem, asked)


def test_no_time_is_left_for_once_more(world: World) -> None:
    with serve_github(world, Fault(GIT, "bad_gateway")) as github:
        done = repo_evidence("scan", f"{github.web}{GIT}", "--timeout", "1", "-f", "json")
        assert len(github.asked(GIT)) == 1
    assert rows(document(done.stdout))[ONE]["problem"] == "the server failed"


def test_the_terminal_says_that_something_is_fetched_once_more(world: World) -> None:
    with (
        serve_github(world, Fault(GIT, "bad_gateway", times=1)) as github,
        on_a_terminal("scan", f"{github.web}{GIT}", streams=("stderr",)) as session,
    ):
        session.until("other: fetching failed, retrying")
        assert session.finish() == 0
