"""Times on a grid: found far beyond chance, and never in what clocks, jobs and people leave."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.commits import Commit, Commits
from analyzer.facts.history.commit_times import set_times, tail
from analyzer.sources import Author
from tests.support.snapshots import ADA, changed, commit

START = 1_673_258_400  # 9 January 2023, 10:00:00 in UTC: a whole hour
HOUR, DAY = 3600, 86_400
GRACE = Author("Grace Example", "grace@example.com")


def at(times: Iterable[int], author: Author = ADA, message: str = "", path: str = "") -> list[Commit]:
    """Commits at these moments, each with a message and a file of its own unless they are given."""
    return [
        commit(
            "2023-01-09",
            (path or "src/*.py").replace("*", _letters(number)),
            author=author,
            message=message or f"step {author.name} {_letters(number)}",
            authored=time,
            committed=time,
            sha=f"{author.name}{message}{number}{time}",
        )
        for number, time in enumerate(times)
    ]


def _letters(number: int) -> str:
    """A word of its own for a number: digits do not tell messages apart."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def human(count: int, seed: int = 1) -> list[int]:
    """Moments as clocks give them: any second, hours or days apart."""
    chance = random.Random(seed)
    moments, now = [], START + 17
    for _ in range(count):
        now += int(chance.lognormvariate(9, 2)) + 1
        moments.append(now)
    return moments


def not_on_minutes(count: int) -> list[int]:
    return [each + 1 if each % 60 == 0 else each for each in human(count)]


def spread(count: int, step: int, seed: int = 1) -> list[int]:
    """Moments on a grid, at any time of the day."""
    chance = random.Random(seed)
    return sorted(START + step * each for each in chance.sample(range(200 * DAY // step), count))


SET: dict[str, tuple[Sequence[Commit], int, str, str]] = {
    "whole hours": (at(spread(30, HOUR)), 30, "at whole hours", "1 in 10^106"),
    "whole hours of a zone with half an hour": (
        at(each + 1800 for each in spread(30, HOUR)), 30, "at whole quarters of an hour", "1 in 10^88"),
    "whole minutes": (at(spread(40, 60)), 40, "at whole minutes", "1 in 10^71"),
    "equal seconds": (at(each + 17 for each in spread(40, 60)), 40, "with the same second of the minute", "1 in 10^69"),
    "hours among other times": (at([*spread(30, HOUR), *human(200)]), 30, "at whole hours", "1 in 10^"),
    "hours and minutes": (at([*spread(40, HOUR), *spread(40, 60, seed=5)]), 80, "at whole minutes", "1 in 10^142"),
    "one of two authors": ([*at(spread(30, HOUR)), *at(human(600), GRACE)], 30, "at whole hours", "1 in 10^106"),
    "many authors of a few commits": (
        [each for number in range(10)
         for each in at(spread(4, HOUR, number), Author(f"Name {_letters(number)}", f"{number}@example.com"))],
        40, "at whole hours", "1 in 10^"),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "marked", "words", "odds"), SET.values(), ids=SET)
def test_times_that_no_clock_gives_are_found_with_their_chance(
    commits: Sequence[Commit], marked: int, words: str, odds: str
) -> None:
    grid = set_times(Commits.of(commits))
    assert grid is not None
    assert (len(grid.commits), grid.words) == (marked, words)
    assert grid.odds.startswith(odds)


def test_only_the_commits_on_the_grid_are_marked() -> None:
    on, off = at(spread(30, HOUR)), at(human(200), message="other work", path="")
    grid = set_times(Commits.of([*on, *off]))
    assert grid is not None
    assert {each.sha for each in on} <= grid.commits
    assert len(grid.commits) <= len(on) + 1


def jobs(step: int, seed: int = 1) -> list[int]:
    """A job that a clock starts, and that takes up to four seconds to its commit."""
    chance = random.Random(seed)
    return [START + step * number + chance.choice((0, 0, 1, 1, 1, 2, 3, 4)) for number in range(200)]


NOT_SET: dict[str, Sequence[Commit]] = {
    "29 whole hours": at(spread(29, HOUR)),
    "29 whole minutes among others": at([*spread(29, 60), *not_on_minutes(60)]),
    "less than a tenth": at([*spread(30, HOUR), *human(271)]),
    "minutes by a chance of one in a thousand": at([*spread(30, 60, seed=4), *human(900, seed=4)]),
    "only the day is known": at(START + DAY * number for number in range(60)),
    "only the day is known, in summer and in winter": at(
        START + DAY * number + (HOUR if number > 30 else 0) for number in range(60)),
    "a job started every hour": at(jobs(HOUR)),
    "the same message at whole hours": at(spread(60, HOUR), message="backup", path="notes/*.md"),
    "the same message and program at whole hours": at(spread(60, HOUR), message="run", path="app.py"),
    "a notebook that is saved at whole hours": at(spread(60, HOUR), message="save 12", path="lesson.ipynb"),
    "one stroke": at([START] * 60),
    "one commit a second": at(range(START, START + 600)),
    "nothing": [],
    "no dates": [changed(each, authored=None) for each in at(spread(60, HOUR))],
}  # fmt: skip


@pytest.mark.parametrize("commits", NOT_SET.values(), ids=NOT_SET)
def test_what_a_clock_a_job_or_an_import_gives_is_not_asked_about(commits: Sequence[Commit]) -> None:
    assert set_times(Commits.of(commits)) is None


def test_a_tenth_on_whole_hours_is_enough_and_less_is_not() -> None:
    hours = spread(30, HOUR)
    others = [each + 1 if each % HOUR == 0 else each for each in human(271)]
    assert set_times(Commits.of(at([*hours, *others[:270]]))) is not None
    assert set_times(Commits.of(at([*hours, *others]))) is None


@pytest.mark.parametrize("repeated", [4, 5])
def test_five_commits_with_the_same_message_and_file_are_a_job(repeated: int) -> None:
    groups = [
        at([START + HOUR * (97 * number + 5 * each) for each in range(repeated)],
           message=f"run {_letters(number)}", path="a.py")
        for number in range(10)
    ]  # fmt: skip
    assert (set_times(Commits.of([each for group in groups for each in group])) is None) is (repeated == 5)


@given(st.integers(0, 2**32), st.integers(30, 300))
def test_random_times_are_never_on_a_grid(seed: int, count: int) -> None:
    chance = random.Random(seed)
    assert set_times(Commits.of(at(chance.randrange(START, START + 400 * DAY) for _ in range(count)))) is None


@given(st.integers(0, 2**32), st.integers(30, 300))
def test_times_of_work_are_never_on_a_grid(seed: int, count: int) -> None:
    assert set_times(Commits.of(at(human(count, seed)))) is None


@given(st.lists(st.integers(-(2**62), 2**62) | st.none(), max_size=60))
def test_any_times_are_no_error(times: list[int | None]) -> None:
    set_times(
        Commits.of([changed(each, authored=time) for each, time in zip(at(range(60)), times, strict=False)])
    )


@given(st.integers(1, 60), st.data(), st.floats(0.001, 0.9))
def test_the_tail_is_the_sum_of_the_binomial(trials: int, data: st.DataObject, probability: float) -> None:
    hits = data.draw(st.integers(0, trials))
    exact = math.fsum(
        math.comb(trials, each) * probability**each * (1 - probability) ** (trials - each)
        for each in range(hits, trials + 1)
    )
    found = tail(trials, hits, probability)
    if hits > trials * probability:
        assert 10**found == pytest.approx(exact, rel=1e-6)
    else:
        assert found == 0.0


@pytest.mark.parametrize(("trials", "hits", "one_in"), [(216, 89, 3600), (4000, 200, 60), (11_000, 230, 60)])
def test_a_tail_too_small_for_a_number_is_still_a_power(trials: int, hits: int, one_in: int) -> None:
    # Each term is less than four fifths of the one before: what is left out after 60 does not show in the sum.
    few = range(hits, min(trials, hits + 60) + 1)
    ways = sum(math.comb(trials, each) * (one_in - 1) ** (trials - each) for each in few)
    exact = math.log10(ways) - trials * math.log10(one_in)
    assert tail(trials, hits, 1 / one_in) == pytest.approx(exact, abs=1e-5)


def test_more_hits_than_trials_and_none_at_all() -> None:
    assert tail(10, 11, 0.5) == -math.inf
    assert tail(0, 0, 0.5) == 0.0
    assert tail(200_000, 200_000, 1 / 60) == pytest.approx(-200_000 * math.log10(60))
