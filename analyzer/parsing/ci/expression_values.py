"""Values of expressions: what a file decides, what only a run knows, and what functions make of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from analyzer.parsing.steps import spend

MAXIMUM_EXPRESSION = 4_000
_MAXIMUM_DEPTH = 40


class Unknown(Enum):
    """What a file does not say: nothing of it, or only whether it counts as true."""

    UNKNOWN = "unknown"
    TRUTHY = "truthy"
    FALSY = "falsy"


UNKNOWN, TRUTHY, FALSY = Unknown.UNKNOWN, Unknown.TRUTHY, Unknown.FALSY


class Beginning(Struct, frozen=True):
    """A text of which only the beginning is known: `refs/heads/` of some branch."""

    text: str


Known: TypeAlias = "str | float | bool | list[Result] | dict[str, Result] | None"
Result: TypeAlias = "Known | Unknown | Beginning"


def truth(value: Result) -> bool | None:
    """Whether a value counts as true; None if that is not known."""
    if isinstance(value, Unknown):
        return {TRUTHY: True, FALSY: False}.get(value)
    if isinstance(value, Beginning | list | dict):
        return True
    return bool(value) and value == value  # NaN is false


def as_text(value: Result) -> str | None:
    """A scalar as GitHub writes it into a text; None for anything else."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else None


def from_json(written: str) -> Result:
    """The value of a JSON text."""
    try:
        return _plain(json.loads(written), 0)
    except (ValueError, RecursionError):
        return UNKNOWN


def _plain(value: object, depth: int) -> Result:
    spend(1)
    if depth > _MAXIMUM_DEPTH:
        return UNKNOWN
    if isinstance(value, list):
        return [_plain(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, bool | str) or value is None:
        return value
    return float(value) if isinstance(value, int | float) else UNKNOWN


def below(value: Result, path: Sequence[str]) -> Result:
    """What a value holds at a path of keys, which are compared without regard to case."""
    for key in path:
        if isinstance(value, dict):
            value = next((each for name, each in value.items() if name.lower() == key.lower()), None)
        elif isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else UNKNOWN
        elif isinstance(value, Unknown | Beginning):
            return UNKNOWN
        else:
            return None
    return value


def either(left: Result, right: Result) -> Result:
    """What `left || right` is."""
    said = truth(left)
    if said is not None:
        return left if said else right
    return TRUTHY if truth(right) else UNKNOWN


def both(left: Result, right: Result) -> Result:
    """What `left && right` is."""
    said = truth(left)
    if said is not None:
        return right if said else left
    return FALSY if truth(right) is False else UNKNOWN


def compared(mark: str, left: Result, right: Result) -> Result:
    """What a comparison is, in GitHub's loose way."""
    if mark in ("==", "!="):
        same = _same(left, right)
        return UNKNOWN if same is None else same == (mark == "==")
    if isinstance(left, Unknown | Beginning) or isinstance(right, Unknown | Beginning):
        return UNKNOWN
    if isinstance(left, str) and isinstance(right, str):
        one, other = left.lower(), right.lower()
        return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[mark]
    first, second = _number(left), _number(right)
    return {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[mark]


def _same(left: Result, right: Result) -> bool | None:
    if isinstance(left, Beginning) or isinstance(right, Beginning):
        start, other = (left, right) if isinstance(left, Beginning) else (right, left)
        possible = not isinstance(other, str) or other.lower().startswith(_start(start))
        return None if possible else False
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        # A text that is known to be there is not the empty one.
        known, other = (left, right) if isinstance(left, Unknown) else (right, left)
        return False if known is TRUTHY and (other is None or other in ("", False)) else None
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if type(left) is type(right):
        return left == right
    return _number(left) == _number(right)


def _start(value: Result) -> str:
    return value.text.lower() if isinstance(value, Beginning) else ""


def _number(value: Result) -> float:
    if value is None or value == "":
        return 0.0
    if isinstance(value, bool | float):
        return float(value)
    try:
        return float(value) if isinstance(value, str) else float("nan")
    except ValueError:
        return float("nan")


def called(name: str, given: list[Result]) -> Result:
    """What a function makes of its arguments; nothing known of one that asks the run."""
    if name in ("always", "success", "succeeded", "succeededorfailed"):
        return True
    function = _FUNCTIONS.get(name)
    return UNKNOWN if function is None or not given else function(given)


def _contains(given: list[Result]) -> Result:
    place, wanted = given[0], as_text(given[1]) if len(given) > 1 else None
    if wanted is None:
        return UNKNOWN
    if isinstance(place, list):
        said = [as_text(each) for each in place]
        if any(each is not None and each.lower() == wanted.lower() for each in said):
            return True
        return UNKNOWN if None in said else False
    if isinstance(place, Beginning):
        if wanted.lower() in place.text.lower():
            return True
        return False if wanted.lower().startswith("refs/") else UNKNOWN
    written = as_text(place)
    return UNKNOWN if written is None else wanted.lower() in written.lower()


def _starts(given: list[Result]) -> Result:
    wanted = as_text(given[1]) if len(given) > 1 else None
    if wanted is None:
        return UNKNOWN
    if isinstance(given[0], Beginning):
        if _start(given[0]).startswith(wanted.lower()):
            return True
        return UNKNOWN if wanted.lower().startswith(_start(given[0])) else False
    written = as_text(given[0])
    return UNKNOWN if written is None else written.lower().startswith(wanted.lower())


def _ends(given: list[Result]) -> Result:
    written, wanted = as_text(given[0]), as_text(given[1]) if len(given) > 1 else None
    return UNKNOWN if written is None or wanted is None else written.lower().endswith(wanted.lower())


def _format(given: list[Result]) -> Result:
    said = [as_text(each) for each in given]
    if None in said:
        return UNKNOWN
    words = [each or "" for each in said]
    return re.sub(
        r"\{(\d{1,3})\}",
        lambda match: words[int(match[1]) + 1] if int(match[1]) + 1 < len(words) else match[0],
        words[0],
    )[:MAXIMUM_EXPRESSION]


def _join(given: list[Result]) -> Result:
    separator = as_text(given[1]) if len(given) > 1 else ","
    said = [as_text(each) for each in given[0]] if isinstance(given[0], list) else [as_text(given[0])]
    return UNKNOWN if None in said or separator is None else separator.join(each or "" for each in said)


def _from_json(given: list[Result]) -> Result:
    return from_json(given[0]) if isinstance(given[0], str) else UNKNOWN


def _to_json(given: list[Result]) -> Result:
    written = as_text(given[0])
    return UNKNOWN if written is None else json.dumps(written)


def _equal(given: list[Result]) -> Result:
    return compared("==", given[0], given[1]) if len(given) > 1 else UNKNOWN


def _unequal(given: list[Result]) -> Result:
    return compared("!=", given[0], given[1]) if len(given) > 1 else UNKNOWN


def _all(given: list[Result]) -> Result:
    value: Result = True
    for each in given:
        value = both(value, each)
    return value


def _any(given: list[Result]) -> Result:
    value: Result = False
    for each in given:
        value = either(value, each)
    return value


def _none(given: list[Result]) -> Result:
    said = truth(given[0])
    return UNKNOWN if said is None else not said


def _among(given: list[Result]) -> Result:
    return _any([compared("==", given[0], each) for each in given[1:]])


def _not_among(given: list[Result]) -> Result:
    return _none([_among(given)])


def _first(given: list[Result]) -> Result:
    return next((each for each in given if each is not None and each != ""), "")


_FUNCTIONS: Mapping[str, Callable[[list[Result]], Result]] = {
    "contains": _contains,
    "startswith": _starts,
    "endswith": _ends,
    "format": _format,
    "join": _join,
    "fromjson": _from_json,
    "tojson": _to_json,
    # Azure writes its operators as functions.
    "eq": _equal,
    "ne": _unequal,
    "and": _all,
    "or": _any,
    "not": _none,
    "in": _among,
    "notin": _not_among,
    "coalesce": _first,
}
