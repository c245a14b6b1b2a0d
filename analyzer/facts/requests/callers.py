"""Whether code that refuses a request with 403 asks who the caller is, or only the state of a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.text import indent_of

FORBIDDEN = "403"
# Words about whoever asks: who it is, what it may do, and what it shows for it.
CALLER_WORD = lazy_regex(
    r"(?i)user(?!_?(?:message|input|text|prompt|query))|role|token(?!s|iz)|permi(?:ssion|tted)|owner|admin|session"
    r"|api[_-]?key|auth(?!ors?\b)|log(?:ged)?[_-]?in|caller|principal|credential|tenant|(?<!re)member|scope|secret"
    r"|signature|csrf|jwt|bearer|\bacl\b|access|identity|allow|password|header|cookie|remote|whitelist"
    r"|(?<!customer[ _])(?<!bank[ _])account|origin(?!al)|client_?ip|\bkey\b|\bmay\b|\bcan[_A-Z]"
)
ENCLOSING = lazy_regex(
    r"\s*(?:\}\s{0,4})?(?:el(?:se|s?if)\b|if\b|unless\b|when\b|case\b|switch\b|catch\b|rescue\b|except\b)"
)
OTHERWISE = lazy_regex(r"\s*(?:\}\s{0,4})?else\b(?!\s{1,4}if\b)")
FUNCTION_HEADS = (
    "def ",
    "async def ",
    "func ",
    "fun ",
    "function ",
    "@",
    "public ",
    "private ",
    "protected ",
)
CALLER_ROWS_ABOVE = 60
CALLER_ROWS_BEFORE = 3
CALLER_ROWS_OF_ANSWER = 6
CALLER_ROW_CUT = 300


def asks_caller(rows: Sequence[str], line: int, function: str | None) -> bool:
    """Whether a refusal's conditions, its own words or the name of its function look at the caller.

    `line` counts from 1.
    """
    if CALLER_WORD.search((function or "").rpartition(".")[2][:CALLER_ROW_CUT]):
        return True
    return any(CALLER_WORD.search(row[:CALLER_ROW_CUT]) for row in _around(rows, line))


def _around(rows: Sequence[str], line: int) -> Iterator[str]:
    yield from _answer(rows, line)
    above = [row for row in rows[max(0, line - 1 - CALLER_ROWS_ABOVE) : line - 1] if row.strip()]
    yield from _guards(above[-CALLER_ROWS_BEFORE:])
    limit = indent_of(rows[line - 1]) if 0 < line <= len(rows) else 0
    for row in reversed(above):
        if indent_of(row) < limit:
            limit = indent_of(row) + (1 if OTHERWISE.match(row) else 0)
            if ENCLOSING.match(row):
                yield row


def _guards(rows: Sequence[str]) -> Iterator[str]:
    """The rows right above, up to the head of the function: `allowed = check(key)`."""
    for row in reversed(rows):
        begins = row.lstrip().startswith(FUNCTION_HEADS) or row.rstrip().endswith(("=> {", "){", ") {"))
        if begins and not ENCLOSING.match(row):
            return
        yield row


def _answer(rows: Sequence[str], line: int) -> Iterator[str]:
    """The rows of the call that answers, up to where its brackets close."""
    depth = 0
    for row in rows[line - 1 : line - 1 + CALLER_ROWS_OF_ANSWER]:
        yield row
        depth += row.count("(") + row.count("{") - row.count(")") - row.count("}")
        if depth <= 0:
            return


FUNCTION_HEADS = (
    "def ",
    "async def ",
    "func ",
    "fun ",
    "function ",
    "@",
    "public ",
    "private ",
    "protected ",
)
