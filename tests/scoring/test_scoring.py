from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Evidence, Level, RepositoryResult, Status, Unseen
from analyzer.provenance import Share
from analyzer.scorecard import CreditedLevel, Scorecard
from analyzer.scoring.rules import BandRule
from analyzer.scoring.scoring import Bounds, Scoring, title_of
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import (
    ALL_WIRED,
    CHECKS,
    finding,
    repository,
    rubric,
    two_dimensions,
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


def tiny_score(*results: RepositoryResult) -> Scorecard:
    return score(Candidate(("x",)), results, two_dimensions(), CHECKS)


def test_dimensions_and_total_by_hand() -> None:
    result = repository(levels={"tests": Level.PRESENT, "ci_tests": Level.PRESENT, "model_code": Level.WIRED})
    card = score(Candidate(("x",)), [result], two_dimensions(strong=BandRule()), CHECKS)
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


def test_a_rubric_without_attribution_credits_whatever_was_handed_in() -> None:
    result = repository(levels=WIRED, share=Share(0, 0))
    assert Scoring(rubric(), CHECKS).bounds(result, "tests") == Bounds(0, 0)
    own = replace(rubric(), attribution=False)
    assert Scoring(own, CHECKS).bounds(result, "tests") == Bounds(0.9, 0.9)
    assert Scoring(own, CHECKS).credited(result, "tests").surely is Level.WIRED


# -- what could be in what was not seen ---------------------------------------------------------------


def hidden(
    *limits: Level | None, level: Level = Level.ABSENT, status: Status = Status.UNKNOWN
) -> RepositoryResult:
    """Unread files, each of which could hold that level at most (None: any), beside what was found."""
    unseen = tuple(Unseen("too large", at_most=each) for each in limits)
    return repository("r", None, finding("ci", level, status=status, ceiling=Level.WIRED, unseen=unseen))


@pytest.mark.parametrize(
    ("result", "high", "possibly"),
    [
        (hidden(), 1, Level.SUSTAINED),
        (hidden(None), 1, Level.SUSTAINED),
        (hidden(Level.PRESENT), 0.25, Level.PRESENT),
        (hidden(Level.SUBSTANTIVE), 0.6, Level.SUBSTANTIVE),
        (hidden(Level.PRESENT, Level.SUBSTANTIVE), 0.6, Level.SUBSTANTIVE),
        (hidden(Level.SUBSTANTIVE, Level.PRESENT), 0.6, Level.SUBSTANTIVE),
        (hidden(Level.SUBSTANTIVE, None), 1, Level.SUSTAINED),
        # a check that failed may have missed anything, whatever its files show at most
        (hidden(Level.PRESENT, status=Status.ERROR), 1, Level.SUSTAINED),
        # what was found stands
        (hidden(Level.PRESENT, level=Level.SUBSTANTIVE, status=Status.MEASURED), 0.6, Level.SUBSTANTIVE),
        (repository(levels={"ci": Level.PRESENT}), 0.25, Level.PRESENT),
        (repository(), 0, Level.ABSENT),
    ],
)  # fmt: skip
def test_what_was_not_seen_holds_no_more_than_its_kind_can_show(
    result: RepositoryResult, high: float, possibly: Level
) -> None:
    assert SCORING.bounds(result, "ci").high == high
    assert SCORING.credited(result, "ci").possibly is possibly


@pytest.mark.parametrize(
    ("signal", "possibly"),
    [
        ("ci", Level.SUSTAINED),
        ("history_depth", Level.SUBSTANTIVE),
        ("notebook_ratio", Level.PRESENT),
        ("a_signal_without_check", Level.SUSTAINED),
    ],
)
def test_a_repository_that_was_not_read_can_hold_what_the_check_can_show(
    signal: str, possibly: Level
) -> None:
    for result in (
        unread("r"),
        replace(repository("r", ALL_WIRED), assessed=False),
        replace(repository("r"), findings={}),
    ):
        assert SCORING.credited(result, signal) == CreditedLevel("r", Level.ABSENT, possibly)
        assert SCORING.bounds(result, signal) == Bounds(0, 1)


def test_a_limit_above_what_the_check_can_show_raises_nothing() -> None:
    unseen = (Unseen("too large", at_most=Level.WIRED),)
    result = repository("r", None, finding("notebook_ratio", status=Status.UNKNOWN, unseen=unseen))
    assert SCORING.credited(result, "notebook_ratio").possibly is Level.PRESENT


@pytest.mark.parametrize(
    ("signal", "level"),
    [("ci", Level.WIRED), ("notebook_ratio", Level.PRESENT), ("a_signal_without_check", Level.WIRED)],
)
def test_the_strongest_level_of_a_check_is_its_own(signal: str, level: Level) -> None:
    assert SCORING.max_level(signal) is level


# -- shares at the boundary of credit -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "surely", "possibly"),
    [
        (Share(0.25, 0.25), Level.WIRED, Level.WIRED),
        (Share(0.249, 0.25), Level.ABSENT, Level.WIRED),
        (Share(0.249, 0.249), Level.ABSENT, Level.ABSENT),
        (Share(0, 1), Level.ABSENT, Level.WIRED),
    ],
)
def test_a_level_counts_from_half_credit_on(share: Share, surely: Level, possibly: Level) -> None:
    result = repository("r", WIRED, share=share)
    assert SCORING.credited(result, "tests") == CreditedLevel("r", surely, possibly)


def test_the_strongest_credited_level_counts_wherever_it_stands() -> None:
    evidence = tuple(
        Evidence(path, 1, level, "")
        for path, level in (("a.py", Level.PRESENT), ("b.py", Level.SUBSTANTIVE), ("c.py", Level.WIRED))
    )
    shares = {"a.py": Share(1, 1), "b.py": Share(0.25, 1), "c.py": Share(0, 0.25)}
    result = repository("r", None, finding("tests", evidence=evidence), share=Share(1, 1), shares=shares)
    assert SCORING.credited(result, "tests") == CreditedLevel("r", Level.SUBSTANTIVE, Level.WIRED)
    assert bounds(result, "tests") == pytest.approx((0.3, 0.6))


@pytest.mark.parametrize(("share", "credit"), [(0.249, 0.498), (0.4999, 0.9998), (0.5, 1), (0.5001, 1)])
def test_credit_stops_at_half_of_the_commits(share: float, credit: float) -> None:
    assert SCORING.credit(share) == pytest.approx(credit)


def test_where_nobody_asks_whose_it_is_all_of_it_counts() -> None:
    own = Scoring(replace(rubric(), attribution=False), CHECKS)
    result = repository(levels=WIRED, share=Share(0, 0))
    assert own.share(result, result.findings["tests"].evidence[0]) == Share(1, 1)


# -- the best place, and ties -------------------------------------------------------------------------


def at(path: str | None, line: int | None, level: Level = Level.WIRED, note: str = "") -> Evidence:
    return Evidence(path, line, level, note)


@pytest.mark.parametrize(
    ("best", "other"),
    [
        (at("b.py", 9), at("a.py", 1, Level.SUBSTANTIVE)),
        (at("a.py", 9), at("b.py", 1)),
        (at("a.py", 9), at(None, 1)),
        (at("a.py", 3), at("a.py", 20)),
        (at("a.py", None), at("a.py", 1)),
        (at("a.py", 3, note="a"), at("a.py", 3, note="b")),
        (at("b.py", 1, Level.CLAIMED), at("a.py", 1, Level.ABSENT)),
        (replace(at("b.py", 3), size=2), replace(at("a.py", 3), size=1)),
        (at("b.py", 1, Level.CLAIMED), replace(at("a.py", 1, Level.ABSENT), size=9)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_places_that_earn_the_same_the_first_is_shown(
    best: Evidence, other: Evidence, turned: bool
) -> None:
    evidence = (other, best) if turned else (best, other)
    place = SCORING.best_place([repository("r", None, finding("tests", evidence=evidence))], "tests")
    assert place is not None and place.evidence == best


def test_of_repositories_that_earn_the_same_the_first_by_name_is_shown() -> None:
    results = [repository("b", WIRED), repository("a", WIRED)]
    place = SCORING.best_place(results, "tests")
    assert place is not None and place.repository.name == "a"


def test_of_repositories_the_bounds_are_taken_apart() -> None:
    results = [repository("a", WIRED, share=Share(0, 1)), repository("b", {"tests": Level.PRESENT})]
    assert SCORING.best(results, "tests") == Bounds(0.25, 0.9)


def test_what_was_not_assessed_shows_no_place_and_was_not_seen() -> None:
    kept = replace(repository("r", WIRED), assessed=False)
    assert SCORING.best_place([kept], "tests") is None
    assert SCORING.best_place([repository("r", WIRED)], "a_signal_without_check") is None
    assert tiny_score(kept).verdict.coverage == 0


def test_a_signal_without_check_is_called_by_its_id() -> None:
    assert title_of("ci", CHECKS) == "continuous integration"
    assert title_of("a_signal_without_check", CHECKS) == "a signal without check"
