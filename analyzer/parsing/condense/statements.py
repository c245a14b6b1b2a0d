"""Python text in blocks into logical lines, of which long literals lose their bulk; memory is bounded.

For files too long to be parsed. This is no parser: it knows strings, comments, brackets and line ends. In a
bracket that holds much, an element goes if it is literal: numbers, strings, True, None and tables of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.condense.result import BLOCK_SIZE, DEPTH_LIMIT

STATEMENT_LIMIT = 64 * 1024
LITERALS_KEPT = 2048
STRING_KEPT = 4096
COMMENTS_KEPT = 16 * 1024

# Steps of the lexer: plain text, a short string, or one sign.
_SHORT = r"""\"(?!\"\")[^\"\\\n]{0,500}+\"|'(?!'')[^'\\\n]{0,500}+'"""
_SIGN = _SHORT + r"""|\\\n|\n|\#[^\n]*|(?P<quote>\"\"\"|'''|\"|')|[(\[{]|[)\]}]|,|."""
_OUTSIDE = lazy_regex(r"""(?P<plain>(?:[^\n#\"'()\[\]{}\\,]++|""" + _SHORT + r")++)|" + _SIGN)
_INSIDE = lazy_regex(r"""(?P<plain>[^#\"'()\[\]{}\\,]++)|""" + _SIGN)
# Inside of brackets, in one step: literals up to the last comma between them.
_UNIT = r"""[\s:+-]++|\d[\w.]*+(?![\"'])|""" + _SHORT + r"|(?:True|False|None)\b"
_ROW = r"[(\[{](?:,|" + _UNIT + r"){0,100}+[)\]}]"
_LITERALS = lazy_regex("(?:(?:" + _UNIT + "|" + _ROW + "){0,12}+,)++")
_STRING_BODIES = {
    '"""': lazy_regex(r'(?:[^\\"]++|\\.|"(?!""))*+', re.DOTALL),
    "'''": lazy_regex(r"(?:[^\\']++|\\.|'(?!''))*+", re.DOTALL),
    '"': lazy_regex(r'(?:[^\\"\n]++|\\.)*+', re.DOTALL),
    "'": lazy_regex(r"(?:[^\\'\n]++|\\.)*+", re.DOTALL),
}
_NAME = lazy_regex(r"(?<![\w.])(?!(?:True|False|None|nan|NaN|inf|Inf|Infinity|null|true|false)\b)[^\W\d]\w*")
_PREFIX = lazy_regex(r"(?<!\w)[rRbBuU]{1,2}$")
_NOTEBOOK_MARKS = ("# In[", "# %%", "# jupytext", "#     jupytext", "# -*-", "# coding")
_FIRST_WORD = lazy_regex(r"[^\W\d]\w*|@|[^\s]")


class Statement(Struct):
    """One logical line: its text without comments, and how many lines of the file it takes.

    `first` is its first word, "" for a line that says nothing; `indent` counts columns.
    """

    text: str
    indent: int
    first: str
    lines: int


class _Group(Struct):
    """An open bracket: where its current element begins, whether that is literal, the size of the rest."""

    element: int
    literal: bool = True
    names: bool = False
    size: int = 0


class Lexer(Struct):
    """`shortened` tells afterwards whether more than literals, strings and comments was left out."""

    shortened: bool = False
    _parts: list[str] = field(default_factory=list)
    _groups: list[_Group] = field(default_factory=list)
    _quote: str = ""
    _string_size: int = 0
    _size: int = 0
    _comments: int = 0
    _too_long: bool = False

    def statements(self, texts: Iterable[str]) -> Iterator[Statement]:
        """The logical lines of a file, whose text comes in blocks (see `condensed.blocks`)."""
        for text in texts:
            place = 0
            while place < len(text):
                if self._quote:
                    place = self._string(text, place)
                    continue
                if self._groups and (run := _LITERALS.match(text, place)) is not None:
                    place = run.end()
                    self._put(run[0])
                    self._end_element()
                    continue
                match = (_INSIDE if self._groups else _OUTSIDE).match(text, place)
                if match is None or len(self._groups) > DEPTH_LIMIT:
                    # Python refuses so many brackets as well.
                    self.shortened = True
                    return
                place = match.end()
                if match[0] == "\n" and not self._groups:
                    yield self._taken("\n")
                else:
                    self._token(match, text[place : place + 1])
        if self._parts:
            yield self._taken("")

    def _token(self, match: re.Match[str], following: str) -> None:
        sign = match[0]
        if match["quote"] is not None:
            self._quote, self._string_size = sign, 0
            self._put(sign)
        elif match["plain"] is not None:
            said = _PREFIX.sub("", sign) if following in ("'", '"') else sign
            if self._groups and _NAME.search(said) is not None:
                self._groups[-1].literal = False
            self._put(sign)
        elif sign[0] == "#":
            self._comment(sign)
        elif sign in "([{":
            self._put(sign)
            self._groups.append(_Group(len(self._parts)))
        elif sign in ")]}":
            if self._groups:
                inner = self._groups.pop()
                if self._groups:
                    self._groups[-1].literal &= inner.literal and not inner.names
            self._put(sign)
        else:
            self._put(sign)
            if sign == ",":
                self._end_element()

    def _end_element(self) -> None:
        """A comma: what stood since the last one goes if it is literal and the bracket holds enough of it."""
        if not self._groups or self._too_long:
            return
        group = self._groups[-1]
        text = "".join(self._parts[group.element :])
        if group.literal and group.size + len(text) > LITERALS_KEPT:
            self._parts[group.element :] = ["\n" * text.count("\n")]
            self._size -= len(text)
        else:
            group.size += len(text)
            group.names |= not group.literal
        group.element, group.literal = len(self._parts), True

    def _string(self, text: str, place: int) -> int:
        found = _STRING_BODIES[self._quote].match(text, place)
        end = place if found is None else found.end()
        body = text[place:end]
        self._string_size += len(body)
        # The quotes stay, so that the text remains one string; where it is cut an escape may be.
        if self._string_size <= STRING_KEPT:
            self._put(body)
        elif body:
            self._put("\n" * body.count("\n") if len(self._quote) == 3 else "\\\n" * body.count("\n"))
        if end == len(text):
            return end
        if text[end] == "\n":
            # Python refuses this; the next line is no string.
            self._quote = ""
            return end
        self._put(self._quote)
        end += len(self._quote)
        self._quote = ""
        return end

    def _comment(self, sign: str) -> None:
        alone = not self._groups and not "".join(self._parts).strip()
        if alone and (self._comments < COMMENTS_KEPT or sign.startswith(_NOTEBOOK_MARKS)):
            self._comments += len(sign)
            self._put(sign[:200])

    def _put(self, text: str) -> None:
        if self._too_long:
            text = "\n" * text.count("\n")
        self._parts.append(text)
        self._size += len(text)
        if self._size > BLOCK_SIZE + 2 * STATEMENT_LIMIT and not self._too_long:
            # Its lines stay, its text does not.
            self._too_long = self.shortened = True
            self._parts = ["\n" * sum(part.count("\n") for part in self._parts)]

    def _taken(self, end: str) -> Statement:
        text = "".join(self._parts)
        if self._too_long or len(text) - text.count("\n") > STATEMENT_LIMIT:
            text, self.shortened = "\n" * text.count("\n"), True
        self._parts.clear()
        self._groups.clear()
        self._size, self._too_long = 0, False
        body = text.lstrip(" \t\f\n")
        found = _FIRST_WORD.match(body)
        first = "" if found is None or found[0] == "#" else found[0]
        indent = len(text[: len(text) - len(body)].expandtabs(8))
        return Statement(text, indent, first, text.count("\n") + len(end))
