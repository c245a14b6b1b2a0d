"""Queries that look for bad rows in a table, where their answer stops the run: checks of data in SQL.

The same as a check of a data frame, written as `SELECT COUNT(*) FROM rows WHERE amount < 0`: dbt's singular
tests are such queries (https://docs.getdbt.com/docs/build/data-tests#singular-data-tests), and so are the
checks of https://duckdb.org/docs, https://docs.soda.io and Airflow's `SQLCheckOperator`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.facts.code.answers_followed import decided_by
from analyzer.facts.data.row_checks import SERVICES
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Call, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_example_path, is_test

# What asks a database, by the last part of its name.
ASKING_DATABASES = word_set(
    "execute query sql read_sql read_sql_query read_gbq read_database get_first get_records get_pandas_df "
    "fetchval fetchrow fetch fetch_one fetch_all scalar scalars fetch_val run_query fetchone fetchall"
)
# A literal text that begins a query, and those that go on with it.
_LITERAL = (
    r"[rbfu]{0,2}(?:\"\"\"[^\\]{0,3000}?\"\"\"|'''[^\\]{0,3000}?'''|\"[^\"\n]{0,600}\"|'[^'\n]{0,600}')"
)
QUERY_TEXT = lazy_regex(
    r"(?i)[rbfu]{0,2}(?:\"\"\"|'''|\"|')\s{0,40}(?:--[^\n]{0,200}\n\s{0,40})?(?:SELECT|WITH)\b"
)
QUERY_LITERALS = lazy_regex(rf"{_LITERAL}(?:\s{{1,80}}{_LITERAL}){{0,20}}")
COUNTS_ROWS = lazy_regex(r"(?i)\bCOUNT(?:_?IF)?\s{0,4}\(|\bSUM\s{0,4}\(\s{0,4}CASE\b")
SELECTS_ROWS = lazy_regex(r"(?i)\bSELECT\b[\s\S]{1,1500}?\bFROM\b")
# What no good row has, or no good table.
BAD_ROWS = lazy_regex(
    r"(?i)\bIS\s{1,20}NULL\b|\bNOT\s{1,20}(?:IN|BETWEEN|LIKE|EXISTS)\b|[\w\")]\s{0,4}<=?\s{0,4}-?0(?:\.0)?\b"
    r"|\bHAVING\s{1,20}COUNT\s{0,2}\([^)]{0,60}\)\s{0,4}>\s{0,4}1\b"
    r"|\bCOUNT\s{0,2}\([^)]{0,60}\)\s{0,4}-\s{0,4}COUNT\s{0,2}\(\s{0,4}DISTINCT\b"
    r"|\bIS_?NAN\s{0,2}\(|>\s{0,4}(?:CURRENT_(?:DATE|TIMESTAMP)|NOW\()|(?:=|<>|!=)\s{0,4}''"
)
NAMED_FOR_CHECKS = lazy_regex(
    r"(?i)(?:^|[\W_])(?:checks?|valid\w{0,10}|quality|verif\w{0,6}|asserts?|assertions?|expect\w{0,10}|dq"
    r"|sanity|invariants?|anomal\w{0,5})(?:$|[\W_])"
)
STOPPING_ANSWERS = word_set("raise exit assert")
FEWEST_QUERIES = 2
LARGEST_QUERY_FILE = 20_000
MOST_QUERY_FILES = 200


class Query(Struct, frozen=True):
    """A query for bad rows: its line, the function around it (None outside of all), whether it counts."""

    line: int
    function: str | None
    counts: bool


def query_checks(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    """The modules in which the answer of a query for bad rows stops the run, at the first such query."""
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or _answers_requests(facts):
            continue
        asking = [each for each in facts.calls if last_part(each.target) in ASKING_DATABASES]
        queries = _queries(repo, path, facts) if asking else []
        in_files = _query_files(repo, path) if asking and not queries else ()
        if not queries and not in_files:
            continue
        counting = sum(each.counts for each in queries) + len(in_files)
        if counting < FEWEST_QUERIES and not _is_named(path, queries):
            continue
        places = [(each.line, last_part(each.target)) for each in asking if _asks_one(each, queries)]
        if not any(each.decision.kind in STOPPING_ANSWERS for each in decided_by(repo, path, places)):
            continue
        line = queries[0].line if queries else places[0][0]
        where = f" of {dirname(in_files[0])}" if in_files else ""
        count = plural(len(queries) or len(in_files), "check")
        note = f"{count} of rows in SQL{where}; what they find stops the run"
        yield Evidence(path, line, Level.WIRED if path in run else Level.SUBSTANTIVE, note)


def _answers_requests(facts: PythonFacts) -> bool:
    """What a service asks its own tables is no check of a data set."""
    return any(each.module.partition(".")[0] in SERVICES for each in facts.imports)


def _is_named(path: str, queries: list[Query]) -> bool:
    names = (basename(path).removesuffix(".py"), *(each.function or "" for each in queries))
    return any(NAMED_FOR_CHECKS.search(each) is not None for each in names)


def _asks_one(call: Call, queries: list[Query]) -> bool:
    """Whether a call is in the function of a query, or asks what stands outside of all functions."""
    functions = {each.function for each in queries}
    return not queries or call.function in functions or None in functions


def _queries(repo: Snapshot, path: str, facts: PythonFacts) -> list[Query]:
    text = repo.text(path) or ""
    if "select" not in text.casefold():
        return []
    found = []
    for match in QUERY_TEXT.finditer(text):
        written = QUERY_LITERALS.match(text, match.start())
        query = written[0] if written is not None else ""
        if BAD_ROWS.search(query) is not None and SELECTS_ROWS.search(query) is not None:
            line = text.count("\n", 0, match.start()) + 1
            around = [each for each in facts.functions if each.line <= line <= each.end_line]
            inner = max(around, key=lambda each: each.line, default=None)
            counts = COUNTS_ROWS.search(query) is not None
            found.append(Query(line, inner.qualified_name if inner is not None else None, counts))
    return found


def _query_files(repo: Snapshot, path: str) -> tuple[str, ...]:
    """The files of queries for bad rows whose folder a module names where it reads files of SQL."""
    text = repo.text(path) or ""
    if ".sql" not in text:
        return ()
    files = sorted(each for each in repo.all_paths if each.endswith(".sql"))[:MOST_QUERY_FILES]
    for folder, paths in groupby(files, key=dirname):
        name = basename(folder)
        if not name or NAMED_FOR_CHECKS.search(name) is None or f"{name}" not in text:
            continue
        bad = [
            each
            for each in paths
            if BAD_ROWS.search(query := repo.beginning(each, LARGEST_QUERY_FILE))
            and SELECTS_ROWS.search(query)
        ]
        if bad:
            return tuple(bad)
    return ()
