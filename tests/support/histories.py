"""Histories of small repositories, for the tests of whatever is read in commits."""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.commits import Commit
from tests.support.snapshots import commit

START = date(2023, 1, 2)


def days(count: int, step: int, start: date = START) -> list[str]:
    """So many days from the second of January 2023 on, `step` days apart, as ISO text."""
    return [(start + timedelta(days=step * number)).isoformat() for number in range(count)]


def over(count: int, span: int, start: date = START) -> list[str]:
    """So many days, one after the other but the last, which ends a span of so many days."""
    return [*days(count - 1, 1, start), (start + timedelta(days=span - 1)).isoformat()]


def on(dates: list[str], commits: int | None = None) -> list[Commit]:
    """A history, newest first, in which every commit adds one file; the dates repeat if there are more commits."""
    count = len(dates) if commits is None else commits
    return [commit(dates[number % len(dates)], f"m{number}.py") for number in reversed(range(count))]


def grown(count: int, step: int) -> list[Commit]:
    """A history, newest first, in which every commit adds one file, `step` days after the one before."""
    return on(days(count, step))


def modules(count: int) -> dict[str, str]:
    """The files that such histories add."""
    return {f"m{number}.py": f"x = {number}\n" for number in range(count)}
