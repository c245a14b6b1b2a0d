"""The HTML report: one page that needs nothing else, for a browser, a phone or paper.

No script and no outside resource: its policy forbids everything but its own style. The template
escapes whatever it prints, after making visible what acts on a reader; the only addresses in it are
permalinks.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from analyzer import __version__
from analyzer.model import Check, Scorecard
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
from analyzer.report.html.views import (
    NAME_LIMIT,
    NOTE_LIMIT,
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
from analyzer.report.places import example_id, spot_of, without_addresses
from analyzer.report.reading import (
    BY_OTHERS,
    bounds_words,
    headline,
    interval_words,
    is_others_work,
    not_seen,
    standing,
    unscored_signals,
)
from analyzer.report.visible import visible
from analyzer.scoring.rubric import Band, Rubric
from analyzer.scoring.scoring import Scoring

UNSEEN_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Page:
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


def to_html(scorecard: Scorecard, checks: Mapping[str, Check], rubric: Rubric) -> str:
    """The scorecard as one HTML page, ending with a newline; the same scorecard gives the same text."""
    return _template().render(page=_page(scorecard, Scoring(rubric, checks)))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("analyzer.report.html", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
    )
    environment.filters["csp_hash"] = _csp_hash
    return environment.get_template("scorecard.html.j2")


def _shown(value: object) -> object:
    """Whatever a template prints, made visible; what the template itself made stays as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _csp_hash(style: str) -> str:
    """The source expression by which a content security policy admits this style and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _page(scorecard: Scorecard, scoring: Scoring) -> Page:
    scorecard = without_addresses(scorecard)
    verdict = scorecard.verdict
    rubric = scoring.rubric
    anchors = Anchors()
    return Page(
        subject=subject_words(rubric),
        targets=cut(", ".join(scorecard.candidate.targets), NAME_LIMIT),
        label=label_words(verdict.label, rubric),
        bounds=f"{bounds_words(verdict).capitalize()}.",
        low=verdict.low,
        high=verdict.high,
        bands=rubric.bands,
        blind=BLIND if scorecard.blind else "",
        meaning=label_paragraph(verdict.label, rubric),
        headline=headline(scorecard),
        reasons=tuple(cut(reason, 5 * NOTE_LIMIT) for reason in verdict.reasons),
        dimensions=tuple(_dimensions(scorecard, scoring)),
        flags=flag_views(scorecard, anchors),
        claim_counts=claim_counts(scorecard.claims),
        claims=claim_views(scorecard, scoring.checks),
        questions=question_views(scorecard),
        not_seen=listing(not_seen(scorecard), cut, UNSEEN_LIMIT),
        repositories=repository_views(scorecard, scoring, anchors),
        contributions=contribution_views(scorecard),
        left_out=listing(scorecard.left_out, lambda each: cut(f"{each.name}: {each.reason}")),
        manners=(cut(contest_words(example_id(scorecard))), NEVER_SCORED, A_HUMAN_DECIDES),
        by_others=BY_OTHERS,
        version=__version__,
    )


def _dimensions(scorecard: Scorecard, scoring: Scoring) -> Iterable[DimensionView]:
    scored = {each.id: each for each in scorecard.dimensions}
    for dimension in scoring.rubric.dimensions:
        bounds = scored[dimension.id]
        yield DimensionView(
            title=dimension.title,
            standings=tuple(_standing(signal, scorecard, scoring) for signal in dimension.signals),
            low=bounds.low,
            high=bounds.high,
            bounds=interval_words(bounds.low, bounds.high),
            seen="" if bounds.coverage == 1 else f"{bounds.coverage:.0%} seen",
        )
    unscored = unscored_signals(scorecard, scoring)
    if unscored:
        standings = tuple(_standing(signal, scorecard, scoring) for signal in unscored)
        yield DimensionView("shown, not scored", standings)


def _standing(signal: str, scorecard: Scorecard, scoring: Scoring) -> StandingView:
    stands = standing(signal, scorecard, scoring)
    words = tuple(cut(each) for each in stands.words)
    if stands.place is None:
        return StandingView(stands.title, "", None, words)
    repository, evidence = stands.place.repository, stands.place.evidence
    place = place_view(spot_of(repository, evidence))
    by_others = is_others_work(repository, evidence)
    return StandingView(stands.title, evidence.level.word, place, words, by_others)
