"""Reads a rubric: every number that turns findings into a verdict, checked before it is used."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct, field

from analyzer.declarations import OwnQuestions
from analyzer.model import Level
from analyzer.scorecard import BAND_LABELS, LABELS, Band
from analyzer.scoring.reader import Reader
from analyzer.scoring.rubric_files import BUILTIN, read_document
from analyzer.scoring.rubric_questions import read_questions
from analyzer.scoring.rules import BandRule, Life, read_life, read_moderate, read_strong
from analyzer.text import did_you_mean

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
OPTIONAL_KEYS = ("role", "subject", "meanings", "life", "questions")
MEANING_LIMIT = 1000


class RubricDimension(Struct, frozen=True):
    """One dimension: `weight` in the score, `full_credit_at` the sum of weighted signals that earns 100.

    `life`: whether its evidence earns by the life of its repository; a history's own signals do not. `points`
    are those of its levels, where they are not the rubric's.
    """

    id: str
    title: str
    weight: float
    full_credit_at: float
    essential: bool
    signals: Mapping[str, float]
    life: bool = True
    points: Mapping[Level, float] | None = None


class Rubric(Struct, frozen=True):
    """All numbers of a verdict. `full_credit_at` is the sum of dimension weights that earns a score of 100.

    One single repository must meet the rule `strong`, the repositories together the rule `moderate`; evidence
    counts for both if at least `credited_from` (0 to 1) of it is credited.
    `attribution`: whether evidence earns by the candidate's share of its commits; a piece of work that
    was handed in as the candidate's own earns in full.
    `subject` is what the evidence is of, in words that end a sentence; `meanings` explain labels, each
    in a paragraph on one line. Reports have general words where a rubric has none of its own.
    `role` is the kind of seat it is made for, empty where it is for none in particular; `questions` change
    the interview.
    """

    name: str
    sha256: str
    points: Mapping[Level, float]
    attribution: bool
    credit_factor: float
    full_credit_at: float
    bands: tuple[Band, ...]
    credited_from: float
    strong: BandRule
    moderate: BandRule
    dimensions: tuple[RubricDimension, ...]
    life: Life = Life()  # it is frozen
    subject: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    role: str = ""
    questions: OwnQuestions = OwnQuestions()  # it is frozen

    @property
    def signals(self) -> tuple[str, ...]:
        """Every signal that the rubric names, in its order."""
        return tuple(signal for dimension in self.dimensions for signal in dimension.signals)


def load_rubric(name_or_path: str, known: Collection[str]) -> Rubric:
    """The rubric of that name (see `BUILTIN`) or in that file, of at most 256 kB.

    What it inherits is resolved first. `known` are the ids of the checks that exist; a rubric may name no
    other signal. Raises `RubricError` for whatever is wrong with it.
    """
    document = read_document(name_or_path)
    reader = Reader(name_or_path)
    top = reader.mapping(document.values, "the document", KEYS, OPTIONAL_KEYS)
    dimensions = _dimensions(reader, top["dimensions"], known)
    signals = frozenset(signal for dimension in dimensions for signal in dimension.signals)
    essential = [dimension.signals for dimension in dimensions if dimension.essential]
    strong, credited_from = read_strong(reader, top["strong"], signals, essential)
    full_credit_at = reader.number(top["full_credit_at"], "full_credit_at", above_zero=True)
    if full_credit_at > _total(dimension.weight for dimension in dimensions):
        raise reader.error(
            "full_credit_at", "exceeds the sum of the dimension weights", "lower it, or raise the weights"
        )
    return Rubric(
        name=reader.text(top["name"], "name"),
        points=_points(reader, top["points"], "points"),
        attribution=reader.truth(top["attribution"], "attribution"),
        credit_factor=reader.number(top["credit_factor"], "credit_factor", above_zero=True),
        full_credit_at=full_credit_at,
        bands=_bands(reader, top["bands"]),
        credited_from=credited_from,
        strong=strong,
        moderate=read_moderate(reader, top["moderate"], signals),
        dimensions=dimensions,
        life=read_life(reader, top["life"], signals) if "life" in top else Life(),
        subject=reader.text(top["subject"], "subject") if "subject" in top else "",
        meanings=_meanings(reader, top.get("meanings", {})),
        role=reader.text(top["role"], "role") if "role" in top else "",
        questions=read_questions(reader, top.get("questions", {})),
        sha256=document.sha256,  # of values that were found to be in order
    )


def shipped_rubrics(known: Collection[str]) -> tuple[Rubric, ...]:
    """Every shipped rubric, the default one first, those of roles last. Raises RubricError."""
    return tuple(load_rubric(name, known) for name in BUILTIN)


def _total(numbers: Iterator[float]) -> float:
    # Decimal weights such as 0.4 + 0.4 + 0.1 may fall short of their sum by one rounding.
    return math.fsum(numbers) * (1 + 1e-12)


def _points(reader: Reader, value: object, key: str) -> dict[Level, float]:
    table = reader.mapping(value, key, tuple(level.word for level in Level))
    points = {level: reader.number(table[level.word], f"{key}.{level.word}", most=1) for level in Level}
    if points[Level.ABSENT] > 0:
        raise reader.error(f"{key}.absent", "is above 0", "use 0: absent evidence earns no points")
    for lower, higher in zip(Level, list(Level)[1:], strict=False):
        if points[higher] < points[lower]:
            raise reader.error(
                f"{key}.{higher.word}",
                f"is below {key}.{lower.word}",
                "points must not fall from one level to the next",
            )
    return points


def _bands(reader: Reader, value: object) -> tuple[Band, ...]:
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


def _dimensions(reader: Reader, value: object, known: Collection[str]) -> tuple[RubricDimension, ...]:
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


def _dimension(reader: Reader, entry: object, key: str, known: Collection[str]) -> RubricDimension:
    required = ("id", "title", "weight", "full_credit_at", "essential", "signals")
    fields = reader.mapping(entry, key, required, ("life", "points"))
    signals = fields["signals"]
    if not isinstance(signals, dict) or not signals:
        raise reader.error(
            f"{key}.signals", "is not a mapping of signals to weights", "list at least one signal"
        )
    for signal in signals:
        if signal not in known:
            raise reader.error(
                f"{key}.signals.{signal}",
                f"is not a known signal{did_you_mean(str(signal), known)}",
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
        life=reader.truth(fields["life"], f"{key}.life") if "life" in fields else True,
        points=_points(reader, fields["points"], f"{key}.points") if "points" in fields else None,
    )
    if dimension.full_credit_at > _total(iter(dimension.signals.values())):
        raise reader.error(
            f"{key}.full_credit_at",
            "exceeds the sum of its signal weights",
            "lower it, or raise the weights",
        )
    return dimension


def _meanings(reader: Reader, value: object) -> dict[str, str]:
    meanings = reader.mapping(value, "meanings", (), LABELS)
    return {
        label: reader.text(
            words.strip() if isinstance(words, str) else words, f"meanings.{label}", MEANING_LIMIT
        )
        for label, words in meanings.items()
    }
