"""Flags, claims, questions and contributions of the HTML page."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.model import Claim, Contribution, Flag, Question, RepositoryResult
from analyzer.report.html.views import (
    PAGE_NAME_LIMIT,
    Anchors,
    ClaimView,
    ContributionView,
    FlagView,
    Listing,
    PlaceView,
    QuestionView,
    cut,
    listing,
    place_view,
)
from analyzer.report.json import strongest_first
from analyzer.report.ledger import (
    SUPPORT_WORDS,
    by_sentence,
    contribution_words,
    question_subject,
    would_support,
)
from analyzer.report.places import Spot, by_name, claim_spot, flags_with_ids, located_spot, spot_of
from analyzer.report.text import QUESTION_LIMIT, web_address
from analyzer.scorecard import Scorecard

# The longest question with a quoted claim in it fits.


def flag_views(scorecard: Scorecard, anchors: Anchors) -> Listing[FlagView]:
    """Every flag, the loudest first, with the id to quote."""
    return listing(flags_with_ids(scorecard), lambda each: flag_view(*each, anchors))


def flag_view(repository: RepositoryResult, flag: Flag, id: str, anchors: Anchors) -> FlagView:
    """A flag with the first place to look at."""
    places = strongest_first(flag.evidence)
    spot = spot_of(repository, places[0]) if places else Spot(repository.name, "", None)
    return FlagView(
        title=cut(flag.id.replace("_", " "), PAGE_NAME_LIMIT),
        severity=flag.severity.value,
        message=cut(flag.message),
        place=place_view(spot),
        quoted=anchors.quotable(id),
    )


def claim_views(scorecard: Scorecard) -> Listing[ClaimView]:
    """The ledger: unsupported claims first."""
    known = by_name(scorecard)
    return listing(by_sentence(scorecard.claims), lambda each: _claim(each, known, scorecard))


def question_views(scorecard: Scorecard) -> tuple[QuestionView, ...]:
    """The interview pack in its order."""
    known = by_name(scorecard)
    return tuple(_question(each, known) for each in scorecard.questions)


def contribution_views(scorecard: Scorecard) -> Listing[ContributionView]:
    """Work in repositories of others, as GitHub lists it."""
    return listing(scorecard.contributions, _contribution)


def _claim(claim: Claim, known: Mapping[str, RepositoryResult], scorecard: Scorecard) -> ClaimView:
    return ClaimView(
        support=claim.support.value,
        words=SUPPORT_WORDS[claim.support],
        sentence=cut(claim.statement.text),
        place=place_view(claim_spot(claim, known)),
        found=place_view(located_spot(claim.places[0], known)) if claim.places else None,
        would_support=cut(would_support(claim, scorecard)),
    )


def _question(question: Question, known: Mapping[str, RepositoryResult]) -> QuestionView:
    return QuestionView(
        ask=cut(question.ask, QUESTION_LIMIT),
        competency=cut(question_subject(question), PAGE_NAME_LIMIT),
        because=cut(question.because, QUESTION_LIMIT),
        place=None if question.place is None else place_view(located_spot(question.place, known)),
        strong=cut(question.strong, QUESTION_LIMIT),
        weak=cut(question.weak, QUESTION_LIMIT),
    )


def _contribution(contribution: Contribution) -> ContributionView:
    name = cut(contribution.repository, PAGE_NAME_LIMIT)
    return ContributionView(
        PlaceView(name, "", web_address(contribution.url)), cut(contribution_words(contribution))
    )
