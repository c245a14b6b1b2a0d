"""Finds where the source of a cell stands in the file, so that evidence opens at the right line.

Notebooks are usually written with one line of source on one line of JSON. The text of each is made
again and looked for, cell by cell, downwards. A notebook written otherwise gives line 1.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence

# Of lines that many cells share ("\n", "plt.show()") only so many places are tried.
CANDIDATE_LIMIT = 50
LINE_LENGTH = 8192


def _stripped(line: str) -> str:
    return line[: LINE_LENGTH + 1].strip().removesuffix(",")


class LineFinder:
    """Looks for cells in the text of one notebook, in the order of the file."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._ascii = text.isascii()
        self._last = 0
        self._places: dict[str, list[int]] = {}
        for place, line in enumerate(self._lines):
            if '"' in line[:LINE_LENGTH] and len(line) <= LINE_LENGTH:
                self._places.setdefault(_stripped(line), []).append(place)

    def find(self, parts: Sequence[str], field: str | None) -> list[int]:
        """For each line of a cell its line in the file, from 1.

        `parts` are the strings the source is divided into; `field` is the key it stands behind if it
        is one undivided string, else None.
        """
        keys = [json.dumps(part, ensure_ascii=self._ascii) for part in parts]
        if field is not None:
            keys = [f'"{field}": {key}' for key in keys]
        start = self._start(keys)
        numbers: list[int] = []
        open_line = False
        for offset, part in enumerate(parts):
            number = 1 if start is None else start + offset + 1
            pieces = part.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            begun = len(pieces) - (not pieces[-1])
            numbers.extend([number] * (begun - open_line if begun else 0))
            open_line = bool(pieces[-1]) or (open_line and len(pieces) == 1)
        return numbers

    def _start(self, keys: list[str]) -> int | None:
        if not keys:
            return None
        places = self._places.get(keys[0], [])
        first = bisect_right(places, self._last)
        for place in places[first : first + CANDIDATE_LIMIT]:
            beside = self._lines[place : place + len(keys)]
            if all(_stripped(line) == key for line, key in zip(beside, keys, strict=False)):
                self._last = place + len(keys) - 1
                return place
        return None
