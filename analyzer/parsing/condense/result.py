"""What the readers of files over their limit share: blocks of text that cut no token, and their answer."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator

from msgspec import Struct

BLOCK_SIZE = 256 * 1024
NEWLINE_LIMIT = 2_000_000
DEPTH_LIMIT = 200


class Condensed(Struct, frozen=True):
    """A file over its limit, made short enough to be read; every line kept stands where it stood.

    `content` is UTF-8, None where nothing of it can be read. `whole`: nothing was left out but data, so
    that nothing is unseen. `keys` are those of the two upper levels of a document.
    """

    content: bytes | None
    whole: bool
    keys: frozenset[str] = frozenset()


def decoded(chunks: Iterable[bytes], encoding: str = "utf-8") -> Iterator[str]:
    """The chunks as text with one kind of line end; what cannot be decoded is replaced."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=True)
    for chunk in chunks:
        if text := decoder.decode(chunk):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def blocks(texts: Iterable[str]) -> Iterator[str]:
    """The same text in blocks that end with a line, or in a line longer than a block with a plain sign."""
    rest = ""
    for text in texts:
        rest += text
        end = rest.rfind("\n") + 1
        if not end and len(rest) > BLOCK_SIZE:
            end = rest.rfind(",") + 1 or len(rest.rstrip("\\\"'"))
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest
