"""Container build files as text: lines become instructions.

The grammar follows the Dockerfile reference (https://docs.docker.com/reference/dockerfile/): parser
directives, continuation lines with comments between them, flags, the exec form, here-documents.
"""

from __future__ import annotations

import json
import re

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex

INSTRUCTIONS_LIMIT = 2000

HEREDOC = lazy_regex(r"(?:^|(?<=\s))\d?<<(-?)([\"']?)([A-Za-z_][\w.-]*)\2(?=[\s;&|>)]|$)")

_KEYWORD = lazy_regex(
    r"ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL"
    r"|STOPSIGNAL|USER|VOLUME|WORKDIR"
)
_WITH_HEREDOC = frozenset({"ADD", "COPY", "RUN"})
_WITH_FLAGS = frozenset({"ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"})
_DIRECTIVE = lazy_regex(r"#\s*([A-Za-z]+)\s*=\s*(\S*)\s*$")
_FLAG = lazy_regex(r"--[a-z][\w-]*(?:=(\"[^\"]*+\"|\S*+))?(?:\s+|$)")


class Instruction(Struct, frozen=True):
    """One instruction. `value` is its text after the keyword and its flags (`--from=...`), on one line.

    `words` are the strings of the exec form, or the words a shell would split the value into.
    `heredoc` is the text of its here-documents, "" if it has none.
    """

    keyword: str
    line: int
    value: str
    words: tuple[str, ...]
    exec_form: bool
    heredoc: str = ""
    flags: tuple[str, ...] = ()


def read_instructions(text: str) -> tuple[list[Instruction], str | None]:
    """All instructions in order, and what is wrong with the first thing that is."""
    lines = text.replace("\r\n", "\n").split("\n")
    escape, number = _escape_character(lines)
    instructions: list[Instruction] = []
    problem: str | None = None
    while number < len(lines):
        first = number
        pieces: list[str] = []
        continued = True
        while continued and number < len(lines):
            line = lines[number]
            number += 1
            bare = line.strip()
            if not bare or bare.startswith("#"):
                continued = bool(pieces)
                first = first if pieces else number
                continue
            trimmed = line.rstrip(" \t")
            continued = trimmed.endswith(escape) and not trimmed.endswith(escape * 2)
            pieces.append(trimmed[:-1] if continued else line)
        words = "".join(pieces).split(None, 1)
        if not words:
            continue
        keyword, value = words[0].upper(), words[1].strip() if len(words) > 1 else ""
        bodies: list[str] = []
        if keyword in _WITH_HEREDOC:
            for strip, _quote, name in HEREDOC.findall(value):
                body, number, closed = _heredoc(lines, number, name, bool(strip))
                bodies.append(body)
                if not closed:
                    problem = problem or f"here-document {name} of line {first + 1} has no end"
        if _KEYWORD.fullmatch(keyword) is None:
            problem = problem or f"unknown instruction on line {first + 1}"
            continue
        if len(instructions) == INSTRUCTIONS_LIMIT:
            return instructions, f"more than {INSTRUCTIONS_LIMIT:,} instructions"
        instructions.append(_instruction(keyword, first + 1, value, "".join(bodies), escape))
    return instructions, problem


def _escape_character(lines: list[str]) -> tuple[str, int]:
    """The character that continues a line, and the first line after the parser directives."""
    escape = "\\"
    for number, line in enumerate(lines):
        match = _DIRECTIVE.match(line.strip())
        if match is None:
            return escape, number
        if match[1].lower() == "escape" and match[2] == "`":
            escape = "`"
    return escape, len(lines)


def _heredoc(lines: list[str], number: int, name: str, strip_tabs: bool) -> tuple[str, int, bool]:
    body: list[str] = []
    while number < len(lines):
        line = lines[number].lstrip("\t") if strip_tabs else lines[number]
        number += 1
        if line == name:
            return "".join(body), number, True
        body.append(line + "\n")
    return "".join(body), number, False


def _instruction(keyword: str, line: int, value: str, heredoc: str, escape: str) -> Instruction:
    flags: list[str] = []
    position = 0
    if keyword in _WITH_FLAGS:
        while (match := _FLAG.match(value, position)) is not None:
            flags.append(match[0].strip())
            position = match.end()
    value = value[position:]
    listed = _json_strings(value)
    words = _split(value, escape) if listed is None else listed
    return Instruction(keyword, line, value, words, listed is not None, heredoc, tuple(flags))


def _json_strings(value: str) -> tuple[str, ...] | None:
    """The exec form; None (Docker then takes the text as shell form) if it is not a list of strings."""
    if not value.startswith("["):
        return None
    try:
        loaded = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return tuple(loaded) if all(isinstance(each, str) for each in loaded) else None


def _word_patterns(escape: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    escaped = re.escape(escape)
    quoted = rf"\"(?:[^\"{escaped}]++|{escaped}.)*+\"|'[^']*+'"
    word = re.compile(rf"(?:[^\s\"'{escaped}]++|{quoted}|{escaped}.|[\"'{escaped}])++")
    return word, re.compile(rf"({quoted})|{escaped}(.)")


_WORDS = {escape: _word_patterns(escape) for escape in ("\\", "`")}


def _split(value: str, escape: str) -> tuple[str, ...]:
    """Words as a shell splits them, quotes removed. A quote that never closes is a plain character."""
    word, quoting = _WORDS[escape]
    return tuple(
        quoting.sub(lambda match: match[1][1:-1] if match[1] else match[2], each)
        for each in word.findall(value)
    )
