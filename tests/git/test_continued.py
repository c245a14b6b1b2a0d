"""A history that continues one that was read before is the one that a walk over all of it gives."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, field

from analyzer.commits import CommitTable
from analyzer.git import history as git_history
from analyzer.git import log as git_log
from analyzer.git.history import History, read_history
from analyzer.git.process import Child, Limits, environment
from analyzer.store.histories import decoded_history, encoded_history
from tests.support.repositories import CommitSpec, build_repository, git

PATHS = ("a.py", "deploy/prod.yaml", "deploy/é.yaml", "docs/b.md")
PEOPLE = ("Ada Example <ada@example.com>", "Bob Example <bob@example.com>")
MESSAGES = ("change", "move\n\nCo-authored-by: Bo <bo@example.com>\n", "This reverts commit 0123456789.")


def watched(path: str) -> bool:
    return path.endswith(".yaml")


class Reader(Struct):
    """Reads histories of one repository and remembers what git was asked."""

    target: Path
    asked: list[Sequence[str]] = field(default_factory=list)

    def read(self, head: str, known: CommitTable | None = None) -> History:
        self.asked.clear()
        return read_history(self._start, head, watched, known)

    def walked(self) -> list[Sequence[str]]:
        """The revisions whose log was asked for."""
        return [words[words.index("--raw") + 1 : -1] for words in self.asked if "--raw" in words]

    def _start(self, arguments: Sequence[str], limits: Limits) -> Child:
        self.asked.append(arguments)
        words = [f"--git-dir={self.target}", *arguments]
        return Child(words, environment(self.target), directory=self.target, deadline=None, limits=limits)


@contextmanager
def repository(commits: Sequence[CommitSpec]) -> Iterator[Reader]:
    with tempfile.TemporaryDirectory() as folder:
        yield Reader(build_repository(Path(folder) / "r", commits, bare=True))


def kept(history: History) -> CommitTable:
    """What is kept of a history, as it comes back."""
    table = decoded_history(dict(encoded_history(history.commits.table)))
    assert table is not None
    return table


def every_commit(target: Path) -> list[str]:
    lines = git(target, "cat-file", "--batch-all-objects", "--batch-check").splitlines()
    return [line.split()[0] for line in lines if line.split()[1] == "commit"]


@st.composite
def graphs(draw: st.DrawFn) -> list[CommitSpec]:
    """Commits on any of the earlier ones, with merges, dates that go back and dates that are the same."""
    found: list[CommitSpec] = []
    for number in range(draw(st.integers(3, 6))):
        most = min(number, 2)
        earlier = st.lists(st.integers(0, number - 1), min_size=most and 1, max_size=most, unique=True)
        files = draw(st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["1\n", "2\n", None])))
        found.append(
            CommitSpec(
                files,
                draw(st.sampled_from(MESSAGES)),
                draw(st.sampled_from(PEOPLE)),
                date=f"2024-01-0{draw(st.integers(1, 4))}T12:00:00+00:00",
                parents=tuple(draw(earlier)) if number else (),
            )
        )
    return found


@settings(max_examples=8)
@given(graphs(), st.integers(1, 3))
def test_whatever_was_known_the_history_is_the_same(commits: list[CommitSpec], limit: int) -> None:
    with pytest.MonkeyPatch.context() as patched, repository(commits) as reader:
        patched.setattr(git_log, "CHANGES_OF_A_FILE", limit)
        patched.setattr(git_log, "CHANGES_LIMIT", limit + 1)
        heads = every_commit(reader.target)
        whole = {head: reader.read(head) for head in heads}
        for old in heads:
            for new in heads:
                assert reader.read(new, kept(whole[old])) == whole[new]


LINE = [
    CommitSpec({"deploy/prod.yaml": str(number)}, date=f"2024-01-0{number}T12:00:00+00:00")
    for number in (1, 2, 3)
]
SIDE = CommitSpec({"b.py": "1"}, date="2024-01-02T06:00:00+00:00", parents=(0,))
MERGE = CommitSpec({}, date="2024-01-05T12:00:00+00:00", parents=(2, 3))
CONTINUED = {
    "the same": (LINE, "HEAD", []),
    "one more": ([*LINE, CommitSpec({"b.py": "1"}, date="2024-01-04T12:00:00+00:00")], "HEAD~1", [1]),
    "a merged branch": ([*LINE, SIDE, MERGE], "HEAD^1", [2]),
    "another branch": ([*LINE, SIDE, MERGE], "HEAD^2", [3]),
}


@pytest.mark.parametrize(("commits", "known", "new"), CONTINUED.values(), ids=CONTINUED)
def test_only_what_is_new_is_walked(commits: list[CommitSpec], known: str, new: list[int]) -> None:
    with repository(commits) as reader:
        head, old = git(reader.target, "rev-parse", "HEAD", known).split()
        before, whole = reader.read(old), reader.read(head)
        assert reader.walked() == [[head]]
        again = reader.read(head, kept(before))
        assert again == whole and again.complete
        assert [len(each) for each in reader.walked()] == [2] * len(new)
        assert len(whole.commits) - len(before.commits) == sum(new)


OTHER = CommitSpec({"b.py": "1"}, "other", date="2024-01-04T12:00:00+00:00", parents=(1,))


@pytest.mark.parametrize(("known", "head"), [("lost", "HEAD"), ("HEAD", "HEAD~1")], ids=["other", "back"])
def test_where_the_known_history_is_not_continued_all_is_walked(known: str, head: str) -> None:
    with repository([*LINE, OTHER]) as reader:
        here = git(reader.target, "rev-list", "HEAD").split()
        (lost,) = set(every_commit(reader.target)) - set(here)
        before = reader.read(lost if known == "lost" else here[0])
        top = git(reader.target, "rev-parse", head)
        assert reader.read(top, kept(before)) == reader.read(top)
        assert reader.walked() == [[top]]


def test_past_the_limits_all_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    with repository(LINE) as reader:
        head, old = git(reader.target, "rev-parse", "HEAD", "HEAD~1").split()
        known = kept(reader.read(old))
        for name in ("COMMIT_LIMIT", "CHANGED_PATHS_LIMIT"):
            with monkeypatch.context() as patched:
                patched.setattr(git_history, name, 2)
                again = reader.read(head, known)
                assert reader.walked()[-1] == [head] and not again.complete
                assert again == reader.read(head)


def test_what_is_kept_in_part_is_not_known() -> None:
    with repository(LINE) as reader:
        head, old = git(reader.target, "rev-parse", "HEAD", "HEAD~1").split()
        parts, others = (dict(encoded_history(reader.read(each).commits.table)) for each in (head, old))
        assert decoded_history(parts) is not None
        for name in parts:
            assert decoded_history({key: value for key, value in parts.items() if key != name}) is None
            assert decoded_history({**parts, name: others[name]}) is None
            assert decoded_history({**parts, name: parts[name][:-1]}) is None
