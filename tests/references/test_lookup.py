"""Whether a path that a file names is in the repository."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome, Reference, dangling, judged, references
from analyzer.repository import Snapshot
from analyzer.testing import commit, snapshot

FILES = {"src/app.py": "x = 1\n", "vendor/lib/x.py": "x = 1\n"}


def judge(repo: Snapshot, *candidates: str) -> Reference:
    return judged(repo, "Dockerfile", 3, "image copies", candidates[0], candidates)


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        (("src/app.py",), Outcome.RESOLVES),
        (("src",), Outcome.RESOLVES),
        (("src/",), Outcome.RESOLVES),
        (("",), Outcome.RESOLVES),
        (("vendor/lib/x.py",), Outcome.RESOLVES),
        (("nowhere.py", "src/app.py"), Outcome.RESOLVES),
        (("src/ap",), Outcome.DANGLES),
        (("nowhere.py",), Outcome.DANGLES),
        (("src/${NAME}.py",), Outcome.MADE_ELSEWHERE),
    ],
)
def test_a_name_is_looked_up_among_all_files_and_folders(
    candidates: tuple[str, ...], expected: Outcome
) -> None:
    assert judge(snapshot(FILES), *candidates).outcome is expected


def test_nothing_dangles_where_the_list_of_files_is_not_whole() -> None:
    found = judge(snapshot(FILES, tree_problem="not all files are listed"), "nowhere.py")
    assert (found.outcome, found.why) == (Outcome.CANNOT_BE_TOLD, "not all files are listed")


@pytest.mark.parametrize(
    ("repo", "expected"),
    [
        (snapshot(FILES, [commit("2026-01-01", "src/app.py")]), False),
        (snapshot(FILES, [commit("2026-01-01", "src/app.py", "old/run.py")]), True),
        (snapshot(FILES, [commit("2026-01-01", "src/app.py", path_count=2)]), None),
        (snapshot(FILES, [commit("2026-01-01", "src/app.py")], history_problem="shallow"), None),
        (snapshot(FILES), None),
    ],
)
def test_what_the_history_says_about_a_missing_name(repo: Snapshot, expected: bool | None) -> None:
    assert judge(repo, "old/run.py").existed is expected


def test_an_empty_repository_names_nothing() -> None:
    assert references(snapshot({})) == dangling(snapshot({})) == ()
