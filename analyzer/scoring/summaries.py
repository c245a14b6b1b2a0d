"""Where every signal stands over all repositories: computed once, for all who read a scorecard."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from analyzer.model import Level, Located, RepositoryResult
from analyzer.provenance import Share
from analyzer.scorecard import BestPlace, CreditedLevel, SignalSummary
from analyzer.scoring.remarks import is_others_work, nothing_found, remarks_on
from analyzer.scoring.scoring import Place, Scoring, title_of


def summaries(scoring: Scoring, repositories: Sequence[RepositoryResult]) -> tuple[SignalSummary, ...]:
    """Every signal: those of the rubric in its order, then all others that are looked for or found, by id."""
    found = {signal for each in repositories for signal in each.findings}
    others = sorted({*scoring.checks, *found} - set(scoring.rubric.signals))
    return tuple(_summary(signal, scoring, repositories) for signal in (*scoring.rubric.signals, *others))


def _summary(signal: str, scoring: Scoring, repositories: Sequence[RepositoryResult]) -> SignalSummary:
    dimension = next((each for each in scoring.rubric.dimensions if signal in each.signals), None)
    bounds = scoring.best(repositories, signal)
    place = scoring.best_place(repositories, signal)
    if place is not None and place.evidence.level <= Level.CLAIMED:
        place = None
    check = scoring.checks.get(signal)
    return SignalSummary(
        id=signal,
        title=title_of(signal, scoring.checks),
        dimension=None if dimension is None else dimension.id,
        weight=0.0
        if dimension is None
        else dimension.signals[signal] * dimension.weight / dimension.full_credit_at,
        low=bounds.low,
        high=bounds.high,
        max_level=scoring.max_level(signal),
        level=strongest(signal, repositories),
        place=None if place is None else _best_place(place, scoring),
        remarks=_remarks(signal, place, repositories),
        credited=tuple(_credited(scoring, each, signal) for each in repositories),
        questions=None if check is None else check.questions,
        points={level: scoring.points(signal, level) for level in Level},
        looks_for="" if check is None else check.documentation,
        in_dimension=0.0 if dimension is None else dimension.signals[signal],
    )


def _credited(scoring: Scoring, repository: RepositoryResult, signal: str) -> CreditedLevel:
    bounds = scoring.bounds(repository, signal)
    return replace(scoring.credited(repository, signal), earned=Share(bounds.low, bounds.high))


def strongest(signal: str, repositories: Sequence[RepositoryResult]) -> Level:
    """The strongest level found in any repository, whoever wrote it."""
    return max(
        (each.findings[signal].level for each in repositories if signal in each.findings),
        default=Level.ABSENT,
    )


def _best_place(place: Place, scoring: Scoring) -> BestPlace:
    share = scoring.share(place.repository, place.evidence)
    return BestPlace(
        located=Located(place.repository.name, place.evidence),
        earned=place.earned,
        credit=Share(scoring.credit(share.low), scoring.credit(share.high)),
        by_others=is_others_work(place.repository, place.evidence),
    )


def _remarks(signal: str, place: Place | None, repositories: Sequence[RepositoryResult]) -> tuple[str, ...]:
    if place is None:
        return (nothing_found(signal, repositories),)
    return remarks_on(place.repository, place.evidence, place.repository.findings[signal])
