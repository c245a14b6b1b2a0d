"""What must hold of facts, whichever parser made them: their types, their lines, one spelling to compare."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields

LINE_FIELDS = frozenset({"line", "run_line", "script_line", "start_line", "end_line", "main_guard"})


def canonical(value: object) -> str:
    """One text for equal facts, with the lines that values of structured files carry; sets are sorted."""
    pieces: list[str] = []
    _write(value, pieces)
    return "".join(pieces)


def _write(value: object, pieces: list[str]) -> None:
    if isinstance(value, Struct):
        pieces.append(type(value).__name__)
        value = [getattr(value, each.name) for each in fields(value)]
    at = getattr(value, "line", None)
    if isinstance(value, str):
        pieces.append(repr(str(value)))
    elif isinstance(value, Mapping):
        pieces.append("{")
        for key, each in value.items():
            _write(key, pieces)
            pieces.append(":")
            _write(each, pieces)
            pieces.append(",")
        pieces.append("}")
    elif isinstance(value, set | frozenset):
        pieces.append(f"set({sorted(canonical(each) for each in value)})")
    elif isinstance(value, tuple | list):
        pieces.append("(")
        for each in value:
            _write(each, pieces)
            pieces.append(",")
        pieces.append(")")
    else:
        pieces.append(repr(value))
    if isinstance(at, int):
        pieces.append(f"@{at}")


def every_fact(value: object) -> Iterator[Any]:
    """Every record inside a value, the outer ones first."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Struct):
            yield each
            pending.extend(getattr(each, field.name) for field in fields(each))
        elif isinstance(each, tuple | list | set | frozenset):
            pending.extend(each)
        elif isinstance(each, Mapping):
            pending.extend(each.values())


def lines_within(value: object, last: int) -> None:
    """Every line that a fact names is one of the file's. Raises AssertionError."""
    for fact in every_fact(value):
        for field in fields(fact):
            number = getattr(fact, field.name)
            if field.name in LINE_FIELDS and number is not None:
                assert 1 <= number <= last, f"{type(fact).__name__}.{field.name} is {number} of {last} lines"


def typed(value: object) -> None:
    """Every field of every fact has the type that its class declares. Raises AssertionError."""
    for fact in every_fact(value):
        kind: Any = type(fact)
        for name, annotation in _annotations(kind).items():
            each = getattr(fact, name)
            assert _fits(each, annotation), f"{type(fact).__name__}.{name} is {type(each).__name__}"


@cache
def _annotations(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _fits(value: object, annotation: Any) -> bool:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in (Any, object):
        return True
    if origin in (Union, types.UnionType):
        return any(_fits(value, each) for each in arguments)
    if origin is tuple and isinstance(value, tuple):
        if arguments[1:] == (...,):
            return all(_fits(each, arguments[0]) for each in value)
        return len(value) == len(arguments) and all(map(_fits, value, arguments))
    if origin in (set, frozenset) and isinstance(value, origin):
        return all(_fits(each, arguments[0]) for each in value)
    if origin is not None:
        return isinstance(value, origin)
    if annotation is None:
        return value is None
    if annotation is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return not isinstance(annotation, type) or isinstance(value, annotation)
