"""The combinations of a matrix: lists of values, with what is included and excluded.

Source: https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, product

from analyzer.parsing.ci.expression_values import UNKNOWN, Result, as_text, below, from_json
from analyzer.parsing.ci.expressions import Lookup, evaluate, interpolated, whole_expression
from analyzer.parsing.steps import spend
from analyzer.parsing.structured import Block, Items, Text, Value

# GitHub's own limit of jobs that one matrix makes.
MAXIMUM_COMBINATIONS = 256
_MAXIMUM_DEPTH = 20

_WORDS: Mapping[str, Result] = {"true": True, "false": False}

Combination = Mapping[str, Result]


def combinations(matrix: Value | None, lookup: Lookup) -> tuple[Combination, ...]:
    """Every combination of a `strategy.matrix`, in order; () where there is none, or only a run knows it."""
    said = as_result(matrix, lookup)
    if not isinstance(said, dict):
        return ()
    axes = {key: value for key, value in said.items() if key not in ("include", "exclude")}
    included, excluded = _entries(said.get("include")), _entries(said.get("exclude"))
    lists = {
        key: value if isinstance(value, list) else [UNKNOWN if value is UNKNOWN else value]
        for key, value in axes.items()
    }
    made: list[dict[str, Result]] = []
    if lists:
        for values in islice(product(*lists.values()), MAXIMUM_COMBINATIONS):
            spend(len(values))
            made.append(dict(zip(lists, values, strict=True)))
    made = [each for each in made if not any(_fits(rule, each) for rule in excluded)]
    return tuple(_with_included(made, included, frozenset(lists))[:MAXIMUM_COMBINATIONS])


def _with_included(
    made: list[dict[str, Result]], included: list[dict[str, Result]], axes: frozenset[str]
) -> list[dict[str, Result]]:
    """An entry extends the combinations whose own values it does not change, else it is one of its own."""
    original = [dict(each) for each in made]
    for entry in included[:MAXIMUM_COMBINATIONS]:
        asked = {key: value for key, value in entry.items() if key in axes}
        fitting = [number for number, each in enumerate(original) if _fits(asked, each)]
        spend(len(original))
        for number in fitting:
            made[number].update(entry)
        if not fitting:
            made.append(dict(entry))
    return made


def _fits(rule: Mapping[str, Result], combination: Combination) -> bool:
    return all(_equal(combination.get(key), value) for key, value in rule.items())


def _equal(one: Result, other: Result) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_equal(one.get(key), value) for key, value in other.items())
    return one == other


def _entries(value: Result) -> list[dict[str, Result]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def as_result(value: Value | None, lookup: Lookup, depth: int = 0) -> Result:
    """A value of a file as one of an expression; text stays text, what only a run knows is unknown."""
    spend(1)
    if depth > _MAXIMUM_DEPTH:
        return UNKNOWN
    if isinstance(value, Block):
        return {str(key): as_result(each, lookup, depth + 1) for key, each in value.items()}
    if isinstance(value, Items):
        return [as_result(each, lookup, depth + 1) for each in value]
    if not isinstance(value, Text):
        return None
    expression = whole_expression(value)
    if expression is not None:
        return evaluate(expression, lookup)
    filled = interpolated(value, lookup)
    # Whether such a word is quoted is lost; without quotes it is no text.
    return UNKNOWN if "${{" in filled else _WORDS.get(filled, filled)


def named_values(combination: Combination, path: tuple[str, ...]) -> Result:
    """What `matrix.a.b` is in a combination."""
    key = next((name for name in combination if name.lower() == path[0].lower()), None) if path else None
    return UNKNOWN if key is None else below(combination[key], path[1:])


def title(combination: Combination) -> str:
    """How a combination is written behind the name of its job."""
    return ", ".join(_words(each) for each in combination.values())[:80]


def _words(value: Result) -> str:
    if isinstance(value, dict):
        return ", ".join(_words(each) for each in value.values())
    return as_text(value) or "?"


def json_list(written: str) -> tuple[str, ...]:
    """The scalars of a list that is written as JSON text."""
    found = from_json(written)
    return tuple(as_text(each) or "" for each in found) if isinstance(found, list) else ()
