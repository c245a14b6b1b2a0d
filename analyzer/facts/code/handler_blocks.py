"""Whether a line of Python stands where an error is handled."""

from __future__ import annotations

from collections.abc import Sequence


def stands_in_except(lines: Sequence[str], line: int) -> bool:
    """Whether one of the blocks around a line, counted from 1, is an `except`."""
    before = lines[:line]
    width = len(before[-1]) - len(before[-1].lstrip()) if before else 0
    for each in reversed(before[:-1]):
        stripped = each.lstrip()
        indent = len(each) - len(stripped)
        if stripped and indent < width:
            width = indent
            if stripped.startswith(("except ", "except:", "except*")):
                return True
        if not width:
            break
    return False
