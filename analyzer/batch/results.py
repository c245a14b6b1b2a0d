"""The files of a batch that speak of all candidates, made from the journal, in the order of the list."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from analyzer import __version__
from analyzer.batch.candidates import Row
from analyzer.batch.folder import SCORECARDS, BatchFolder, Record
from analyzer.batch.order import Order
from analyzer.batch.summaries import comparison_row
from analyzer.report.html.ranking import to_ranking
from analyzer.report.table.columns import NUMBER, TEXT, TRUTH, WHOLE, Column, csv_of, parquet_of
from analyzer.system.files import write_whole

DONE, INCOMPLETE, FAILED = "done", "incomplete", "failed"
FORMAT = "1.0"


def write_results(
    order: Order, folder: BatchFolder, durations: Mapping[str, float], *, blind: bool
) -> Mapping[str, int]:
    """Write them all, `run.json` last; each is there whole or not at all. The counts by status.

    `blind`: on the page candidates have the numbers of their lines in the list instead of their ids.
    """
    known = [(row, folder.records[row.id]) for row in order.rows]
    counts = Counter(_status(record) for _row, record in known)
    # One after the other: of a hundred thousand candidates each takes its hundreds of megabytes.
    makers: tuple[Callable[[], dict[str, bytes]], ...] = (
        lambda: _tables(order, known),
        lambda: _page(known, blind=blind),
        lambda: {"failures.csv": csv_of(_failures(known)), "notes.csv": csv_of(_notes(known))},
        lambda: {"run.json": _run(order, known, counts, durations)},
    )
    for make in makers:
        for name, content in make().items():
            write_whole(folder.path / name, content)
    return counts


def _tables(order: Order, known: Sequence[tuple[Row, Record]]) -> dict[str, bytes]:
    summary = _summary(order, known)
    return {"summary.csv": csv_of(summary), "summary.parquet": parquet_of(summary)}


def _page(known: Sequence[tuple[Row, Record]], *, blind: bool) -> dict[str, bytes]:
    ranked = [
        comparison_row(f"candidate {row.number}" if blind else row.id, record.summary)
        for row, record in known
        if record.sha256
    ]
    page = to_ranking(ranked, without_scorecard=len(known) - len(ranked))
    return {"ranking.html": page.encode("utf-8", "backslashreplace")}


def _status(record: Record) -> str:
    if not record.sha256:
        return FAILED
    return INCOMPLETE if record.missed else DONE


def _summary(order: Order, known: Sequence[tuple[Row, Record]]) -> list[Column]:
    """One row a candidate. The dimensions are those of all rubrics of the batch."""
    rubrics = sorted(order.rubrics.items())
    dimensions = tuple(dict.fromkeys(each.id for _role, rubric in rubrics for each in rubric.dimensions))
    columns = (
        ("number", WHOLE),
        *((name, TEXT) for name in ("id", "status", "label")),
        *((name, NUMBER) for name in ("low", "high", "coverage")),
        *((f"{id}_{bound}", NUMBER) for id in dimensions for bound in ("low", "high")),
        ("flags", TEXT),
        *((name, WHOLE) for name in ("repositories", "assessed")),
        *((name, TEXT) for name in ("targets", "login", "rubric", "rubric_sha256", "role", "scorecard")),
    )
    cells = [_cells(row, record, dimensions) for row, record in known]
    return [Column(name, type, [row[place] for row in cells]) for place, (name, type) in enumerate(columns)]


def _cells(row: Row, record: Record, dimensions: Sequence[str]) -> tuple[Any, ...]:
    """The cells of one candidate, in the order of the columns."""
    summary = record.summary
    scores = {each[0]: each[2:4] for each in summary.get("dimensions", ())}
    rubric, sha256, role = summary.get("rubric", (None, None, None))
    return (
        row.number,
        row.id,
        _status(record),
        *(summary.get(name) for name in ("label", "low", "high", "coverage")),
        *(bound for id in dimensions for bound in scores.get(id, (None, None))),
        ";".join(sorted(set(summary["flags"]))) if "flags" in summary else None,
        summary.get("repositories"),
        summary.get("assessed"),
        ";".join(row.targets),
        summary.get("login"),
        rubric,
        sha256,
        role or None,
        f"{SCORECARDS}/{record.id}.json" if record.sha256 else None,
    )


def _failures(known: Sequence[tuple[Row, Record]]) -> list[Column]:
    """One row for each candidate without a scorecard, and for each repository that was not assessed."""
    rows = [(row, missed) for row, record in known for missed in record.missed]
    return [
        Column("number", WHOLE, [row.number for row, _missed in rows]),
        Column("id", TEXT, [row.id for row, _missed in rows]),
        Column("line", WHOLE, [row.line for row, _missed in rows]),
        Column("repository", TEXT, [missed.repository or None for _row, missed in rows]),
        Column("reason", TEXT, [missed.reason for _row, missed in rows]),
        Column("retry", TRUTH, [missed.retry for _row, missed in rows]),
    ]


def _notes(known: Sequence[tuple[Row, Record]]) -> list[Column]:
    """What a scan says on stderr."""
    rows = [(row, note) for row, record in known for note in record.notes]
    return [
        Column("number", WHOLE, [row.number for row, _note in rows]),
        Column("id", TEXT, [row.id for row, _note in rows]),
        Column("note", TEXT, [note for _row, note in rows]),
    ]


def _run(
    order: Order,
    known: Sequence[tuple[Row, Record]],
    counts: Mapping[str, int],
    durations: Mapping[str, float],
) -> bytes:
    repositories = assessed = 0
    for _row, record in known:
        summary = record.summary
        repositories += summary.get("repositories", 0)
        assessed += summary.get("assessed", 0)
    document = {
        "format": FORMAT,
        "tool": {"name": "repo-evidence", "version": __version__, "code": order.code},
        "python": platform.python_version(),
        "candidates": {"sha256": order.digest_of_list, "rows": len(order.rows)},
        "rubrics": [
            {"name": rubric.name, "sha256": rubric.sha256, "role": rubric.role or None}
            for _role, rubric in sorted(order.rubrics.items())
        ],
        "options": dict(order.options),
        "counts": {
            **{status: counts.get(status, 0) for status in (DONE, INCOMPLETE, FAILED)},
            "repositories": repositories,
            "assessed": assessed,
            "worth_a_retry": sum(record.may_improve for _row, record in known),
        },
        "durations": {name: round(seconds, 3) for name, seconds in durations.items()},
    }
    return (json.dumps(document, indent=2, sort_keys=True) + "\n").encode("ascii")
