"""Opening local repositories, their trees and their files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from analyzer.git import tree as git_tree
from analyzer.git.opening import open_local
from analyzer.git.repository import (
    DeadlineExceeded,
    EmptyRepository,
    GitError,
    LeftOut,
    NotARepository,
    NothingBefore,
    Repository,
    find_repositories,
    is_repository,
    origin_url,
    web_url,
)
from tests.support.repositories import CommitSpec, build_repository, git, write_object

FILES: dict[str, str | bytes | None] = {"a.py": "print()\n", "docs/b.md": "# b\n", "data.bin": b"\0" * 3000}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


def opened(path: Path, workspace: Path, as_of: int | None = None) -> Repository:
    return open_local(str(path), as_of=as_of, workspace=workspace, deadline=time.monotonic() + 20)


def content(repository: Repository) -> dict[str, bytes | None]:
    return {entry.path: repository.read(entry.blob, 10_000) for entry in repository.tree().entries}


@pytest.mark.parametrize("bare", [False, True])
def test_tree_and_contents_of_a_local_repository(tmp_path: Path, workspace: Path, bare: bool) -> None:
    target = build_repository(tmp_path / 'odd "name\\\n', [CommitSpec(FILES)], bare=bare, branch="trunk")
    with opened(target, workspace) as repository:
        tree = repository.tree()
        assert {entry.path: entry.size for entry in tree.entries} == {
            "a.py": 8,
            "docs/b.md": 4,
            "data.bin": 3000,
        }
        assert tree.complete and tree.left_out == ()
        assert content(repository)["a.py"] == b"print()\n"
        assert repository.branch == "trunk"
        assert repository.head == git(target, "rev-parse", "HEAD")
    assert list(workspace.iterdir()) == []


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec(FILES)])
    with opened(target, workspace) as repository:
        blobs = {entry.path: entry.blob for entry in repository.tree().entries}
        assert repository.read(blobs["data.bin"], 2999) is None
        assert repository.read(blobs["data.bin"], 3000) == b"\0" * 3000
        assert repository.read("0" * 40, 3000) is None
        assert repository.read(repository.head, 3000) is None


def test_only_regular_files_are_entries(tmp_path: Path, workspace: Path) -> None:
    modes = {"run": "100755", "link": "120000", "module": "160000"}
    files = {"run": "#!", "link": "/etc/passwd", "module": "1" * 40, "a": ""}
    target = build_repository(tmp_path / "r", [CommitSpec(files, modes=modes)], bare=True)
    with opened(target, workspace) as repository:
        tree = repository.tree()
        assert [(entry.path, entry.mode) for entry in tree.entries] == [("a", "100644"), ("run", "100755")]
        assert tree.left_out == (LeftOut("link", "a symbolic link"), LeftOut("module", "a submodule"))
        assert tree.complete and tree.unlisted == frozenset()


def test_paths_over_the_cap_are_cut_with_a_reason(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_tree, "PATH_LIMIT", 5)
    target = build_repository(tmp_path / "r", [CommitSpec({f"{n}.py": "" for n in range(9)})])
    with opened(target, workspace) as repository:
        tree = repository.tree()
        assert (len(tree.entries), tree.complete, tree.reason) == (
            5,
            False,
            "only the first 5 paths were read",
        )


DAYS = [CommitSpec({"n": str(day)}, date=f"2024-01-0{day}T12:00:00+00:00") for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(None, "3"), (1704283200, "3"), (1704283199, "2"), (1704110400, "1"), (10**12, "3")],
)
def test_as_of_takes_the_newest_commit_that_is_old_enough(
    tmp_path: Path, workspace: Path, as_of: int | None, expected: str
) -> None:
    with opened(build_repository(tmp_path / "r", DAYS), workspace, as_of) as repository:
        assert content(repository) == {"n": expected.encode()}
        assert len(repository.history().commits) == int(expected)


def test_as_of_stays_on_the_first_parent_line(tmp_path: Path, workspace: Path) -> None:
    side = CommitSpec({"side": ""}, date="2024-01-02T00:00:00+00:00", parents=(0,))
    merge = CommitSpec({}, date="2024-02-01T00:00:00+00:00", parents=(0, 1))
    target = build_repository(tmp_path / "r", [DAYS[0], side, merge])
    with opened(target, workspace, 1704500000) as repository:
        assert content(repository) == {"n": b"1"}


def test_as_of_before_the_first_commit_or_with_impossible_dates_only(tmp_path: Path, workspace: Path) -> None:
    for number, date in enumerate((DAYS[0].date, "-5 +0000")):
        target = build_repository(tmp_path / str(number), [CommitSpec({"n": ""}, date=date)])
        with pytest.raises(NothingBefore):
            opened(target, workspace, 1000)
    assert list(workspace.iterdir()) == []


def test_repositories_without_a_commit(tmp_path: Path, workspace: Path) -> None:
    with pytest.raises(EmptyRepository):
        opened(build_repository(tmp_path / "empty", []), workspace)
    missing = build_repository(tmp_path / "missing", DAYS, bare=True)
    (missing / "HEAD").write_text("ref: refs/heads/nowhere\n")
    with pytest.raises(EmptyRepository):
        opened(missing, workspace)


def test_forms_of_head(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS, bare=True)
    first = git(target, "rev-parse", "HEAD~2")
    git(target, "branch", "old", first)
    git(target, "pack-refs", "--all")
    head = target / "HEAD"
    for text, branch, count in ((f"{first}\n", None, 1), ("ref: refs/heads/old", "old", 1)):
        head.write_text(text)
        with opened(target, workspace) as repository:
            assert (repository.branch, len(repository.history().commits)) == (branch, count)
    head.unlink()
    head.symlink_to("refs/heads/main")
    with opened(target, workspace) as repository:
        assert repository.branch == "main"


@pytest.mark.parametrize(
    "head", ["", "ref: ../../etc/passwd", "ref: refs/heads/../x", "ref: HEAD", "1234", "\0"]
)
def test_head_that_makes_no_sense(tmp_path: Path, workspace: Path, head: str) -> None:
    target = build_repository(tmp_path / "r", DAYS, bare=True)
    (target / "HEAD").write_text(head)
    with pytest.raises(GitError, match="its HEAD refers to neither"):
        opened(target, workspace)


def test_symbolic_references_in_a_loop_and_reftable(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS, bare=True)
    (target / "refs/heads/main").write_text("ref: refs/heads/main\n")
    with pytest.raises(GitError, match="its HEAD refers to neither"):
        opened(target, workspace)
    (target / "reftable").mkdir()
    with pytest.raises(GitError, match="reftable"):
        opened(target, workspace)


def test_linked_work_tree_and_submodule(tmp_path: Path, workspace: Path) -> None:
    main = build_repository(tmp_path / "main", DAYS)
    git(main, "worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    with opened(tmp_path / "linked", workspace) as repository:
        assert repository.branch == "side" and len(repository.history().commits) == 3
    module = main / "module"
    module.mkdir()
    (main / ".git/modules").mkdir()
    inner = build_repository(main / ".git/modules/module", DAYS, bare=True)
    (module / ".git").write_text("gitdir: ../.git/modules/module\n")
    with pytest.raises(NotARepository, match="does not refer back to it"):
        opened(module, workspace)
    git(inner, "config", "core.worktree", "../../../module")
    with opened(module, workspace) as repository:
        assert repository.branch == "main"


def test_shallow_clone_is_read_and_reported(tmp_path: Path, workspace: Path) -> None:
    origin = build_repository(tmp_path / "r", DAYS)
    git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{origin}", "shallow")
    with opened(tmp_path / "shallow", workspace) as repository:
        history = repository.history()
        assert len(history.commits) == 2
        assert not history.complete and "shallow" in (history.reason or "")


def test_sha256_repository(tmp_path: Path, workspace: Path) -> None:
    target = tmp_path / "r"
    target.mkdir()
    git(target, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    build_repository(target, DAYS)
    with opened(target, workspace) as repository:
        assert len(repository.head) == 64 and content(repository) == {"n": b"3"}
        assert len(repository.history().commits) == 3


def test_finding_repositories(tmp_path: Path) -> None:
    for place in ("one", "two/repo", "a/b/c/too-deep", "one/inside"):
        build_repository(tmp_path / place, DAYS)
    build_repository(tmp_path / "bare.git", DAYS, bare=True)
    (tmp_path / "loop").symlink_to(tmp_path)
    found = [os.path.relpath(place, tmp_path) for place in find_repositories(str(tmp_path))]
    assert found == ["bare.git", "one", "two/repo"]
    assert find_repositories(str(tmp_path / "one")) == (str(tmp_path / "one"),)
    assert not is_repository(str(tmp_path)) and not is_repository("nowhere\0")
    assert find_repositories(str(tmp_path / "nowhere")) == ()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/octocat/hello.git", "https://github.com/octocat/hello"),
        ("https://user:canary@GitHub.com/octocat/.github/", "https://github.com/octocat/.github"),
        ("git@github.com:octocat/hello.git", "https://github.com/octocat/hello"),
        ("ssh://git@github.com:22/octocat/hello", "https://github.com/octocat/hello"),
        ("git://gitlab.com/group/sub/name.git", "https://gitlab.com/group/sub/name"),
        ("https://github.com/octocat", None),
        ("https://github.com/../hello", None),
        ("https://github.com/a/b?x=javascript:1", None),
        ("https://github.com:8443/a/b", None),
        ("https://10.0.0.1/a/b", None),
        ("http://localhost/a/b", None),
        ("javascript://github.com/a/b", None),
        ("ext::sh -c touch% /tmp/x", None),
        ("/srv/git/a/b", None),
        ('https://github.com/a/"onclick', None),
        ("https://[broken/a/b", None),
    ],
)
def test_web_address_of_a_clone_address(address: str, expected: str | None) -> None:
    assert web_url(address) == expected


def test_origin_is_read_from_the_configuration(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS)
    assert origin_url(str(target)) is None
    git(target, "remote", "add", "upstream", "https://github.com/other/other")
    git(target, "remote", "add", "origin", "git@github.com:octocat/hello.git")
    assert origin_url(str(target)) == "https://github.com/octocat/hello"
    (target / ".git/config").write_text('[include]\n\tpath = other\n[remote "origin"]\n' + "#" * 70_000)
    assert origin_url(str(target)) is None
    assert origin_url(str(tmp_path / "nowhere")) is None


def test_deadline_of_an_open_repository(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS)
    with open_local(
        str(target), as_of=None, workspace=workspace, deadline=time.monotonic() + 0.3
    ) as repository:
        (entry,) = repository.tree().entries
        assert repository.read(entry.blob, 100) == b"3"
        time.sleep(0.4)
        for action in (repository.tree, repository.history, lambda: repository.read(entry.blob, 100)):
            with pytest.raises(DeadlineExceeded):
                action()


def test_missing_and_corrupt_objects_are_named_not_fatal(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(
        tmp_path / "r", [CommitSpec({"a": "lost", "b": "broken", "c": "fine"})], bare=True
    )
    places = {
        name: target / "objects" / identity[:2] / identity[2:]
        for name in "abc"
        if (identity := git(target, "rev-parse", f"HEAD:{name}"))
    }
    places["a"].unlink()
    raw = places["b"].read_bytes()
    places["b"].chmod(0o644)
    places["b"].write_bytes(raw[:-6] + b"\0" * 6)
    with opened(target, workspace) as repository:
        assert {entry.path: entry.size is None for entry in repository.tree().entries}["a"]
        assert content(repository) == {"a": None, "b": None, "c": b"fine"}


def test_head_that_names_something_else_than_a_commit(tmp_path: Path, workspace: Path) -> None:
    target = build_repository(tmp_path / "r", DAYS, bare=True)
    for identity in (write_object(target, "blob", b"x"), "1" * 40):
        (target / "HEAD").write_text(identity)
        with pytest.raises(GitError, match="its newest commit is missing or damaged"):
            opened(target, workspace)
