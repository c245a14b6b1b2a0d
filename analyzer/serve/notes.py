"""Notes of reviewers: JSON that a page of the report wrote and reads; here only its size and shape matter."""

from __future__ import annotations

import json
from typing import NoReturn

DEEPEST_NOTE, MOST_NOTE_VALUES = 12, 50_000


class BadNotes(ValueError):  # noqa: N818 - it names what was found
    """What was sent are no notes; the message says why."""


def checked_notes(content: bytes) -> bytes:
    """The notes in one spelling. Raises BadNotes."""
    try:
        found = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadNotes("the notes are not JSON") from error
    if not isinstance(found, dict):
        raise BadNotes("the notes are not an object")
    left = MOST_NOTE_VALUES
    level: list[object] = [found]
    for _depth in range(DEEPEST_NOTE):
        left -= len(level)
        if left < 0:
            raise BadNotes("the notes hold too many values")
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return json.dumps(found, ensure_ascii=True, sort_keys=True, indent=1).encode("ascii") + b"\n"
    raise BadNotes("the notes are nested too deeply")


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)
