"""Whether commits carry set times, or change hardly anything, far more often than work explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.history.commit_times import Grid
from analyzer.facts.history.padding import Padding, padding
from analyzer.facts.history.routines import Routine
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural

COMMITS_TO_OPEN = 3


@flag_check(
    id="padded_history",
    title="commits with set times or hardly any change",
    reads=(FileKind.HISTORY, FileKind.CI),
    question=FlagQuestion(
        competency=Competency.COMMUNICATION,
        ask="Many commits here change next to nothing, or carry times that were set. What are they for?",
        strong="Explains the routine or the tool, and what would be lost without it.",
        weak="Does not know.",
        not_of_remarks=True,
        covers=("H5",),
    ),
)
def padded_history(repo: Snapshot) -> Iterator[FlagResult]:
    """Many commits change hardly anything, or carry times that no clock gives.

    One text: half of all commits, at least 30, change only the same text file (prose, a log, a list or a
    data stamp, not a program or a changelog) or no file. Regular: without the longest 5 %, the gaps between
    the commits, or between at least 15 days with commits, have a standard deviation of at most half their
    mean; or half of at least 3 such days have 10 or more. Files kept by more than three people do not count.
    A stamp: a fifth of all commits, at least 30, change only a file that holds a time or a counter today.
    Announced code: at least 10 commits, half of those that change only one file which holds no code, name
    code that they add or correct, in at least 8 different words. The same change: one file goes from one
    content to the same other one at least 10 times (not settings, which operation moves back and forth).
    Set times: at least 30 commits, and a tenth of those with one address, at whole hours, quarters or
    minutes or with equal seconds, where the chance of that is at most one in 1,000,000,000. Not counted:
    commits that repeat their message and files (a scheduled job), times within seconds of the grid beside
    it, and dates that say no more than the day. Dates over months that were committed within an hour are
    said, and count, only where most of these commits bear one of the other marks.

    Commits by bots do not count. A diary, a scheduled job or a tool that rounds times looks the same, so
    this is a question; for a data file where CI runs on a schedule it is a remark. What is asked about does
    not count as days or months of work. Not raised where part of the history could not be read.
    """
    found, total = padding(repo), len(repo.work)
    if found.routine is not None and found.is_refresh and not found.commits:
        shown, places = _of_routine(repo, found.routine, total)
        remark = f"{shown}; CI runs on a schedule here and may update this file"
        yield Flag("padded_history", Severity.INFO, remark, places)
        return
    said = list(_sayings(repo, found, total))
    if said:
        message = "; ".join(words for words, _places in said)
        yield Flag(
            "padded_history", Severity.ASK, message, tuple(each for _words, some in said for each in some)
        )


def _sayings(repo: Snapshot, found: Padding, total: int) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """What is asked about, mark by mark, with the places to open."""
    if found.routine is not None and not found.is_refresh:
        shown, places = _of_routine(repo, found.routine, total)
        job = "the job that CI runs here on a schedule" if found.scheduled else "a scheduled job"
        alike = f"a diary, a list that is updated every day and {job} look the same"
        yield f"{shown}: what are they for? {alike}", places
    if found.grid is not None:
        yield _of_grid(found.grid, total), ()
    for each in found.announced:
        names = f"the messages of {len(each.announced)} of them name code that they add or change"
        yield (
            f"{_alone(each.commits, total)} {each.path}, and {names}: where is that code?",
            (_of_commits(each.announced, "the message names code; the commit holds none"),),
        )
    for stamp in found.stamps:
        shown = _alone(stamp.commits, total)
        alike = "a scheduled job and a counter of builds look the same"
        yield (
            f"{shown} {stamp.path}, which holds a time or a counter: what are they for? {alike}",
            (Evidence(stamp.path, None, Level.CLAIMED, f"{shown} it"),),
        )
    for repeat in found.repeats:
        yield (
            f"the same change of {repeat.path} was made {repeat.times} times: what was tried?",
            (_of_commits(sorted(repeat.commits), "makes or undoes the same change"),),
        )
    if found.one_go is not None:
        count = plural(len(found.one_go.commits), "commit")
        yield f"{count} with dates over {found.one_go.days} days were committed within an hour", ()


def _alone(commits: frozenset[str], total: int) -> str:
    return f"{len(commits)} of {plural(total, 'commit')} change only"


def _of_commits(commits: Sequence[str], note: str) -> Evidence:
    return Evidence(None, None, Level.CLAIMED, note, commits=tuple(commits[:COMMITS_TO_OPEN]))


def _of_routine(repo: Snapshot, routine: Routine, total: int) -> tuple[str, tuple[Evidence, ...]]:
    shown = f"{len(routine.commits)} of {plural(total, 'commit')}"
    what = "change only one text file" if routine.path else "change no file"
    places: tuple[Evidence, ...] = ()
    if repo.exists(routine.path):
        places = (Evidence(routine.path, None, Level.CLAIMED, f"{shown} change nothing else"),)
    return f"{shown} {what}, {routine.rhythm}", places


def _of_grid(grid: Grid, total: int) -> str:
    aside = "" if grid.of == total else " (other authors and scheduled jobs left aside)"
    return (
        f"{len(grid.commits)} of {plural(grid.of, 'commit')}{aside} were made {grid.words}; the chance of "
        f"that is {grid.odds}: which tool set these times? one that rounds times, and an old system that "
        "kept no seconds, look the same"
    )
