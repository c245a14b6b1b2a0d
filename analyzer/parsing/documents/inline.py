"""Plain words out of a line of Markdown, reStructuredText or HTML, and sentences out of lines.

Every pattern here is linear in its input: no alternative can match the same text twice, and what may
run long stops at the next opening character of its own kind. What is searched for in every line begins with
a character: the others are then passed over in a tenth of the time that an assertion takes at each.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from analyzer.lazy_regex import lazy_regex

SENTENCE_LIMIT = 500
_LINE_LIMIT = 20_000

_TARGET = r"\(\s*+<?((?:[^()\s<>]++|\([^()\s]{0,200}+\))*+)>?(?:\s[^()]{0,300}+)?\)"
_LABEL = r"\[([^\[\]]{0,500}+)\]"
_LINKED_IMAGE = lazy_regex(rf"\[!{_LABEL}{_TARGET}\s?\]{_TARGET}")
_LINK = lazy_regex(rf"!?{_LABEL}{_TARGET}")
_REFERENCE = lazy_regex(rf"(!?){_LABEL}\s?\[[^\[\]]{{0,200}}+\]")
_RST_LINK = lazy_regex(r"`([^`<>]{1,500}+)<([^`<>\s]{1,2000}+)>`_{1,2}")
_ROLE = lazy_regex(r"(?::[a-z][\w-]{0,40}+:)++(?=`)")
_URL = lazy_regex(r"<?(https?://[^\s<>()\[\]\"'`|]++)>?")
_TAG = lazy_regex(r"</?[A-Za-z!][^<>]*+>")
_ATTRIBUTE = lazy_regex(r"\b(href|src|alt)\s?=\s?(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE)
_EMPHASIS = lazy_regex(
    r"\*(?:(?<=\S\*)\**+|\**+(?=\S))|_(?:(?<!\w_)_{0,2}(?=\S)|(?<=\S_)_{0,2}(?!\w))|~~|``*+"
)
_SHORTCODE = lazy_regex(r":[a-z][a-z0-9_+-]{1,40}+:")

_BOUNDARY = lazy_regex(r"[.!?。！？](?:(?<=[。！？])|[\"')\]]{0,3}+\s(?=[\"'(\[]{0,2}+[^\W_a-z]))")
_LETTER_OR_DIGIT = lazy_regex(r"[^\W_]")
_ABBREVIATION = lazy_regex(
    r"(?:^|[\s(])(?:e\.g|i\.e|vs|cf|al|fig|figs|eq|no|approx|dr|mr|mrs|ms|prof|st|inc|ref|sec|[A-Za-z])\.$",
    re.IGNORECASE,
)


def plain_text(line: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words of a line without markup, and its links and images as (label, address)."""
    line = line[:_LINE_LIMIT]
    links: list[tuple[str, str]] = []

    def linked_image(match: re.Match[str]) -> str:
        links.extend(((match[1], match[2]), (match[1], match[3])))
        return " "

    def link(match: re.Match[str]) -> str:
        links.append((match[1].strip(), match[2]))
        return " " if match[0].startswith("!") else match[1]

    def address(match: re.Match[str]) -> str:
        links.append(("", match[1].rstrip(".,;:!?*_")))
        return " "

    def tag(match: re.Match[str]) -> str:
        found = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(match[0])}
        where = found.get("href") or found.get("src")
        if where:
            links.append((found.get("alt", ""), where))
        return " " if match[0][1:3].lower() in ("br", "td", "th", "li") else ""

    if "[" in line:
        line = _LINKED_IMAGE.sub(linked_image, line)
        line = _LINK.sub(link, line)
        line = _REFERENCE.sub(lambda match: " " if match[1] else match[2], line)
    if "`" in line:
        line = _RST_LINK.sub(link, line)
        line = _ROLE.sub("", line)
    if "<" in line:
        line = _TAG.sub(lambda match: match[0] if _URL.match(match[0]) else tag(match), line)
    if "://" in line:
        line = _URL.sub(address, line)
    if "*" in line or "_" in line or "`" in line or "~" in line:
        line = _EMPHASIS.sub("", line)
    if ":" in line:
        line = _SHORTCODE.sub("", line)
    if "&" in line:
        line = html.unescape(line)
    return " ".join(line.split()), tuple(links)


def sentences_of(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The sentences of one paragraph, given as (line number, plain text), each with its first line."""
    lines = [(number, text) for number, text in lines if text]
    text = " ".join(text for _, text in lines)
    starts = list(accumulate((len(text) + 1 for _, text in lines), initial=0))
    begin = 0
    for end in [*(match.end() for match in _BOUNDARY.finditer(text)), len(text)]:
        piece = text[begin:end].rstrip()
        if end < len(text) and _ABBREVIATION.search(piece[-12:]) is not None:
            continue
        if _LETTER_OR_DIGIT.search(piece) is not None:
            yield lines[bisect_right(starts, begin) - 1][0], piece[:SENTENCE_LIMIT]
        begin = end
