"""Patterns of paths as CI systems write them, matched in time that grows with pattern times path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.steps import spend

MAXIMUM_FILTER = 400
_MAXIMUM_BRACES = 64
_BRACES = lazy_regex(r"\{([^{}]*)\}")


class _Part(Struct, frozen=True):
    """Characters that fit at one place of a pattern: `chars` (None: any), how often, and whether `/` may."""

    chars: frozenset[str] | None
    often: str = "1"  # "1", "?", "*", "+"; "/" for whole folders, none of them included
    negated: bool = False
    slash: bool = False

    def takes(self, char: str) -> bool:
        if self.chars is None:
            return self.slash or char != "/"
        return (char in self.chars) != self.negated


class PathFilter(Struct, frozen=True):
    """Which changed files start something: those that the last fitting rule takes in.

    A rule is a pattern and whether it takes in or out. Where the first takes out, all others are in.
    """

    rules: tuple[tuple[bool, str], ...] = ()
    counted: bool = False  # GitHub's `?` and `+`: of the character before

    def passes(self, path: str) -> bool:
        """Whether a change of the file is let through."""
        inside = not (self.rules and self.rules[0][0])
        for takes_in, pattern in self.rules:
            if inside != takes_in and matches(pattern, path, counted=self.counted):
                inside = takes_in
        return inside

    def passes_any(self, paths: Iterable[str]) -> bool:
        """Whether a change of one of the files is let through."""
        return any(self.passes(path) for path in paths)


def only(patterns: Sequence[str], *, counted: bool = False) -> PathFilter:
    """A filter of what is taken in, in order; `!` before a pattern takes out."""
    return PathFilter(
        tuple((not each.startswith("!"), each.removeprefix("!")) for each in patterns), counted=counted
    )


def without(patterns: Sequence[str], *, counted: bool = False) -> PathFilter:
    """A filter of what is taken out; `!` before a pattern takes in again."""
    return PathFilter(
        tuple((each.startswith("!"), each.removeprefix("!")) for each in patterns), counted=counted
    )


def matches(pattern: str, path: str, *, counted: bool = False) -> bool:
    """Whether a path fits a pattern: `*` within a folder, `**` across them, `?`, `[...]`, `{a,b}`."""
    spend(1)
    return any(_fits(each, path) for each in _compiled(pattern[:MAXIMUM_FILTER], counted))


@lru_cache(maxsize=4096)
def _compiled(pattern: str, counted: bool) -> tuple[tuple[_Part, ...], ...]:
    written = pattern.removeprefix("./")
    return tuple(tuple(_parts(each, counted)) for each in _alternatives(written, counted))


def _alternatives(pattern: str, counted: bool) -> list[str]:
    """The pattern with each choice of its braces, which GitHub's do not have."""
    found = [pattern]
    while not counted and len(found) < _MAXIMUM_BRACES and (match := _BRACES.search(found[0])):
        choices = match[1].split(",")
        found = [each.replace(match[0], choice, 1) for each in found for choice in choices]
    return found[:_MAXIMUM_BRACES]


def _parts(pattern: str, counted: bool) -> Iterator[_Part]:
    found: list[_Part] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        if pattern.startswith("**/", position) and (position == 0 or pattern[position - 1] == "/"):
            found.append(_Part(None, "/", slash=True))
            position += 3
            continue
        if pattern.startswith("**", position):
            found.append(_Part(None, "*", slash=True))
            position += 2
            continue
        if char == "*":
            found.append(_Part(None, "*"))
        elif char in "?+" and counted and found and found[-1].often == "1":
            found[-1] = _Part(found[-1].chars, char, found[-1].negated, found[-1].slash)
        elif char == "?" and not counted:
            found.append(_Part(None))
        elif char == "[" and (end := pattern.find("]", position + 2)) > 0:
            found.append(_class(pattern[position + 1 : end]))
            position = end
        else:
            if char == "\\" and position + 1 < len(pattern):
                position += 1
                char = pattern[position]
            found.append(_Part(frozenset(char)))
        position += 1
    return iter(found)


def _class(body: str) -> _Part:
    negated = body[:1] in ("!", "^")
    body = body[1:] if negated else body
    chars: set[str] = set()
    position = 0
    while position < len(body):
        if body[position + 1 : position + 2] == "-" and position + 2 < len(body):
            first, last = ord(body[position]), ord(body[position + 2])
            chars.update(chr(each) for each in range(first, min(last, first + 255) + 1))
            position += 3
        else:
            chars.add(body[position])
            position += 1
    return _Part(frozenset(chars), negated=negated)


def _fits(parts: tuple[_Part, ...], path: str) -> bool:
    """All places of the pattern where the path may be, character by character."""
    places = _spread(parts, {0}, at_folder=True)
    for char in path:
        spend(1 + len(places) // 4)
        following: set[int] = set()
        for place in places:
            if place < len(parts) and parts[place].takes(char):
                often = parts[place].often
                if often in ("1", "?", "+"):
                    following.add(place + 1)
                if often in ("*", "+", "/"):
                    following.add(place)
        if not following:
            return False
        places = _spread(parts, following, at_folder=char == "/")
    return len(parts) in places


def _spread(parts: tuple[_Part, ...], places: set[int], *, at_folder: bool) -> set[int]:
    """The places with those that are reached without a character."""
    found = set(places)
    pending = list(places)
    while pending:
        place = pending.pop()
        if place < len(parts) and place + 1 not in found:
            often = parts[place].often
            if often in ("?", "*") or (often == "/" and at_folder):
                found.add(place + 1)
                pending.append(place + 1)
    return found
