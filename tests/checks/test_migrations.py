from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from analyzer.commits import Commit
from analyzer.model import Level, Status
from analyzer.repository import Snapshot
from analyzer.sources import Author
from tests.support.findings import assert_found
from tests.support.snapshots import changed, commit, run, snapshot

MONTHS = [f"2023-{month:02}" for month in range(1, 13)]
BOT = Author("dependabot[bot]", "support@dependabot.com")


def step(number: int, folder: str = "shop/migrations") -> str:
    return f"{folder}/{number:04}_step.py"


def work() -> list[Commit]:
    """Other work in every month of the year, newest first, so that the history could show more."""
    return [commit(f"{month}-20", f"m{month}.py") for month in reversed(MONTHS)]


def repository(days: Sequence[str], folder: str = "shop/migrations", **fields: Any) -> Snapshot:
    """One migration on each of the days, beside other work."""
    steps = [commit(day, step(number, folder), **fields) for number, day in enumerate(days)]
    history = sorted([*steps, *work()], key=lambda each: each.written or 0, reverse=True)
    files = [step(number, folder) for number in range(len(days))]
    return snapshot(dict.fromkeys([*files, *(f"m{month}.py" for month in MONTHS)], "x = 1\n"), history)


def on(*months: str) -> list[str]:
    return [f"{month}-02" for month in months]


LEVELS = {
    "one month": (on("2023-01"), Level.ABSENT, ""),
    "many in one month": ([f"2023-01-{day:02}" for day in range(2, 28)], Level.ABSENT, ""),
    "the end of one month and the next, 27 days": (["2023-01-31", "2023-02-26"], Level.ABSENT, ""),
    "the end of one month and the next, 28 days": (["2023-01-31", "2023-02-27"], Level.PRESENT, "over 28 days"),
    "two months": (on(*MONTHS[:2]), Level.PRESENT, "2 migrations added in 2 different months over 32 days"),
    "three months": (on(*MONTHS[:3]), Level.PRESENT, "in 3 different months"),
    "four months": (on(*MONTHS[:4]), Level.SUBSTANTIVE, "4 migrations added in 4 different months over 3 months"),
    "five months over a year": (on(*MONTHS[:4], "2023-12"), Level.SUBSTANTIVE, "in 5 different months"),
    "six months over 179 days": ([*on(*MONTHS[:5]), "2023-06-29"], Level.SUBSTANTIVE, "in 6 different months"),
    "six months over 180 days": ([*on(*MONTHS[:5]), "2023-06-30"], Level.SUSTAINED, "in 6 different months"),
    "the same month of four years": (
        on("2020-01", "2021-01", "2022-01", "2023-01"), Level.SUBSTANTIVE, "in 4 different months"),
}  # fmt: skip


@pytest.mark.parametrize(("days", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_months(days: list[str], level: Level, words: str) -> None:
    place = f"{step(len(days) - 1)}:None"
    assert_found(run("migrations", repository(days)), level, place, words)


def test_the_evidence_names_the_commits_that_added_them_the_newest_first() -> None:
    repo = repository(on(*MONTHS[:4]))
    added = [each.sha for each in repo.commits if each.paths[0].startswith("shop")]
    assert [each.commits for each in run("migrations", repo).evidence] == [tuple(added)]


@pytest.mark.parametrize(
    "folder",
    ["tests/migrations", "examples/shop/migrations", "node_modules/shop/migrations", "shop/steps"],
)
def test_what_is_no_work_on_this_database_does_not_count(folder: str) -> None:
    assert_found(run("migrations", repository(on(*MONTHS[:6]), folder)), Level.ABSENT)


def test_a_bot_adds_none() -> None:
    assert_found(run("migrations", repository(on(*MONTHS[:6]), author=BOT)), Level.ABSENT)


def test_a_step_that_is_moved_or_renamed_is_none() -> None:
    moves = [
        commit(f"2023-{month:02}-03", f"v{month}/shop/migrations/0000_step.py", message=f"move {month}")
        for month in range(2, 9)
    ]
    history = [*reversed(moves), *work(), commit("2023-01-01", step(0))]
    assert_found(run("migrations", snapshot({"a.py": "x = 1\n"}, history)), Level.ABSENT)


REMOVED = {
    "after four weeks": ("2023-05-01", Level.SUBSTANTIVE, "4 migrations added in 4 different months over 3 months, none of them here"),
    "the last a day sooner": ("2023-04-29", Level.PRESENT, "3 migrations added in 3 different months over 2 months, none"),
    "each in its month": (None, Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("day", "level", "words"), REMOVED.values(), ids=REMOVED)
def test_steps_that_were_removed_since_count_without_a_place(
    day: str | None, level: Level, words: str
) -> None:
    steps = [step(number) for number in range(4)]
    if day is None:
        removed = [commit(f"{MONTHS[number]}-25", each, added=()) for number, each in enumerate(steps)]
    else:
        removed = [commit(day, *steps, added=())]
    history = sorted([*repository(on(*MONTHS[:4])).commits, *removed], key=lambda each: -(each.written or 0))
    finding = run("migrations", snapshot({"m2023-01.py": "x = 1\n"}, history))
    assert_found(finding, level, "None:None", words)


def test_where_some_are_left_all_count() -> None:
    history = [*repository(on(*MONTHS[:4])).commits]
    moved = "api/shop/migrations/0003_step.py"
    finding = run("migrations", snapshot({"m2023-01.py": "x = 1\n", moved: "x = 1\n"}, history))
    words = "4 migrations added in 4 different months over 3 months, 1 of them here today"
    assert_found(finding, Level.SUBSTANTIVE, f"{moved}:None", words)


NOT_SHOWN = {
    "cut off": (work(), "shallow", "part of the history could not be read: shallow"),
    "imported": (work()[:2], None, "what came before is not in the history: only 2 commits"),
    "in three months": (work()[:3] + work()[2:3] + [commit("2023-10-21", "z.py")], None, "it has commits in 3 months, and 4 are"),
}  # fmt: skip


@pytest.mark.parametrize(("history", "problem", "words"), NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_a_history_that_cannot_show_it_leaves_it_open(
    history: list[Commit], problem: str | None, words: str
) -> None:
    repo = snapshot(dict.fromkeys(("z.py", "a.py", "b.py"), ""), history, history_problem=problem)
    finding = run("migrations", repo)
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.SUSTAINED)
    assert words in (finding.reason or "")


def test_four_months_are_long_enough_to_be_absent() -> None:
    finding = run("migrations", snapshot({"m.py": ""}, work()[:4]))
    assert (finding.status, finding.level, finding.ceiling) == (Status.MEASURED, Level.ABSENT, Level.ABSENT)


def test_without_work_the_question_does_not_arise() -> None:
    assert run("migrations", snapshot({"m.py": ""})).status is Status.NOT_APPLICABLE


def _words(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_commits_at_set_times_do_not_count() -> None:
    history = [
        commit(f"{month}-{day:02}T{8 + day % 9:02}:00", step(number), message=_words(number))
        for number, (month, day) in enumerate((month, day) for month in MONTHS[:6] for day in range(1, 21))
    ]
    set_by_hand = run("migrations", snapshot({step(0): "x = 1\n"}, history[::-1]))
    assert set_by_hand.level is Level.ABSENT
    by_a_clock = [
        changed(
            each,
            authored=(each.authored or 0) + 997 * number % 3600,
            committed=(each.committed or 0) + 997 * number % 3600,
        )
        for number, each in enumerate(history)
    ]
    assert run("migrations", snapshot({step(0): "x = 1\n"}, by_a_clock[::-1])).level is Level.SUBSTANTIVE
