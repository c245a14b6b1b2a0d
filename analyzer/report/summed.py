"""How a score came about, row by row: the sum that a reader can check.

A signal earns points by its level, times the credit of its author's share, times the life of its repository;
the best repository counts. Weighted, these make the dimensions, and the dimensions the score.
"""

from __future__ import annotations

from msgspec import Struct

from analyzer.report.contract import DimensionEntry, ScorecardDocument, StandingEntry


class SummedSignal(Struct, frozen=True):
    """One signal of a sum: `low` and `high` are what it earned, 0 to 1; the others make `low`.

    `points` are those of the level of its best evidence, `credit` what the author's share makes of them,
    `life` what the life of the repository does; None where there is no evidence. `weighted` is `low` by its
    weight.
    """

    id: str
    title: str
    weight: float
    level: str
    points: float
    credit: float | None
    life: float | None
    low: float
    high: float
    weighted: float


class SummedDimension(Struct, frozen=True):
    """One dimension of a sum. `sum` is that of its signals' weighted points, `full` what earns 100.

    `over` is what of the sum is beyond full credit and earns nothing; `adds` is its part of the score.
    """

    id: str
    title: str
    weight: float
    sum: float
    full: float
    over: float
    low: float
    high: float
    adds: float
    signals: tuple[SummedSignal, ...]


class Summed(Struct, frozen=True):
    """The whole sum: of the dimensions, and `low`, the score after the rules of the bands bounded it."""

    dimensions: tuple[SummedDimension, ...]
    weights: float
    full: float
    sum: float
    low: float

    @property
    def bounded(self) -> bool:
        """Whether the rule of a band lowered the sum."""
        return self.low < round(self.sum, 1)


def part_of_score(document: ScorecardDocument, signal: StandingEntry) -> float:
    """What a signal would add to the score, 0 to 100, if it earned all; 0 for what is not scored."""
    dimension = next((each for each in document["dimensions"] if each["id"] == signal["dimension"]), None)
    if dimension is None:
        return 0.0
    return 100 * signal["weight"] / dimension["full_credit_at"] * _weight(document, dimension)


def summed(document: ScorecardDocument) -> Summed | None:
    """The sum of the document's lower bound; None for one of a version that did not say it."""
    if not document["signals"] or not document["dimensions"]:
        return None
    rows = tuple(_dimension(document, each) for each in document["dimensions"])
    return Summed(
        dimensions=rows,
        weights=sum(each["weight"] for each in document["dimensions"]),
        full=document["rubric"]["full_credit_at"],
        sum=document["verdict"]["summed"][0],
        low=document["verdict"]["low"],
    )


def _dimension(document: ScorecardDocument, dimension: DimensionEntry) -> SummedDimension:
    signals = tuple(
        _signal(document, each) for each in document["signals"] if each["dimension"] == dimension["id"]
    )
    total = sum(each.weighted for each in signals)
    return SummedDimension(
        id=dimension["id"],
        title=dimension["title"],
        weight=dimension["weight"],
        sum=total,
        full=dimension["full_credit_at"],
        over=max(0.0, total - dimension["full_credit_at"]),
        low=dimension["low"],
        high=dimension["high"],
        adds=min(1.0, total / dimension["full_credit_at"]) * 100 * _weight(document, dimension),
        signals=signals,
    )


def _signal(document: ScorecardDocument, signal: StandingEntry) -> SummedSignal:
    evidence = signal["evidence"]
    level = signal["level"] if evidence is None else evidence["level"]
    points = 0.0 if evidence is None else signal["points"].get(level, 0.0)
    credit = signal["credit"][0] if signal["credit"] is not None else None
    credited = points * (credit or 0.0)
    return SummedSignal(
        id=signal["id"],
        title=signal["title"],
        weight=signal["weight"],
        level=level,
        points=points,
        credit=credit,
        life=signal["earned"] / credited if credited else None,
        low=signal["low"],
        high=signal["high"],
        weighted=signal["low"] * signal["weight"],
    )


def _weight(document: ScorecardDocument, dimension: DimensionEntry) -> float:
    return dimension["weight"] / document["rubric"]["full_credit_at"]
