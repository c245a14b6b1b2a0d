"""Repositories on a server: addresses, clones, failures, limits."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.git import conversation
from analyzer.git.cloning import CONTENTS_OF_LARGE, SMALL_REPOSITORIES
from analyzer.git.opening import open_remote
from analyzer.git.process import fields, kill_children
from analyzer.git.remote import accepted
from analyzer.git.repository import DeadlineExceeded, EmptyRepository, GitError, Repository, TooLarge, web_url
from tests.support.git_server import Behaviour, processes, serve
from tests.support.repositories import CommitSpec, build_repository

(TINY, CONTENTS_OF_TINY), (SMALL, CONTENTS_OF_SMALL) = SMALL_REPOSITORIES
FILES: dict[str, str | bytes | None] = {"a.py": "print()\n", "docs/b.md": "# b\n", "data.bin": b"\0" * 3000}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


def content(repository: Repository) -> dict[str, bytes | None]:
    return {entry.path: repository.read(entry.blob, 100_000) for entry in repository.tree().entries}


DAYS = [CommitSpec({"n": str(day)}, date=f"2024-01-0{day}T12:00:00+00:00") for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("--upload-pack=touch /tmp/x", "not the address"),
        ("-u", "not the address"),
        ("ext::sh -c id", "not the address"),
        ("ext::sh", "only https"),
        ("file:///etc", "only https"),
        ("/srv/git/r", "only https"),
        ("git@github.com:octocat/hello.git", "use the https address"),
        ("ssh://git@github.com/octocat/hello", "use the https address"),
        ("git://github.com/octocat/hello", "only https"),
        ("http://github.com/octocat/hello", "only https"),
        ("http://127.0.0.1.evil.example/a/b", "only https"),
        ("https://user:canary@github.com/octocat/hello", "contains credentials"),
        ("https://canary@github.com/octocat/hello", "contains credentials"),
        ("https://github.com/a/b\nhost: x", "not the address"),
        ("https://[::1/a", "not the address"),
        ("https://github.com:99999/a", "not the address"),
        ("https::https://github.com/a/b", "only https"),
        ("", "not the address"),
    ],
)
def test_addresses_that_are_refused(workspace: Path, address: str, sentence: str) -> None:
    with pytest.raises(GitError, match=sentence) as caught:
        open_remote(address, as_of=None, workspace=workspace, deadline=None)
    assert "canary" not in str(caught.value)
    assert list(workspace.iterdir()) == []


@given(st.text(max_size=60))
def test_any_text_as_an_address_is_accepted_or_refused(text: str) -> None:
    web_url(text)
    try:
        accepted(text)
    except GitError:
        return


@given(st.lists(st.binary(max_size=12)), st.integers(1, 8))
def test_fields_do_not_depend_on_how_the_stream_is_cut(chunks: list[bytes], limit: int) -> None:
    whole = b"".join(chunks).split(b"\0")[:-1]
    assert list(fields(iter(chunks), limit)) == [field[:limit] for field in whole]


@pytest.mark.parametrize(
    ("behaviour", "size", "asked"),
    [
        (Behaviour(), CONTENTS_OF_LARGE - 1, ["GET", "POST"]),
        (Behaviour(), CONTENTS_OF_LARGE, ["GET", "POST", "POST"]),
        (Behaviour(old_protocol=True), CONTENTS_OF_LARGE, ["GET", "POST", "POST"]),
        # In the first version of the protocol only what can be reached is given, in the second everything.
        (
            Behaviour(
                settings={"uploadpack.allowFilter": "true", "uploadpack.allowReachableSHA1InWant": "true"}
            ),
            CONTENTS_OF_LARGE,
            ["GET", "POST", "POST"],
        ),
        (
            Behaviour(settings={"uploadpack.allowFilter": "true"}),
            CONTENTS_OF_LARGE,
            ["GET", "POST", "GET", "POST"],
        ),
        (Behaviour(settings={}), CONTENTS_OF_LARGE, ["GET", "POST"]),
        (Behaviour(settings={}, old_protocol=True), CONTENTS_OF_LARGE, ["GET", "POST"]),
        # The second time git only learns that it is refused; then everything is fetched.
        (
            Behaviour(settings={"uploadpack.allowFilter": "true"}, old_protocol=True),
            CONTENTS_OF_LARGE,
            ["GET", "POST", "GET", "GET", "POST"],
        ),
    ],
    ids=[
        "small contents", "filters", "filters, version 0", "what can be reached", "in version 2", "no filters", "no filters, version 0",
        "no objects by id",
    ],
)  # fmt: skip
def test_remote_repository(
    tmp_path: Path, workspace: Path, behaviour: Behaviour, size: int, asked: list[str]
) -> None:
    """Whatever came along, what is seen is the same."""
    files = {**FILES, "docs/b.md": "b" * size}
    commits = [CommitSpec({"a.py": "old"}), CommitSpec(files)]
    build_repository(tmp_path / "server/o/r.git", commits, bare=True, branch="trunk")
    with (
        serve(tmp_path / "server", behaviour) as server,
        open_remote(
            f"{server.address}/o/r.git", as_of=None, workspace=workspace, deadline=time.monotonic() + 20,
            wanted=lambda path: path.endswith((".py", ".md")),
        ) as repository,
    ):  # fmt: skip
        assert [each.method for each in server.requests] == asked
        sizes = {entry.path: entry.size for entry in repository.tree().entries}
        assert sizes == {"a.py": 8, "docs/b.md": size, "data.bin": None}
        assert content(repository)["docs/b.md"] == b"b" * size
        assert [commit.paths for commit in repository.history().commits] == [tuple(sorted(FILES)), ("a.py",)]
        assert repository.branch == "trunk"
        assert len(server.requests) == len(asked), "nothing may be fetched after opening"
    assert list(workspace.iterdir()) == []


@pytest.mark.parametrize(
    ("stated", "size", "requests"),
    [
        (TINY, CONTENTS_OF_TINY - 1, 2),
        (TINY, CONTENTS_OF_TINY, 3),
        (TINY + 1, CONTENTS_OF_SMALL - 1, 2),
        (TINY + 1, CONTENTS_OF_SMALL, 3),
        (SMALL, CONTENTS_OF_SMALL - 1, 2),
        (SMALL, CONTENTS_OF_SMALL, 3),
        (SMALL + 1, CONTENTS_OF_LARGE - 1, 2),
        (SMALL + 1, CONTENTS_OF_LARGE, 3),
        (None, CONTENTS_OF_LARGE, 3),
    ],
)
def test_what_a_server_says_of_the_size_decides_what_comes_with_the_commits(
    tmp_path: Path, workspace: Path, stated: int | None, size: int, requests: int
) -> None:
    build_repository(tmp_path / "server/r.git", [CommitSpec({"a.py": "#" * size})], bare=True)
    with (
        serve(tmp_path / "server") as server,
        open_remote(
            f"{server.address}/r.git", as_of=None, workspace=workspace, deadline=None, stated_size=stated
        ) as repository,
    ):
        assert [entry.size for entry in repository.tree().entries] == [size]
        assert len(server.requests) == requests


def test_remote_repository_as_of_a_day(tmp_path: Path, workspace: Path) -> None:
    build_repository(tmp_path / "server/r.git", DAYS, bare=True)
    with (
        serve(tmp_path / "server") as server,
        open_remote(
            f"{server.address}/r.git", as_of=1704283199, workspace=workspace, deadline=None
        ) as repository,
    ):
        assert content(repository) == {"n": b"2"}


@pytest.mark.parametrize(
    ("behaviour", "error", "sentence"),
    [
        (Behaviour(status=404), GitError, "was not found"),
        (Behaviour(status=401), GitError, "does not exist, is not public"),
        (Behaviour(status=403), GitError, "refused access"),
        (Behaviour(status=429), GitError, "limiting the request rate"),
        (Behaviour(status=500), GitError, "server failed"),
        (Behaviour(status=200), GitError, "could not be parsed"),
        (Behaviour(cut_after=30), GitError, "was interrupted"),
        (Behaviour(cut_after=300), GitError, "was interrupted"),
    ],
)
def test_failing_servers(
    tmp_path: Path, workspace: Path, behaviour: Behaviour, error: type[GitError], sentence: str
) -> None:
    build_repository(tmp_path / "server/r.git", DAYS, bare=True)
    with serve(tmp_path / "server", behaviour) as server, pytest.raises(error, match=sentence) as caught:
        open_remote(
            f"{server.address}/r.git", as_of=None, workspace=workspace, deadline=time.monotonic() + 20
        )
    assert "127.0.0.1" not in str(caught.value) and str(workspace) not in str(caught.value)
    assert list(workspace.iterdir()) == []


def test_empty_and_unknown_remote_repositories(tmp_path: Path, workspace: Path) -> None:
    build_repository(tmp_path / "empty.git", [], bare=True)
    with serve(tmp_path) as server:
        for name, error in (("empty.git", EmptyRepository), ("unknown.git", GitError)):
            with pytest.raises(error):
                open_remote(f"{server.address}/{name}", as_of=None, workspace=workspace, deadline=None)


def test_more_references_than_the_limit(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_repository(tmp_path / "r.git", DAYS, bare=True)
    # One byte less than two references and the line that ends them.
    told = f"@refs/heads/main HEAD\n{'0' * 40} refs/heads/main\n\n"
    monkeypatch.setattr(conversation, "REFERENCES_BYTES", len(told) - 1)
    with serve(tmp_path) as server, pytest.raises(GitError, match="too many branches and tags"):
        open_remote(f"{server.address}/r.git", as_of=None, workspace=workspace, deadline=None)
    assert list(workspace.iterdir()) == []


def test_closed_port(workspace: Path) -> None:
    with pytest.raises(GitError, match="cannot be reached"):
        open_remote("http://127.0.0.1:9/a/b", as_of=None, workspace=workspace, deadline=None)


def test_clone_over_the_size_limit(tmp_path: Path, workspace: Path) -> None:
    build_repository(tmp_path / "r.git", [CommitSpec({"noise.py": os.urandom(300_000)})], bare=True)
    with serve(tmp_path) as server, pytest.raises(TooLarge, match="100,000 bytes"):
        open_remote(
            f"{server.address}/r.git", as_of=None, workspace=workspace, deadline=None, size_limit=100_000
        )
    assert list(workspace.iterdir()) == []


def test_hanging_server_is_left_at_the_deadline_with_the_whole_group(tmp_path: Path, workspace: Path) -> None:
    with serve(tmp_path, Behaviour(hang=True)) as server:
        with pytest.raises(DeadlineExceeded):
            open_remote(
                f"{server.address}/r", as_of=None, workspace=workspace, deadline=time.monotonic() + 0.5
            )
        # The server is silent until the block is left: whoever is here has not waited for it.
        assert processes(server.address, patience=2) == []
    assert list(workspace.iterdir()) == []


def test_children_can_be_killed_from_outside(tmp_path: Path, workspace: Path) -> None:
    problems: list[GitError] = []

    def clone(address: str) -> None:
        try:
            open_remote(address, as_of=None, workspace=workspace, deadline=None)
        except GitError as problem:
            problems.append(problem)

    with serve(tmp_path, Behaviour(hang=True)) as server:
        thread = threading.Thread(target=clone, args=(f"{server.address}/r",))
        thread.start()
        while not server.requests:
            time.sleep(0.01)
        kill_children()
        thread.join(timeout=10)
        assert len(problems) == 1 and processes(server.address, patience=2) == []
