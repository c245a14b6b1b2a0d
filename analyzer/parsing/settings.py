"""Lines that set a key to a value, in any format that puts one on a line: YAML, JSON, TOML, Terraform, code.

A line is known by the lines it is indented under, not by a grammar: templates and half-written files have
settings too, and what somebody changed is told by comparing them. One pass, no line is looked at twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex

MOST_LINES = 5_000
LINE_CUT = 500
MOST_DEPTH = 40
LABEL_CUT = 80
SECTION = -1
"""How far the section of an INI or TOML file is indented: everything below it is under it."""

_LINE = lazy_regex(
    r"(?:(?:export|ENV|ARG|const|let|var|static|readonly|public|private|-e)[ \t]+){0,3}"
    r"(?P<key>\"[^\"]{1,100}\"|'[^']{1,100}'"
    r"|-{0,2}[\w@$](?:[\w.@$/-]|:(?=\w)){0,99}|\{\{[\w .-]{1,60}\}\})[ \t]*"
    r"(?P<sign>:=|\?=|\+=|=|:(?=[ \t]|$))[ \t]*(?P<value>.*)"
)
_COMMENT_LINE = lazy_regex(r"(?:#|//|--[ \t]|;|/\*|\*[ \t/]|<!--)")
_SECTION = lazy_regex(r"\[{1,2}([\w .\"'/:@-]{1,100})\]{1,2}")
_OPENS = ("{", "[", "(", "|", ">", "|-", ">-", ":", "=>")
_NAMES = frozenset({"name", "id", "alert", "record", "job_name", "job", "container", "title", "sid", "key"})
# What says of which image a tag is, in the order in which it counts.
_BESIDE = ("newName", "repository", "name", "image")


class Setting(Struct, frozen=True):
    """One line that sets a value. `key` begins with what it stands under; `comment` says why, if anything."""

    key: tuple[str, ...]
    value: str
    line: int
    comment: str = ""


class SettingMove(Struct, frozen=True):
    """A setting with one value before and another after; `beside` names what it is of, where that is said."""

    before: Setting
    after: Setting
    beside: str = ""


def parse_settings(text: str) -> tuple[Setting, ...]:
    """The settings of a text, in order; never raises, and reads at most the first thousands of lines."""
    return tuple(_settings(text))


def _settings(text: str) -> Iterator[Setting]:
    under: list[tuple[int, str]] = []
    comment = ""
    for number, raw in enumerate(text.split("\n", MOST_LINES)[:MOST_LINES], 1):
        line = raw[:LINE_CUT].rstrip()
        rest = line.lstrip(" \t")
        if not rest:
            comment = ""
            continue
        if _COMMENT_LINE.match(rest):
            comment = f"{comment} {rest.lstrip('#/;*- ')}".strip()[:LINE_CUT]
            continue
        indent = 2 * (len(line) - len(rest))
        if (section := _SECTION.fullmatch(rest)) is not None and not indent:
            under[:] = [(SECTION, section[1])]
            continue
        while rest.startswith("- "):
            inner = rest[2:].lstrip(" ")
            _leave(under, indent + 1)
            under.append((indent + 1, "-"))
            indent += 2 * (len(rest) - len(inner))
            rest = inner
        _leave(under, indent)
        yield from _one(rest, indent, number, comment, under)
        comment = ""


def _leave(under: list[tuple[int, str]], indent: int) -> None:
    while (under and under[-1][0] >= indent) or len(under) > MOST_DEPTH:
        under.pop()


def _one(
    rest: str, indent: int, number: int, comment: str, under: list[tuple[int, str]]
) -> Iterator[Setting]:
    match = _LINE.fullmatch(rest)
    if match is None:
        if rest.endswith(_OPENS):
            under.append((indent, " ".join(re.findall(r"[\w.-]+", rest))[:LABEL_CUT]))
        return
    key = match["key"].strip("\"'")
    value, why = _value(match["value"])
    if not value or value.endswith(_OPENS) or value in ("{}", "[]") or value[0] in "=>&":
        under.append((indent, key))
        return
    if key in _NAMES and under and under[-1][1] == "-":
        under[-1] = (under[-1][0], value[:LABEL_CUT])
    yield Setting((*(label for _indent, label in under), key), value, number, f"{comment} {why}".strip())


def _value(text: str) -> tuple[str, str]:
    """The value without quotes and what ends it, and the comment behind it."""
    why = ""
    for mark in (" #", "\t#", " //"):
        found = text.find(mark)
        if found >= 0 and text.count('"', 0, found) % 2 == 0 and text.count("'", 0, found) % 2 == 0:
            text, why = text[:found], text[found + len(mark) :].strip(" #/")
    text = text.strip().rstrip(",;").strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return text, why


def moved_settings(before: str, after: str) -> tuple[SettingMove, ...]:
    """The settings with another value after than before; a key counts where both have it equally often."""
    if not _may_have_moved(before, after):
        return ()
    old, new = _by_key(before), _by_key(after)

    def beside(key: tuple[str, ...]) -> str:
        found = (new.get((*key[:-1], each)) for each in _BESIDE)
        return next((settings[0].value for settings in found if settings), "")

    return tuple(
        SettingMove(one, other, beside(key))
        for key, settings in new.items()
        if len(old.get(key, ())) == len(settings)
        for one, other in zip(old[key], settings, strict=True)
        if one.value != other.value
    )


def _may_have_moved(before: str, after: str) -> bool:
    """Whether a line that is only in one text sets what a line that is only in the other sets, too."""
    gone, come = Counter(before.split("\n")), Counter(after.split("\n"))
    return not _names(gone - come).isdisjoint(_names(come - gone))


def _names(lines: Iterable[str]) -> set[str]:
    """What the lines set."""
    bare = {line[:LINE_CUT].lstrip("- \t").rstrip() for line in lines}
    return {match["key"].strip("\"'") for line in bare if (match := _LINE.fullmatch(line)) is not None}


# What came after one change comes before the next: a few texts are asked for twice in a row.
@lru_cache(maxsize=4)
def _by_key(text: str) -> dict[tuple[str, ...], list[Setting]]:
    found: dict[tuple[str, ...], list[Setting]] = {}
    for setting in parse_settings(text):
        found.setdefault(setting.key, []).append(setting)
    return found
