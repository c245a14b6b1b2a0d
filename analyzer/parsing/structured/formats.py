"""Bounded readers of YAML, TOML, JSON and INI: scalars stay text and know their line.

Nothing is converted: `on` is the text "on", `1:59` is never a sexagesimal number, a version `3.10` keeps
its zero; only nothing (`null`, `~`) is the empty text. Every reader is total and answers with a `Document`;
input over a limit gives a problem. The limits reject alias and merge bombs in milliseconds: a nesting
depth, and a number of nodes in which an alias counts for everything it stands for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import tomli
import yaml

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.parsing.structured.values import (
    Block,
    Builder,
    Document,
    Items,
    LimitError,
    Text,
    Value,
    block,
    items,
    line,
    text,
)
from analyzer.parsing.text import decode

__all__ = [
    "INI_LIMIT",
    "JSON_LIMIT",
    "TOML_LIMIT",
    "YAML_LIMIT",
    "Block",
    "Document",
    "Items",
    "Text",
    "Value",
    "block",
    "items",
    "line",
    "load_ini",
    "load_json",
    "load_toml",
    "load_yaml",
    "text",
]

YAML_LIMIT = 256 * 1024
TOML_LIMIT = 256 * 1024
JSON_LIMIT = 256 * 1024
INI_LIMIT = 256 * 1024

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# PyYAML's binding of libyaml is optional; only its scanner and parser are used, never its composer.
_EVENTS: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# YAML 1.1 begins a line after each of these, YAML 1.2 and every editor do not.
_NO_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}

# Texts are matched as well, so that what looks like a comment in one is none.
_JSON_TEXT = r'"(?:[^"\\\n]|\\.)*+"'
JSON_COMMENT = lazy_regex(rf"{_JSON_TEXT}|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/")
LAST_COMMA = lazy_regex(rf"{_JSON_TEXT}|,(?=\s*+[}}\]])")
_JSON_TOKEN = lazy_regex(r'"(?:[^"\\]|\\.)*"|[{}\[\]\n]|[^\s{}\[\]",:]+')

_TOML_BARE_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_TOML_KEY = rf"{_TOML_BARE_KEY}(?:[ \t]*\.[ \t]*{_TOML_BARE_KEY})*"
_TOML_TABLE = lazy_regex(rf"[ \t]*(?P<open>\[\[?)[ \t]*(?P<key>{_TOML_KEY})[ \t]*\]")
_TOML_PAIR = lazy_regex(rf"[ \t]*(?P<key>{_TOML_KEY})[ \t]*=[ \t]*(?P<rest>.*)")
_TOML_PART = lazy_regex(_TOML_BARE_KEY)
_TOML_MULTILINE = lazy_regex(r'"""|' + "'''")

_INI_SECTION = lazy_regex(r"\[(?P<name>[^\]]+)\]")
_INI_OPTION = lazy_regex(r"(?P<key>[^=:]*[^=:\s])\s*[=:]\s*(?P<value>.*)")

_TomlPath = tuple[str | int, ...]


def load_yaml(content: bytes) -> tuple[Document, ...]:
    """The documents of YAML of at most `YAML_LIMIT` bytes; what comes after a problem is not read.

    Custom tags (`!Ref`, `!reference`) are dropped and their node kept. Never raises.
    """
    if len(content) > YAML_LIMIT:
        return (Document(None, _over(content, YAML_LIMIT)),)
    documents: list[Document] = []
    try:
        documents.extend(Document(value, None) for value in _yaml_values(decode(content)))
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark is not None else ""
        documents.append(Document(None, f"not YAML: {where}{error.problem or error.context}"))
    except yaml.reader.ReaderError as error:
        documents.append(Document(None, f"not YAML: it holds the character U+{error.character:04X}"))
    except Exception as error:  # the border of this parser: whatever is wrong is a fact about the file
        documents.append(Document(None, _problem(error)))
    return tuple(documents)


def load_toml(content: bytes) -> Document:
    """The value of TOML of at most `TOML_LIMIT` bytes. Never raises.

    Lines are those of the key a value belongs to, found by reading the text beside the parser (which
    keeps none); an element of an array has the line of the array.
    """
    return _load(content, TOML_LIMIT, _toml_value)


def load_json(content: bytes) -> Document:
    """The value of JSON of at most `JSON_LIMIT` bytes. Numbers stay as they are written. Never raises.

    An empty file holds none, and nothing was missed in it. Comments and commas at an end are dropped, which
    the settings of many tools may hold.
    """
    if not content.strip():
        return Document(None, None)
    document = _load(content, JSON_LIMIT, _json_value)
    if document.problem is None or len(content) > JSON_LIMIT:
        return document
    plain = _load(content, JSON_LIMIT, lambda written: _json_value(_without_comments(written)))
    return document if plain.problem is not None else plain


def _without_comments(written: str) -> str:
    """The same text of as many lines with blanks for comments, and for commas before a closing bracket."""

    def blank(found: re.Match[str]) -> str:
        return found[0] if found[0][0] == '"' else re.sub(r"[^\n]", " ", found[0])

    return LAST_COMMA.sub(blank, JSON_COMMENT.sub(blank, written))


def load_ini(content: bytes) -> Document:
    """The sections of an INI file of at most `INI_LIMIT` bytes, as Python's configparser reads them.

    More tolerant: a section or key may be repeated, a key may have no value and keeps its case, and
    there is no interpolation. A comment inside a value of several lines leaves an empty line, so
    that line `n` of the value is line `value.line + n` of the file. Never raises.
    """
    return _load(content, INI_LIMIT, _ini_value)


def _load(content: bytes, limit: int, read: Callable[[str], Value | None]) -> Document:
    if len(content) > limit:
        return Document(None, _over(content, limit))
    try:
        return Document(read(decode(content)), None)
    except Exception as error:  # the border of these parsers: whatever is wrong is a fact about the file
        return Document(None, _problem(error))


def _over(content: bytes, limit: int) -> str:
    return f"{len(content):,} bytes exceeds the limit of {limit:,} bytes"


def _problem(error: Exception) -> str:
    if isinstance(error, LimitError):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: line {error.lineno}: {error.msg}"
    if isinstance(error, tomli.TOMLDecodeError):
        return f"not TOML: {str(error)[:200]}"
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, ValueError) and "integer string conversion" in str(error):
        return "a number has too many digits"
    return f"could not be read: {type(error).__name__}"


# -- YAML --------------------------------------------------------------------------------------------


def _yaml_values(source: str) -> Iterator[Value | None]:
    builder = Builder()
    source = source.translate(_NO_BREAKS)
    last = len(lines_of(source))
    for event in yaml.parse(source, Loader=_EVENTS):
        if isinstance(event, yaml.ScalarEvent):
            _yaml_scalar(builder, event, last)
        elif isinstance(event, yaml.MappingStartEvent):
            builder.open(Block(line=_line(event, last)), event.anchor)
        elif isinstance(event, yaml.SequenceStartEvent):
            builder.open(Items(line=_line(event, last)), event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            builder.close()
        elif isinstance(event, yaml.AliasEvent):
            builder.alias(event.anchor or "")
        elif isinstance(event, yaml.DocumentStartEvent):
            builder.start_document()
        elif isinstance(event, yaml.DocumentEndEvent):
            # A document that says nothing is one empty scalar.
            yield None if builder.root == "" else builder.root


def _line(event: yaml.Event, last: int) -> int:
    """Where it stands; what the end of the file leaves empty stands on its last line."""
    return 1 if event.start_mark is None else max(1, min(event.start_mark.line + 1, last))


def _yaml_scalar(builder: Builder, event: yaml.ScalarEvent, last: int) -> None:
    plain = not event.style and event.implicit[0]
    is_block = event.style in ("|", ">") and bool(event.value)
    value = "" if plain and event.value in _NULLS else event.value
    scalar = Text(value, _line(event, last) + is_block)
    builder.scalar(scalar, event.anchor, is_merge=plain and value == "<<")


# -- JSON --------------------------------------------------------------------------------------------


def _json_value(source: str) -> Value | None:
    """Python's decoder says whether it is JSON; the tokens, read once more, say where everything stands."""
    json.loads(source, parse_int=str, parse_float=str)
    builder, number = Builder(), 1
    for match in _JSON_TOKEN.finditer(source):
        part = match[0]
        if part == "\n":
            number += 1
        elif part == "{":
            builder.open(Block(line=number))
        elif part == "[":
            builder.open(Items(line=number))
        elif part in "}]":
            builder.close()
        elif part.startswith('"'):
            builder.scalar(Text(json.loads(part), number))
        else:
            builder.scalar(Text("" if part == "null" else part, number))
    return builder.root


# -- TOML --------------------------------------------------------------------------------------------


def _toml_value(source: str) -> Value | None:
    builder, lines = Builder(), _toml_lines(source)
    end = object()
    pending: list[tuple[object, _TomlPath, int]] = [(tomli.loads(source), (), 1)]
    while pending:
        node, path, parent = pending.pop()
        number = lines.get(path, parent)
        if node is end:
            builder.close()
        elif isinstance(node, dict | list):
            pairs: Iterable[tuple[Any, object]] = node.items() if isinstance(node, dict) else enumerate(node)
            builder.open(Block(line=number) if isinstance(node, dict) else Items(line=number))
            pending.append((end, path, number))
            for key, value in reversed(list(pairs)):
                pending.append((value, (*path, key), number))
                if isinstance(node, dict):
                    # A key is a scalar of its own, at the line of what it names.
                    pending.append((Text(key), (*path, key), number))
        else:
            builder.scalar(Text(_toml_scalar(node), number))
    return builder.root


def _toml_scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat is not None else str(value)


def _toml_lines(source: str) -> Mapping[_TomlPath, int]:
    """Where tables and keys stand, as far as whole lines tell. Strings of several lines are passed over."""
    lines: dict[_TomlPath, int] = {}
    counts: dict[_TomlPath, int] = {}
    table: _TomlPath = ()
    quote: str | None = None
    for number, row in enumerate(source.split("\n"), start=1):
        if quote is not None:
            quote = None if row.count(quote) % 2 else quote
            continue
        rest = row
        if (match := _TOML_TABLE.match(row)) is not None:
            table = _toml_path(match["key"])
            if match["open"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif (match := _TOML_PAIR.match(row)) is not None:
            rest = match["rest"]
            begins_below = rest.rstrip() in ('"""', "'''")
            lines.setdefault((*table, *_toml_path(match["key"])), number + begins_below)
        opened = _TOML_MULTILINE.search(rest)
        if opened is not None and rest.count(opened[0]) % 2:
            quote = opened[0]
    return lines


def _toml_path(key: str) -> _TomlPath:
    return tuple(part.strip("\"'") for part in _TOML_PART.findall(key))


# -- INI ---------------------------------------------------------------------------------------------


class _Ini:
    """Sections read so far, and the option whose value may go on."""

    def __init__(self) -> None:
        self.sections = Block()
        self._section: Block | None = None
        self._key: Text | None = None
        self._indent = 0
        self._rows: list[str] = []

    def read(self, row: str, number: int) -> None:
        stripped = row.strip()
        indent = len(row) - len(row.lstrip())
        if not stripped or stripped.startswith(("#", ";")):
            self._rows.append("")
        elif self._key is not None and indent > self._indent:
            self._rows.append(stripped)
        elif (match := _INI_SECTION.match(stripped)) is not None:
            self.finish()
            name = Text(match["name"], number)
            self._section = block(self.sections.setdefault(name, Block(line=number)))
        else:
            self.finish()
            self._option(stripped, number, indent)

    def _option(self, stripped: str, number: int, indent: int) -> None:
        if self._section is None:
            raise LimitError(f"not INI: line {number}: not in a section")
        match = _INI_OPTION.match(stripped)
        self._key = Text(stripped if match is None else match["key"], number)
        self._rows = ["" if match is None else match["value"]]
        self._indent = indent

    def finish(self) -> None:
        """The value of the last option is complete."""
        if self._section is not None and self._key is not None:
            said = [position for position, row in enumerate(self._rows) if row]
            first, last = (said[0], said[-1]) if said else (0, 0)
            value = Text("\n".join(self._rows[first : last + 1]), self._key.line + first)
            self._section.pop(self._key, None)
            self._section[self._key] = value
        self._key, self._rows = None, []


def _ini_value(source: str) -> Value | None:
    reader = _Ini()
    for number, row in enumerate(source.split("\n"), start=1):
        reader.read(row, number)
    reader.finish()
    return reader.sections or None


def nodes(root: object, limit: int = 50_000) -> Iterator[Block | Items | Text]:
    """A structured value and everything below it; aliases and depth are bounded by the reader."""
    stack, count = [root], 0
    while stack and count < limit:
        count += 1
        node = stack.pop()
        if isinstance(node, Block):
            yield node
            stack.extend(reversed(list(node.values())))
        elif isinstance(node, Items):
            yield node
            stack.extend(reversed(list(node)))
        elif isinstance(node, Text):
            yield node
