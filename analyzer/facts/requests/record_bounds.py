"""Validations of records that bound what a request sends: which attributes its values fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.serving_path import on_any_request
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

# What of the validations of a model bounds a value; that it is there bounds none.
BOUNDING_OPTIONS = frozenset(
    ("length", "numericality", "inclusion", "exclusion", "format", "comparison", "maximum", "in", "less_than")
)
LISTING_OPTIONS = frozenset(("inclusion", "in"))
BOUNDING_CALL = lazy_regex(r"validates_(?:length|size|numericality|inclusion|exclusion|format|comparison)_of")
# Either of two values of a column that has no third.
YES_OR_NO = lazy_regex(
    r"\b(?:inclusion(?:_of)?|in)\b[^\[\n]{0,80}\[\s{0,4}(?:true\s{0,4},\s{0,4}false|false\s{0,4},\s{0,4}true)\s{0,4}\]"
)
BUILT = lazy_regex(r"(?:\*#)?(?P<name>[A-Z]\w{0,60})(?:\(\))?(?:\.(?:new|create!?|build|insert!?|upsert))?\Z")
BUILT_BY_OWNER = lazy_regex(r"\.(?P<name>[a-z_]{2,60})s(?:\(\))?\.(?:new|build|create!?)\Z")
GIVEN_VALUE = lazy_regex(r"(?:\A|[\s(,{])(?P<name>[a-z_]\w{0,60}):\s{1,8}(?P<value>[^\n,]{1,200})")
FROM_REQUEST = lazy_regex(r"\b(?:\w{0,60}_)?params\b|\brequest\b|@\w")
FIRST_VALUE_NAME = lazy_regex(r"(?P<name>[a-z_]\w{0,60})")
DEFINED_WITH = lazy_regex(r"\bdef\s+[\w.]{1,80}[?!=]?\s?\(?(?P<names>[^)]{0,600})")
ASSIGNED_NAME = lazy_regex(r"\s*(?P<name>[a-z_]\w{0,60})\s?(?:\|\|)?=\s?(?P<value>[^=~\s][^\n]{0,300})")
ROWS_OF_CALL = 25
ROWS_OF_VALIDATION = 4
VALIDATION_CUT = 500
ANY = "*"


def bounds_of_models(repo: Snapshot) -> Iterator[ProgramUse]:
    """The validations that bound values of a model which code on the way of a request fills."""
    for use in uses(repo, Subject.INPUT_CHECK):
        if use.called and _bounds_a_value(repo, use):
            classes = [each for each in programs(repo)[use.path].classes if each.line < use.line]
            filled = _filled(repo).get(classes[-1].name, frozenset()) if classes else frozenset()
            if ANY in filled or not filled.isdisjoint(use.strings):
                yield use


def _bounds_a_value(repo: Snapshot, use: ProgramUse) -> bool:
    rows = (repo.text(use.path) or "").split("\n")[use.line - 1 : use.line - 1 + ROWS_OF_VALIDATION]
    yes_or_no = YES_OR_NO.search(" ".join(row.strip()[:VALIDATION_CUT] for row in rows)) is not None
    if BOUNDING_CALL.search(use.target) is not None:
        return not (yes_or_no and "inclusion" in use.target)
    options = BOUNDING_OPTIONS - LISTING_OPTIONS if yes_or_no else BOUNDING_OPTIONS
    return use.tool == "ActiveModel validations" and any(name in options for name, _value in use.keywords)


@derived
def _filled(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The attributes, by the class, that functions on the way of a request fill with what it sends."""
    found: dict[str, set[str]] = {}
    for path, function in on_any_request(repo):
        if not path.endswith(".rb"):
            continue
        for call in programs(repo)[path].calls:
            name = _class_built(call) if (call.function or "") == function else None
            if name is not None:
                found.setdefault(name, set()).update(_given(repo, path, call))
    return {name: frozenset(attributes) for name, attributes in found.items()}


def _class_built(call: Call) -> str | None:
    built = BUILT.match(call.target)
    if built is not None:
        return built["name"]
    owned = BUILT_BY_OWNER.search(call.target)
    return None if owned is None else "".join(each.capitalize() for each in owned["name"].split("_"))


def _given(repo: Snapshot, path: str, call: Call) -> Iterator[str]:
    """The attributes that a call sets to what may come from outside; any, where it is handed them as one."""
    names = {name for name, _value in call.keywords}
    if call.positional or not names or "**" in names:
        yield ANY
        return
    function = next(
        (each for each in programs(repo)[path].functions if each.qualified_name == call.function), None
    )
    rows = (repo.text(path) or "").split("\n")
    before = rows[function.line - 1 : call.line] if function is not None else []
    own = _own_values(before)
    text = "\n".join(row[:VALIDATION_CUT] for row in rows[call.line - 1 : call.line - 1 + ROWS_OF_CALL])
    values: dict[str, str] = {}
    for match in GIVEN_VALUE.finditer(text):
        values.setdefault(match["name"], match["value"])
    yield from (name for name in names if _may_come_from_outside(values.get(name, name), own))


def _may_come_from_outside(value: str, own: frozenset[str]) -> bool:
    if FROM_REQUEST.search(value):
        return True
    first = FIRST_VALUE_NAME.match(value)
    return first is not None and first["name"] not in own | {"true", "false", "nil"}


def _own_values(rows: list[str]) -> frozenset[str]:
    """The local names of a function that it gives values of its own: of no parameter and no request."""
    head = DEFINED_WITH.search(" ".join(row[:VALIDATION_CUT] for row in rows[:6]))
    outside = {
        each.strip(" *&:").partition(":")[0].partition("=")[0].strip()
        for each in (head["names"] if head else "").split(",")
    }
    own: set[str] = set()
    for row in rows[1:]:
        match = ASSIGNED_NAME.match(row[:VALIDATION_CUT])
        if match is None:
            continue
        first = FIRST_VALUE_NAME.match(match["value"])
        if FROM_REQUEST.search(match["value"]) or (first is not None and first["name"] in outside):
            outside.add(match["name"])
        elif match["name"] not in outside:
            own.add(match["name"])
    return frozenset(own - outside)
