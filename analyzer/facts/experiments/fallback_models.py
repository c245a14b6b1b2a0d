"""Models that are only made where the library of another one is not installed: no second approach."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.text import indent_of

# A flag that says whether a library is there, and the question whether its name was set by the import.
MODEL_LIBRARY = (
    r"(?:lgb|lightgbm|xgb|xgboost|catboost|cb|torch|tf|tensorflow|keras|prophet|LGBM\w{1,20}|XGB\w{1,20}"
    r"|CatBoost\w{1,20}|Prophet)"
)
FLAG = (
    r"(?:\w{1,40}\.)?(?:_?(?:HAS|HAVE)_\w{1,60}|\w{1,60}_(?:AVAILABLE|INSTALLED)"
    rf"|_?(?:has|have|is)_{MODEL_LIBRARY}\w{{0,20}}|{MODEL_LIBRARY}_(?:available|installed))(?:\(\))?"
)
IS_THERE = lazy_regex(rf"[ \t]*(?:el)?if[ \t]+(?:{FLAG}|{MODEL_LIBRARY}[ \t]+is[ \t]+not[ \t]+None)[ \t]*:")
IS_MISSING = lazy_regex(
    rf"[ \t]*(?:if[ \t]+(?:not[ \t]+{FLAG}|{MODEL_LIBRARY}[ \t]+is[ \t]+None)"
    r"|except[ \t]+\(?[\w, ]{0,60}(?:ImportError|ModuleNotFoundError)[\w, ]{0,60}\)?"
    r"(?:[ \t]+as[ \t]+\w{1,40})?)"
    r"[ \t]*:"
)
_ELSE = lazy_regex(r"[ \t]*else[ \t]*:")
_RETURNS = lazy_regex(r"[ \t]*return\b")
_MOST_ROWS = 80


def stands_in_for_another(rows: list[str], line: int) -> bool:
    """Whether what stands on a line (1-based) runs only where a library is missing.

    In the `else` of a question whether it is there, in a branch for its absence, or behind a branch for its
    presence that returns.
    """
    if not 0 < line <= len(rows):
        return False
    indent = indent_of(rows[line - 1])
    alternative: int | None = None
    for number in range(line - 2, max(-1, line - 2 - _MOST_ROWS), -1):
        row = rows[number][:300]
        if not row.strip():
            continue
        depth = indent_of(row)
        if alternative == depth and IS_THERE.match(row):
            return True
        if depth == indent and IS_THERE.match(row) and _returns(rows, number, line - 1):
            return True
        if depth < indent:
            if IS_MISSING.match(row):
                return True
            alternative = depth if _ELSE.match(row) else None
            indent = depth
    return False


def _returns(rows: list[str], begin: int, end: int) -> bool:
    """Whether the block below a row gives its result back before the next row of its own depth."""
    depth = indent_of(rows[begin])
    inner: int | None = None
    for row in rows[begin + 1 : end]:
        if not row.strip():
            continue
        if indent_of(row) <= depth:
            return False
        inner = indent_of(row) if inner is None else inner
        if indent_of(row) == inner and _RETURNS.match(row):
            return True
    return False
