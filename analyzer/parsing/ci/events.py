"""Branch filters and schedules: whether what they ask for can ever happen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.lazy_regex import lazy_regex

# What a branch name cannot hold (`git help check-ref-format`).
_NO_BRANCH = lazy_regex(r"[\x00-\x20~^:\\\x7f]|\.\.|//|@\{|^/|/$|(?:^|/)\.|\.$|\.lock(?:/|$)|^$")
# Placeholders of starter workflows and templates that nobody filled in.
_PLACEHOLDER = lazy_regex(r"\$default-branch|<[^<>]*>|\{\{|\}\}")
_WILDCARD = lazy_regex(r"[*?+\[\]]+")
_DAY = lazy_regex(r"[0-9]{1,2}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def possible_filter(branches: Sequence[str], ignored: Sequence[str] = ()) -> str | None:
    """Why no branch passes a filter of glob patterns (GitHub's), None if one can."""
    if "**" in ignored:
        return "limited to branches other than all of them"
    positive = [pattern for pattern in branches if not pattern.startswith("!")]
    if not branches or any(_can_exist(pattern) for pattern in positive):
        return None
    return f"limited to branches that cannot exist: {', '.join(branches)}"[:160]


def _can_exist(pattern: str) -> bool:
    name = _WILDCARD.sub("x", pattern)
    return _PLACEHOLDER.search(pattern) is None and _NO_BRANCH.search(name) is None


def possible_schedule(crons: Sequence[str], event: str) -> tuple[str | None, str | None]:
    """The event, or why none of the cron expressions ever comes: (event, None) or (None, reason)."""
    if any(_can_come(cron) for cron in crons):
        return event, None
    return None, f"{event} never comes: {', '.join(crons) or 'no cron expression'}"[:160]


def _can_come(cron: str) -> bool:
    """Whether a day that a cron expression of five fields names is in a month that it names."""
    fields = cron.lower().split()
    if len(fields) != 5:
        return False
    _minute, _hour, days, months, weekdays = fields
    if weekdays != "*" or days == "*" or months == "*":
        return True
    first_days = [int(each) for part in days.split(",") if _DAY.fullmatch(each := re.split(r"[-/]", part)[0])]
    listed = [_month(each) for each in months.split(",")]
    if not first_days or None in listed:
        return True
    return any(month is not None and min(first_days) <= _LONGEST[month - 1] for month in listed)


def _month(written: str) -> int | None:
    if written in _MONTHS:
        return _MONTHS.index(written) + 1
    return int(written) if re.fullmatch(r"0?[1-9]|1[0-2]", written) else None
