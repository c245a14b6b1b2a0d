"""Whether commits carry set times, or change hardly anything, far more often than work explains."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.commit_times import Grid
from analyzer.facts.padding import padding
from analyzer.facts.routines import Routine
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural


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
    """Many commits change only one text at regular intervals, or carry times that no clock gives.

    One text: half of all commits, at least 30, change only the same text file (prose, a log, a list or a
    data stamp, not a program or a changelog) or no file. Regular: without the longest 5 %, the gaps between
    the commits, or between at least 15 days with commits, have a standard deviation of at most half their
    mean; or half of at least 3 such days have 10 or more. Files kept by more than three people do not count.
    Set times: at least 30 commits, and a tenth of those with one address, at whole hours, quarters or
    minutes or with equal seconds, where the chance of that is at most one in 1,000,000,000. Not counted:
    commits that repeat their message and files (a scheduled job), times within seconds of the grid beside
    it, and dates that say no more than the day.

    Commits by bots do not count. A diary, a scheduled job or a tool that rounds times looks the same, so
    this is a question; for a data file where CI runs on a schedule it is a remark. What is asked about does
    not count as days or months of work. Not raised where part of the history could not be read.
    """
    found = padding(repo)
    total = len(repo.work)
    said: list[str] = []
    places: list[Evidence] = []
    if found.routine is not None:
        shown, place = _of_routine(repo, found.routine, total)
        places += place
        if found.is_refresh:
            remark = f"{shown}; CI runs on a schedule here and may update this file"
            if found.grid is None:
                yield Flag("padded_history", Severity.INFO, remark, tuple(places))
                return
        else:
            job = "the job that CI runs here on a schedule" if found.scheduled else "a scheduled job"
            alike = f"a diary, a list that is updated every day and {job} look the same"
            said.append(f"{shown}: what are they for? {alike}")
    if found.grid is not None:
        said.append(_of_grid(found.grid, total))
    if said:
        yield Flag("padded_history", Severity.ASK, "; ".join(said), tuple(places))


def _of_routine(repo: Snapshot, routine: Routine, total: int) -> tuple[str, list[Evidence]]:
    shown = f"{len(routine.commits)} of {plural(total, 'commit')}"
    what = "change only one text file" if routine.path else "change no file"
    places = []
    if repo.exists(routine.path):
        places.append(Evidence(routine.path, None, Level.CLAIMED, f"{shown} change nothing else"))
    return f"{shown} {what}, {routine.rhythm}", places


def _of_grid(grid: Grid, total: int) -> str:
    aside = "" if grid.of == total else " (other authors and scheduled jobs left aside)"
    return (
        f"{len(grid.commits)} of {plural(grid.of, 'commit')}{aside} were made {grid.words}; the chance of "
        f"that is {grid.odds}: which tool set these times? one that rounds times, and an old system that "
        "kept no seconds, look the same"
    )
