"""The pieces that the page's template prints, and the small tools that make them.

Texts are bounded and made visible here; the template escapes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from msgspec import Struct, field

from analyzer.report.places import Spot, anchor
from analyzer.report.visible import visible

PAGE_LIST_LIMIT = 50
PAGE_NOTE_LIMIT = 400
PAGE_NAME_LIMIT = 200
_From = TypeVar("_From")
_Item = TypeVar("_Item")


class Listing(Struct, Generic[_Item], frozen=True):
    """The first items of a list, and how many more there are."""

    shown: tuple[_Item, ...]
    more: int = 0

    @property
    def total(self) -> int:
        return len(self.shown) + self.more


class PlaceView(Struct, frozen=True):
    """A place to open: its repository (empty where that is clear), the path in it, the permalink."""

    repository: str
    path: str
    link: str | None


class Quotable(Struct, frozen=True):
    """The id by which a finding or a flag is quoted, and the same as the page's own anchor."""

    id: str
    anchor: str


class StandingView(Struct, frozen=True):
    """A signal over all repositories: its best place with remarks, or in words why there is none."""

    title: str
    level: str
    place: PlaceView | None
    words: tuple[str, ...]
    by_others: bool = False


class DimensionView(Struct, frozen=True):
    """A dimension with its signals; without `bounds` it has no score."""

    title: str
    standings: tuple[StandingView, ...]
    low: float = 0.0
    high: float = 0.0
    bounds: str = ""
    seen: str = ""


class FlagView(Struct, frozen=True):
    """A flag, the first place to look at, and the id to quote."""

    title: str
    severity: str
    message: str
    place: PlaceView
    quoted: Quotable


class ClaimView(Struct, frozen=True):
    """What a document says, where, and what was found for it or would support it."""

    support: str
    words: str
    sentence: str
    place: PlaceView
    found: PlaceView | None
    would_support: str


class QuestionView(Struct, frozen=True):
    """A question with its reason, the place to look at first, and what answers sound like."""

    ask: str
    competency: str
    because: str
    place: PlaceView | None
    strong: str
    weak: str


class ContributionView(Struct, frozen=True):
    """Work in a repository of others."""

    place: PlaceView
    words: str


class EvidenceView(Struct, frozen=True):
    """One place with what was found there, how strong, whose and from when it is."""

    place: PlaceView
    note: str
    remarks: str
    by_others: bool


class SpanView(Struct, frozen=True):
    """From the first to the last day of some work, as a stretch of its repository's days, in per cent."""

    start: float
    width: float
    words: str


class SignalView(Struct, frozen=True):
    """One signal in one repository."""

    title: str
    level: str
    message: str
    quoted: Quotable
    evidence: Listing[EvidenceView]
    span: SpanView | None = None


class RepositoryView(Struct, frozen=True):
    """One repository: what was found in it, what was not, and what was not read.

    `days` says from when to when the bars of its signals run; empty where there are none.
    """

    name: str
    summary: str
    problem: str
    head: PlaceView | None
    days: str
    found: tuple[SignalView, ...]
    others: tuple[SignalView, ...]
    flags: Listing[FlagView]
    facts: tuple[tuple[str, str], ...]
    skipped: Listing[tuple[str, str]]


class Anchors(Struct, frozen=True):
    """Gives out the page's anchors, each once: two long names could share one."""

    given: set[str] = field(default_factory=set)

    def quotable(self, id: str) -> Quotable:
        """The id as people quote it, with an anchor that nothing else on the page has."""
        wanted = free = anchor(id)
        number = 2
        while free in self.given:
            free = f"{wanted}.{number}"
            number += 1
        self.given.add(free)
        return Quotable(cut(id), free)


def cut(text: str, limit: int = PAGE_NOTE_LIMIT) -> str:
    """The text, visible and bounded."""
    return visible(text, limit)


def listing(
    items: Iterable[_From], view: Callable[[_From], _Item], limit: int = PAGE_LIST_LIMIT
) -> Listing[_Item]:
    """The views of the first items, and how many more there are."""
    every = list(items)
    return Listing(tuple(view(each) for each in every[:limit]), max(0, len(every) - limit))


def place_view(spot: Spot, *, inside: bool = False) -> PlaceView:
    """A place as the page prints it; `inside` its repository, whose name is clear there."""
    return PlaceView(
        repository="" if inside else cut(spot.repository, PAGE_NAME_LIMIT),
        path=cut(spot.inside) if spot.inside or not inside else "whole repository",
        link=spot.link,
    )
