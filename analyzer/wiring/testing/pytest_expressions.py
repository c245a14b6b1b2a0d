"""Expressions of pytest that choose tests, as `-m` and `-k` take them: names, `and`, `or`, `not`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain, combinations

from analyzer.lazy_regex import lazy_regex

_TOKENS = lazy_regex(r"\s*([()]|[A-Za-z_]\w*)")
MOST_TOKENS = 60
MOST_UNSURE = 4
EXPRESSION_WORDS = ("and", "or", "not", "(", ")")


def names_in(tokens: tuple[str, ...]) -> list[str]:
    """The names that an expression asks about, sorted."""
    return sorted(set(tokens) - set(EXPRESSION_WORDS))


def may_hold(tokens: tuple[str, ...], known: Collection[str], unsure: list[str]) -> bool:
    """Whether an expression holds for the known names, with some of those of which nobody can tell."""
    return len(unsure) > MOST_UNSURE or any(
        _holds(tokens, frozenset(known) | frozenset(given)) is not False for given in _subsets(unsure)
    )


def _subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, number) for number in range(len(names) + 1))


def tokens_of(expression: str) -> tuple[str, ...]:
    """The words of an expression; none where it is more than names, `and`, `or`, `not` and parentheses."""
    found: list[str] = []
    at = 0
    expression = expression.strip()
    while at < len(expression) and len(found) < MOST_TOKENS:
        match = _TOKENS.match(expression, at)
        if match is None:
            return ()
        found.append(match[1])
        at = match.end()
    return tuple(found) if at == len(expression) else ()


def _holds(tokens: tuple[str, ...], marks: frozenset[str]) -> bool | None:
    """Whether the expression holds for a test with these marks; None if it is none."""
    reader = _Reader(tokens, marks)
    answer = reader.either()
    return None if reader.word or reader.broken else answer


class _Reader:
    """Reads an expression from its first word to its last; a word at a time."""

    def __init__(self, words: tuple[str, ...], marks: frozenset[str]) -> None:
        self._rest = iter(words)
        self._marks = marks
        self.word = next(self._rest, "")
        self.broken = False

    def _take(self) -> str:
        taken, self.word = self.word, next(self._rest, "")
        return taken

    def either(self) -> bool:
        answer = self._both()
        while self.word == "or":
            self._take()
            answer = self._both() or answer
        return answer

    def _both(self) -> bool:
        answer = self._one()
        while self.word == "and":
            self._take()
            answer = self._one() and answer
        return answer

    def _one(self) -> bool:
        taken = self._take()
        if taken == "not":
            return not self._one()
        if taken == "(":
            answer = self.either()
            self.broken = self.broken or self._take() != ")"
            return answer
        self.broken = self.broken or not taken or taken in EXPRESSION_WORDS
        return taken in self._marks
