"""Pure arithmetic from findings to dimensions and bounds. All numbers are the rubric's.

Every score has two bounds: what was shown, and what could still be there in what was not seen or
whose author is not sure. A repository can only add, because the best one counts for each signal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.model import Check, Evidence, Finding, Level, RepositoryResult, Status
from analyzer.precedence import precedence
from analyzer.provenance import Share
from analyzer.scorecard import CreditedLevel, DimensionScore, readable
from analyzer.scoring.rubric import Rubric, RubricDimension
from analyzer.scoring.rules import BandRule, Condition, Route


class Bounds(Struct, frozen=True):
    """What was shown (`low`) and what is still possible (`high`), 0 to 1."""

    low: float
    high: float


class Place(Struct, frozen=True):
    """One piece of evidence with the repository it is in and what it earns at least, 0 to 1.

    `credited` is what it would earn if the life of its repository did not count.
    """

    repository: RepositoryResult
    evidence: Evidence
    earned: float
    credited: float


class Scoring(Struct, frozen=True):
    """The arithmetic of one rubric over one registry of checks."""

    rubric: Rubric
    checks: Mapping[str, Check]

    def points(self, signal: str, level: Level) -> float:
        """The points of a level, scaled up where the check itself can show no more than a lower one."""
        table = self.points_table(signal)
        check = self.checks.get(signal)
        if check is None or check.max_level >= Level.WIRED:
            return table[level]
        most = table[check.max_level]
        return min(1.0, table[level] / most) if most else 0.0

    def points_table(self, signal: str) -> Mapping[Level, float]:
        """The points of every level in the dimension of a signal."""
        dimension = self._dimension_of(signal)
        return self.rubric.points if dimension is None or dimension.points is None else dimension.points

    def _dimension_of(self, signal: str) -> RubricDimension | None:
        return next((each for each in self.rubric.dimensions if signal in each.signals), None)

    def credit(self, share: float) -> float:
        """How much of an evidence's points a share of its commits earns, 0 to 1."""
        return min(1.0, self.rubric.credit_factor * share)

    def share(self, repository: RepositoryResult, evidence: Evidence) -> Share:
        """The share that earns: the candidate's, or all of it where the rubric does not ask whose it is."""
        return repository.share_of(evidence).shown if self.rubric.attribution else Share(1.0, 1.0)

    def bounds(self, repository: RepositoryResult, signal: str) -> Bounds:
        """What one repository shows of one signal; everything is possible in what was not read."""
        finding = repository.findings.get(signal)
        if not repository.assessed or finding is None:
            return Bounds(0.0, 1.0)
        earned = [
            (self.points(signal, each.level), self.share(repository, each)) for each in finding.evidence
        ]
        life = self._life_of(repository, signal)
        low = max((points * self.credit(share.low) for points, share in earned), default=0.0)
        high = max((points * self.credit(share.high) for points, share in earned), default=0.0)
        possible = max(low, high, self._possible(signal, finding))
        return Bounds(low * life.low, possible * life.high)

    def life(self, repository: RepositoryResult) -> Bounds:
        """What the life of a repository makes of the points of its evidence, 0 to 1.

        The life is the repository's, whoever worked on it: whose work a piece of evidence is, its share says.
        """
        rule = self.rubric.life
        if not rule.signals:
            return Bounds(1.0, 1.0)
        found = [repository.findings.get(each) for each in rule.signals]
        low = max(Level.ABSENT if each is None else each.level for each in found)
        high = max(self._ceiling(name, each) for name, each in zip(rule.signals, found, strict=True))
        return Bounds(rule.factors[low], rule.factors[max(low, high)])

    def _life_of(self, repository: RepositoryResult, signal: str) -> Bounds:
        dimension = self._dimension_of(signal)
        lives = dimension is None or dimension.life
        return self.life(repository) if lives else Bounds(1.0, 1.0)

    def _ceiling(self, signal: str, finding: Finding | None) -> Level:
        if finding is None or finding.status is Status.ERROR:
            return self.checks[signal].highest if signal in self.checks else Level.SUSTAINED
        return finding.ceiling

    def _possible(self, signal: str, finding: Finding) -> float:
        """What could be in that which was not seen: anything, unless its kind shows no more than so much."""
        if not finding.may_hold_more:
            return 0.0
        limits = [each.at_most for each in finding.unseen]
        if not limits or finding.status is Status.ERROR:
            return 1.0
        return max(1.0 if each is None else self.points(signal, each) for each in limits)

    def best(self, repositories: Sequence[RepositoryResult], signal: str) -> Bounds:
        """The best of all repositories: breadth is shown, not scored, and a copy earns nothing."""
        each = [self.bounds(repository, signal) for repository in repositories]
        return Bounds(
            max((bounds.low for bounds in each), default=0.0),
            max((bounds.high for bounds in each), default=0.0),
        )

    def best_place(self, repositories: Iterable[RepositoryResult], signal: str) -> Place | None:
        """The evidence that earns most; among equals the higher level, the greatest, the first by name."""
        places = [
            self._place(repository, signal, evidence)
            for repository in repositories
            if repository.assessed and signal in repository.findings
            for evidence in repository.findings[signal].evidence
        ]
        return min(
            places,
            key=lambda place: (
                -place.earned,
                -place.evidence.level,
                -place.evidence.size,
                place.repository.name,
                precedence(place.evidence, signal),
            ),
            default=None,
        )

    def _place(self, repository: RepositoryResult, signal: str, evidence: Evidence) -> Place:
        share = self.share(repository, evidence)
        credited = self.points(signal, evidence.level) * self.credit(share.low)
        return Place(repository, evidence, credited * self._life_of(repository, signal).low, credited)

    def coverage(self, repositories: Sequence[RepositoryResult]) -> float:
        """The weight of what was seen whole, over the weight of every signal in every repository."""
        dimensions = self.rubric.dimensions
        total = math.fsum(dimension.weight for dimension in dimensions)
        return math.fsum(each.weight * seen_share(each, repositories) for each in dimensions) / total

    def dimension(
        self, dimension: RubricDimension, repositories: Sequence[RepositoryResult]
    ) -> DimensionScore:
        """One dimension; unrounded, because the total is made from it."""
        best = {signal: self.best(repositories, signal) for signal in dimension.signals}
        low = math.fsum(weight * best[signal].low for signal, weight in dimension.signals.items())
        high = math.fsum(weight * best[signal].high for signal, weight in dimension.signals.items())
        return DimensionScore(
            id=dimension.id,
            title=dimension.title,
            low=100 * min(1.0, low / dimension.full_credit_at),
            high=100 * min(1.0, high / dimension.full_credit_at),
            coverage=seen_share(dimension, repositories),
            weight=dimension.weight,
            essential=dimension.essential,
            full_credit_at=dimension.full_credit_at,
        )

    def total(self, dimensions: Sequence[DimensionScore]) -> Bounds:
        """The score's bounds, 0 to 100: the weighted sum over what earns full credit."""
        weights = [dimension.weight / self.rubric.full_credit_at for dimension in self.rubric.dimensions]
        low = math.fsum(weight * each.low for weight, each in zip(weights, dimensions, strict=True))
        high = math.fsum(weight * each.high for weight, each in zip(weights, dimensions, strict=True))
        return Bounds(round(min(100.0, low), 1), round(min(100.0, high), 1))

    def strong(self, repository: RepositoryResult, *, possibly: bool) -> bool:
        """Whether one repository carries the top band: surely, or `possibly` in what was not seen."""
        return self._met(self.rubric.strong, (repository,), possibly)

    def moderate(self, repositories: Sequence[RepositoryResult], *, possibly: bool) -> bool:
        """Whether the repositories together carry the middle band: surely, or `possibly`."""
        return self._met(self.rubric.moderate, repositories, possibly)

    def _met(self, rule: BandRule, repositories: Sequence[RepositoryResult], possibly: bool) -> bool:
        return not rule.routes or any(
            not self.unmet(route, repositories, possibly=possibly) for route in rule.routes
        )

    def unmet(
        self, route: Route, repositories: Sequence[RepositoryResult], *, possibly: bool
    ) -> tuple[Condition, ...]:
        """The conditions of a route that the repositories together do not meet: surely, or `possibly`."""
        return tuple(
            condition
            for condition in route.conditions
            if sum(
                any(
                    self._reached(repository, signal, possibly) >= level
                    for signal, level in area.items()
                    for repository in repositories
                )
                for area in condition.of
            )
            < condition.at_least
        )

    def _reached(self, repository: RepositoryResult, signal: str, possibly: bool) -> Level:
        found = self.credited(repository, signal)
        return found.possibly if possibly else found.surely

    def credited(self, repository: RepositoryResult, signal: str) -> CreditedLevel:
        """The strongest level that the repository shows of the signal to the candidate's credit.

        Surely, and possibly: with what was not seen, and with work that may be the candidate's.
        """
        finding = repository.findings.get(signal) if repository.assessed else None
        shares = [
            (each.level, self.share(repository, each)) for each in (finding.evidence if finding else ())
        ]
        asked = self.rubric.credited_from
        surely = [level for level, share in shares if self.credit(share.low) >= asked]
        possibly = [level for level, share in shares if self.credit(share.high) >= asked]
        return CreditedLevel(
            repository.name,
            surely=max(surely, default=Level.ABSENT),
            possibly=max((*possibly, self._hidden(signal, finding))),
        )

    def _hidden(self, signal: str, finding: Finding | None) -> Level:
        """The strongest level that could be in what was not seen."""
        if finding is not None and not finding.may_hold_more:
            return Level.ABSENT
        highest = self.checks[signal].highest if signal in self.checks else Level.SUSTAINED
        if finding is None or not finding.unseen or finding.status is Status.ERROR:
            return highest
        return min(highest, max(highest if each.at_most is None else each.at_most for each in finding.unseen))

    def max_level(self, signal: str) -> Level:
        """The strongest level that the signal's check itself can find."""
        return self.checks[signal].max_level if signal in self.checks else Level.WIRED


def seen_share(dimension: RubricDimension, repositories: Sequence[RepositoryResult]) -> float:
    """The weight of the signals that were seen whole, over all repositories, 0 to 1."""
    seen = math.fsum(
        weight * sum(_seen_whole(repository, signal) for repository in repositories)
        for signal, weight in dimension.signals.items()
    )
    return seen / (math.fsum(dimension.signals.values()) * len(repositories)) if repositories else 0.0


def title_of(signal: str, checks: Mapping[str, Check]) -> str:
    """What people read for a signal."""
    return checks[signal].title if signal in checks else readable(signal)


def _seen_whole(repository: RepositoryResult, signal: str) -> bool:
    finding = repository.findings.get(signal)
    return repository.assessed and finding is not None and not finding.may_be_stronger
