"""Lines as an editor, git and a code host count them."""

from __future__ import annotations


def lines_of(text: str) -> list[str]:
    """The lines of a text, without their ends; none for an empty text.

    Unlike `str.splitlines`, which also breaks at form feeds, U+0085 and U+2028: every line number after one
    would point beside what was found.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if not lines[-1] else lines
