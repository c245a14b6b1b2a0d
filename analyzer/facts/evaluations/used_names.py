"""Where a file is used that a constant names: the line that opens it says more than the one that names it."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

# `CASES = ROOT / "golden.json"`, `private static final String CASES = "cases.json";`; no row that opens it.
KEEPS_NAME = lazy_regex(
    r"[ \t]{0,12}(?:(?:export|const|let|var|val|private|protected|public|internal|static|final|readonly"
    r"|String|string)[ \t]{1,4}){0,6}(?P<name>[A-Za-z_]\w{2,60})[ \t]*(?::[^=\n]{1,60})?[ \t]*:?=[ \t]*"
    r"(?![^\n]{0,200}\b(?:open|read\w{0,20}|load\w{0,20}|glob|iterdir|scandir|listdir|parse\w{0,20}|walk\w{0,4})\()"
)
# An option of a command, whose default stands on the same row or on one of the next.
OPTION_NAMED = lazy_regex(r"[\"']--(?P<name>[a-z][\w-]{1,60})[\"']")
ROWS_OF_OPTION = 4
# A function whose parameter has a name for its default, and rows that say nothing of what is done.
DEFINES_FUNCTION = lazy_regex(r"\s{0,40}(?:async\s{1,4})?(?:def|function|func|fun)\s{1,4}(?P<name>\w{1,80})")
SAYS_NO_USE = lazy_regex(
    r"\s{0,40}(?:#|//|\*|import\b|from\b|__all__|print\(|raise\b|throw\b|log(?:ger|ging)?\."
    r"|if\b[^\n]{0,120}(?:exists|is_file|is_dir)\()"
)


def line_of_use(source: str, line: int) -> int:
    """The line on which a file is used whose name stands on this one; the same line where that is unknown.

    That of the first use of the constant or the option that keeps its name; of one that is only the default
    of a function the first call of the function.
    """
    rows = source.split("\n")
    match = KEEPS_NAME.match(rows[line - 1][:400])
    if match is None or match["name"] == "default":
        return _of_option(rows, line) or line
    name = match["name"]
    used = _first(rows, name, line)
    if used is None:
        return line
    defined = DEFINES_FUNCTION.match(rows[used - 1][:300])
    if defined is None:
        return used
    return _first(rows, defined["name"], used) or used


def _of_option(rows: list[str], line: int) -> int | None:
    """Where the value of an option is used whose default stands on a line."""
    if "default" not in rows[line - 1]:
        return None
    for row in reversed(rows[max(0, line - ROWS_OF_OPTION) : line]):
        if (match := OPTION_NAMED.search(row[:400])) is not None:
            return _first(rows, match["name"].replace("-", "_"), line, attribute=True)
    return None


def _first(rows: list[str], name: str, after: int, *, attribute: bool = False) -> int | None:
    before = r"(?<=\w\.)" if attribute else r"(?<![\w.])"
    word = re.compile(rf"{before}{name}(?!\w)")
    for number in range(after + 1, len(rows) + 1):
        row = rows[number - 1][:400]
        if name in row and word.search(row) and SAYS_NO_USE.match(row) is None:
            return number
    return None
