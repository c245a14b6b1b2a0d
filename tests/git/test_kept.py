"""Kept clones: what is read from one that was updated is what is read from a new one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, field

from analyzer.git.cloning import CONTENTS_OF_LARGE
from analyzer.git.kept import KeptClone, clone_name
from analyzer.git.opening import open_remote
from analyzer.git.repository import GitError, NothingBefore, Repository
from tests.support.git_server import Behaviour, GitServer, serve
from tests.support.repositories import CommitSpec, build_repository, git

LIMIT = 10**8
PATHS = ("a.py", "b.py", "data/c.bin", "README.md", "params.yaml")
CONTENTS = ("1\n", "2\n", "x = 3\n" * 50, "4" * CONTENTS_OF_LARGE, None)


def is_wanted(path: str) -> bool:
    return not path.endswith(".bin")


class World(Struct):
    """A repository on a server as it grows, and where its clone is kept."""

    folder: Path
    server: GitServer
    commits: list[CommitSpec] = field(default_factory=list)
    tags: dict[str, tuple[int, bool]] = field(default_factory=dict)
    limit: int = LIMIT
    scans: int = 0

    @property
    def clones(self) -> Path:
        return self.folder / "clones"

    def kept(self) -> KeptClone:
        return KeptClone(self.clones, clone_name("r", authenticated=False), self.limit)

    def publish(self) -> None:
        path = self.folder / "served" / "r.git"
        shutil.rmtree(path, ignore_errors=True)
        build_repository(path, self.commits, bare=True)
        ids = git(path, "rev-list", "--first-parent", "main").split()
        for name, (back, annotated) in self.tags.items():
            if back < len(ids):
                words = ["-c", "user.name=a", "-c", "user.email=a@b", "tag"]
                git(path, *words, *(["-a", "-m", name] if annotated else []), name, ids[back])

    def commit(self, changes: list[tuple[str, str | None]]) -> None:
        number = len(self.commits)
        date = f"20{10 + number // 12:02}-{1 + number % 12:02}-03T12:00:00+00:00"
        self.commits.append(CommitSpec(dict(changes), date=date))

    def do(self, step: str | list[tuple[str, str | None]]) -> None:
        clone = next(iter(self.clones.glob("[!.]*")), None) if self.clones.exists() else None
        if isinstance(step, list):
            self.commit(step)
        elif step == "back" and len(self.commits) > 1:
            self.commits.pop()
        elif step in ("tag", "annotate"):
            self.tags[f"v{len(self.tags)}"] = (len(self.tags) % 3, step == "annotate")
        elif step == "untag" and self.tags:
            self.tags.popitem()
        elif step == "remove":
            shutil.rmtree(self.clones, ignore_errors=True)
        elif step == "damage" and clone is not None:
            _damage(next(iter(sorted(clone.glob("*.pack")))))
        elif step == "lose" and clone is not None:
            next(iter(sorted(clone.glob("*.idx")))).unlink()

    @contextmanager
    def opened(self, kept: KeptClone | None) -> Iterator[Repository]:
        self.scans += 1
        workspace = self.folder / f"workspace-{self.scans}"
        workspace.mkdir()
        with open_remote(
            f"{self.server.address}/r.git",
            as_of=None,
            workspace=workspace,
            deadline=None,
            wanted=is_wanted,
            kept=kept,
        ) as repository:
            yield repository
            if repository.kept is not None:
                repository.kept.keep(repository.git_directory, repository.listing.tip)

    def read(self, kept: KeptClone | None) -> list[object]:
        with self.opened(kept) as repository:
            tree, history = repository.tree(), repository.history(lambda path: path == "params.yaml")
            tags = repository.tags(history.commits, None)
            old = {
                blob
                for each in history.commits
                for change in each.changes
                for blob in (change.before, change.after)
            }
            problem = repository.obtain(old, 10**6, 10**6)
            contents = {each.path: repository.read(each.blob, 10**6) for each in tree.entries}
            texts = {blob: repository.read(blob, 10**6) for blob in sorted(old)}
            return [repository.head, tree, history, tags, repository.tag_names, problem, contents, texts]


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


@contextmanager
def world(behaviour: Behaviour | None = None) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "served", behaviour) as server:
        yield World(Path(folder), server)


CHANGES = st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(CONTENTS)), min_size=1, max_size=3)
STEPS = st.sampled_from(
    ("nothing", "back", "tag", "annotate", "annotate", "untag", "remove", "damage", "lose")
)
FIRST: list[tuple[str, str | None]] = [("a.py", "1\n"), ("data/c.bin", "big\n"), ("params.yaml", "a: 1\n")]


@settings(max_examples=4)
@given(st.lists(CHANGES | STEPS, min_size=2, max_size=5))
def test_an_updated_clone_is_read_as_a_new_one(steps: list[str | list[tuple[str, str | None]]]) -> None:
    with world() as each:
        for step in (FIRST, *steps):
            each.do(step)
            each.publish()
            assert each.read(each.kept()) == each.read(None)


def test_only_what_is_new_is_sent() -> None:
    with world() as each:
        large, new = os.urandom(CONTENTS_OF_LARGE).hex(), os.urandom(CONTENTS_OF_LARGE).hex()
        each.commit([("a.py", large), ("data/c.bin", "x"), ("params.yaml", "a: 1\n")])
        for number in range(20):
            each.commit([("params.yaml", f"a: {number}\n")])
        each.publish()
        each.read(each.kept())
        before = len(each.server.requests)
        each.commit([("b.py", new)])
        each.publish()
        each.read(each.kept())
        asked = each.server.requests[before:]
        assert [request.method for request in asked] == ["GET", "POST"] * 2
        assert b"have " in asked[1].body
        # The new file is asked for, and the one that has not changed is not.
        assert asked[3].body.count(b"want ") == 1
        assert len(list(each.clones.glob("*/*.pack"))) == 4


def test_a_clone_from_a_server_that_sends_everything_is_read_as_any_other() -> None:
    with world(Behaviour(settings={})) as each:
        for text in ("a: 1\n", "a: 2\n"):
            each.commit([("data/c.bin", text * 9), ("params.yaml", text)])
            each.publish()
            assert each.read(each.kept()) == each.read(None)
        assert list(each.clones.glob("*/tip"))


def test_clones_that_were_not_used_for_longest_go_first() -> None:
    with world() as each:
        each.commit([("a.py", os.urandom(2_000).hex()), ("data/c.bin", "x")])
        each.publish()

        def scan(name: str, limit: int) -> None:
            with each.opened(KeptClone(each.clones, name, limit)):
                pass

        scan("0", LIMIT)
        size = sum(path.stat().st_size for path in (each.clones / "0").iterdir())
        for number in range(1, 4):
            scan(f"{number}", 9 * size // 2)
            for age in range(number + 1):
                os.utime(each.clones / f"{age}", (age, age))
        scan("0", 9 * size // 2)
        scan("4", 9 * size // 2)
        assert {place.name for place in each.clones.iterdir()} == {"0", "2", "3", "4"}
        scan("5", 3 * size)
        assert not (each.clones / "5").exists()


@pytest.mark.parametrize("fault", ("gone", "private"))
def test_what_a_server_does_not_give_any_more_is_not_read_from_a_kept_clone(fault: str) -> None:
    with world() as each:
        each.do(FIRST)
        each.publish()
        each.read(each.kept())
        if fault == "gone":
            shutil.rmtree(each.folder / "served" / "r.git")
        else:
            each.server.behaviour.authorization = "Basic else"
        with pytest.raises(GitError):
            each.read(each.kept())


def test_the_day_before_the_first_commit_is_no_reason_to_fetch_anew() -> None:
    with world() as each:
        each.do(FIRST)
        each.publish()
        each.read(each.kept())
        workspace = each.folder / "w"
        workspace.mkdir()
        with pytest.raises(NothingBefore):
            open_remote(
                f"{each.server.address}/r.git", as_of=1, workspace=workspace, deadline=None, kept=each.kept()
            )
        assert list(each.clones.glob("*/tip"))


def test_what_is_fetched_with_a_token_is_apart() -> None:
    assert clone_name("r", authenticated=True) != clone_name("r", authenticated=False)
