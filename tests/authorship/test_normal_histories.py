"""What is normal in a history raises no question about whose it is or how it grew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from analyzer.engine.assess import assess
from analyzer.engine.registry import load_checks
from analyzer.model import RepositoryResult
from analyzer.scoring.duplicates import TELLING_LINES, flag_duplicates
from analyzer.sources import Candidate, Source
from tests.support.repositories import CommitSpec, build_repository

AUTHENTICITY = frozenset({"authorship_unclear", "padded_history", "bulk_import", "duplicate_repository"})
ADA = "Ada Example <ada@example.com>"
GRACE = "Grace Example <grace@example.com>"
HUB = "GitHub <noreply@github.com>"
AGENT = "Claude <noreply@anthropic.com>"
# Steps of work are as far apart as people leave them.
DAYS = (0, 1, 1, 4, 5, 19, 20, 33, 34, 34, 60, 61)


def code(word: str, number: int) -> str:
    return "".join(f"{word}_{number}_{line} = {line}\n" for line in range(TELLING_LINES))


def steps(word: str, start: str = "2024-01-08T10:00:00+00:00", **options: object) -> list[CommitSpec]:
    """Twelve commits, each with a module of its own and a line more in the README."""
    began = datetime.fromisoformat(start)
    return [
        CommitSpec(
            {f"src/m{number}.py": code(word, number), "README.md": f"# {word}\n" + "Line.\n" * number},
            **{  # type: ignore[arg-type]
                "message": f"Step {number}",
                "date": (began + timedelta(days=day, hours=number % 3)).isoformat(),
                **options,
            },
        )
        for number, day in enumerate(DAYS)
    ]


def with_agent(spec: CommitSpec) -> CommitSpec:
    return replace(spec, message=f"{spec.message!s}\n\nCo-authored-by: {AGENT}\n")


def squashed(spec: CommitSpec, number: int) -> CommitSpec:
    """One pull request in one commit, made by the forge, with the titles of what it holds."""
    body = "\n".join(f"* step {each}" for each in range(5))
    return replace(spec, message=f"Add part {number} (#{number + 1})\n\n{body}\n", committer=HUB)


NORMAL = {
    "dates before any forge existed": steps("old", "2003-03-03T10:00:00+00:00"),
    "committed long after it was written": steps("late", committer_date="2025-06-01T10:00:00+00:00"),
    "committed before it was written": steps("early", committer_date="2020-06-01T10:00:00+00:00"),
    "a committer who is not the author": steps("passed", committer=GRACE),
    "rebased by the forge": steps("rebased", committer=HUB, committer_date="2024-05-01T10:00:00+00:00"),
    "no signatures and a single author": steps("single"),
    "a coding agent beside the author": [with_agent(each) for each in steps("agent")],
    "a coding agent as the author": [
        replace(each, author=ADA if number % 5 == 0 else AGENT) for number, each in enumerate(steps("agents"))
    ],
    "work at night": steps("night", "2024-01-08T02:30:00+00:00"),
    "one of two authors": [
        replace(each, author=(ADA, GRACE)[number % 2]) for number, each in enumerate(steps("two"))
    ],
    "squashed pull requests": [squashed(each, number) for number, each in enumerate(steps("squash"))],
    "a file of text more often than anything else": [
        *steps("talk"),
        *(
            CommitSpec({"README.md": f"# Edit {day}\n"}, date=f"2024-04-{day:02}T10:{day}:00+00:00")
            for day in (10, 11, 11, 11, 12, 17, 17, 29)
        ),
    ],
}


def result(folder: Path, commits: Sequence[CommitSpec], name: str = "forecast") -> RepositoryResult:
    where = build_repository(folder / name, commits)
    source = Source(name, str(where), remote=False, url="https://github.com/ada-example/forecast")
    candidate = Candidate(("x",), identities=("ada@example.com",), certainty="declared")
    return assess(source, candidate, load_checks(), folder)


def raised(results: Sequence[RepositoryResult]) -> set[str]:
    assert all(each.assessed for each in results)
    return {flag.id for each in flag_duplicates(results) for flag in each.flags} & AUTHENTICITY


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> RepositoryResult:
    """Another repository of the portfolio."""
    return result(tmp_path_factory.mktemp("other"), steps("other"), "other")


@pytest.mark.parametrize("commits", NORMAL.values(), ids=NORMAL)
def test_what_is_normal_raises_no_question(
    commits: Sequence[CommitSpec], other: RepositoryResult, tmp_path: Path
) -> None:
    assert raised([result(tmp_path, commits), other]) == set()


BADGE = "![ci](https://github.com/upstream-lab/forecast/actions/workflows/ci.yml/badge.svg)\n"
DAILY = [
    CommitSpec(
        {"README.md": f"# Day {day}\n"},
        date=(datetime(2025, 1, 1, 9, tzinfo=UTC) + timedelta(day)).isoformat(),
    )
    for day in range(60)
]
ASKED = {
    "authorship_unclear": [
        *steps("copied"),
        CommitSpec(
            {"README.md": BADGE, "LICENSE": "Copyright (c) 2019 Upstream Lab\n"},
            date="2024-06-01T10:00:00+00:00",
        ),
    ],
    "padded_history": [*steps("padded"), *DAILY],
    "bulk_import": [CommitSpec({f"m{each}.py": code("bulk", each) for each in range(12)})],
    "duplicate_repository": steps("other", "2025-01-08T10:00:00+00:00"),
}


@pytest.mark.parametrize("id", ASKED)
def test_the_same_scan_asks_where_there_is_something_to_ask(
    id: str, other: RepositoryResult, tmp_path: Path
) -> None:
    assert set(ASKED) == AUTHENTICITY
    assert raised([result(tmp_path, ASKED[id]), other]) == {id}


def test_one_squashed_pull_request_is_one_drop_as_the_definition_says(tmp_path: Path) -> None:
    whole = {f"m{each}.py": code("all", each) for each in range(12)}
    assert raised([result(tmp_path, [CommitSpec(whole, "All of it (#1)", committer=HUB)])]) == {"bulk_import"}
