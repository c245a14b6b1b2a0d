"""What commits made of files, read from git: exact ids, whatever the paths are called."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from analyzer.git import GitError, open_local, read_changes
from analyzer.git import changes as git_changes
from analyzer.sources import CommitChanges, FileChange
from tests.support.repositories import CommitSpec, build_repository, git

NAMES = (":100644 100644 a b M", "new\nline.py", "f\udcff.py", "-n", "*", "ü.py")


def test_of_each_commit_the_files_that_were_asked_for(tmp_path: Path) -> None:
    target = build_repository(
        tmp_path / "target",
        [
            CommitSpec({"a.py": "1", "b.py": "1", "link": "a.py", **dict.fromkeys(NAMES, "1")}, modes={"link": "120000"}),
            CommitSpec({"a.py": "2", "b.py": None, "c.py": "1", "link": "b.py"}, modes={"link": "120000"}),
        ],
    )  # fmt: skip
    first, second = git(target, "rev-list", "--reverse", "HEAD").split()
    one, two = (git(target, "hash-object", "--stdin", stdin=text) for text in (b"1", b"2"))
    wanted = {(second, path) for path in ("a.py", "b.py", "c.py", "link", "none.py")}
    wanted |= {(first, path) for path in (*NAMES, "a.py", "c.py")}
    with open_local(
        str(target), as_of=None, workspace=tmp_path, deadline=time.monotonic() + 20
    ) as repository:
        assert read_changes(repository, wanted) == {
            first: CommitChanges(dict.fromkeys((*NAMES, "a.py"), FileChange("", one)), 0),
            second: CommitChanges(
                {
                    "a.py": FileChange(one, two),
                    "b.py": FileChange(one, ""),
                    "c.py": FileChange("", one),
                    "link": FileChange("", ""),
                },
                2,
            ),
        }
        assert read_changes(repository, ()) == {}


def test_more_changes_than_the_limit_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_changes, "CHANGED_PATHS_LIMIT", 3)
    target = build_repository(
        tmp_path / "target", [CommitSpec(dict.fromkeys("abc", "1")), CommitSpec(dict.fromkeys("abc", "2"))]
    )
    second, first = git(target, "rev-list", "HEAD").split()
    with open_local(
        str(target), as_of=None, workspace=tmp_path, deadline=time.monotonic() + 20
    ) as repository:
        assert read_changes(repository, {(first, "a")})
        with pytest.raises(GitError):
            read_changes(repository, {(first, "a"), (second, "a")})
