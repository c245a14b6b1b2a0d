from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.model import Evidence, Fact, LeftOut, Level, RepositoryResult, Share, Status, Unseen
from analyzer.scorecard import Scorecard
from analyzer.scoring.rubric import ModerateRule, Rubric, RubricDimension, StrongRule
from analyzer.scoring.scoring import Bounds, Scoring
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
    unread,
)

SCORING = Scoring(rubric(), CHECKS)
WIRED = {"tests": Level.WIRED}
WHOLE = (Evidence(None, None, Level.WIRED, ""),)
TOO_LARGE = (Unseen("too large"),)


def bounds(result: RepositoryResult, signal: str) -> tuple[float, float]:
    found = SCORING.bounds(result, signal)
    return found.low, found.high


@pytest.mark.parametrize(
    ("signal", "level", "points"),
    [
        ("tests", Level.ABSENT, 0),
        ("tests", Level.CLAIMED, 0),
        ("tests", Level.PRESENT, 0.25),
        ("tests", Level.SUBSTANTIVE, 0.6),
        ("tests", Level.WIRED, 0.9),
        ("tests", Level.SUSTAINED, 1),
        # at most substantive: .6 is all there is
        ("history_depth", Level.PRESENT, 0.25 / 0.6),
        ("history_depth", Level.SUBSTANTIVE, 1),
        ("history_depth", Level.SUSTAINED, 1),
        ("notebook_ratio", Level.PRESENT, 1),
        ("notebook_ratio", Level.CLAIMED, 0),
        ("a_signal_without_check", Level.WIRED, 0.9),
    ],
)
def test_points_are_scaled_where_a_check_can_show_less(signal: str, level: Level, points: float) -> None:
    assert SCORING.points(signal, level) == pytest.approx(points)


def test_a_check_that_can_show_nothing_earns_nothing() -> None:
    mute = {"tests": replace(CHECKS["tests"], max_level=Level.CLAIMED)}
    assert Scoring(rubric(), mute).points("tests", Level.WIRED) == 0


@pytest.mark.parametrize(("share", "credit"), [(0, 0), (0.25, 0.5), (0.5, 1), (1, 1)])
def test_half_of_the_commits_earn_full_credit(share: float, credit: float) -> None:
    assert SCORING.credit(share) == credit


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (repository(levels={"tests": Level.WIRED}), (0.9, 0.9)),
        (repository(levels={"tests": Level.WIRED}, share=Share(0.1, 0.4)), (0.18, 0.72)),
        (repository(levels=WIRED, share=Share(1, 1), shares={"tests.py": Share(0, 1)}), (0, 0.9)),
        (repository("r", None, finding("tests", Level.PRESENT, ceiling=Level.WIRED)), (0.25, 1)),
        (repository("r", None, finding("tests", status=Status.UNKNOWN)), (0, 1)),
        (repository("r", None, finding("tests", Level.PRESENT, status=Status.ERROR)), (0.25, 1)),
        (repository("r", None, finding("tests", status=Status.NOT_APPLICABLE)), (0, 0)),
        (repository("r"), (0, 0)),
        (unread(), (0, 1)),
        (replace(repository(), findings={}), (0, 1)),
        # the whole repository's share where evidence has no path
        (
            repository(
                "r", None, finding("tests", evidence=WHOLE), share=Share(0.25, 0.5)
            ),
            (0.45, 0.9),
        ),
        # a path without provenance: anybody's, if somebody was named
        (replace(repository(levels={"tests": Level.WIRED}, share=Share(1, 1)), provenance={}), (0, 0.9)),
        (replace(repository(levels={"tests": Level.WIRED}), provenance={}), (0.9, 0.9)),
        # somebody else's wired tests do not hide the candidate's own in what was not seen
        (
            repository("r", None, finding("tests", Level.WIRED, unseen=TOO_LARGE), share=Share(0, 0)),
            (0, 1),
        ),
    ],
)  # fmt: skip
def test_bounds_of_one_repository(result: RepositoryResult, expected: tuple[float, float]) -> None:
    assert bounds(result, "tests") == pytest.approx(expected)


def test_the_best_attributed_evidence_counts_not_the_strongest() -> None:
    evidence = (Evidence("theirs.py", 1, Level.WIRED, ""), Evidence("own.py", 1, Level.SUBSTANTIVE, ""))
    result = repository(
        "r",
        None,
        finding("tests", evidence=evidence),
        share=Share(0.5, 0.5),
        shares={"theirs.py": Share(0, 0)},
    )
    assert bounds(result, "tests") == pytest.approx((0.6, 0.6))
    place = SCORING.best_place([result], "tests")
    assert place is not None
    assert place.evidence.path == "own.py"
    assert result.share_of(place.evidence) == Share(0.5, 0.5)


def test_the_best_repository_counts() -> None:
    results = [repository("a", {"tests": Level.PRESENT}), repository("b", {"tests": Level.WIRED})]
    assert SCORING.best(results, "tests") == Bounds(0.9, 0.9)
    assert SCORING.best([], "tests") == Bounds(0, 0)


def tiny(**changes: object) -> Rubric:
    """Two dimensions whose scores are easy to do by hand."""
    dimensions = (
        RubricDimension("testing", "tests", 60, 1.0, True, {"tests": 1.0, "ci_tests": 1.0}),
        RubricDimension("serving", "serving", 60, 1.0, True, {"model_code": 1.0}),
    )
    return replace(rubric(), dimensions=dimensions, full_credit_at=100.0, **changes)  # type: ignore[arg-type]


def tiny_score(*results: RepositoryResult) -> Scorecard:
    return score(Candidate(("x",)), results, tiny(), CHECKS)


def test_dimensions_and_total_by_hand() -> None:
    card = tiny_score(
        repository(levels={"tests": Level.PRESENT, "ci_tests": Level.PRESENT, "model_code": Level.WIRED})
    )
    assert [(each.id, each.low, each.high) for each in card.dimensions] == [
        ("testing", 50, 50),
        ("serving", 90, 90),
    ]
    assert (card.verdict.low, card.verdict.score) == (84.0, 84.0)  # .6 * 50 + .6 * 90


def test_a_dimension_and_the_total_stop_at_100() -> None:
    card = tiny_score(repository(levels=ALL_WIRED | {"model_code": Level.SUSTAINED}))
    assert [each.low for each in card.dimensions] == [100, 100]
    assert card.verdict.low == card.verdict.high == 100


def test_coverage_is_the_weight_that_was_seen_whole() -> None:
    part = repository("a", None, finding("tests", Level.PRESENT, ceiling=Level.WIRED))
    assert tiny_score(part).dimensions[0].coverage == 0.5
    assert tiny_score(part).verdict.coverage == 0.75
    assert tiny_score(part, unread()).verdict.coverage == 0.375
    assert tiny_score().verdict.coverage == 0


ESSENTIAL = {"model_code": Level.SUBSTANTIVE, "tests": Level.WIRED, "ci_tests": Level.WIRED}


@pytest.mark.parametrize(
    ("levels", "strong"),
    [
        (ALL_WIRED, True),
        (ESSENTIAL, False),
        (ESSENTIAL | {"dockerfile": Level.WIRED}, True),
        (ESSENTIAL | {"monitoring": Level.SUSTAINED}, True),
        (ESSENTIAL | {"history_depth": Level.WIRED, "experiment_tracking": Level.WIRED}, False),
        (ESSENTIAL | {"model_code": Level.CLAIMED, "dockerfile": Level.WIRED}, False),
        (ESSENTIAL | {"model_code": Level.PRESENT, "dockerfile": Level.WIRED}, False),
        (ESSENTIAL | {"model_code": Level.WIRED}, True),
    ],
)
def test_strong_asks_for_one_repository_with_a_model_and_two_wired_dimensions(
    levels: dict[str, Level], strong: bool
) -> None:
    result = repository(levels=levels)
    assert SCORING.strong(result, possibly=False) is strong
    assert SCORING.strong(result, possibly=True) is strong


@pytest.mark.parametrize(("share", "surely", "possibly"), [
    (Share(0.25, 0.25), True, True), (Share(0.2, 0.2), False, False), (Share(0.1, 0.9), False, True),
])  # fmt: skip
def test_strong_counts_what_is_credited(share: Share, surely: bool, possibly: bool) -> None:
    result = repository(levels=ALL_WIRED, share=share)
    assert SCORING.strong(result, possibly=False) is surely
    assert SCORING.strong(result, possibly=True) is possibly


def test_strong_may_still_be_in_what_was_not_seen() -> None:
    hidden = repository("r", ESSENTIAL, finding("dockerfile", status=Status.UNKNOWN))
    assert not SCORING.strong(hidden, possibly=False)
    assert SCORING.strong(hidden, possibly=True)
    assert SCORING.strong(unread(), possibly=True)
    assert not SCORING.strong(unread(), possibly=False)
    # a check that cannot show wired evidence cannot hide it either
    weak = dict(CHECKS) | {"dockerfile": replace(CHECKS["dockerfile"], max_level=Level.SUBSTANTIVE)}
    assert not Scoring(rubric(), weak).strong(hidden, possibly=True)


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
    return replace(rubric(), moderate=ModerateRule(subjects, one_of))


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
    capped = any(reason.startswith("The next label also needs one of") for reason in verdict.reasons)
    assert capped is (verdict.low >= 35 and label in ("thin", "insufficient"))


def test_the_rule_of_the_middle_band_changes_no_number() -> None:
    result = repository(levels=PARTS)
    free = score(Candidate(("x",)), [result], guarded(), CHECKS).verdict
    held = score(Candidate(("x",)), [result], KEPT_UP, CHECKS).verdict
    assert (free.low, free.high, free.label) == (held.low, held.high, "moderate_public_evidence")


def test_a_rubric_without_attribution_credits_whatever_was_handed_in() -> None:
    result = repository(levels=WIRED, share=Share(0, 0))
    assert Scoring(rubric(), CHECKS).bounds(result, "tests") == Bounds(0, 0)
    own = replace(rubric(), attribution=False)
    assert Scoring(own, CHECKS).bounds(result, "tests") == Bounds(0.9, 0.9)
    assert Scoring(own, CHECKS).credited(result, "tests").surely is Level.WIRED


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


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ((), "There was no repository to assess."),
        ((repository(), unread()), "Could not be read: 1 of 2 repositories."),
        ((repository(), unread()), "At least 0.0 of 100 is shown and up to 100.0 is possible"),
        ((repository("me/r", {"tests": Level.WIRED}),), "Carried by me/r: tests (wired)."),
        ((repository(levels={"tests": Level.PRESENT}),), "Shown in part: tests (present)."),
        ((repository(levels={"tests": Level.WIRED}, share=Share(0.05, 0.05)),), "Found, but little of it"),
        ((repository("a"), repository("b")), "Not visible in 2 repositories: "),
        ((repository("a", None, finding("tests", status=Status.NOT_APPLICABLE)),), "Does not apply: tests."),
        ((repository("a", None, finding("ci", status=Status.NOT_APPLICABLE)), repository("b", ALL_WIRED | {"ci": Level.ABSENT})), "Not visible in 2 repositories: continuous integration."),
        ((repository("a", None, finding("tests", status=Status.UNKNOWN)),), "could be read: tests."),
        (HALVES, "No single repository was seen with model in live code together with wired"),
        ((repository("a", flags=(NOTEBOOK,)),), "Model work is visible in notebooks only."),
        ((repository(),), "Nobody was named"),
    ],
)  # fmt: skip
def test_reasons(results: tuple[RepositoryResult, ...], sentence: str) -> None:
    assert any(sentence in reason for reason in scorecard(*results).verdict.reasons)


def test_a_named_candidate_is_not_called_unnamed() -> None:
    reasons = scorecard(repository(share=Share(1, 1))).verdict.reasons
    assert not any("Nobody was named" in reason for reason in reasons)


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
    near = tiny(points=dict(rubric().points) | {Level.SUBSTANTIVE: 0.333}, strong=StrongRule("tests", 0, 1.0))
    levels = {"tests": Level.PRESENT, "model_code": Level.SUBSTANTIVE}
    verdict = score(Candidate(("x",)), [repository(levels=levels)], near, CHECKS).verdict
    assert verdict.low == 35.0
    assert verdict.label == "moderate_public_evidence"
