"""Limits, thresholds and schedules that were turned again where something runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.lived import COMMIT_CUT, Months, months_of, not_shown, shown_by
from analyzer.facts.history.setting_changes import SettingChange, unread_changes
from analyzer.facts.history.tuning import Turn, back_and_forth, turned
from analyzer.facts.infrastructure.environments import DEPLOYMENT_PATH
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import beginning_of, plural

# Of ten repositories in which numbers moved, five were in use: it takes files of an environment, and months.
TUNED_MONTHS = 3
REASONS_GIVEN = 2
SHOWN_TEXT = 60


@check(
    id="retuned",
    title="limits retuned in operation",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="What had happened before a number in {path} was changed? How did you choose the new one?",
        absent="Which limit, threshold or time-out did you set wrongly at first, and how did you find out?",
        strong="Names the symptom, the graph they looked at, and what the new number did.",
        weak="The defaults are fine.",
    ),
    other_languages=OtherLanguages("commits and configuration are read, whatever the language"),
    covers=("E10", "D6"),
)
def retuned(repo: Snapshot) -> Iterator[Observation]:
    """Numbers of operation were turned over months: limits, replicas, time-outs, thresholds, schedules.

    They count in files of a real environment: there is one file for each environment, CI or a task applies
    the file, a deployment names it, or the program that makes the infrastructure tells its environments
    apart. Present: in at least 2 different months, 28 days apart, or one key first one way and on another day
    the other. Substantive: in at least 3 different months, or in 2 with a reason in at least 2 messages or
    comments, or with one key turned both ways. Sustained: in at least 6 that span at least 180 days. In other
    files of a deployment only one key turned both ways counts: in 2 different months it is present, in at
    least 3 substantive. The same amount in another unit, other numbers than of operation, and changes by bots
    do not count. A history that is incomplete, imported or shorter leaves it open, as do old versions that
    could not be read.
    """
    yield from not_shown(repo, TUNED_MONTHS)
    yield from unread_changes(repo)
    here = [turn for turn in turned(repo) if turn.where is not None]
    here.sort(key=lambda turn: turn.change.commit.written or 0, reverse=True)
    level = _level(here)
    if level is not None:
        yield _evidence(here, level)
    both_ways = back_and_forth(
        turn for turn in turned(repo) if turn.where is None and DEPLOYMENT_PATH.search(turn.change.path)
    )
    if len(_months(both_ways)) >= TUNED_MONTHS:
        yield _evidence(both_ways, Level.SUBSTANTIVE)
    elif len(_months(both_ways)) > 1:
        yield _evidence(both_ways, Level.PRESENT)


def _months(turns: Sequence[Turn]) -> Months:
    return months_of(turn.change.commit for turn in turns)


def _level(turns: Sequence[Turn]) -> Level | None:
    level = _months(turns).level(TUNED_MONTHS)
    both_ways = back_and_forth(turns)
    if level is None:
        return Level.PRESENT if _months(both_ways).days > 1 else None
    if level is Level.PRESENT and (both_ways or len(_reasoned(turns)) >= REASONS_GIVEN):
        return Level.SUBSTANTIVE
    return level


def _reasoned(turns: Sequence[Turn]) -> dict[str, str]:
    """The commits that say why, newest first, with what they say."""
    return {turn.change.commit.sha: turn.reason for turn in turns if turn.reason}


def _evidence(turns: Sequence[Turn], level: Level) -> Evidence:
    keys = {(turn.change.path, turn.change.key) for turn in turns}
    both_ways = back_and_forth(turns)
    shown = both_ways or turns
    place = next((turn.change for turn in shown if turn.change.line is not None), shown[0].change)
    note = f"{plural(len(keys), 'number')} of operation turned {_months(turns).words}"
    if both_ways:
        note += f"; {_name(both_ways[0].change)} was turned both ways: {_values(both_ways)}"
    else:
        last = turns[0].change
        moved = f"from {last.old[:30]} to {last.new[:30]}"
        note += f"; last {_name(last)} {moved} in commit {last.commit.sha[:COMMIT_CUT]}"
    reasons = _reasoned(turns)
    if reasons:
        said = beginning_of(next(iter(reasons.values())), SHOWN_TEXT)
        note += f'; {plural(len(reasons), "commit")} with a reason, as "{said}"'
    return Evidence(place.path, place.line, level, note, shown_by(turn.change.commit for turn in turns))


def _name(change: SettingChange) -> str:
    return "/".join(change.key[-2:])[-SHOWN_TEXT:]


def _values(turns: Sequence[Turn]) -> str:
    """`2g, 4g, 3g`, the oldest first."""
    ordered = sorted(turns, key=lambda turn: turn.change.commit.written or 0)
    values = [ordered[0].change.old, *(turn.change.new for turn in ordered)]
    return ", ".join(value[:20] for value in values[:6])
