"""The few lines around a place that are shown: where they begin and end, and what is never shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from analyzer.authorship.comparable import is_telling
from analyzer.authorship.lines import Line, Numbered
from analyzer.lazy_regex import lazy_regex
from analyzer.provenance import CUT_MARK
from analyzer.text import indent_of

LINES_BEFORE = 1
LINES_AFTER = 5
SHOWN_OF_A_LINE = 160
READ_OF_A_LINE = 2000

_ADDRESS = lazy_regex(r"[^\s@<>()\"'`:/]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,20}(?![\w(])")
# What is assigned to a name that says so, as it stands in quotes or alone; and long words with digits.
_CREDENTIAL = lazy_regex(
    r"(?P<name>(?:passw(?:or)?d|pwd|secret|token|api_?-?key|access_?-?key|credentials?)[\w-]{0,40}"
    r"[\"']?\]?\s{0,4}[=:]\s{0,4})(?:\"[^\"]{4,200}\"|'[^']{4,200}'|[\w+/=.-]{12,200}$)",
    re.IGNORECASE,
)
_KEY = lazy_regex(
    r"(?<![A-Za-z0-9+/=])(?=[A-Za-z+/]{0,200}[0-9])(?=[a-z0-9+/]{0,200}[A-Z])[A-Za-z0-9+/]{40,}={0,2}"
    r"|(?<![A-Za-z0-9+=])(?=[A-Za-z+=]{0,100}[0-9])(?=[0-9+=]{0,100}[A-Za-z])[A-Za-z0-9+=]{32,}"
)
_CONTROL = lazy_regex(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_NOT_SEEN = lazy_regex(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Excerpt(Struct, frozen=True):
    """Lines of a file from number `first` on, and those of them, in comparable form, that somebody wrote.

    `cited` is the line that was asked about, or the nearest that tells anything.
    """

    first: int
    shown: tuple[str, ...]
    telling: tuple[Line, ...]
    cited: Line | None


def excerpt(
    lines: Sequence[str], numbered: Numbered, number: int, *, notebook: bool = False
) -> Excerpt | None:
    """The excerpt around a line, counted from 1; None where the file has no such line."""
    cited = number - 1
    if not 0 <= cited < len(lines):
        return None
    around = range(max(0, cited - LINES_BEFORE), min(len(lines), cited + 1 + 2 * LINES_AFTER))
    near = {place: _of_cell(lines[place]) if notebook else lines[place] for place in around}
    begin, end = _bounds(near, cited)
    telling = [each for each in range(begin, end) if near[each].strip() and is_telling(numbered.texts[each])]
    # From the cited line on, then backwards.
    nearest = min(telling, key=lambda place: (place < cited, abs(place - cited)), default=None)
    return Excerpt(
        begin + 1,
        tuple(_shown(near[place]) for place in range(begin, end)),
        tuple(dict.fromkeys(map(numbered.line, telling))),
        None if nearest is None else numbered.line(nearest),
    )


def _bounds(lines: Mapping[int, str], cited: int) -> tuple[int, int]:
    """One line before, five after, but not over a gap behind which nothing belongs to the cited line.

    What stands under a heading belongs to it.
    """
    begin = cited
    while cited - begin < LINES_BEFORE and lines.get(begin - 1, "").strip():
        begin -= 1
    end = cited + 1
    while end <= cited + LINES_AFTER and end in lines:
        under = end == cited + 1 and lines[cited].startswith("#")
        if not lines[end].strip() and not under:
            following = (lines.get(each, "") for each in range(end, end + LINES_AFTER))
            if indent_of(next((each for each in following if each.strip()), "")) <= indent_of(lines[cited]):
                break
        end += 1
    while end > cited + 1 and not lines[end - 1].strip():
        end -= 1
    return begin, end


def _shown(line: str) -> str:
    """A line without addresses, credentials and signs that nobody sees, cut to a length."""
    text = _NOT_SEEN.sub("", _CONTROL.sub(" ", line[:READ_OF_A_LINE]))
    text = _ADDRESS.sub("[address]", text)
    text = _KEY.sub("[...]", _CREDENTIAL.sub(r"\g<name>[...]", text)).rstrip()
    return text if len(text) <= SHOWN_OF_A_LINE else text[: SHOWN_OF_A_LINE - 1] + CUT_MARK


def _of_cell(line: str) -> str:
    """A line of a notebook's file as it stands in its cell; what is in no cell is blank."""
    text = line.strip().removesuffix(",")
    if len(text) > READ_OF_A_LINE or not (text.startswith('"') and text.endswith('"')):
        return ""
    try:
        value = json.loads(text)
    except ValueError:
        return ""
    return value.rstrip("\n") if isinstance(value, str) else ""
