"""Pipelines of tables that name one another: SQLMesh, Dataform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.roles import is_example_path, is_test_path

SQLMESH_MODEL = lazy_regex(r"^\s{0,20}MODEL\s{0,10}\(\s{0,40}name\s{1,10}([\w.\"$@{}]{1,120})", re.IGNORECASE)
DATAFORM_REFERENCE = lazy_regex(r"\$\{\s{0,4}ref\(\s{0,4}[\"']([\w.-]{1,120})[\"']")
DATAFORM_FILES = ("workflow_settings.yaml", "dataform.json")
MOST_TABLES = 400
NAMES_USED = lazy_regex(r"[\w.-]{1,120}")


def table_flow_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """The evidence of every such pipeline, examples and tests aside."""
    for path in repo.paths:
        name = basename(path)
        if name not in DATAFORM_FILES and not _is_sqlmesh_settings(repo, path, name):
            continue
        if is_example_path(path) or is_test_path(path):
            continue
        if name in DATAFORM_FILES:
            yield from _of_tables(repo, path, "Dataform project", _dataform(repo, _prefix(path)))
        else:
            yield from _of_tables(repo, path, "SQLMesh project", _sqlmesh(repo, _prefix(path)))


def _is_sqlmesh_settings(repo: Snapshot, path: str, name: str) -> bool:
    return name in ("config.yaml", "config.yml", "config.py") and "model_defaults" in (repo.text(path) or "")


def _prefix(path: str) -> str:
    folder = dirname(path)
    return f"{folder}/" if folder else ""


def _of_tables(repo: Snapshot, path: str, what: str, texts: Mapping[str, str]) -> Iterator[Evidence]:
    """A project's tables by name, with their texts: wired where one is built of another."""
    if texts:
        names = texts.keys()
        ordered = any((names - {name}) & set(NAMES_USED.findall(text)) for name, text in texts.items())
        level = Level.SUBSTANTIVE if len(texts) > 1 and ordered else Level.PRESENT
        built = " that build on each other" if level is Level.SUBSTANTIVE else ""
        yield Evidence(path, 1, level, f"{what} with {plural(len(texts), 'table')}{built}")


def _sqlmesh(repo: Snapshot, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in _below(repo, f"{prefix}models/", ".sql"):
        text = repo.text(path) or ""
        named = SQLMESH_MODEL.match(text)
        if named is not None:
            found[named[1].strip('"')] = text[named.end() :]
    return found


def _dataform(repo: Snapshot, prefix: str) -> dict[str, str]:
    """Tables with what they refer to as their text."""
    return {
        basename(path).removesuffix(".sqlx"): " ".join(DATAFORM_REFERENCE.findall(repo.text(path) or ""))
        for path in _below(repo, f"{prefix}definitions/", ".sqlx")
    }


def _below(repo: Snapshot, prefix: str, ending: str) -> list[str]:
    return [each for each in repo.paths if each.startswith(prefix) and each.endswith(ending)][:MOST_TABLES]
