"""Reads of one version of a table: options of a reader, and the clauses of a query."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files, last_part
from analyzer.wiring.roles import is_example_path, is_test

# Options of Spark's and other readers, in lower case, by the format of the table.
READER_OPTIONS = {
    "versionasof": "Delta Lake",
    "timestampasof": "Delta Lake",
    "startingversion": "Delta Lake",
    "snapshot-id": "Iceberg",
    "as-of-timestamp": "Iceberg",
    "as.of.instant": "Hudi",
    "scan.snapshot-id": "Paimon",
    "scan.tag-name": "Paimon",
}
OPTION_CALLS = word_set("option options")
QUERY_CALLS = frozenset(
    {
        "sql",
        "execute",
        "read_sql",
        "read_sql_query",
        "read_gbq",
        "query",
        "read_database",
        "read_database_uri",
    }
)
CLAUSE = lazy_regex(
    r"\b(?:(?:for\s{1,5})?(?:system_)?version\s{1,5}as\s{1,5}of|(?:for\s{1,5})?timestamp\s{1,5}as\s{1,5}of"
    r"|for\s{1,5}system_time\s{1,5}as\s{1,5}of|\w@v\d{1,6}\b|\bat\s{0,5}\(\s{0,5}(?:timestamp|offset|statement)\s{0,5}=>)",
    re.IGNORECASE,
)


class TimeTravel(Struct, frozen=True):
    """A place that reads one version of a table."""

    code: Code
    line: int
    function: str | None
    tool: str
    what: str


def time_travels(repo: Snapshot) -> Iterator[TimeTravel]:
    """The first place of each file that reads one version of a table; tests and examples are left out."""
    for code in code_files(repo):
        if is_test(repo, code.path) or is_example_path(code.path):
            continue
        for call in code.facts.calls:
            found = _travel(call)
            if found is not None:
                yield TimeTravel(code, code.line(repo, call.line), call.function, *found)
                break


def _travel(call: Call) -> tuple[str, str] | None:
    """The tool and the words by which a call asks for one version."""
    name = last_part(call.target)
    if name in OPTION_CALLS:
        for key in (*call.strings[:1], *(keyword for keyword, _value in call.keywords)):
            if (tool := READER_OPTIONS.get(key.lower())) is not None:
                return tool, key
    if name in QUERY_CALLS:
        for text in (*call.strings[:1], *(value for _keyword, value in call.keywords)):
            if (found := CLAUSE.search(text)) is not None:
                return "a query", " ".join(found[0].split())
    return None
