"""JSON over the limit, streamed into JSON below it: what a notebook printed left out, long collections cut.

Nothing is built and nothing is checked: a text that is not JSON stays none. No line moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.condense.result import DEPTH_LIMIT, NEWLINE_LIMIT, Condensed, blocks, decoded

OUTPUT_KEYS = frozenset({"outputs", "attachments"})
ELEMENTS_KEPT = 200
# Where that is still too much: of what lies within elements, as the answers of each case of a report.
INNER_ELEMENTS_KEPT = (20, 3)
OUTER_LEVELS = 2
JSON_KEYS_LIMIT = 500
KEY_LENGTH = 100

_TOKEN = lazy_regex(r'"|[{}\[\]:,]|\s+|[^\s"{}\[\]:,]+')
_STRING = lazy_regex(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
# Over what is left out in one step: everything up to a bracket that holds brackets.
_FLAT = r'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")'
_LEAVES = lazy_regex(rf"(?:{_FLAT}|[\[{{]{_FLAT}*+[\]}}])*+", re.DOTALL)


class _Frame(Struct):
    """An open collection: how many elements were begun, and what the next sign is."""

    closer: str
    count: int = 0
    begins: bool = True
    awaits_key: bool = False
    key: str = ""


class _Stream(Struct):
    limit: int
    dropped_keys: frozenset[str] = frozenset()
    elements: int | None = None
    inner_elements: int | None = None
    output: list[str] = field(default_factory=list)
    size: int = 0
    newlines: int = 0
    frames: list[_Frame] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    left_out: bool = False
    in_string: bool = False
    key_parts: list[str] | None = None
    skipping: int = 0
    marked: bool = False

    def feed(self, text: str) -> bool:
        """Take a block; False once there is nothing more to keep."""
        place = 0
        while place < len(text):
            if self.in_string:
                place = self._string(text, place)
            elif self.skipping:
                place = self._skip(text, place)
            else:
                match = _TOKEN.match(text, place)
                if match is None or len(self.frames) > DEPTH_LIMIT or self.size > self.limit:
                    return False
                place = match.end()
                self._token(match[0])
        return True

    def _put(self, text: str) -> None:
        self.output.append(text)
        self.size += len(text)

    def _lines(self, count: int) -> None:
        count = min(count, NEWLINE_LIMIT - self.newlines)
        self.newlines += count
        self.output.append("\n" * count)

    def _string(self, text: str, place: int) -> int:
        found = _STRING.match(text, place)
        end = place if found is None else found.end()
        body = text[place:end]
        if self.skipping:
            self._lines(body.count("\n"))
        else:
            self._put(body)
            if self.key_parts is not None and sum(map(len, self.key_parts)) < KEY_LENGTH:
                self.key_parts.append(body)
        if end < len(text) and text[end] == '"':
            self.in_string = False
            end += 1
            if not self.skipping:
                self._put('"')
                self._end_key()
        elif end < len(text):
            end += 1
        return end

    def _end_key(self) -> None:
        if self.key_parts is None or not self.frames:
            return
        key = "".join(self.key_parts)[:KEY_LENGTH]
        self.key_parts = None
        self.frames[-1].key = key
        self.frames[-1].awaits_key = False
        if len(self.frames) <= 2 and len(self.keys) < JSON_KEYS_LIMIT:
            self.keys.add(key)

    def _skip(self, text: str, place: int) -> int:
        """Over what is left out, up to the bracket that closes it."""
        match = _LEAVES.match(text, place)
        end = place if match is None else match.end()
        between = text[place:end]
        self._lines(between.count("\n"))
        sign = text[end : end + 1]
        if not self.marked and (between.strip() or sign not in ("", "]", "}")):
            # That there were outputs at all is known of a list that is not empty.
            self.marked = True
            if self.frames[-1].closer == "]" and not self.frames[-1].count:
                self._put("0")
        if not sign:
            return end
        if sign == '"':
            self.in_string = True
        else:
            self.skipping += 1 if sign in "{[" else -1
            if not self.skipping:
                self._put(self.frames.pop().closer)
        return end + 1

    def _token(self, sign: str) -> None:
        frame = self.frames[-1] if self.frames else None
        if sign.isspace():
            self._put(sign)
        elif sign in "}]":
            if frame is not None:
                self.frames.pop()
            self._put(sign)
        elif sign == ",":
            if frame is None:
                self._put(sign)
                return
            frame.begins = True
            most = self.elements if len(self.frames) <= OUTER_LEVELS else self.inner_elements
            if most is not None and frame.count >= most:
                # The rest of this collection, at the top only what is below it.
                self.left_out = self.marked = True
                self.skipping = 1
                return
            frame.awaits_key = frame.closer == "}"
            self._put(sign)
        elif sign == ":":
            self._put(sign)
        else:
            self._value(sign, frame)

    def _value(self, sign: str, frame: _Frame | None) -> None:
        if frame is not None and frame.begins:
            frame.count += 1
            frame.begins = False
        self._put(sign)
        if sign == '"':
            self.in_string = True
            self.key_parts = [] if frame is not None and frame.awaits_key else None
        elif sign in "{[":
            closer = "}" if sign == "{" else "]"
            drop = frame is not None and frame.closer == "}" and frame.key in self.dropped_keys
            self.frames.append(_Frame(closer, awaits_key=closer == "}"))
            if drop:
                self.skipping, self.marked = 1, False


def condense_notebook(chunks: Iterable[bytes], limit: int) -> Condensed:
    """A notebook without its outputs; None where its cells alone are more than `limit` bytes."""
    return _condensed(chunks, _Stream(limit, OUTPUT_KEYS))


def condense_json(chunks: Iterable[bytes], limit: int) -> Condensed:
    """Any JSON with at most 200 elements of each collection, and the keys of its two upper levels.

    If that is over the limit, with at most 20 of each collection below these levels, or 3.
    """
    kept = list(chunks)
    found = Condensed(None, False)
    for inner in (ELEMENTS_KEPT, *INNER_ELEMENTS_KEPT):
        if found.content is None:
            found = _condensed(kept, _Stream(limit, elements=ELEMENTS_KEPT, inner_elements=inner))
    return found


def _condensed(chunks: Iterable[bytes], stream: _Stream) -> Condensed:
    complete = all(stream.feed(block) for block in blocks(decoded(chunks)))
    content = "".join(stream.output).encode("utf-8", "replace") if complete and not stream.frames else None
    return Condensed(content, content is not None and not stream.left_out, frozenset(stream.keys))
