"""Procedures of a program of R that are run on the same rows and of which the results are stacked.

`if ("oracle" %in% which) out$oracle <- run_oracle(rows)` for each of them, and `do.call(rbind, out)` below.
Sources: https://stat.ethz.ch/R-manual/R-devel/library/base/html/cbind.html,
https://dplyr.tidyverse.org/reference/bind_rows.html, https://rdrr.io/cran/data.table/man/rbindlist.html.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.lazy_regex import lazy_regex

RUNS_ONE = lazy_regex(
    r"[ \t]*if[ \t]*\([\"'](?P<name>[\w. -]{1,60})[\"'][ \t]*%in%[ \t]*(?P<asked>[A-Za-z][\w.]{0,60})\)"
    r"[ \t]*\{?[ \t]*"
    r"(?:[A-Za-z][\w.$]{0,80}(?:\[\[[^\]\n]{1,60}\]\])?[ \t]*(?:<-|=)[ \t]*)?"
    r"(?P<function>[A-Za-z][\w.:]{0,80})\([ \t]*(?P<rows>[A-Za-z][\w.$]{0,60})[ \t]*[,)]"
)
STACKS_RESULTS = lazy_regex(r"\b(?:rbind|bind_rows|rbindlist|list_rbind)\b")
BEGINS_R_FUNCTION = lazy_regex(r"[ \t]*[A-Za-z][\w.]{0,80}[ \t]*(?:<-|=)[ \t]*function[ \t]*\(")
FEWEST_PROCEDURES = 3
ROWS_TO_STACK = 30
ROWS_TO_FUNCTION = 40


def stacked_procedures(rows: Sequence[str]) -> tuple[int, int] | None:
    """The line of the function that runs such procedures, and how many; None where there is none."""
    groups: dict[tuple[str, str], dict[str, int]] = {}
    for number, row in enumerate(rows, 1):
        found = RUNS_ONE.match(row[:300]) if "%in%" in row else None
        if found is not None:
            groups.setdefault((found["asked"], found["rows"]), {}).setdefault(found["function"], number)
    for functions in groups.values():
        first, last = min(functions.values()), max(functions.values())
        below = rows[last : last + ROWS_TO_STACK]
        if len(functions) < FEWEST_PROCEDURES or not any(STACKS_RESULTS.search(each[:300]) for each in below):
            continue
        return _beginning(rows, first), len(functions)
    return None


def _beginning(rows: Sequence[str], line: int) -> int:
    """The line on which the function begins that a line stands in; the line itself outside of functions."""
    for number in range(line - 1, max(0, line - 1 - ROWS_TO_FUNCTION), -1):
        if rows[number - 1].startswith("}"):
            break
        if BEGINS_R_FUNCTION.match(rows[number - 1][:300]):
            return number
    return line
