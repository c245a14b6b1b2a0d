from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.engine.registry import load_checks
from analyzer.model import Level
from analyzer.provenance import Share
from analyzer.scorecard import Scorecard
from analyzer.scoring.gates import (
    Answer,
    GateError,
    GateResult,
    Requirement,
    fail_under,
    read_requirement,
    require,
    worst,
)
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import finding, repository, unread

CHECKS = load_checks().checks
RUBRIC = load_rubric("production", CHECKS)


def scored(*results: object) -> Scorecard:
    return score(Candidate(("x",)), results, RUBRIC, CHECKS)  # type: ignore[arg-type]


TESTED = repository(
    "a",
    {"tests": Level.SUBSTANTIVE, "ci_tests": Level.WIRED},
    *(finding(each) for each in RUBRIC.signals if each not in ("tests", "ci_tests")),
    finding("upkeep", Level.SUSTAINED),
)


@pytest.mark.parametrize(
    ("results", "bound", "answer"),
    [
        ((TESTED,), 5, Answer.MET),
        ((TESTED,), 99, Answer.NOT_MET),
        ((TESTED, unread()), 99, Answer.UNDECIDED),
        ((unread(),), 1, Answer.UNDECIDED),
        ((), 1, Answer.UNDECIDED),
    ],
)
def test_fail_under_has_three_answers(results: tuple[object, ...], bound: float, answer: Answer) -> None:
    assert fail_under(scored(*results), bound).answer is answer


def between(low: float, high: float) -> Scorecard:
    card = scored(TESTED)
    return replace(card, verdict=replace(card.verdict, low=low, high=high))


@pytest.mark.parametrize(
    ("low", "high", "answer", "reason"),
    [
        (50.0, 60.0, Answer.MET, "--fail-under 50: met, the score is at least 50.0"),
        (
            49.9,
            60.0,
            Answer.UNDECIDED,
            "--fail-under 50: undecided, the score is between 49.9 and 60.0",
        ),
        (
            49.9,
            50.0,
            Answer.UNDECIDED,
            "--fail-under 50: undecided, the score is between 49.9 and 50.0",
        ),
        (40.0, 49.9, Answer.NOT_MET, "--fail-under 50: not met, the score is at most 49.9"),
    ],
)
def test_a_bound_is_met_by_its_own_number(low: float, high: float, answer: Answer, reason: str) -> None:
    assert fail_under(between(low, high), 50) == GateResult(answer, reason)


def test_nothing_read_decides_no_bound_not_even_zero() -> None:
    assert fail_under(scored(unread()), 0) == GateResult(
        Answer.UNDECIDED, "--fail-under 0: undecided, no repository could be assessed"
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("ci_tests:wird", "there is no level 'wird'; did you mean 'wired'? the levels are present, subst"),
        ("ci_tests:", "there is no level ''; the levels are present, substantive, wired, sustained"),
        ("ci_tests", "is not SIGNAL:LEVEL; write it as in ci_tests:wired"),
        ("ci_test:wired", "there is no signal 'ci_test'; did you mean 'ci_tests' or 'tests'? 'repo-evidence"),
        (":wired", "there is no signal ''; 'repo-evidence checks' lists them"),
        ("tests:absent", "there is no level 'absent'"),
    ],
)
def test_a_requirement_that_is_none_says_what_was_meant(asked: str, said: str) -> None:
    with pytest.raises(GateError) as caught:
        read_requirement(asked, CHECKS)
    assert str(caught.value).startswith(f"--require '{asked}'") and said in str(caught.value)


@pytest.mark.parametrize(
    ("results", "level", "answer"),
    [
        ((TESTED,), Level.PRESENT, Answer.MET),
        ((TESTED,), Level.WIRED, Answer.MET),
        ((TESTED,), Level.SUSTAINED, Answer.NOT_MET),
        ((repository("a", {"tests": Level.SUBSTANTIVE}),), Level.PRESENT, Answer.NOT_MET),
        (
            (repository("a", None, finding("ci_tests", Level.PRESENT, ceiling=Level.WIRED)),),
            Level.WIRED,
            Answer.UNDECIDED,
        ),
        ((unread(),), Level.PRESENT, Answer.UNDECIDED),
        # what was not read may hold work that was kept up
        ((unread(),), Level.SUSTAINED, Answer.UNDECIDED),
        ((TESTED, unread()), Level.WIRED, Answer.MET),
        ((), Level.PRESENT, Answer.UNDECIDED),
    ],
)
def test_require_has_three_answers(results: tuple[object, ...], level: Level, answer: Answer) -> None:
    outcome = require(scored(*results), Requirement("ci_tests", level))
    assert outcome.answer is answer
    assert outcome.reason.startswith(f"--require ci_tests:{level.word}: {answer.value}")


HIDDEN = repository("b", None, finding("ci_tests", Level.PRESENT, ceiling=Level.WIRED))
THEIRS = repository("c", {"ci_tests": Level.WIRED}, share=Share(0, 0))
PERHAPS = repository("d", {"ci_tests": Level.WIRED}, share=Share(0, 1))
BARELY = repository("e", {"ci_tests": Level.WIRED}, share=Share(0.25, 0.25))
NOT_THEIRS = "not met, the strongest level found is wired, but not enough of it is the candidate's own work"
JUST_NOT = repository("f", {"ci_tests": Level.WIRED}, share=Share(0.249, 0.249))


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ((TESTED, BARELY), "met in a"),
        ((HIDDEN, THEIRS, BARELY, TESTED), "met in a"),
        ((HIDDEN, BARELY), "met in e"),
        ((THEIRS, HIDDEN, PERHAPS), "undecided, b could not be fully assessed"),
        ((THEIRS, PERHAPS), "undecided, the history of d does not show whose work it is"),
        ((JUST_NOT,), NOT_THEIRS),
        ((THEIRS, repository("g", {"ci_tests": Level.PRESENT})), NOT_THEIRS),
        (
            (repository("g", {"ci_tests": Level.SUBSTANTIVE}),),
            "not met, the strongest level found is substantive",
        ),
        ((repository("g"),), "not met, the strongest level found is absent"),
        ((), "undecided, there are no repositories to assess"),
    ],
)
def test_an_answer_names_the_first_repository_that_decides(results: tuple[object, ...], reason: str) -> None:
    outcome = require(scored(*results), Requirement("ci_tests", Level.WIRED))
    assert outcome.reason == f"--require ci_tests:wired: {reason}"


def test_a_level_that_a_signal_never_reaches_is_refused() -> None:
    with pytest.raises(GateError, match="the strongest level of tests is substantive"):
        read_requirement("tests:wired", CHECKS)
    assert read_requirement("ci_tests:sustained", CHECKS).level is Level.SUSTAINED


def test_not_met_outweighs_undecided() -> None:
    met, not_met, undecided = (
        GateResult(each, "") for each in (Answer.MET, Answer.NOT_MET, Answer.UNDECIDED)
    )
    assert worst([met, undecided, not_met]) is Answer.NOT_MET
    assert worst([met, undecided]) is Answer.UNDECIDED
    assert worst([met]) is Answer.MET
    assert worst([]) is Answer.MET
