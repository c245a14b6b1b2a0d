"""Makes scanned text safe for Markdown as GitHub and GitLab read it, and builds sections of it.

Text from a scanned repository stays plain text: it forms no link, no table cell and no HTML, and notifies
nobody.
"""

from __future__ import annotations

import re

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.report.places import Spot
from analyzer.report.text import LIST_LIMIT, NAME_LIMIT, NOTE_LIMIT
from analyzer.report.visible import visible

IN_JSON = "; the JSON report lists them all"

# Text of these characters alone may stand in a code span, where hosts look for no mentions and no markup.
_CODE = lazy_regex(r"[\w.:/+=,()-](?:[\w.:/+=,() -]*[\w.:/+=,()-])?")
# What hosts turn into a mention, a reference or a link by themselves, even behind an escape or an
# entity: @name, #1 and !1, ~label, %milestone, &epic, GH-1, :emoji:, a bare web address.
_REFERENCE = lazy_regex(
    r"@|[#!~$%&](?=[\w\"])|\bgh-(?=\d)|:(?=//|[a-z+-][\w+-]*:)|\bwww(?=\.)", re.IGNORECASE
)
_BREAK = "\u200b"  # never in visible text, where it would be spelled out
_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "&#124;",
        "`": "&#96;",
        "$": "&#36;",
        _BREAK: "&#8203;",
        **{character: f"\\{character}" for character in r"\*_[]{}~#!"},
    }
)
_QUOTED = lazy_regex(r"(`[^`]*`)")
_NUMBERED = lazy_regex(r"^(\d{1,9})([.)])")


class Section(Struct, frozen=True):
    """Lines of Markdown that may be cut from the end, under a heading."""

    title: str
    lines: tuple[str, ...]


def escaped(text: str, limit: int | None = None) -> str:
    """Scanned text that Markdown shows as it is, on one line: no markup, HTML, mention or link."""
    return _block_start(_literal(" ".join(visible(text, limit).split())))


def prose(text: str, limit: int = NOTE_LIMIT) -> str:
    """A sentence of a check, escaped; a harmless quotation in backticks stays a code span."""
    parts = _QUOTED.split(" ".join(visible(text, limit).split()))
    parts[0::2] = [_literal(part) for part in parts[0::2]]
    parts[1::2] = [part if _CODE.fullmatch(part[1:-1]) else _literal(part) for part in parts[1::2]]
    return _block_start("".join(parts))


def code(text: str, limit: int = NAME_LIMIT) -> str:
    """A name or path as a code span where it is harmless, else escaped."""
    shown = visible(text, limit)
    return f"`{shown}`" if _CODE.fullmatch(shown) else escaped(shown)


def _literal(shown: str) -> str:
    return _REFERENCE.sub(lambda match: match.group() + _BREAK, shown).translate(_ESCAPES)


def _block_start(literal: str) -> str:
    """The line without the power to open a list or underline a heading."""
    if literal.startswith(("-", "+", "=")):
        return f"\\{literal}"
    return _NUMBERED.sub(r"\1\\\2", literal)


def linked(text: str, address: str | None) -> str:
    """The text, as a link where there is an address; both are safe already."""
    return text if address is None else f"[{text}]({address})"


def spot_link(spot: Spot) -> str:
    """A place as a link where the host's addresses are known."""
    parts = [code(spot.repository)] if spot.repository else []
    if spot.inside:
        parts.append(code(spot.inside, NOTE_LIMIT))
    return linked(" ".join(parts), spot.link)


def listing(title: str, lines: list[str], limit: int = LIST_LIMIT, rest: str = IN_JSON) -> Section:
    """A heading with the number of lines, the first of them, and how many more there are."""
    if not lines:
        return Section(title, ())
    more = len(lines) - limit
    shown = [f"- {line}" for line in lines[:limit]] + ([f"- {more_words(more, rest)}"] if more > 0 else [])
    return Section(title, ("", f"### {title} ({len(lines)})", "", *shown))


def more_words(number: int, rest: str = IN_JSON) -> str:
    """How many are left out, and where they are."""
    return f"and {number} more{rest}"
