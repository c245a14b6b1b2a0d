"""The access token goes to its server, and nowhere else."""

from __future__ import annotations

import base64
import threading
import time
from pathlib import Path

import pytest

from analyzer.git.opening import open_remote
from analyzer.git.repository import GitError
from tests.support.git_server import Behaviour, processes, serve
from tests.support.repositories import (
    CommitSpec,
    build_repository,
)

CANARY = "ghp_canary0123456789"
ENCODED = base64.b64encode(f"x-access-token:{CANARY}".encode()).decode()


def test_redirects_are_not_followed_and_the_token_stays_with_its_host(tmp_path: Path) -> None:
    build_repository(tmp_path / "s/r.git", [CommitSpec({"a": "1"})], bare=True)
    with serve(tmp_path / "s") as other:
        elsewhere = other.address.replace("127.0.0.1", "localhost")
        for status in (301, 302, 307, 308):
            with (
                serve(tmp_path / "s", Behaviour(status=status, location=elsewhere)) as server,
                pytest.raises(GitError, match="redirects to another address"),
            ):
                open_remote(
                    f"{server.address}/r.git", as_of=None, workspace=tmp_path, deadline=None, token=CANARY
                )
        assert other.requests == []


def test_the_token_is_sent_and_left_nowhere(tmp_path: Path) -> None:
    build_repository(tmp_path / "s/r.git", [CommitSpec({"a": "1"})], bare=True)
    workspace = tmp_path / "w"
    workspace.mkdir()
    behaviour = Behaviour(authorization=f"Basic {ENCODED}")
    with (
        serve(tmp_path / "s", behaviour) as server,
        open_remote(
            f"{server.address}/r.git", as_of=None, workspace=workspace, deadline=None, token=CANARY
        ) as repository,
    ):
        assert repository.read(repository.tree().entries[0].blob, 10) == b"1"
        written = b"".join(path.read_bytes() for path in workspace.rglob("*") if path.is_file())
        assert CANARY.encode() not in written and ENCODED.encode() not in written
        assert server.address.encode() not in next(workspace.glob("*/repository.git/config")).read_bytes()


@pytest.mark.parametrize("status", [401, 403, 404, 500, 200])
def test_the_token_is_in_no_error(tmp_path: Path, status: int) -> None:
    with serve(tmp_path, Behaviour(status=status)) as server, pytest.raises(GitError) as caught:
        open_remote(f"{server.address}/r", as_of=None, workspace=tmp_path, deadline=None, token=CANARY)
    shown = repr(caught.value) + repr(caught.value.__cause__)
    assert CANARY not in shown and ENCODED not in shown


def test_the_token_is_in_no_process_list(tmp_path: Path) -> None:
    with serve(tmp_path, Behaviour(hang=True)) as server:

        def clone() -> None:
            with pytest.raises(GitError):
                open_remote(
                    f"{server.address}/r", as_of=None, workspace=tmp_path,
                    deadline=time.monotonic() + 1, token=CANARY,
                )  # fmt: skip

        thread = threading.Thread(target=clone)
        thread.start()
        while not server.requests:
            time.sleep(0.01)
        assert processes(server.address), "the clone runs"
        assert processes(CANARY) == [] and processes(ENCODED) == []
        thread.join()


def test_a_token_cannot_smuggle_a_header(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="token contains invalid characters"):
        open_remote(
            "https://localhost/a/b", as_of=None, workspace=tmp_path, deadline=None, token="a\r\nHost: evil"
        )
