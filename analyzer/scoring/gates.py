"""Gates for scripts: a question to the scorecard whose answer is yes, no, or cannot be decided from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from analyzer.model import Check, Level
from analyzer.scorecard import Scorecard

REQUIRABLE = {level.word: level for level in Level if level >= Level.PRESENT}


class GateError(ValueError):
    """A gate that asks for what does not exist; the message names it and what does."""


class Answer(Enum):
    """Three values: what was not seen decides nothing."""

    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A signal at a level or above, in at least one repository, to the candidate's credit."""

    signal: str
    level: Level


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate answered, and why, in one line."""

    answer: Answer
    reason: str


def read_requirement(text: str, checks: Mapping[str, Check]) -> Requirement:
    """`SIGNAL:LEVEL`, e.g. `ci_tests:wired`. Raises GateError."""
    signal, _colon, word = text.partition(":")
    if signal not in checks or word not in REQUIRABLE:
        raise GateError(
            f"--require '{text}' is not SIGNAL:LEVEL; the signals are {', '.join(checks)}; "
            f"the levels are {', '.join(REQUIRABLE)}"
        )
    highest = checks[signal].highest
    if REQUIRABLE[word] > highest:
        raise GateError(
            f"--require '{text}' can never be met: the strongest level of {signal} is {highest.word}"
        )
    return Requirement(signal, REQUIRABLE[word])


def fail_under(scorecard: Scorecard, bound: float) -> GateResult:
    """Met if the lower bound of the score reaches it, not met if the upper one does not."""
    low, high = scorecard.verdict.low, scorecard.verdict.high
    asked = f"--fail-under {bound:g}"
    if not any(result.assessed for result in scorecard.repositories):
        return GateResult(Answer.UNDECIDED, f"{asked}: undecided, no repository could be assessed")
    if low >= bound:
        return GateResult(Answer.MET, f"{asked}: met, at least {low:.1f} was shown")
    if high < bound:
        return GateResult(Answer.NOT_MET, f"{asked}: not met, at most {high:.1f} is possible")
    return GateResult(
        Answer.UNDECIDED, f"{asked}: undecided, {low:.1f} was shown and up to {high:.1f} is possible"
    )


def require(scorecard: Scorecard, requirement: Requirement) -> GateResult:
    """Met if one repository surely shows the signal at that level, not met if none possibly does."""
    signal, level = requirement.signal, requirement.level
    asked = f"--require {signal}:{level.word}"
    summary = next(each for each in scorecard.signals if each.id == signal)
    sure = [each.repository for each in summary.credited if each.surely >= level]
    if sure:
        return GateResult(Answer.MET, f"{asked}: met in {sure[0]}")
    possible = [each.repository for each in summary.credited if each.possibly >= level]
    if possible:
        return GateResult(Answer.UNDECIDED, f"{asked}: undecided, {possible[0]} could not be seen whole")
    if not scorecard.repositories:
        return GateResult(Answer.UNDECIDED, f"{asked}: undecided, there was no repository to assess")
    return GateResult(Answer.NOT_MET, f"{asked}: not met, the strongest found is {summary.level.word}")


def worst(outcomes: Sequence[GateResult]) -> Answer:
    """What all gates together answer: one that is not met outweighs one that is undecided."""
    answers = {each.answer for each in outcomes}
    for answer in (Answer.NOT_MET, Answer.UNDECIDED):
        if answer in answers:
            return answer
    return Answer.MET
