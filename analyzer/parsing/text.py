"""Bytes of a file as text."""

from __future__ import annotations


def decode(content: bytes) -> str:
    """Text of a file that a person may have written with any editor (`pip freeze >` on Windows: UTF-16).

    UTF-8, or UTF-16 if a byte order mark says so; what is neither is replaced, not refused.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")
