"""Requests of C# that check themselves, where a handler or a filter asks them to.

`abstract void Validate()` of a base class, asked by an action filter, an endpoint filter, middleware or a
mediator's behaviour for whatever comes in. Sources: https://learn.microsoft.com/aspnet/core/mvc/controllers/filters,
https://learn.microsoft.com/aspnet/core/fundamentals/minimal-apis/min-api-filters,
https://github.com/jbogard/MediatR/wiki/Behaviors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.uses import ProgramUse
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign
from analyzer.wiring.roles import is_example_path, is_test_path

SELF_CHECK = sign(Subject.INPUT_CHECK, "the request's own check", "*")
ASKED_TO_CHECK = lazy_regex(
    r"(?:.{0,60}#)?(?P<type>\w{1,60})\(\)\.(?P<method>(?:Ensure)?(?:Validate|Valid|IsValid|Check)\w{0,20})"
)
CHECKING_METHOD = lazy_regex(r"(?:Ensure)?(?:Validate|Valid|IsValid|Check)\w{0,20}")
# What such a method does where a value is bad, and how it finds that out.
REFUSES_VALUE = lazy_regex(r"\bthrow\b|\breturn\s+(?:false|Result|Results|new\b)|\bAddError|\.Add\(")
COMPARES_VALUE = lazy_regex(
    r"\.Length\b|\.Count\b|\bIsNullOr\w+\(|[<>]=?\s{0,4}-?[\w.]|\bRegex\b|\.Contains\(|\bis\s+(?:null|<|>|not)\b"
)
FILTER_BASES = lazy_regex(
    r"(?:.{0,60}#)?(?:I(?:Async)?(?:Action|Endpoint|Resource|Page)Filter|ActionFilterAttribute|IPipelineBehavior"
    r"|IMiddleware|IRequestPreProcessor|IPreProcessor)(?:\(\))?"
)
FILTER_METHODS = frozenset({"Invoke", "InvokeAsync"})
MOST_TYPES_ABOVE = 6
Place = tuple[str, str]


class SelfCheck(Struct, frozen=True):
    """A method in which a request checks itself: its type, who asks it, whether a filter does for all."""

    use: ProgramUse
    type_name: str
    asked_by: tuple[Place, ...]
    by_filter: bool


@derived
def self_checks(repo: Snapshot) -> tuple[SelfCheck, ...]:
    """The methods of live classes of C# that refuse values of their own object, and are asked to."""
    asked = _asked(repo)
    return tuple(
        SelfCheck(ProgramUse(path, line, function, SELF_CHECK, function, True), name, places, by_filter)
        for path, line, function, name in (_checking(repo) if asked else ())
        for places, by_filter in (_who_asks(repo, asked, name),)
        if places
    )


def _checking(repo: Snapshot) -> Iterator[tuple[str, int, str, str]]:
    for path, facts in _live(repo):
        rows = (repo.text(path) or "").split("\n")
        classes = {each.qualified_name: each for each in facts.classes}
        for each in facts.functions:
            owner = classes.get(each.qualified_name.rpartition(".")[0])
            body = "\n".join(rows[each.line - 1 : each.end_line])
            if (
                owner is not None
                and CHECKING_METHOD.fullmatch(each.name)
                and REFUSES_VALUE.search(body)
                and COMPARES_VALUE.search(body)
            ):
                yield path, each.line, each.qualified_name, owner.name


@derived
def _asked(repo: Snapshot) -> Mapping[str, tuple[Place, ...]]:
    """The functions that ask an object to check itself, by the name of its type."""
    found: dict[str, list[Place]] = {}
    for path, facts in _live(repo):
        for call in facts.calls:
            asked = ASKED_TO_CHECK.fullmatch(call.target)
            if asked is not None and call.function:
                found.setdefault(asked["type"], []).append((path, call.function))
    return {name: tuple(dict.fromkeys(places)) for name, places in found.items()}


def _who_asks(
    repo: Snapshot, asked: Mapping[str, tuple[Place, ...]], name: str
) -> tuple[tuple[Place, ...], bool]:
    """Who asks objects of a type, or of one above it, to check themselves; whether a filter in use does."""
    types, seen = [name], {name}
    for above in types:
        for base in _bases(repo).get(above, ()):
            if base not in seen and len(seen) < MOST_TYPES_ABOVE:
                seen.add(base)
                types.append(base)
    places = tuple(place for each in types for place in asked.get(each, ()))
    return places, any(_is_filter_in_use(repo, *place) for place in places)


def _is_filter_in_use(repo: Snapshot, path: str, function: str) -> bool:
    owner = function.partition(".")[0]
    kind = next((each for each in programs(repo)[path].classes if each.qualified_name == owner), None)
    if kind is None or not _is_filter(kind):
        return False
    name = kind.name.removesuffix("Attribute")
    return any(name in (repo.text(other) or "") for other, _facts in _live(repo) if other != path)


def _is_filter(kind: ClassDefinition) -> bool:
    return any(map(FILTER_BASES.fullmatch, kind.bases)) or not FILTER_METHODS.isdisjoint(kind.methods)


@derived
def _bases(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each class of C#, the last names of what it extends."""
    return {
        each.name: tuple(base.rpartition("#")[2].rpartition(".")[2].removesuffix("()") for base in each.bases)
        for _path, facts in _live(repo)
        for each in facts.classes
    }


@derived
def _live(repo: Snapshot) -> tuple[tuple[str, ProgramFacts], ...]:
    return tuple(
        (path, facts)
        for path, facts in programs(repo).items()
        if facts.language == "C#" and not is_test_path(path) and not is_example_path(path)
    )
