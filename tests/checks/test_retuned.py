from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from analyzer.facts.history.setting_changes import MOST_FILES_OF_A_CHANGE
from analyzer.model import Level, Status
from analyzer.repository import Snapshot
from analyzer.sources import Author
from tests.support.findings import assert_found
from tests.support.snapshots import evolved, run

PROD, STAGING, ELSEWHERE = "k8s/prod.yaml", "k8s/staging.yaml", "k8s/app.yaml"
MONTHS = [f"2023-{month:02}" for month in range(1, 13)]
BOT = Author("renovate[bot]", "bot@renovateapp.com")


def text(limit: int) -> str:
    return f"resources:\n  limits:\n    memory: {limit}Gi\n"


def turns(*steps: tuple[str, int]) -> dict[str, str]:
    """One gigabyte from the first day of the year on, and other limits from other days on."""
    return {"2023-01-01": text(1), **{day: text(limit) for day, limit in steps}}


def up(*months: str) -> dict[str, str]:
    return turns(*((f"{month}-02", number) for number, month in enumerate(months, 2)))


def repository(path: str, story: Mapping[str, str], months: int = 12, **options: Any) -> Snapshot:
    work = {f"m{month}.py": {f"{month}-20": "x = 1\n"} for month in MONTHS[:months]}
    return evolved({STAGING: {"2023-01-01": text(9)}, **work, path: story}, **options)


LEVELS = {
    "one month": (turns(("2023-02-02", 2), ("2023-02-20", 3)), Level.ABSENT, ""),
    "one day, both ways": (
        {**turns(("2023-02-02", 4), ("2023-02-02T12:00", 2)), "2023-03-02": text(2) + "# x\n"}, Level.ABSENT, ""),
    "one month, both ways": (
        {**turns(("2023-02-02", 4), ("2023-02-20", 2)), "2023-03-02": text(2) + "# x\n"}, Level.PRESENT, "limits/memory was turned both ways: 1Gi, 4Gi, 2Gi"),
    "two months": (up(*MONTHS[1:3]), Level.PRESENT, "1 number of operation turned in 2 different months over 29 days; last limits/memory from 2Gi to 3Gi"),
    "two months, both ways": (turns(("2023-02-02", 4), ("2023-03-02", 2)), Level.SUBSTANTIVE, "turned both ways"),
    "three months": (up(*MONTHS[1:4]), Level.SUBSTANTIVE, "in 3 different months"),
    "six months over 179 days": (turns(*((f"{each}-02", n) for n, each in enumerate(MONTHS[1:6], 2)), ("2023-07-30", 9)),
                                 Level.SUBSTANTIVE, "in 6 different months"),
    "six months over 180 days": (turns(*((f"{each}-02", n) for n, each in enumerate(MONTHS[1:6], 2)), ("2023-07-31", 9)),
                                 Level.SUSTAINED, "in 6 different months"),
}  # fmt: skip


@pytest.mark.parametrize(("story", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_months_and_the_ways(story: dict[str, str], level: Level, words: str) -> None:
    assert_found(run("retuned", repository(PROD, story)), level, f"{PROD}:3", words)


REASON = "fix: worker was killed, out of memory"
SAID = {
    "none": ({}, Level.PRESENT, ""),
    "one": ({"2023-02-02": REASON}, Level.PRESENT, f'; 1 commit with a reason, as "{REASON}"'),
    "two": ({"2023-02-02": REASON, "2023-03-02": "avoid evictions"}, Level.SUBSTANTIVE,
            '; 2 commits with a reason, as "avoid evictions"'),
}  # fmt: skip


@pytest.mark.parametrize(("messages", "level", "words"), SAID.values(), ids=SAID)
def test_a_reason_is_worth_more(messages: dict[str, str], level: Level, words: str) -> None:
    repo = repository(PROD, up(*MONTHS[1:3]), messages=messages)
    assert_found(run("retuned", repo), level, f"{PROD}:3", words)


OTHER_FILES = {
    "three months": (up(*MONTHS[1:4]), Level.ABSENT),
    "both ways in one month": (turns(("2023-02-02", 4), ("2023-02-20", 2), ("2023-03-02", 2)), Level.ABSENT),
    "both ways in two months": (turns(("2023-02-02", 4), ("2023-03-02", 2)), Level.PRESENT),
    "both ways in three months": (
        turns(("2023-02-02", 4), ("2023-03-02", 2), ("2023-04-02", 3)), Level.SUBSTANTIVE),
    "both ways in seven months": (
        turns(*((f"{month}-02", 2 + number % 2) for number, month in enumerate(MONTHS[1:8]))), Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("story", "level"), OTHER_FILES.values(), ids=OTHER_FILES)
def test_elsewhere_numbers_prove_little(story: dict[str, str], level: Level) -> None:
    assert_found(run("retuned", repository(ELSEWHERE, story)), level, f"{ELSEWHERE}:3")


def test_what_is_not_deployed_proves_nothing() -> None:
    story = turns(("2023-02-02", 4), ("2023-03-02", 2), ("2023-04-02", 3))
    assert_found(run("retuned", repository("conf/app.yaml", story)), Level.ABSENT)


def test_bots_turn_nothing() -> None:
    story = up(*MONTHS[1:7])
    repo = repository(PROD, story, authors=dict.fromkeys(story, BOT))
    assert_found(run("retuned", repo), Level.ABSENT)


def test_another_spelling_of_the_same_amount_turns_nothing() -> None:
    spelled = ("memory: 1Gi\n", 'memory: "1Gi"\n', "memory: 1024Mi\n", "  memory:   1Gi # fits\n")
    story = {f"{month}-02": each for month, each in zip(MONTHS, spelled, strict=False)}
    assert_found(run("retuned", repository(PROD, story)), Level.ABSENT)


@pytest.mark.parametrize(
    ("files", "level"),
    [(MOST_FILES_OF_A_CHANGE, Level.SUBSTANTIVE), (MOST_FILES_OF_A_CHANGE + 1, Level.ABSENT)],
)
def test_a_commit_that_touches_everything_turns_nothing(files: int, level: Level) -> None:
    assert_found(run("retuned", repository(PROD, up(*MONTHS[1:4]), path_count=files)), level, f"{PROD}:3")


def test_the_evidence_names_the_commits_the_newest_first() -> None:
    repo = repository(PROD, up(*MONTHS[1:4]))
    (found,) = run("retuned", repo).evidence
    assert found.commits == tuple(each.sha for each in repo.commits if each.changes)
    assert f"in commit {found.commits[0][:10]}" in found.note


NOT_SHOWN = {
    "cut off": ({"history_problem": "shallow"}, "part of the history could not be read: shallow"),
    "too short": ({"months": 2}, "it has commits in 2 months, and 3 are asked for"),
    "unread": ({"texts": ()}, "2 old versions of configuration files could not be read"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "words"), NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_what_was_not_seen_is_not_absent(options: dict[str, Any], words: str) -> None:
    story = {"2023-01-01": text(1), "2023-01-15": text(1) + "# x\n", "2023-02-02": text(2)}
    finding = run("retuned", repository(PROD, story, **options))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.SUSTAINED)
    assert words in (finding.reason or "")
