"""A repository's own functions that check a data frame: their names, and the conditions they check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code
from analyzer.wiring.roles import is_example_path, is_test

FRAME_PACKAGES = word_set("pandas polars pyspark dask modin cudf geopandas")
CHECK_NAME = lazy_regex(
    r"_{0,2}(?:validate|check|verify|assert|ensure|enforce|expect|require|refuse|reject|sanity)(?:_\w*)?"
    r"|\w{0,60}(?:data|schema|dataset)_(?:validation|checks?|quality_checks?)"
    r"|_{0,2}(?:find|collect|list|get|data|quality|rows?|schema|columns?)(?:_\w{1,30})?_(?:problems|issues|violations)"
    r"(?:_in_\w{1,30})?",
    re.IGNORECASE,
)
FRAME_PARAMETER = lazy_regex(
    r"(?:\w{1,40}_)?(?:df|data|dataframe|dataset|frame|table|batch|rows|records|raw|sdf|train|pdf)",
    re.IGNORECASE,
)
# What a check of columns or rows asks a frame for.
CONDITIONS = word_set(
    "columns isnull isna notnull notna duplicated is_unique between isin dtype dtypes nunique empty min max "
    "issubset difference is_numeric_dtype null_count n_unique is_null schema is_monotonic_increasing shape "
    "len any all is_in is_duplicated is_between is_nan is_sorted has_nulls"
)
# These alone are asked of anything.
WEAK_CONDITIONS = word_set("min max shape len any all schema difference empty")
FEWEST_CONDITIONS = 2
# What a rule in a table asks of a frame, and whatever has a name there.
_ASKED = lazy_regex(r"\.(\w{1,40})")
# A rule that is an expression holds a column against a value; what picks rows or columns applies it.
_BOUND = lazy_regex(r"\bcol\([ \t]*[\"'][^\"'\n]{1,80}[\"'][ \t]*\)[ \t]*(?:[<>]=?|[=!]=)")
_HOLDS_BOUNDS = "bounds"
APPLIES_EXPRESSION = word_set("filter where select select_exprs with_columns withColumn")
_NAMED = lazy_regex(r"\b[A-Za-z_]\w{0,80}")
_TABLE_LINES = 200
_MOST_CHECKS = 100
READER = lazy_regex(r"(?:pandas|polars|dask\.dataframe)\.(?:read|scan)_\w{1,40}")


class FrameChecks(Struct, frozen=True):
    """The functions of a module that check a frame, with what each of them asks of it."""

    code: Code
    functions: tuple[Function, ...]
    asked: dict[str, frozenset[str]]

    def conditions_of(self, function: Function) -> tuple[str, ...]:
        """The meaningful conditions of one of the functions; all of its own where it has only weak ones."""
        own = self.asked[function.qualified_name]
        return tuple(sorted(own - WEAK_CONDITIONS or own))


def frame_checks(repo: Snapshot) -> Iterator[FrameChecks]:
    """The modules with functions that check several things of a frame, without tests and examples."""
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or not _works_with_frames(facts):
            continue
        own = [each for each in facts.functions if _is_named_check(each)]
        asked = {
            each.qualified_name: _conditions(each)
            | (_in_tables(repo, path, each) if at < _MOST_CHECKS else set())
            for at, each in enumerate(own)
        }
        functions = tuple(each for each in own if asked[each.qualified_name])
        conditions = frozenset().union(*asked.values())
        several = len(conditions) >= FEWEST_CONDITIONS or len(functions) > FEWEST_CONDITIONS
        if conditions - WEAK_CONDITIONS and several:
            yield FrameChecks(Code(path, facts, notebook=False), functions, asked)


def _works_with_frames(facts: PythonFacts) -> bool:
    return any(each.module.partition(".")[0] in FRAME_PACKAGES for each in facts.imports)


def _is_named_check(function: Function) -> bool:
    """Whether a function is named for a check and is given a frame, or reads one."""
    return CHECK_NAME.fullmatch(function.name) is not None and (
        any(FRAME_PARAMETER.fullmatch(each) for each in function.parameters) or _reads_frame(function)
    )


def _reads_frame(function: Function) -> bool:
    return any(READER.fullmatch(name) for name in function.names)


def _conditions(function: Function) -> frozenset[str]:
    return CONDITIONS & {name.removesuffix("()").rpartition(".")[2] for name in function.names}


def _in_tables(repo: Snapshot, path: str, function: Function) -> frozenset[str]:
    """What the rules ask of a frame that stand in a table of the module, where a function applies each.

    `RULES = [("no gaps", lambda df: df["id"].notna().all()), ("known", known_countries)]`, or expressions:
    `RULES = {"negative price": pl.col("price") < 0}`.
    """
    facts = repo.modules[path]
    rows = (repo.text(path) or "").split("\n")
    body = "\n".join(row[:500] for row in rows[function.line - 1 : function.end_line][:_TABLE_LINES])
    names = frozenset(_NAMED.findall(body))
    tables = {name: line for name, _value, line in facts.assigned if name in names}
    called = [each.target for each in facts.calls if each.function == function.qualified_name]
    applied = any(each.rpartition(".")[2] in APPLIES_EXPRESSION for each in called)
    if not tables or not (applied or "?" in called):
        return frozenset()
    starts = sorted(
        {line for _name, _value, line in facts.assigned} | {each.line for each in facts.functions}
    )
    by_name = {each.name: each for each in facts.functions}
    found: set[str] = set()
    bounds: set[str] = set()
    for line in tables.values():
        end = next((each for each in starts if each > line), len(rows) + 1)
        text = "\n".join(row[:500] for row in rows[line - 1 : min(end - 1, line + _TABLE_LINES)])
        found.update(_ASKED.findall(text))
        if applied and _BOUND.search(text) is not None:
            bounds.add(_HOLDS_BOUNDS)
        rules = [by_name[each] for each in _NAMED.findall(text) if each in by_name]
        found.update(name for each in rules for name in _conditions(each))
    return (CONDITIONS & found) | bounds


def modules_without_frame_checks(repo: Snapshot) -> Iterator[tuple[str, PythonFacts]]:
    """The live modules that work with data frames, but for those whose functions check them by name."""
    told = {each.code.path for each in frame_checks(repo)}
    for path, facts in repo.modules.items():
        aside = path in told or is_test(repo, path) or is_example_path(path)
        if not aside and _works_with_frames(facts):
            yield path, facts
