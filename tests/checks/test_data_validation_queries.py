"""Queries for bad rows whose answer stops the run, in code and in files of SQL."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

NULLS = "SELECT COUNT(*) FROM rows WHERE amount IS NULL"
ASKED = 'import duckdb\ndef {}(con):\n    bad = con.execute("{}").fetchone()[0]\n    {}\n{}(duckdb.connect("d"))\n'
LISTED = (
    "import duckdb, sys\nQUERIES = [\n    ('no id', 'SELECT COUNT(*) FROM rows WHERE id IS NULL'),\n"
    "    ('twice', 'SELECT COUNT(*) - COUNT(DISTINCT id) FROM rows'),\n]\ndef main(con):\n    found = []\n"
    "    for name, query in QUERIES:\n        if con.execute(query).fetchone()[0]:\n            found.append(name)\n"
    "    if found:\n        sys.exit(1)\nmain(duckdb.connect('d'))\n"
)
IN_FILES = (
    "import duckdb, sys\nfrom pathlib import Path\ndef main(con):\n    bad = False\n"
    "    for each in Path('sql/checks').glob('*.sql'):\n        if con.execute(each.read_text()).fetchall():\n"
    "            bad = True\n    if bad:\n        sys.exit(1)\nmain(duckdb.connect('d'))\n"
)
STOP = "if bad > 0:\n        raise ValueError(bad)"
QUERIES = {
    "a named check": (ASKED.format("check_rows", NULLS, STOP, "check_rows"), Level.WIRED),
    "an assertion": (ASKED.format("check_rows", NULLS, "assert bad == 0", "check_rows"), Level.WIRED),
    "only printed": (ASKED.format("check_rows", NULLS, "print(bad)", "check_rows"), Level.ABSENT),
    "no check by its name": (ASKED.format("load", NULLS, STOP, "load"), Level.ABSENT),
    "rows that are not bad": (
        ASKED.format("check_rows", "SELECT COUNT(*) FROM rows WHERE name = 'x'", STOP, "check_rows"), Level.ABSENT,
    ),
    "a list of queries": (LISTED, Level.WIRED),
    "one query in the list": (
        LISTED.replace("    ('twice', 'SELECT COUNT(*) - COUNT(DISTINCT id) FROM rows'),\n", ""), Level.ABSENT,
    ),
    "a service's own tables": (f"import fastapi\n{ASKED.format('check', NULLS, STOP, 'check')}", Level.ABSENT),
}  # fmt: skip
BAD_ROWS = {
    "several rows in one text": 'SELECT COUNTIF(label IS NULL)"\n    " FROM rows',
    "a smallest value": "SELECT COUNT(*) FROM rows WHERE price <= 0",
    "values outside of a list": "SELECT COUNT(*) FROM rows WHERE kind NOT IN (1, 2)",
    "a row twice": "SELECT id FROM rows GROUP BY id HAVING COUNT(*) > 1",
    "a sum of cases": "SELECT SUM(CASE WHEN x IS NULL THEN 1 ELSE 0 END) FROM rows",
    "the future": "SELECT COUNT(*) FROM rows WHERE day > CURRENT_DATE",
}


@pytest.mark.parametrize(("code", "level"), QUERIES.values(), ids=QUERIES)
def test_a_query_for_bad_rows_whose_answer_stops_the_run_validates(code: str, level: Level) -> None:
    files = {"load.py": code, "Procfile": "load: python load.py\n"}
    assert run("data_validation", snapshot(files)).level is level
    started = run("data_validation", snapshot({"load.py": code}))
    assert started.level is min(level, Level.SUBSTANTIVE)


@pytest.mark.parametrize("query", BAD_ROWS.values(), ids=BAD_ROWS)
def test_what_no_good_row_has_is_looked_for(query: str) -> None:
    code = ASKED.format("check_rows", query, STOP, "check_rows")
    assert run("data_validation", snapshot({"load.py": code})).evidence[0].line == 3


FILES = {
    "sql/checks/id.sql": "SELECT * FROM rows WHERE id IS NULL\n",
    "sql/checks/kind.sql": "SELECT * FROM rows WHERE kind NOT IN (1, 2)\n",
}


@pytest.mark.parametrize(
    ("files", "code", "level"),
    [
        (FILES, IN_FILES, Level.WIRED),
        (dict.fromkeys(FILES, "SELECT id FROM rows\n"), IN_FILES, Level.ABSENT),
        (FILES, IN_FILES.replace("sql/checks", "sql/views"), Level.ABSENT),
        (FILES, IN_FILES.replace("sys.exit(1)", "print(bad)"), Level.ABSENT),
    ],
)
def test_files_of_queries_are_checks_where_what_they_find_stops_the_run(
    files: dict[str, str], code: str, level: Level
) -> None:
    found = run("data_validation", snapshot({**files, "load.py": code, "Procfile": "load: python load.py\n"}))
    assert (found.level or Level.ABSENT) is level
