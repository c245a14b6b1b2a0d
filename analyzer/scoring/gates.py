"""Gates for scripts: conditions on a scorecard that are met, not met or undecided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct

from analyzer.model import Check, Level
from analyzer.scorecard import Scorecard
from analyzer.text import did_you_mean

REQUIRABLE = {level.word: level for level in Level if level >= Level.PRESENT}


class GateError(ValueError):
    """A gate for an unknown signal or level; the message names the known ones."""


class Answer(Enum):
    """The three possible results; unseen evidence leaves a gate undecided."""

    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"


class Requirement(Struct, frozen=True):
    """A signal at a level or above, in at least one repository, to the candidate's credit."""

    signal: str
    level: Level


class GateResult(Struct, frozen=True):
    """The result of a gate and the reason, in one line."""

    answer: Answer
    reason: str


def read_requirement(text: str, checks: Mapping[str, Check]) -> Requirement:
    """`SIGNAL:LEVEL`, e.g. `ci_tests:wired`. Raises GateError."""
    signal, colon, word = text.partition(":")
    if not colon:
        raise GateError(f"--require '{text}' is not SIGNAL:LEVEL; write it as in ci_tests:wired")
    if signal not in checks:
        raise GateError(
            f"--require '{text}': there is no signal '{signal}'{did_you_mean(signal, checks) or ';'} "
            "'repo-evidence checks' lists them"
        )
    if word not in REQUIRABLE:
        raise GateError(
            f"--require '{text}': there is no level '{word}'{did_you_mean(word, REQUIRABLE) or ';'} "
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
        return GateResult(Answer.MET, f"{asked}: met, the score is at least {low:.1f}")
    if high < bound:
        return GateResult(Answer.NOT_MET, f"{asked}: not met, the score is at most {high:.1f}")
    return GateResult(Answer.UNDECIDED, f"{asked}: undecided, the score is between {low:.1f} and {high:.1f}")


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
        return GateResult(
            Answer.UNDECIDED, f"{asked}: undecided, {_doubt(scorecard, possible[0], requirement)}"
        )
    if not scorecard.repositories:
        return GateResult(Answer.UNDECIDED, f"{asked}: undecided, there are no repositories to assess")
    found = f"the strongest level found is {summary.level.word}"
    whose = ", but not enough of it is the candidate's own work" if summary.level >= level else ""
    return GateResult(Answer.NOT_MET, f"{asked}: not met, {found}{whose}")


def _doubt(scorecard: Scorecard, name: str, requirement: Requirement) -> str:
    """Why a repository may meet a requirement and does not surely."""
    found = [each.findings.get(requirement.signal) for each in scorecard.repositories if each.name == name]
    if any(each is not None and each.level >= requirement.level for each in found):
        return f"the history of {name} does not show whose work it is"
    return f"{name} could not be fully assessed"


def worst(outcomes: Sequence[GateResult]) -> Answer:
    """The combined result of all gates: "not met" outweighs "undecided"."""
    answers = {each.answer for each in outcomes}
    for answer in (Answer.NOT_MET, Answer.UNDECIDED):
        if answer in answers:
            return answer
    return Answer.MET
