"""Reads a rubric: every number that turns findings into a verdict, checked before it is used."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from analyzer.model import Level
from analyzer.scorecard import BAND_LABELS, LABELS, Band

BUILTIN: Mapping[str, str] = {"production": "rubric.yaml", "take-home": "rubric_take_home.yaml"}
DEFAULT = "production"
RUBRIC_SIZE_LIMIT = 256 * 1024
# Names of keys in rubrics written for earlier versions; both are read.
FORMER_KEYS = {"full": "full_credit_at"}
KEYS = (
    "name",
    "points",
    "attribution",
    "credit_factor",
    "full_credit_at",
    "bands",
    "strong",
    "moderate",
    "dimensions",
)
WORD_KEYS = ("subject", "meanings")  # may be left out
MEANING_LIMIT = 1000


class RubricError(ValueError):
    """A rubric that cannot be used: one sentence with the file, the key and the remedy."""


@dataclass(frozen=True, slots=True)
class RubricDimension:
    """One dimension: `weight` in the score, `full_credit_at` the sum of weighted signals that earns 100."""

    id: str
    title: str
    weight: float
    full_credit_at: float
    essential: bool
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class StrongRule:
    """What one single repository must show before the top band is given.

    `signal` at substantive or better (live code, not a notebook), and wired evidence in
    `wired_dimensions` essential dimensions; evidence counts if at least `credit` (0 to 1) of it is credited.
    """

    signal: str
    wired_dimensions: int
    credit: float


@dataclass(frozen=True, slots=True)
class ModerateRule:
    """What the repositories together must show before the middle band is given.

    One of the `subjects` at all, and one of the signals in `one_of` at its level (nothing is asked for
    where either is empty): parts that fit together are not yet work that somebody checked or kept up.
    """

    subjects: tuple[str, ...]
    one_of: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class Rubric:
    """All numbers of a verdict. `full_credit_at` is the sum of dimension weights that earns a score of 100.

    `attribution`: whether evidence earns by the candidate's share of its commits; a piece of work that
    was handed in as the candidate's own earns in full.
    `subject` is what the evidence is of, in words that end a sentence; `meanings` explain labels, each
    in a paragraph on one line. Reports have general words where a rubric has none of its own.
    """

    name: str
    sha256: str
    points: Mapping[Level, float]
    attribution: bool
    credit_factor: float
    full_credit_at: float
    bands: tuple[Band, ...]
    strong: StrongRule
    moderate: ModerateRule
    dimensions: tuple[RubricDimension, ...]
    subject: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def signals(self) -> tuple[str, ...]:
        """Every signal that the rubric names, in its order."""
        return tuple(signal for dimension in self.dimensions for signal in dimension.signals)


def load_rubric(name_or_path: str, known: Collection[str]) -> Rubric:
    """The rubric of that name (see `BUILTIN`) or in that file, of at most 256 kB.

    `known` are the ids of the checks that exist; a rubric may name no other signal. Raises
    `RubricError` for whatever is wrong with it.
    """
    content = _read(name_or_path)
    try:
        document = yaml.load(content.decode("utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506  (a SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise RubricError(
            f"rubric '{name_or_path}' is not valid YAML in UTF-8: {reason}; correct the file"
        ) from error
    reader = _Reader(name_or_path)
    top = reader.mapping(document, "the document", KEYS, WORD_KEYS)
    dimensions = _dimensions(reader, top["dimensions"], known)
    full_credit_at = reader.number(top["full_credit_at"], "full_credit_at", above_zero=True)
    if full_credit_at > _total(dimension.weight for dimension in dimensions):
        raise reader.error(
            "full_credit_at", "exceeds the sum of the dimension weights", "lower it, or raise the weights"
        )
    return Rubric(
        name=reader.text(top["name"], "name"),
        sha256=hashlib.sha256(content).hexdigest(),
        points=_points(reader, top["points"]),
        attribution=reader.truth(top["attribution"], "attribution"),
        credit_factor=reader.number(top["credit_factor"], "credit_factor", above_zero=True),
        full_credit_at=full_credit_at,
        bands=_bands(reader, top["bands"]),
        strong=_strong(reader, top["strong"], dimensions),
        moderate=_moderate(reader, top["moderate"], dimensions),
        dimensions=dimensions,
        subject=reader.text(top["subject"], "subject") if "subject" in top else "",
        meanings=_meanings(reader, top.get("meanings", {})),
    )


def shipped_rubrics(known: Collection[str]) -> tuple[Rubric, ...]:
    """Every rubric of `BUILTIN`, the default one first. Raises RubricError, as `load_rubric`."""
    return tuple(load_rubric(name, known) for name in BUILTIN)


def rubric_text(name_or_path: str) -> str:
    """The rubric as it is written, with the comments that say where its numbers come from.

    Raises RubricError.
    """
    return _read(name_or_path).decode("utf-8", "replace")


class _UniqueKeyLoader(yaml.SafeLoader):
    """A safe loader that refuses a repeated key instead of dropping the first value silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) < len(keys):
            repeated = next(key for key in keys if keys.count(key) > 1)
            raise yaml.constructor.ConstructorError(
                None, None, f"the key '{repeated}' is repeated", node.start_mark
            )
        return super().construct_mapping(node, deep)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values of the expected type out of a document, or says which key is wrong and how."""

    source: str

    def error(self, key: str, wrong: str, remedy: str) -> RubricError:
        return RubricError(f"rubric '{self.source}': {key} {wrong}; {remedy}")

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
                raise self.error(key, f"has the unknown key '{unknown}'", f"use only {allowed}")
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


def _read(name_or_path: str) -> bytes:
    try:
        if name_or_path in BUILTIN:
            return files("analyzer.scoring").joinpath(BUILTIN[name_or_path]).read_bytes()
        with Path(name_or_path).open("rb") as stream:
            content = stream.read(RUBRIC_SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise RubricError(
            f"rubric '{name_or_path}' could not be read: {reason}; "
            f"give a readable file or one of: {', '.join(BUILTIN)}"
        ) from error
    if len(content) > RUBRIC_SIZE_LIMIT:
        raise RubricError(
            f"rubric '{name_or_path}' is larger than {RUBRIC_SIZE_LIMIT // 1024} kB; give a smaller file"
        )
    return content


def _total(numbers: Iterator[float]) -> float:
    # Decimal weights such as 0.4 + 0.4 + 0.1 may fall short of their sum by one rounding.
    return math.fsum(numbers) * (1 + 1e-12)


def _points(reader: _Reader, value: object) -> dict[Level, float]:
    table = reader.mapping(value, "points", tuple(level.word for level in Level))
    points = {level: reader.number(table[level.word], f"points.{level.word}", most=1) for level in Level}
    if points[Level.ABSENT] > 0:
        raise reader.error("points.absent", "is above 0", "use 0: absent evidence earns no points")
    for lower, higher in zip(Level, list(Level)[1:], strict=False):
        if points[higher] < points[lower]:
            raise reader.error(
                f"points.{higher.word}",
                f"is below points.{lower.word}",
                "points must not fall from one level to the next",
            )
    return points


def _bands(reader: _Reader, value: object) -> tuple[Band, ...]:
    bands: list[Band] = []
    for index, entry in enumerate(reader.sequence(value, "bands")):
        fields = reader.mapping(entry, f"bands[{index}]", ("label", "from"))
        bands.append(
            Band(
                reader.text(fields["label"], f"bands[{index}].label"),
                reader.number(fields["from"], f"bands[{index}].from", most=100),
            )
        )
    if tuple(band.label for band in bands) != BAND_LABELS:
        raise reader.error(
            "bands", "do not use the labels of a verdict", f"list {', '.join(BAND_LABELS)} in this order"
        )
    starts = [band.start for band in bands]
    if starts[0] != 0 or sorted(set(starts)) != starts:
        raise reader.error(
            "bands", "do not start at 0 and increase", "start the first at 0 and each later one higher"
        )
    return tuple(bands)


def _dimensions(reader: _Reader, value: object, known: Collection[str]) -> tuple[RubricDimension, ...]:
    dimensions: list[RubricDimension] = []
    used: set[str] = set()
    for index, entry in enumerate(reader.sequence(value, "dimensions")):
        dimension = _dimension(reader, entry, f"dimensions[{index}]", known)
        if dimension.id in {other.id for other in dimensions}:
            raise reader.error(
                f"dimensions[{index}].id", f"repeats '{dimension.id}'", "list each dimension once"
            )
        for signal in dimension.signals:
            if signal in used:
                raise reader.error(
                    f"dimensions[{index}].signals.{signal}",
                    "is listed twice",
                    "list each signal in one dimension only",
                )
            used.add(signal)
        dimensions.append(dimension)
    return tuple(dimensions)


def _dimension(reader: _Reader, entry: object, key: str, known: Collection[str]) -> RubricDimension:
    fields = reader.mapping(entry, key, ("id", "title", "weight", "full_credit_at", "essential", "signals"))
    signals = fields["signals"]
    if not isinstance(signals, dict) or not signals:
        raise reader.error(
            f"{key}.signals", "is not a mapping of signals to weights", "list at least one signal"
        )
    for signal in signals:
        if signal not in known:
            raise reader.error(
                f"{key}.signals.{signal}",
                "is not a known signal",
                f"use one of: {', '.join(sorted(known)) or 'none'}",
            )
    dimension = RubricDimension(
        id=reader.text(fields["id"], f"{key}.id"),
        title=reader.text(fields["title"], f"{key}.title"),
        weight=reader.number(fields["weight"], f"{key}.weight"),
        full_credit_at=reader.number(fields["full_credit_at"], f"{key}.full_credit_at", above_zero=True),
        essential=reader.truth(fields["essential"], f"{key}.essential"),
        signals={
            signal: reader.number(weight, f"{key}.signals.{signal}") for signal, weight in signals.items()
        },
    )
    if dimension.full_credit_at > _total(iter(dimension.signals.values())):
        raise reader.error(
            f"{key}.full_credit_at",
            "exceeds the sum of its signal weights",
            "lower it, or raise the weights",
        )
    return dimension


def _strong(reader: _Reader, value: object, dimensions: tuple[RubricDimension, ...]) -> StrongRule:
    fields = reader.mapping(value, "strong", ("signal", "wired_dimensions", "credit"))
    signal = _named(reader, fields["signal"], "strong.signal", dimensions)
    essential = sum(dimension.essential for dimension in dimensions)
    wired = reader.number(fields["wired_dimensions"], "strong.wired_dimensions")
    if not wired.is_integer() or wired > essential:
        raise reader.error(
            "strong.wired_dimensions",
            f"is {wired:g}",
            f"use a whole number up to the {essential} essential dimensions",
        )
    return StrongRule(
        signal, int(wired), reader.number(fields["credit"], "strong.credit", above_zero=True, most=1)
    )


def _moderate(reader: _Reader, value: object, dimensions: tuple[RubricDimension, ...]) -> ModerateRule:
    fields = reader.mapping(value, "moderate", ("subjects", "one_of"))
    if not isinstance(fields["subjects"], list):
        raise reader.error("moderate.subjects", "is not a list of signals", "list signals, or use []")
    if not isinstance(fields["one_of"], dict):
        raise reader.error(
            "moderate.one_of", "is not a mapping of signals to levels", "map signals to levels, or use {}"
        )
    subjects = tuple(
        _named(reader, name, f"moderate.subjects[{index}]", dimensions)
        for index, name in enumerate(fields["subjects"])
    )
    levels = {level.word: level for level in Level if level > Level.ABSENT}
    one_of: dict[str, Level] = {}
    for name, word in fields["one_of"].items():
        key = f"moderate.one_of.{name}"
        if word not in levels:
            raise reader.error(key, f"is '{word}'", f"use one of: {', '.join(levels)}")
        one_of[_named(reader, name, key, dimensions)] = levels[word]
    return ModerateRule(subjects, one_of)


def _meanings(reader: _Reader, value: object) -> dict[str, str]:
    meanings = reader.mapping(value, "meanings", (), LABELS)
    return {
        label: reader.text(
            words.strip() if isinstance(words, str) else words, f"meanings.{label}", MEANING_LIMIT
        )
        for label, words in meanings.items()
    }


def _named(reader: _Reader, value: object, key: str, dimensions: tuple[RubricDimension, ...]) -> str:
    """A signal that some dimension names."""
    signal = reader.text(value, key)
    if not any(signal in dimension.signals for dimension in dimensions):
        raise reader.error(
            key, f"is '{signal}', which no dimension lists", "use a signal that the rubric lists"
        )
    return signal
