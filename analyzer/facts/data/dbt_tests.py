"""Tests of a dbt project about its data: on columns and models, on sources, and as queries of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.declarations import FileKind
from analyzer.facts.flows.dbt_runs import dbt_test_runner
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import Block, Text, block, items, line, text
from analyzer.repository import Snapshot
from analyzer.text import plural

TEST_KEYS = ("tests", "data_tests")
# A test of its own is a query in the project's folder of tests; `generic` has definitions.
SINGULAR = lazy_regex(r"(?:^|/)tests/(?!generic/)(?:[\w-]{1,80}/){0,4}[\w-]{1,120}\.sql\Z")
SELECTS = lazy_regex(r"\bselect\b", re.IGNORECASE)


def dbt_tests(repo: Snapshot) -> Iterator[Evidence]:
    """Tests on what exists, in the schema files and the folder of tests of dbt's projects."""
    projects = [dirname(path) for path in repo.paths if basename(path) == "dbt_project.yml"]
    if not projects:
        return
    sql = [path for path in repo.paths if path.endswith((".sql", ".py", ".csv"))]
    models = {basename(path).rpartition(".")[0] for path in sql}
    runner = dbt_test_runner(repo)
    level = Level.SUBSTANTIVE if runner is None else Level.WIRED
    run = "" if runner is None else f", run by {runner}"
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not path.endswith((".yml", ".yaml")) or not _inside(path, projects):
            continue
        for document in repo.yaml(path):
            columns, others = _tested(block(document.value), models)
            if columns:
                yield Evidence(path, columns[0], level, f"dbt tests on {plural(len(columns), 'column')}{run}")
            elif others:
                yield Evidence(path, others[0], level, f"dbt tests on {plural(len(others), 'table')}{run}")
    for path in sql:
        if SINGULAR.search(path) and _inside(path, projects) and SELECTS.search(repo.text(path) or ""):
            yield Evidence(path, 1, level, f"a dbt test as a query{run}")
            break


def _inside(path: str, projects: list[str]) -> bool:
    return any(path.startswith(f"{each}/" if each else "") for each in projects)


def _tested(document: Block, models: set[str]) -> tuple[list[int], list[int]]:
    """The lines of tested columns, and of tables that are tested as a whole."""
    tables = [
        block(each)
        for key in ("models", "seeds", "snapshots")
        for each in items(document.get(key))
        if text(block(each).get("name")) in models
    ]
    for source in items(document.get("sources")):
        tables += [block(each) for each in items(block(source).get("tables"))]
    columns = [
        line(column)
        for table in tables
        for column in items(table.get("columns"))
        if any(_has_tests(block(column), key) for key in TEST_KEYS)
    ]
    return columns, [line(table) for table in tables if any(_has_tests(table, key) for key in TEST_KEYS)]


def _has_tests(of: Block, key: str) -> bool:
    return any(isinstance(each, Text | Block) and each for each in items(of.get(key)))
