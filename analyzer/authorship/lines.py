"""Which change of a file brought a line: one after which the file has it more often than before.

Blame by content needs no graph of versions: merges, other indentation and moves inside a file bring nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.authorship.comparable import aligned, set_apart

MOST_HELD = 32 * 1024 * 1024
"""Bytes of the versions of a file that are held at a time."""
Read = Callable[[str], bytes | None]


class Line(Struct, frozen=True):
    """A line in comparable form. One of several equal ones is told by what stands above or below it."""

    text: bytes
    near: tuple[bytes, ...] = ()


class Numbered:
    """The lines of a file as it stands, by their place: blank ones are empty. `blob` is the content's id."""

    def __init__(self, content: bytes, blob: str) -> None:
        self.blob = blob
        self.texts = aligned(content)
        self.apart = set_apart(content)
        self._counts = Counter(self.texts)

    def line(self, place: int) -> Line:
        """The line at a place, counted from 0."""
        text = self.texts[place]
        if self._counts[text] <= 1:
            return Line(text)
        above = next((each for each in reversed(self.texts[:place]) if each), None)
        below = next((each for each in self.texts[place + 1 :] if each), None)
        pairs = ((above, text), (text, below))
        return Line(text, tuple(b"%s\n\n%s" % pair for pair in pairs if None not in pair))


class Change(Struct, frozen=True):
    """The contents of a file before and after one commit, as object ids, "" for none.

    `gap`: between this and the next newer change there are others that are not looked at.
    """

    before: str
    after: str
    gap: bool = False


class Brought(Struct, frozen=True):
    """The number of the change that brought each line. `unknown` are lines of which it was not to be seen.

    A line in neither was brought by no change of this list: by a merge, or before the history begins.
    """

    by: Mapping[Line, int]
    unknown: frozenset[Line]


def brought(lines: Iterable[Line], now: Numbered, changes: Sequence[Change], read: Read) -> Brought:
    """Which of the changes (newest first) brought the lines of a file that stands as `now`.

    `read` gives None for contents that cannot be read. What a file has after an older change no newer one
    brought, so that few contents have to be compared. Where that leads to no change, as between branches that
    were merged, all are looked at.
    """
    search = _Search(now, changes, read)
    found: dict[Line, int] = {}
    unknown: set[Line] = set()
    for line in dict.fromkeys(lines):
        try:
            number = search.bringing(line)
        except _UnreadError:
            unknown.add(line)
        else:
            if number is not None:
                found[line] = number
    return Brought(found, frozenset(unknown))


class _UnreadError(Exception):
    """A content that matters cannot be read, or is not looked at."""


class _Search:
    """Looks for lines in the versions of one file, each of which is read once."""

    def __init__(self, now: Numbered, changes: Sequence[Change], read: Read) -> None:
        self._changes = changes
        self._read = read
        self._now = now.apart
        self._texts: dict[str, bytes] = {"": b"", now.blob: self._now}
        self._held = 0
        self._counts: dict[bytes, int] = {}

    def bringing(self, line: Line) -> int | None:
        """The change that brought the line: the oldest one, or halved to it, or looked for from there on."""
        newer, older = -1, len(self._changes) - 1
        if older >= 0 and self._has(line, older):
            newer = older
        while older - newer > 1:
            middle = (newer + older) // 2
            newer, older = (middle, older) if self._has(line, middle) else (newer, middle)
        if newer >= 0 and self._brings(line, newer):
            return newer
        return self._newest(line, newer + 1)

    def _newest(self, line: Line, start: int) -> int | None:
        """The newest change, from a place on, after which the line is there more often than before it.

        One of several equal lines is brought where one of its neighbours came with it, if anywhere.
        """
        likely = None
        for number in range(start, len(self._changes)):
            if self._brings(line, number):
                return number
            if self._brings(Line(line.text), number):
                likely = number if likely is None else likely
            elif self._changes[number].gap:
                raise _UnreadError
        return likely

    def _brings(self, line: Line, number: int) -> bool:
        change = self._changes[number]
        before, after = self._text(change.before), self._text(change.after)
        return _rises(line.text, before, after) and (
            not line.near or any(_rises(each, before, after) for each in line.near)
        )

    def _has(self, line: Line, number: int) -> bool:
        """Whether the line is there after a change as often as it is now."""
        text = self._text(self._changes[number].after)
        return any(_count(each, text) >= self._often_now(each) for each in line.near or (line.text,))

    def _often_now(self, lines: bytes) -> int:
        if lines not in self._counts:
            self._counts[lines] = _count(lines, self._now)
        return self._counts[lines]

    def _text(self, blob: str) -> bytes:
        if blob not in self._texts:
            content = self._read(blob)
            if content is None:
                raise _UnreadError
            if self._held > MOST_HELD:
                self._texts, self._held = {"": b""}, 0
            self._texts[blob] = set_apart(content)
            self._held += len(content)
        return self._texts[blob]


def _count(lines: bytes, text: bytes) -> int:
    return text.count(b"\n%s\n" % lines)


def _rises(lines: bytes, before: bytes, after: bytes) -> bool:
    there = _count(lines, after)
    return there > 0 and there > _count(lines, before)
