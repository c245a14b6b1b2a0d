"""What a rubric takes over from another one.

A rubric that inherits states only what is different: a mapping is merged key by key, everything else
replaces, null removes. A list of entries with an `id`, `label` or `title` is changed by a mapping from those,
`{times: 1.5}` multiplies a number, and `{instead: ...}` takes nothing over at its place. Where weights
change, what earns full credit changes in proportion, unless the rubric states it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeGuard

from msgspec import Struct

from analyzer.scoring.reader import RubricError
from analyzer.text import did_you_mean

TIMES = "times"
INSTEAD = "instead"
FULL_CREDIT = "full_credit_at"
# What tells the entries of a list apart, so that a mapping can name the ones that it changes.
ENTRY_KEYS = ("id", "label", "title")
_LARGEST = 1e9
_DECIMALS = 4


def inherit(inherited: Any, own: Mapping[str, Any], names: Names) -> Any:
    """The values of a rubric over those it inherits. Raises RubricError."""
    return _in_proportion(inherited, _Merge(names.own, names.inherited).merged(inherited, own, ""), own)


class Names(Struct, frozen=True):
    """What messages call a rubric, and the one that it inherits from."""

    own: str
    inherited: str


class _Merge(Struct, frozen=True):
    """What a rubric states, over what it inherits."""

    source: str
    parent: str

    def merged(self, inherited: Any, own: Any, key: str) -> Any:
        """Mappings merge key by key, null removes, everything else replaces."""
        if not isinstance(own, dict):
            return own
        if own.keys() == {INSTEAD}:
            return own[INSTEAD]
        if own.keys() == {TIMES} and not isinstance(inherited, dict):
            return self._product(inherited, own[TIMES], key)
        if isinstance(inherited, dict):
            return self._mapping(inherited, own, key)
        entry_key = entry_key_of(inherited)
        return own if entry_key is None else self._entries(inherited, entry_key, own, key)

    def _mapping(self, inherited: dict[Any, Any], own: dict[Any, Any], key: str) -> dict[Any, Any]:
        result = dict(inherited)
        for name, value in own.items():
            place = f"{key}.{name}" if key else str(name)
            if value is None:
                if name not in inherited:
                    wrong = f"is null, but '{self.parent}' has no such key to remove"
                    raise self._error(place, wrong, f"use one of: {_listed(inherited)}")
                del result[name]
            elif name in inherited:
                result[name] = self.merged(inherited[name], value, place)
            else:
                result[name] = value
        return result

    def _entries(
        self, inherited: list[dict[str, Any]], entry_key: str, own: dict[Any, Any], key: str
    ) -> list[Any]:
        entries = {each[entry_key]: each for each in inherited}
        always = [name for name in inherited[0] if all(name in each for each in inherited)]
        for name, value in own.items():
            stated = {entry_key, *value} if isinstance(value, dict) else set()
            missing = [each for each in always if each not in stated]
            if value is not None and name not in entries and missing:
                wrong = f"is not in '{self.parent}', and as a new entry it lacks {', '.join(missing)}"
                wrong += did_you_mean(str(name), entries)
                remedy = f"use one of: {_listed(entries)}; or add what is missing"
                raise self._error(f"{key}.{name}", wrong, remedy)
        changed = self._mapping(entries, own, key)
        return [
            {entry_key: name, **value} if isinstance(value, dict) else value
            for name, value in changed.items()
        ]

    def _product(self, inherited: object, factor: object, key: str) -> float:
        if not is_number(inherited):
            wrong = f"is multiplied, but it is not a number in '{self.parent}'"
            raise self._error(key, wrong, "state its value")
        if not is_number(factor) or factor < 0:
            raise self._error(f"{key}.{TIMES}", "is not a number of 0 or more", "use a number such as 1.5")
        product = round(float(inherited * factor), _DECIMALS)
        return int(product) if product.is_integer() else product

    def _error(self, place: str, wrong: str, remedy: str) -> RubricError:
        link = " " if wrong.endswith("?") else "; "
        return RubricError(f"rubric '{self.source}': {place} {wrong}{link}{remedy}")


def _listed(entries: Mapping[Any, Any]) -> str:
    return ", ".join(map(str, entries)) or "none"


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a finite number that a rubric may hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _in_proportion(inherited: Any, merged: Any, own: Mapping[str, Any]) -> Any:
    """The merged rubric, with full credit at the same part of the weights as in the inherited one."""
    before, after = (_dimensions_of(each) for each in (inherited, merged))
    if not before or not after:
        return merged
    stated: Any = own.get("dimensions")
    adjusted = []
    for id, dimension in after.items():
        old = before.get(id)
        states = stated[id] if isinstance(stated, dict) and id in stated else {}
        if old is not None and isinstance(stated, dict) and FULL_CREDIT not in states:
            signals = (old.get("signals"), dimension.get("signals"))
            dimension = _scaled(dimension, *map(_sum, signals))
        adjusted.append(dimension)
    result = {**merged, "dimensions": adjusted}
    if FULL_CREDIT in own:
        return result
    weights = [{id: one.get("weight") for id, one in each.items()} for each in (before, after)]
    return _scaled(result, *map(_sum, weights))


def _dimensions_of(values: Any) -> dict[str, dict[str, Any]]:
    """The dimensions by id; nothing for what is no valid rubric, which is told when it is read."""
    dimensions = values.get("dimensions") if isinstance(values, dict) else None
    if not isinstance(dimensions, list) or entry_key_of(dimensions) != "id":
        return {}
    return {each["id"]: each for each in dimensions}


def _sum(weights: object) -> float:
    """The sum of weights; 0 where one of them is not a number."""
    numbers = list(weights.values()) if isinstance(weights, dict) else []
    return math.fsum(numbers) if all(map(is_number, numbers)) else 0.0


def _scaled(values: dict[str, Any], before: float, after: float) -> dict[str, Any]:
    full = values.get(FULL_CREDIT)
    if not is_number(full) or before <= 0 or after <= 0 or before == after:
        return values
    return {**values, FULL_CREDIT: min(round(full * after / before, _DECIMALS), after)}


def entry_key_of(value: object) -> str | None:
    """The key by which the entries of a list are told apart; None for what is no such list."""
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        return None
    for key in ENTRY_KEYS:
        names = [each.get(key) for each in value]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return key
    return None
