"""Shows text of a scanned repository as it is: what acts on a reader or a writer is spelled out."""

from __future__ import annotations

import unicodedata

from analyzer.report.text import well_formed

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPELLED = frozenset({"Cc", "Cf", "Zl", "Zp"})


def visible(text: str, limit: int | None = None) -> str:
    """The text on one line of well-formed Unicode in which nothing is hidden and nothing is lost.

    Controls, line breaks, bidirectional overrides, zero-width characters and lone surrogates read as
    their escapes: `\\x1b`, `\\n`, `\\u202e`, `\\xff`. Over `limit` characters it ends in an ellipsis.
    """
    whole = well_formed(text if limit is None else text[: limit + 1])
    shown = whole if whole.isprintable() else "".join(_shown(character) for character in whole)
    return shown if limit is None or len(shown) <= limit else shown[: max(limit - 3, 0)] + "..."


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _SPELLED:
        return character
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _SHORT.get(character) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")
