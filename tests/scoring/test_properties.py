"""What must hold for any portfolio whatever the checks say."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.model import Evidence, Finding, Level, RepositoryResult, Status, Unseen
from analyzer.provenance import PathProvenance, Share
from analyzer.scorecard import Scorecard
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import CHECKS, flag, rubric, unread

RUBRIC = rubric()
LABELS = {"strong", "moderate", "thin", "notebook_only", "insufficient"}
PATHS = ("a.py", "b.py", "c.py")

parts = st.integers(0, 100).map(lambda part: part / 100)
share_values = st.tuples(parts, parts).map(lambda pair: Share(min(pair), max(pair)))
levels = st.sampled_from(list(Level))
evidence = st.builds(Evidence, st.sampled_from((None, *PATHS)), st.none(), levels, st.just("note"))


@st.composite
def findings(draw: st.DrawFn, signal: str) -> Finding:
    found = tuple(draw(st.lists(evidence, max_size=2)))
    level = max((each.level for each in found), default=Level.ABSENT)
    unseen = draw(st.booleans())
    return Finding(
        signal=signal,
        status=draw(st.sampled_from(list(Status))),
        level=level,
        ceiling=max(level, CHECKS[signal].max_level) if unseen else level,
        message="",
        evidence=found,
        unseen=(Unseen("too large"),) if unseen else (),
    )


@st.composite
def repositories(draw: st.DrawFn, named: bool) -> RepositoryResult:
    name = draw(st.uuids()).hex
    if draw(st.integers(0, 9)) == 0:
        return unread(name)
    shares = share_values if named else st.none()
    signals = draw(st.sets(st.sampled_from(RUBRIC.signals), max_size=6))
    found = {
        signal: draw(findings(signal))
        if signal in signals
        else Finding(signal, Status.MEASURED, Level.ABSENT, Level.ABSENT, "")
        for signal in CHECKS
    }
    return RepositoryResult(
        name=name,
        url=None,
        head="a" * 40,
        assessed=True,
        problem=None,
        candidate_share=draw(shares),
        flags=(flag("notebook_only"),) if draw(st.booleans()) else (),
        findings=found,
        provenance={
            path: PathProvenance(draw(shares), None, None) for path in draw(st.sets(st.sampled_from(PATHS)))
        },
    )


portfolios = st.booleans().flatmap(lambda named: st.lists(repositories(named), min_size=1, max_size=4))


def card(results: list[RepositoryResult]) -> Scorecard:
    return score(Candidate(("someone",)), results, RUBRIC, CHECKS)


@given(portfolios)
def test_bounds_are_ordered_and_the_label_is_one_of_five(results: list[RepositoryResult]) -> None:
    scored = card(results)
    parts = [(each.low, each.high, each.coverage) for each in scored.dimensions]
    for low, high, coverage in [(scored.verdict.low, scored.verdict.high, scored.verdict.coverage), *parts]:
        assert 0 <= low <= high <= 100
        assert 0 <= coverage <= 1
    assert scored.verdict.label.removesuffix("_public_evidence") in LABELS
    assert len(set(scored.verdict.reasons)) == len(scored.verdict.reasons)


@given(portfolios)
def test_adding_a_repository_never_lowers_a_bound(results: list[RepositoryResult]) -> None:
    before, after = card(results[1:]), card(results)
    assert after.verdict.low >= before.verdict.low
    assert after.verdict.high >= before.verdict.high
    for old, new in zip(before.dimensions, after.dimensions, strict=True):
        assert (new.low >= old.low, new.high >= old.high) == (True, True)


@given(portfolios)
def test_a_copy_earns_nothing(results: list[RepositoryResult]) -> None:
    before, after = card(results), card([*results, replace(results[0], name="copy")])
    assert (after.verdict.low, after.verdict.high) == (before.verdict.low, before.verdict.high)
    assert after.verdict.label == before.verdict.label


@given(portfolios, st.randoms(use_true_random=False))
def test_order_does_not_matter(results: list[RepositoryResult], random: Random) -> None:
    shuffled = list(results)
    random.shuffle(shuffled)
    assert card(shuffled) == card(results)


@given(portfolios)
def test_reading_what_was_not_read_stays_inside_the_bounds(results: list[RepositoryResult]) -> None:
    hidden = card([unread(results[0].name), *results[1:]]).verdict
    seen = card(results).verdict
    assert hidden.low <= seen.low
    assert seen.high <= hidden.high
