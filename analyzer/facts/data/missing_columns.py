"""Functions that refuse a data frame which lacks columns or has too few rows, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.data.frame_checks import CHECK_NAME, FRAME_PACKAGES
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function
from analyzer.repository import Snapshot
from analyzer.wiring.models.pickled_models import PLAIN_ANSWERS
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.roles import is_example_path, is_test

# The names that are not among the columns: kept in a variable, or asked for in a condition.
REFUSED_KEPT_MISSING = lazy_regex(
    r"^[ \t]*(\w{1,60})(?:[ ]*:[^=\n]{1,60})? = (?:[^\n]{0,200}\bnot in (?:\w{1,60}\.){1,3}columns\b"
    r"|[^\n]{0,200}- ?set\((?:\w{1,60}\.){1,3}columns\)"
    r"|[^\n]{0,120}\.difference\((?:\w{1,60}\.){1,3}columns\))"
)
# The columns of a frame under a name, and what a set of other names has beyond them.
COLUMNS_KEPT = lazy_regex(
    r"^[ \t]*(\w{1,60})(?:[ ]*:[^=\n]{1,60})? = (?:set\(|list\(|frozenset\()?"
    r"(?:\w{1,60}\.){1,3}columns\)?[ \t]*(?:#|$)"
)
BEYOND_KEPT = lazy_regex(
    r"^[ \t]*(\w{1,60})(?:[ ]*:[^=\n]{1,60})? = [^\n]{0,200}(?:- ?|\bnot in |\.difference\()"
    r"(\w{1,60})(?:\)|\]|\})*[ \t]*(?:#|$)"
)
REFUSED_ASKED_MISSING = lazy_regex(
    r"^[ \t]*if (?:not [^\n]{0,120}(?:issubset\(|<= ?set\()(?:\w{1,60}\.){1,3}columns"
    r"|[^\n]{0,120}\bnot in (?:\w{1,60}\.){1,3}columns\b)"
)
REFUSED_TOO_FEW = lazy_regex(
    r"^[ \t]*if (?:len\([\w.]{1,80}\) ?(?:<=?|==) ?[\w.]{1,60}|[\w.]{1,80}\.empty\b"
    r"|[\w.]{1,80}\.shape\[0\] ?(?:<=?|==))"
)
REFUSED_NO_VALUES = lazy_regex(r"^[ \t]*if [^\n]{0,120}\.(?:isna|isnull|duplicated)\(")
REFUSED_RAISES = lazy_regex(r"^[ \t]*raise\b|: raise\b")
# Who asked for what is not there is told so: no data set is refused by it.
ANSWERED_NOT_FOUND = lazy_regex(
    r"\braise (?:\w{1,40}\.){0,2}(?:Http404|HTTPNotFound|NotFound|ObjectNotFound"
    r"|HTTP\w{0,30}(?:Exception|Error)\(\s{0,60}(?:status_code\s?=\s?|status\s?=\s?)?[\w.]{0,40}404)"
)
REFUSED_MOST_LINES = 400
# `try: df = df[NAMES]` and `except KeyError as e: raise ValueError(f"columns are missing: {e}")`.
TAKES_COLUMNS = lazy_regex(
    r"^[ \t]*(?:\w{1,60} = )?\w{1,60}(?:\.loc)?\[(?::, ?)?(?:\[[^\]\n]{3,300}\]|\w{1,60})\]"
)
EXCEPT_KEY = lazy_regex(r"^[ \t]{0,80}except \(?(?:\w{1,40}, ?)?KeyError\b")
SAYS_COLUMNS = lazy_regex(r"\b(?:missing|required|expected|lacks?|without)\b", re.IGNORECASE)
SPEAKS_OF_COLUMNS = lazy_regex(r"\b(?:columns?|features?|fields?)\b", re.IGNORECASE)
# One column, by a name that may be a parameter's: of a function that asks a model, its argument is checked.
ASKED_FOR_ONE = lazy_regex(r"^[ \t]*if (\w{1,60}) not in ")


class Refusal(Struct, frozen=True):
    """A function that raises for missing columns, and (`rows`) for something else of the rows.

    `alone`: it is not named for a check, and asks for nothing but its columns.
    """

    code: Code
    function: Function
    line: int
    rows: bool
    alone: bool = False


def refusals(repo: Snapshot) -> Iterator[Refusal]:
    """The first such function of each module, without tests and examples; one of columns alone comes last.

    What raises for the columns alone names several of them.
    """
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        if not any(each.module.partition(".")[0] in (*FRAME_PACKAGES, "pyarrow") for each in facts.imports):
            continue
        text = repo.text(path) or ""
        if (".columns" not in text and "KeyError" not in text) or "raise" not in text:
            continue
        rows = text.split("\n")
        alone: Refusal | None = None
        for function in facts.functions:
            body = rows[function.line - 1 : min(function.end_line, function.line + REFUSED_MOST_LINES)]
            number = _refuses_columns(body, _own_arguments(function))
            caught = _refuses_by_key(body) if number is None and alone is None else None
            if caught is not None:
                code = Code(path, facts, notebook=False)
                alone = Refusal(code, function, function.line + caught, rows=False, alone=True)
            if number is None:
                continue
            asks_rows = _refuses_rows(body)
            several = REFUSED_KEPT_MISSING.match(body[number]) or BEYOND_KEPT.match(body[number])
            checks = CHECK_NAME.fullmatch(function.name) and several
            code, line = Code(path, facts, notebook=False), function.line + number
            if asks_rows or checks:
                yield Refusal(code, function, line, asks_rows)
                break
            if several and alone is None:
                alone = Refusal(code, function, line, rows=False, alone=True)
        else:
            if alone is not None:
                yield alone


def _own_arguments(function: Function) -> frozenset[str]:
    """The parameters of a function that asks a model: what they name is checked as an argument."""
    asks = any(last_part(name.replace("()", "")) in PLAIN_ANSWERS for name in function.names)
    return frozenset(function.parameters) if asks else frozenset()


def _refuses_columns(body: list[str], arguments: frozenset[str]) -> int | None:
    columns: set[str] = set()
    for number, row in enumerate(body):
        beyond = BEYOND_KEPT.match(row) if columns else None
        if ".columns" not in row and (beyond is None or beyond[2] not in columns):
            continue
        one = ASKED_FOR_ONE.match(row)
        own = one is not None and one[1] in arguments
        if not own and REFUSED_ASKED_MISSING.match(row) and _raises(body, number):
            return number
        if named := COLUMNS_KEPT.match(row):
            columns.add(named[1])
        kept = REFUSED_KEPT_MISSING.match(row) or beyond
        if kept is not None:
            for after in range(number + 1, min(number + 4, len(body))):
                begins = (f"if {kept[1]}:", f"if {kept[1]} or ", f"if len({kept[1]})")
                if body[after].strip().startswith(begins) and _raises(body, after):
                    return number
    return None


def _refuses_by_key(body: list[str]) -> int | None:
    """The row that catches columns which a frame does not have, and says so by what it raises."""
    for number, row in enumerate(body):
        if EXCEPT_KEY.match(row) is None or not any(
            map(TAKES_COLUMNS.match, body[max(0, number - 2) : number])
        ):
            continue
        raised = next(
            (each for each in range(number, min(number + 5, len(body))) if _raises_at(body[each])), None
        )
        said = "" if raised is None else " ".join(body[raised : raised + 4])
        if (
            SAYS_COLUMNS.search(said)
            and SPEAKS_OF_COLUMNS.search(said)
            and not ANSWERED_NOT_FOUND.search(said)
        ):
            return number
    return None


def _raises_at(row: str) -> bool:
    return REFUSED_RAISES.search(row) is not None


def _refuses_rows(body: list[str]) -> bool:
    return any(
        (REFUSED_TOO_FEW.match(row) or REFUSED_NO_VALUES.match(row)) and _raises(body, number)
        for number, row in enumerate(body)
    )


def _raises(body: list[str], number: int) -> bool:
    """Whether what a condition leads to raises at once, or after one other statement."""
    for after in range(number, min(number + 3, len(body))):
        if REFUSED_RAISES.search(body[after]):
            return ANSWERED_NOT_FOUND.search("\n".join(body[after : after + 2])) is None
    return False
