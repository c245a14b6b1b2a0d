"""What a log said of a whole history, column by column, in the form in which it is kept.

A column is a value of its own: no two of a long history are held twice at once. Every value says of which
commit it is the history, so that what was not written together is not read together.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from analyzer.columns import NUMBER_CODE, Lists, Texts
from analyzer.commits import COMMIT_COLUMNS, RARE_VALUES, CommitTable
from analyzer.sources import Author, Change

_OTHERS = ("people", "groups", "names", *RARE_VALUES)
_Names = list[tuple[bytes, bytes]]
_FORMS: Mapping[str, Any] = {
    "people": _Names,
    "groups": list[_Names],
    "names": list[bytes],
    "path_counts": dict[int, int],
    "reverts": dict[int, str],
    "renames": dict[int, list[tuple[bytes, bytes]]],
    "changes": dict[int, list[tuple[bytes, str, str]]],
}


def encoded_history(table: CommitTable) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a table, each with its name."""
    for name in COMMIT_COLUMNS:
        yield name.encode(), _encoded(table, _plain(getattr(table, name)))
    for name in _OTHERS:
        yield name.encode(), _encoded(table, _without_text(name, getattr(table, name)))


def decoded_history(parts: Mapping[bytes, bytes]) -> CommitTable | None:
    """The table, if these are all parts of one."""
    table = CommitTable()
    try:
        stamps = set()
        for name in COMMIT_COLUMNS:
            stamp, values = _decoded(parts[name.encode()], tuple[bytes, ...])
            stamps.add(stamp)
            setattr(table, name, _column(getattr(table, name), values))
        for name in _OTHERS:
            stamp, value = _decoded(parts[name.encode()], _FORMS[name])
            stamps.add(stamp)
            setattr(table, name, _with_text(name, value))
        if len(stamps) != 1 or not table.is_sound() or stamps != {_stamp(table)}:
            return None
    except (KeyError, ValueError, IndexError, msgspec.MsgspecError):
        return None
    return table


def _stamp(table: CommitTable) -> str:
    """What all parts have in common: the newest commit, their number, and how this machine writes numbers."""
    return f"{table.ids[0] if len(table) else ''} {len(table)} {sys.byteorder}"


def _encoded(table: CommitTable, value: object) -> bytes:
    return msgspec.msgpack.encode((_stamp(table), value))


def _decoded(content: bytes, form: Any) -> tuple[str, Any]:
    return msgspec.msgpack.decode(content, type=tuple[str, form])


def _plain(column: array[int] | Texts | Lists) -> tuple[bytes | bytearray, ...]:
    if isinstance(column, Texts):
        return column.content, column.ends.tobytes()
    if isinstance(column, Lists):
        return column.values.tobytes(), column.ends.tobytes()
    return (column.tobytes(),)


def _column(empty: array[int] | Texts | Lists, values: tuple[bytes, ...]) -> array[int] | Texts | Lists:
    """The column of the same kind as an empty one. Raises ValueError."""
    if isinstance(empty, Texts):
        content, ends = values
        return Texts(bytearray(content), array(NUMBER_CODE, ends))
    if isinstance(empty, Lists):
        numbers, ends = values
        return Lists(array(NUMBER_CODE, numbers), array(NUMBER_CODE, ends))
    (numbers,) = values
    return array(empty.typecode, numbers)


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _without_text(name: str, value: Any) -> object:
    """A value with bytes for texts that may be no UTF-8."""
    match name:
        case "people":
            return [(_raw(each.name), _raw(each.email)) for each in value]
        case "groups":
            return [[(_raw(each.name), _raw(each.email)) for each in group] for group in value]
        case "names":
            return list(map(_raw, value))
        case "renames":
            return {row: [(_raw(old), _raw(new)) for old, new in pairs] for row, pairs in value.items()}
        case "changes":
            return {
                row: [(_raw(each.path), each.before, each.after) for each in changes]
                for row, changes in value.items()
            }
    return value


def _with_text(name: str, value: Any) -> object:
    match name:
        case "people":
            return [Author(_text(each), _text(email)) for each, email in value]
        case "groups":
            return [tuple(Author(_text(each), _text(email)) for each, email in group) for group in value]
        case "names":
            return list(map(_text, value))
        case "renames":
            return {
                row: tuple((_text(old), _text(new)) for old, new in pairs) for row, pairs in value.items()
            }
        case "changes":
            return {
                row: tuple(Change(_text(path), before, after) for path, before, after in changes)
                for row, changes in value.items()
            }
    return value
