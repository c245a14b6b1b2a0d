"""Months in which people worked on what runs."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.lived import Months, months_of, not_shown
from analyzer.facts.history.padding import not_counted
from analyzer.facts.history.rhythm import span_in_words
from analyzer.facts.history.upkeep import (
    days_before_it_ran,
    days_of_work,
    proposals,
    raises,
    spread,
    upkeep_commits,
)
from analyzer.facts.running.what_runs import running
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import plural

# A project of a course or a tender ends within a term: a third month is past the first delivery, unless the
# three are the end of one, a whole one and the beginning of the next.
UPKEEP_MONTHS = 3
UPKEEP_SPAN = 60
# Somebody who comes back to it after half a year comes because it still runs.
MONTHS_OF_A_RETURN = 2
SPAN_OF_A_RETURN = 180
# Half a year has seen dependencies age and a first surprise; ten days are more than a visit a month.
HALF_YEAR_MONTHS = 6
HALF_YEAR_SPAN = 180
HALF_YEAR_WORK = 10
# A dozen months of work cannot fall into less than a year's seasons; twenty days leave out what is touched
# once in a while and otherwise left alone.
YEAR_MONTHS = 12
YEAR_WORK = 20


@check(
    id="upkeep",
    title="upkeep of what runs",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Around {path}, what did this need from you once it ran?",
        absent="Which program have you kept running for longer than a few months, and what did that take?",
        strong="Names what broke or aged without anybody touching it, how that showed, and what was done.",
        weak="Only lists features that were added.",
    ),
    other_languages=OtherLanguages("paths and commits are read, whatever the language"),
    covers=("E10",),
)
def upkeep(repo: Snapshot) -> Iterator[Observation]:
    """People kept working on what is started, deployed, installed or released.

    A month counts if a person (no bot, no merge, no padding) changed source code, container, deployment,
    CI or dependency files in it; of Python the modules that something started leads to, where a start is
    known. Pages of what answers requests belong to it. Notebooks, tests, documents, studies and
    examples do not count, nor does a repository of which nothing is started, deployed, installed or
    released, nor what came before the first file that starts or delivers something. Present: in at least
    3 different months that span at least 60 days, or, of what does not only run by hand, in 2 that span
    at least 180. Substantive: on at least 10 days in at least 6 months that span at least 180 days.
    Sustained: on at least 20 days in at least 12 months. What runs only when somebody starts it by hand
    is at most present. Where there are 3 such months, numbers of issues or pull requests that grow in at
    least 12 months are substantive, and dependencies or runtimes that people raised in at least 4 months
    present, in 6 that span 180 days substantive. A history that is incomplete, imported or shorter than
    half a year leaves it open.
    """
    yield from not_shown(repo, HALF_YEAR_MONTHS)
    commits = upkeep_commits(repo)
    months = months_of(commits)
    days = len(days_of_work(commits))
    level = _level(months, days)
    way = next(iter(running(repo)), None)
    if level is None or way is None:
        return
    if not way.lasting:
        if len(months) < UPKEEP_MONTHS:
            return
        level = Level.PRESENT
    by_hand = "" if way.lasting else ", as far as one can see only by hand"
    words = f"people worked on what runs ({way.why}{by_hand}) on {plural(days, 'day')} (UTC) {months.words}"
    if before := days_before_it_ran(repo):
        words += f"; {plural(before, 'earlier day')}, before anything started or delivered it, not counted"
    # The work itself is shown before what only strengthens it.
    yield Evidence(None, None, level, words + not_counted(repo), spread(commits), size=1)
    if way.lasting and len(months) >= UPKEEP_MONTHS:
        yield from _numbered(repo)
        yield from _raised(repo)


def _level(months: Months, days: int) -> Level | None:
    stayed = len(months) >= UPKEEP_MONTHS and months.days >= UPKEEP_SPAN
    returned = len(months) >= MONTHS_OF_A_RETURN and months.days >= SPAN_OF_A_RETURN
    if not (stayed or returned):
        return None
    if len(months) < HALF_YEAR_MONTHS or months.days < HALF_YEAR_SPAN or days < HALF_YEAR_WORK:
        return Level.PRESENT
    long = len(months) >= YEAR_MONTHS and days >= YEAR_WORK
    return Level.SUSTAINED if long else Level.SUBSTANTIVE


def _numbered(repo: Snapshot) -> Iterator[Evidence]:
    """Issues or pull requests whose numbers grow over a year and longer."""
    grown = proposals(repo)
    months = months_of(commit for _number, commit in grown)
    if len(months) >= YEAR_MONTHS:
        words = (
            f"numbers of issues or pull requests grow from {grown[0][0]:,} to {grown[-1][0]:,} "
            f"in {plural(len(months), 'different month')} over {span_in_words(months.days)}"
        )
        yield Evidence(None, None, Level.SUBSTANTIVE, words, spread([each for _n, each in reversed(grown)]))


def _raised(repo: Snapshot) -> Iterator[Evidence]:
    """Dependencies and runtimes that people raised, month after month."""
    commits = tuple(raises(repo))
    months = months_of(commits)
    if len(months) < UPKEEP_MONTHS + 1:
        return
    long = len(months) >= HALF_YEAR_MONTHS and months.days >= HALF_YEAR_SPAN
    merged = sum(each.is_merge for each in commits)
    own = "people raised dependencies or the runtime"
    done = f"{own}, or merged what automation raised," if merged else own
    yield Evidence(
        None,
        None,
        Level.SUBSTANTIVE if long else Level.PRESENT,
        f"{'people merged what automation raised' if merged == len(commits) else done} {months.words}",
        spread(commits),
    )
