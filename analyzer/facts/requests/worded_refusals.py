"""Handlers of errors that are registered for a refusal: they word what others refuse, and refuse nothing."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts
from analyzer.text import word_set
from analyzer.wiring.modules import last_part

REGISTERS_HANDLER = word_set(
    "exception_handler errorhandler app_errorhandler add_exception_handler register_error_handler"
)
# Errors that frameworks raise themselves; one that the project defines is raised by a limit of its own.
KNOWN_ERRORS = {
    "413": word_set("RequestEntityTooLarge ContentTooLarge RequestSizeTooLarge"),
    "429": word_set("TooManyRequests RateLimitExceeded"),
    "401": word_set("Unauthorized"),
    "403": word_set("Forbidden"),
}
REGISTERED_WORD = lazy_regex(r"\w{3,60}")
CODED = lazy_regex(r"HTTP_(\d{3})(?:_[A-Z_]{1,40})?\Z")
REGISTRATION_ROWS = 3
REGISTRATION_WIDTH = 300


def words_refusal(facts: PythonFacts, function: str | None, status: str, rows: list[str]) -> bool:
    """Whether a function is registered as the handler of the same status that it answers with."""
    if function is None:
        return False
    name = last_part(function)
    for each in facts.functions:
        if each.qualified_name == function:
            marks = [mark.line for mark in each.decorators if last_part(mark.target) in REGISTERS_HANDLER]
            if any(status in _registered(rows, line, facts) for line in marks):
                return True
    for call in facts.calls:
        if last_part(call.target) in REGISTERS_HANDLER and call.positional > 1:
            said = _call(rows, call.line)
            if re.search(rf"\b{re.escape(name)}\b", said) and status in _registered(rows, call.line, facts):
                return True
    return False


def _call(rows: list[str], line: int) -> str:
    """A call that begins on a line, up to where its brackets close."""
    found, depth = [], 0
    for row in rows[line - 1 : line - 1 + REGISTRATION_ROWS]:
        found.append(row[:REGISTRATION_WIDTH])
        depth += row.count("(") - row.count(")")
        if depth <= 0:
            break
    return " ".join(found)


def _registered(rows: list[str], line: int, facts: PythonFacts) -> frozenset[str]:
    """The statuses that a registration names, by number or by an error of a framework."""
    own = {each.name for each in facts.classes}
    found: set[str] = set()
    for word in REGISTERED_WORD.findall(_call(rows, line)):
        coded = CODED.match(word)
        found.add(coded[1] if coded is not None else word)
        found.update(status for status, errors in KNOWN_ERRORS.items() if word in errors - own)
    return frozenset(found)
