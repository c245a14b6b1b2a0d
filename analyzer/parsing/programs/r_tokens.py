"""R as tokens, in one pass. A dot inside a name is written as `NAME_DOT`, because a dot parts a target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.facts import NAME_DOT

R_TOKEN = lazy_regex(
    r"""[ \t\f\r\v\u00a0\ufeff]*+(?:
    (?P<name>(?![rR]["']-{0,20}[(\[{])[^\W\d][\w.]*+|\.(?!\d)[\w.]*+)
    |(?P<newline>\n[ \t\f\r\n]*+)
    |(?P<operator><<-|<-|->>|->|\|>|:::|::|:=|<=|>=|==|!=|&&|\|\||%[^%\n]*+%|[\\+\-*/^~?:<>=!&|$@])
    |(?P<comma>[,;])
    |(?P<open>\[\[|[(\[{])
    |(?P<close>[)\]}])
    |(?P<string>"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|'(?:[^'\\]|\\.)*+(?:'|\\?\Z))
    |(?P<number>(?:0[xX][\da-fA-F]++|\.\d++(?:[eE][+-]?\d++)?|\d++(?:\.\d*+)?(?:[eE][+-]?\d++)?)[Li]?)
    |(?P<comment>\#[^\n]*+)
    |(?P<quoted>`[^`\n]*+`?)
    |(?P<raw>[rR]["'])
    |(?P<other>.))""",
    re.VERBOSE | re.DOTALL,
)
RAW_OPENING = lazy_regex(r"(-{0,20})([(\[{])")
RAW_CLOSING = {"(": ")", "[": "]", "{": "}"}
R_NO_NAME = lazy_regex(r"[^\w.]+")


# How tightly operators hold, and those that group from the right.
R_BINDS = {
    "?": 1, "=": 2, ":=": 2, "<-": 3, "<<-": 3, "->": 4, "->>": 4, "~": 5, "||": 6, "|": 6, "&&": 7, "&": 7,
    "<": 9, ">": 9, "<=": 9, ">=": 9, "==": 9, "!=": 9, "+": 10, "-": 10, "*": 11, "/": 11, "|>": 12, ":": 13,
    "^": 15,
}  # fmt: skip
R_BEFORE = {"!": 8, "-": 14, "+": 14, "~": 5, "?": 1}
R_SPECIAL = 12
R_FROM_RIGHT = frozenset({"=", ":=", "<-", "<<-", "^"})
R_ASSIGNS = frozenset({"=", ":=", "<-", "<<-"})
R_ASSIGNS_RIGHT = frozenset({"->", "->>"})
R_PIPES = frozenset({"|>", "%>%", "%<>%", "%T>%", "%!>%", "%>>%"})
R_PLACEHOLDERS = frozenset({"_", "\u00b7"})
R_CONSTANTS = frozenset(
    {"TRUE", "FALSE", "NULL", "NA", "Inf", "NaN", "T", "F", "NA_character_", "NA_integer_"}
)
R_MATCHING = {")": "(", "]": "[", "}": "{"}
# Words in front of which an expression is not over: what their parentheses hold, and what the word begins.
R_HEADS = frozenset({"function", "\\", "if", "while", "for"})
# The kind, the text, where it begins and ends, and its first and last row, from 0.
Token = tuple[str, str, int, int, int, int]


def r_tokens(text: str) -> Iterator[Token]:
    """Every token but white space; whatever the text is, all of it is passed once."""
    position, row, size = 0, 0, len(text)
    match = R_TOKEN.match
    while position < size:
        found = match(text, position)
        kind = None if found is None else found.lastgroup
        if found is None or kind is None:
            return  # white space at the end
        start, stop = found.span(kind)
        last = row
        if kind == "name":
            written = text[start:stop]
            if "." in written:
                written = written.replace(".", NAME_DOT)
        else:
            if kind == "raw":
                stop, kind = _raw_end(text, stop), "string"
            written = text[start:stop]
            if kind in ("newline", "string"):
                last += written.count("\n")
            elif kind == "quoted":
                kind, written = "name", R_NO_NAME.sub("_", written.strip("`")).replace(".", NAME_DOT)
        yield kind, written, start, stop, row, last
        position, row = stop, last


def _raw_end(text: str, position: int) -> int:
    """Where a raw string ends that begins right before `position`, which is behind its quote."""
    opening = RAW_OPENING.match(text, position)
    if opening is None:
        return len(text)
    closing = RAW_CLOSING[opening[2]] + opening[1] + text[position - 1]
    found = text.find(closing, opening.end())
    return len(text) if found < 0 else found + len(closing)


def string_value(written: str) -> str:
    """What stands between the quotes of a string, raw or not, escapes left as they are."""
    if written[:1] in "rR":
        opening = RAW_OPENING.match(written, 2)
        if opening is not None:
            return written[opening.end() : len(written) - 2 - len(opening[1])]
    return written[1:-1] if len(written) > 1 and written[-1:] == written[:1] else written[1:]
