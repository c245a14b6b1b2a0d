"""Tests that a runner collects and never runs: a mark, or a line of their own, skips each of them always.

What skips under a condition may run somewhere, and is none of them. See the documentation of pytest, "How to
use skip and xfail", and of unittest, "Skipping tests and expected failures".
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Decorator
from analyzer.parsing.python import Function, PythonFacts, code_only
from analyzer.text import indent_of, word_set

SKIP_MARKS = word_set("pytest.mark.skip unittest.skip unittest.case.skip")
EXPECTED_FAILURE = "pytest.mark.xfail"
SKIP_CALLS = word_set("skip skipTest SkipTest")
# At the left edge of a file nothing decides whether a line is reached.
_OF_FILE = lazy_regex(
    r"^pytestmark\b[^=\n]{0,80}=\s*(?P<marks>\[[^\]]{0,600}\][^\n]{0,100}|[^\n]{1,300})", re.MULTILINE
)
_SIGNS_OF_FILE = ("\npytestmark", "\npytest.skip(", "\nraise ")
_MARK = lazy_regex(r"\bmark\.skip\b")
_CONDITION = lazy_regex(r"\bif\b")
_SKIPS_FILE = lazy_regex(r"^(?:pytest\.skip\(|raise (?:unittest\.)?SkipTest\b)", re.MULTILINE)
_SKIPS_HERE = lazy_regex(
    r"\s*(?:(?:return )?(?:pytest\.skip|self\.skipTest)\(|raise (?:unittest\.)?SkipTest\b)"
)


class Skips:
    """What of one file is always skipped."""

    def __init__(self, facts: PythonFacts, text: str) -> None:
        self._facts = facts
        self._lines: list[str] = []
        self.whole_file = False
        self._marked: frozenset[str] = frozenset()
        if not any(word in text for word in ("skip", "SkipTest", "xfail")):
            return
        self._lines = text.split("\n")
        beginnings = f"\n{text}"
        if any(sign in beginnings for sign in _SIGNS_OF_FILE):
            source = code_only(text)
            self.whole_file = _SKIPS_FILE.search(source) is not None or any(
                _MARK.search(each["marks"]) and _CONDITION.search(each["marks"]) is None
                for each in _OF_FILE.finditer(source)
            )
        given = {name for name, value, _line in facts.assigned if _is_mark(value)}
        marked = [(each.qualified_name, each.decorators) for each in facts.functions]
        marked += [(each.qualified_name, each.decorators) for each in facts.classes]
        self._marked = frozenset(
            name
            for name, marks in marked
            if any(_is_mark(mark.target) or mark.target in given or _is_not_run(mark) for mark in marks)
        )

    def hold(self, function: Function) -> bool:
        """Whether a test is always skipped: by itself, its classes or its file."""
        if self.whole_file or function.qualified_name in self._marked:
            return True
        owner = function.qualified_name.rpartition(".")[0]
        while owner:
            if owner in self._marked:
                return True
            owner = owner.rpartition(".")[0]
        return self._skips_itself(function)

    def _skips_itself(self, function: Function) -> bool:
        """Whether its body skips it before it asserts anything, under no condition."""
        if not self._lines:
            return False
        calls = (
            each.line
            for each in self._facts.calls
            if each.function == function.qualified_name and each.target.rpartition(".")[2] in SKIP_CALLS
        )
        line = min(calls, default=0)
        if not line or _SKIPS_HERE.match(self._lines[line - 1]) is None:
            return False
        if any(
            each.function == function.qualified_name and each.line < line for each in self._facts.assertions
        ):
            return False
        rows = [each for each in self._lines[function.line - 1 : function.end_line] if each.strip()]
        head = indent_of(rows[0]) if rows else 0
        body = min((indent_of(each) for each in rows[1:] if indent_of(each) > head), default=0)
        return indent_of(self._lines[line - 1]) == body


def _is_mark(target: str) -> bool:
    return target.replace("()", "") in SKIP_MARKS


def _is_not_run(mark: Decorator) -> bool:
    """`xfail(run=False)`, under no condition."""
    is_bare = not set(mark.names) - {EXPECTED_FAILURE}
    return mark.target == EXPECTED_FAILURE and ("run", "False") in mark.keywords and is_bare
