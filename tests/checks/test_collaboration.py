from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Level, Status
from analyzer.sources import Author
from checks.collaboration import merged_proposal
from tests.support.snapshots import ADA, commit, facts, run, snapshot

BO = Author("Bo Sample", "bo@example.com")
BOT = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
FILES = {"a.py": "x = 1\n"}

SUBJECTS = {
    "Merge pull request #12 from ada/feature": True,
    "Merge pull request #12 in TEAM/repo from feature to main": True,
    "Merge pull request #3 from ada/dependabot/pip/numpy-2": False,
    "Merge pull request #3 from ada/renovate/numpy": False,
    "Add drift report (#7)": True,
    "Fix #7": False,
    "Revert (#7) for now": False,
    "Merged in feature (pull request #4)": True,
    "Merged PR 123: add a stage": True,
    "Merge branch 'feature' into 'main'": True,
    "Merge branch 'feature' into main": False,
    "Merge branch 'main' of github.com:ada/repo": False,
    "(#3)": False,
}


@pytest.mark.parametrize(("subject", "merged"), SUBJECTS.items())
def test_a_merged_proposal_is_told_by_what_forges_write(subject: str, merged: bool) -> None:
    assert (merged_proposal(commit("2024-01-01", "a.py", message=subject)) is not None) is merged


@given(st.text(max_size=600))
def test_any_subject_is_read(subject: str) -> None:
    found = merged_proposal(commit("2024-01-01", message=subject))
    assert found is None or found


def _history(count: int, *authors: Author) -> list[object]:
    return [
        commit("2024-01-01", "a.py", author=authors[number % len(authors)], message=f"Change (#{number})")
        for number in range(1, count + 1)
    ]


LEVELS = {
    "ten by two people": (10, (ADA, BO), Level.SUBSTANTIVE),
    "nine by two people": (9, (ADA, BO), Level.PRESENT),
    "ten by one person": (10, (ADA,), Level.PRESENT),
    "ten by one person with two addresses": (10, (ADA, Author(ADA.name, "ada@work.example")), Level.PRESENT),
    "twenty, half of them a bot's": (20, (ADA, BOT), Level.PRESENT),
}


@pytest.mark.parametrize(("count", "authors", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_proposals_and_people(count: int, authors: tuple[Author, ...], level: Level) -> None:
    repo = snapshot(FILES, _history(count, *authors))  # type: ignore[arg-type]
    assert run("collaboration", repo).level is level


def test_a_proposal_counts_once_and_bots_do_not() -> None:
    commits = [
        commit("2024-01-01", "a.py", message="Merge pull request #1 from ada/x", parents=2),
        commit("2024-01-02", "a.py", message="Change (#1)"),
        commit("2024-01-03", "a.py", message="Bump numpy (#2)", author=BOT),
    ]
    assert facts("collaboration", snapshot(FILES, commits))["pull_requests"] == 1


def test_rules_for_reviews_alone_are_only_claimed() -> None:
    files = {**FILES, ".github/CODEOWNERS": "* @ada\n", ".github/pull_request_template.md": "What?\n"}
    repo = snapshot(files, [commit("2024-01-01", "a.py")])
    assert run("collaboration", repo).level is Level.CLAIMED
    assert {each.path for each in run("collaboration", repo).evidence} == set(files) - set(FILES)


def test_without_work_there_is_nobody_to_work_with() -> None:
    assert run("collaboration", snapshot(FILES)).status is Status.NOT_APPLICABLE
    hidden = run("collaboration", snapshot(FILES, history_problem="shallow"))
    assert hidden.status is Status.UNKNOWN
