from __future__ import annotations

from datetime import date

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.histories import days, grown, modules, on, over
from tests.support.snapshots import commit, run, snapshot

JANUARY_1, JANUARY_31 = date(2023, 1, 1), date(2023, 1, 31)

LEVELS = {
    "5 days over 14": (over(5, 14), Level.PRESENT, "work on 5 days (UTC) over 14 days, in 1 different month"),
    "5 days over 13": (over(5, 13), Level.ABSENT, ""),
    "4 days over 14": (over(4, 14), Level.ABSENT, ""),
    "4 days over 100": (over(4, 100), Level.ABSENT, ""),
    "10 days over 28": (over(10, 28), Level.SUBSTANTIVE, "work on 10 days (UTC) over 28 days"),
    "10 days over 27": (over(10, 27), Level.PRESENT, "work on 10 days (UTC) over 27 days"),
    "9 days over 28": (over(9, 28), Level.PRESENT, "work on 9 days"),
    "15 days over 90 in 4 months": (
        [*over(14, 60, JANUARY_31), "2023-04-30"], Level.SUSTAINED,
        "work on 15 days (UTC) over 3 months, in 4 different months"),
    "15 days over 89 in 4 months": (
        [*over(14, 60, JANUARY_31), "2023-04-29"], Level.SUBSTANTIVE, "15 days (UTC) over 3 months, in 4 different months"),
    "14 days over 90 in 4 months": (
        [*over(13, 60, JANUARY_31), "2023-04-30"], Level.SUBSTANTIVE, "work on 14 days (UTC) over 3 months, in 4"),
    "15 days over 90 in 3 months": (
        [*over(14, 50, JANUARY_1), "2023-03-31"], Level.SUBSTANTIVE, "over 3 months, in 3 different months"),
}  # fmt: skip


@pytest.mark.parametrize(("dates", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_days_and_their_span(dates: list[str], level: Level, words: str) -> None:
    finding = run("sustained_activity", snapshot(modules(len(dates)), on(dates)))
    assert_found(finding, level, "None:None", words)


def test_the_same_month_of_two_years_is_two_months() -> None:
    repo = snapshot(modules(10), on([*days(5, 1), *days(5, 1, date(2024, 1, 2))]))
    assert_found(run("sustained_activity", repo), Level.SUBSTANTIVE, "None:None", "in 2 different months")


def test_many_commits_on_a_day_are_one_day_of_work() -> None:
    hours = [f"2023-01-0{day}T{hour:02}:30" for day in range(1, 5) for hour in (0, 5, 12, 23)]
    repo = snapshot(modules(17), on([*hours, "2023-03-01"]))
    assert_found(
        run("sustained_activity", repo), Level.PRESENT, "None:None", "work on 5 days (UTC) over 2 months"
    )


def test_nobodys_work_goes_on_for_no_time() -> None:
    repo = snapshot(modules(1))
    assert run("sustained_activity", repo).status is Status.NOT_APPLICABLE
    hidden = run("sustained_activity", snapshot(modules(1), history_problem="shallow"))
    assert (hidden.status, hidden.ceiling) == (Status.UNKNOWN, Level.SUSTAINED)
    assert "could not be read: shallow" in (hidden.reason or "")


def test_a_single_commit_is_work_that_did_not_go_on() -> None:
    finding = run("sustained_activity", snapshot(modules(1), grown(1, 1)))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)


def test_a_history_that_was_read_leaves_nothing_open() -> None:
    finding = run("sustained_activity", snapshot(modules(6), grown(6, 4)))
    assert (finding.ceiling, finding.unseen) == (Level.PRESENT, ())


def test_impossible_dates_cost_nothing_else() -> None:
    undated = [commit("2023-01-01", "a.py", authored=None), *grown(6, 4)]
    assert run("sustained_activity", snapshot(modules(6), undated)).level is Level.PRESENT


@pytest.mark.parametrize(("committed", "told"), [(2, True), (3, False)])
def test_days_of_work_that_few_days_of_commits_bear_out_are_told(committed: int, told: bool) -> None:
    commits = [
        commit(day, f"m{number}.py", committed=1_700_000_000 + number % committed * 86_400)
        for number, day in enumerate(days(14, 2))
    ]
    (evidence,) = run("sustained_activity", snapshot(modules(14), commits)).evidence
    assert evidence.note.endswith("; all were committed on 2 days: a rebase, or manually set dates") is told
