"""What files held before and after a commit: named by the log, fetched in one more request where not here."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analyzer.engine.assess import assess, take_snapshot
from analyzer.git import cloning
from analyzer.git import log as git_log
from analyzer.git.cloning import CONTENTS_OF_LARGE
from analyzer.git.complaints import NOT_GIVEN
from analyzer.git.opening import open_local, open_remote
from analyzer.git.remote import EXTRA_BYTES
from analyzer.git.repository import Repository
from analyzer.repository import Snapshot
from analyzer.sources import Candidate, Change, Source
from tests.support.git_server import Behaviour, GitServer, serve
from tests.support.repositories import CommitSpec, build_repository, git
from tests.support.snapshots import registry

PATH = "deploy/prod.yaml"
TEXTS = [f"image: shop:1.{number}\n" for number in range(4)]
# Of a server these do not come with the commits.
LARGE = [f"{text}# {'-' * CONTENTS_OF_LARGE}\n" for text in TEXTS]


def spec(month: int, text: str | None, path: str = PATH, mode: str = "100644") -> CommitSpec:
    return CommitSpec({path: text}, modes={path: mode}, date=f"2024-{month:02}-02T12:00:00+00:00")


STORY = [spec(month, text) for month, text in enumerate(TEXTS, 1)]
LARGE_STORY = [spec(month, text) for month, text in enumerate(LARGE, 1)]


def changes(repository: Repository) -> list[tuple[Change, ...]]:
    return [commit.changes for commit in repository.history(lambda path: path == PATH).commits]


def seen(repo: Snapshot, path: str = PATH) -> list[tuple[str | None, str | None]]:
    return [(each.before, each.after) for each in repo.versions.of(path)]


def blob(target: Path, text: str) -> str:
    return git(target, "hash-object", "--stdin", stdin=text.encode())


@contextmanager
def opened(target: Path, tmp_path: Path) -> Iterator[Repository]:
    with open_local(str(target), as_of=None, workspace=tmp_path, deadline=time.monotonic() + 20) as found:
        yield found


def test_a_commit_names_what_a_file_held_before_and_after(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", [*STORY[:2], spec(3, "x", "other.yaml")], bare=True)
    with opened(target, tmp_path) as repository:
        first, second = (blob(target, text) for text in TEXTS[:2])
        assert changes(repository) == [(), (Change(PATH, first, second),), ()]
        assert all(not commit.changes for commit in repository.history().commits)


def test_what_was_or_became_no_file_is_no_change(tmp_path: Path) -> None:
    story = [
        spec(1, "a"), spec(2, "a", mode="120000"), spec(3, "b"), spec(4, None), spec(5, "c"), spec(6, "c", mode="100755"),
        spec(7, "d", mode="100755"),
    ]  # fmt: skip
    target = build_repository(tmp_path / "r", story, bare=True)
    with opened(target, tmp_path) as repository:
        found = [(each.before, each.after) for commit in changes(repository) for each in commit]
        c, d = blob(target, "c"), blob(target, "d")
        assert found == [(c, d), (c, c)]


@pytest.mark.parametrize(("limit", "kept"), [("CHANGES_OF_A_FILE", 2), ("CHANGES_LIMIT", 2)])
def test_the_newest_changes_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, kept: int
) -> None:
    monkeypatch.setattr(git_log, limit, kept)
    target = build_repository(tmp_path / "r", STORY, bare=True)
    with opened(target, tmp_path) as repository:
        assert [len(each) for each in changes(repository)] == [1, 1, 0, 0]


def test_a_local_repository_has_the_old_texts(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", STORY, bare=True)
    with opened(target, tmp_path) as repository:
        repo = take_snapshot(Source("r", str(target), remote=False), repository)
        assert repo.versions.paths == (PATH,) and repo.versions.problem is None
        assert seen(repo) == [(TEXTS[2], TEXTS[3]), (TEXTS[1], TEXTS[2]), (TEXTS[0], TEXTS[1])]
        assert [each.commit for each in repo.versions.of(PATH)] == list(repo.commits[:3])


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_bytes(b"garbage")], ids=["missing", "damaged"]
)
def test_an_object_that_is_not_there_is_an_unread_text(tmp_path: Path, harm: object) -> None:
    target = build_repository(tmp_path / "r", STORY, bare=True)
    name = blob(target, TEXTS[1])
    loose = target / "objects" / name[:2] / name[2:]
    unpack(target)
    loose.chmod(0o644)
    harm(loose)  # type: ignore[operator]
    with opened(target, tmp_path) as repository:
        repo = take_snapshot(Source("r", str(target), remote=False), repository)
        assert seen(repo) == [(TEXTS[2], TEXTS[3]), (None, TEXTS[2]), (TEXTS[0], None)]


def unpack(target: Path) -> None:
    """Every object as a file of its own."""
    packs = list((target / "objects/pack").glob("*.pack"))
    moved = [pack.rename(target / pack.name) for pack in packs]
    for index in (target / "objects/pack").iterdir():
        index.unlink()
    for pack in moved:
        git(target, "unpack-objects", "-q", stdin=pack.read_bytes())


@contextmanager
def remote(
    tmp_path: Path, story: list[CommitSpec], behaviour: Behaviour | None = None, seconds: float = 20
) -> Iterator[tuple[GitServer, Repository]]:
    """A server, and the repository as it is before its history is read."""
    build_repository(tmp_path / "server/r.git", story, bare=True)
    with (
        serve(tmp_path / "server", behaviour) as server,
        open_remote(
            f"{server.address}/r.git", as_of=None, workspace=tmp_path, deadline=time.monotonic() + seconds,
            wanted=lambda path: path.endswith(".yaml"),
        ) as repository,
    ):  # fmt: skip
        yield server, repository


SOURCE = Source("r", "https://example.com/r.git", remote=True)


@pytest.mark.parametrize(
    ("behaviour", "more"),
    [(Behaviour(), ["POST"]), (Behaviour(settings={}), [])],
    ids=["filters", "everything at once"],
)
def test_the_old_texts_of_a_remote_repository_come_in_one_request(
    tmp_path: Path, behaviour: Behaviour, more: list[str]
) -> None:
    with remote(tmp_path, LARGE_STORY, behaviour) as (server, repository):
        asked = len(server.requests)
        repo = take_snapshot(SOURCE, repository)
        assert seen(repo) == [(LARGE[2], LARGE[3]), (LARGE[1], LARGE[2]), (LARGE[0], LARGE[1])]
        assert repo.versions.problem is None
        assert [each.method for each in server.requests[asked:]] == more


def test_small_old_texts_have_come_with_the_commits(tmp_path: Path) -> None:
    with remote(tmp_path, STORY) as (server, repository):
        asked = len(server.requests)
        repo = take_snapshot(SOURCE, repository)
        assert seen(repo) == [(TEXTS[2], TEXTS[3]), (TEXTS[1], TEXTS[2]), (TEXTS[0], TEXTS[1])]
        assert repo.versions.problem is None and len(server.requests) == asked


def test_nothing_is_asked_for_where_nothing_changed_over_months(tmp_path: Path) -> None:
    story = [spec(1, TEXTS[0]), spec(2, TEXTS[1])]
    with remote(tmp_path, story) as (server, repository):
        asked = len(server.requests)
        repo = take_snapshot(SOURCE, repository)
        assert repo.versions.paths == () and len(server.requests) == asked


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": 500}, "the server failed"),
        ({"status": 404}, "not found"),
        ({"cut_after": 30}, "was interrupted"),
    ],
    ids=["fails", "is gone", "breaks off"],
)
def test_a_server_that_does_not_give_them_costs_only_the_old_texts(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    with remote(tmp_path, LARGE_STORY) as (server, repository):
        for name, value in change.items():
            setattr(server.behaviour, name, value)
        repo = take_snapshot(SOURCE, repository)
        assert words in (repo.versions.problem or "")
        assert seen(repo) == [(None, LARGE[3]), (None, None), (None, None)]
        assert repo.text(PATH) == LARGE[3]


def test_a_server_that_refuses_objects_by_id_costs_only_the_old_texts(tmp_path: Path) -> None:
    refuses = Behaviour(settings={"uploadpack.allowFilter": "true"}, old_protocol=True)
    with remote(tmp_path, [*LARGE_STORY[:3], STORY[3]], refuses) as (_server, repository):
        repo = take_snapshot(SOURCE, repository)
        assert repo.versions.problem == NOT_GIVEN
        assert seen(repo) == [(None, TEXTS[3]), (None, None), (None, None)]


def test_a_server_that_keeps_silent_takes_a_part_of_the_time(tmp_path: Path) -> None:
    with remote(tmp_path, LARGE_STORY, seconds=16) as (server, repository):
        server.behaviour.hang = True
        # Had it taken all of the time, nothing could be read after it.
        repo = take_snapshot(SOURCE, repository)
        assert "time limit" in (repo.versions.problem or "")
        assert repo.text(PATH) == LARGE[3]


def test_more_bytes_than_expected_are_given_up(tmp_path: Path) -> None:
    noise = os.urandom(EXTRA_BYTES).hex()
    with remote(tmp_path, [spec(1, noise), spec(2, noise + "a"), *STORY[2:]]) as (_server, repository):
        repo = take_snapshot(SOURCE, repository)
        assert "larger than the limit" in (repo.versions.problem or "")
        assert repo.text(PATH) == TEXTS[3] and len(repo.commits) == 4


def posted(server: GitServer) -> int:
    """How many packs were asked for."""
    return sum(each.method == "POST" for each in server.requests)


SECOND, NOISE = f"{LARGE[0]}second\n", os.urandom(100_000).hex()


@pytest.mark.parametrize(
    ("text", "packs", "later"), [(SECOND, 1, 1), (NOISE, 2, 3)], ids=["within the limit", "beyond it"]
)
def test_what_will_be_asked_for_soon_comes_along_where_it_may_and_is_not_seen_before(
    tmp_path: Path, text: str, packs: int, later: int
) -> None:
    story = [spec(1, LARGE[0]), spec(2, text), spec(3, TEXTS[0])]
    with remote(tmp_path, story) as (server, repository):
        now, soon = (blob(tmp_path / "server/r.git", each) for each in (LARGE[0], text))
        asked = posted(server)
        assert repository.obtain([now], 60_000, 10**6, lambda: [now, soon]) is None
        assert posted(server) == asked + packs
        assert repository.read(now, 10**6) == LARGE[0].encode() and repository.read(soon, 10**6) is None
        assert repository.obtain([soon], 10**6, 10**6) is None
        assert repository.read(soon, 10**6) == text.encode()
        assert posted(server) == asked + later


@pytest.mark.parametrize(
    ("text", "packs", "later"), [(SECOND, 2, 2), (NOISE, 3, 4)], ids=["within the limit", "beyond it"]
)
def test_old_contents_come_with_the_files_where_they_may_and_are_not_seen_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, packs: int, later: int
) -> None:
    monkeypatch.setattr(cloning, "BYTES_WITH_SOON", 60_000)
    old = blob(build_repository(tmp_path / "r.git", [spec(1, text), spec(2, LARGE[0])], bare=True), text)
    with (
        serve(tmp_path) as server,
        open_remote(
            f"{server.address}/r.git", as_of=None, workspace=tmp_path, deadline=None, soon=lambda _: [old]
        ) as repository,
    ):
        assert posted(server) == packs and repository.read(old, 10**6) is None
        assert [entry.size for entry in repository.tree().entries] == [len(LARGE[0])]
        assert repository.obtain([old], 10**6, 10**6) is None
        assert repository.read(old, 10**6) == text.encode()
        assert posted(server) == later


def test_a_scan_asks_once_for_files_and_their_old_contents(tmp_path: Path) -> None:
    build_repository(tmp_path / "r.git", LARGE_STORY, bare=True)
    with serve(tmp_path) as server:
        source = Source("r", f"{server.address}/r.git", remote=True)
        assert assess(source, Candidate(("x",)), registry(), tmp_path).assessed
        assert [each.body.count(b"want ") for each in server.requests] == [0, 1, len(LARGE_STORY)]
        # Of what a client says it has, a server leaves out what belongs to it.
        assert not any(b"have " in each.body for each in server.requests)


def test_what_is_of_no_use_is_not_fetched(tmp_path: Path) -> None:
    with remote(tmp_path, LARGE_STORY) as (server, repository):
        old = blob(tmp_path / "server/r.git", LARGE[0])
        asked = len(server.requests)
        assert repository.obtain([old], 10**6, CONTENTS_OF_LARGE - 1) is None
        assert len(server.requests) == asked and repository.read(old, 10**6) is None
        assert repository.obtain([old], 10**6, CONTENTS_OF_LARGE) is None
        assert len(server.requests) == asked + 1 and repository.read(old, 10**6) is not None
