"""Revisions that migrations follow."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome
from analyzer.references.migrations import migration_references
from analyzer.testing import commit, snapshot

DANGLES, RESOLVES = Outcome.DANGLES, Outcome.RESOLVES
UNKNOWN = Outcome.CANNOT_BE_TOLD


def migration(revision: str, follows: str) -> str:
    return f"revision = {revision}\ndown_revision = {follows}\n\ndef upgrade(): ...\n"


FIRST = {"migrations/versions/1_first.py": migration("'a1'", "None")}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"migrations/versions/2_next.py": migration("'b2'", "'a1'")}, [("a1", RESOLVES)]),
        ({"migrations/versions/2_next.py": migration("'b2'", "'zz'")}, [("zz", DANGLES)]),
        (
            {"migrations/versions/2_next.py": "revision: str = 'b2'\ndown_revision: str = 'zz'\n"},
            [("zz", DANGLES)],
        ),
        (
            {"migrations/versions/2_next.py": migration("'b2'", "('a1', 'zz')")},
            [("a1", RESOLVES), ("zz", DANGLES)],
        ),
        ({"other/versions/2_next.py": migration("'b2'", "'a1'")}, [("a1", RESOLVES)]),
        ({"migrations/versions/2_next.py": migration("make()", "'zz'")}, [("zz", DANGLES)]),
        ({"migrations/versions/2_next.py": migration("f'{x}'", "'zz'")}, [("zz", UNKNOWN)]),
        (
            {"migrations/versions/2.py": migration("'b2'", "'zz'"), "migrations/versions/zz.py": "x = (\n"},
            [("zz", UNKNOWN)],
        ),
        (
            {"migrations/versions/2.py": migration("'b2'", "'zz'"), "sql/zz.sql": "select 1"},
            [("zz", UNKNOWN)],
        ),
        ({"templates/versions/2.py": migration("'b2'", "'zz'")}, []),
        ({"model.py": "revision = 'b2'\n"}, []),
    ],
)
def test_the_revision_that_a_migration_follows(
    files: dict[str, str], expected: list[tuple[str, Outcome]]
) -> None:
    found = migration_references(snapshot({**FIRST, **files}))
    assert [(each.name, each.outcome) for each in found] == expected


@pytest.mark.parametrize(
    ("paths", "expected"),
    [(("migrations/versions/zz_users.py",), True), (("migrations/versions/2.py",), False)],
)
def test_whether_the_revision_was_there_once(paths: tuple[str, ...], expected: bool) -> None:
    files = {"migrations/versions/2.py": migration("'b2'", "'zz'")}
    found = migration_references(snapshot(files, [commit("2026-01-01", *paths)]))
    assert [each.existed for each in found] == [expected]
