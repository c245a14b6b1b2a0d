"""The HTML report: one page that needs nothing else, for a browser, a phone or paper.

It is made from the JSON document, which may be anybody's: the templates escape whatever they print, after
making visible what acts on a reader; the only addresses are permalinks of a known shape. No outside resource:
its policy forbids everything but its own style.
"""

from __future__ import annotations

import hashlib

from msgspec import Struct

from analyzer import __version__
from analyzer.report.contract import ScorecardDocument
from analyzer.report.explained import A_HUMAN_DECIDES, NEVER_SCORED, contest_words
from analyzer.report.html.drawings import HeatMap, heat_map
from analyzer.report.html.findings import DimensionView, dimension_views
from analyzer.report.html.repositories import RepositoryView, repository_views
from analyzer.report.html.sections import (
    ClaimView,
    ContributionView,
    FlagView,
    QuestionView,
    claim_count_words,
    claim_views,
    contribution_views,
    flag_counts,
    flag_titles,
    flag_views,
    question_views,
)
from analyzer.report.html.summary import (
    AboutView,
    ChipView,
    GapView,
    StrengthView,
    VerdictView,
    about_view,
    chip_views,
    gap_views,
    strength_views,
    verdict_view,
)
from analyzer.report.html.templates import template
from analyzer.report.html.unseen import CauseView, cause_views
from analyzer.report.html.views import Listing, Source, cut, listing, source_of
from analyzer.report.json import document_of, written
from analyzer.scorecard import Scorecard


class Page(Struct, frozen=True):
    """Everything the template prints, in its order; `card` is the digest of the document."""

    card: str
    about: AboutView
    verdict: VerdictView
    chips: tuple[ChipView, ...]
    strengths: tuple[StrengthView, ...]
    gaps: tuple[GapView, ...]
    flag_counts: str
    flag_titles: tuple[str, ...]
    flags: Listing[FlagView]
    claim_counts: str
    claims: Listing[ClaimView]
    questions: tuple[QuestionView, ...]
    causes: tuple[CauseView, ...]
    heat: HeatMap | None
    dimensions: tuple[DimensionView, ...]
    repositories: tuple[RepositoryView, ...]
    contributions: Listing[ContributionView]
    left_out: Listing[str]
    contest: str
    manners: tuple[str, ...]
    version: str
    schema: str


def to_html(scorecard: Scorecard, *, contact: str | None = None) -> str:
    """The scorecard as one HTML page, ending with a newline; the same scorecard gives the same text."""
    return page_of(document_of(scorecard), contact=contact)


def page_of(document: ScorecardDocument, *, contact: str | None = None) -> str:
    """A scorecard's document as one HTML page; `contact` is whom to write to about it, an address of mail."""
    return template("scorecard.html.j2").render(page=_page(document, contact))


def _page(document: ScorecardDocument, contact: str | None) -> Page:
    source = source_of(document)
    card = hashlib.sha256(written(document).encode()).hexdigest()
    return Page(
        card=card,
        about=about_view(source, card, contact),
        verdict=verdict_view(source),
        chips=chip_views(source),
        strengths=strength_views(source),
        gaps=gap_views(source),
        flag_counts=flag_counts(source),
        flag_titles=flag_titles(source),
        flags=flag_views(source),
        claim_counts=claim_count_words(source),
        claims=claim_views(source),
        questions=question_views(source),
        causes=cause_views(source),
        heat=heat_map(source),
        dimensions=dimension_views(source),
        repositories=repository_views(source),
        contributions=contribution_views(source),
        left_out=listing(document["left_out"], lambda each: cut(f"{each['name']}: {each['reason']}")),
        contest=cut(contest_words(_example(source))),
        manners=(NEVER_SCORED, A_HUMAN_DECIDES),
        version=cut(document["tool"]["version"] if document["tool"]["version"] else __version__),
        schema=cut(document["schema_version"]),
    )


def _example(source: Source) -> str | None:
    """One id that the page holds: of its first flag, else of its first finding."""
    if source.flags:
        return source.flags[0].id
    found = (
        quoted.id
        for (number, signal), quoted in source.findings.items()
        if source.repositories[number]["signals"][signal]["evidence"]
    )
    return next(found, None)
