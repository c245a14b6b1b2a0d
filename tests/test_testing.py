"""What `analyzer.testing` gives to the tests of anybody's checks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analyzer.declarations import FileKind
from analyzer.engine.registry import check, flag_check
from analyzer.model import Evidence, Fact, Flag, FlagResult, Level, Observation, Severity, Status, Unseen
from analyzer.repository.snapshot import Snapshot
from analyzer.testing import commit, facts, flagged, run, snapshot
from tests.support.declared import QUESTIONS


@check(
    id="notes",
    title="notes",
    reads=(FileKind.PROSE,),
    max_level=Level.PRESENT,
    questions=QUESTIONS,
)
def notes(repo: Snapshot) -> Iterator[Observation]:
    """Present: a document."""
    yield Fact("documents", len(repo.prose))
    for path in repo.prose:
        yield Evidence(path, 1, Level.PRESENT, "a document")


@flag_check(id="empty", title="empty", reads=(FileKind.PROSE,))
def empty(repo: Snapshot) -> Iterator[FlagResult]:
    """Raised where there is no document."""
    if "unreadable" in repo.name:
        yield Unseen("it cannot be read")
    if not repo.prose:
        yield Flag("empty", Severity.INFO, "no document")


def test_a_check_that_is_not_installed_is_run_by_itself() -> None:
    repo = snapshot({"docs/a.md": "Words.\n", "b.md": b"Bytes.\n"})
    found = run(notes, repo)
    assert (found.level, [each.path for each in found.evidence]) == (Level.PRESENT, ["b.md", "docs/a.md"])
    assert facts(notes, repo) == {"documents": 2}


def test_a_check_that_is_installed_is_run_by_its_id() -> None:
    assert run("tests", snapshot({"a.py": "x = 1\n"})).signal == "tests"
    assert flagged("notebook_only", snapshot({})) is None


def test_a_flag_is_raised_or_not() -> None:
    assert flagged(empty, snapshot({"a.md": "Words.\n"})) is None
    assert flagged(empty, snapshot({})) == Flag("empty", Severity.INFO, "no document")


def test_a_flag_that_did_not_see_everything_fails_its_test() -> None:
    with pytest.raises(AssertionError, match="it cannot be read"):
        flagged(empty, snapshot({}, name="unreadable"))


def test_an_id_that_nobody_has_is_named_with_the_remedy() -> None:
    with pytest.raises(LookupError, match="'nots'; hand over the decorated function itself"):
        run("nots", snapshot({}))
    with pytest.raises(LookupError, match="'nots'"):
        flagged("nots", snapshot({}))


def test_ids_have_the_length_of_ids() -> None:
    repo = snapshot({"a.md": "a"})
    assert (len(repo.head), len(repo.blob("a.md"))) == (40, 40)


def test_a_missing_object_is_unseen() -> None:
    found = run(notes, snapshot({}, missing=["a.md"]))
    assert (found.status, found.ceiling) == (Status.UNKNOWN, Level.PRESENT)
    assert len(snapshot({}, missing=["a.md"]).blob("a.md")) == 40


def test_a_commit_has_a_day_paths_and_any_field_of_a_commit() -> None:
    plain = commit("2026-03-04", "a.py", "b.py")
    assert (plain.authored, plain.added, plain.path_count) == (1772582400, ("a.py", "b.py"), 2)
    merge = commit("2026-03-04", "a.py", parents=2, added=(), message="Merge")
    assert (plain.parents, plain.is_merge) == (1, False)
    assert (merge.is_merge, merge.added, merge.subject) == (True, (), "Merge")
    assert tuple(snapshot({}, [plain]).commits) == (plain,)
