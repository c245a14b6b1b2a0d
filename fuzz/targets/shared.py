"""What targets of several formats have in common."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from fuzz.facts import every_fact, lines_within
from fuzz.target import Check

_BORDER = re.compile(r"could not be read: \w+|not readable: \w+|not recovered: \w+")
# What a parser may meet at its border: a limit of the interpreter, not a mistake of ours.
_ALLOWED = re.compile(r".*: (?:RecursionError|MemoryError)")


def text_of(content: bytes) -> str:
    """The text of an input for readers that are given text: any bytes, no character lost."""
    return content.decode("utf-8", "surrogateescape")


def line_count(content: bytes) -> int:
    """The number of lines, by the breaks that any of our readers or an editor counts."""
    encodings = ["utf-8-sig"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Some readers know UTF-16, others replace what they cannot decode.
        encodings.append("utf-16")
    texts = (content.decode(each, "replace") for each in encodings)
    return max(each.replace("\r\n", "\n").replace("\r", "\n").count("\n") for each in texts) + 1


def lines_in_file(content: bytes, facts: object) -> None:
    """Every line of the facts is a line of the file."""
    lines_within(facts, line_count(content))


def no_accident(_content: bytes, facts: object) -> None:
    """No problem is the name of an exception: the parser was prepared for what it met."""
    for fact in every_fact(facts):
        problem = getattr(fact, "problem", None)
        if isinstance(problem, str) and _BORDER.search(problem) is not None:
            assert _ALLOWED.match(problem) is not None, problem


def with_mark(content: bytes) -> bytes | None:
    """The same file with the byte order mark of UTF-8 before it."""
    is_marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return None if is_marked else codecs.BOM_UTF8 + content


def with_last_break(content: bytes) -> bytes | None:
    """The same file with a line break at its end, where what stands last is complete; none of two bytes."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    last = content[-1:]
    return content + b"\n" if last.isalnum() or last in (b"]", b"}", b")") else None


PLAIN_FILE: tuple[Check, ...] = (lines_in_file, no_accident)

Read = Callable[[str, bytes], object]


def at(path: str, read: Read) -> Callable[[bytes], object]:
    """A reader that is told the path too, at one path."""

    def reader(content: bytes) -> object:
        return read(path, content)

    return reader
