"""How long the work continued."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.padding import not_counted, padding
from analyzer.facts.history.rhythm import SOME_DAYS, doubtful_dates, rhythm, span_in_words
from analyzer.model import Evidence, Level, NotApplicable, Observation, Unseen
from analyzer.repository import Snapshot
from analyzer.text import plural

# Half of 33 self-named portfolio repositories had commits on at least 12 days over 28 days.
SOME_SPAN_DAYS = 14
REGULAR_SPAN_DAYS = 28
REGULAR_DAYS = 10
LONG_SPAN_DAYS = 90
LONG_ACTIVE_DAYS = 15
LONG_MONTHS = 4


@check(
    id="sustained_activity",
    title="sustained activity",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="What changed between the first and the last months of this history, and who asked for it?",
        absent="Which software did you maintain for more than a few weeks?",
        strong="Names what real use taught after the first version, and the change that followed.",
        weak="The work ended when it first ran.",
    ),
    other_languages=OtherLanguages("history is read, whatever the language"),
    covers=("E10",),
)
def sustained_activity(repo: Snapshot) -> Iterator[Observation]:
    """The work continued for months.

    Present: work on at least 5 days spanning at least 14. Substantive: at least 10 days spanning at least
    28. Sustained: at least 15 days spanning at least 90, in at least 4 different months. Today's date is
    not used: old work counts as much as recent work. The author date counts, or the commit date
    where the author date is over a day later; a note says so when the author dates cover at least five
    times as many days as the commit dates. Commits that `padded_history` asks about do not
    count; where their times were set, when they were written is not known.
    """
    if repo.history_problem is not None:
        yield Unseen(f"part of the history could not be read: {repo.history_problem}")
    if (grid := padding(repo).grid) is not None:
        yield Unseen(
            f"when {plural(len(grid.commits), 'commit')} made {grid.words} were written is not known"
        )
    numbers = rhythm(repo)
    if numbers.commits == 0:
        if repo.history_problem is None:
            yield NotApplicable("the assessed branch has no commits besides merges and bots")
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
        f"work on {plural(numbers.active_days, 'day')} (UTC) over {span_in_words(numbers.span_days)}, "
        f"in {plural(numbers.months, 'different month')}{not_counted(repo)}{doubtful_dates(numbers)}",
    )
