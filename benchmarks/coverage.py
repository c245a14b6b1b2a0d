"""Generates docs/coverage.md, which says what covers each row of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from analyzer.interview.questions import texts
from analyzer.model import Check

CATALOGUE = Path(__file__).with_name("catalogue.yaml")
HEADER = """# Coverage

Every row of our catalogue of signals for production machine learning, and what covers it: a check
([checks.md](checks.md)), a flag, a claim topic, or an interview question, for everything that a repository
cannot show. `make docs` generates this page from the rows that checks, flags, topics and questions declare.

| row | what reviewers look for | covered by |
| --- | --- | --- |
"""
BEYOND = "\nChecks that go beyond the catalogue: "


def catalogue() -> Mapping[str, str]:
    """The words of every row, by its name, in the order of the catalogue."""
    rows: Mapping[str, str] = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    return rows


def homes(checks: Mapping[str, Check]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Everything that can cover rows: its kind, its id and the rows; by kind, then by id."""
    words = texts()
    yield from (("check", each.id, each.covers) for each in sorted(checks.values(), key=lambda one: one.id))
    yield from (("flag", id, each.covers) for id, each in sorted(words.flags.items()))
    # The topic of all claims that no other fits covers nothing of its own.
    yield from (("claim", id, each.covers) for id, each in sorted(words.claims.items()) if id != "other")
    yield from (("question", each.id, each.covers) for each in sorted(words.general, key=lambda one: one.id))


def coverage_document(checks: Mapping[str, Check]) -> str:
    """The whole of docs/coverage.md."""
    named = [(f"{kind} `{id}`", rows) for kind, id, rows in homes(checks)]
    lines = [
        f"| {row} | {words} | {', '.join(name for name, rows in named if row in rows)} |"
        for row, words in catalogue().items()
    ]
    beyond = [f"`{each.id}`" for each in checks.values() if not each.covers]
    more = f"{BEYOND}{', '.join(beyond)}.\n" if beyond else ""
    return f"{HEADER}{chr(10).join(lines)}\n{more}"
