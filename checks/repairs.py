"""Repairs of what was in use: changes taken back, data repaired, incidents followed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.commits import Commit
from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.incident_changes import incidents_followed
from analyzer.facts.history.lived import LONG_DAYS_LIVED, LONG_MONTHS_LIVED, months_of, not_shown
from analyzer.facts.history.repairs import data_repairs, fixed_with_test, on_the_machine, switched_off
from analyzer.facts.history.undone import Undone, undone
from analyzer.facts.history.upkeep import days_of_work, spread
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import plural

# Twelve of thirteen repositories in which a change was taken back within days were in use. One is an
# accident; in a third month it is how something in use is looked after.
REPAIR_MONTHS = 3
# Programs that nobody runs get fixes with tests as well, so these alone need half a year.
FIX_MONTHS = 2
WEAKER_DAYS = 2


@check(
    id="repairs",
    title="repairs in use",
    reads=(FileKind.HISTORY, FileKind.PROSE),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="What had happened before {path}, how was it noticed, and how long did it last?",
        absent="Tell me about a change that you had to take back. How did you know, and how fast were you?",
        strong="Starts with what users saw, and says what was taken back first and what prevents it now.",
        weak="Nothing ever had to be taken back.",
    ),
    other_languages=OtherLanguages("paths and commits are read, whatever the language"),
    covers=("C3", "C4", "E10"),
)
def repairs(repo: Snapshot) -> Iterator[Observation]:
    """Something that was in use broke, and people repaired it.

    A repair is a revert of a commit of this history (named by its id, subject or number) that changed
    what runs, an hour to 30 days later; a script that repairs or fills in data, added at least 90 days
    after the start; or a report of an incident that names a commit or pull request of that time. Reverts
    within an hour, of dependencies, of trials, of releases and of how code looks are weaker, and so are
    small fixes together with a test 90 days after the start, commits made on a machine named like a cloud
    host (people also develop there), and schedules or services switched off half a year after it.
    Rehearsals, drills, merges of branches and reverts of reverts are nothing. Present: one repair; weaker
    reverts or what is switched off on at least 2 days, fixes with a test in at least 2 months, one commit
    on such a machine. Substantive: repairs in at least 3 different months, or fixes with a test in at
    least 6 that span at least 180 days. Sustained: repairs in at least 6 different months that span at
    least 180 days. A history that is incomplete, imported or shorter leaves it open.
    """
    yield from not_shown(repo, REPAIR_MONTHS)
    taken_back = undone(repo)
    strong = [each for each in taken_back if not each.less]
    scripts = data_repairs(repo)
    reports = tuple(incidents_followed(repo))
    level = _level(
        [
            *(each.revert for each in strong),
            *(each for each, _path in scripts),
            *(each for _p, _r, each in reports),
        ]
    )
    if level is not None:
        yield from _reverts(strong, level)
        yield from _scripts(repo, scripts, level)
        for path, report, change in reports:
            note = f"a report of an incident names the change that followed, commit {change.sha[:10]}"
            yield Evidence(path, None, level, note, (change.sha, report.sha))
    yield from _weaker(repo, [each for each in taken_back if each.less])


def _level(commits: Sequence[Commit]) -> Level | None:
    months = months_of(commits)
    if not months:
        return None
    if len(months) < REPAIR_MONTHS:
        return Level.PRESENT
    long = len(months) >= LONG_MONTHS_LIVED and months.days >= LONG_DAYS_LIVED
    return Level.SUSTAINED if long else Level.SUBSTANTIVE


def _reverts(found: Sequence[Undone], level: Level) -> Iterator[Evidence]:
    if found:
        newest = found[0]
        months = months_of(each.revert for each in found)
        note = (
            f"{plural(len(found), 'change')} of what runs taken back within days"
            f"{f', {months.words}' if len(months) > 1 else ''}; "
            f"the last, {newest.change.sha[:10]}, after {newest.lasted}"
        )
        yield Evidence(None, None, level, note, spread([each.revert for each in found]))


def _scripts(repo: Snapshot, found: Sequence[tuple[Commit, str]], level: Level) -> Iterator[Evidence]:
    if found:
        here = [path for _commit, path in found if repo.exists(path)]
        what = (
            "script that repairs or fills" if len(found) == 1 else f"{len(found)} scripts that repair or fill"
        )
        note = f"{'1 ' if len(found) == 1 else ''}{what} in data, added long after the start"
        yield Evidence(here[0] if here else None, None, level, note, spread([each for each, _path in found]))


def _weaker(repo: Snapshot, reverts: Sequence[Undone]) -> Iterator[Evidence]:
    """What shows less, or only beside something else."""
    if len(days_of_work([each.revert for each in reverts])) >= WEAKER_DAYS:
        reasons = ", ".join(sorted({each.less for each in reverts}))
        note = f"{plural(len(reverts), 'change')} of what runs taken back {reasons}"
        yield Evidence(None, None, Level.PRESENT, note, spread([each.revert for each in reverts]))
    fixed = fixed_with_test(repo)
    months = months_of(fixed)
    if len(months) >= FIX_MONTHS:
        long = len(months) >= LONG_MONTHS_LIVED and months.days >= LONG_DAYS_LIVED
        note = f"{plural(len(fixed), 'fix').replace('fixs', 'fixes')} together with a test {months.words}"
        yield Evidence(None, None, Level.SUBSTANTIVE if long else Level.PRESENT, note, spread(fixed))
    for commits, days, what in (
        (on_the_machine(repo), 1, "committed on a machine named like a cloud host"),
        (switched_off(repo), WEAKER_DAYS, "a schedule or a service switched off long after the start"),
    ):
        if len(days_of_work(commits)) >= days:
            note = f"{plural(len(commits), 'commit')}: {what}"
            yield Evidence(None, None, Level.PRESENT, note, spread(commits))
