"""Groovy as far as a Jenkinsfile needs it: words, strings and marks, and the calls that they make.

Source: https://groovy-lang.org/syntax.html. Nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex

# Strings that are never closed end with their line or with the file, so that no text is read twice.
_TOKEN = lazy_regex(
    r"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|\A\#![^\n]*)"
    r"|(?P<long>'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\")?)"
    r"|(?P<short>'(?:[^'\\\n]|\\.)*+'?|\"(?:[^\"\\\n]|\\.)*+\"?)"
    r"|(?P<word>[A-Za-z_$][\w$]*+(?:\.[A-Za-z_$][\w$]*+)*+)"
    r"|(?P<mark>->|[{}()\[\],:;=\n])",
    re.DOTALL,
)
_ESCAPE = lazy_regex(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}

_MODIFIERS = frozenset({"private", "public", "static", "final", "void", "String", "boolean", "int"})
_ATTEMPTS = ("try", "catch", "finally")


class Token(Struct, frozen=True):
    """One word, string or mark of the source, and its line."""

    kind: str  # "word", "text" or "mark"
    value: str
    line: int


def tokens_of(source: str) -> Iterator[Token]:
    """The tokens of the source, comments left out; strings unescaped."""
    number = 1
    for match in _TOKEN.finditer(source):
        kind, value = str(match.lastgroup), match[0]
        if kind in ("long", "short"):
            yield Token("text", *_literal(value, number, 3 if kind == "long" else 1))
        elif kind != "comment":
            yield Token(kind, value, number)
        number += value.count("\n")


def _literal(written: str, number: int, quotes: int) -> tuple[str, int]:
    """The text of a string and the line where its first words stand."""
    inner = written[quotes:]
    inner = inner.removesuffix(written[:quotes])
    unescaped = _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), inner)
    body = unescaped.lstrip("\n")
    return body.rstrip(), number + (len(unescaped) - len(body) if quotes == 3 else 0)


def called(statement: list[Token]) -> tuple[str, tuple[str, ...]]:
    """The call that a block belongs to and its literal arguments; "branch" for a labelled closure."""
    if len(statement) >= 2 and statement[-1].value == ":" and statement[-2].kind != "mark":
        return "branch", (statement[-2].value,)
    words = [each.value for each in statement if each.kind == "word"]
    if words[:1] == ["def"] or (words and words[0] in _MODIFIERS):
        plain = [each for each in words if each != "def" and each not in _MODIFIERS]
        return ("def", (plain[0],)) if plain and any(each.value == "(" for each in statement) else ("", ())
    arguments = tuple(each.value for each in statement if each.kind == "text")
    name = words[0] if words else ""
    if name == "try":
        # The statement goes on after each of its blocks.
        name = next(each for each in reversed(words) if each in _ATTEMPTS)
    if name == "docker.image" and "inside" in words:
        name = "docker.image.inside"
    passing = named_arguments(statement).get("buildResult")
    if name == "catchError" and passing is not None:
        return name, (passing.value,)
    return name, arguments


def named_arguments(tokens: list[Token]) -> dict[str, Token]:
    """The named arguments of a call: `name: value`."""
    return {
        name.value: value
        for name, colon, value in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if colon.value == ":" and name.kind == "word"
    }


def goes_on(statement: list[Token]) -> bool:
    """Whether a statement goes on in the next line."""
    return bool(statement) and statement[-1].value == ","


def texts_in(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The strings among tokens."""
    return tuple(each.value for each in tokens if each.kind == "text")


def words_in(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The words among tokens."""
    return tuple(each.value for each in tokens if each.kind == "word")


def assigned(statement: list[Token]) -> tuple[str, tuple[str, ...], bool] | None:
    """What a statement assigns literally: the name, the strings, and whether they are a list."""
    marks = [number for number, each in enumerate(statement) if each.value == "=" and each.kind == "mark"]
    if len(marks) != 1 or not marks[0] or statement[marks[0] - 1].kind != "word":
        return None
    value = statement[marks[0] + 1 :]
    is_list = bool(value) and value[0].value == "[" and value[-1].value == "]"
    inner = [each for each in value if each.value not in ("[", "]", ",", "\n")]
    if not inner or any(each.kind != "text" for each in inner) or (len(inner) > 1 and not is_list):
        return None
    return statement[marks[0] - 1].value, texts_in(inner), is_list


def fails(tokens: Iterable[Token]) -> bool:
    """Whether statements fail the build themselves."""
    said = list(tokens)
    if any(each.kind == "word" and each.value in ("throw", "error") for each in said):
        return True
    return any(each.value.startswith("currentBuild.") for each in said if each.kind == "word") and bool(
        {"FAILURE", "FAILED", "ABORTED"} & set(texts_in(said))
    )
