"""Pieces of evidence as the page prints them: place, note, whose and from when they are, an excerpt."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from analyzer.report.answer import author_words, level_of
from analyzer.report.contract import EvidenceEntry
from analyzer.report.html.excerpt import CodeLine, excerpt_of
from analyzer.report.html.views import PAGE_NAME_LIMIT, Listing, PlaceView, Source, cut, evidence_place
from analyzer.scorecard import OWN_CREDIT
from analyzer.text import plural

PAGE_EVIDENCE_LIMIT = 8
FEW_REPOSITORIES = 4
EVIDENCE_OF_MANY_LIMIT = 3
"""Places of a finding where a page shows more than a few repositories: that of ten stays below a megabyte."""
OWN, OTHERS, SHARED = "own", "others", "shared"


class LadderView(Struct, frozen=True):
    """How far up the four levels a finding is: surely, possibly, and how far its check can see.

    `word` is the level, or why there is none.
    """

    word: str
    level: int
    ceiling: int
    highest: int


class EvidenceView(Struct, frozen=True):
    """One place with what was found there; `whose` is own, others or shared; empty where nobody was named."""

    place: PlaceView
    ladder: LadderView
    note: str
    whose: str
    author: str
    history: str
    excerpt: tuple[CodeLine, ...]


def ladder(word: str, *, ceiling: str = "", highest: str = "wired") -> LadderView:
    """The ladder of a level by its word."""
    level = level_of(word)
    return LadderView(
        word=cut(word, PAGE_NAME_LIMIT),
        level=level,
        ceiling=max(level, level_of(ceiling)),
        highest=max(level, level_of(highest)),
    )


def whose(source: Source, evidence: EvidenceEntry) -> str:
    """Whose work a piece of evidence counts as; shared is what may be the candidate's."""
    share = evidence["share"]
    if share is None or source.document["candidate"]["identity_certainty"] == "unknown":
        return ""
    low, high = (min(1.0, source.document["rubric"]["credit_factor"] * each) for each in share)
    if low >= OWN_CREDIT:
        return OWN
    return SHARED if high >= OWN_CREDIT else OTHERS


def evidence_view(
    source: Source,
    evidence: EvidenceEntry,
    *,
    repository: str = "",
    highest: str = "wired",
    code: bool = True,
) -> EvidenceView:
    """One place; without the repository's name where that is clear, without `code` where others show it."""
    return EvidenceView(
        place=evidence_place(source, evidence, repository),
        ladder=ladder(evidence["level"], highest=highest),
        note=cut(evidence["note"]),
        whose=whose(source, evidence),
        author=cut(author_words(evidence), PAGE_NAME_LIMIT),
        history=_history(evidence),
        excerpt=excerpt_of(evidence["path"], evidence["line"], evidence["lines"]) if code else (),
    )


def evidence_list(
    source: Source, entries: Iterable[EvidenceEntry], highest: str, *, excerpts: int = 1
) -> Listing[EvidenceView]:
    """The strongest places first, of as strong ones the candidate's; the first ones with their lines."""
    order = (OWN, "", SHARED, OTHERS)
    ranked = sorted(entries, key=lambda each: (-level_of(each["level"]), order.index(whose(source, each))))
    few = sum(each["assessed"] for each in source.repositories) <= FEW_REPOSITORIES
    shown = ranked[: PAGE_EVIDENCE_LIMIT if few else EVIDENCE_OF_MANY_LIMIT]
    return Listing(
        tuple(
            evidence_view(source, each, highest=highest, code=number < excerpts)
            for number, each in enumerate(shown)
        ),
        len(ranked) - len(shown),
    )


def _history(evidence: EvidenceEntry) -> str:
    """On how many days how many people changed it."""
    days, authors = evidence["days"], evidence["authors"]
    if not days or days < 0 or evidence["path"] is None:
        return ""
    people = "1 person" if authors == 1 else f"{authors} people"
    return f"file changed on {plural(days, 'day')}" + (f" by {people}" if authors else "")
