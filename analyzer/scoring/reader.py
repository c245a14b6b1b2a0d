"""Takes the values of a rubric out of its document, or says which key is wrong and how to correct it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import yaml
from msgspec import Struct

from analyzer.model import Level
from analyzer.text import did_you_mean

# Names of keys in rubrics written for earlier versions; both are read.
FORMER_KEYS = {"full": "full_credit_at"}
LEVELS: Mapping[str, Level] = {level.word: level for level in Level if level > Level.ABSENT}


class RubricError(ValueError):
    """A rubric that cannot be used: one sentence with the file, the key and the remedy."""


# The parser in C, where PyYAML has it, reads a rubric in a tenth of the time.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UniqueKeyLoader(_Safe):  # type: ignore[misc]
    """A safe loader that refuses a repeated key instead of dropping the first value silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) < len(keys):
            repeated = next(key for key in keys if keys.count(key) > 1)
            raise yaml.constructor.ConstructorError(
                None, None, f"the key '{repeated}' is repeated", node.start_mark
            )
        values: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return values


class Reader(Struct, frozen=True):
    """Takes values of the expected type out of a document, or says which key is wrong and how."""

    source: str

    def error(self, key: str, wrong: str, remedy: str) -> RubricError:
        link = " " if wrong.endswith("?") else "; "
        return RubricError(f"rubric '{self.source}': {key} {wrong}{link}{remedy}")

    def mapping(
        self, value: object, key: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """A mapping with the `required` keys, and no others but `optional` ones."""
        allowed = ", ".join((*required, *optional))
        if not isinstance(value, dict):
            raise self.error(key, "is not a mapping", f"use the keys {allowed}")
        current: dict[str, Any] = {}
        for name, each in value.items():
            former = name in FORMER_KEYS and FORMER_KEYS[name] not in value
            current[FORMER_KEYS[name] if former else name] = each
        value = current
        for unknown in value:
            if unknown not in (*required, *optional):
                meant = did_you_mean(str(unknown), (*required, *optional))
                raise self.error(key, f"has the unknown key '{unknown}'{meant}", f"use only {allowed}")
        for name in required:
            if name not in value:
                raise self.error(key, f"is missing the key '{name}'", "add it")
        return value

    def sequence(self, value: object, key: str) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise self.error(key, "is not a list with at least one entry", "write its entries as a YAML list")
        return value

    def text(self, value: object, key: str, limit: int = 100) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > limit or not value.isprintable():
            raise self.error(key, "is not a short string", f"use 1 to {limit} printable characters")
        return value

    def truth(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            raise self.error(key, "is not a boolean", "use true or false")
        return value

    def number(self, value: object, key: str, *, above_zero: bool = False, most: float = math.inf) -> float:
        """A finite number from 0 (or above it) to `most`."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 1e9:
            raise self.error(key, "is not a finite number", "use a finite number")
        if value < 0 or (above_zero and value == 0):
            raise self.error(key, f"is {value:g}", "use a number above 0" if above_zero else "use 0 or more")
        if value > most:
            raise self.error(key, f"is {value:g}", f"use at most {most:g}")
        return float(value)

    def level(self, value: object, key: str) -> Level:
        """A level above absent, by its word."""
        if not isinstance(value, str) or value not in LEVELS:
            raise self.error(key, f"is '{value}'", f"use one of: {', '.join(LEVELS)}")
        return LEVELS[value]

    def whole(self, value: object, key: str, most: int, of_what: str) -> int:
        """A whole number from 0 to `most`."""
        number = self.number(value, key)
        if not number.is_integer() or number > most:
            raise self.error(key, f"is {number:g}", f"use a whole number up to the {most} {of_what}")
        return int(number)
