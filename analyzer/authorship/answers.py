"""Answers from the versions of a file: the same contents and the same question, the same answer.

Asked for again, in one scan or in the next, they are not looked for again. What could not be read is another
matter: it may be there the next time, and the answer is not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import msgspec

from analyzer.authorship.ages import names_since
from analyzer.authorship.cited import Step
from analyzer.authorship.lines import Brought, Change, Line, Numbered, Read, brought
from analyzer.repository import KeptFacts

_NOWHERE, _UNKNOWN = -1, -2


class Answers:
    """What was found in one scan, and what is kept for the next ones, if anything is."""

    def __init__(self, kept: KeptFacts | None = None) -> None:
        self._kept = kept
        self._found: dict[str, list[int]] = {}

    def brought(self, lines: Sequence[Line], now: Numbered, changes: Sequence[Change], read: Read) -> Brought:
        """`brought`, which see; the lines are different ones."""

        def find(reading: Read) -> list[int]:
            found = brought(lines, now, changes, reading)
            return [_UNKNOWN if each in found.unknown else found.by.get(each, _NOWHERE) for each in lines]

        numbers = self._answer(("brought", now.blob, lines, changes), find, read)
        by = {line: number for line, number in zip(lines, numbers, strict=True) if number >= 0}
        unknown = (line for line, number in zip(lines, numbers, strict=True) if number == _UNKNOWN)
        return Brought(by, frozenset(unknown))

    def names_since(
        self, names: Mapping[int, str], changes: Sequence[Change], steps: Sequence[Step], read: Read
    ) -> Mapping[int, int]:
        """`names_since`, which see."""
        numbers = sorted(names)
        said = [(each.commit.written, each.is_sweep) for each in steps]

        def find(reading: Read) -> list[int]:
            found = names_since(names, changes, steps, reading)
            return [found[each] for each in numbers]

        question = ("since", [(each, names[each]) for each in numbers], changes, said)
        return dict(zip(numbers, self._answer(question, find, read), strict=True))

    def _answer(self, question: object, find: Callable[[Read], list[int]], read: Read) -> list[int]:
        place = f"versions\0{hashlib.sha256(msgspec.msgpack.encode(question)).hexdigest()}"
        if place not in self._found and self._kept is not None:
            kept = self._kept.get(place, list[int])
            if kept is not None and isinstance(kept[1], list):
                self._found[place] = kept[1]
        if place in self._found:
            return self._found[place]
        missing: list[str] = []

        def reading(blob: str) -> bytes | None:
            content = read(blob)
            if content is None:
                missing.append(blob)
            return content

        found = find(reading)
        if not missing:
            self._found[place] = found
            if self._kept is not None:
                self._kept.put(place, 0, found)
        return found
