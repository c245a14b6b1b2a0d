"""Claims, questions, contributions and manners of the report in Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from analyzer.model import Claim, Question, RepositoryResult
from analyzer.report.explained import A_HUMAN_DECIDES, NEVER_SCORED, contest_words
from analyzer.report.ledger import (
    SUPPORT_WORDS,
    claim_counts,
    contribution_words,
    loudest_first,
    question_subject,
    would_support,
)
from analyzer.report.markdown.text import (
    Section,
    code,
    escaped,
    linked,
    listing,
    prose,
    spot_link,
)
from analyzer.report.places import by_name, claim_spot, example_id, located_spot
from analyzer.report.text import NOTE_LIMIT, QUESTION_LIMIT, web_address
from analyzer.report.visible import visible
from analyzer.scorecard import Scorecard

CLAIM_LIMIT = 20
# The longest question with a quoted claim in it fits.


def claims_section(scorecard: Scorecard) -> Section:
    """The ledger: unsupported claims first, with their places and what would support them."""
    known = by_name(scorecard)
    lines = [_claim(each, known, scorecard) for each in loudest_first(scorecard.claims)]
    section = listing(f"Claims by sentence: {claim_counts(scorecard.claims)}", lines, CLAIM_LIMIT)
    return replace(section, title="claims")


def contributions_section(scorecard: Scorecard) -> Section:
    """Work in repositories of others, as GitHub lists it."""
    lines = [
        f"{linked(code(each.repository), web_address(each.url))}: "
        f"{escaped(contribution_words(each), NOTE_LIMIT)}"
        for each in scorecard.contributions
    ]
    section = listing("Contributions to repositories of others, shown, not scored", lines, rest="")
    return replace(section, title="contributions")


def questions_section(scorecard: Scorecard) -> Section:
    """The interview pack in full: every question with its reason and what answers sound like."""
    if not scorecard.questions:
        return Section("interview pack", ())
    known = by_name(scorecard)
    lines = [
        line
        for number, question in enumerate(scorecard.questions, 1)
        for line in _question(number, question, known)
    ]
    heading = f"### Interview questions ({len(scorecard.questions)})"
    return Section("interview pack", ("", heading, "", *lines))


def manners(scorecard: Scorecard) -> tuple[str, ...]:
    """The last lines: how a finding is contested, what is never scored, who decides."""
    example = example_id(scorecard)
    contest = contest_words(None if example is None else f"`{visible(example, NOTE_LIMIT)}`")
    never = prose(f"{NEVER_SCORED} {A_HUMAN_DECIDES}", QUESTION_LIMIT)
    return ("", prose(contest, QUESTION_LIMIT), "", never)


def _claim(claim: Claim, known: Mapping[str, RepositoryResult], scorecard: Scorecard) -> str:
    sentence = escaped(claim.statement.text, NOTE_LIMIT)
    told = f'{SUPPORT_WORDS[claim.support]}: "{sentence}" ({spot_link(claim_spot(claim, known))})'
    if claim.places:
        return f"{told}, by {spot_link(located_spot(claim.places[0], known))}"
    return f"{told}; would support it: {escaped(would_support(claim, scorecard), QUESTION_LIMIT)}"


def _question(number: int, question: Question, known: Mapping[str, RepositoryResult]) -> tuple[str, ...]:
    place = "" if question.place is None else f" ({spot_link(located_spot(question.place, known))})"
    indent = " " * len(f"{number}. ")
    competency = escaped(question_subject(question), NOTE_LIMIT)
    return (
        f"{number}. **{prose(question.ask, QUESTION_LIMIT)}**",
        f"{indent}- {competency}: {prose(question.because, QUESTION_LIMIT)}{place}",
        f"{indent}- strong: {prose(question.strong, QUESTION_LIMIT)}",
        f"{indent}- weak: {prose(question.weak, QUESTION_LIMIT)}",
    )
