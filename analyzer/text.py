"""Words for tables and notes: many names as one readable text, a number with its noun, what a typo meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from analyzer.lazy_regex import lazy_regex

NOTHING = lazy_regex(r"(?!)")
"""The pattern that matches nothing, for a row of a table that has none."""


def word_set(text: str) -> frozenset[str]:
    """The names in a text, separated by white space; adding one is adding a word."""
    return frozenset(text.split())


# Scripts without spaces between words: about two signs make a word.
UNSPACED = lazy_regex(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def word_count(text: str) -> int:
    """How many words a text has; languages without spaces are counted by characters."""
    unspaced = 0 if text.isascii() else len(UNSPACED.findall(text))
    return len(text.split()) + unspaced // 2


@lru_cache(maxsize=8)
def rows_of(text: str) -> tuple[str, ...]:
    """The rows of a text. Those of the last few are kept: one file is asked for some rows many times."""
    return tuple(text.split("\n"))


def indent_of(row: str) -> int:
    """How many white space characters a row begins with."""
    return len(row) - len(row.lstrip())


def beginning_of(text: str, limit: int) -> str:
    """The beginning of a text, at most so many characters, up to the end of a word where it has some."""
    kept = text[:limit]
    if len(text) <= limit or text[limit].isspace() or " " not in kept.strip():
        return kept.rstrip()
    return kept.rpartition(" ")[0].rstrip()


def plural(number: int, noun: str) -> str:
    """`1 test`, `2 tests`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; `last` is the word before the last."""
    return f" {last} ".join(each for each in (", ".join(words[:-1]), *words[-1:]) if each)


def commit_words(id: str) -> str:
    """A commit as a sentence carries it: `commit 0123456789ab`."""
    return f"commit {id[:12]}"


def repository_count(repositories: int) -> str:
    """`1 repository`, `2 repositories`."""
    return "1 repository" if repositories == 1 else f"{repositories} repositories"


_MOST_MEANT = 3
_LONGEST_TYPO = 100


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """`; did you mean 'wired'?`, to put behind a word that is none of the known ones; "" if none is near.

    Near is what differs in few letters, or has the word among its own ("drift" in "drift_detection").
    """
    from difflib import get_close_matches

    names = {name.casefold(): name for name in known}
    word = typed.strip()[:_LONGEST_TYPO].casefold()
    close = get_close_matches(word, names, n=_MOST_MEANT)
    parts = [name for name in names if word and word in name.replace("-", "_").split("_")]
    near = [names[each] for each in dict.fromkeys((*close, *parts))][:_MOST_MEANT]
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
