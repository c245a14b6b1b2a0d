"""Generates docs/coverage.md, which says what covers each row of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from analyzer.authorship.authenticity import UNCLEAR_FLAG, UNCLEAR_QUESTION
from analyzer.claims.judging import CLAIMS_QUESTION, FLAG_ID
from analyzer.claims.topics import CLAIM_QUESTIONS
from analyzer.declarations import FlagQuestion
from analyzer.engine.registry import Registry
from analyzer.interview.texts import texts
from analyzer.scoring.duplicates import DUPLICATE_FLAG, DUPLICATE_QUESTION

CATALOGUE = Path(__file__).with_name("catalogue.yaml")
HEADER = """# Coverage

Every row of our catalogue of signals for production machine learning, and what covers it: a check
([checks.md](checks.md)), a flag, a claim topic, or an interview question, for everything that a repository
cannot show. `make docs` generates this page from the rows that checks, flags, topics and questions declare.

| row | what reviewers look for | covered by |
| --- | --- | --- |
"""
# What the engine itself raises, beside the flags of the registry.
ENGINE_FLAGS: dict[str, FlagQuestion] = {
    UNCLEAR_FLAG: UNCLEAR_QUESTION,
    DUPLICATE_FLAG: DUPLICATE_QUESTION,
    FLAG_ID: CLAIMS_QUESTION,
}
BEYOND = "\nChecks that go beyond the catalogue: "


def catalogue() -> Mapping[str, str]:
    """The words of every row, by its name, in the order of the catalogue."""
    rows: Mapping[str, str] = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    return rows


def homes(registry: Registry) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Everything that can cover rows: its kind, its id and the rows; by kind, then by id."""
    asked = {each.id: each.question for each in registry.flags.values() if each.question is not None}
    checks = sorted(registry.checks.values(), key=lambda one: one.id)
    general = sorted(texts().general, key=lambda one: one.id)
    yield from (("check", each.id, each.covers) for each in checks)
    yield from (("flag", id, each.covers) for id, each in sorted((asked | ENGINE_FLAGS).items()))
    # The question of all topics without one of their own covers nothing.
    yield from (("claim", id, each.covers) for id, each in sorted(CLAIM_QUESTIONS.items()) if each.covers)
    yield from (("question", each.id, each.covers) for each in general)


def coverage_document(registry: Registry) -> str:
    """The whole of docs/coverage.md."""
    named = [(f"{kind} `{id}`", rows) for kind, id, rows in homes(registry)]
    lines = [
        f"| {row} | {words} | {', '.join(name for name, rows in named if row in rows)} |"
        for row, words in catalogue().items()
    ]
    beyond = [f"`{each.id}`" for each in registry.checks.values() if not each.covers]
    more = f"{BEYOND}{', '.join(beyond)}.\n" if beyond else ""
    return f"{HEADER}{chr(10).join(lines)}\n{more}"
