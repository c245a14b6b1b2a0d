"""The smallest input that breaks the same thing: pieces are taken out as long as it still does."""

from __future__ import annotations

from fuzz.engine import signature
from fuzz.target import Target, TooSlow, examine

MOST_TRIES = 4000


def minimised(target: Target, content: bytes) -> bytes:
    """A part of the input with the same finding; the input itself if it is harmless."""
    wanted = _finding(target, content)
    if wanted is None:
        return content
    tries = 0
    for separator in (b"\n", b""):
        size = max(len(_split(content, separator)) // 2, 1)
        while size and tries < MOST_TRIES:
            at, removed = 0, False
            while at < len(_split(content, separator)) and tries < MOST_TRIES:
                pieces = _split(content, separator)
                smaller = separator.join(pieces[:at] + pieces[at + size :])
                tries += 1
                if smaller != content and _finding(target, smaller) == wanted:
                    content, removed = smaller, True
                else:
                    at += size
            size = size if removed and size == 1 else size // 2
    return content


def _split(content: bytes, separator: bytes) -> list[bytes]:
    return content.split(separator) if separator else [content[at : at + 1] for at in range(len(content))]


def _finding(target: Target, content: bytes) -> str | None:
    try:
        examine(target, content)
    except (Exception, TooSlow) as error:
        return signature(error)
    return None
