"""The files of a batch that speak of all candidates, made from the journal, in the order of the list."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analyzer import __version__
from analyzer.batch.candidates import Row
from analyzer.batch.folder import SCORECARDS, BatchFolder, Record
from analyzer.batch.order import Order
from analyzer.batch.summaries import comparison_row
from analyzer.batch.tables import NUMBER, TEXT, TRUTH, WHOLE, Column, csv_of, parquet_of
from analyzer.report.html.ranking import to_ranking
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
    summary = _summary(order, known)
    ranked = [
        comparison_row(f"candidate {row.number}" if blind else row.id, record.summary)
        for row, record in known
        if record.sha256
    ]
    page = to_ranking(ranked, without_scorecard=len(known) - len(ranked))
    counts = Counter(_status(record) for _row, record in known)
    contents = {
        "summary.csv": csv_of(summary),
        "summary.parquet": parquet_of(summary),
        "ranking.html": page.encode("utf-8", "backslashreplace"),
        "failures.csv": csv_of(_failures(known)),
        "notes.csv": csv_of(_notes(known)),
        "run.json": _run(order, known, counts, durations),
    }
    for name, content in contents.items():
        write_whole(folder.path / name, content)
    return counts


def _status(record: Record) -> str:
    if not record.sha256:
        return FAILED
    return INCOMPLETE if record.missed else DONE


def _summary(order: Order, known: Sequence[tuple[Row, Record]]) -> list[Column]:
    """One row a candidate. The dimensions are those of all rubrics of the batch."""
    summaries = [record.summary for _row, record in known]
    rubrics = sorted(order.rubrics.items())
    dimensions = dict.fromkeys(each.id for _role, rubric in rubrics for each in rubric.dimensions)
    scores = [{each[0]: each for each in summary.get("dimensions", ())} for summary in summaries]
    of_rubric = [summary.get("rubric", (None, None, None)) for summary in summaries]

    def plain(name: str, type: str) -> Column:
        return Column(name, type, [each.get(name) for each in summaries])

    return [
        Column("number", WHOLE, [row.number for row, _record in known]),
        Column("id", TEXT, [row.id for row, _record in known]),
        Column("status", TEXT, [_status(record) for _row, record in known]),
        plain("label", TEXT),
        plain("low", NUMBER),
        plain("high", NUMBER),
        plain("coverage", NUMBER),
        *(
            Column(f"{id}_{bound}", NUMBER, [row[id][place] if id in row else None for row in scores])
            for id in dimensions
            for bound, place in (("low", 2), ("high", 3))
        ),
        Column("flags", TEXT, [_flags(each) for each in summaries]),
        plain("repositories", WHOLE),
        plain("assessed", WHOLE),
        Column("targets", TEXT, [";".join(row.targets) for row, _record in known]),
        plain("login", TEXT),
        Column("rubric", TEXT, [each[0] for each in of_rubric]),
        Column("rubric_sha256", TEXT, [each[1] for each in of_rubric]),
        Column("role", TEXT, [each[2] or None for each in of_rubric]),
        Column("scorecard", TEXT, [_place(record) for _row, record in known]),
    ]


def _flags(summary: Mapping[str, Any]) -> str | None:
    return ";".join(sorted(set(summary["flags"]))) if "flags" in summary else None


def _place(record: Record) -> str | None:
    return f"{SCORECARDS}/{record.id}.json" if record.sha256 else None


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
    summaries = [record.summary for _row, record in known]
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
            "repositories": sum(each.get("repositories", 0) for each in summaries),
            "assessed": sum(each.get("assessed", 0) for each in summaries),
            "worth_a_retry": sum(record.may_improve for _row, record in known),
        },
        "durations": {name: round(seconds, 3) for name, seconds in durations.items()},
    }
    return (json.dumps(document, indent=2, sort_keys=True) + "\n").encode("ascii")
