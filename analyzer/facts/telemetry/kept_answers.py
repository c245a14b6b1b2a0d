"""Rows of a table of the project's own that keep how long an answer took, beside the answer."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.telemetry.service_measures import is_service_measure, is_told_beside
from analyzer.parsing.python import ClassDefinition
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, module_index
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_requests, called_by_services

# What classes of tables are made from, and what a table made by hand says of itself.
TABLE_ROOTS = word_set(
    "sqlalchemy flask_sqlalchemy sqlmodel django peewee tortoise ormar piccolo mongoengine beanie odmantic"
)
TABLE_BASE_NAMES = word_set("Base BaseModel Model SQLModel Document Table DeclarativeBase")
TABLE_MARK = "__tablename__"
ROW_ADDED = word_set("add add_all merge save insert insert_one create execute bulk_save_objects")


class KeptAnswer(Struct, frozen=True):
    """Where a row with a measure of an answer is made, of which table, and whether that runs."""

    path: str
    line: int
    table: str
    running: bool


def kept_answers(repo: Snapshot, running: frozenset[str]) -> Iterator[KeptAnswer]:
    """The first row of each file that a request leads to; `running` are the modules that something starts."""
    tables = _tables(repo)
    if not tables:
        return
    requests, services = called_by_requests(repo), called_by_services(repo)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        adding = {call.function for call in facts.calls if last_part(call.target) in ROW_ADDED}
        for call in facts.calls:
            name = last_part(call.target)
            given = [key for key, _value in call.keywords]
            if name not in tables or call.function not in adding or not requests.has(path, call.function):
                continue
            measures = [each for each in given if is_service_measure(each)]
            beside = [each for each in given if each not in measures and is_told_beside(each)]
            if measures and beside and _is_meant(repo, path, call.target, tables[name]):
                started = path in running and services.has(path, call.function)
                yield KeptAnswer(path, call.line, name, started)
                break


@derived
def _tables(repo: Snapshot) -> dict[str, str]:
    """The classes of tables by their names, with their files."""
    found: dict[str, str] = {}
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        classes = [each.name for each in facts.classes if _is_table(each)]
        known = classes and not TABLE_ROOTS.isdisjoint(
            each.module.partition(".")[0] for each in facts.imports
        )
        if known or (classes and TABLE_MARK in (repo.text(path) or "")):
            found.update((name, path) for name in classes if name not in found)
    return found


def _is_table(definition: ClassDefinition) -> bool:
    return any(
        last_part(base) in TABLE_BASE_NAMES and not base.startswith(("pydantic.", "pydantic_settings."))
        for base in definition.bases
    )


def _is_meant(repo: Snapshot, path: str, target: str, file: str) -> bool:
    """Whether a name in a module is that of a class in this file, and not of an installed package."""
    if path == file or "." not in target.strip("."):
        return True
    module, _dot, name = target.rpartition(".")
    return module_index(repo).resolve(path, module or ".", name) is not None
