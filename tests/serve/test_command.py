"""The command on its own: what it refuses to begin with, and how it is when others can reach it."""

from __future__ import annotations

import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.command_line import repo_evidence
from tests.support.serving import served


def test_what_cannot_work_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments, why in (
            (("-o", str(tmp_path / "full")), "is not empty and holds no batch"),
            (("-o", str(tmp_path / "none" / "deep")), "does not exist"),
            (("-o", str(tmp_path / "kept"), "--port", port), f"cannot listen on 127.0.0.1 port {port}"),
            (("-o", str(tmp_path / "kept"), "--rubric", "nowhere"), "nowhere"),
            (("-o", str(tmp_path / "kept"), "--port", "70000"), "--port"),
        ):
            done = repo_evidence("serve", *arguments)
            assert (done.returncode, done.stdout) == (2, "") and why in done.stderr, arguments


def answer_to(link: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(link, headers=headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_page_with_a_name_of_its_own_is_one_that_others_reach(tmp_path: Path) -> None:
    """A server before it makes everybody's requests look like this machine's."""
    with served(tmp_path / "kept", "--name", "reviews.example.com") as server:
        root = server.link.partition("login#")[0]
        assert server.link != root and answer_to(root, Host="reviews.example.com") == 401
        assert answer_to(root) == 401


def test_where_others_can_reach_it_a_token_is_demanded_and_a_folder_is_one_pages(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with served(kept, "--host", "0.0.0.0", "--name", "reviews.example.com", cold=True) as server:
        link, _hash, token = server.link.partition("#")
        assert link.endswith("/login") and len(token) == 43
        root = link.removesuffix("login")
        asked = [("localhost", 401), ("reviews.example.com", 401), ("10.1.2.3", 401), ("evil.example", 421)]
        assert [(host, answer_to(root, Host=host)) for host, _status in asked] == asked
        assert answer_to(link) == 200
        assert kept.stat().st_mode & 0o777 == 0o700
        # A second page, or a batch, does not write there at the same time.
        done = repo_evidence("serve", "-o", str(kept), "--port", "0")
        assert done.returncode == 2 and "another run is at work" in done.stderr
        assert Path(f"/proc/{server.process.pid}/cwd").readlink() == kept
        server.tell(signal.SIGTERM)
        code, said = server.finish()
    assert code == 143 and said.count(token) == 1
    assert "others can reach this page, and the connection is not encrypted" in said


@pytest.mark.parametrize("home", ["", "relative"])
def test_without_a_place_for_scorecards_one_is_asked_for(home: str) -> None:
    done = repo_evidence("serve", "--port", "0", HOME=home, XDG_DATA_HOME="")
    assert done.returncode == 2 and "name a folder with -o" in done.stderr
