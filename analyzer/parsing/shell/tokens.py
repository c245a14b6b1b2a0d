"""Shell text to words and operators: the part of the POSIX shell's token rules that scripts in CI need.

Follows section 2.3 "Token Recognition" of the POSIX Shell Command Language, with the extensions of
bash that scripts use every day (`[[`, `&>`, `<<<`, `$'...'`) and the templates that surround shell text
in CI files (`${{ }}`, `{{ }}`), which stay opaque words. Never executes or expands anything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex


class Part(NamedTuple):
    """A stretch of a word. `expands` marks a variable (`$X`, `${X:-y}`) or a substitution (`$(...)`)."""

    text: str
    quoted: bool
    expands: bool


class Word(NamedTuple):
    """One word before expansion, with the line it starts on and its text as written."""

    parts: tuple[Part, ...]
    line: int
    raw: str

    @property
    def bare(self) -> str | None:
        """The text if nothing in the word is quoted or expanded: only such words are reserved words."""
        part = self.parts[0] if len(self.parts) == 1 else None
        return part.text if part is not None and not part.quoted and not part.expands else None


class Operator(NamedTuple):
    """A control operator; a line end is the operator `"\\n"`."""

    text: str
    line: int


class Heredoc(Struct):
    """The body of `<<WORD`, filled in when the line ends, or of `<<<`; `line` is its first line."""

    delimiter: str
    strip_tabs: bool
    body: str = ""
    line: int = 0


Token = Word | Operator | Heredoc

_BLANK = lazy_regex(r"(?:[^\S\n]|\\\r?\n)+")
_SPACE = lazy_regex(r"\s")
_PLAIN = lazy_regex(r"[^\s\\'\"$`;&|<>(){#]+")
_OPERATOR = lazy_regex(r"&&|\|\||\|&|;;&|;;|;&|[;|()]|&(?!>)")
_REDIRECT = lazy_regex(r"<<<|<<-?|&>>?|[<>]&|>>|>\||<>|[<>](?!\()")
_VARIABLE = lazy_regex(r"\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])")
_NESTING = lazy_regex(r"\\.|\$\(|\$\{|[()'\"}`]", re.DOTALL)
_DOUBLE_QUOTED = lazy_regex(r"[^\\$`]+")
_TEMPLATE = lazy_regex(r"\{\{[^\n}]*\}\}")
_MAXIMUM_NESTING = 100
_MAXIMUM_EXPRESSION = 4096


class _UnbalancedError(Exception):
    """A quote or bracket that is never closed."""


def tokenize(text: str) -> list[Token]:
    """The tokens of a script. A line whose quotes never close is split at blanks. Linear in the text."""
    return _Lexer(text).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.tokens: list[Token] = []
        self.heredocs: list[Heredoc] = []
        self.redirect = ""
        self.in_test = False
        self.failed_scans = 4 * len(text) + 1024
        self.line_start = (0, 1, 0)

    def run(self) -> list[Token]:
        while self.position < len(self.text):
            try:
                self._step()
            except _UnbalancedError:
                self._split_at_blanks()
        return self.tokens

    def _step(self) -> None:
        text = self.text
        if blank := _BLANK.match(text, self.position):
            self._advance(blank.end())
            return
        character = text[self.position]
        if character == "\n":
            self._end_line()
        elif character == "#":
            end = text.find("\n", self.position)
            self.position = len(text) if end < 0 else end
        elif redirect := None if self.in_test else _REDIRECT.match(text, self.position):
            self.redirect = redirect.group()
            self.position = redirect.end()
        elif operator := None if self.in_test else _OPERATOR.match(text, self.position):
            self._operator(operator.group(), operator.end())
        else:
            self._word()

    def _advance(self, end: int) -> None:
        self.line += self.text.count("\n", self.position, end)
        self.position = end

    def _end_line(self) -> None:
        self.tokens.append(Operator("\n", self.line))
        self._advance(self.position + 1)
        for heredoc in self.heredocs:
            self._read_heredoc(heredoc)
        self.heredocs.clear()
        self._begin_line()

    def _begin_line(self) -> None:
        self.redirect = ""
        self.in_test = False
        self.line_start = (self.position, self.line, len(self.tokens))

    def _read_heredoc(self, heredoc: Heredoc) -> None:
        heredoc.line = self.line
        body: list[str] = []
        while self.position < len(self.text):
            end = self.text.find("\n", self.position)
            end = len(self.text) if end < 0 else end
            line = self.text[self.position : end].rstrip("\r")
            self._advance(min(end + 1, len(self.text)))
            line = line.lstrip("\t") if heredoc.strip_tabs else line
            if line == heredoc.delimiter:
                break
            body.append(line)
        heredoc.body = "\n".join(body)

    def _operator(self, text: str, end: int) -> None:
        if text == "(" and self.text.startswith("((", self.position):
            close = self._close(self.position + 1, ")")
            if self.text.startswith("))", close - 2):
                raw = self.text[self.position : close]
                self.tokens.append(Word((Part(raw, True, False),), self.line, raw))
                self._advance(close)
                return
        self.tokens.append(Operator(text, self.line))
        self.position = end

    def _split_at_blanks(self) -> None:
        start, self.line, kept = self.line_start
        del self.tokens[kept:]
        self.heredocs.clear()
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        for each in self.text[start:end].split():
            self.tokens.append(Word((Part(each, True, False),), self.line, each))
        self.tokens.append(Operator("\n", self.line))
        self.position = start
        self._advance(min(end + 1, len(self.text)))
        self._begin_line()

    def _close(self, position: int, closer: str) -> int:
        """Index after the closer that ends what was opened before `position`."""
        if self.failed_scans < 0:
            raise _UnbalancedError
        start, text, stack = position, self.text, [closer]
        while stack and len(stack) <= _MAXIMUM_NESTING:
            found = _NESTING.search(text, position)
            if found is None:
                break
            position, symbol, top = found.end(), found.group(), stack[-1]
            if symbol == top:
                stack.pop()
            elif symbol == "$(" or (symbol == "(" and top == ")"):
                stack.append(")")
            elif symbol == "${":
                stack.append("}")
            elif symbol == '"':
                stack.append('"')
            elif symbol == "`" or (symbol == "'" and top != '"'):
                position = text.find(symbol, position) + 1
                if not position:
                    break
        if stack:
            self.failed_scans -= len(text) - start
            raise _UnbalancedError
        return position

    def _word(self) -> None:
        text, start, line = self.text, self.position, self.line
        parts: list[Part] = []
        while self.position < len(text):
            position = self.position
            character = text[position]
            if plain := _PLAIN.match(text, position):
                self.position = plain.end()
                parts.append(Part(plain.group(), False, False))
                if self.in_test and text.startswith("]]", start) and self.position == start + 2:
                    break
            elif _SPACE.match(text, position):
                break
            elif character == "\\":
                if _BLANK.match(text, position):
                    self._advance(text.index("\n", position) + 1)
                    continue
                parts.append(Part(text[position + 1 : position + 2] or "\\", True, False))
                self._advance(min(position + 2, len(text)))
            elif character in "'\"$`":
                self._quoted_or_expansion(parts)
            elif character in "<>" and text.startswith("(", position + 1):
                self._opaque(parts, self._close(position + 2, ")"))
            elif character == "(" and parts and parts[-1].text.endswith("="):
                self._opaque(parts, self._close(position + 1, ")"))
            elif character in "#{" or self.in_test:
                template = _TEMPLATE.match(text, position)
                end = template.end() if template else position + 1
                parts.append(Part(text[position:end], bool(template), False))
                self._advance(end)
            else:
                break
        self._finish_word(_merge(parts), line, text[start : self.position])

    def _opaque(self, parts: list[Part], end: int) -> None:
        parts.append(Part(self.text[self.position : end], True, False))
        self._advance(end)

    def _quoted_or_expansion(self, parts: list[Part]) -> None:
        text, position = self.text, self.position
        if text[position] == "'" or text.startswith("$'", position):
            opening = position + 1 if text[position] == "'" else position + 2
            end = text.find("'", opening)
            if end < 0:
                raise _UnbalancedError
            parts.append(Part(text[opening:end], True, False))
            self._advance(end + 1)
        elif text[position] == '"' or text.startswith('$"', position):
            opening = position + 1 if text[position] == '"' else position + 2
            end = self._close(opening, '"')
            parts.append(Part("", True, False))
            self._double_quoted(parts, opening, end - 1)
            self._advance(end)
        else:
            end, expands = self._expansion(position)
            parts.append(Part(text[position:end], not expands, expands))
            self._advance(end)

    def _expansion(self, position: int) -> tuple[int, bool]:
        """End of what begins with `$` or a backtick, and whether the shell would expand it."""
        text = self.text
        if text[position] == "`":
            end = text.find("`", position + 1)
            if end < 0:
                raise _UnbalancedError
            return end + 1, True
        if text.startswith("${{", position):
            close = text.find("}}", position + 3, position + _MAXIMUM_EXPRESSION)
            return (close + 2 if close >= 0 else position + 3), False
        if text.startswith("$(", position):
            return self._close(position + 2, ")"), True
        if text.startswith("${", position):
            return self._close(position + 2, "}"), True
        variable = _VARIABLE.match(text, position)
        return (variable.end(), True) if variable else (position + 1, False)

    def _double_quoted(self, parts: list[Part], position: int, end: int) -> None:
        text = self.text
        while position < end:
            if plain := _DOUBLE_QUOTED.match(text, position, end):
                parts.append(Part(plain.group(), True, False))
                position = plain.end()
            elif text[position] == "\\":
                escaped = text[position + 1 : position + 2]
                kept = "" if escaped == "\n" else escaped if escaped in '"\\$`' else "\\" + escaped
                parts.append(Part(kept, True, False))
                position += 2
            else:
                after, expands = self._expansion(position)
                parts.append(Part(text[position : min(after, end)], True, expands))
                position = after

    def _finish_word(self, parts: tuple[Part, ...], line: int, raw: str) -> None:
        if raw.isdigit() and self.text[self.position : self.position + 1] in ("<", ">"):
            return
        if self.redirect:
            if self.redirect in ("<<", "<<-"):
                heredoc = Heredoc("".join(part.text for part in parts), self.redirect == "<<-")
                self.tokens.append(heredoc)
                self.heredocs.append(heredoc)
            elif self.redirect == "<<<":
                self.tokens.append(Heredoc("", False, "".join(part.text for part in parts), line))
            self.redirect = ""
            return
        if raw in ("[[", "]]"):
            self.in_test = raw == "[["
        self.tokens.append(Word(parts, line, raw))


def _merge(parts: list[Part]) -> tuple[Part, ...]:
    """Neighbours of one nature joined, so that `a{b` is one plain part."""
    merged: list[Part] = []
    texts: list[str] = []
    for index, part in enumerate(parts):
        texts.append(part.text)
        following = parts[index + 1] if index + 1 < len(parts) else None
        if following is None or part.expands or following.expands or following.quoted != part.quoted:
            merged.append(Part("".join(texts), part.quoted, part.expands))
            texts = []
    return tuple(merged)
