"""Tables of percentiles in documents: how long each of several parts of an answer takes."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.documents.result_texts import WANTED_COLUMN
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Prose

PERCENTILE = lazy_regex(r"(?i)\bp(?:50|75|9[059](?:\.\d)?|99\.9)\b")
TIME_IN_HEAD = lazy_regex(r"(?i)\b(?:ms|msec|milliseconds?|secs?|seconds?|latenc\w{1,4}|response times?)\b")
TIME_FIGURE = lazy_regex(r"[~\u2248*_` ]{0,4}\d[\d.,]{0,12} ?(?:ms|s|sec)?[*_` ]{0,4}")
WHOLE_ANSWER = lazy_regex(r"(?i)total|overall|end.to.end|\be2e\b|\ball\b")
TWO_SPACES = lazy_regex(r" {2,}")
OUTPUT_FENCES = frozenset({"", "text", "txt", "console", "plaintext", "output", "log"})
FEWEST_PERCENTILES = 2
ROWS_ABOVE_TABLE = 4
ROWS_OF_TABLE = 30
MOST_BETWEEN_ROWS = 2
MOST_TABLE_BLOCKS = 200
LONGEST_TABLE_ROW = 400


Row = tuple[int, list[str], str]


def percentile_table(prose: Prose) -> tuple[int, str] | None:
    """The line and the figures of a row of the first such table: of the whole answer, else the first row.

    In a table of the text or of what a program printed; percentiles that are not of a time are none.
    """
    for rows in _tables(prose):
        head = next((at for at, (_line, cells, said) in enumerate(rows) if _is_head(cells, said)), None)
        if head is None:
            continue
        found = list(_rows_below(rows, head))
        if found:
            return next((each for each in found if WHOLE_ANSWER.search(each[1])), found[0])
    return None


def _rows_below(rows: list[Row], head: int) -> Iterator[tuple[int, str]]:
    """The rows of figures below a head, up to where the table ends."""
    names, last = rows[head][1], rows[head][0]
    for line, cells, _said in rows[head + 1 : head + 1 + ROWS_OF_TABLE]:
        if line - last > MOST_BETWEEN_ROWS:
            return
        last = line
        if figures := _figures(names, cells):
            yield line, figures


def _tables(prose: Prose) -> Iterator[list[Row]]:
    """Rows with their lines, their cells, and what is said around them: of the text, then of each block."""
    yield [
        (each.line, cells, each.heading)
        for each in prose.sentences
        if len(cells := _cells(each.text[:LONGEST_TABLE_ROW])) > 1
    ]
    for line, language, text in prose.code_blocks[:MOST_TABLE_BLOCKS]:
        if language.casefold() in OUTPUT_FENCES and PERCENTILE.search(text) is not None:
            rows = [row[:LONGEST_TABLE_ROW] for row in text.split("\n")]
            yield [
                (line + at, _cells(row), " ".join(rows[max(0, at - ROWS_ABOVE_TABLE) : at]))
                for at, row in enumerate(rows)
            ]


def _is_head(cells: list[str], said: str) -> bool:
    named = [each for each in cells if PERCENTILE.search(each) and WANTED_COLUMN.search(each) is None]
    return len(named) >= FEWEST_PERCENTILES and (TIME_IN_HEAD.search(f"{' '.join(cells)} {said}") is not None)


def _figures(names: list[str], cells: list[str]) -> str:
    """`all: p50 (ms) 12, p95 (ms) 30`; "" where a row has not several percentiles."""
    found = [
        f"{name} {cell.strip('*_` ')}"
        for name, cell in zip(names, cells, strict=False)
        if PERCENTILE.search(name) and WANTED_COLUMN.search(name) is None and TIME_FIGURE.fullmatch(cell)
    ]
    if len(found) < FEWEST_PERCENTILES:
        return ""
    first = "" if PERCENTILE.search(names[0]) or TIME_FIGURE.fullmatch(cells[0]) else f"{cells[0]}: "
    return first + ", ".join(found)


def _cells(row: str) -> list[str]:
    if "|" in row:
        return [each.strip() for each in row.strip().strip("|").split("|")]
    return [each.strip() for each in TWO_SPACES.split(row.strip())]
