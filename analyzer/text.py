"""Words for tables and notes: many names as one readable text, a number with its noun."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex

NOTHING = lazy_regex(r"(?!)")
"""The pattern that matches nothing, for a row of a table that has none."""


def word_set(text: str) -> frozenset[str]:
    """The names in a text, separated by white space; adding one is adding a word."""
    return frozenset(text.split())


def plural(number: int, noun: str) -> str:
    """`1 test`, `2 tests`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def commit_words(id: str) -> str:
    """A commit as a sentence carries it: `commit 0123456789ab`."""
    return f"commit {id[:12]}"


def repository_count(repositories: int) -> str:
    """`1 repository`, `2 repositories`."""
    return "1 repository" if repositories == 1 else f"{repositories} repositories"
