"""Whose work something is: of a path, of commits, of the lines that evidence cites."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

_SHARE_DIGITS = 4


class Origin(StrEnum):
    """Who wrote something: the candidate, somebody else (automation too), or nobody can be sure.

    Unsure is a look-alike of the candidate, and a history that does not show it.
    """

    CANDIDATE = "candidate"
    OTHER = "other"
    UNSURE = "unsure"


class Share(Struct, frozen=True):
    """How much of some work is the candidate's: surely (`low`) and at most (`high`), 0 to 1."""

    low: float
    high: float

    @property
    def shown(self) -> Share:
        """As every report shows it and the score counts it, so that one can be computed from the other."""
        return Share(round(self.low, _SHARE_DIGITS), round(self.high, _SHARE_DIGITS))


class PathProvenance(Struct, frozen=True):
    """Whose work one path is, and the newest commit of the assessed branch that touched it.

    Of evidence that commits show: whose work these are, and the one to open.

    `share` and `introduced` are None where nobody was named (unless a fork has the path from its parent);
    after a bulk import `share` is then that of the work that came later.
    `introduced` says who brought the path, under this or an earlier name. `date` is the author's day of that
    commit, `first_date` of the earliest one, ISO 8601, in UTC; `days` counts the days of its commits,
    `authors` at least how many people changed it, automation left out.
    """

    share: Share | None
    commit: str | None
    date: str | None
    introduced: Origin | None = None
    first_date: str | None = None
    days: int = 0
    authors: int = 0


CUT_MARK = "…"
"""The end of a line that was cut."""


class CitedLines(Struct, frozen=True):
    """The lines around a place that evidence cites, as they stand, and who wrote them.

    `first` is the number of the first line of `text`, which has at most seven, each cut to a length; of a
    secret there is none. `counted` of the lines tell who wrote them: neither blank nor only brackets.
    `share` is the candidate's share of these, `origin` who wrote the cited one: None where nobody was named,
    and where the author of one, or of more than half a sure author, is not to be seen. `commit` is the newest
    commit that wrote one of them; `first_date` and `last_date` are the days between which they were written,
    ISO 8601, in UTC.
    """

    first: int
    text: tuple[str, ...]
    share: Share | None = None
    origin: Origin | None = None
    commit: str | None = None
    first_date: str | None = None
    last_date: str | None = None
    counted: int = 0
