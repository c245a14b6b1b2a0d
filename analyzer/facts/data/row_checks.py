"""Rows of a data set that a function of the project's own checks one by one, field by field."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

NAMED_CHECK = lazy_regex(r"_{0,2}(?:validate|check|verify)\w{0,60}")
LOADS_ROWS = word_set(
    "json.load json.loads csv.DictReader jsonlines.open jsonlines.Reader orjson.loads ujson.loads"
)
FIELD = lazy_regex(r"\b(\w{1,60})(?:\.get\(|\[)[ \t]*[\"']([^\"'\n]{1,60})[\"']")
COMPARES_FIELD = lazy_regex(
    r"[ \t]*(?:if|elif|assert)\b[^\n]{0,300}?(?:\bnot\b|\bin\b|[<>]=?|[=!]=|isinstance\()"
)
GOES_THROUGH = lazy_regex(r"\bfor[ \t]+(?:\w{1,60}[ \t]*,[ \t]*)?\(?(\w{1,60})\)?[ \t]+in\b")
ENDS_BADLY = lazy_regex(r"\b(?:sys\.)?exit\((?!0?\))|\bSystemExit\((?!0?\))")
# What a service takes is a request, and no row of a data set.
SERVICES = word_set("fastapi flask django starlette aiohttp tornado sanic rest_framework litestar")
FEWEST_FIELDS = 3
FEWEST_COMPARISONS = 3


def row_checks(repo: Snapshot) -> Iterator[Evidence]:
    """The first function of each module by which live code checks fields of every row, and fails."""
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or not _loads_rows(facts):
            continue
        text = repo.text(path) or ""
        if ENDS_BADLY.search(text) is None:
            continue
        lines = text.split("\n")
        code = Code(path, facts, notebook=False)
        for each in facts.functions:
            fields = _fields_checked(each, lines)
            if fields and every_row(facts, each, lines) and is_live(repo, code, each.qualified_name):
                note = (
                    f"{each.name} checks {', '.join(fields[:FEWEST_FIELDS])} of every row; the run can fail"
                )
                yield Evidence(path, each.line, Level.SUBSTANTIVE, note)
                break


def _loads_rows(facts: PythonFacts) -> bool:
    if any(each.module.partition(".")[0] in SERVICES for each in facts.imports):
        return False
    return any(call.target in LOADS_ROWS for call in facts.calls)


def _fields_checked(function: Function, lines: list[str]) -> list[str]:
    """The fields of its row that a function named for checks reads, where it compares several."""
    if NAMED_CHECK.fullmatch(function.name) is None:
        return []
    body = lines[function.line - 1 : function.end_line]
    if sum(COMPARES_FIELD.match(line) is not None for line in body) < FEWEST_COMPARISONS:
        return []
    read: dict[str, dict[str, None]] = {}
    for line in body:
        for owner, field in FIELD.findall(line):
            read.setdefault(owner, {})[field] = None
    fields = next((read[each] for each in function.parameters if each in read), {})
    return list(fields) if len(fields) >= FEWEST_FIELDS else []


def every_row(facts: PythonFacts, function: Function, lines: list[str]) -> bool:
    """Whether a call hands the function what a loop above it goes through."""
    for call in facts.calls:
        if last_part(call.target) != function.name:
            continue
        handed = lines[call.line - 1].partition(f"{function.name}(")[2]
        start = next((each.line for each in facts.functions if each.qualified_name == call.function), 1)
        above = "\n".join(lines[start - 1 : call.line])
        if any(handed.lstrip().startswith((f"{name})", f"{name},")) for name in GOES_THROUGH.findall(above)):
            return True
    return False
