"""Rows that a program parts by their numbers, with those that were not taken kept for a test.

`i <- sample(nrow(d), 0.7 * nrow(d)); train <- d[i, ]; test <- d[-i, ]`: the same name chooses one part and,
negated, the other; `train = rows.slice(0, cut)` and `rows.slice(cut)` part at one place. Sources: https://stat.ethz.ch/R-manual/R-devel/library/base/html/sample.html,
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
# `const train = rows.slice(0, cut)`, `train := rows[:cut]`, `train = rows.take(cut)`: the first part.
_PART = r"(?i:\w{0,20}(?:train|test|valid|val|fit|hold_?out)\w{0,20})"
TAKES_FIRST_ROWS = lazy_regex(
    rf"(?:^|[\s,(])(?P<part>{_PART})(?:\s?:\s?[\w<>\[\]]{{1,40}})?\s?:?=\s?(?P<rows>@?[A-Za-z_][\w.]{{0,60}})"
    r"(?:\.slice\(\s?0,\s?|\[0?:|\[0?\.{2,3}|\.(?:take|first)\(?\s?)(?P<bound>[A-Za-z_]\w{0,60})\s?[)\]]?"
    r"(?=\s*(?:$|;|,|//|#))",
    re.MULTILINE,
)


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


def parts_rows(repo: Snapshot, path: str) -> int | None:
    """The line that takes the rows up to a place, named as one part, where the others are taken as well.

    Of JavaScript, Go and Ruby: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array/slice,
    https://go.dev/ref/spec#Slice_expressions, https://docs.ruby-lang.org/en/master/Array.html.
    """
    text = repo.text(path) or ""
    for number, row in enumerate(text.split("\n"), 1):
        for found in TAKES_FIRST_ROWS.finditer(row[:LONGEST_DRAWING_ROW]):
            rows, bound = re.escape(found["rows"]), re.escape(found["bound"])
            rest = rf"\b{rows}(?:\.slice\( ?{bound} ?\)|\[{bound}(?::|\.\.-?1?)\]|\.drop\(? ?{bound}\b)"
            if re.search(rest.replace(r"\b@", "@"), text) is not None:
                return number
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
