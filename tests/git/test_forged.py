"""Object stores that lie: content under a foreign id, things that are no files, files that hide a history."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analyzer.git.opening import open_local
from analyzer.git.repository import GitError, LeftOut, Repository
from analyzer.repository.file_kinds import kinds
from tests.support.repositories import (
    CommitSpec,
    build_repository,
    git,
    git_directory,
    set_head,
    write_object,
    write_tree,
)

COMMITS = [CommitSpec({"train.py": f"x = {number}\n", "docs/a.md": "a\n"}) for number in range(3)]
WHO = b"author A <a@x> 1700000000 +0000\ncommitter A <a@x> 1700000000 +0000\n"
FORGED = "missing or damaged, or does not match its id"


@contextmanager
def opened(target: Path, workspace: Path) -> Iterator[Repository]:
    deadline = time.monotonic() + 60
    with open_local(str(target), as_of=None, workspace=workspace, deadline=deadline) as repository:
        yield repository


def loose(target: Path, revision: str) -> Path:
    name = git(target, "rev-parse", revision)
    return git_directory(target) / "objects" / name[:2] / name[2:]


def forge(target: Path, revision: str, kind: str, content: bytes) -> None:
    """Put other content under the id of an object."""
    path = loose(target, revision)
    path.unlink()
    path.write_bytes(zlib.compress(f"{kind} {len(content)}".encode() + b"\0" + content))


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
def test_a_forged_file_is_not_read(tmp_path: Path, format_: str) -> None:
    target = tmp_path / "r"
    target.mkdir()
    git(target, "init", "--quiet", "--bare", f"--object-format={format_}", "--initial-branch=main")
    blob = git(target, "hash-object", "-w", "--stdin", stdin=b"x = 1\n")
    tree = git(target, "mktree", stdin=f"100644 blob {blob}\ttrain.py\n".encode())
    set_head(target, git(target, "-c", "user.name=A", "-c", "user.email=a@x", "commit-tree", tree, "-m", "m"))
    with opened(target, tmp_path) as repository:
        (entry,) = repository.tree().entries
        assert repository.read(entry.blob, 100) == b"x = 1\n"
    forge(target, "HEAD:train.py", "blob", b"y = 2\n")
    with opened(target, tmp_path) as repository:
        (entry,) = repository.tree().entries
        assert entry.size == 6 and repository.read(entry.blob, 100) is None


def test_a_file_that_declares_less_than_it_holds_is_not_read(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    path = loose(target, "HEAD:train.py")
    path.unlink()
    path.write_bytes(zlib.compress(b"blob 6\0" + b"x = 1\n" * 1_000_000))
    with opened(target, tmp_path) as repository:
        entries = {entry.path: entry for entry in repository.tree().entries}
        assert entries["train.py"].size == 6 and repository.read(entries["train.py"].blob, 100) is None
        assert repository.read(entries["docs/a.md"].blob, 100) == b"a\n"


def test_of_a_forged_file_no_part_is_read(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec({"a.py": "x = 1\n" * 9, "b.py": "x = 2\n" * 9})])
    forge(target, "HEAD:a.py", "blob", b"x = 1\n" * 8 + b"y = 1\n")
    with opened(target, tmp_path) as repository:
        forged, genuine = (entry.blob for entry in repository.tree().entries)
        assert b"".join(repository.stream(forged, 12)) == b""
        assert b"".join(repository.stream(genuine, 12)) == b"x = 2\n" * 2


def test_a_forged_directory_hides_any_kind(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    forge(target, "HEAD:docs", "tree", b"")
    with opened(target, tmp_path) as repository:
        tree = repository.tree(kinds)
        assert [entry.path for entry in tree.entries] == ["train.py"]
        assert tree.left_out == (LeftOut("docs/", "a directory that is missing, damaged or too large", None),)
        assert not tree.complete and tree.unlisted == frozenset()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("back", [1, 2])
def test_a_forged_commit_ends_the_history_before_it(tmp_path: Path, packed: bool, back: int) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    if packed:
        git(target, "repack", "-adq")
        for pack in (target / "objects/pack").glob("*.pack"):
            content = pack.read_bytes()
            for part in (pack, pack.with_suffix(".idx")):
                part.unlink()
            git(target, "unpack-objects", "-q", stdin=content)
    tree = git(target, "rev-parse", "HEAD^{tree}")
    forge(target, f"HEAD~{back}", "commit", f"tree {tree}\n".encode() + WHO + b"\nforged\n")
    if packed:
        # The pack is written from what the ids say, and its index takes them from there.
        names = git(target, "rev-list", "--objects", "HEAD", "--no-object-names")
        name = git(target, "pack-objects", "-q", "objects/pack/pack", stdin=f"{names}\n".encode())
        assert name
    with opened(target, tmp_path) as repository:
        history = repository.history()
        assert len(history.commits) == back and history.commits[-1].path_count == 0
        assert len(repository.tree().entries) == 2
        assert not history.complete and FORGED in (history.reason or "")


@pytest.mark.parametrize("back", [1, 2])
def test_a_missing_commit_ends_the_history_before_it(tmp_path: Path, back: int) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    loose(target, f"HEAD~{back}").unlink()
    with opened(target, tmp_path) as repository:
        history = repository.history()
        assert [commit.path_count for commit in history.commits] == [1, 0][-back:]
        assert not history.complete and FORGED in (history.reason or "")
        assert not repository.shallow and len(repository.tree().entries) == 2


def test_a_forged_directory_of_the_past_costs_the_paths_of_its_commit(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    forge(target, "HEAD~2^{tree}", "tree", b"")
    with opened(target, tmp_path) as repository:
        assert repository.tree().complete
        history = repository.history()
        assert [commit.path_count for commit in history.commits] == [1, 0, 0]
        assert not history.complete and FORGED in (history.reason or "")


def test_a_damaged_directory_of_the_past_costs_the_paths_of_its_commit(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    path = loose(target, "HEAD~2^{tree}")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-9] + b"\0" * 9)
    with opened(target, tmp_path) as repository:
        assert repository.tree().complete
        history = repository.history()
        assert len(history.commits) == 3 and history.commits[0].path_count == 1
        assert not history.complete and FORGED in (history.reason or "")


def pipe(place: Path) -> None:
    os.mkfifo(place)


def link_to_a_pipe(place: Path) -> None:
    os.mkfifo(place.with_name("pipe"))
    place.symlink_to("pipe")


def link_to_a_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def link_to_what_the_system_says(place: Path) -> None:
    place.symlink_to("/proc/kmsg")


@pytest.mark.parametrize("put", [pipe, link_to_a_pipe, link_to_a_device, link_to_what_the_system_says])
def test_what_is_no_file_in_place_of_an_object_is_a_missing_object(
    tmp_path: Path, put: Callable[[Path], None]
) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    place = loose(target, "HEAD:train.py")
    place.unlink()
    put(place)
    with opened(target, tmp_path) as repository:
        entries = {entry.path: entry for entry in repository.tree().entries}
        assert entries["train.py"].size is None and repository.read(entries["train.py"].blob, 100) is None
        assert repository.read(entries["docs/a.md"].blob, 100) == b"a\n"
        assert len(repository.history().commits) == 3


@pytest.mark.parametrize("name", ["pack-1.idx", "pack-1.pack", "multi-pack-index", "pack-1.rev"])
def test_a_pipe_among_the_packs_is_never_opened(tmp_path: Path, name: str) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    git(target, "repack", "-adq")
    os.mkfifo(target / "objects/pack" / name)
    with opened(target, tmp_path) as repository:
        assert len(repository.tree().entries) == 2 and repository.history().complete


@pytest.mark.parametrize("name", ["commit-graph", "packs"])
def test_a_pipe_among_the_caches_is_never_opened(tmp_path: Path, name: str) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    (target / "objects/info").mkdir(exist_ok=True)
    os.mkfifo(target / "objects/info" / name)
    with opened(target, tmp_path) as repository:
        assert repository.history().complete


def test_objects_in_links_to_files_and_in_borrowed_stores_are_read(tmp_path: Path) -> None:
    lender = build_repository(tmp_path / "lender", COMMITS, bare=True)
    target = build_repository(tmp_path / "r", [], bare=True)
    set_head(target, git(lender, "rev-parse", "HEAD"))
    (target / "objects/info").mkdir(exist_ok=True)
    (target / "objects/info/alternates").write_text("../../lender/objects\n")
    place = loose(lender, "HEAD:train.py")
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    os.mkfifo(place.with_name("0" * 38))
    with opened(target, tmp_path) as repository:
        entries = {entry.path: entry.blob for entry in repository.tree().entries}
        assert repository.read(entries["train.py"], 100) == b"x = 2\n" and repository.history().complete


def test_a_store_that_is_named_as_in_c_is_refused(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    (target / "objects/info").mkdir(exist_ok=True)
    (target / "objects/info/alternates").write_text(f'"{tmp_path}/hidden"\n')
    with pytest.raises(GitError, match="borrows objects"), opened(target, tmp_path):
        pass


def test_neither_graft_nor_shallow_file_nor_replacement_nor_note_changes_the_history(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    head, first = git(target, "rev-parse", "HEAD", "HEAD~2").split()
    (target / "info").mkdir(exist_ok=True)
    for name, text in {
        "shallow": f"{head}\n",
        "info/grafts": f"{head}\n",
        f"refs/replace/{head}": f"{first}\n",
    }.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text)
    git(
        target,
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@x",
        "notes",
        "add",
        "-m",
        "This reverts commit 1234567.",
    )
    assert git(target, "rev-list", "--count", head) == "1", "an unwary git believes it"
    with opened(target, tmp_path) as repository:
        assert repository.head == head and not repository.shallow
        history = repository.history()
        assert history.complete and len(history.commits) == 3
        assert all(commit.reverts is None for commit in history.commits)


def test_a_shallow_file_counts_where_the_parent_is_not_here(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", COMMITS, bare=True)
    kept = git(target, "rev-parse", "HEAD~1")
    loose(target, "HEAD~2").unlink()
    (target / "shallow").write_text(f"{kept}\n")
    with opened(target, tmp_path) as repository:
        history = repository.history()
        assert repository.shallow and len(history.commits) == 2 and "shallow" in (history.reason or "")


@pytest.mark.parametrize(
    ("target_of_link", "hidden"),
    [("../src/a.py", ()), ("../other.py", ()), ("/etc/passwd", ("python",)), ("../../up.py", ("python",)),
     ("train.py", ("python",)), ("../src", ()), ("gone.py", ()), ("../src/gone/b.py", ()), ("../..", ("python",)),
     ("../far", ("python",)), ("../far/train.py", ("python",)), ("../near/a.py", ("python",)),
     ("../part/train.py", ("python",)), ("", ("python",)), ("../up.py", ("python",))],
)  # fmt: skip
def test_a_link_hides_what_lies_outside_of_the_commit(
    tmp_path: Path, target_of_link: str, hidden: tuple[str, ...]
) -> None:
    links = {
        "other.py": "src/a.py",
        "link/train.py": target_of_link,
        "far": "/data",
        "near": "src",
        "up.py": "../train.py",
    }
    files = {"src/a.py": "", "part": "1" * 40, **links}
    modes = {**dict.fromkeys(links, "120000"), "part": "160000"}
    target = build_repository(tmp_path / "r", [CommitSpec(files, modes=modes)], bare=True)
    with opened(target, tmp_path) as repository:
        left_out = {each.path: each for each in repository.tree(kinds).left_out}
        assert left_out["link/train.py"] == LeftOut("link/train.py", "a symbolic link", frozenset(hidden))
        assert left_out["other.py"].kinds == frozenset()


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT", "a/b", ""])
def test_what_no_work_tree_can_hold_hides_the_kinds_of_its_name(tmp_path: Path, name: str) -> None:
    target = build_repository(tmp_path / "r", [], bare=True)
    blob = write_object(target, "blob", b"x")
    inner = write_tree(target, [("100644", "train.py", blob)])
    tree = write_tree(target, [("40000", name, inner), ("100664", "z.py", blob)])
    set_head(target, write_object(target, "commit", f"tree {tree}\n".encode() + WHO + b"\nm"))
    with opened(target, tmp_path) as repository:
        found = repository.tree(kinds)
        assert [(entry.path, entry.mode) for entry in found.entries] == [("z.py", "100644")]
        reason = "no work tree can hold its path"
        assert found.left_out == (LeftOut(f"{name}/train.py", reason, frozenset({"python"})),)
