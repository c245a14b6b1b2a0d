"""Routes to a band, and what the life of a repository makes of its evidence."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Finding, Level, RepositoryResult, Status
from analyzer.scorecard import Band, Scorecard
from analyzer.scoring.rubric import Rubric, RubricDimension
from analyzer.scoring.rules import BandRule, Condition, Life, Route
from analyzer.scoring.scoring import Scoring
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import ALL_WIRED, CHECKS, finding, repository, rubric


def scored(*results: RepositoryResult, by: Rubric) -> Scorecard:
    return score(Candidate(("x",)), results, by, CHECKS)


ROUTES = BandRule(
    (
        Route(
            "a service",
            (
                Condition("", ({"model_code": Level.SUBSTANTIVE},)),
                Condition("two kinds of checks", ({"tests": Level.WIRED}, {"ci": Level.WIRED, "ci_tests": Level.WIRED}), 2),
            ),
        ),
        Route("a library", (Condition("", ({"dockerfile": Level.WIRED, "typed_code": Level.PRESENT},)),)),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "strong"),
    [
        ({}, False),
        ({"model_code": Level.SUBSTANTIVE, "tests": Level.WIRED}, False),
        ({"model_code": Level.SUBSTANTIVE, "tests": Level.WIRED, "ci": Level.SUBSTANTIVE}, False),
        ({"model_code": Level.PRESENT, "tests": Level.WIRED, "ci": Level.WIRED}, False),
        ({"model_code": Level.SUBSTANTIVE, "tests": Level.WIRED, "ci": Level.WIRED}, True),
        ({"model_code": Level.SUBSTANTIVE, "tests": Level.WIRED, "ci_tests": Level.WIRED}, True),
        # two signals of one area are one fact
        ({"model_code": Level.SUBSTANTIVE, "ci": Level.WIRED, "ci_tests": Level.WIRED}, False),
        ({"dockerfile": Level.SUBSTANTIVE}, False),
        ({"dockerfile": Level.WIRED}, True),
        ({"typed_code": Level.PRESENT}, True),
    ],
)  # fmt: skip
def test_one_route_to_a_band_is_enough(levels: dict[str, Level], strong: bool) -> None:
    by = replace(rubric(), strong=ROUTES)
    assert Scoring(by, CHECKS).strong(repository(levels=levels), possibly=False) is strong


def test_the_route_that_needs_least_is_named_with_what_it_needs() -> None:
    by = replace(rubric(), strong=ROUTES)
    levels = ALL_WIRED | {"tests": Level.ABSENT, "dockerfile": Level.ABSENT, "typed_code": Level.ABSENT}
    reasons = scored(repository(levels=levels), by=replace(by, full_credit_at=60)).verdict.reasons
    assert reasons[0] == (
        "The score stays below 70: from there on, one repository must show, as a service, two kinds of checks; "
        "other ways are a library."
    )


# -- the life of a repository -------------------------------------------------------------------------


LIVED = Life(("sustained_activity",), {
    Level.ABSENT: 0.25, Level.CLAIMED: 0.25, Level.PRESENT: 0.5, Level.SUBSTANTIVE: 0.75, Level.WIRED: 0.75, Level.SUSTAINED: 1,
})  # fmt: skip


def living(points: float = 0.8, *, own: bool = False) -> Rubric:
    """Wired tests earn `points`; `own`: whatever the life of the repository."""
    dimension = RubricDimension("testing", "tests", 100, 1.0, True, {"tests": 1.0}, life=not own)
    return replace(
        rubric(),
        dimensions=(dimension,),
        full_credit_at=100.0,
        points=dict(rubric().points) | {Level.WIRED: points},
        strong=BandRule(),
        life=LIVED,
        bands=(Band("thin", 0), Band("moderate", 35), Band("strong", 70)),
    )


@pytest.mark.parametrize(
    ("life", "bounds"),
    [
        (finding("sustained_activity"), (20.0, 20.0)),
        (finding("sustained_activity", Level.PRESENT), (40.0, 40.0)),
        (finding("sustained_activity", Level.SUBSTANTIVE), (60.0, 60.0)),
        (finding("sustained_activity", Level.SUSTAINED), (80.0, 80.0)),
        # what a history does not show leaves the upper bound whole
        (finding("sustained_activity", status=Status.UNKNOWN, ceiling=Level.SUSTAINED), (20.0, 80.0)),
        (finding("sustained_activity", Level.PRESENT, ceiling=Level.SUBSTANTIVE), (40.0, 60.0)),
        (finding("sustained_activity", status=Status.ERROR), (20.0, 80.0)),
    ],
)  # fmt: skip
def test_evidence_earns_by_the_life_of_its_repository(life: Finding, bounds: tuple[float, float]) -> None:
    result = repository("a", {"tests": Level.WIRED}, life)
    verdict = scored(result, by=living()).verdict
    assert (verdict.low, verdict.high) == bounds
    whole = scored(result, by=living(own=True)).verdict
    assert (whole.low, whole.high) == (80.0, 80.0)


def test_what_a_short_life_takes_is_said_with_its_reason() -> None:
    short = repository("a", {"tests": Level.WIRED}, finding("sustained_activity"))
    long = repository("b", {"tests": Level.WIRED}, finding("sustained_activity", Level.SUSTAINED))
    said = [each for each in scored(short, long, by=living()).verdict.reasons if "of its points" in each]
    assert len(said) == 1
    assert said[0].startswith("What is connected in a earns 25% of its points: ")
