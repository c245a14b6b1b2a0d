"""How the work grew: the rhythm of a history, and whether it is a bulk import."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from msgspec import Struct

from analyzer.facts.history.padding import padded, padding
from analyzer.facts.history.people import authors_at_least
from analyzer.repository import Snapshot, arrivals, derived, is_work, readable_paths
from analyzer.sources import SECONDS_A_DAY
from analyzer.text import plural

# On fewer days nothing is said of the rhythm, nor of the dates.
SOME_DAYS = 5
# Days of work to one day of commits: from there on a reader is told that the history was written anew.
DAYS_A_COMMITTED_DAY = 5

# One drop: few commits, or nearly every file from one or two of them in a short history.
FEW_COMMITS = 3
SHORT_HISTORY = 50
VERY_SHORT_HISTORY = 10
NEARLY_ALL_FILES = 0.8
WEB_UPLOAD = "add files via upload"


class Rhythm(Struct, frozen=True):
    """Statistics of a history, over commits that are neither merges nor a bot's.

    Days and months are those of the `counted` commits: without those that carry set times or change next to
    nothing (`analyzer.facts.history.padding`). `steps` are those that change something, whatever their times.
    """

    commits: int
    counted: int
    steps: int
    authors: int
    active_days: int
    span_days: int
    months: int
    busiest_day_share: float
    largest_commit_share: float
    two_largest_share: float
    web_uploads: int
    undated: int
    committed_days: int


@derived
def rhythm(repo: Snapshot) -> Rhythm:
    """The rhythm of the assessed branch, bots and merges left out."""
    work, left_out = repo.work, padded(repo)
    counted = work.without(left_out)
    committed = {commit.committed // SECONDS_A_DAY for commit in counted if commit.committed is not None}
    days = Counter(commit.written // SECONDS_A_DAY for commit in counted if commit.written is not None)
    brought = _files_brought(repo)
    files = len(readable_paths(repo)) or 1
    return Rhythm(
        commits=len(work),
        counted=len(counted),
        steps=len(work) - len(padding(repo).hardly_a_change),
        authors=authors_at_least(repo),
        active_days=len(days),
        span_days=max(days) - min(days) + 1 if days else 0,
        months=len({_month(day) for day in days}),
        busiest_day_share=max(days.values()) / sum(days.values()) if days else 0.0,
        largest_commit_share=sum(brought[:1]) / files,
        two_largest_share=sum(brought[:2]) / files,
        web_uploads=sum(commit.subject.casefold().startswith(WEB_UPLOAD) for commit in work),
        undated=sum(commit.written is None for commit in work),
        committed_days=len(committed),
    )


def _month(day: int) -> str:
    """The calendar month, in UTC, of a day counted from the first of January 1970."""
    return datetime.fromtimestamp(day * SECONDS_A_DAY, UTC).strftime("%Y-%m")


def _files_brought(repo: Snapshot) -> list[int]:
    """For each commit of the work that added any of today's readable files, how many; the most first."""
    brought = Counter(commit for commit in arrivals(repo).values() if is_work(commit))
    return sorted(brought.values(), reverse=True)


def doubtful_dates(numbers: Rhythm) -> str:
    """A note where the committer dates hardly support the author dates."""
    if numbers.active_days < SOME_DAYS or numbers.committed_days * DAYS_A_COMMITTED_DAY > numbers.active_days:
        return ""
    return f"; all were committed on {plural(numbers.committed_days, 'day')}: a rebase, or manually set dates"


def span_in_words(days: int) -> str:
    """`1 day`, `59 days`, `2 months`."""
    if days >= 60:
        return f"{round(days / 30.4)} months"
    return "1 day" if days == 1 else f"{days} days"


def bulk_reason(numbers: Rhythm) -> str | None:
    """Why the history looks like a bulk import; None if it does not."""
    if numbers.commits == 0:
        return None
    steps = numbers.steps
    others = numbers.commits - steps
    besides = f" besides {others:,} that change next to nothing" if others else ""
    if steps <= FEW_COMMITS:
        return f"only {plural(steps, 'commit')}{besides}"
    if numbers.largest_commit_share >= NEARLY_ALL_FILES and steps < SHORT_HISTORY:
        return f"one of {steps} commits{besides} added {numbers.largest_commit_share:.0%} of the files"
    if steps <= VERY_SHORT_HISTORY:
        if numbers.two_largest_share >= NEARLY_ALL_FILES:
            return f"two of {steps} commits{besides} added {numbers.two_largest_share:.0%} of the files"
        if numbers.web_uploads == numbers.commits:
            return f"all {numbers.commits} commits are uploads through a web page"
    return None
