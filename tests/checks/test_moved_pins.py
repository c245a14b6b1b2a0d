from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from analyzer.model import Level, Status
from analyzer.repository import Snapshot
from analyzer.sources import Author
from tests.support.findings import assert_found
from tests.support.snapshots import evolved, run

PATH = "deploy/prod.yaml"
MONTHS = [f"2023-{month:02}" for month in range(1, 13)]
BOT = Author("renovate[bot]", "bot@renovateapp.com")


def work(count: int = 12) -> dict[str, dict[str, str]]:
    """Other work in so many months of the year, so that the history could show more."""
    return {f"m{month}.py": {f"{month}-20": "x = 1\n"} for month in MONTHS[:count]}


def text(version: int) -> str:
    return f"name: api\nimage: shop:1.{version}\n"


def story(*days: str) -> dict[str, str]:
    """One version on the first day of the year, and another from each of the days on."""
    return {"2023-01-01": text(0), **{day: text(number) for number, day in enumerate(days, 1)}}


def repository(stories: Mapping[str, Mapping[str, str]], months: int = 12, **options: Any) -> Snapshot:
    files = {"Dockerfile": {"2023-01-01": "FROM python:3.11\n"}, **work(months), **stories}
    return evolved(files, name="shop", **options)


def on(*months: str) -> tuple[str, ...]:
    return tuple(f"{month}-02" for month in months)


LEVELS = {
    "one month": (["2023-02-02", "2023-02-20"], Level.ABSENT, ""),
    "two months": (on(*MONTHS[1:3]), Level.PRESENT, "1 key that pins an image moved in 2 different months over 29 days"),
    "three months": (on(*MONTHS[1:4]), Level.SUBSTANTIVE, "in 3 different months over 2 months"),
    "six months over 179 days": ((*on(*MONTHS[1:6]), "2023-07-30"), Level.SUBSTANTIVE, "in 6 different months"),
    "six months over 180 days": ((*on(*MONTHS[1:6]), "2023-07-31"), Level.SUSTAINED, "in 6 different months"),
}  # fmt: skip


@pytest.mark.parametrize(("days", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_months(days: tuple[str, ...], level: Level, words: str) -> None:
    assert_found(run("moved_pins", repository({PATH: story(*days)})), level, f"{PATH}:2", words)


def test_the_evidence_names_the_commits_the_newest_first() -> None:
    repo = repository({PATH: story(*on(*MONTHS[1:4]))})
    (found,) = run("moved_pins", repo).evidence
    assert found.commits == tuple(each.sha for each in repo.commits if each.changes)
    assert f"last by commit {found.commits[0][:10]}" in found.note


def test_bots_move_nothing() -> None:
    days = on(*MONTHS[1:7])
    repo = repository({PATH: story(*days)}, authors=dict.fromkeys(days, BOT))
    assert_found(run("moved_pins", repo), Level.ABSENT)


def test_files_of_several_environments_count_together_and_others_do_not() -> None:
    first, second = story(*on(*MONTHS[1:3])), story("2023-02-02", "2023-05-02")
    twins = run("moved_pins", repository({"k8s/dev/a.yaml": first, "k8s/prod/a.yaml": second}))
    assert_found(
        twins, Level.SUBSTANTIVE, "k8s/prod/a.yaml:2", "2 keys that pin an image moved in 3 different months"
    )
    others = run("moved_pins", repository({"k8s/a.yaml": first, "k8s/b.yaml": second}))
    assert [each.level for each in others.evidence] == [Level.PRESENT, Level.PRESENT]


def canary(months: list[str], later: str) -> dict[str, dict[str, str]]:
    return {
        "k8s/staging/a.yaml": story(*(f"{month}-02" for month in months)),
        "k8s/prod/a.yaml": story(*(f"{month}-{later}" for month in months)),
    }


ORDERS = {
    "one version first": (MONTHS[1:2], "09", Level.ABSENT, ""),
    "two versions in two months": (MONTHS[1:3], "09", Level.SUBSTANTIVE, "first and to prod 7 days later, in such an order 2 times"),
    "an hour later": (MONTHS[1:3], "02T02:00", Level.SUBSTANTIVE, "came to staging first and to prod 2 hours later"),
    "three months": (MONTHS[1:4], "09", Level.SUSTAINED, "shop:1.3 came to staging first"),
    "at once": (MONTHS[1:3], "02", Level.PRESENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("months", "later", "level", "words"), ORDERS.values(), ids=ORDERS)
def test_one_stage_first_and_the_rest_after_is_worth_more(
    months: list[str], later: str, level: Level, words: str
) -> None:
    finding = run("moved_pins", repository(canary(months, later)))
    assert finding.level is level, finding.message
    assert level is Level.ABSENT or words in finding.evidence[0].note


def test_a_key_that_is_gone_has_no_line() -> None:
    days = {**story(*on(*MONTHS[1:4])), "2023-06-02": "name: api\n"}
    assert_found(
        run("moved_pins", repository({PATH: days})),
        Level.SUBSTANTIVE,
        f"{PATH}:None",
        "in 3 different months",
    )


# Once in each of two months is not enough, so that nothing is found.
NOT_SHOWN = {
    "cut off": ({"history_problem": "shallow"}, "part of the history could not be read: shallow"),
    "too short": ({"months": 2}, "it has commits in 2 months, and 3 are asked for"),
    "unread": ({"texts": ()}, "2 old versions of configuration files could not be read"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "words"), NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_what_was_not_seen_is_not_absent(options: dict[str, Any], words: str) -> None:
    finding = run(
        "moved_pins",
        repository(
            {PATH: {"2023-01-01": text(0), "2023-01-15": text(0) + "# x\n", "2023-02-02": text(1)}}, **options
        ),
    )
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.SUSTAINED)
    assert words in (finding.reason or "")


def test_a_long_history_without_any_is_absent() -> None:
    finding = run("moved_pins", repository({PATH: {"2023-01-01": text(0)}}))
    assert (finding.status, finding.ceiling) == (Status.MEASURED, Level.ABSENT)
