"""How the work grew: depth and rhythm of the history, and one drop told from many steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from analyzer.declarations import Competency, FileKind, Questions
from analyzer.engine.registry import check
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation, Unseen
from analyzer.repository.arrivals import arrivals, readable_paths
from analyzer.repository.derived import derived
from analyzer.repository.snapshot import Snapshot
from analyzer.sources import SECONDS_A_DAY, Commit
from analyzer.text import plural

# Half of 33 self-named portfolio repositories had at least 77 commits, on 12 active days over 28 days.
# Work on as many days is iterative, however few commits a day; a course followed in a week is not.
DEEP_COMMITS = 25
DEEP_DAYS = 10
SOME_DAYS = 5
SOME_SPAN_DAYS = 14
REGULAR_SPAN_DAYS = 28
REGULAR_DAYS = 10
LONG_SPAN_DAYS = 90
LONG_ACTIVE_DAYS = 15
LONG_MONTHS = 4
# Days of work to one day of commits: from there on a reader is told that the history was written anew.
DAYS_A_COMMITTED_DAY = 5

# One drop: few commits, or nearly every file from one or two of them in a short history.
FEW_COMMITS = 3
SHORT_HISTORY = 50
VERY_SHORT_HISTORY = 10
MOST_FILES = 0.8
WEB_UPLOAD = "add files via upload"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Numbers of a history, over commits that are somebody's work."""

    commits: int
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
    work = repo.work
    days = Counter(commit.written // SECONDS_A_DAY for commit in work if commit.written is not None)
    brought = _files_brought(repo, work)
    files = len(readable_paths(repo)) or 1
    return Rhythm(
        commits=len(work),
        authors=len({commit.author.email.casefold() or commit.author.name for commit in work}),
        active_days=len(days),
        span_days=max(days) - min(days) + 1 if days else 0,
        months=len({_month(day) for day in days}),
        busiest_day_share=max(days.values()) / sum(days.values()) if days else 0.0,
        largest_commit_share=sum(brought[:1]) / files,
        two_largest_share=sum(brought[:2]) / files,
        web_uploads=sum(commit.subject.casefold().startswith(WEB_UPLOAD) for commit in work),
        undated=sum(commit.written is None for commit in work),
        committed_days=len({each.committed // SECONDS_A_DAY for each in work if each.committed is not None}),
    )


def _month(day: int) -> str:
    """The calendar month, in UTC, of a day counted from the first of January 1970."""
    return datetime.fromtimestamp(day * SECONDS_A_DAY, UTC).strftime("%Y-%m")


def _files_brought(repo: Snapshot, commits: Sequence[Commit]) -> list[int]:
    """For each commit that brought any of today's readable files, how many; the most first."""
    counted = {commit.sha for commit in commits}
    brought = Counter(commit.sha for commit in arrivals(repo).values() if commit.sha in counted)
    return sorted(brought.values(), reverse=True)


def _dated(numbers: Rhythm) -> str:
    """What the committers' dates say of the authors', where they hardly bear them out."""
    if numbers.active_days < SOME_DAYS or numbers.committed_days * DAYS_A_COMMITTED_DAY > numbers.active_days:
        return ""
    return f"; all were committed on {plural(numbers.committed_days, 'day')}: a rebase, or dates set by hand"


def _span(days: int) -> str:
    if days >= 60:
        return f"{round(days / 30.4)} months"
    return "1 day" if days == 1 else f"{days} days"


@check(
    id="history_depth",
    title="iterative history",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="Which change in this history taught you the most, and what did the one after it repair?",
        absent="Where did this work live before it came here, and how did it grow?",
        strong="Tells one change from first idea to last correction, and names what it cost to be wrong.",
        weak="Lists features in the order of the commits.",
    ),
    covers=("H5",),
)
def history_depth(repo: Snapshot) -> Iterator[Observation]:
    """The work was made in steps, not in one drop.

    Counted on the assessed branch, without merges and without bots. Present: more than three
    commits, no bulk import. Substantive: at least 25 commits on at least 10 days.
    """
    if repo.history_problem is not None:
        yield Unseen(f"part of the history could not be read: {repo.history_problem}")
    numbers = rhythm(repo)
    yield Fact("commits", numbers.commits)
    yield Fact("authors", numbers.authors)
    yield Fact("active_days", numbers.active_days)
    yield Fact("span_days", numbers.span_days)
    yield Fact("busiest_day_share", round(numbers.busiest_day_share, 3))
    yield Fact("largest_commit_share", round(numbers.largest_commit_share, 3))
    if numbers.undated:
        yield Fact("undated_commits", numbers.undated)
    one_drop = repo.history_problem is None and bulk_reason(numbers) is not None
    if one_drop or numbers.commits <= FEW_COMMITS:
        return
    level = (
        Level.SUBSTANTIVE
        if numbers.commits >= DEEP_COMMITS and numbers.active_days >= DEEP_DAYS
        else Level.PRESENT
    )
    yield Evidence(
        None,
        None,
        level,
        f"{plural(numbers.commits, 'commit')} on {plural(numbers.active_days, 'day')} "
        f"over {_span(numbers.span_days)}, "
        f"the largest brought {numbers.largest_commit_share:.0%} of today's files{_dated(numbers)}",
    )


def bulk_reason(numbers: Rhythm) -> str | None:
    """Why the history reads as one drop; None if it does not."""
    if numbers.commits == 0:
        return None
    if numbers.commits <= FEW_COMMITS:
        return f"only {plural(numbers.commits, 'commit')}"
    if numbers.largest_commit_share >= MOST_FILES and numbers.commits < SHORT_HISTORY:
        return f"one of {numbers.commits} commits brought {numbers.largest_commit_share:.0%} of the files"
    if numbers.commits <= VERY_SHORT_HISTORY:
        if numbers.two_largest_share >= MOST_FILES:
            return f"two of {numbers.commits} commits brought {numbers.two_largest_share:.0%} of the files"
        if numbers.web_uploads == numbers.commits:
            return f"all {numbers.commits} commits are uploads through a web page"
    return None


@check(
    id="sustained_activity",
    title="sustained activity",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="What changed between the first and the last months of this history, and who asked for it?",
        absent="Which piece of software did you look after for more than a few weeks?",
        strong="Names what use taught after the first version, and the change that followed.",
        weak="The work ended when it ran for the first time.",
    ),
    covers=("E10",),
)
def sustained_activity(repo: Snapshot) -> Iterator[Observation]:
    """The work went on for months.

    Present: work on at least 5 days that span at least 14. Substantive: at least 10 days that span
    at least 28. Sustained: at least 15 days that span at least 90 and fall into at least 4 different
    months. No clock is read: how long ago it was does not count. The author's dates count, none of them
    over a day after its commit; work on five times as many days as it was committed on is told.
    """
    if repo.history_problem is not None:
        yield Unseen(f"part of the history could not be read: {repo.history_problem}")
    numbers = rhythm(repo)
    if numbers.commits == 0:
        if repo.history_problem is None:
            yield NotApplicable("no commit on the assessed branch is a person's work")
        return
    if numbers.active_days < SOME_DAYS or numbers.span_days < SOME_SPAN_DAYS:
        return
    level = Level.PRESENT
    if numbers.active_days >= REGULAR_DAYS and numbers.span_days >= REGULAR_SPAN_DAYS:
        level = Level.SUBSTANTIVE
    if (
        numbers.active_days >= LONG_ACTIVE_DAYS
        and numbers.span_days >= LONG_SPAN_DAYS
        and numbers.months >= LONG_MONTHS
    ):
        level = Level.SUSTAINED
    yield Evidence(
        None,
        None,
        level,
        f"work on {plural(numbers.active_days, 'day')} over {_span(numbers.span_days)}, "
        f"in {plural(numbers.months, 'different month')}{_dated(numbers)}",
    )
