"""Compares statements with findings: what is supported, what is not, and what nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from analyzer.claims.support import MOST_PLACES, support_of
from analyzer.declarations import Competency, FlagQuestion
from analyzer.model import (
    Claim,
    Evidence,
    Finding,
    Flag,
    Level,
    RepositoryResult,
    Severity,
    Statement,
    Support,
)
from analyzer.provenance import Origin
from analyzer.text import beginning_of, plural

FLAG_ID = "claims_without_evidence"
CLAIMS_QUESTION = FlagQuestion(
    competency=Competency.COMMUNICATION,
    ask="The README claims more than the files show. What evidence could you add?",
    strong="Offers something that can be inspected, or corrects the text.",
    weak="Restates the claim.",
    covers=("H12", "H13"),
)
MOST_NAMED = 3
NOTE_CUT = 200
UNSUPPORTED_CLAIMS = 2
_ORDER = (Support.UNSUPPORTED, Support.NOT_ASSESSABLE, Support.SUPPORTED)


def asserted(statements: Iterable[Statement]) -> Mapping[str, tuple[Evidence, ...]]:
    """The candidate's claims as evidence, by the first signal that would support each."""
    found: dict[str, list[Evidence]] = {}
    for each in statements:
        for signal in each.signals[:1] if each.author is not Origin.OTHER else ():
            words = f"claimed in text: {beginning_of(each.text, NOTE_CUT)}"
            found.setdefault(signal, []).append(Evidence(each.path, each.line, Level.CLAIMED, words))
    return {signal: tuple(evidence) for signal, evidence in found.items()}


def judge(results: Sequence[RepositoryResult], own: Iterable[Statement] = ()) -> tuple[Claim, ...]:
    """Every sentence with what was found for it, the unsupported ones first.

    A sentence that says several things is one claim, and worth what the least of them is. A repository's
    statement is compared with that repository; one of the candidate's own file with all. What somebody else
    wrote is not the candidate's to bear out: it is shown, and not assessed.
    """
    claims = [
        Claim(each, result.name, Support.NOT_ASSESSABLE)
        if each.author is Origin.OTHER
        else Claim(each, result.name, *support_of(each, (result,)))
        for result in results
        for each in result.statements
    ]
    claims += [Claim(each, None, *support_of(each, results)) for each in own]
    return tuple(sorted(_one_a_sentence(claims), key=_claim_order))


def _one_a_sentence(claims: Iterable[Claim]) -> Iterable[Claim]:
    sentences: dict[tuple[object, ...], list[Claim]] = {}
    for each in claims:
        told = each.statement
        sentences.setdefault((each.repository, told.path, told.line, told.text), []).append(each)
    for several in sentences.values():
        least = min((each.support for each in several), key=_ORDER.index)
        yield _joined([each for each in several if each.support is least])


def _joined(several: Sequence[Claim]) -> Claim:
    """Claims of one sentence as one: the first place of each, then the others."""
    first = several[0]
    signals = dict.fromkeys(signal for each in several for signal in each.statement.signals)
    heads = (place for each in several for place in each.places[:1])
    places = dict.fromkeys((*heads, *(place for each in several for place in each.places)))
    return replace(
        first,
        statement=replace(first.statement, signals=tuple(signals)),
        places=tuple(places)[:MOST_PLACES],
    )


def claims_flag(name: str, statements: Sequence[Statement], findings: Mapping[str, Finding]) -> Flag | None:
    """The flag of a repository whose documents claim more than was found in it, worth a question.

    What somebody else wrote does not count. Raised by two claims, or by one with a number.
    """
    result = RepositoryResult(name, None, None, True, None, findings=findings, statements=tuple(statements))
    unsupported = [each.statement for each in judge((result,)) if each.support is Support.UNSUPPORTED]
    if len(unsupported) < UNSUPPORTED_CLAIMS and not any(each.numbers for each in unsupported):
        return None
    places = dict.fromkeys((each.path, each.line, beginning_of(each.text, NOTE_CUT)) for each in unsupported)
    named = dict.fromkeys(f"{path}:{line}" for path, line, _text in places)
    first = ", ".join(list(named)[:MOST_NAMED])
    return Flag(
        FLAG_ID,
        Severity.ASK,
        f"{plural(len(unsupported), 'claim')} in the documents without supporting evidence: {first}",
        tuple(Evidence(path, line, Level.CLAIMED, text) for path, line, text in places),
        CLAIMS_QUESTION,
    )


def _claim_order(claim: Claim) -> tuple[int, str, str, int, str]:
    statement = claim.statement
    return (
        _ORDER.index(claim.support),
        claim.repository or "",
        statement.path,
        statement.line,
        statement.topic,
    )
