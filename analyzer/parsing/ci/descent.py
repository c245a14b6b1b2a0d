"""Reading a condition by descent: what the languages of conditions of CI systems have in common."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.parsing.ci.expression_values import Result, both, either

_MAXIMUM_DEPTH = 40


class BadConditionError(Exception):
    """The text is no condition in its language."""


class ConditionReader:
    """A reader by descent of `||`, `&&` and brackets; a language adds what it compares.

    `tokens` are pairs of a kind ("mark" for operators) and the text.
    """

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0

    def whole(self) -> Result:
        """The value of the condition. Raises BadConditionError where something is left over."""
        value = self._either()
        if self._position != len(self._tokens):
            raise BadConditionError
        return value

    def _compared(self) -> Result:
        raise NotImplementedError

    def _at(self, *marks: str) -> str | None:
        """The mark that stands here, if it is one of these; it is read."""
        if self._position < len(self._tokens):
            kind, written = self._tokens[self._position]
            if kind == "mark" and written in marks:
                self._position += 1
                return written
        return None

    def _ask(self, mark: str) -> None:
        if self._at(mark) is None:
            raise BadConditionError

    def _next(self) -> tuple[str, str]:
        """The token that stands here, whatever it is."""
        if self._position >= len(self._tokens):
            raise BadConditionError
        self._position += 1
        return self._tokens[self._position - 1]

    def _either(self) -> Result:
        self._depth += 1
        if self._depth > _MAXIMUM_DEPTH:
            raise BadConditionError
        value = self._both()
        while self._at("||"):
            value = either(value, self._both())
        self._depth -= 1
        return value

    def _both(self) -> Result:
        value = self._compared()
        while self._at("&&"):
            value = both(value, self._compared())
        return value
