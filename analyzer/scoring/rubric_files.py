"""The files of a rubric: those that are shipped, one's own, and those that they inherit from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from analyzer.roles import ROLES
from analyzer.scoring.reader import FORMER_KEYS, RubricError, UniqueKeyLoader
from analyzer.scoring.rubric_inheritance import Names, inherit
from analyzer.text import did_you_mean

# Every name that stands for a shipped rubric: the general ones, then one a role.
GENERAL: Mapping[str, str] = {"production": "rubric.yaml", "take-home": "rubric_take_home.yaml"}
BUILTIN: Mapping[str, str] = {**GENERAL, **{role: f"rubric_{role}.yaml" for role in ROLES}}
RUBRIC_SIZE_LIMIT = 256 * 1024
INHERITS = "inherits"
# More than any rubric needs; a few lines of YAML with aliases can stand for billions.
_MOST_VALUES = 20_000
_MOST_ANCESTORS = 10


class RubricFile(Struct, frozen=True):
    """One rubric as it is written. `source` is its name, or its path as it was given."""

    source: str
    text: str
    values: Any


class RubricDocument(Struct, frozen=True):
    """A rubric with what it inherits. `files`: itself first, the one that inherits from nobody last.

    `resolved` are the values of each of them, with all that it inherits.
    """

    files: tuple[RubricFile, ...]
    resolved: tuple[Any, ...]

    @property
    def values(self) -> Any:
        """The values of the rubric itself, resolved."""
        return self.resolved[0]

    @property
    def sha256(self) -> str:
        """Of all values as resolved, in their order: the same for the same numbers, whoever wrote them."""
        canonical = json.dumps(self.values, ensure_ascii=True, separators=(",", ":"), default=str)
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def read_document(name_or_path: str) -> RubricDocument:
    """The rubric of that name or in that file, of at most 256 kB, with everything that it inherits.

    Raises RubricError.
    """
    lineage = tuple(_lineage(name_or_path))
    values = _without_parent(lineage[-1].values)
    resolved = [values]
    for file, parent in reversed(list(pairwise(lineage))):
        _require_own_name(file, values)
        values = inherit(values, _without_parent(file.values), Names(file.source, parent.source))
        resolved.append(values)
    return RubricDocument(lineage, tuple(reversed(resolved)))


def _without_parent(values: Any) -> Any:
    """The values without the name of a parent, if they are a mapping at all."""
    return (
        {key: each for key, each in values.items() if key != INHERITS} if isinstance(values, dict) else values
    )


def _lineage(name_or_path: str) -> Iterator[RubricFile]:
    """The file, then the one that it inherits from, and so on."""
    place, said = name_or_path, ""
    seen: dict[str, str] = {}
    while True:
        identity = place if place in BUILTIN else _absolute(place)
        if identity in seen:
            circle = " inherits from ".join(f"'{each}'" for each in (*seen.values(), place))
            raise RubricError(f"rubric '{name_or_path}': {circle}; remove '{INHERITS}' from one of them")
        if len(seen) > _MOST_ANCESTORS:
            raise RubricError(
                f"rubric '{name_or_path}' inherits over more than {_MOST_ANCESTORS} files; combine some"
            )
        seen[identity] = place
        file = _file(place, said)
        yield file
        parent = file.values.get(INHERITS) if isinstance(file.values, dict) else None
        if parent is None:
            return
        if not isinstance(parent, str) or not parent.strip():
            raise RubricError(f"rubric '{place}': {INHERITS} is not the name of a rubric; {_parents()}")
        said = f"rubric '{place}': {INHERITS} names '{parent}', which"
        place = parent if parent in BUILTIN or place in BUILTIN else str(Path(place).parent / parent)


def _absolute(place: str) -> str:
    try:
        return str(Path(place).resolve())
    except (OSError, ValueError, RuntimeError):
        return place  # reading it says what is wrong


def _parents() -> str:
    return f"use one of {', '.join(BUILTIN)}, or a file's path as seen from this one"


def _file(place: str, said: str) -> RubricFile:
    return _shipped(place) if place in BUILTIN else _parsed(place, _read(place, said))


@cache
def _shipped(name: str) -> RubricFile:
    return _parsed(name, _read(name))


def _parsed(place: str, content: bytes) -> RubricFile:
    try:
        text = content.decode("utf-8")
        values = yaml.load(text, Loader=UniqueKeyLoader)  # noqa: S506  (a SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise RubricError(
            f"rubric '{place}' is not valid YAML in UTF-8: {reason}; correct the file"
        ) from error
    if _is_too_large(values):
        raise RubricError(f"rubric '{place}' has more than {_MOST_VALUES} values; write fewer")
    return RubricFile(place, text, _with_current_keys(values))


def _read(name_or_path: str, said: str = "") -> bytes:
    """The bytes of a rubric; `said` is how a message about one that another inherits from begins."""
    subject = said or f"rubric '{name_or_path}'"
    remedy = _parents() if said else f"give a readable file or one of: {', '.join(BUILTIN)}"
    meant = did_you_mean(Path(name_or_path).name, BUILTIN) or ";"
    try:
        if name_or_path in BUILTIN:
            return files("analyzer.scoring").joinpath(BUILTIN[name_or_path]).read_bytes()
        with Path(name_or_path).open("rb") as stream:
            content = stream.read(RUBRIC_SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise RubricError(f"{subject} could not be read: {reason}{meant} {remedy}") from error
    if len(content) > RUBRIC_SIZE_LIMIT:
        raise RubricError(f"{subject} is larger than {RUBRIC_SIZE_LIMIT // 1024} kB; give a smaller file")
    return content


def _is_too_large(values: object) -> bool:
    left, count = [values], 0
    while left:
        each = left.pop()
        count += 1
        if count > _MOST_VALUES:
            return True
        if isinstance(each, dict):
            left += each.values()
        elif isinstance(each, list):
            left += each
    return False


def _with_current_keys(values: Any) -> Any:
    if isinstance(values, list):
        return [_with_current_keys(each) for each in values]
    if not isinstance(values, dict):
        return values
    current: dict[Any, Any] = {}
    for name, each in values.items():
        former = name in FORMER_KEYS and FORMER_KEYS[name] not in values
        current[FORMER_KEYS[name] if former else name] = _with_current_keys(each)
    return current


def _require_own_name(file: RubricFile, inherited: Any) -> None:
    """A rubric with other numbers under the same name would read as the one it inherits from."""
    name = file.values.get("name")
    if name is None:
        raise RubricError(f"rubric '{file.source}' is missing the key 'name'; give it a name of its own")
    if isinstance(inherited, dict) and name == inherited.get("name"):
        raise RubricError(
            f"rubric '{file.source}': name is '{name}', as in the rubric it inherits from; "
            "give it a name of its own"
        )
