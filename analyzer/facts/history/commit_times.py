"""Times of commits that no clock gives: on whole hours, quarters or minutes, or with equal seconds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence

from msgspec import Struct

from analyzer.commits import Commit, Commits
from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import kinds
from analyzer.sources import SECONDS_A_DAY

# Of 118 public repositories with 30 to 52,000 commits the most had 4 % of their times on whole minutes and
# 3 % (one time of 33) on whole quarters of an hour; 1.7 % and 0.1 % are to be expected. The lowest chance was
# about one in 2,000.
FEWEST_ON_A_GRID = 30
MOST_BY_CHANCE = -9.0
"""Power of ten: from 1 in 1,000,000,000 on a grid is not put down to chance."""
SHARE_ON_A_GRID = 0.1
# A job that a clock starts commits within seconds of it, not always in the same one.
JOB_TAKES = 5
JOBS_BY_CHANCE = -4.0
# Where nearly all times are one or two times of a day (in summer and in winter), only the days were known.
DAYS_ONLY = 0.9
TIMES_OF_DAYS = 2
# What a job commits has the same message and the same files, but for numbers.
SAME_COMMITS = 5
PATHS_LOOKED_AT = 20
_NO_WORDS = lazy_regex(r"[\W\d_]+")
# Whole hours of every time zone are quarters of an hour in UTC.
_STEPS = ((3600, "at whole hours"), (900, "at whole quarters of an hour"), (60, "at whole minutes"))
_PROGRAMS = frozenset({FileKind.PYTHON, FileKind.SOURCE})
_SAME_SECOND = "with the same second of the minute"


class Grid(Struct, frozen=True):
    """Commits whose times lie on a grid: which, of how many, the words, and the chance as a power of ten."""

    commits: frozenset[str]
    of: int
    words: str
    chance: float

    @property
    def odds(self) -> str:
        """The chance in words: "1 in 10^103"."""
        return f"1 in 10^{math.floor(-self.chance)}"


def set_times(work: Commits) -> Grid | None:
    """The commits on the clearest grid far beyond chance: those of one address if they alone make it up."""
    dated = work.where(lambda each: each.authored is not None)
    authors = dated.grouped(lambda each: each.author.email.casefold() or each.author.name)
    found = [grid for group in authors.values() if (grid := _grid_of_work(group)) is not None]
    if not found and len(authors) > 1 and (whole := _grid_of_work(dated)) is not None:
        found.append(whole)
    if not found:
        return None
    clearest = min(found, key=lambda grid: (grid.chance, grid.words))
    marked = frozenset[str]().union(*(grid.commits for grid in found))
    return Grid(marked, sum(grid.of for grid in found), clearest.words, clearest.chance)


def tail(trials: int, hits: int, probability: float) -> float:
    """The chance of at least so many hits, as a power of ten; 0.0 where it is certain."""
    if hits <= 0:
        return 0.0
    if hits > trials:
        return -math.inf
    if hits <= trials * probability:
        return 0.0  # at least about one half: nothing that anybody asks about
    first = (
        math.lgamma(trials + 1)
        - math.lgamma(hits + 1)
        - math.lgamma(trials - hits + 1)
        + hits * math.log(probability)
        + (trials - hits) * math.log1p(-probability)
    )
    term = total = 1.0
    for number in range(hits, trials):
        term *= (trials - number) / (number + 1) * probability / (1 - probability)
        total += term
        if term < total * 1e-12:
            break
    return min(0.0, (first + math.log(total)) / math.log(10))


def _grid_of_work(commits: Sequence[Commit]) -> Grid | None:
    """The grid that these commits lie on, those of jobs left aside."""
    return None if _grid(commits) is None else _grid(list(_no_jobs(commits)))


def _no_jobs(commits: Sequence[Commit]) -> Iterator[Commit]:
    """The commits without those that repeat themselves, as scheduled jobs and editors that save do.

    They repeat their message and, unless they touch no program, their files, but for numbers.
    """
    alike = [_likeness(each) for each in commits]
    often = Counter(alike)
    for each, key in zip(commits, alike, strict=True):
        if often[key] < SAME_COMMITS:
            yield each


def _likeness(commit: Commit) -> Hashable:
    paths = commit.paths[:PATHS_LOOKED_AT]
    message = _NO_WORDS.sub(" ", commit.subject.casefold()).strip()
    if not any(kinds(path) & _PROGRAMS for path in paths):
        return message
    return message, frozenset(_NO_WORDS.sub(" ", path) for path in paths)


def _grid(commits: Sequence[Commit]) -> Grid | None:
    """The coarsest grid that says all there is to say about the times of these commits."""
    times = {each.authored for each in commits if each.authored is not None}
    found: tuple[frozenset[int], str, float] | None = None
    for step, words in _STEPS:
        on = frozenset(time for time in times if time % step == 0)
        before = frozenset[int]() if found is None else found[0]
        chance = tail(len(times) - len(before), len(on) - len(before), 1 / step)
        if len(on) - len(before) >= FEWEST_ON_A_GRID and chance <= MOST_BY_CHANCE:
            found = on, words, tail(len(times), len(on), 1 / step)
    if found is None:
        found = _same_second(times)
    if found is None:
        return None
    on, words, chance = found
    if len(on) < SHARE_ON_A_GRID * len(times) or _days_only(on) or _by_a_clock(times, on):
        return None
    return Grid(frozenset(each.sha for each in commits if each.authored in on), len(commits), words, chance)


def _same_second(times: Collection[int]) -> tuple[frozenset[int], str, float] | None:
    if not times:
        return None
    second, count = min(Counter(time % 60 for time in times).items(), key=lambda item: (-item[1], item[0]))
    # Any of the sixty would have been noticed.
    chance = min(0.0, tail(len(times), count, 1 / 60) + math.log10(60))
    if count < FEWEST_ON_A_GRID or chance > MOST_BY_CHANCE:
        return None
    return frozenset(time for time in times if time % 60 == second), _SAME_SECOND, chance


def _days_only(on: Collection[int]) -> bool:
    """Whether the times say no more than the day, as in what was brought here from dated copies."""
    of_the_day = Counter(time % SECONDS_A_DAY for time in on)
    return sum(count for _time, count in of_the_day.most_common(TIMES_OF_DAYS)) >= DAYS_ONLY * len(on)


def _by_a_clock(times: Collection[int], on: Collection[int]) -> bool:
    """Whether far too many of the other times follow within seconds of the grid."""
    seconds = {time % 60 for time in on}
    others = [time for time in times if time not in on]
    after = sum(any(0 < (time - second) % 60 <= JOB_TAKES for second in seconds) for time in others)
    return tail(len(others), after, JOB_TAKES / 59) <= JOBS_BY_CHANCE
