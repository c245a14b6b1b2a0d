"""A token reaches the server that it is for, and nothing and nobody else."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.command_line import document, on_a_terminal, repo_evidence, rows
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository

CANARY = "canary0token0that0must0appear0nowhere"
# As git sends it, too.
FORMS = (CANARY.encode(), base64.b64encode(f"x-access-token:{CANARY}".encode()).rstrip(b"="))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    path = tmp_path_factory.mktemp("served") / "model.git"
    build_repository(path, [CommitSpec({"model.py": "x = 1\n"})], bare=True)
    repositories = (
        Repository("ada", "hanging", path=path, private=True),
        Repository("ada", "model", path=path),
        Repository("ada", "vault", path=path, private=True),
    )
    return World((Account("ada", id=7),), repositories, tokens={CANARY: "ada"})


def betrayed(content: bytes) -> bool:
    return any(form in content for form in FORMS)


def command_lines() -> Iterator[bytes]:
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                yield (entry / "cmdline").read_bytes()


def contents(folder: Path) -> Iterator[bytes]:
    """What lies there, while others write and remove it."""
    for place, _folders, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                yield Path(place, name).read_bytes()


def test_a_token_is_in_no_output_file_or_process_list(world: World, tmp_path: Path) -> None:
    temporary, report = tmp_path / "temporary", tmp_path / "ada.json"
    temporary.mkdir()
    looked = 0
    with serve_github(world, Fault("/ada/hanging.git/git-upload-pack", "hang")) as github:
        with on_a_terminal(
            "scan", "ada", "--private", "--timeout", "3", "-f", "json", "-o", str(report), cold=True,
            GITHUB_API_URL=github.api, GITHUB_TOKEN=CANARY, TMPDIR=str(temporary),
        ) as session:  # fmt: skip
            while session.process.poll() is None:
                assert not any(betrayed(each) for each in command_lines())
                kept = list(contents(temporary))
                assert not any(betrayed(each) for each in kept)
                looked += bool(kept)
                time.sleep(0.02)
            assert session.finish() == 3
        assert all(each.authorized for each in github.requests)
    assert looked > 10
    scanned = rows(document(report.read_text()))
    assert [name for name, row in scanned.items() if row["assessed"]] == ["model", "vault"]
    assert not betrayed(bytes(session.shown)) and not betrayed(report.read_bytes())
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("form", ["terminal", "html"])
def test_no_format_has_the_token(form: str, world: World) -> None:
    with serve_github(world) as github:
        done = repo_evidence("scan", "ada/vault", "-f", form, GITHUB_API_URL=github.api, GITHUB_TOKEN=CANARY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "vault" in done.stdout and CANARY not in done.stdout


@pytest.mark.parametrize(
    ("fault", "arguments"),
    [
        (Fault("", "bad_credentials"), ["ada"]),
        (Fault("/ada/model.git", "bad_credentials"), ["ada/model"]),
        (Fault("/users/ada", "truncated"), ["ada"]),
        (Fault("/users/ada", "server_error"), ["ada", "--timeout", "1"]),
    ],
)
def test_no_complaint_has_the_token(fault: Fault, arguments: list[str], world: World) -> None:
    with serve_github(world, fault) as github:
        done = repo_evidence("scan", *arguments, GITHUB_API_URL=github.api, GITHUB_TOKEN=CANARY)
        assert github.requests[0].authorized
    assert done.returncode in (3, 4)
    assert not betrayed((done.stdout + done.stderr).encode())


def heard_elsewhere(github: GitHub) -> list[bool]:
    """Whether there was a token with each request that came under the other host's name."""
    return [each.authorized for each in github.requests if each.host.startswith("localhost")]


def test_another_server_never_sees_the_token(world: World) -> None:
    with serve_github(world) as github:
        done = repo_evidence(
            "scan",
            "ada/model",
            f"{github.other_web}/ada/model.git",
            GITHUB_API_URL=github.api,
            GITHUB_TOKEN=CANARY,
        )
        assert done.returncode == 0, done.stderr
        assert set(heard_elsewhere(github)) == {False}
        assert all(each.authorized for each in github.requests if not each.host.startswith("localhost"))


@pytest.mark.parametrize("where", ["/users/ada", "/users/ada/repos", "/ada/model.git"])
def test_nobody_is_followed_to_another_server(where: str, world: World) -> None:
    with serve_github(world) as github:
        github.fail(Fault(where, "redirect", location=f"{github.other_web}{where}"))
        done = repo_evidence("scan", "ada", GITHUB_API_URL=github.api, GITHUB_TOKEN=CANARY)
        assert heard_elsewhere(github) == []
    assert done.returncode in (3, 4)
