"""YAML, documents and other texts over the limit: the beginning, of the rest what is new; no line moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.condense.result import NEWLINE_LIMIT, Condensed, blocks, decoded

PART_LIMIT = 32 * 1024
HEADING_LINES = 12
TEXT_KEYS_LIMIT = 5_000

_DOCUMENT = lazy_regex(r"---(?:\s|$)")
_ENTRY = lazy_regex(r"[^\s#-]")
_KIND = lazy_regex(r"^kind:[^\n]{0,200}", re.MULTILINE)
_HEADING = lazy_regex(r"#{1,6}\s|={3,}\s*$|-{3,}\s*$")
_TABLE = lazy_regex(r"\s*\[")


def condense_yaml(chunks: Iterable[bytes], limit: int) -> Condensed:
    """The beginning up to a document or key, then documents of another kind and keys that are new."""
    return _joined(_yaml_parts(_lines(chunks)), limit)


def condense_prose(chunks: Iterable[bytes], limit: int) -> Condensed:
    """The beginning up to a line, then every heading with the lines below it."""
    return _joined(_prose_parts(_lines(chunks)), limit)


def condense_text(chunks: Iterable[bytes], limit: int, *, tables: bool = False) -> Condensed:
    """The beginning up to a line, or up to the last table of TOML or INI."""
    begins = _TABLE if tables else re.compile("")
    parts = (_Part(text, "") for text in _cut(_lines(chunks), begins))
    return _joined(parts, limit)


class _Part(Struct):
    """Lines that stand or fall together, and by what they are new; "" is only kept in the beginning."""

    text: str
    novelty: str


def _joined(parts: Iterable[_Part], limit: int) -> Condensed:
    kept: list[str] = []
    head, rest, newlines = limit * 3 // 4, limit - 1, 0
    size, in_head, whole = 0, True, True
    seen: set[str] = set()
    for part in parts:
        said = len(part.text.encode("utf-8", "replace"))
        in_head = in_head and size + said <= head
        new = bool(part.novelty) and part.novelty not in seen and said <= PART_LIMIT and size + said <= rest
        if len(seen) < TEXT_KEYS_LIMIT:
            seen.add(part.novelty)
        if in_head or new:
            kept.append(part.text)
            size += said
        elif not kept:
            # One part that is too long: as much of it as there is room for.
            kept.append(part.text[: head // 4])
            size, in_head, whole = head, False, False
        else:
            whole = whole and not part.text.strip()
            count = min(part.text.count("\n"), NEWLINE_LIMIT - newlines)
            newlines += count
            kept.append("\n" * count)
    return Condensed("".join(kept).encode("utf-8", "replace"), whole)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    for block in blocks(decoded(chunks)):
        yield from block.splitlines(keepends=True)


def _cut(lines: Iterable[str], begins: re.Pattern[str]) -> Iterator[str]:
    """Lines in parts, each begun by a line that matches; a long part is given in pieces."""
    part: list[str] = []
    size = 0
    for line in lines:
        if part and (begins.match(line) is not None or size > 4 * PART_LIMIT):
            yield "".join(part)
            part, size = [], 0
        part.append(line)
        size += len(line)
    if part:
        yield "".join(part)


class _Document(Struct):
    """A YAML document while it is read: whole while it is short, then key by key."""

    lines: list[str] = field(default_factory=list)
    size: int = 0


def _yaml_parts(lines: Iterable[str]) -> Iterator[_Part]:
    document = _Document()
    for line in lines:
        begins = _DOCUMENT.match(line) is not None
        if document.lines and (begins or (document.size > PART_LIMIT and _ENTRY.match(line) is not None)):
            yield _yaml_part("".join(document.lines))
            document = _Document()
        document.lines.append(line)
        document.size += len(line)
        if document.size > 8 * PART_LIMIT:
            yield _Part("".join(document.lines), "")
            document = _Document()
    if document.lines:
        yield _yaml_part("".join(document.lines))


def _yaml_part(text: str) -> _Part:
    kind = _KIND.search(text)
    first = text.lstrip("-\n ").partition("\n")[0]
    return _Part(text, kind[0] if kind is not None else first[:200].partition(":")[0])


def _prose_parts(lines: Iterable[str]) -> Iterator[_Part]:
    below = 0
    for number, line in enumerate(lines):
        if _HEADING.match(line) is not None:
            below = HEADING_LINES
        below = max(below - 1, 0)
        yield _Part(line, f"{number}" if below and line.strip() else "")
