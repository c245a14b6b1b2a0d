"""Predictions that are held against what came true, seen through the check of monitoring."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

TRACKER = """import sqlite3


def keep(rows):
    sqlite3.connect("a.db").executemany(
        "INSERT OR IGNORE INTO prediction_log (id, predicted_price) VALUES (?, ?)", rows)


def score(rows):
    sqlite3.connect("a.db").executemany(
        \"\"\"UPDATE prediction_log
           SET actual_price = ?, error_pct = ? WHERE id = ?\"\"\", rows)
"""
MAIN = "import tracker\n\ntracker.keep([])\ntracker.score([])\n"
STARTED = {"Procfile": "worker: python main.py\n"}
NOTE = "predictions in prediction_log are held against what came true"


@pytest.mark.parametrize(
    ("files", "level", "place", "note"),
    [
        ({"main.py": MAIN, **STARTED}, Level.WIRED, "tracker.py:11", f"{NOTE}, in code that is started"),
        ({"main.py": MAIN}, Level.SUBSTANTIVE, "tracker.py:11", f"{NOTE}, in code that nothing here"),
        ({}, Level.PRESENT, "tracker.py:11", f"{NOTE}, in code that nothing calls"),
    ],
)
def test_level_follows_who_calls_it(files: dict[str, str], level: Level, place: str, note: str) -> None:
    assert_found(run("monitoring", snapshot({"tracker.py": TRACKER, **files})), level, place, note)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("predicted_price", "price"),
        ("actual_price = ?, error_pct = ?", "price = ?"),
        ("UPDATE prediction_log", "UPDATE orders"),
    ],
)
def test_any_other_table_is_none(before: str, after: str) -> None:
    files = {"tracker.py": TRACKER.replace(before, after), "main.py": MAIN, **STARTED}
    assert_found(run("monitoring", snapshot(files)), Level.ABSENT)
