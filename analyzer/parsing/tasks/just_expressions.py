"""Expressions of justfiles, as far as their value stands in the file."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex

_TOKEN = lazy_regex(r"\s*(?:x?'([^']*)'|x?\"([^\"]*)\"|([A-Za-z_][\w-]*)|([+/(),])|(\S))")
# Functions whose last argument is the value where the environment has none.
_WITH_DEFAULT = frozenset({"env", "env_var_or_default"})
_HERE = frozenset({"justfile_directory", "justfile_dir", "source_directory", "invocation_directory"})
_MAXIMUM_LENGTH = 1_000
_MAXIMUM_TOKENS = 100


def evaluate(text: str, known: Mapping[str, str]) -> str | None:
    """The value of an expression; None where it is only known when the file runs."""
    tokens = [found.groups() for found in _TOKEN.finditer(text.partition(" #")[0][:_MAXIMUM_LENGTH])]
    if not tokens or len(tokens) > _MAXIMUM_TOKENS:
        return None
    value, end = _sum(tokens, 0, known)
    return value if end == len(tokens) else None


Tokens = list[tuple[str | None, ...]]


def _sum(tokens: Tokens, start: int, known: Mapping[str, str], depth: int = 0) -> tuple[str | None, int]:
    """`a + b` and `a / b`, which joins paths."""
    value, index = _term(tokens, start, known, depth)
    while index < len(tokens) and tokens[index][3] in ("+", "/"):
        operator = tokens[index][3]
        right, index = _term(tokens, index + 1, known, depth)
        if value is None or right is None:
            value = None
        else:
            value = value + right if operator == "+" else f"{value.rstrip('/')}/{right}"
    return value, index


def _term(tokens: Tokens, index: int, known: Mapping[str, str], depth: int) -> tuple[str | None, int]:
    if index >= len(tokens) or depth > 10:
        return None, index
    single, double, name, mark, _other = tokens[index]
    if single is not None or double is not None:
        return single if single is not None else double, index + 1
    if mark == "(":
        value, end = _sum(tokens, index + 1, known, depth + 1)
        return value, end + 1
    if name is None:
        return None, index + 1
    if index + 1 < len(tokens) and tokens[index + 1][3] == "(":
        return _call(name, tokens, index + 2, known, depth + 1)
    return known.get(name), index + 1


def _call(
    name: str, tokens: Tokens, index: int, known: Mapping[str, str], depth: int
) -> tuple[str | None, int]:
    arguments: list[str | None] = []
    while index < len(tokens) and tokens[index][3] != ")":
        before = index
        value, index = _sum(tokens, index, known, depth)
        arguments.append(value)
        if index < len(tokens) and tokens[index][3] == ",":
            index += 1
        elif index == before:
            return None, len(tokens) + 1
    if name in _HERE:
        return ".", index + 1
    if name in _WITH_DEFAULT and len(arguments) == 2:
        return arguments[1], index + 1
    return (arguments[0] if name in ("quote", "trim") and arguments else None), index + 1
