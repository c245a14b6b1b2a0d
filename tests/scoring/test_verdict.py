"""From bounds to a label, and the reasons in words: every rule exactly at its boundary."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Fact, LeftOut, Level, RepositoryResult, Status
from analyzer.provenance import Share
from analyzer.scorecard import Band, Scorecard
from analyzer.scoring.rubric import Rubric, RubricDimension
from analyzer.scoring.rules import BandRule, Condition, Route
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import (
    ALL_WIRED,
    CHECKS,
    finding,
    flag,
    repository,
    rubric,
    scorecard,
    two_dimensions,
    unread,
)

HALVES = (
    repository("a/web", ALL_WIRED | {"model_code": Level.ABSENT}),
    repository("b/model", {"model_code": Level.SUBSTANTIVE}),
)


@pytest.mark.parametrize(
    ("results", "label"),
    [
        ((), "insufficient_public_evidence"),
        ((unread(),), "insufficient_public_evidence"),
        ((repository(),), "thin_public_evidence"),
        ((repository(levels=ALL_WIRED),), "strong_public_evidence"),
        ((repository(levels=ALL_WIRED), unread()), "strong_public_evidence"),
        ((repository(), unread()), "insufficient_public_evidence"),
        (HALVES, "moderate_public_evidence"),
        # the unread one could be the whole repository that is missing
        ((*HALVES, unread()), "insufficient_public_evidence"),
        ((repository(levels=ALL_WIRED, share=Share(0, 1)),), "insufficient_public_evidence"),
        ((repository(levels=ALL_WIRED, share=Share(0, 0)),), "thin_public_evidence"),
        ((repository(levels=dict.fromkeys(CHECKS, Level.CLAIMED)),), "thin_public_evidence"),
    ],
)
def test_labels(results: tuple[RepositoryResult, ...], label: str) -> None:
    assert scorecard(*results).verdict.label == label


def test_a_portfolio_without_the_rare_signals_can_be_strong() -> None:
    levels = ALL_WIRED | {"monitoring": Level.ABSENT, "experiment_tracking": Level.ABSENT}
    common = scorecard(repository(levels=levels)).verdict
    assert common.label == "strong_public_evidence"
    assert common.low == 100
    partly = levels | {"ci": Level.ABSENT, "ci_tests": Level.ABSENT}
    without = scorecard(repository(levels=partly)).verdict
    assert without.label == "moderate_public_evidence"
    assert scorecard(repository(levels=partly | {"monitoring": Level.WIRED})).verdict.low > without.low


def guarded(*subjects: str, **one_of: Level) -> Rubric:
    areas = (dict.fromkeys(subjects, Level.PRESENT), one_of)
    conditions = tuple(Condition("", (area,)) for area in areas if area)
    return replace(rubric(), moderate=BandRule((Route("", conditions),) if conditions else ()))


KEPT_UP = guarded("model_code", "monitoring", tests=Level.SUBSTANTIVE, sustained_activity=Level.SUBSTANTIVE)
PARTS = {"model_code": Level.WIRED, "dockerfile": Level.WIRED, "ci": Level.WIRED}


@pytest.mark.parametrize(
    ("results", "label"),
    [
        ((repository(levels=PARTS),), "thin"),
        ((repository(levels=PARTS | {"tests": Level.PRESENT}),), "thin"),
        ((repository(levels=PARTS | {"tests": Level.SUBSTANTIVE}),), "moderate"),
        ((repository(levels=PARTS | {"sustained_activity": Level.SUBSTANTIVE}),), "moderate"),
        # the subject and what was kept up may be in two repositories
        ((repository("a", PARTS), repository("b", {"tests": Level.WIRED})), "moderate"),
        ((repository(levels=ALL_WIRED | {"model_code": Level.ABSENT, "monitoring": Level.ABSENT}),), "thin"),
        ((repository(levels=ALL_WIRED),), "strong"),
        # somebody else's tests, and tests that may be the candidate's
        ((repository(levels=PARTS | {"tests": Level.WIRED}, share=Share(1, 1),
                     shares={"tests.py": Share(0, 0)}),), "thin"),
        ((repository(levels=PARTS | {"tests": Level.WIRED}, share=Share(1, 1),
                     shares={"tests.py": Share(0, 1)}),), "insufficient"),
        ((repository("a", PARTS, finding("tests", status=Status.UNKNOWN)),), "insufficient"),
    ],
)  # fmt: skip
def test_moderate_asks_for_work_that_was_checked_or_kept_up(
    results: tuple[RepositoryResult, ...], label: str
) -> None:
    verdict = score(Candidate(("x",)), results, KEPT_UP, CHECKS).verdict
    assert verdict.label == f"{label}_public_evidence"
    capped = any(reason.startswith("The score stays below 35: ") for reason in verdict.reasons)
    assert capped is (verdict.low == 34.9) is (label in ("thin", "insufficient"))


def test_a_band_whose_rule_is_not_met_bounds_the_number_too() -> None:
    result = repository(levels=PARTS)
    free = score(Candidate(("x",)), [result], guarded(), CHECKS).verdict
    bounded = score(Candidate(("x",)), [result], KEPT_UP, CHECKS).verdict
    assert free.low == free.high > 35
    assert (bounded.low, bounded.high, bounded.label) == (34.9, 34.9, "thin_public_evidence")
    unread_tests = repository("a", PARTS, finding("tests", status=Status.UNKNOWN))
    open_above = score(Candidate(("x",)), [unread_tests], KEPT_UP, CHECKS).verdict
    assert open_above.low == 34.9
    assert open_above.high > free.high


NOTEBOOK = flag("notebook_only")


@pytest.mark.parametrize(
    ("results", "notebook_only"),
    [
        ((repository("a", {"model_code": Level.PRESENT}, flags=(NOTEBOOK,)),), True),
        ((repository("a", flags=(NOTEBOOK,)), repository("b")), True),
        ((repository("a", flags=(NOTEBOOK,)), repository("b", {"model_code": Level.PRESENT})), False),
        ((repository("a", flags=(NOTEBOOK,)), repository("b", facts=(Fact("notebook_ratio", 0.5),))), False),
        ((repository("a", flags=(NOTEBOOK,)), repository("b", facts=(Fact("notebook_ratio", 0.0),))), True),
        ((repository("a"),), False),
        ((repository("a", ALL_WIRED, flags=(NOTEBOOK,)),), False),
        # a band that was earned outside notebooks stays, but modules that help notebooks carry no top band
        ((repository("a", ALL_WIRED | {"model_code": Level.SUBSTANTIVE}, flags=(NOTEBOOK,)),), False),
        ((repository("a", flags=(NOTEBOOK,)), unread()), False),
    ],
)
def test_notebooks_only(results: tuple[RepositoryResult, ...], notebook_only: bool) -> None:
    label = scorecard(*results).verdict.label
    assert (label == "notebook_only_public_evidence") is notebook_only


def test_what_could_be_model_code_elsewhere_keeps_the_plain_label() -> None:
    hidden = repository("b", None, finding("model_code", status=Status.UNKNOWN))
    card = scorecard(repository("a", flags=(NOTEBOOK,)), hidden)
    assert card.verdict.label == "thin_public_evidence"


def test_repositories_and_what_was_left_out_come_sorted() -> None:
    results = [repository("b"), unread("a"), repository("c")]
    left_out = [LeftOut("z", "fork"), LeftOut("y", "limit")]
    card = score(Candidate(("x",)), results, rubric(), CHECKS, "2026-01-01", left_out)
    assert [each.name for each in card.repositories] == ["a", "b", "c"]
    assert [each.name for each in card.left_out] == ["y", "z"]
    assert (card.as_of, card.rubric_name, card.rubric_sha256) == (
        "2026-01-01",
        "ten-signals",
        rubric().sha256,
    )


def test_bands_are_read_from_the_number_that_is_printed() -> None:
    # .6 * 25 + .6 * 33.3.. = 34.98, printed 35.0
    near = two_dimensions(points=dict(rubric().points) | {Level.SUBSTANTIVE: 0.333}, strong=BandRule())
    levels = {"tests": Level.PRESENT, "model_code": Level.SUBSTANTIVE}
    verdict = score(Candidate(("x",)), [repository(levels=levels)], near, CHECKS).verdict
    assert verdict.low == 35.0
    assert verdict.label == "moderate_public_evidence"


def scored(*results: RepositoryResult, by: Rubric | None = None) -> Scorecard:
    return score(Candidate(("x",)), results, by or two_dimensions(), CHECKS)


# -- exactly at a band --------------------------------------------------------------------------------


def one_number(points: float) -> Rubric:
    """A rubric whose score is a hundred times the points of wired tests; nothing else is asked for."""
    dimension = RubricDimension("testing", "tests", 100, 1.0, True, {"tests": 1.0})
    return replace(
        rubric(),
        dimensions=(dimension,),
        full_credit_at=100.0,
        points=dict(rubric().points) | {Level.WIRED: points, Level.SUSTAINED: 1.0},
        strong=BandRule((Route("", (Condition("", ({"tests": Level.WIRED},)),)),)),
        bands=(Band("thin", 0), Band("moderate", 35), Band("strong", 70)),
    )


TESTED = repository("a", {"tests": Level.WIRED})


@pytest.mark.parametrize(
    ("points", "label"),
    [(0.349, "thin"), (0.3494, "thin"), (0.3496, "moderate"), (0.35, "moderate"), (0.699, "moderate"), (0.7, "strong"), (1, "strong")],
)  # fmt: skip
def test_a_band_begins_at_its_own_number(points: float, label: str) -> None:
    assert scored(TESTED, by=one_number(points)).verdict.label == label


@pytest.mark.parametrize(
    ("share", "points", "label"),
    [
        (Share(0.25, 0.45), 0.69, "insufficient_public_evidence"),
        (Share(0.25, 0.45), 0.7, "moderate"),
        (Share(0.25, 0.49), 0.7, "moderate"),
        (Share(0.25, 0.5), 0.7, "insufficient_public_evidence"),
        (Share(0.5, 0.5), 0.7, "strong"),
    ],
)
def test_both_bounds_must_lie_in_one_band(share: Share, points: float, label: str) -> None:
    result = repository("a", {"tests": Level.WIRED}, share=share)
    assert scored(result, by=one_number(points)).verdict.label == label


def test_numbers_are_rounded_as_they_are_printed() -> None:
    thirds = two_dimensions(points=dict(rubric().points) | {Level.PRESENT: 1 / 3})
    part = repository("a", {"tests": Level.PRESENT}, finding("ci_tests", status=Status.UNKNOWN))
    card = scored(part, repository("b"), repository("c"), by=thirds)
    testing = card.dimensions[0]
    assert (testing.low, testing.high, testing.coverage) == (33.3, 100.0, 0.8333)
    assert (card.verdict.low, card.verdict.high, card.verdict.coverage) == (20.0, 60.0, 0.9167)
    high = scored(repository("a", {"tests": Level.PRESENT}), by=thirds).dimensions[0].high
    assert high == 33.3


def test_dimensions_keep_what_the_rubric_says_of_them() -> None:
    card = scored(repository())
    assert [(each.id, each.title, each.weight, each.essential) for each in card.dimensions] == [
        ("testing", "tests", 60, True),
        ("serving", "serving", 60, True),
    ]


def test_the_scorecard_has_the_rubrics_words_and_bands() -> None:
    own = replace(rubric(), meanings={"thin_public_evidence": "Little is there."})
    card = scored(repository(), by=own)
    assert (card.subject, card.verdict.meaning) == ("production machine learning", "Little is there.")
    assert card.bands == own.bands
    assert scored(repository(levels=ALL_WIRED), by=own).verdict.meaning == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (repository("a"), repository("b")),
        (repository("a", url=None), repository("a", url="https://x.example/a")),
        (repository("a", url="https://x.example/a"), repository("a", url="https://x.example/b")),
        (replace(repository("a"), head=None), replace(repository("a"), head="0" * 40)),
        (replace(repository("a"), head="0" * 40), replace(repository("a"), head="1" * 40)),
        (unread("a", "gone"), unread("a", "lost")),
        (replace(repository("a"), problem=None), replace(repository("a"), problem="cut off")),
    ],
)  # fmt: skip
def test_repositories_have_one_order(first: RepositoryResult, second: RepositoryResult) -> None:
    assert scored(second, first).repositories == (first, second) == scored(first, second).repositories


# -- the rules of the bands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "label"),
    [(Level.ABSENT, "thin"), (Level.CLAIMED, "thin"), (Level.PRESENT, "moderate"), (Level.WIRED, "moderate")],
)
def test_a_subject_counts_from_present_on(subject: Level, label: str) -> None:
    levels = dict.fromkeys(("tests", "ci_tests", "dockerfile", "ci"), Level.WIRED)
    result = repository(levels=levels | {"monitoring": subject})
    assert scored(result, by=guarded("monitoring")).verdict.label == f"{label}_public_evidence"


def test_a_rule_that_asks_for_one_thing_only_asks_for_nothing_else() -> None:
    levels = dict.fromkeys(("tests", "ci_tests", "dockerfile", "ci"), Level.WIRED)
    result = repository(levels=levels)
    assert scored(result, by=guarded(tests=Level.WIRED)).verdict.label == "moderate_public_evidence"
    held = scored(result, by=guarded(monitoring=Level.WIRED)).verdict
    assert held.label == "thin_public_evidence"
    assert (
        "The score stays below 35: from there on, the repositories must show monitoring (wired)."
        in held.reasons
    )


def test_what_holds_a_label_back_is_said_of_every_band_that_was_reached() -> None:
    nothing = guarded("monitoring", notebook_ratio=Level.SUSTAINED)
    reasons = scored(
        repository(levels=ALL_WIRED | {"model_code": Level.ABSENT, "monitoring": Level.ABSENT}), by=nothing
    ).verdict.reasons
    assert reasons[:2] == (
        "The score stays below 70: from there on, one repository must show model in live code (substantive).",
        "The score stays below 35: from there on, the repositories must show monitoring and "
        "code in modules (sustained).",
    )
    without = scored(repository(levels={"tests": Level.PRESENT}), by=nothing).verdict.reasons
    assert not any("stays below" in each for each in without)


# -- notebooks only -----------------------------------------------------------------------------------


NOTEBOOKS = repository("a", flags=(NOTEBOOK,))


@pytest.mark.parametrize(
    ("other", "notebook_only"),
    [
        (repository("b", {"model_code": Level.CLAIMED}), True),
        (repository("b", {"model_code": Level.PRESENT}), False),
        (repository("b", {"model_code": Level.PRESENT}, flags=(NOTEBOOK,)), True),
        (repository("b", flags=(flag("bulk_import"),)), True),
        (repository("b", facts=(Fact("notebook_ratio", 0.01),)), False),
        (repository("b", facts=(Fact("notebook_ratio", 0),)), True),
        (repository("b", facts=(Fact("notebook_ratio", 1),)), False),
        # another number, and one that is none
        (repository("b", facts=(Fact("tests", 3),)), True),
        (repository("b", facts=(Fact("notebook_ratio", "most"),)), True),
    ],
)  # fmt: skip
def test_another_repository_with_a_model_or_notebooks_must_bear_the_flag_too(
    other: RepositoryResult, notebook_only: bool
) -> None:
    label = scorecard(NOTEBOOKS, other).verdict.label
    assert label == ("notebook_only_public_evidence" if notebook_only else "thin_public_evidence")


def test_a_repository_that_no_check_of_models_looked_at_could_hold_one() -> None:
    other = repository("b")
    unasked = replace(other, findings={id: each for id, each in other.findings.items() if id != "model_code"})
    small = two_dimensions(bands=(Band("thin", 0), Band("moderate", 80), Band("strong", 90)))
    assert scored(NOTEBOOKS, other, by=small).verdict.label == "notebook_only_public_evidence"
    assert scored(NOTEBOOKS, unasked, by=small).verdict.label == "thin"


def test_modules_that_only_help_notebooks_are_what_is_missing_beside_other_notebooks() -> None:
    helpers = repository("a", ALL_WIRED | {"model_code": Level.SUBSTANTIVE}, flags=(NOTEBOOK,))
    other = repository("b", facts=(Fact("notebook_ratio", 0.5),))
    verdict = scorecard(helpers, other).verdict
    assert (verdict.label, verdict.low) == ("moderate_public_evidence", 69.9)
    assert verdict.reasons[0] == (
        "The score stays below 70: from there on, one repository must show model code in modules that do more "
        "than help notebooks."
    )
