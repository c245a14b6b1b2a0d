"""The contract as types, and scorecards that are read back from JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, get_args, get_type_hints, is_typeddict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.contract import ScorecardDocument
from analyzer.report.json import to_json, written
from analyzer.report.loading import BadDocument, read_document
from tests.support.hostile import TEXTS, carrying
from tests.support.scorecards import ALL_WIRED, repository, scorecard, told

SCHEMA = json.loads(files("analyzer.report").joinpath("scorecard.schema.json").read_text())
CARD = to_json(told(scorecard(repository("octocat/service", ALL_WIRED))))


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return SCHEMA["$defs"][name] if name else schema


def objects(kind: Any, schema: dict[str, Any], where: str) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Every object of the contract as a type and as the schema has it, by where it stands."""
    schema = resolved(schema)
    if is_typeddict(kind):
        found = {where: (kind, schema)}
        for name, inner in get_type_hints(kind).items():
            found |= objects(inner, schema["properties"][name], f"{where}.{name}")
        return found
    inside = schema.get("items") or schema.get("additionalProperties")
    arguments = get_args(kind)
    if arguments and isinstance(inside, dict):
        return objects(arguments[-1], inside, f"{where}[]")
    return {}


OBJECTS = objects(ScorecardDocument, SCHEMA, "")


@pytest.mark.parametrize("where", OBJECTS)
def test_the_types_have_the_keys_of_the_schema(where: str) -> None:
    kind, schema = OBJECTS[where]
    assert set(get_type_hints(kind)) == set(schema["properties"])
    for name, hint in get_type_hints(kind).items():
        described = resolved(schema["properties"][name])
        nullable = "null" in str(described.get("type")) or None in described.get("enum", [])
        nullable |= {"type": "null"} in described.get("anyOf", [])
        assert (type(None) in get_args(hint)) is nullable, name


def test_all_of_the_contract_has_a_type() -> None:
    assert len(OBJECTS) > 15


def test_a_document_is_written_as_it_was_read() -> None:
    assert written(read_document(CARD)) == CARD
    assert read_document(CARD.encode()) == read_document(CARD)


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_document_is_written_as_it_was_read(text: str) -> None:
    document = to_json(carrying(text))
    assert written(read_document(document)) == document


def changed(**changes: object) -> str:
    return json.dumps(json.loads(CARD) | changes)


VERDICT = json.loads(CARD)["verdict"]
REPOSITORY = json.loads(CARD)["repositories"][0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        (b"\xff{}", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        (changed(as_of=float("nan")), "it is not JSON"),
        (CARD.replace('"commits": 12', '"commits": 1e999', 1), "it is not JSON"),
        ("[]", "it is not a scorecard"),
        ("{}", "it is not a scorecard"),
        (changed(schema_version=1), "it is not a scorecard"),
        (changed(schema_version="2.0"), "its format version is 2.0; only 1.x is supported"),
        (changed(schema_version="\x1b[31m2"), "its format version is [31m2; only 1.x is supported"),
        (changed(verdict=None), "it is not a scorecard: verdict is not an object"),
        (changed(verdict={}), "it is not a scorecard: verdict.label is missing"),
        (changed(verdict=VERDICT | {"label": 1}), "it is not a scorecard: verdict.label is not text"),
        (changed(verdict=VERDICT | {"low": True}), "it is not a scorecard: verdict.low is not a number"),
        (changed(verdict=VERDICT | {"low": -0.1}), "a number is out of range"),
        (changed(verdict=VERDICT | {"high": 100.1}), "a number is out of range"),
        (changed(verdict=VERDICT | {"coverage": 1.1}), "a number is out of range"),
        (changed(rubric=json.loads(CARD)["rubric"] | {"full_credit_at": 0}), "a number is out of range"),
        (changed(rubric=json.loads(CARD)["rubric"] | {"credit_factor": 10**15 + 1}), "a number is out of range"),
        (changed(dimensions={}), "it is not a scorecard: dimensions is not a list"),
        (
            changed(repositories=[REPOSITORY | {"assessed": 1}]),
            "it is not a scorecard: repositories.assessed is not true or false",
        ),
        (
            changed(repositories=[REPOSITORY | {"commits": 1.5}]),
            "it is not a scorecard: repositories.commits is not an integer",
        ),
        (
            changed(repositories=[REPOSITORY | {"candidate_share": [1]}]),
            "it is not a scorecard: repositories.candidate_share is not a list",
        ),
        (
            changed(repositories=[REPOSITORY | {"facts": {"a": []}}]),
            "it is not a scorecard: repositories.facts is not text",
        ),
        (changed(new=json.loads("[" * 30 + "]" * 30)), "it is nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_scorecard_is_refused_in_a_sentence(text: str | bytes, why: str) -> None:
    with pytest.raises(BadDocument) as caught:
        read_document(text)
    assert str(caught.value) == why


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(st.sampled_from("verdict repositories signals tests evidence low commits".split())), JSON)
def test_no_other_error_leaves_the_reading(places: list[str], value: Any) -> None:
    document = json.loads(CARD)
    inside: Any = document
    for place in places[:-1]:
        if isinstance(inside, dict):
            inside = inside.get(place, inside)
        elif isinstance(inside, list) and inside:
            inside = inside[0]
    if places and isinstance(inside, dict):
        inside[places[-1]] = value
    try:
        read = read_document(json.dumps(document))
    except BadDocument:
        return
    assert read_document(written(read)) == read


def test_what_a_later_version_adds_is_kept() -> None:
    later = json.loads(CARD) | {"schema_version": "1.7", "news": [{"a": 1, "b": [None, "\ud800"]}]}
    later["verdict"]["tone"] = "calm"
    read = json.loads(written(read_document(json.dumps(later))))
    assert read["news"] == [{"a": 1, "b": [None, "\\ud800"]}]
    assert read["verdict"]["tone"] == "calm"
    assert read["schema_version"] == "1.7"
