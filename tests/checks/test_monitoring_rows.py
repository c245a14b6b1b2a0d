"""Rows of a table that keep how long answers took."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

TABLE = "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\nclass Log(Base):\n    {}\n"
NAMED = {"tables.py": TABLE.format("__tablename__ = 'logs'")}
ROUTE = (
    "from fastapi import FastAPI\nfrom tables import Log\n\napp = FastAPI()\n\n\n@app.post('/predict')\n"
    "def predict(row, db):\n    {}\n    return 1\n"
)
ADDED = "db.add(Log(prediction=1, latency_ms=2.0))"
START = {"Procfile": "web: uvicorn app:app\n"}
ROWS = {
    "a row of a table": ({**NAMED, "app.py": ROUTE.format(ADDED), **START}, Level.WIRED, "in code that is started"),
    "a row of an application that nothing starts": (
        {**NAMED, "app.py": ROUTE.format(ADDED)}, Level.SUBSTANTIVE, "nothing here was seen to start"),
    "a row of a table of SQLModel": (
        {"tables.py": "from sqlmodel import SQLModel\n\n\nclass Log(SQLModel, table=True):\n    pass\n",
         "app.py": ROUTE.format(ADDED), **START}, Level.WIRED, "kept as Log"),
    "an answer that is no row": (
        {"tables.py": "from pydantic import BaseModel\n\n\nclass Log(BaseModel):\n    pass\n",
         "app.py": ROUTE.format(ADDED), **START}, Level.ABSENT, ""),
    "a row without a measure": (
        {**NAMED, "app.py": ROUTE.format("db.add(Log(prediction=1, price=2.0))"), **START}, Level.ABSENT, ""),
    "a measure of nothing": ({**NAMED, "app.py": ROUTE.format("db.add(Log(latency_ms=2.0))"), **START}, Level.ABSENT, ""),
    "a row that is not kept": (
        {**NAMED, "app.py": ROUTE.format("Log(prediction=1, latency_ms=2.0)"), **START}, Level.ABSENT, ""),
    "a row of a job": (
        {**NAMED, "job.py": f"from tables import Log\n\n\ndef run(db):\n    {ADDED}\n", "app.py": ROUTE.format("pass"), **START},
        Level.ABSENT, ""),
    "a row of a test": (
        {**NAMED, "tests/test_a.py": ROUTE.format(ADDED)}, Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "words"), ROWS.values(), ids=ROWS)
def test_a_row_with_a_measure_that_a_request_adds_is_monitoring(
    files: dict[str, str], level: Level, words: str
) -> None:
    finding = run("monitoring", snapshot(files))
    assert_found(finding, level, "app.py:9" if level else "", words)
