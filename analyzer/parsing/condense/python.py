"""A Python file over the limit, made one that can be parsed: data left out, code kept, no line moved.

What makes a file long is nearly always data: lists and tables of literals, long strings, comments, pictures
of an exported notebook. Those are left out. If the code alone is over the limit too, its beginning is kept
whole, up to a statement at the left margin, and of the rest what is new in it: imports, tests, what is
decorated, and statements that call something imported which was not called before.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.condense.result import NEWLINE_LIMIT, Condensed, blocks, decoded
from analyzer.parsing.condense.statements import Lexer, Statement

# Together below PYTHON_LIMIT and LINE_LIMIT: what is kept whole, what is new in the rest, and its imports.
HEAD_SIZE, HEAD_LINES = 384 * 1024, 20_000
REST_SIZE, REST_LINES = 96 * 1024, 3_500
IMPORTS_SIZE, IMPORTS_LINES = 24 * 1024, 2_000
BOUND_NAMES_LIMIT = 20_000

_CALL = lazy_regex(r"([^\W\d][\w.]{0,200})[ \t]*\(")
_WORD = lazy_regex(r"[^\W\d]\w*")
_BLANK_LINES = lazy_regex(r"\n\s+")
_CONTINUES = frozenset({"else", "elif", "except", "finally", "case"})
_DEFINES = frozenset({"def", "class", "async"})
_BRANCHES = frozenset({"with", "for", "while", "if", "async"})


def condense_python(chunks: Iterable[bytes]) -> Condensed:
    """A Python file over the limit as one below it; `whole` if only data, comments and strings were cut."""
    return _condensed(decoded(chunks))


def condense_python_text(text: str) -> tuple[str, bool]:
    """The same for code that is text already: what can be parsed, and whether only data was cut."""
    found = _condensed([text])
    return (found.content or b"").decode("utf-8"), found.whole


def _condensed(texts: Iterable[str]) -> Condensed:
    lexer, kept = Lexer(), _Kept()
    for statement in lexer.statements(blocks(texts)):
        kept.add(statement)
    kept.finish()
    content = "".join(kept.output).encode("utf-8", "replace")
    return Condensed(content, not (kept.dropped or lexer.shortened))


class _Header(Struct):
    """A definition or decorator behind the head: its place in the output, filled in when it is kept."""

    indent: int
    place: int
    text: str
    lines: int
    kept: bool = False
    filled: bool = False


class _Kept(Struct):
    """The statements that are kept: a beginning in whole, and of the rest what is new."""

    output: list[str] = field(default_factory=list)
    dropped: bool = False
    in_head: bool = True
    newlines: int = 0
    group: list[Statement] = field(default_factory=list)
    group_size: int = 0
    group_lines: int = 0
    size: int = 0
    lines: int = 0
    imports_size: int = 0
    imports_lines: int = 0
    bound: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    outer: list[_Header] = field(default_factory=list)
    decorators: list[_Header] = field(default_factory=list)
    asserted: bool = False

    def add(self, statement: Statement) -> None:
        begins = bool(statement.first) and statement.indent == 0 and statement.first not in _CONTINUES
        decorated = bool(self.group) and self.group[-1].first == "@"
        if self.in_head and begins and not decorated:
            self._flush()
        if not self.in_head:
            self._rest(statement)
            return
        self.group.append(statement)
        said = _BLANK_LINES.sub("\n", statement.text.strip())
        self.group_size += len(said)
        self.group_lines += 1 + said.count("\n") + said.count(";") if said else 0
        if self.size + self.group_size > HEAD_SIZE or self.lines + self.group_lines > HEAD_LINES:
            # No room for the whole of this one: from its first line on, only what is new.
            self.in_head = False
            self.size = self.lines = 0
            pending, self.group = self.group, []
            for each in pending:
                self._rest(each)

    def finish(self) -> None:
        self._flush()
        while self.outer:
            self._close(self.outer.pop())

    def _flush(self) -> None:
        for each in self.group:
            self._write(each.text, each.lines)
            if each.first in ("import", "from"):
                self._bind(each.text)
        self.size += self.group_size
        self.lines += self.group_lines
        self.group, self.group_size, self.group_lines = [], 0, 0

    def _write(self, text: str, lines: int) -> None:
        """A statement, and below it as many empty lines as it took more of the file."""
        held = text.count("\n")
        added = min(max(lines - held, 0), max(NEWLINE_LIMIT - self.newlines, 1))
        self.newlines += held + added
        self.output.append(text + "\n" * added)

    def _rest(self, statement: Statement) -> None:
        """One statement behind the head: kept if it is new, at the margin of the definition around it."""
        if not statement.first:
            self._write("", statement.lines)
            return
        while self.outer and self.outer[-1].indent >= statement.indent:
            self._close(self.outer.pop())
        text = self._new(statement)
        if statement.first == "@":
            self.decorators.append(_Header(statement.indent, len(self.output), text or "", statement.lines))
            self._write("", statement.lines)
            return
        if statement.first in _DEFINES and statement.text.rstrip().endswith(":"):
            self._open(statement, text is not None)
            return
        self.decorators.clear()
        if text is None:
            self.dropped = True
            wanted = bool(self.outer) and self.outer[-1].kept and not self.outer[-1].filled
            text = "pass" if wanted else ""
        else:
            self._keep_outer()
        if text and self.outer:
            self.outer[-1].filled = True
        self._write(" " * len(self.outer) + text if text else "", statement.lines)

    def _open(self, statement: Statement, named: bool) -> None:
        text = statement.text.strip(" \t\f\n")
        self.outer.append(_Header(statement.indent, len(self.output), text, statement.lines))
        self._write("", statement.lines)
        self.asserted = False
        if named:
            self._keep_outer()
            for each in self.decorators:
                margin = " " * (len(self.outer) - 1)
                self.output[each.place] = (
                    margin + each.text + self.output[each.place][each.text.count("\n") :]
                )
        self.decorators.clear()

    def _fill(self, header: _Header, margin: int) -> None:
        empty = self.output[header.place]
        self.output[header.place] = " " * margin + header.text + empty[header.text.count("\n") :]

    def _close(self, header: _Header) -> None:
        if header.kept and not header.filled:
            text = self.output[header.place]
            body = text.rstrip("\n")
            self.output[header.place] = f"{body} pass" + "\n" * (len(text) - len(body))

    def _keep_outer(self) -> None:
        for level, each in enumerate(self.outer):
            if not each.kept:
                each.kept = True
                self._fill(each, level)
                self.size += len(each.text)
                self.lines += 1
            each.filled |= level + 1 < len(self.outer)

    def _new(self, statement: Statement) -> str | None:
        """The statement as it is kept, None if nothing in it is new or the room is used up."""
        text = statement.text.strip(" \t\f\n;")
        if statement.first in ("import", "from"):
            self._bind(text)
            self.imports_size += len(text)
            self.imports_lines += statement.lines
            return text if self.imports_size < IMPORTS_SIZE and self.imports_lines < IMPORTS_LINES else None
        if statement.first == "@":
            return text if self._room(text) else None
        if statement.first in _DEFINES and not text.startswith(("async with", "async for")):
            named = self.decorators or "test" in text.partition("(")[0].casefold()
            return text if named and self._room(text) else None
        found = {each for each in _CALL.findall(text) if each.partition(".")[0] in self.bound} - self.calls
        novel = bool(found) or "__name__" in text
        if statement.first == "assert" and not self.asserted:
            novel = self.asserted = True
        if not novel or statement.first in _CONTINUES or not self._room(text):
            return None
        self.calls |= found
        return text + " pass" if statement.first in _BRANCHES and text.endswith(":") else text

    def _bind(self, text: str) -> None:
        if len(self.bound) < BOUND_NAMES_LIMIT:
            self.bound.update(_WORD.findall(text))

    def _room(self, text: str) -> bool:
        if self.size + len(text) > REST_SIZE or self.lines >= REST_LINES:
            return False
        self.size += len(text)
        self.lines += 1 + text.count("\n")
        return True
