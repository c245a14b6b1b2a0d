"""Functions of any name that refuse a data set for the values of its columns."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.data.frame_checks import modules_without_frame_checks
from analyzer.facts.data.missing_columns import ANSWERED_NOT_FOUND
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Function
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.modules import Code
from analyzer.wiring.runs.reachability import is_live

# What is asked of the values of a column: by a method, or by a comparison that holds for any or for all.
ASKED_OF_VALUES = lazy_regex(
    r"\[[^\]\n]{1,80}\]+(?:\.\w{1,30}\([^()\n]{0,60}\)){0,2}\.(?:isna|isnull|notna|notnull|duplicated|between|isin"
    r"|is_null|is_not_null|null_count|is_duplicated|is_between|is_in|is_unique|is_monotonic_increasing)\b"
    r"|\[[^\]\n]{1,80}\][^()\n]{0,20}[<>]=?[^()\n]{1,60}\)\.(?:any|all|sum)\("
    r"|(?<![\w.])\w{1,40}\.(?:isna|isnull|duplicated|is_duplicated)\("
)
# The same of bad rows in an expression of Polars or Spark, which are then counted.
BAD_EXPRESSION = lazy_regex(
    r"\bcol\([^()\n]{1,60}\)(?:\.\w{1,30}\([^()\n]{0,60}\))?\.(?:isNull|isnan|is_null|is_nan|null_count|is_duplicated)\b"
    r"|\bcol\([^()\n]{1,60}\)\s{0,2}<=?\s{0,2}-?\d"
    r"|~\s{0,2}\(?(?:\w{1,10}\.)?col\([^()\n]{1,60}\)\.(?:isin|is_in|between|is_between|rlike)\b"
)
ROWS_COUNTED = lazy_regex(r"\.(?:count|item|sum|isEmpty|is_empty|first)\(|\.height\b|\blen\(")
KEPT_ANSWER = lazy_regex(r"[ \t]*(\w{1,60})(?:[ ]*:[^=\n]{1,60})? = (?!=)")
CONDITION_HEAD = lazy_regex(r"[ \t]*(?:el)?if\b")
CONDITION_ENDS = lazy_regex(r":[ \t]*(?:#[^\n]{0,200})?\Z")
REFUSED_BY_ENDING = lazy_regex(r"[ \t]*(?:raise\b|(?:sys\.|os\.)?_?exit\(|SystemExit\b)")
NAMED_IN_CONDITION = lazy_regex(r"(?<![\w.\"'])[A-Za-z_]\w{0,59}\b")
REFUSED_HEAD_LINES = 8
REFUSED_SAYS_LINES = 4
REFUSED_FUNCTION_LINES = 400
FEWEST_ASKED = 2


def refused_values(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    """The first such function of each module; what checks frames by its name is told elsewhere."""
    for path, facts in modules_without_frame_checks(repo):
        text = repo.text(path) or ""
        if ASKED_OF_VALUES.search(text) is None and BAD_EXPRESSION.search(text) is None:
            continue
        lines, code = text.split("\n"), Code(path, facts, notebook=False)
        for function in facts.functions:
            found = _conditions_that_refuse(function, lines)
            if len(found) < FEWEST_ASKED or not is_live(repo, code, function.qualified_name, by_tests=False):
                continue
            stops = path in run
            note = f"{plural(len(found), 'condition')} on the values of columns, or the data set is refused"
            note += "; a failure stops the run" if stops else ""
            yield Evidence(path, found[0], Level.WIRED if stops else Level.SUBSTANTIVE, note)
            break


def _conditions_that_refuse(function: Function, lines: list[str]) -> list[int]:
    """The lines of `if`s that ask about values and end the run, once for every condition in them."""
    start = function.line - 1
    body = [line[:400] for line in lines[start : min(function.end_line, start + REFUSED_FUNCTION_LINES)]]
    kept: dict[str, int] = {}
    found: list[int] = []
    for at, line in enumerate(body):
        if CONDITION_HEAD.match(line) is None:
            named = KEPT_ANSWER.match(line)
            if named is not None and (count := _asked(line)):
                kept[named[1]] = kept.get(named[1], 0) + count
            continue
        head, after = _head(body, at)
        if after is None or not _refuses(body, at, after):
            continue
        asked = _asked(head) + sum(kept.get(each, 0) for each in set(NAMED_IN_CONDITION.findall(head)))
        found.extend([start + at + 1] * asked)
    return found


def _refuses(body: list[str], head: int, first: str) -> bool:
    """Whether what a condition guards ends the run at once, or after a few statements that say why."""
    depth = len(first) - len(first.lstrip())
    begin = body.index(first, head)
    for row in body[begin : begin + REFUSED_SAYS_LINES]:
        if row.strip() and len(row) - len(row.lstrip()) < depth:
            return False
        if REFUSED_BY_ENDING.match(row) is not None:
            return ANSWERED_NOT_FOUND.search(row) is None
    return False


def _asked(line: str) -> int:
    """How many times a line asks about the values of columns."""
    found = sum(1 for _ in ASKED_OF_VALUES.finditer(line))
    return found + sum(1 for _ in BAD_EXPRESSION.finditer(line)) if ROWS_COUNTED.search(line) else found


def _head(body: list[str], at: int) -> tuple[str, str | None]:
    """The whole condition that begins in a line, and the first line of what it guards."""
    for end in range(at, min(at + REFUSED_HEAD_LINES, len(body) - 1)):
        if CONDITION_ENDS.search(body[end]) is not None:
            return " ".join(body[at : end + 1]), body[end + 1]
    return "", None
