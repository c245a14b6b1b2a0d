"""Models of which a name chooses one: `if kind == "forest": ... elif kind == "svm": ...` compares nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot
from analyzer.text import indent_of
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.roles import is_test

# `elif self.kind.lower() == "svm":`, `if kind in ("svm", "svc"):`, `case "svm":`
BY_NAME = lazy_regex(
    r"[ \t]*(?:(?:el)?if[ \t]+\(?(?P<subject>[A-Za-z_][\w.]{0,80}?)(?:\.(?:lower|upper|strip|casefold)\(\))*"
    r"[ \t]*(?:==|in)[ \t]*|case[ \t]+)(?P<names>[\[({]?[ \t]*[\"'][^\n]{1,200})"
)
LEFT_OVER_BRANCH = lazy_regex(r"[ \t]*(?:else|case[ \t]+_)[ \t]*:")
GOES_AROUND = lazy_regex(r"[ \t]*(?:async[ \t]+)?for[ \t]|[^#\n]{0,200}[\[({,=][^#\n]{0,200}[ \t]for[ \t]+\w")
BEGINS_FUNCTION = lazy_regex(r"[ \t]*(?:async[ \t]+)?def[ \t]")
IN_QUOTES = lazy_regex(r"[\"']([^\"'\n]{1,60})[\"']")
# A search over parameters gives one name after the other.
SEARCHED = lazy_regex(r"\b(?:suggest_categorical|hp\.choice|tune\.choice|tune\.grid_search|ParameterGrid)\(")
MOST_ROWS_UP = 200
MOST_CHOOSING_CALLERS = 3


def is_chosen_by_name(repo: Snapshot, code: Code, rows: Sequence[str], made: Sequence[Call]) -> bool:
    """Whether each of a file's models is made in a branch for its name, and nothing goes over the names.

    What does is a loop around the branches or around a call that leads to them, or calls with two of the
    names, here or in another module.
    """
    if code.notebook or not rows or any(map(SEARCHED.search, rows)):
        return False
    calls: dict[str, list[Call]] = {}
    for call in code.facts.calls:
        calls.setdefault(last_part(call.target), []).append(call)
    branches = [_names_for(rows, calls, each, MOST_CHOOSING_CALLERS) for each in made]
    names = {name for each in branches if each is not None for name in each}
    functions = {last_part(each.function) for each in made if each.function is not None}
    if None in branches or len(names) < 2 or not functions:
        return False
    return not any(_in_loop(rows, each.line) for each in made) and not _gone_over(repo, functions, names)


def _names_for(
    rows: Sequence[str], calls: Mapping[str, list[Call]], call: Call, left: int
) -> tuple[str, ...] | None:
    """The names for which a call runs: those of its branch, or of the branches that call its function."""
    names = _branch(rows, call.line)
    if names is not None or call.function is None or not left:
        return names
    callers = calls.get(last_part(call.function), [])[:MOST_CHOOSING_CALLERS]
    found = [_names_for(rows, calls, each, left - 1) for each in callers]
    together = tuple(name for each in found if each is not None for name in each)
    return together if found and None not in found else None


def _branch(rows: Sequence[str], line: int) -> tuple[str, ...] | None:
    """The names for which the branch runs that a line (1-based) stands in; None if in no such one."""
    if not 0 < line <= len(rows):
        return None
    depth = indent_of(rows[line - 1])
    otherwise: int | None = None
    for row in _above(rows, line):
        indent = indent_of(row)
        match = BY_NAME.match(row)
        if match is not None and (indent < depth or indent == otherwise):
            return tuple(each[1] for each in IN_QUOTES.finditer(match["names"]))
        if indent == otherwise:
            otherwise = None  # the branches begin otherwise
        if indent < depth:
            if BEGINS_FUNCTION.match(row):
                return None
            depth, otherwise = indent, indent if LEFT_OVER_BRANCH.match(row) else None
    return None


def _above(rows: Sequence[str], line: int) -> Iterator[str]:
    for number in range(line - 2, max(-1, line - 2 - MOST_ROWS_UP), -1):
        if rows[number].strip():
            yield rows[number][:300]


def _in_loop(rows: Sequence[str], line: int) -> bool:
    """Whether a loop of the same function goes around a line."""
    if not 0 < line <= len(rows):
        return False
    depth = indent_of(rows[line - 1])
    if GOES_AROUND.match(rows[line - 1][:300]):
        return True
    for row in _above(rows, line):
        if indent_of(row) < depth:
            if BEGINS_FUNCTION.match(row):
                return False
            if GOES_AROUND.match(row):
                return True
            depth = indent_of(row)
    return False


def _gone_over(repo: Snapshot, functions: set[str], names: set[str]) -> bool:
    """Whether something calls the functions, or what calls them, in a loop or with two of the names."""
    reached = functions | {
        last_part(call.function) for _path, call in _calls_of(repo, functions) if call.function is not None
    }
    given: set[str] = set()
    texts: dict[str, list[str]] = {}
    for path, call in _calls_of(repo, reached):
        given |= names & {*call.strings, *(value.strip("\"'") for _key, value in call.keywords)}
        if path not in texts:
            texts[path] = (repo.text(path) or "").split("\n")
        if len(given) > 1 or _in_loop(texts[path], call.line):
            return True
    return False


def _calls_of(repo: Snapshot, functions: set[str]) -> Iterator[tuple[str, Call]]:
    for path, facts in repo.modules.items():
        if not is_test(repo, path):
            yield from ((path, call) for call in facts.calls if last_part(call.target) in functions)
