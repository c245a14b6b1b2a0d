from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import fields

from analyzer.blind import redactor as blind
from analyzer.blind.redactor import ADDRESS, HIDDEN, redactor_for, redactor_of_words
from analyzer.model import Evidence, Finding, LeftOut, Level, RepositoryResult, Status
from analyzer.provenance import PathProvenance, Share
from analyzer.report.text import well_formed
from analyzer.scorecard import Scorecard
from analyzer.sources import Candidate, IdentifyingTerms

NAME = "Zephyrine Quillonard"
REDACTOR = redactor_of_words(["zquillonard"], [NAME, "z@corvanix.example"])
TELLING = f"by {NAME} in 0a1b2c3d4e, https://github.com/zquillonard"


def filled(kind: Any) -> Any:
    """A value of a type whose every text tells who somebody is."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return filled(
            str if str in arguments else next(each for each in arguments if each is not types.NoneType)
        )
    if kind is str:
        return TELLING
    if isinstance(kind, type) and issubclass(kind, Struct):
        hints = typing.get_type_hints(kind)
        return kind(**{each.name: filled(hints[each.name]) for each in fields(kind)})
    if origin is tuple:
        return (filled(arguments[0]),) if arguments[-1] is Ellipsis else tuple(map(filled, arguments))
    if origin is frozenset:
        return frozenset({filled(arguments[0])})
    if origin is not None and issubclass(origin, Mapping):
        return {filled(arguments[0]): filled(arguments[1])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return kind(1)


def texts(value: Any, place: str = "") -> list[tuple[str, str]]:
    """Every text in a value with the field it is in."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return [(place, value)]
    if isinstance(value, Struct):
        kind = type(value).__name__
        return [
            found
            for each in fields(value)
            for found in texts(getattr(value, each.name), f"{kind}.{each.name}")
        ]
    if isinstance(value, Mapping):
        told = place.removeprefix("RepositoryResult.") in ("provenance", "commit_provenance", "cited")
        names = [(key,) if isinstance(key, str) else key for key in value] if told else []
        keys = [(place, text) for name in names for text in name if isinstance(text, str)]
        return keys + [found for each in value.values() for found in texts(each, place)]
    if isinstance(value, tuple | frozenset):
        return [found for each in value for found in texts(each, place)]
    return []


def test_no_text_of_a_scorecard_tells_who_it_is_but_in_fields_that_hold_our_own_words() -> None:
    """A field that somebody adds to the model is covered, or this fails."""
    told = {
        place for place, text in texts(REDACTOR.over(filled(Scorecard))) if re.search("quill|0a1b|http", text)
    }
    assert told <= blind._OURS
    every = {place for place, _text in texts(filled(Scorecard))}
    named = blind._OURS | blind._PATHS | blind._NAMES | set(blind._EMPTY)
    known = {f"{kind}.{each.name}" for kind, each in _fields_below(Scorecard)}
    assert named <= known, "a field that is no longer in the model"
    assert len(every) > 40


def _fields_below(kind: Any, seen: set[Any] | None = None) -> list[tuple[str, Any]]:
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, Struct) and kind not in seen:
        seen.add(kind)
        hints = typing.get_type_hints(kind)
        own = [(typing.cast(type, kind).__name__, each) for each in fields(kind)]
        return own + [found for each in hints.values() for found in _fields_below(each, seen)]
    return [found for each in typing.get_args(kind) for found in _fields_below(each, seen)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://github.com/zquillonard/x.", f"see {ADDRESS}"),
        ("git@github.com:someone/x.git now", f"{ADDRESS} now"),
        ("ask someone@else.example", f"ask {ADDRESS}"),
        ("at github.com/someone/x", f"at {ADDRESS}"),
        ("image ghcr.io/someone/x:1", f"image {ADDRESS}"),
        ("since 0123456789abcdef0123456789abcdef01234567", f"since {HIDDEN}"),
        ("since 1a2b3c4", f"since {HIDDEN}"),
        ("Quillonard, Zephyrine", HIDDEN),
        ("at Corvanix", f"at {HIDDEN}"),
    ],
)
def test_addresses_commits_and_names_are_hidden(text: str, shown: str) -> None:
    assert REDACTOR.text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "CI runs `pytest tests/`: 12 tests collected",
        "GET http://localhost:8000/predict answers",
        "requirements pin scikit-learn==1.4.0 and numpy 1.26",
        "src/app/models.py has 1234567 lines; a decade defaced",
        "p99 latency is 20 ms at 3,000 rps on 2024-01-01",
    ],
)
def test_evidence_stays_readable(text: str) -> None:
    assert REDACTOR.text(text) == text


NO_TERMS = IdentifyingTerms()


def result(
    name: str, *, commits: int = 1, hidden: IdentifyingTerms = NO_TERMS, **more: Any
) -> RepositoryResult:
    return RepositoryResult(name, None, "a" * 40, True, None, commits=commits, hidden=hidden, **more)


def test_repositories_are_numbered_by_their_commits_and_sort_in_that_order() -> None:
    results = [result(f"shop-{number:02}", commits=number) for number in range(12)]
    redactor = redactor_for(results, Candidate(("me",)), [LeftOut("zeta-old", "fork")], [])
    shown = redactor.over(tuple(results))
    assert [each.name for each in shown][:2] == ["repository 12", "repository 11"]
    assert shown[-1].name == "repository 01"
    assert redactor.over(LeftOut("zeta-old", "fork")) == LeftOut("left-out repository 1", "fork")


def test_a_second_redaction_changes_nothing() -> None:
    results = (result("repository", commits=2), result("quillshop"))
    redactor = redactor_for(results, Candidate(("quillshop",)), [], [])
    once = redactor.over(results)
    assert redactor.over(once) == once
    assert [each.name for each in once] == ["repository 1", "repository 2"]


def test_paths_that_become_alike_keep_their_provenance_apart() -> None:
    paths = ("ada/x.py", "bob/x.py")
    provenance = {
        path: PathProvenance(None, "c" * 40, f"2024-01-0{day}") for day, path in enumerate(paths, 1)
    }
    names = IdentifyingTerms(people=frozenset({"Ada", "Bob"}))
    redactor = redactor_for([result("shop", hidden=names)], Candidate(()), [], [])
    shown = redactor.over(result("shop", provenance=provenance))
    assert sorted(shown.provenance) == ["[hidden]/x (2).py", "[hidden]/x.py"]
    assert {each.date for each in shown.provenance.values()} == {"2024-01-01", "2024-01-02"}


def test_evidence_and_provenance_meet_under_the_redacted_path() -> None:
    names = IdentifyingTerms(people=frozenset({"Ada Quill"}))
    open_result = result("shop", hidden=names, provenance={"adaquill/x.py": PathProvenance(None, None, None)})
    redactor = redactor_for([open_result], Candidate(()), [], [])
    assert set(redactor.over(open_result).provenance) == {
        redactor.over(Evidence("adaquill/x.py", 1, Level.WIRED, "")).path
    }


def test_commits_go_under_numbers_by_which_their_provenance_is_found() -> None:
    ids = (("a" * 40, "b" * 40), ("b" * 40,))
    evidence = tuple(Evidence(None, None, Level.PRESENT, "shown", each) for each in ids)
    finding = Finding("ci", Status.MEASURED, Level.PRESENT, Level.PRESENT, "said", evidence=evidence)
    known = {
        each: PathProvenance(Share(number, 1.0), each[0], f"2024-01-0{number + 1}")
        for number, each in enumerate(ids)
    }
    shown = result("shop", findings={"ci": finding}, commit_provenance=known, candidate_share=Share(1.0, 1.0))
    redactor = redactor_for([shown], Candidate(()), [], [])
    blind = redactor.over(shown)
    assert redactor.over(blind) == blind
    assert [each.commits for each in blind.findings["ci"].evidence] == [
        ("commit 1", "commit 2"), ("commit 2",),
    ]  # fmt: skip
    assert [blind.share_of(each).low for each in blind.findings["ci"].evidence] == [0, 1]
    assert {each.commit for each in blind.commit_provenance.values()} == {None}
    other = redactor.over(Evidence(None, None, Level.PRESENT, "", ("c" * 40,)))
    assert other.commits == (HIDDEN,)


def test_what_is_no_part_of_a_scorecard_is_refused_and_not_shown() -> None:
    with pytest.raises(TypeError, match="cannot be made blind"):
        REDACTOR.over(typing.cast(Any, object()))


def test_hostile_text_is_no_error() -> None:
    assert well_formed(REDACTOR.text("\ud800 quillonard \x00" + "@" * 5000 + "://" * 5000))
