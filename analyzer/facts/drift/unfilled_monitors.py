"""Monitors of a platform that still name what somebody is to fill in: nobody is told to compare."""

from __future__ import annotations

from analyzer.facts.deliveries.delivery_tables import DELIVERY_PLACEHOLDER
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot
from analyzer.text import rows_of

MOST_ROWS_OF_A_MONITOR = 80


def unfilled_row(repo: Snapshot, path: str, line: int) -> int | None:
    """The first row of the call that begins on a line which holds a placeholder: `gs://your-bucket/a.csv`."""
    rows, depth = rows_of(code_only(repo.text(path) or "")), 0
    for number in range(line, min(len(rows), line + MOST_ROWS_OF_A_MONITOR) + 1):
        row = rows[number - 1][:1000]
        if DELIVERY_PLACEHOLDER.search(row):
            return number
        depth += sum(map(row.count, "([{")) - sum(map(row.count, ")]}"))
        if depth <= 0:
            return None
    return None
