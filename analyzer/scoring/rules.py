"""The rules of a rubric beside its weights: what a band asks for, and what the life of a repository earns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from analyzer.model import Level
from analyzer.scoring.reader import Reader

Area = Mapping[str, Level]
"""Signals that show the same thing: any of them, at its level, meets the area."""


class Condition(Struct, frozen=True):
    """One thing that a rule asks for: `at_least` so many of the areas in `of`; `title` names it in reports.

    Without a title its signals name it.
    """

    title: str
    of: tuple[Area, ...]
    at_least: int = 1


class Route(Struct, frozen=True):
    """One way to a band: all of its conditions. A service, a batch job and a library have different ones."""

    title: str
    conditions: tuple[Condition, ...]


class BandRule(Struct, frozen=True):
    """What is asked for before a band is given: one of the routes; nothing where there is none."""

    routes: tuple[Route, ...] = ()


class Life(Struct, frozen=True):
    """What the life of a repository makes of the points of its evidence.

    The strongest level that one of `signals` shows in it gives the factor, 0 to 1. Without signals all
    evidence earns in full.
    """

    signals: tuple[str, ...] = ()
    factors: Mapping[Level, float] = field(default_factory=dict)


def read_strong(
    reader: Reader, value: object, signals: Collection[str], essential: Sequence[Mapping[str, float]]
) -> tuple[BandRule, float]:
    """The rule of the top band, and from which credit on evidence counts for a rule.

    The short form `signal` and `wired_dimensions` asks for the signal at substantive and for wired evidence
    in so many of the `essential` dimensions.
    """
    short = isinstance(value, Mapping) and "routes" not in value
    keys = ("signal", "wired_dimensions", "credit") if short else ("routes", "credit")
    fields = reader.mapping(value, "strong", keys)
    credit = reader.number(fields["credit"], "strong.credit", above_zero=True, most=1)
    if not short:
        return BandRule(_routes(reader, fields["routes"], "strong.routes", signals)), credit
    signal = _named(reader, fields["signal"], "strong.signal", signals)
    wired = reader.whole(
        fields["wired_dimensions"], "strong.wired_dimensions", len(essential), "essential dimensions"
    )
    conditions = [Condition("", ({signal: Level.SUBSTANTIVE},))]
    if wired:
        areas = tuple(dict.fromkeys(each, Level.WIRED) for each in essential)
        conditions.append(Condition(f"wired evidence in {wired} of the essential dimensions", areas, wired))
    return BandRule((Route("", tuple(conditions)),)), credit


def read_moderate(reader: Reader, value: object, signals: Collection[str]) -> BandRule:
    """The rule of the middle band.

    The short form `subjects` and `one_of` asks for one of the former at all and for one of the latter at its
    level, and for nothing where one is empty.
    """
    if isinstance(value, Mapping) and "routes" in value:
        fields = reader.mapping(value, "moderate", ("routes",))
        return BandRule(_routes(reader, fields["routes"], "moderate.routes", signals))
    fields = reader.mapping(value, "moderate", ("subjects", "one_of"))
    if not isinstance(fields["subjects"], list):
        raise reader.error("moderate.subjects", "is not a list of signals", "list signals, or use []")
    subjects = [
        _named(reader, name, f"moderate.subjects[{index}]", signals)
        for index, name in enumerate(fields["subjects"])
    ]
    one_of = _area(reader, fields["one_of"], "moderate.one_of", signals, empty=True)
    asked = (dict.fromkeys(subjects, Level.PRESENT), one_of)
    conditions = tuple(Condition("", (area,)) for area in asked if area)
    return BandRule((Route("", conditions),) if conditions else ())


def read_life(reader: Reader, value: object, signals: Collection[str]) -> Life:
    """What the life of a repository makes of its evidence."""
    fields = reader.mapping(value, "life", ("signals", "factors"))
    named = tuple(
        _named(reader, name, f"life.signals[{index}]", signals)
        for index, name in enumerate(reader.sequence(fields["signals"], "life.signals"))
    )
    table = reader.mapping(fields["factors"], "life.factors", tuple(level.word for level in Level))
    factors = {
        level: reader.number(table[level.word], f"life.factors.{level.word}", most=1) for level in Level
    }
    for lower, higher in zip(Level, list(Level)[1:], strict=False):
        if factors[higher] < factors[lower]:
            raise reader.error(
                f"life.factors.{higher.word}",
                f"is below life.factors.{lower.word}",
                "factors must not fall from one level to the next",
            )
    return Life(named, factors)


def _routes(reader: Reader, value: object, key: str, signals: Collection[str]) -> tuple[Route, ...]:
    routes = []
    for index, entry in enumerate(reader.sequence(value, key)):
        place = f"{key}[{index}]"
        fields = reader.mapping(entry, place, ("title", "asks"))
        conditions = tuple(
            _condition(reader, each, f"{place}.asks[{position}]", signals)
            for position, each in enumerate(reader.sequence(fields["asks"], f"{place}.asks"))
        )
        routes.append(Route(reader.text(fields["title"], f"{place}.title"), conditions))
    return tuple(routes)


def _condition(reader: Reader, value: object, key: str, signals: Collection[str]) -> Condition:
    fields = reader.mapping(value, key, ("title", "of"), ("at_least",))
    areas = tuple(
        _area(reader, each, f"{key}.of[{index}]", signals)
        for index, each in enumerate(reader.sequence(fields["of"], f"{key}.of"))
    )
    at_least = reader.whole(fields.get("at_least", 1), f"{key}.at_least", len(areas), "areas that it lists")
    return Condition(reader.text(fields["title"], f"{key}.title", 200), areas, at_least)


def _area(
    reader: Reader, value: object, key: str, signals: Collection[str], *, empty: bool = False
) -> dict[str, Level]:
    if not isinstance(value, dict) or not (value or empty):
        raise reader.error(key, "is not a mapping of signals to levels", "map signals to levels")
    return {
        _named(reader, name, f"{key}.{name}", signals): reader.level(word, f"{key}.{name}")
        for name, word in value.items()
    }


def _named(reader: Reader, value: object, key: str, signals: Collection[str]) -> str:
    """A signal that some dimension names."""
    signal = reader.text(value, key)
    if signal not in signals:
        raise reader.error(
            key, f"is '{signal}', which no dimension lists", "use a signal that the rubric lists"
        )
    return signal
