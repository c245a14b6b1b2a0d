"""How deep the history goes: work committed in steps, or in a single import."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.padding import not_counted
from analyzer.facts.history.rhythm import FEW_COMMITS, bulk_reason, doubtful_dates, rhythm, span_in_words
from analyzer.model import Evidence, Fact, Level, Observation, Unseen
from analyzer.repository import Snapshot
from analyzer.text import plural

# Half of 33 self-named portfolio repositories had at least 77 commits, on 12 active days over 28 days.
# Work on as many days is iterative, however few commits a day; a course followed in a week is not.
DEEP_COMMITS = 25
DEEP_DAYS = 10


@check(
    id="history_depth",
    title="iterative history",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="Which change in this history taught you the most, and what did the next one fix?",
        absent="Where was this work developed before it came here, and how did it grow?",
        strong="Follows one change from first idea to last correction, and names what the mistake cost.",
        weak="Lists features in commit order.",
    ),
    other_languages=OtherLanguages("history is read, whatever the language"),
    covers=("H5",),
)
def history_depth(repo: Snapshot) -> Iterator[Observation]:
    """The work was committed in steps, not in a single import.

    Counted on the assessed branch, without merges and bots. Present: more than three commits, no bulk
    import. Substantive: at least 25 commits on at least 10 days. Commits that `padded_history` asks about do
    not count.
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
    if numbers.counted < numbers.commits:
        yield Fact("commits_not_counted", numbers.commits - numbers.counted)
    if numbers.undated:
        yield Fact("undated_commits", numbers.undated)
    one_drop = repo.history_problem is None and bulk_reason(numbers) is not None
    if one_drop or numbers.counted <= FEW_COMMITS:
        return
    level = (
        Level.SUBSTANTIVE
        if numbers.counted >= DEEP_COMMITS and numbers.active_days >= DEEP_DAYS
        else Level.PRESENT
    )
    yield Evidence(
        None,
        None,
        level,
        f"{plural(numbers.counted, 'commit')} on {plural(numbers.active_days, 'day')} (UTC) "
        f"over {span_in_words(numbers.span_days)}, "
        f"the largest added {numbers.largest_commit_share:.0%} of today's files"
        f"{not_counted(repo)}{doubtful_dates(numbers)}",
    )
