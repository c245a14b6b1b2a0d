"""What time leaves in a history: the months in which something was done, and whether a history shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.facts.history.rhythm import bulk_reason, rhythm, span_in_words
from analyzer.model import Level, NotApplicable, Unseen
from analyzer.repository import Snapshot
from analyzer.sources import SECONDS_A_DAY
from analyzer.text import plural

# A second month may be the end of one piece of work; half a year of months has seen more than one release.
SOME_MONTHS = 2
SOME_DAYS_LIVED = 28
"""The end of one month and the beginning of the next are a week, not two months."""
LONG_MONTHS_LIVED = 6
LONG_DAYS_LIVED = 180
MOST_COMMITS_SHOWN = 50
COMMIT_CUT = 10
"""Characters of an id that a note shows."""


class Months(Struct, frozen=True):
    """The calendar months in which something was done, each with its first commit; the oldest first."""

    first: Mapping[str, Commit]
    days: int

    def __len__(self) -> int:
        return len(self.first)

    def level(self, substantive: int) -> Level | None:
        """How much that shows, where so many months are substantive; None of less than four weeks."""
        if len(self) < SOME_MONTHS or self.days < SOME_DAYS_LIVED:
            return None
        if len(self) < substantive:
            return Level.PRESENT
        long = len(self) >= LONG_MONTHS_LIVED and self.days >= LONG_DAYS_LIVED
        return Level.SUSTAINED if long else Level.SUBSTANTIVE

    @property
    def words(self) -> str:
        """`in 5 different months over 11 months`, `in 4 different months over 64 days`."""
        span = span_in_words(self.days)
        # The end of June to the beginning of September: more months than their days make.
        if self.days < (len(self) - 1) * SHORTEST_MONTH:
            span = f"{self.days} days"
        return f"in {plural(len(self), 'different month')} over {span}"


SHORTEST_MONTH = 28


@lru_cache(maxsize=10_000)
def _month_of(day: int) -> str:
    """The month of a day, counted from 1 January 1970."""
    return datetime.fromtimestamp(day * SECONDS_A_DAY, UTC).strftime("%Y-%m")


def months_of(commits: Iterable[Commit]) -> Months:
    """The months in which the commits were written, UTC; impossible dates have none."""
    dated = sorted(
        ((each.written, each.sha, each) for each in commits if each.written is not None),
        key=itemgetter(0, 1),
    )
    first: dict[str, Commit] = {}
    for written, _sha, commit in dated:
        first.setdefault(_month_of(written // SECONDS_A_DAY), commit)
    days = (dated[-1][0] - dated[0][0]) // SECONDS_A_DAY + 1 if dated else 0
    return Months(first, days)


def shown_by(commits: Iterable[Commit]) -> tuple[str, ...]:
    """The ids of the newest of the commits, as evidence carries them: the newest first."""
    ordered = sorted(set(commits), key=lambda each: (each.written or 0, each.sha), reverse=True)
    return tuple(each.sha for each in ordered[:MOST_COMMITS_SHOWN])


def not_shown(repo: Snapshot, months: int) -> Iterator[Unseen | NotApplicable]:
    """Why the history could not show work in so many different months, however the project was run."""
    if repo.history_problem is not None:
        yield Unseen(f"part of the history could not be read: {repo.history_problem}")
        return
    numbers = rhythm(repo)
    if numbers.commits == 0:
        yield NotApplicable("the assessed branch has no commits besides merges and bots")
    elif (reason := bulk_reason(numbers)) is not None:
        yield Unseen(f"what came before is not in the history: {reason}")
    elif numbers.months < months:
        yield Unseen(
            f"the history is too short to show it: it has commits in {plural(numbers.months, 'month')}, "
            f"and {months} are asked for"
        )
