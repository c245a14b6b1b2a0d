"""Expressions of GitHub Actions (and of systems with the same ones), as far as a file alone decides them.

Source: https://docs.github.com/actions/reference/workflows-and-actions/expressions. What only a run knows
is `UNKNOWN`; of it, a condition may still know whether it is true or false (`TRUTHY`, `FALSY`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.descent import BadConditionError, ConditionReader
from analyzer.parsing.ci.expression_values import (
    MAXIMUM_EXPRESSION,
    UNKNOWN,
    Result,
    as_text,
    below,
    called,
    compared,
    truth,
)
from analyzer.parsing.steps import spend

_TOKEN = lazy_regex(
    r"\s*(?:(?P<text>'(?:[^']|'')*+')|(?P<number>-?(?:0x[0-9A-Fa-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?))"
    r"|(?P<name>[A-Za-z_][\w-]*)|(?P<mark>&&|\|\||==|!=|<=|>=|[<>!().,*\[\]]))"
)
_EXPRESSION = lazy_regex(r"\$\{\{(.*?)\}\}", re.DOTALL)
Lookup = Callable[[tuple[str, ...]], Result]
_WORDS = {"true": True, "false": False, "null": None}


def evaluate(written: str, lookup: Lookup) -> Result:
    """What an expression is, with names given by `lookup` as their parts (`("matrix", "os")`)."""
    try:
        return _Reader(_tokens(written), lookup).whole()
    except BadConditionError:
        return UNKNOWN


def holds(written: str, lookup: Lookup) -> bool | None:
    """Whether a condition is true; None if only a run can tell."""
    return truth(evaluate(written, lookup))


def interpolated(written: str, lookup: Lookup) -> str:
    """The text with the expressions in it that the file decides replaced; the others stay as written."""
    if "${{" not in written:
        return written

    def filled(match: re.Match[str]) -> str:
        said = as_text(evaluate(match[1], lookup))
        return match[0] if said is None else said

    return _EXPRESSION.sub(filled, written)


def whole_expression(written: str) -> str | None:
    """The expression that a text is, without the `${{ }}` around it; None where it is more than that."""
    match = _EXPRESSION.fullmatch(written.strip())
    return match[1].strip() if match is not None else None


def _tokens(written: str) -> list[tuple[str, str]]:
    if len(written) > MAXIMUM_EXPRESSION:
        raise BadConditionError
    found: list[tuple[str, str]] = []
    position = 0
    body = written.strip()
    while position < len(body):
        match = _TOKEN.match(body, position)
        if match is None:
            raise BadConditionError
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        position = match.end()
    spend(len(found))
    return found


class _Reader(ConditionReader):
    """A reader by descent: or, and, comparison, not, value."""

    def __init__(self, tokens: list[tuple[str, str]], lookup: Lookup) -> None:
        super().__init__(tokens)
        self._lookup = lookup

    def _compared(self) -> Result:
        value = self._not()
        while mark := self._at("==", "!=", "<", "<=", ">", ">="):
            value = compared(mark, value, self._not())
        return value

    def _not(self) -> Result:
        turned = 0
        while self._at("!"):
            turned += 1
        value = self._value()
        if not turned:
            return value
        said = truth(value)
        return UNKNOWN if said is None else said != bool(turned % 2)

    def _value(self) -> Result:
        if self._at("("):
            value = self._either()
            self._ask(")")
            return self._below(value)
        kind, written = self._next()
        if kind == "text":
            return written[1:-1].replace("''", "'")
        if kind == "number":
            return float(int(written, 16)) if "x" in written else float(written)
        if kind != "name":
            raise BadConditionError
        if written.lower() in _WORDS:
            return _WORDS[written.lower()]
        if self._at("("):
            return self._below(called(written.lower(), self._arguments()))
        return self._context(written)

    def _arguments(self) -> list[Result]:
        found: list[Result] = []
        while self._at(")") is None:
            found.append(self._either())
            if self._at(",") is None:
                self._ask(")")
                break
        return found

    def _context(self, first: str) -> Result:
        """A name with what is asked of it: `matrix.session.name`, `github['event'].inputs`."""
        parts = [first.lower()]
        while (step := self._step()) is not None:
            parts.append(step)
        return self._lookup(tuple(parts))

    def _below(self, value: Result) -> Result:
        while (step := self._step()) is not None:
            value = below(value, (step,))
        return value

    def _step(self) -> str | None:
        if self._at("."):
            if self._at("*"):
                return "*"
            if self._position >= len(self._tokens) or self._tokens[self._position][0] != "name":
                raise BadConditionError
            self._position += 1
            return self._tokens[self._position - 1][1]
        if self._at("["):
            key = "*" if self._at("*") else as_text(self._either())
            self._ask("]")
            return "?" if key is None else key
        return None
