"""Rows of a data set that are checked one by one by a class of fields (pydantic)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from analyzer.facts.data.row_checks import GOES_THROUGH, SERVICES
from analyzer.facts.evaluations.evaluation_sets import set_read_at
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Call, ClassDefinition, PythonFacts, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.origins import origin
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

FIELD_BASES = word_set(
    "pydantic.BaseModel sqlmodel.SQLModel pydantic.v1.BaseModel pydantic_settings.BaseModel "
    "pydantic.RootModel"
)
# Classes whose fields may have validators: https://www.attrs.org/en/stable/init.html#validators
ATTRS = word_set(
    "attrs.define attrs.frozen attrs.mutable attr.s attr.attrs attr.define attr.frozen attr.mutable "
    "attr.dataclass"
)
VALIDATOR = lazy_regex(r"\bvalidator\s?=|\.validator\b")
FIELD_DECORATOR = "pydantic.dataclasses.dataclass"
VALIDATES = word_set("model_validate parse_obj validate_python validate_json model_validate_json from_orm")
# What gives rows, one after the other.
ROWS = word_set("DictReader iterrows itertuples to_dict to_dicts iter_rows iter_slices reader scan_csv rows")
READS_ROWS = word_set("csv pandas polars pyarrow duckdb jsonlines pyspark psycopg psycopg2 sqlite3")
# What opens a file whose lines a loop goes through, and how a line is handed on.
OPENS_LINES = word_set("open read_text read_bytes splitlines readlines")
# What reads settings: the entries of a file of these are no rows of a data set.
PARSES_SETTINGS = word_set("tomllib tomli toml tomlkit yaml ruamel configparser omegaconf hydra")
HANDED_NAME = lazy_regex(r"(?:\*\*)?(?:(?:json|orjson|ujson)\.loads\()?(\w{1,60})\b")
# A function that goes on after an error may say at its end that there was one.
SAYS_IT_FAILED = lazy_regex(r"[ \t]*return[ \t]+(?:[1-9]\b|bool\(|int\(bool\()")
CAUGHT = word_set(
    "ValidationError JsonSchemaException JsonSchemaValueException Invalid MultipleInvalid SchemaError"
)
ENDINGS = word_set("SystemExit exit Exit")
ADAPTER = "pydantic.TypeAdapter"
# What is spread into a class, and words by which it is an answer and no row.
SPREAD = lazy_regex(r"\*\*[ \t]{0,4}(\w{1,80})")
ANSWER_NAMES = word_set(
    "prediction predictions result results response output outputs answer answers score scores"
)
# An error of every kind that is caught, and what ends a run nevertheless.
BROAD = lazy_regex(r"[ \t]*except\b(?:[ \t]*:|[^:\n]{0,80}\b(?:Base)?Exception\b)")
ENDS_RUN = lazy_regex(r"[ \t]*(?:raise\b|(?:sys\.|os\.)?_?exit\b|quit\b)")
_ROUNDS = 3
_CALL_LINES = 20
_FUNCTION_LINES = 400


class Lines(Struct, frozen=True):
    """Where a module goes through the lines of files that it opens.

    The functions that open one, the rows of loops by their variable, and where functions begin.
    """

    opening: frozenset[str | None]
    loops: Mapping[str, Sequence[int]]
    starts: Mapping[str, int]


def checked_rows(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    """The first place of each module where live code makes every row of a data set pass a class of fields."""
    classes = _field_classes(repo)
    if not classes:
        return
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or not (reads_rows(facts) or reads_lines(facts)):
            continue
        code = Code(path, facts, notebook=False)
        rows = (repo.text(path) or "").split("\n")
        lines, near = lines_of(facts, rows), functions_calling(facts, ROWS) if reads_rows(facts) else ()
        found = next(
            (
                call
                for call in facts.calls
                if _makes_fields(repo, path, call, classes)
                and (call.function in near or is_a_line(lines, call, rows))
                and not _answers(call, rows)
            ),
            None,
        )
        if found is None:
            continue
        note = f"every row is checked by {_name(found, classes)}"
        if set_read_at(repo, path) is not None:
            note = f"every case of an evaluation is checked by {_name(found, classes)}"
            yield Evidence(path, found.line, Level.PRESENT, note)
        elif not is_live(repo, code, found.function):
            yield Evidence(path, found.line, Level.PRESENT, f"{note}, but nothing calls it")
        elif path in run and stops_a_run(facts, found, rows):
            yield Evidence(path, found.line, Level.WIRED, f"{note}; a failure stops the run")
        else:
            yield Evidence(path, found.line, Level.SUBSTANTIVE, note)


def stops_a_run(facts: PythonFacts, call: Call, rows: list[str]) -> bool:
    """Whether an error that a call raises ends the run, at once or when all rows were looked at."""
    if _fails_at_the_end(facts, call, rows):
        return True
    return not catches(facts, call) and not goes_on(facts, call, rows)


def _fails_at_the_end(facts: PythonFacts, call: Call, rows: list[str]) -> bool:
    """Whether the function of a call answers a failure that an exit takes: `sys.exit(main())`."""
    function = next((each for each in facts.functions if each.qualified_name == call.function), None)
    if function is None:
        return False
    said = any(
        map(SAYS_IT_FAILED.match, rows[call.line : min(function.end_line, call.line + _FUNCTION_LINES)])
    )
    given = (f"exit({function.name}(", f"SystemExit({function.name}(")
    return said and any(each in row[:400] for row in rows for each in given)


@derived
def _field_classes(repo: Snapshot) -> frozenset[str]:
    """The names of classes of fields, and of their subclasses."""
    return (
        subclasses_of(repo, FIELD_BASES)
        | {
            each.name
            for facts in repo.modules.values()
            for each in facts.classes
            if any(decorator.target.removesuffix("()") == FIELD_DECORATOR for decorator in each.decorators)
        }
        | {
            each.name
            for path, facts in repo.modules.items()
            for each in facts.classes
            if any(decorator.target.removesuffix("()") in ATTRS for decorator in each.decorators)
            and _has_validators(repo, path, each)
        }
    )


def _has_validators(repo: Snapshot, path: str, found: ClassDefinition) -> bool:
    rows = rows_of(repo.text(path) or "")[found.line - 1 : found.end_line]
    return any(VALIDATOR.search(row[:400]) for row in rows)


def subclasses_of(repo: Snapshot, bases: frozenset[str]) -> frozenset[str]:
    """The names of the repository's classes that inherit from one of these, directly or through others."""
    found: set[str] = set()
    classes = [each for facts in repo.modules.values() for each in facts.classes]
    for _ in range(_ROUNDS):
        for each in classes:
            if any(base in bases or base.rpartition(".")[2] in found for base in each.bases):
                found.add(each.name)
    return frozenset(found)


def reads_rows(facts: PythonFacts) -> bool:
    """Whether a module imports what reads rows."""
    return any(each.module.partition(".")[0] in READS_ROWS for each in facts.imports)


def reads_lines(facts: PythonFacts) -> bool:
    """Whether a module that is no service opens files, of which every line may be a row."""
    if any(each.module.partition(".")[0] in SERVICES for each in facts.imports):
        return False
    return any(last_part(call.target) in OPENS_LINES for call in facts.calls)


def functions_calling(facts: PythonFacts, names: frozenset[str]) -> frozenset[str | None]:
    """The functions of a module, None for what stands outside of all, that call something of these names."""
    return frozenset(call.function for call in facts.calls if last_part(call.target) in names)


def lines_of(facts: PythonFacts, rows: Sequence[str]) -> Lines | None:
    """Where a module goes through lines; None where it opens no file, or is a service."""
    if not reads_lines(facts):
        return None
    loops: dict[str, list[int]] = {}
    for number, row in enumerate(rows, 1):
        for name in GOES_THROUGH.findall(row[:400]) if " in" in row or "\tin" in row else ():
            loops.setdefault(name, []).append(number)
    starts: dict[str, int] = {}
    for each in facts.functions:
        starts.setdefault(each.qualified_name, each.line)
    settings = {call.function for call in facts.calls if call.target.partition(".")[0] in PARSES_SETTINGS}
    return Lines(functions_calling(facts, OPENS_LINES) - settings, loops, starts)


def is_a_line(lines: Lines | None, call: Call, rows: Sequence[str]) -> bool:
    """Whether a call is given what a loop takes from an opened file, line by line."""
    if lines is None or call.function not in lines.opening:
        return False
    handed = rows[call.line - 1].partition(f"{last_part(call.target)}(")[2][:200]
    named = HANDED_NAME.match(handed)
    loops = lines.loops.get(named[1], ()) if named is not None else ()
    first = max(lines.starts.get(call.function or "", 1), call.line - _FUNCTION_LINES + 1)
    at = bisect_left(loops, first)
    return at < len(loops) and loops[at] <= call.line


def _makes_fields(repo: Snapshot, path: str, call: Call, classes: frozenset[str]) -> bool:
    """Whether a call makes a class of fields out of a mapping, or asks what another file made of one."""
    parts = call.target.replace("()", "").split(".")
    if parts[-1] not in VALIDATES:
        return parts[-1] in classes and any(name == "**" for name, _value in call.keywords)
    known = not classes.isdisjoint(parts) or _of_a_class_given(call)
    return known or ADAPTER in call.target or ADAPTER in origin(repo, path, call.target).target


def _of_a_class_given(call: Call) -> bool:
    """Whether a class that the code was given is asked what only classes of pydantic are."""
    return call.target.startswith("?") and last_part(call.target) in ("model_validate", "parse_obj")


def _name(call: Call, classes: frozenset[str]) -> str:
    parts = call.target.replace("()", "").split(".")
    return next((part for part in reversed(parts) if part in classes), "a class of fields")


def catches(facts: PythonFacts, call: Call) -> bool:
    """Whether the function of a call names the error and no other: a bad row may be let through."""
    names = {
        name.rpartition(".")[2].removesuffix("()")
        for each in facts.functions
        if each.qualified_name == call.function
        for name in each.names
    }
    others = any(name in ENDINGS or name.endswith(("Error", "Exception")) for name in names - CAUGHT)
    return not CAUGHT.isdisjoint(names) and not others


def _answers(call: Call, rows: list[str]) -> bool:
    """Whether what is spread into the class is by its name an answer, and no row that goes in."""
    if not any(name == "**" for name, _value in call.keywords):
        return False
    match = SPREAD.search("\n".join(rows[call.line - 1 : call.line + _CALL_LINES])[:2000])
    return match is not None and not words_of(match[1]).isdisjoint(ANSWER_NAMES)


def goes_on(facts: PythonFacts, call: Call, rows: list[str]) -> bool:
    """Whether the function of a call catches every error after it, and nothing that follows ends the run."""
    ends = [each.end_line for each in facts.functions if each.qualified_name == call.function]
    last = min(ends[0] if ends else len(rows), call.line + _FUNCTION_LINES)
    rest = rows[call.line : last]
    return any(map(BROAD.match, rest)) and not any(map(ENDS_RUN.match, rest))
