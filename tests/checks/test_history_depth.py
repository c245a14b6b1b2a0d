from __future__ import annotations

import pytest

from analyzer.commits import Commit
from analyzer.model import Level, Status
from analyzer.sources import Author
from tests.support.findings import assert_found
from tests.support.histories import days, grown, modules, on
from tests.support.snapshots import commit, facts, run, snapshot

WHOLE = "None:None"
BOT = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")

LEVELS = {
    "25 commits on 10 days": (25, 10, Level.SUBSTANTIVE, "25 commits on 10 days (UTC) over 10 days, the largest added 4% of"),
    "24 commits on 10 days": (24, 10, Level.PRESENT, "24 commits on 10 days"),
    "25 commits on 9 days": (25, 9, Level.PRESENT, "25 commits on 9 days (UTC) over 9 days"),
    "4 commits": (4, 4, Level.PRESENT, "4 commits on 4 days"),
    "4 commits on one day": (4, 1, Level.PRESENT, "4 commits on 1 day (UTC) over 1 day, the largest added 25% of"),
    "3 commits": (3, 3, Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "on_days", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_commits_and_days(commits: int, on_days: int, level: Level, words: str) -> None:
    finding = run("history_depth", snapshot(modules(commits), on(days(on_days, 1), commits)))
    assert_found(finding, level, WHOLE, words)


def after_a_drop(files: int, commits: int) -> list[Commit]:
    """A first commit that brings so many files, and later ones that change the first of them."""
    later = [commit(day, "m0.py", added=()) for day in days(commits - 1, 1)]
    return [*later, commit("2022-12-01", *modules(files))]


DROPS = {
    "all files in one of 49": (after_a_drop(5, 49), Level.ABSENT),
    "all files in one of 50": (after_a_drop(5, 50), Level.SUBSTANTIVE),
    "four of five files in one of 49": (after_a_drop(4, 49), Level.ABSENT),
    "three of five files in one of 49": (after_a_drop(3, 49), Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("commits", "level"), DROPS.values(), ids=DROPS)
def test_a_bulk_import_is_no_step(commits: list[Commit], level: Level) -> None:
    assert run("history_depth", snapshot(modules(5), commits)).level is level


def test_facts_are_the_numbers_of_a_history() -> None:
    commits = [
        commit("2023-03-01T01:00", "m0.py", author=Author("Ada", "ADA@example.com")),
        commit("2023-03-01T13:00", "m1.py", author=Author("Ada E.", "ada@example.com")),
        commit("2023-03-01T23:00", "m2.py", "m3.py", "m4.py", author=Author("No", "")),
        commit("2023-04-29", "m5.py", author=Author("Address", "")),
    ]
    assert facts("history_depth", snapshot(modules(6), commits)) == {
        "commits": 4,
        "authors": 3,
        "active_days": 2,
        "span_days": 60,
        "busiest_day_share": 0.75,
        "largest_commit_share": 0.5,
    }


def test_shares_have_three_digits() -> None:
    found = facts("history_depth", snapshot(modules(7), on(days(7, 1))))
    assert (found["busiest_day_share"], found["largest_commit_share"]) == (0.143, 0.143)


def test_without_work_every_number_is_none() -> None:
    repo = snapshot(modules(1), [commit("2023-05-01", "m0.py", author=BOT)])
    assert set(facts("history_depth", repo).values()) == {0}
    assert_found(run("history_depth", repo), Level.ABSENT)


SPANS = {1: "1 day", 2: "2 days", 59: "59 days", 60: "2 months", 90: "3 months"}


@pytest.mark.parametrize(("span", "words"), SPANS.items())
def test_a_span_is_told_in_days_or_months(span: int, words: str) -> None:
    dates = [days(1, 1)[0], days(2, span - 1)[1]]
    assert_found(
        run("history_depth", snapshot(modules(4), on(dates, 4))), Level.PRESENT, WHOLE, f"over {words},"
    )


def test_a_moved_file_belongs_to_the_commit_that_first_brought_it() -> None:
    pairs = tuple((f"m{number}.py", f"src/m{number}.py") for number in range(10))
    move = commit("2023-06-01", *(new for _old, new in pairs), renames=pairs)
    repo = snapshot({new: "x = 1\n" for _old, new in pairs}, [move, *grown(10, 5)])
    assert facts("history_depth", repo)["largest_commit_share"] == 0.1


def test_bots_and_merges_are_nobodys_work() -> None:
    noise = [commit("2023-05-01", "m1.py", "m2.py", author=BOT) for _ in range(40)]
    merges = [commit("2023-05-02", parents=2) for _ in range(40)]
    found = facts("history_depth", snapshot(modules(5), [*grown(1, 1), *merges, *noise]))
    assert (found["commits"], found["authors"], found["largest_commit_share"]) == (1, 1, 0.2)


@pytest.mark.parametrize(
    ("commits", "status", "level"),
    [
        (grown(3, 1), Status.UNKNOWN, Level.ABSENT),
        (grown(4, 1), Status.MEASURED, Level.PRESENT),
        (after_a_drop(5, 12), Status.MEASURED, Level.PRESENT),
    ],
)
def test_what_was_not_read_of_a_history_opens_the_bound_and_is_no_drop(
    commits: list[Commit], status: Status, level: Level
) -> None:
    finding = run("history_depth", snapshot(modules(5), commits, history_problem="the history is shallow"))
    assert (finding.status, finding.level, finding.ceiling) == (status, level, Level.SUBSTANTIVE)
    assert "could not be read: the history is shallow" in (finding.reason or "")


def test_a_history_that_was_read_leaves_nothing_open() -> None:
    finding = run("history_depth", snapshot(modules(4), grown(4, 1)))
    assert (finding.ceiling, finding.unseen) == (Level.PRESENT, ())


def test_impossible_dates_are_counted_and_cost_nothing_else() -> None:
    undated = [commit("2023-01-01", "a.py", authored=None), *grown(6, 4)]
    found = facts("history_depth", snapshot(modules(6), undated))
    assert (found["undated_commits"], found["commits"], found["active_days"]) == (1, 7, 6)


COMMITTED = {
    "five days of work on one day": (5, 1, "; all were committed on 1 day: a rebase, or manually set dates"),
    "four days of work on one day": (4, 1, ""),
    "ten days of work on two days": (
        10,
        2,
        "; all were committed on 2 days: a rebase, or manually set dates",
    ),
    "nine days of work on two days": (9, 2, ""),
}


@pytest.mark.parametrize(("worked", "committed", "told"), COMMITTED.values(), ids=COMMITTED)
def test_days_of_work_that_few_days_of_commits_bear_out_are_told(
    worked: int, committed: int, told: str
) -> None:
    commits = [
        commit(day, f"m{number}.py", committed=1_700_000_000 + number % committed * 86_400)
        for number, day in enumerate(days(worked, 1))
    ]
    (evidence,) = run("history_depth", snapshot(modules(worked), commits)).evidence
    assert evidence.note.endswith(f"of today's files{told}")


def test_commits_at_different_hours_of_a_day_were_committed_on_one_day() -> None:
    moments = (1_700_007_000, 1_700_060_000)  # 00:10 and 14:53 of the same day
    commits = [
        commit(day, f"m{number}.py", committed=moments[number % 2]) for number, day in enumerate(days(5, 1))
    ]
    (evidence,) = run("history_depth", snapshot(modules(5), commits)).evidence
    assert "committed on 1 day:" in evidence.note


@pytest.mark.parametrize(("dated", "words"), [(6, "10 commits on 6 days"), (0, "10 commits on 0 days")])
def test_a_date_of_committing_that_is_impossible_is_left_out(dated: int, words: str) -> None:
    undated = [commit("2023-02-01", f"m{number}.py", committed=None) for number in range(dated, 10)]
    (evidence,) = run("history_depth", snapshot(modules(10), [*grown(dated, 1), *undated])).evidence
    assert evidence.note.startswith(words)
    assert evidence.note.endswith("of today's files")


def test_where_no_file_is_left_no_commit_brought_any() -> None:
    assert facts("history_depth", snapshot({}, grown(4, 1)))["largest_commit_share"] == 0
