"""Checks of data that are declared in files: suites, contracts, audits, constraints of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.declarations import FileKind
from analyzer.facts.flows.check_runners import runner_of
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import block, items
from analyzer.repository import TEXT_LIMIT, Snapshot
from analyzer.text import plural
from analyzer.wiring.commands.ci_commands import active_steps
from analyzer.wiring.roles import is_example_path, is_test_path

_START = r"(?:^|[\s;&|\"'(])(?:uv run |uvx |poetry run |pipx run |pdm run |hatch run )?"
# Commands that check data against what is declared, and fail if the data does not hold it.
COMMANDS = {
    "Soda": lazy_regex(_START + r"soda (?:scan|contract verify|contract scan)\b"),
    "Great Expectations": lazy_regex(
        _START + r"(?:great_expectations|gx)\b[^\n;|&]{0,80} ?checkpoint (?:run|-?-?v?\d)"
    ),
    "a data contract": lazy_regex(_START + r"datacontract (?:test|ci)\b"),
    "SQLMesh": lazy_regex(_START + r"sqlmesh\b(?: -[-\w]+(?:[ =][\w./-]+)?){0,4} (?:plan|run|audit)\b"),
    "Frictionless": lazy_regex(_START + r"frictionless validate\b"),
    "Pointblank": lazy_regex(_START + r"pb (?:validate|run)\b"),
    "Dataform": lazy_regex(_START + r"dataform run\b"),
    "tdda": lazy_regex(_START + r"tdda verify\b"),
}
CONTRACT_ACTION = "datacontract/datacontract-action"
SODA_PATH = lazy_regex(r"(?:^|/)(?:soda|checks|contracts?)(?:/|[\w.-]*$)")
CONTRACT_NAME = lazy_regex(r"[\w.-]{0,80}(?:data[-_]?contract|odcs)[\w.-]{0,80}\.ya?ml", re.IGNORECASE)
SQL_FILES_LIMIT = 400
AUDITS = lazy_regex(
    r"\baudits\s{0,4}\(\s{0,20}\w|\bassertions\s{0,4}\(\s{0,20}\w|^\s{0,8}AUDIT\s{0,4}\(",
    re.IGNORECASE | re.MULTILINE,
)
EXPECTS = lazy_regex(r"\bCONSTRAINT\s{1,8}[\w`\"]{1,80}\s{1,8}EXPECT\s{0,8}\(", re.IGNORECASE)
SQLX_ASSERTIONS = lazy_regex(r"\bassertions\s{0,4}:\s{0,8}\{|\btype\s{0,4}:\s{0,4}[\"']assertion[\"']")


def declared_checks(repo: Snapshot) -> Iterator[Evidence]:
    """Suites, contracts, audits and constraints, and the commands that check data against them."""
    yield from _suites(repo)
    yield from _contracts(repo)
    yield from _queries(repo)
    for tool, command in COMMANDS.items():
        # SQLMesh and Dataform run the checks of their projects; without any, they only move data.
        if tool in ("SQLMesh", "Dataform"):
            continue
        runner = runner_of(repo, command)
        if runner is not None:
            note = f"data is checked with {tool}: `{runner.command.strip()}`"
            yield Evidence(runner.path, runner.line, Level.WIRED, note)
    for each in active_steps(repo):
        if not each.masked and (each.step.uses or "").casefold().startswith(CONTRACT_ACTION):
            note = "data is checked with a data contract, in CI"
            yield Evidence(each.pipeline.path, each.step.line, Level.WIRED, note)


def _contracts(repo: Snapshot) -> Iterator[Evidence]:
    """Data contracts with the fields that they promise."""
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not CONTRACT_NAME.fullmatch(basename(path)) or is_example_path(path) or is_test_path(path):
            continue
        for document in repo.yaml(path):
            contract = block(document.value)
            fields = [
                name
                for model in block(contract.get("models")).values()
                for name in block(block(model).get("fields"))
            ]
            columns = [
                each
                for table in items(contract.get("schema"))
                for each in items(block(table).get("properties"))
            ]
            if fields or columns:
                count = len(fields) + len(columns)
                yield Evidence(path, 1, Level.PRESENT, f"data contract about {plural(count, 'field')}")


def _queries(repo: Snapshot) -> Iterator[Evidence]:
    """Audits of SQLMesh, expectations of a Databricks pipeline, assertions of Dataform: in queries."""
    files = [path for path in repo.paths if path.endswith((".sql", ".sqlx"))][:SQL_FILES_LIMIT]
    projects = _sqlmesh_projects(repo) if files else ()
    told: set[str] = set()
    for path in files:
        if is_example_path(path):
            continue
        content = repo.beginning(path, TEXT_LIMIT)
        tool, pattern = "Databricks", EXPECTS
        if path.endswith(".sqlx"):
            tool, pattern = "Dataform", SQLX_ASSERTIONS
        elif any(path.startswith(each) for each in projects):
            tool, pattern = "SQLMesh", AUDITS
        found = pattern.search(content)
        if found is None or tool in told:
            continue
        told.add(tool)
        line = content.count("\n", 0, found.start() + len(found[0]) - len(found[0].lstrip())) + 1
        runner = runner_of(repo, COMMANDS[tool]) if tool in COMMANDS else None
        level = Level.SUBSTANTIVE if runner is None else Level.WIRED
        run = "" if runner is None else f", run by {runner.path}"
        yield Evidence(path, line, level, f"{QUERY_NOTES[tool]}{run}")


QUERY_NOTES = {
    "Databricks": "expectations of a Databricks pipeline about its rows",
    "Dataform": "assertions of Dataform about its tables",
    "SQLMesh": "audits of SQLMesh about its tables",
}


def _sqlmesh_projects(repo: Snapshot) -> tuple[str, ...]:
    """The folders, with a slash, whose configuration is SQLMesh's."""
    found = []
    for path in repo.paths:
        name = basename(path)
        if name in ("config.yaml", "config.yml", "config.py", "sqlmesh.yaml", "sqlmesh.yml"):
            content = repo.text(path) or ""
            if "model_defaults" in content or "sqlmesh" in content or "SQLMesh" in content:
                found.append(f"{dirname(path)}/" if dirname(path) else "")
    return tuple(found)


def _suites(repo: Snapshot) -> Iterator[Evidence]:
    """Suites of expectations that are kept as files, and scaffolds without any."""
    suites = False
    for path in repo.of_kind(FileKind.CONFIGURATION):
        folder = dirname(path)
        if path.endswith(".json") and (
            "expectations" in folder.split("/") or "great_expectations" in folder or "/gx" in f"/{folder}"
        ):
            document = repo.json(path)
            listed = items(block(document.value).get("expectations")) if document is not None else []
            if listed:
                suites = True
                yield Evidence(path, 1, Level.PRESENT, f"suite of {plural(len(listed), 'expectation')}")
        elif path.endswith((".yml", ".yaml")) and SODA_PATH.search(path):
            for document in repo.yaml(path):
                value = block(document.value)
                contract = "dataset" in value and "columns" in value
                if contract or any(str(key).startswith("checks for ") for key in value):
                    yield Evidence(path, 1, Level.PRESENT, "Soda checks")
    if not suites:
        yield from (
            Evidence(path, 1, Level.CLAIMED, "Great Expectations is set up without expectations")
            for path in repo.paths
            if basename(path) in ("great_expectations.yml", "great_expectations.yaml")
        )
