"""Commits as the log stream gives them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.git import copy as git_copy
from analyzer.git import history as git_history
from analyzer.git import log as git_log
from analyzer.git.log import exact_renames, seconds
from analyzer.git.opening import open_local
from analyzer.git.process import Limits
from analyzer.git.repository import History
from analyzer.sources import Author
from tests.support.bounds import Times, in_sizes
from tests.support.repositories import CommitSpec, build_repository, git, set_head, write_object, write_tree


def history(target: Path, workspace: Path) -> History:
    with open_local(
        str(target), as_of=None, workspace=workspace, deadline=time.monotonic() + 20
    ) as repository:
        return repository.history()


def history_of(tmp_path: Path, commits: Sequence[CommitSpec]) -> History:
    return history(build_repository(tmp_path / "r", commits, bare=True), tmp_path)


def raw_commit(target: Path, tree: str, lines: bytes, parents: Sequence[str] = ()) -> str:
    header = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in parents)
    return write_object(target, "commit", header.encode() + lines)


SIGNED = b"author A <a@x> 1700000000 +0000\ncommitter A <a@x> 1700000000 +0000\n"


def test_people_dates_paths_and_parents(tmp_path: Path) -> None:
    first = CommitSpec({"a.py": "1", "b.py": "2"}, message="first\n\nbody")
    second = CommitSpec(
        {"b.py": None, "c/b.py": "2", "a.py": "3"},
        message="move\n\nCo-authored-by: Bo Example <bo@example.com>\nCo-Authored-By: broken\n",
        author="Ada Example <ada@example.com>",
        date="2024-02-01T00:00:00+02:00",
        committer="Robot <robot@example.com>",
        committer_date="2024-02-02T00:00:00+00:00",
    )
    result = history_of(tmp_path, [first, second])
    assert result.complete and result.reason is None
    newest, oldest = result.commits
    assert newest.author == Author("Ada Example", "ada@example.com")
    assert newest.committer == Author("Robot", "robot@example.com")
    assert newest.co_authors == (Author("Bo Example", "bo@example.com"),)
    assert (newest.authored, newest.committed) == (1706738400, 1706832000)
    assert (newest.subject, newest.parents, newest.path_count) == ("move", 1, 3)
    assert sorted(newest.paths) == ["a.py", "b.py", "c/b.py"]
    assert newest.added == ("c/b.py",) and newest.renames == (("b.py", "c/b.py"),)
    assert (oldest.subject, oldest.parents, oldest.added) == ("first", 0, ("a.py", "b.py"))


def test_merges_have_no_paths_and_both_sides_are_listed(tmp_path: Path) -> None:
    commits = [
        CommitSpec({"a": "1"}),
        CommitSpec({"b": "1"}, date="2024-01-02T00:00:00+00:00"),
        CommitSpec({"c": "1"}, date="2024-01-03T00:00:00+00:00", parents=(0,)),
        CommitSpec({"b": "1"}, date="2024-01-04T00:00:00+00:00", parents=(2, 1)),
    ]
    merge, *others = history_of(tmp_path, commits).commits
    assert merge.is_merge and merge.paths == () and merge.path_count == 0
    assert [commit.paths for commit in others] == [("c",), ("b",), ("a",)]


@pytest.mark.parametrize(
    ("trailers", "expected"),
    [
        (f"Change-Id: I{'0a' * 20}\nReviewed-on: https://review.example/c/x/+/1", f"I{'0a' * 20}"),
        (f"Change-Id: I{'0a' * 20}", None),
        ("Reviewed-on: https://review.example/c/x/+/1", None),
        ("Reviewed By: bo\n\nDifferential Revision: https://phabricator.example/D12", "D12"),
        ("Differential Revision: D12", "D12"),
        ("Differential Revision: none", None),
        ("See Differential Revision: D12", None),
        ("Pull Request resolved: https://github.com/o/r/pull/12", "12"),
        ("PR-URL: https://github.com/o/r/pull/12\nReviewed-By: Bo <bo@example.com>", "12"),
        ("Part-of: <https://gitlab.example/o/r/-/merge_requests/12>", "12"),
        ("COPYBARA_INTEGRATE_REVIEW=https://github.com/o/r/pull/12 from bo:main 0a1b", "12"),
        ("Closes #12 from bo/faster-scan.", "12"),
        ("Closes #12", None),
        ("Closes #12 from the list", None),
        ("Part-of: https://example.com/pulley/12", None),
        ("See https://github.com/o/r/pull/12", None),
        ("PR-URL: https://github.com/o/r/issues/12", None),
    ],
)
def test_a_review_is_named_by_the_trailers_of_what_merges_it(
    tmp_path: Path, trailers: str, expected: str | None
) -> None:
    (only,) = history_of(tmp_path, [CommitSpec({"a": "1"}, f"Add a\n\n{trailers}\n")]).commits
    assert only.review == expected


def test_reverts_name_the_commit(tmp_path: Path) -> None:
    message = 'Revert "x"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n'
    newest, oldest = history_of(tmp_path, [CommitSpec({"a": "1"}), CommitSpec({"a": "2"}, message)]).commits
    assert (newest.reverts, oldest.reverts) == ("0123456789abcdef0123456789abcdef01234567", None)


def test_a_commit_that_only_changes_one_file_says_from_which_content_to_which(tmp_path: Path) -> None:
    texts = ("1", "2", "1", "2")
    changes = [*(CommitSpec({"a": text}) for text in texts), CommitSpec({"a": "3", "b": "1"})]
    deltas = [each.delta for each in history_of(tmp_path, [*changes, CommitSpec({"b": None})]).commits]
    gone, both, again, back, change, first = deltas
    assert (gone, both, first) == ("", "", "")
    assert again == change == "..".join(back.split("..")[::-1])
    assert [len(each) for each in change.split("..")] == [12, 12]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0 +0000", 0),
        ("1700000000 +9999", 1700000000),
        ("1700000000 -9999", 1700000000),
        ("253402300799 +0000", 253402300799),
        ("253402300800 +0000", None),
        ("1000000000000000000 +0000", None),
        ("18446744073709551616 +0000", None),
        ("-5 +0000", None),
        ("soon +0000", None),
        ("", None),
    ],
)
def test_impossible_dates_are_none(tmp_path: Path, raw: str, expected: int | None) -> None:
    target = build_repository(tmp_path / "r", [], bare=True)
    tree = write_tree(target, [("100644", "a", write_object(target, "blob", b"1"))])
    lines = f"author A <a@x> {raw}\ncommitter A <a@x> {raw}\n\nsubject\n".encode()
    set_head(target, raw_commit(target, tree, lines))
    (commit,) = history(target, tmp_path).commits
    assert (commit.authored, commit.committed, commit.paths) == (expected, expected, ("a",))


@given(st.binary(max_size=30))
def test_seconds_of_any_bytes_are_possible(raw: bytes) -> None:
    value = seconds(raw)
    assert value is None or 0 <= value <= git_log.LAST_SECOND


@pytest.mark.parametrize(
    "name",
    [
        "new\nline",
        "\nfirst",
        "esc\x1b[31m",
        "bad\udcff",
        ":100644 A",
        "-x",
        "a\tb",
        '"q"',
        "e\u0301",
        "\u202e",
    ],
)
def test_names_arrive_as_they_are(tmp_path: Path, name: str) -> None:
    result = history_of(tmp_path, [CommitSpec({name: "1", "z": "1"}), CommitSpec({name: "2"})])
    assert [set(commit.paths) for commit in result.commits] == [{name}, {name, "z"}]


def test_messages_and_authors_cannot_forge_records(tmp_path: Path) -> None:
    forged = "x\n:100644 100644 1 2 A\nsecret.py\n\n" + "1" * 40 + "\n%x00%H"
    commits = [CommitSpec({"a": "1"}, forged, author=":000000 A\x1b[2J <b@x>"), CommitSpec({}, "")]
    newest, oldest = history_of(tmp_path, commits).commits
    assert newest.subject == "" and oldest.paths == ("a",)
    assert oldest.author.name.startswith(":000000 A")


def test_a_mailmap_does_not_change_authors(tmp_path: Path) -> None:
    files = {".mailmap": "Somebody Famous <famous@example.com> <ada@example.com>\n"}
    (commit,) = history_of(tmp_path, [CommitSpec(files)]).commits
    assert commit.author == Author("Ada Example", "ada@example.com")


@pytest.mark.parametrize(
    ("encoding", "raw", "expected"),
    [
        (b"ISO-8859-1", b"J\xf6rg", "Jörg"),
        (b"windows-1251", b"\xc8\xe2\xe0\xed", "Иван"),
        (b"../../evil", b"J\xf6rg", "J\udcf6rg"),
        (b"utf-8", "Jörg".encode(), "Jörg"),
    ],
)
def test_declared_encodings(tmp_path: Path, encoding: bytes, raw: bytes, expected: str) -> None:
    target = build_repository(tmp_path / "r", [], bare=True)
    lines = SIGNED.replace(b"author A", b"author " + raw) + b"encoding " + encoding + b"\n\n" + raw + b"\n"
    set_head(target, raw_commit(target, write_tree(target, []), lines))
    (commit,) = history(target, tmp_path).commits
    assert (commit.author.name, commit.subject) == (expected, expected)


@pytest.mark.parametrize("injected", ["\0", "\n", "\n:100644 100644 1 2 A\0secret.py\0", "\0" * 20])
def test_an_encoding_cannot_smuggle_separators_in(tmp_path: Path, injected: str) -> None:
    raw = b"A" + f"{injected} B".encode("utf-7")
    target = build_repository(tmp_path / "r", [], bare=True)
    tree = write_tree(target, [("100644", "a", write_object(target, "blob", b"1"))])
    lines = (
        SIGNED.replace(b"author A", b"author " + raw) + b"encoding UTF-7\n\n" + raw + b"\n\n" + raw + b"\n"
    )
    first = raw_commit(target, tree, SIGNED + b"\nfirst\n")
    set_head(target, raw_commit(target, tree, lines, [first]))
    newest, oldest = history(target, tmp_path).commits
    assert (newest.paths, oldest.paths, oldest.subject) == ((), ("a",), "first")


def test_commit_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_history, "COMMIT_LIMIT", 3)
    result = history_of(tmp_path, [CommitSpec({"n": str(number)}) for number in range(5)])
    assert len(result.commits) == 3 and not result.complete
    assert result.reason == "only the newest 3 commits were read"
    exact = history_of(tmp_path / "exact", [CommitSpec({"n": str(number)}) for number in range(3)])
    assert len(exact.commits) == 3 and exact.complete


def test_a_history_that_is_copied_in_parts_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = [CommitSpec({f"d{number % 3}/n": str(number)}) for number in range(9)]
    commits.append(CommitSpec({"merged": ""}, parents=(8, 4)))
    whole = history_of(tmp_path, commits)
    for part in (1, 4, 10):
        monkeypatch.setattr(git_copy, "PART", part)
        (tmp_path / str(part)).mkdir()
        assert history(tmp_path / "r", tmp_path / str(part)) == whole
    assert len(whole.commits) == 10 and whole.complete and whole.commits[-1].paths == ("d0/n",)


def test_what_is_damaged_ends_only_its_own_line_in_any_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = build_repository(
        tmp_path / "r", [CommitSpec({"n": str(number)}) for number in range(6)], bare=True
    )
    identity = git(target, "rev-parse", "HEAD~3^{tree}")
    (target / "objects" / identity[:2] / identity[2:]).unlink()
    before = history(target, tmp_path)
    monkeypatch.setattr(git_copy, "PART", 2)
    (tmp_path / "parts").mkdir()
    assert history(target, tmp_path / "parts") == before
    assert not before.complete and len(before.commits) == 6


def test_limits_are_extended_where_there_are_any() -> None:
    assert Limits(100, 2, 5).extended(Limits(10, 3)) == Limits(110, 5, 5)
    assert Limits(100).extended(Limits(10, 3)) == Limits(110)


def test_path_caps_keep_counting_and_keep_the_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_log, "PATHS_PER_COMMIT", 4)
    files = {f"{number}.py": "" for number in range(10)}
    commits = [CommitSpec({"old": ""}), CommitSpec(files), CommitSpec({"new": ""})]
    newest, large, oldest = history_of(tmp_path, commits).commits
    assert (len(large.paths), large.path_count) == (4, 10)
    assert newest.paths == ("new",) and oldest.paths == ("old",)
    monkeypatch.setattr(git_history, "CHANGED_PATHS_LIMIT", 8)
    cut = history_of(tmp_path / "cut", commits)
    assert [commit.path_count for commit in cut.commits][::2] == [1, 0]
    assert len(cut.commits) == 3 and not cut.complete and "more than 8 paths" in (cut.reason or "")


def test_a_missing_tree_costs_paths_and_a_missing_commit_ends_the_history(tmp_path: Path) -> None:
    target = build_repository(
        tmp_path / "r", [CommitSpec({"n": str(number)}) for number in range(5)], bare=True
    )

    def lose(revision: str) -> None:
        identity = git(target, "rev-parse", revision)
        (target / "objects" / identity[:2] / identity[2:]).unlink()

    lose("HEAD~2^{tree}")
    result = history(target, tmp_path)
    assert result.commits[0].path_count == 1
    assert len(result.commits) == 5
    assert not result.complete and "missing or damaged" in (result.reason or "")
    lose("HEAD~3")
    assert len(history(target, tmp_path).commits) in (2, 3)


@in_sizes
def test_octopus_of_3000_parents(tmp_path: Path, times: Times) -> None:
    target = build_repository(tmp_path / "r", [], bare=True)
    tree = write_tree(target, [])
    parents = [raw_commit(target, tree, SIGNED + b"\n%d\n" % number) for number in range(times(3000))]
    set_head(target, raw_commit(target, tree, SIGNED + b"\nall\n", parents))
    result = history(target, tmp_path)
    assert len(result.commits) == times(3000) + 1 and result.complete
    assert max(commit.parents for commit in result.commits) == times(3000)


Sides = st.lists(
    st.tuples(st.sampled_from([b"1", b"2"]), st.text("ab/", min_size=1, max_size=4)), unique_by=lambda p: p[1]
)


@given(Sides, Sides)
def test_exact_renames_pair_each_path_once_and_only_with_its_content(
    deleted: list[tuple[bytes, str]], added: list[tuple[bytes, str]]
) -> None:
    pairs = exact_renames(deleted, added)
    old, new = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assert len(set(old)) == len(old) and len(set(new)) == len(new)
    content = {path: blob for blob, path in deleted}, {path: blob for blob, path in added}
    assert all(content[0][before] == content[1][after] for before, after in pairs)
    expected = sum(
        min(sum(blob == b for b, _ in deleted), sum(blob == b for b, _ in added)) for blob in (b"1", b"2")
    )
    assert len(pairs) == expected


@pytest.mark.parametrize(
    ("deleted", "added", "pairs"),
    [
        ([(b"1", "a"), (b"1", "a")], [(b"1", "x"), (b"1", "y")], (("a", "x"),)),
        ([(b"1", "d/a"), (b"2", "d/a")], [(b"1", "e/a"), (b"2", "f/a")], (("d/a", "e/a"),)),
        ([(b"1", "a"), (b"1", "b")], [(b"1", "x"), (b"1", "x")], (("a", "x"),)),
    ],
)
def test_a_path_that_a_forged_tree_names_twice_is_renamed_once(
    deleted: list[tuple[bytes, str]], added: list[tuple[bytes, str]], pairs: tuple[tuple[str, str], ...]
) -> None:
    assert exact_renames(deleted, added) == pairs


def test_exact_renames_prefer_the_same_name_and_ignore_empty_files() -> None:
    empty = b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    deleted = [(b"1", "x/a"), (b"1", "x/b"), (empty, "x/__init__.py")]
    added = [(b"1", "y/b"), (b"1", "y/a"), (empty, "y/__init__.py")]
    assert exact_renames(deleted, added) == (("x/b", "y/b"), ("x/a", "y/a"))
