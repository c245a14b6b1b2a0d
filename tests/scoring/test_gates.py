from __future__ import annotations

import pytest

from analyzer.engine.registry import load_checks
from analyzer.model import Level
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


TESTED = repository("a", {"tests": Level.SUBSTANTIVE, "ci_tests": Level.WIRED})


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


@pytest.mark.parametrize(
    "text", ["", "tests", "tests:", "tests:great", "nothing:wired", "tests:absent", "tests:claimed"]
)
def test_a_requirement_that_names_nothing_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(GateError, match=r"the signals are .*ci_tests.*; the levels are present"):
        read_requirement(text, CHECKS)


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
