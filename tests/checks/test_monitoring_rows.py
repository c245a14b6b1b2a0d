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


WATCH = (
    "from evidently import Report\nfrom evidently.metrics import ValueDrift\n\n\ndef look(rows, known, db):\n"
    "    found = Report([ValueDrift('prediction')]).run(rows, known)\n    db.execute(found)\n"
)
ASKS = ROUTE.replace("from tables import Log", "from {} import look").format(
    "monitoring.look", "look(row, 1, db)"
)
MEASURED = {
    "in code that is named for it": ({"monitoring/look.py": WATCH, "app.py": ASKS, **START}, Level.WIRED),
    "of an application that nothing starts": ({"monitoring/look.py": WATCH, "app.py": ASKS}, Level.SUBSTANTIVE),
    "and not kept": (
        {"monitoring/look.py": WATCH.replace("db.execute(found)", "print(found)"), "app.py": ASKS, **START}, None),
    "in other code": (
        {"checks/look.py": WATCH, "app.py": ASKS.replace("monitoring.look", "checks.look"), **START}, None),
    "of no request": ({"monitoring/look.py": WATCH, "app.py": ASKS.replace("look(row, 1, db)", "pass"), **START}, None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), MEASURED.values(), ids=MEASURED)
def test_what_a_library_for_drift_measures_of_a_request_is_monitoring_where_it_is_kept(
    files: dict[str, str], level: Level | None
) -> None:
    evidence = run("monitoring", snapshot(files)).evidence
    found = [
        each
        for each in evidence
        if each.note.startswith("measures of answers to requests are kept: Evidently")
    ]
    assert [(each.path, each.line, each.level) for each in found] == (
        [("monitoring/look.py", 6, level)] if level is not None else []
    )
