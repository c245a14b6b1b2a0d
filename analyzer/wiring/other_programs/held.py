"""What keeps the value of a call: the variable that it is given to, or the function that hands it back."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import FROM_PACKAGE, NAME_DOT
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs

LONGEST_HELD_ROW = 300
# A file that by its name holds what was put into a model, or came out of it.
OF_ANOTHER_FILE = lazy_regex(
    r"(?i)data|results?\b|metric|summary|coef|predictions|output|params|table|evaluation|comparison|grid"
)
GIVEN_TO = lazy_regex(
    r"(?:^|[\s({,;])(?:[\w.]{1,40}[$@.])?(?P<name>[A-Za-z_][\w.]{0,60})\s{0,9}(?:<<?-|:?=)\s{0,9}$"
)
GIVEN_RIGHT = lazy_regex(r"->>?\s{0,9}(?P<name>[A-Za-z_][\w.]{0,60})\s*$")
HANDED_BACK = lazy_regex(r"^\s*$|\breturn\s{0,4}\(?\s{0,4}$|[{;]\s{0,9}$")
PACKAGE_BEFORE = lazy_regex(r"[\w.]{1,40}(?:::|\.)$")


@derived
def _rows(repo: Snapshot) -> dict[str, list[str]]:
    del repo
    return {}


def is_held(repo: Snapshot, path: str, call: Call, name: re.Pattern[str]) -> bool:
    """Whether a variable or a function whose name is like that gets or gives what a call gives."""
    if any(OF_ANOTHER_FILE.search(each) is not None for each in call.strings[:1]):
        return False
    known = _rows(repo)
    if path not in known:
        known[path] = (repo.text(path) or "").split("\n")
    rows = known[path]
    row = rows[call.line - 1][:LONGEST_HELD_ROW] if call.line <= len(rows) else ""
    written = call.target.rpartition(FROM_PACKAGE)[2].rpartition(".")[2].replace(NAME_DOT, ".")
    before, found, after = row.partition(written)
    if not found:
        return False
    before = PACKAGE_BEFORE.sub("", before)
    if not before.strip() and call.line > 1:
        above = rows[call.line - 2][-LONGEST_HELD_ROW:].rstrip()
        before = f"{above} " if above.endswith(("<-", "=")) else before
    given = GIVEN_TO.search(before) or GIVEN_RIGHT.search(after)
    if given is not None:
        return name.fullmatch(given["name"]) is not None
    around = (call.function or "").rpartition(".")[2].replace(NAME_DOT, ".")
    return name.fullmatch(around) is not None and _is_handed_back(repo, path, call, before)


def _is_handed_back(repo: Snapshot, path: str, call: Call, before: str) -> bool:
    """Whether the function around a call gives back what the call gives."""
    if HANDED_BACK.search(before) is not None:
        return True
    functions = programs(repo)[path].functions
    return any(
        f"{call.target}()" == each.returns for each in functions if each.qualified_name == call.function
    )
