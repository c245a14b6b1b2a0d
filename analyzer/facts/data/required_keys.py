"""Rows of a data set that are plain mappings, refused by the project's own code where a column is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.data.row_checks import GOES_THROUGH, LOADS_ROWS, SERVICES, every_row
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

LOADS_MAPPINGS = LOADS_ROWS | word_set("datasets.load_dataset datasets.load_from_disk")
NAMES_OF_ROWS = word_set("row record rec example sample entry")
# Several columns are asked for: those of a list, or all that a name calls required. `{}` is the row.
ASKS_FOR_COLUMNS = (
    r"[ \t]*\w{{1,60}}(?:[ ]*:[^=\n]{{1,60}})? = [^\n]{{0,200}}(?:\bnot in {0}\b(?!\[)"
    r"|- ?(?:set\({0}\)|{0}\.keys\(\)))",
    r"[ \t]*if (?:\w{{1,60}} not in {0}(?:\.keys\(\))?:"
    r"|not [^\n]{{0,120}}(?:issubset\({0}\b|<= ?{0}\.keys\(\)))",
    r"(?i)[ \t]*if [^\n]{{0,120}}\b(?:is None|not)\b[^\n]{{0,120}}"
    r"\bin \w{{0,40}}(?:required|mandatory)\w{{0,40}}:",
)
REFUSES_ROW = lazy_regex(
    r"\braise (?:\w{1,40}\.)?(?:ValueError|KeyError"
    r"|\w{0,40}(?:Schema|Validation|Data|Column|Missing)\w{0,40})\("
)
KEPT_OF_ROW = 400
ROWS_TO_RAISE = 4
MOST_FUNCTION_ROWS = 200
MOST_HANDED_ON = 2


def required_keys(repo: Snapshot) -> Iterator[Evidence]:
    """The first function of each module by which live code refuses every row that lacks a column."""
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or not _loads(facts):
            continue
        text = repo.text(path) or ""
        if "raise" not in text:
            continue
        lines = text.split("\n")
        code = Code(path, facts, notebook=False)
        for each in facts.functions:
            line = _refuses(facts, each, lines)
            if line is not None and is_live(repo, code, each.qualified_name, by_tests=False):
                note = f"{each.name} refuses every row that lacks a required column"
                yield Evidence(path, line, Level.SUBSTANTIVE, note)
                break


def _loads(facts: PythonFacts) -> bool:
    if any(each.module.partition(".")[0] in SERVICES for each in facts.imports):
        return False
    return any(call.target in LOADS_MAPPINGS for call in facts.calls)


def _refuses(facts: PythonFacts, function: Function, lines: list[str]) -> int | None:
    """The line where a function asks for the columns of each row and raises; None if it does not."""
    body = lines[function.line - 1 : min(function.end_line, function.line + MOST_FUNCTION_ROWS)]
    given = NAMES_OF_ROWS.intersection(function.parameters)
    looped = NAMES_OF_ROWS.intersection(GOES_THROUGH.findall("\n".join(body)))
    for owner in sorted(given | looped):
        for number, row in enumerate(body):
            if any(re.match(each.format(owner), row[:KEPT_OF_ROW]) for each in ASKS_FOR_COLUMNS):
                raised = any(REFUSES_ROW.search(each) for each in body[number : number + ROWS_TO_RAISE])
                if raised and (owner in looped or _of_every_row(facts, function, lines)):
                    return function.line + number
    return None


def _of_every_row(facts: PythonFacts, function: Function, lines: list[str]) -> bool:
    """Whether a loop hands its rows to the function, or to one that hands its row on to it."""
    reached = [function]
    for _step in range(MOST_HANDED_ON):
        if any(every_row(facts, each, lines) for each in reached):
            return True
        names = {each.name for each in reached}
        callers = {call.function for call in facts.calls if last_part(call.target) in names}
        reached = [
            each
            for each in facts.functions
            if each.qualified_name in callers and NAMES_OF_ROWS.intersection(each.parameters)
        ]
    return any(every_row(facts, each, lines) for each in reached)
