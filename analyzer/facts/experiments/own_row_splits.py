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
ROWS_BEHIND = lazy_regex(r"\b(\w{1,60})\.(slice|subList)\(([A-Za-z_]\w{0,60}),")
LONGEST_DRAWING_ROW = 300
# `const train = rows.slice(0, cut)`, `train := rows[:cut]`, `train = rows.take(cut)`: the first part.
_PART = r"(?i:\w{0,20}(?:train|test|valid|val|fit|hold_?out)\w{0,20})"
TAKES_FIRST_ROWS = lazy_regex(
    rf"(?:^|[\s,(])(?P<part>{_PART})(?:\s?:\s?[\w<>\[\]]{{1,40}})?\s?:?=\s?(?P<rows>@?[A-Za-z_][\w.]{{0,60}})"
    r"(?:\.slice\(\s?0,\s?|\[0?:|\[0?\.{2,3}|\.(?:take|first)\(?\s?)(?P<bound>[A-Za-z_]\w{0,60})\s?[)\]]?"
    r"(?=\s*(?:$|;|,|//|#))",
    re.MULTILINE,
)
TAKES_LAST_ROWS = lazy_regex(
    r"(?<![\w@])(?P<rows>@?[A-Za-z_]\w{0,60}(?:\.\w{1,60}){0,4}?)"
    r"(?:\.slice\( ?(?P<slice>\w{1,60}) ?\)|\[(?P<index>\w{1,60})(?::|\.\.-?1?)\]"
    r"|\.drop\(? ?(?P<drop>\w{1,60}))"
)
# Rows that were not drawn: negated, the rest of a mark for each, or a vector from a place to its end.
NOT_DRAWN = lazy_regex(
    r"\[ ?[-!] ?(?:which\( ?)?(?P<negated>[A-Za-z_][\w.]{0,60})"
    r"|\b(?P<rest>[A-Za-z_][\w.]{0,60}) ?== ?(?:2|0|FALSE)\b"
    r"|\b(?P<behind>[A-Za-z_][\w.]{0,60})\[[^\[\]\n]{1,40}:end\]"
)
SETS_APART = lazy_regex(r"setdiff\((?P<sets>[^()\n]{0,60}(?:\([^()\n]{0,40}\))?[^()\n]{0,60})")
ROW_NAME = lazy_regex(r"(?<![\w.])[A-Za-z_][\w.]{0,60}")


def own_row_split(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """The line that draws rows of which the others are kept too, with what draws; None if there is none."""
    text = repo.text(path) or ""
    if not any(each in text for each in ("sample", "shuffle(", "randperm(")):
        return None
    others = _not_drawn(text)
    for number, row in enumerate(text.split("\n"), 1):
        drawn = DRAWS_ROWS.match(row[:LONGEST_DRAWING_ROW])
        if drawn is not None and drawn["name"] in others and OF_ROWS.match(drawn["drawn"]):
            return number, drawn["call"]
    return None


def sliced_rows(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """The line that takes the first rows of which the others are taken too, with what takes them."""
    text = repo.text(path) or ""
    others = set(ROWS_BEHIND.findall(text))
    for number, row in enumerate(text.split("\n") if others else (), 1):
        first = FIRST_ROWS.match(row[:LONGEST_DRAWING_ROW]) if "(0," in row else None
        if first is not None and (first["rows"], first["call"], first["end"]) in others:
            return number, first["call"]
    return None


def parts_rows(repo: Snapshot, path: str) -> int | None:
    """The line that takes the rows up to a place, named as one part, where the others are taken as well.

    Of JavaScript, Go and Ruby: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array/slice,
    https://go.dev/ref/spec#Slice_expressions, https://docs.ruby-lang.org/en/master/Array.html.
    """
    text = repo.text(path) or ""
    others = {
        (each["rows"].lstrip("@"), each["slice"] or each["index"] or each["drop"])
        for each in TAKES_LAST_ROWS.finditer(text)
    }
    for number, row in enumerate(text.split("\n") if others else (), 1):
        for found in TAKES_FIRST_ROWS.finditer(row[:LONGEST_DRAWING_ROW]):
            if (found["rows"].lstrip("@"), found["bound"]) in others:
                return number
    return None


def _not_drawn(text: str) -> frozenset[str]:
    """The names of numbers of rows of which the others are used as well."""
    found = {name for each in NOT_DRAWN.finditer(text) for name in each.groups() if name}
    for each in SETS_APART.finditer(text):
        found.update(ROW_NAME.findall(each["sets"]))
    return frozenset(found)
