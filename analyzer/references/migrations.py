"""Revisions of a database's structure: does each follow one that is here?

Alembic reads `revision` and `down_revision` of every file of its folder (https://alembic.sqlalchemy.org); a
chain with a missing link cannot be applied at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.references.first_party import is_specimen
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import ever_touched, existed
from analyzer.repository import Snapshot

FOLLOWS = "migration follows"

REVISION = lazy_regex(r"[\w.-]{1,80}")
QUOTED_REVISION = lazy_regex(r"'([^']{1,80})'|\"([^\"]{1,80})\"")


def migration_references(repo: Snapshot) -> Iterator[Reference]:
    """The revision that every Alembic migration follows."""
    known: set[str] = set()
    following: list[tuple[str, int, str]] = []
    unread: set[str] = set()
    for path, facts in repo.modules.items():
        values = {name: (value, line) for name, value, line in facts.assigned}
        if facts.problem is not None and "/versions/" in f"/{path}":
            unread.add(dirname(path))
        if "revision" not in values or "down_revision" not in values or is_specimen(path):
            continue
        known.add(values["revision"][0])
        value, line = values["down_revision"]
        following.extend((path, line, each) for each in _revisions(value))
    for path, line, name in following:
        yield _reference(repo, path, line, name, known, unread)


def _revisions(value: str) -> list[str]:
    """The revisions of a literal: one, or several where branches meet; none for the first migration."""
    if value.startswith("["):
        return [first or second for first, second in QUOTED_REVISION.findall(value)]
    return [value] if REVISION.fullmatch(value) and value != "None" else []


def _reference(
    repo: Snapshot, path: str, line: int, name: str, known: set[str], unread: set[str]
) -> Reference:
    if name in known:
        return Reference(path, line, FOLLOWS, name, Outcome.RESOLVES)
    why = repo.tree_problem
    if "" in known:
        why = "a migration computes its revision"
    elif dirname(path) in unread:
        why = "not every migration beside it could be read"
    elif any(name in each for each in repo.all_paths):
        why = "a file is named after it"
    if why is not None:
        return Reference(path, line, FOLLOWS, name, Outcome.CANNOT_BE_TOLD, why)
    removed = next((each for each in ever_touched(repo) if name in each), None)
    return Reference(
        path,
        line,
        FOLLOWS,
        name,
        Outcome.DANGLES,
        existed=existed(repo, () if removed is None else (removed,)),
    )
