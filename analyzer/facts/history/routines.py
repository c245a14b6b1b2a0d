"""The one text that most commits of a history touch alone, at regular intervals or many a day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median, pstdev

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import kinds
from analyzer.sources import SECONDS_A_DAY
from analyzer.text import plural, word_set

EPOCH_WEEKDAY = 3  # the first of January 1970 was a Thursday; Monday is 0
WORKING_DAYS = 5

# In 57 public repositories with 9 commits or more no text was changed alone by over a third of them; in lists
# that people keep in one file by up to 99 %.
FEWEST_COMMITS = 30
MOST_COMMITS = 0.5
# Gaps at random have a coefficient of variation near 1. Without the longest gaps three such lists have 1.3 to
# 1.7 from commit to commit and 0.9 to 1.2 from day to day; a clock left out on a fifth of the days has 0.32,
# and three public repositories of automatic commits have at most 0.35 in the one or the other.
EVEN = 0.5
LEFT_OUT = 0.05  # of the gaps, the longest: a holiday does not undo a rhythm
FEWEST_DAYS = 15
MANY_A_DAY = 10
DAYS_WITH_MANY = 3
# A text that more people keep is a shared document.
MOST_AUTHORS = 3

NO_FILE = ""
DATA = word_set("csv tsv dat json")
_TEXTS = DATA | word_set("txt text log out tmp")
_CHANGELOG = lazy_regex(
    r"(?:change|release)[-_ ]?(?:log|notes?|s)|changes|history|news|releases", re.IGNORECASE
)


class Routine(Struct, frozen=True):
    """The only path that commits touch (none at all: ""), the commits, how their dates are spread."""

    path: str
    commits: frozenset[str]
    rhythm: str


def routine(work: Sequence[Commit]) -> Routine | None:
    """The text that most commits touch alone, if they are many, in a rhythm, and by few people."""
    alone = Counter(path for commit in work if (path := only_text(commit)) is not None)
    if not alone:
        return None
    path, count = min(alone.items(), key=lambda item: (-item[1], item[0]))
    if count < FEWEST_COMMITS or count < MOST_COMMITS * len(work):
        return None
    commits = [commit for commit in work if only_text(commit) == path]
    if len({commit.author.name.casefold() for commit in commits}) > MOST_AUTHORS:
        return None
    rhythm = _rhythm([commit.authored for commit in commits if commit.authored is not None])
    return None if rhythm is None else Routine(path, frozenset(each.sha for each in commits), rhythm)


def only_path(commit: Commit) -> str | None:
    """The one path that a commit touches; None where it touches none or several."""
    return commit.paths[0] if commit.path_count == 1 and len(commit.paths) == 1 else None


def only_text(commit: Commit) -> str | None:
    """The one text that a commit touches, "" if it touches no file; None for any other commit."""
    if commit.path_count == 0:
        return NO_FILE
    path = only_path(commit)
    if path is None:
        return None
    stem, dot, extension = path.rpartition("/")[2].rpartition(".")
    if _CHANGELOG.fullmatch(stem if dot else extension) is not None:
        return None
    found = kinds(path)
    if found == {"prose"}:
        return path
    if not stem:  # no extension, or a hidden file
        return None if found else path
    return path if found <= {"configuration"} and extension.casefold() in _TEXTS else None


def _rhythm(times: Sequence[int]) -> str | None:
    """How the dates are spread, if unusually: evenly, or many on one day. Times in Unix seconds."""
    by_day = Counter(time // SECONDS_A_DAY for time in times)
    days = sorted(by_day)
    if len(times) >= FEWEST_COMMITS and _are_even(sorted(times)):
        return "at regular intervals"
    if len(days) >= FEWEST_DAYS and _are_even(_working_days(days)):
        return f"on {plural(len(days), 'day')} at regular intervals"
    if len(days) >= DAYS_WITH_MANY and median(by_day.values()) >= MANY_A_DAY:
        return f"on {plural(len(days), 'day')}, mostly {MANY_A_DAY} or more a day"
    return None


def _working_days(days: Sequence[int]) -> Sequence[int]:
    """Days numbered without weekends, where none falls on one: from Friday to Monday is a day."""
    weeks = [divmod(day + EPOCH_WEEKDAY, 7) for day in days]
    if any(weekday >= WORKING_DAYS for _week, weekday in weeks):
        return days
    return [week * WORKING_DAYS + weekday for week, weekday in weeks]


def _are_even(moments: Sequence[int]) -> bool:
    """Whether the gaps between sorted moments vary little, the longest left out."""
    gaps = sorted(later - earlier for earlier, later in pairwise(moments))
    gaps = gaps[: len(gaps) - int(len(gaps) * LEFT_OUT)]
    mean = fmean(gaps)
    # With no time between them they were made at one stroke: a rebase, or an import.
    return mean > 0 and pstdev(gaps) <= EVEN * mean
