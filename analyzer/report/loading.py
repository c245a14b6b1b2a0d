"""Reads a scorecard back from the JSON that this version or an earlier one wrote.

A file that somebody hands over is hostile: whatever is not as the contract says is one sentence. Of an
earlier version, what it did not write yet is filled in; what a later one adds is kept.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, NoReturn, cast, get_args, get_origin, get_type_hints, is_typeddict

from analyzer.report.contract import (
    ClaimEntry,
    DimensionEntry,
    EvidenceEntry,
    QuestionEntry,
    RepositoryEntry,
    RubricEntry,
    ScorecardDocument,
    SignalEntry,
    VerdictEntry,
)
from analyzer.report.text import plain, well_formed

MAJOR_VERSION = "1."
RESULT_SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of a scorecard; one of a hundred large repositories has a twentieth of them."""
_NESTING = 20
# Beyond it sums are no longer exact, and none of ours comes near it.
_LARGEST_NUMBER = 10**15
# What version 1.0 did not say yet.
_NOTHING = (0.0, 0.0)
_NOT_SAID_EARLIER: Mapping[object, Mapping[str, object]] = {
    ScorecardDocument: {"contributions": (), "blind": False, "signals": (), "not_seen": ()},
    RubricEntry: {
        "role": None,
        "subject": None,
        "bands": (),
        "attribution": True,
        "credit_factor": 1.0,
        "full_credit_at": 1.0,
    },
    VerdictEntry: {"meaning": None, "summed": _NOTHING},
    DimensionEntry: {"weight": 0.0, "essential": False, "full_credit_at": 1.0},
    RepositoryEntry: {"fork_of": None, "purpose": None, "life": (1.0, 1.0), "activity": None, "code": None},
    EvidenceEntry: dict.fromkeys(("introduced", "first_date", "days", "authors", "share_of", "lines")),
    ClaimEntry: {"topic": None, "author": None},
    SignalEntry: {
        "max_level": "sustained",
        "weight": 0.0,
        "points": 0.0,
        "earned": _NOTHING,
        "near": (),
        "may_hold": None,
        "credited": ("absent", "absent"),
    },
    QuestionEntry: {"general": False, "repository": None, "path": None, "line": None, "permalink": None},
}


class BadDocument(ValueError):  # noqa: N818  (it names what was found)
    """The text is not a scorecard of a version that can be read; the message says why."""


def read_document(text: str | bytes) -> ScorecardDocument:
    """The scorecard that `scan -f json` wrote. Raises BadDocument."""
    if len(text) > RESULT_SIZE_LIMIT:
        raise BadDocument(f"it is larger than {RESULT_SIZE_LIMIT:,} bytes")
    try:
        parsed = json.loads(text, parse_constant=_not_a_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise BadDocument("it is not JSON") from error
    version = parsed.get("schema_version") if isinstance(parsed, dict) else None
    if not isinstance(version, str):
        raise BadDocument("it is not a scorecard")
    if not version.startswith(MAJOR_VERSION):
        raise BadDocument(f"its format version is {plain(version, 20)}; only {MAJOR_VERSION}x is supported")
    document = cast(ScorecardDocument, _read(parsed, ScorecardDocument, ""))
    for divisor in (document["rubric"], *document["dimensions"]):
        if divisor["full_credit_at"] <= 0:
            raise BadDocument("a number is out of range")
    for part in (document["verdict"], *document["dimensions"]):
        if not (0 <= part["low"] <= 100 and 0 <= part["high"] <= 100 and 0 <= part["coverage"] <= 1):
            raise BadDocument("a number is out of range")
    return document


def _read(value: object, kind: Any, where: str) -> object:
    """The value, if it is of that type. Raises BadDocument, which says where it is not."""
    if is_typeddict(kind):
        return _entry(value, kind, where)
    if isinstance(kind, UnionType):
        return _one_of(value, get_args(kind), where)
    if get_origin(kind) is tuple and isinstance(value, list | tuple) and len(value) == len(get_args(kind)):
        return tuple(_read(each, inner, where) for each, inner in zip(value, get_args(kind), strict=True))
    if get_origin(kind) is list and isinstance(value, list | tuple):
        (inner,) = get_args(kind)
        return [_read(each, inner, where) for each in value]
    if get_origin(kind) is dict and isinstance(value, dict):
        _key, inner = get_args(kind)
        return {well_formed(name): _read(each, inner, where) for name, each in value.items()}
    if kind is str and isinstance(value, str):
        return well_formed(value)
    numbers = {float: (int, float), int: (int,)}.get(kind, ())
    if isinstance(value, bool) is (kind is bool) and isinstance(value, (*numbers, bool)):
        if isinstance(value, int | float) and abs(value) > _LARGEST_NUMBER:
            raise BadDocument("a number is out of range")
        return value
    raise BadDocument(f"it is not a scorecard: {where or 'the document'} is not {_NOUNS.get(kind, 'a list')}")


_NOUNS = {str: "text", int: "an integer", float: "a number", bool: "true or false"}


def _one_of(value: object, kinds: tuple[Any, ...], where: str) -> object:
    if value is None and NoneType in kinds:
        return None
    possible = [kind for kind in kinds if kind is not NoneType]
    for kind in possible[:-1]:
        if isinstance(value, kind) and not isinstance(value, bool):
            return _read(value, kind, where)
    return _read(value, possible[-1], where)


def _entry(value: object, kind: Any, where: str) -> dict[str, object]:
    """An object of the contract in the contract's order, then what a later version added."""
    if not isinstance(value, dict):
        raise BadDocument(f"it is not a scorecard: {where or 'the document'} is not an object")
    earlier = _NOT_SAID_EARLIER.get(kind, {})
    found: dict[str, object] = {}
    for name, inner in _hints(kind).items():
        inside = f"{where}.{name}" if where else name
        if name in value:
            found[name] = _read(value[name], inner, inside)
        elif name in earlier:
            found[name] = _read(earlier[name], inner, inside)
        else:
            raise BadDocument(f"it is not a scorecard: {inside} is missing")
    found.update((well_formed(name), _kept(value[name], _NESTING)) for name in value if name not in found)
    return found


_KNOWN_HINTS: dict[object, dict[str, Any]] = {}


def _hints(kind: Any) -> dict[str, Any]:
    if kind not in _KNOWN_HINTS:
        _KNOWN_HINTS[kind] = get_type_hints(kind)
    return _KNOWN_HINTS[kind]


def _kept(value: object, nesting: int) -> object:
    """What this version does not know, as it is."""
    if nesting == 0:
        raise BadDocument("it is nested too deeply")
    if isinstance(value, dict):
        return {well_formed(name): _kept(each, nesting - 1) for name, each in value.items()}
    if isinstance(value, list):
        return [_kept(each, nesting - 1) for each in value]
    return well_formed(value) if isinstance(value, str) else value


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(word)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number
