"""Scorecards side by side, from their JSON documents: each dimension with bounds and its strongest evidence.

Blind, a candidate is a number, and of evidence only what tells nobody: a scorecard that was not made with
`scan --blind` has names in its paths, notes and code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.report.answer import CHIP_WORDS, Chip, Place, author_words, chips, level_of, whose_words
from analyzer.report.comparison.rows import ComparedRubric
from analyzer.report.contract import EvidenceEntry, ScorecardDocument
from analyzer.report.explained import LABEL_WORDS
from analyzer.report.summed import part_of_score
from analyzer.scoring import interval_words
from analyzer.text import plural, repository_count


class Named(Struct, frozen=True):
    """A scorecard and the name that it is compared by."""

    name: str
    document: ScorecardDocument


class Proof(Struct, frozen=True):
    """One piece of evidence as it stands beside the others; what a blind comparison hides is empty."""

    title: str
    level: str
    whose: str
    where: str = ""
    link: str | None = None
    note: str = ""
    first: int = 0
    text: tuple[str, ...] = ()


class SideCell(Struct, frozen=True):
    """What one candidate shows of one row: words, bounds 0 to 100 if it has any, and the proofs."""

    words: str
    low: float | None = None
    high: float | None = None
    proofs: tuple[Proof, ...] = ()


class Side(Struct, frozen=True):
    """One candidate: the name, the facts in a line, and a cell for each row of the comparison."""

    name: str
    facts: str
    cells: Mapping[str, SideCell]


class SideRow(Struct, frozen=True):
    """A row of the comparison."""

    id: str
    title: str


class SideTable(Struct, frozen=True):
    """Everybody who was scored by the same numbers, the highest lower bound first."""

    rubric: ComparedRubric
    rows: tuple[SideRow, ...]
    sides: tuple[Side, ...]


PROOFS_OF_A_CELL = 2


def side_tables(scorecards: Iterable[Named], *, blind: bool = True) -> tuple[SideTable, ...]:
    """A table for each rubric, by its name."""
    by_rubric: dict[ComparedRubric, list[Named]] = {}
    for each in scorecards:
        by_rubric.setdefault(rubric_of(each.document), []).append(each)
    return tuple(
        _table(rubric, by_rubric[rubric], blind=blind)
        for rubric in sorted(by_rubric, key=lambda each: (each.name, each.role, each.sha256))
    )


def rubric_of(document: ScorecardDocument) -> ComparedRubric:
    """By which numbers a scorecard was scored."""
    rubric = document["rubric"]
    return ComparedRubric(rubric["name"], rubric["sha256"], rubric["role"] or "")


def _table(rubric: ComparedRubric, scorecards: Sequence[Named], *, blind: bool) -> SideTable:
    ordered = sorted(scorecards, key=_order)
    dimensions = {each["id"]: each["title"] for one in ordered for each in one.document["dimensions"]}
    asked = {chip.rule.id: chip.rule.ask for chip in chips(ordered[0].document)}
    rows = (
        SideRow("score", "Score"),
        *(SideRow(f"chip-{id}", title[:1].upper() + title[1:]) for id, title in asked.items()),
        *(SideRow(f"dimension-{id}", title) for id, title in dimensions.items()),
        SideRow("flags", "Flags"),
        SideRow("seen", "Could be read"),
    )
    sides = tuple(
        _side(f"candidate {number}" if blind else each.name, each.document, blind=blind)
        for number, each in enumerate(ordered, start=1)
    )
    return SideTable(rubric, rows, sides)


def _order(scorecard: Named) -> tuple[float, float, str]:
    verdict = scorecard.document["verdict"]
    return (-verdict["low"], -verdict["high"], scorecard.name)


def _side(name: str, document: ScorecardDocument, *, blind: bool) -> Side:
    verdict = document["verdict"]
    shown = not blind or document["blind"]
    assessed = sum(each["assessed"] for each in document["repositories"])
    repositories = repository_count(len(document["repositories"]))
    commits = sum(each["commits"] for each in document["repositories"])
    flags = sorted(each["id"].replace("_", " ") for each in document["flags"])
    loud = sum(each["severity"] == "serious" for each in document["flags"])
    label = LABEL_WORDS.get(verdict["label"], verdict["label"])
    cells = {
        "score": SideCell(label, verdict["low"], verdict["high"]),
        "flags": SideCell(
            f"{len(flags)}{f', {loud} serious' if loud else ''}: {', '.join(dict.fromkeys(flags))}"
            if flags
            else "none"
        ),
        "seen": SideCell(f"{verdict['coverage']:.0%}"),
    }
    for chip in chips(document):
        cells[f"chip-{chip.rule.id}"] = _chip(chip, document, shown=shown)
    for dimension in document["dimensions"]:
        places = _strongest(document, dimension["id"])
        cells[f"dimension-{dimension['id']}"] = SideCell(
            interval_words(dimension["low"], dimension["high"]),
            dimension["low"],
            dimension["high"],
            tuple(_proof(each, document, shown=shown) for each in places),
        )
    return Side(name, f"{assessed} of {repositories} read, {plural(commits, 'commit')}", cells)


def _chip(chip: Chip, document: ScorecardDocument, *, shown: bool) -> SideCell:
    proofs = () if chip.place is None else (_proof(chip.place, document, shown=shown),)
    return SideCell(CHIP_WORDS[chip.state], proofs=proofs)


def _strongest(document: ScorecardDocument, dimension: str) -> list[Place]:
    """The evidence of a dimension that earns most."""
    found = [
        each
        for each in document["signals"]
        if each["dimension"] == dimension and each["evidence"] is not None and level_of(each["level"]) > 1
    ]
    found.sort(key=lambda each: (-part_of_score(document, each) * each["earned"], each["id"]))
    return [
        Place(each["repository"] or "", each["id"], each["title"], each["evidence"])
        for each in found[:PROOFS_OF_A_CELL]
        if each["evidence"] is not None
    ]


def _proof(place: Place, document: ScorecardDocument, *, shown: bool) -> Proof:
    evidence = place.evidence
    whose = ", ".join(part for part in (whose_words(place, document), author_words(evidence)) if part)
    if not shown:
        return Proof(place.title, evidence["level"], whose)
    lines = evidence["lines"]
    return Proof(
        title=place.title,
        level=evidence["level"],
        whose=whose,
        where=f"{place.repository} {_inside(evidence)}".strip(),
        link=evidence["permalink"],
        note=evidence["note"],
        first=lines["first"] if lines else 0,
        text=tuple(lines["text"]) if lines else (),
    )


def _inside(evidence: EvidenceEntry) -> str:
    path = evidence["path"] or ""
    return path if evidence["line"] is None else f"{path}:{evidence['line']}"
