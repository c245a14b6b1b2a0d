"""Tags of local and remote repositories: which are read, what they name, and what no file can make us believe."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.commits import Commits
from analyzer.git import tags as git_tags
from analyzer.git.local import GitDirectory
from analyzer.git.opening import open_local, open_remote
from analyzer.git.repository import Repository
from analyzer.git.tags import tag_references, tags_of
from analyzer.sources import Tag
from tests.support import snapshots
from tests.support.git_server import Behaviour, serve
from tests.support.repositories import CommitSpec, build_repository, git, git_directory, write_object

DAYS = [CommitSpec({"n": str(day)}, date=f"2024-01-0{day}T12:00:00+00:00") for day in (1, 2, 3)]
THIRD_OF_JANUARY = 1_704_283_200  # noon
SIGNED = "Ada Example <ada@example.com> 1704283200 +0000"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


def read(repository: Repository, as_of: int | None = None) -> tuple[Tag, ...]:
    return repository.tags(repository.history().commits, as_of)


def local(path: Path, workspace: Path, as_of: int | None = None) -> tuple[Tag, ...]:
    with open_local(
        str(path), as_of=as_of, workspace=workspace, deadline=time.monotonic() + 20
    ) as repository:
        return read(repository, as_of)


def annotated(repository: Path, target: str, kind: str = "commit", tagger: str = SIGNED) -> str:
    text = f"object {target}\ntype {kind}\ntag v\ntagger {tagger}\n\nout\n"
    return write_object(repository, "tag", text.encode())


def commit_aside(repository: Path) -> str:
    """A commit that no branch holds."""
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    return write_object(
        repository, "commit", f"tree {tree}\nauthor {SIGNED}\ncommitter {SIGNED}\n\nx\n".encode()
    )


def tagged(path: Path, names: Mapping[str, str]) -> None:
    for name, identity in names.items():
        git(path, "update-ref", f"refs/tags/{name}", identity)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("bare", [False, True])
def test_light_and_annotated_tags_in_files_and_packed(
    tmp_path: Path, workspace: Path, packed: bool, bare: bool
) -> None:
    target = build_repository(tmp_path / "r", DAYS, bare=bare)
    newest, oldest = git(target, "rev-parse", "HEAD"), git(target, "rev-parse", "HEAD~2")
    once = annotated(target, oldest)
    tagged(
        target,
        {
            "v1.0": oldest,
            "deploy/2024/v2": annotated(target, newest),
            "v1.1": annotated(target, once, "tag", SIGNED.replace("1704283200", "1704283300")),
            "odd": annotated(target, newest, tagger="nobody knows when"),
        },
    )
    if packed:
        git(target, "pack-refs", "--all")
    assert local(target, workspace) == (
        Tag("deploy/2024/v2", newest, THIRD_OF_JANUARY),
        Tag("odd", newest),
        Tag("v1.0", oldest),
        Tag("v1.1", oldest, THIRD_OF_JANUARY + 100),
    )


def test_only_commits_of_the_assessed_history_have_tags(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS)
    newest, oldest = git(target, "rev-parse", "HEAD"), git(target, "rev-parse", "HEAD~2")
    elsewhere = commit_aside(target)
    tagged(
        target,
        {
            "light": elsewhere,
            "annotated": annotated(target, elsewhere),
            "tree": git(target, "rev-parse", "HEAD^{tree}"),
            "v1": oldest,
            "v3": newest,
            "later": annotated(target, oldest),
        },
    )
    assert [tag.name for tag in local(target, workspace)] == ["later", "v1", "v3"]
    # The third day is over the limit, and so is what was tagged on it.
    assert [tag.name for tag in local(target, workspace, THIRD_OF_JANUARY - 1)] == ["v1"]


def test_a_linked_work_tree_has_the_tags_of_its_repository(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS)
    tagged(target, {"v1": "HEAD"})
    git(target, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    assert [tag.name for tag in local(tmp_path / "linked", workspace)] == ["v1"]


def test_what_a_file_claims_of_a_tag_counts_nothing(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS)
    newest, blob = git(target, "rev-parse", "HEAD"), git(target, "rev-parse", "HEAD:n")
    forged = annotated(target, newest)
    place = git_directory(target) / "objects" / forged[:2] / forged[2:]
    other = write_object(target, "tag", f"object {newest}\ntype commit\ntag w\n\n".encode())
    place.write_bytes((git_directory(target) / "objects" / other[:2] / other[2:]).read_bytes())
    loop = "5" * 40
    (git_directory(target) / "packed-refs").write_text(
        "# pack-refs with: peeled fully-peeled sorted\n"
        f"{blob} refs/tags/blob\n^{newest}\n{forged} refs/tags/forged\n^{newest}\n"
        f"{loop} refs/tags/missing\n^{newest}\n{newest} refs/heads/branch\n{newest[:39]} refs/tags/short\n"
        f"{newest} refs/tags/../../x\n{newest} refs/tags/sp ace\n{newest} refs/tags/\x1b[31m\n"
        f"{newest} refs/tags/{'n' * 201}\n{other} refs/tags/undated\n"
    )
    assert local(target, workspace) == (Tag("undated", newest),)


def test_pipes_links_and_directories_in_place_of_tags_are_left_out(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS)
    folder = git_directory(target) / "refs" / "tags"
    tagged(target, {"a/b/c/v1": "HEAD", "v2": "HEAD"})
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(folder / "v2")
    (folder / "around").symlink_to(folder)
    (folder / "symbolic").write_text("ref: refs/tags/v2\n")
    (folder / os.fsdecode(b"\xff")).write_text((folder / "v2").read_text())
    (folder / "v2.lock").write_text((folder / "v2").read_text())
    (folder / "/".join("d" * 9)).mkdir(parents=True)
    (folder / "/".join("d" * 9) / "deep").write_text((folder / "v2").read_text())
    assert [tag.name for tag in local(target, workspace)] == ["a/b/c/v1", "v2", "\udcff"]


def test_no_more_than_the_first_names_are_read(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_tags, "TAG_LIMIT", 2)
    monkeypatch.setattr(git_tags, "ENTRY_LIMIT", 3)
    target = build_repository(tmp_path / "r", DAYS)
    tagged(target, {"c": "HEAD", "b": "HEAD", "a": "HEAD", "d/e": "HEAD"})
    git(target, "pack-refs", "--all")
    assert [tag.name for tag in local(target, workspace)] == ["a", "b"]
    tagged(target, {f"x{number}": "HEAD" for number in range(5)})
    there = tag_references(GitDirectory(git_directory(target), git_directory(target)))
    assert len(there) == 2


@given(st.binary(max_size=300))
def test_any_tag_object_names_a_commit_or_nothing(content: bytes) -> None:
    commit, tag = "a" * 40, "b" * 40
    for prefix in ("", f"object {commit}\ntype commit\n", f"object {tag}\ntype tag\n"):
        objects = {tag: prefix.encode() + content}
        found = tags_of(
            {"v": tag},
            Commits.of([snapshots.changed(snapshots.commit("2024-01-01"), sha=commit)]),
            lambda ids: dict.fromkeys(ids, 1),
            lambda id, _: objects.get(id),  # noqa: B023
        )
        assert found == () or (found[0].name, found[0].commit) == ("v", commit)


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(),
        Behaviour(old_protocol=True),
        Behaviour(settings={}),
        Behaviour(settings={}, old_protocol=True),
    ],
    ids=["filters", "filters, version 0", "no filters", "no filters, version 0"],
)
def test_tags_of_a_remote_repository_come_with_its_commits(
    tmp_path: Path, workspace: Path, behaviour: Behaviour
) -> None:
    target = build_repository(tmp_path / "server/o/r.git", DAYS, bare=True)
    newest = git(target, "rev-parse", "HEAD")
    elsewhere = commit_aside(target)

    def asked() -> tuple[int, tuple[Tag, ...]]:
        with (
            serve(tmp_path / "server", behaviour) as server,
            open_remote(
                f"{server.address}/o/r.git", as_of=None, workspace=workspace, deadline=time.monotonic() + 20
            ) as repository,
        ):
            return len(server.requests), read(repository)

    before, none = asked()
    tagged(target, {"v1": "HEAD", "v2": annotated(target, newest), "v3": annotated(target, elsewhere)})
    after, tags = asked()
    assert none == ()
    assert tags == (Tag("v1", newest), Tag("v2", newest, THIRD_OF_JANUARY))
    assert after == before, "tags cost no request of their own"
