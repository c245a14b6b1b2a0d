"""Values of files of any format, as far as they are there: tables, lists, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def at(value: object, *keys: str) -> object:
    """The value below nested tables; None where a step is missing or no table."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def table(value: object) -> Mapping[str, object]:
    """The value if it is a table, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: object) -> Sequence[object]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def words_of(value: object) -> tuple[str, ...]:
    """The strings of a list."""
    return tuple(str(each) for each in sequence(value) if isinstance(each, str | int | float))
