"""The HTML report: one page that needs nothing else, for a browser, a phone or paper.

No script and no outside resource: its policy forbids everything but its own style. The template
escapes whatever it prints, after making visible what acts on a reader; the only addresses in it are
permalinks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from analyzer import __version__
from analyzer.model import RepositoryResult
from analyzer.report.explained import (
    A_HUMAN_DECIDES,
    BLIND,
    NEVER_SCORED,
    contest_words,
    label_paragraph,
    label_words,
    subject_words,
)
from analyzer.report.html.repositories import repository_views
from analyzer.report.html.sections import claim_views, contribution_views, flag_views, question_views
from analyzer.report.html.templates import template
from analyzer.report.html.views import (
    PAGE_NAME_LIMIT,
    PAGE_NOTE_LIMIT,
    Anchors,
    ClaimView,
    ContributionView,
    DimensionView,
    FlagView,
    Listing,
    QuestionView,
    RepositoryView,
    StandingView,
    cut,
    listing,
    place_view,
)
from analyzer.report.ledger import claim_counts
from analyzer.report.places import by_name, example_id, located_spot, without_addresses
from analyzer.report.reading import (
    BY_OTHERS,
    bounds_words,
    headline,
    not_seen,
)
from analyzer.scorecard import Band, Scorecard, SignalSummary
from analyzer.scoring import interval_words

PAGE_UNSEEN_LIMIT = 12


class Page(Struct, frozen=True):
    """Everything the template prints, in its order."""

    subject: str
    targets: str
    label: str
    bounds: str
    low: float
    high: float
    bands: tuple[Band, ...]
    blind: str
    meaning: str
    headline: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    dimensions: tuple[DimensionView, ...]
    flags: Listing[FlagView]
    claim_counts: str
    claims: Listing[ClaimView]
    questions: tuple[QuestionView, ...]
    not_seen: Listing[str]
    repositories: tuple[RepositoryView, ...]
    contributions: Listing[ContributionView]
    left_out: Listing[str]
    manners: tuple[str, ...]
    by_others: str
    version: str


def to_html(scorecard: Scorecard) -> str:
    """The scorecard as one HTML page, ending with a newline; the same scorecard gives the same text."""
    return template("scorecard.html.j2").render(page=_page(scorecard))


def _page(scorecard: Scorecard) -> Page:
    scorecard = without_addresses(scorecard)
    verdict = scorecard.verdict
    anchors = Anchors()
    return Page(
        subject=subject_words(scorecard),
        targets=cut(", ".join(scorecard.candidate.targets), PAGE_NAME_LIMIT),
        label=label_words(scorecard),
        bounds=f"{bounds_words(verdict).capitalize()}.",
        low=verdict.low,
        high=verdict.high,
        bands=scorecard.bands,
        blind=BLIND if scorecard.blind else "",
        meaning=label_paragraph(scorecard),
        headline=headline(scorecard),
        reasons=tuple(cut(reason, 5 * PAGE_NOTE_LIMIT) for reason in verdict.reasons),
        dimensions=tuple(_dimensions(scorecard)),
        flags=flag_views(scorecard, anchors),
        claim_counts=claim_counts(scorecard.claims),
        claims=claim_views(scorecard),
        questions=question_views(scorecard),
        not_seen=listing(not_seen(scorecard), cut, PAGE_UNSEEN_LIMIT),
        repositories=repository_views(scorecard, anchors),
        contributions=contribution_views(scorecard),
        left_out=listing(scorecard.left_out, lambda each: cut(f"{each.name}: {each.reason}")),
        manners=(cut(contest_words(example_id(scorecard))), NEVER_SCORED, A_HUMAN_DECIDES),
        by_others=BY_OTHERS,
        version=__version__,
    )


def _dimensions(scorecard: Scorecard) -> Iterable[DimensionView]:
    known = by_name(scorecard)

    def standings(signals: Iterable[SignalSummary]) -> tuple[StandingView, ...]:
        return tuple(_standing(each, known) for each in signals)

    for dimension in scorecard.dimensions:
        yield DimensionView(
            title=dimension.title,
            standings=standings(scorecard.of_dimension(dimension.id)),
            low=dimension.low,
            high=dimension.high,
            bounds=interval_words(dimension.low, dimension.high),
            seen="" if dimension.coverage == 1 else f"{dimension.coverage:.0%} seen",
        )
    if scorecard.unscored:
        yield DimensionView("shown, not scored", standings(scorecard.unscored))


def _standing(signal: SignalSummary, known: Mapping[str, RepositoryResult]) -> StandingView:
    words = tuple(cut(each) for each in signal.remarks)
    if signal.place is None:
        return StandingView(signal.title, "", None, words)
    place = place_view(located_spot(signal.place.located, known))
    level = signal.place.located.evidence.level.word
    return StandingView(signal.title, level, place, words, signal.place.by_others)
