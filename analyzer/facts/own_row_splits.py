"""Rows of R and Julia that are drawn by their numbers, with those that were not drawn kept for a test.

`i <- sample(nrow(d), 0.7 * nrow(d)); train <- d[i, ]; test <- d[-i, ]`: the same name chooses one part and,
negated, the other. Sources: https://stat.ethz.ch/R-manual/R-devel/library/base/html/sample.html,
https://docs.julialang.org/en/v1/stdlib/Random/ (shuffle, randperm).
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot

DRAWS_ROWS = lazy_regex(
    r"[ \t]{0,40}(?P<name>[A-Za-z_][\w.]{0,60})[ \t]{0,20}(?:<<?-|=)[ \t]{0,20}(?:base::|dplyr::|Random\.)?"
    r"(?P<call>sample(?:\.int)?|shuffle|randperm)\([ \t]{0,20}(?P<drawn>[^#\n]{1,160})"
)
# What is drawn from are numbers of rows, or a mark for each row.
OF_ROWS = lazy_regex(
    r"(?:seq_len\(|seq_along\(|seq\(|1 ?: ?|nrow\(|size\(|length\(|n\b|N\b"
    r"|c\((?:TRUE|FALSE|T|F|0|1), ?(?:TRUE|FALSE|T|F|1|2)|2, ?nrow|eachindex\(|axes\()"
)
# `rows.subList(0, n)` and `rows.subList(n, rows.size())`: the first rows and those behind them.
FIRST_ROWS = lazy_regex(
    r"[^\n]{0,200}?\b(?P<rows>\w{1,60})\.(?P<call>slice|subList)\(0, ?(?P<end>[A-Za-z_]\w{0,60})\)"
)
LONGEST_DRAWING_ROW = 300


def own_row_split(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """The line that draws rows of which the others are kept too, with what draws; None if there is none."""
    text = repo.text(path) or ""
    if not any(each in text for each in ("sample", "shuffle(", "randperm(")):
        return None
    for number, row in enumerate(text.split("\n"), 1):
        drawn = DRAWS_ROWS.match(row[:LONGEST_DRAWING_ROW])
        if drawn is not None and OF_ROWS.match(drawn["drawn"]) and _keeps_others(text, drawn["name"]):
            return number, drawn["call"]
    return None


def sliced_rows(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """The line that takes the first rows of which the others are taken too, with what takes them."""
    text = repo.text(path) or ""
    for number, row in enumerate(text.split("\n"), 1):
        first = FIRST_ROWS.match(row[:LONGEST_DRAWING_ROW]) if "(0," in row else None
        if first is not None and f"{first['rows']}.{first['call']}({first['end']}," in text:
            return number, first["call"]
    return None


def _keeps_others(text: str, name: str) -> bool:
    """Whether the rows that were not drawn are used as well: negated, as a difference, or as the rest."""
    written = re.escape(name)
    others = (
        rf"\[ ?[-!] ?{written}\b",
        rf"\[ ?- ?which\( ?{written}\b",
        rf"setdiff\([^()\n]{{0,60}}(?:\([^()\n]{{0,40}}\))?[^()\n]{{0,20}}\b{written}\b",
        rf"\b{written} ?== ?(?:2|0|FALSE)\b",
        rf"\b{written}\[[^\]\n]{{1,40}}:end\]",
    )
    return any(re.search(each, text) is not None for each in others)
