"""Tests of other languages that never run: by a mark, by how they are handed over, or by their first line.

What skips under a condition may run somewhere. Sources: https://vitest.dev/api, https://jestjs.io/docs/api,
https://docs.junit.org/current/user-guide, https://pkg.go.dev/testing#T.Skip, https://testthat.r-lib.org.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Decorator
from analyzer.parsing.programs import ProgramFacts

# How the row begins that hands a test, or what holds tests, to its runner.
_HANDED = lazy_regex(
    r"(?:.*[\s;({])?(?:(?:describe|context|suite|it|test|specify)(?:\.(?:concurrent|serial|sequential|describe|only))*"
    r"\.(?:skip|fixme)(?:\.each)?\b|x(?:it|test|describe|specify|context|feature|scenario)\b)"
)
_MARKS = lazy_regex(r"(?:.*[#.])?(?:Disabled|Ignore|Ignored|IgnoreAttribute)")
# Of xUnit the reason stands in the mark itself.
_REASON = "Skip"
_FIRST_ROW = {
    "Go": lazy_regex(r"\s*\w{1,20}\.(?:Skip|Skipf|SkipNow)\("),
    "Ruby": lazy_regex(r"\s*skip(?:[ (](?!if\b|unless\b)|\s*$)(?!.*\s(?:if|unless)\s)"),
    "R": lazy_regex(r"\s*(?:testthat::)?skip\("),
    "JavaScript": lazy_regex(r"\s*(?:this|test|t)\.skip\(\)"),
    "TypeScript": lazy_regex(r"\s*(?:this|test|t)\.skip\(\)"),
}
_COMMENT = lazy_regex(r"\s*(?:(?://|#|/?\*).*)?$")
_FURTHEST = 20


def always_skipped(facts: ProgramFacts, rows: Sequence[str]) -> frozenset[str]:
    """The functions and classes of a program, by their qualified names, that no run of the tests enters."""
    found = {each.receiver for each in facts.handed if _HANDED.match(_row(rows, each.line)[:500])}
    marked = [(each.qualified_name, each.decorators) for each in facts.functions]
    marked += [(each.qualified_name, each.decorators) for each in facts.classes]
    found.update(name for name, marks in marked if any(map(_is_mark, marks)))
    first = _FIRST_ROW.get(facts.language)
    for function in facts.functions if first is not None else ():
        last = min(function.end_line, function.line + _FURTHEST)
        body = (_row(rows, at) for at in range(function.line + 1, last + 1))
        begins = next((row for row in body if _COMMENT.match(row[:500]) is None), "")
        if first is not None and first.match(begins[:500]):
            found.add(function.qualified_name)
    return frozenset(found)


def _is_mark(mark: Decorator) -> bool:
    return _MARKS.fullmatch(mark.target) is not None or _REASON in dict(mark.keywords)


def _row(rows: Sequence[str], line: int) -> str:
    return rows[line - 1] if 0 < line <= len(rows) else ""
