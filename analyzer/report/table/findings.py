"""The long form: one row a finding, which is what one check says of one repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from analyzer.report.contract import (
    EvidenceEntry,
    RepositoryEntry,
    ScorecardDocument,
    SignalEntry,
    StandingEntry,
)
from analyzer.report.summed import part_of_score
from analyzer.report.table.columns import NUMBER, TEXT, WHOLE, Column
from analyzer.report.table.frames import rubric_columns, signals_of, verdict_columns

NOT_ASSESSED = "not_assessed"
_POINT_DIGITS = 4


class _Row(Struct, frozen=True):
    """One finding; a repository that could not be assessed has one row, without a finding."""

    repository: RepositoryEntry
    signal: str | None = None
    finding: SignalEntry | None = None
    standing: StandingEntry | None = None
    evidence: EvidenceEntry | None = None
    possible: float | None = None

    def said(self, name: str) -> Any:
        return None if self.finding is None else self.finding.get(name)

    def shown(self, name: str) -> Any:
        return None if self.evidence is None else self.evidence.get(name)

    def earned(self, side: int) -> float | None:
        if self.finding is None or self.possible is None:
            return None
        return round(self.possible * self.finding["earned"][side], _POINT_DIGITS)


def finding_columns(document: ScorecardDocument, name: str | None = None) -> list[Column]:
    """One row a finding, repositories by name and signals in the rubric's order; `name` is the candidate's.

    Columns: candidate, label, score, low and high (the same in every row), repository, signal, title,
    dimension, status (measured, unknown, not_applicable, error; not_assessed for a repository that could not
    be), level_found, level_credited (the strongest to the candidate's credit), points_earned, points_at_most
    and points_possible (of the 100 of a score, before full credit bounds a dimension), then the place that
    earns most: path, line, author (of the cited lines, or of who brought the path: candidate, other or
    unsure), share_low, share_high, permalink; id (the finding's, as it is quoted), rubric and role.
    """
    rows = list(_rows(document))

    def column(name: str, type: str, value: Callable[[_Row], Any]) -> Column:
        return Column(name, type, [value(each) for each in rows])

    return [
        *verdict_columns(document, len(rows), name),
        column("repository", TEXT, lambda row: row.repository["name"]),
        column("signal", TEXT, lambda row: row.signal),
        column("title", TEXT, lambda row: row.standing and row.standing["title"]),
        column("dimension", TEXT, lambda row: row.standing and row.standing["dimension"]),
        column("status", TEXT, lambda row: row.said("status") or NOT_ASSESSED),
        column("level_found", TEXT, lambda row: row.said("level")),
        column("level_credited", TEXT, _credited),
        column("points_earned", NUMBER, lambda row: row.earned(0)),
        column("points_at_most", NUMBER, lambda row: row.earned(1)),
        column("points_possible", NUMBER, lambda row: row.possible and round(row.possible, _POINT_DIGITS)),
        column("path", TEXT, lambda row: row.shown("path")),
        column("line", WHOLE, lambda row: row.shown("line")),
        column("author", TEXT, _author),
        column("share_low", NUMBER, lambda row: (row.shown("share") or (None, None))[0]),
        column("share_high", NUMBER, lambda row: (row.shown("share") or (None, None))[1]),
        column("permalink", TEXT, lambda row: row.shown("permalink")),
        column("id", TEXT, lambda row: row.signal and f"{row.repository['name']}/{row.signal}"),
        *rubric_columns(document, len(rows)),
    ]


def _rows(document: ScorecardDocument) -> Iterator[_Row]:
    signals = signals_of(document)
    standings = {each["id"]: each for each in document["signals"]}
    possible = {id: part_of_score(document, each) for id, each in standings.items()}
    for repository in sorted(document["repositories"], key=lambda each: each["name"]):
        if not repository["assessed"]:
            yield _Row(repository)
        for signal in signals:
            finding = repository["signals"].get(signal)
            if finding is not None:
                standing = standings.get(signal)
                best = _best(document, finding, standing)
                yield _Row(repository, signal, finding, standing, best, possible.get(signal))


def _best(
    document: ScorecardDocument, finding: SignalEntry, standing: StandingEntry | None
) -> EvidenceEntry | None:
    """The place that earns most, of equals the first: they are listed with the strongest first."""
    factor = document["rubric"]["credit_factor"]
    points = standing["points"] if standing is not None else {}

    def earned(evidence: EvidenceEntry) -> float:
        share = evidence["share"] if document["rubric"]["attribution"] else None
        credit = 1.0 if share is None else min(1.0, factor * share[0])
        return points.get(evidence["level"], 0.0) * credit

    return max(finding["evidence"], key=earned, default=None)


def _credited(row: _Row) -> str | None:
    """Earlier versions, which had no standings, did not say it."""
    return None if row.finding is None or row.standing is None else row.finding["credited"][0]


def _author(row: _Row) -> str | None:
    lines = row.shown("lines")
    origin: str | None = lines["origin"] if lines is not None else None
    return origin or row.shown("introduced")
