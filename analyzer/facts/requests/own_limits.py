"""Limits that a handler sets by hand: it compares what came in with a bound and answers with an error."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from analyzer.facts.requests.defences import Found
from analyzer.facts.requests.request_handlers import is_handler
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import indent_of, word_set
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_services

BOUND = (
    r"(?:-?\d[\d_.]{0,20}|(?:\w{1,60}\.)?[A-Z][A-Z0-9_]{2,60}|(?:\w{0,40}settings|\w{0,40}config)\.\w{1,60})"
)
# A value that is taken from another: a part of it, or what reading it gives.
TAKEN = lazy_regex(
    r"[ \t]*(\w{1,60})(?:[ \t]*:[^=\n]{1,80})?[ \t]*=[ \t]*(?:await[ \t]+)?(?:len\()?(\w{1,60})[.\[]"
)
# An answer that blames the request, and not its right to ask, what is missing, or the server. That something
# is too large (413) is told by the status alone.
BLAMES = lazy_regex(
    r"\b(?:400|422)\b|\bHTTP_4(?:00|22)_|\b(?:HTTP)?BadRequest\w{0,10}\(|\bUnprocessableEntity\("
    r"|\breturn\b[^\n]{0,80}[\"']error[\"']"
)
# What is set from others, and a plain function that is called.
SET_FROM = lazy_regex(
    r"[ \t]*(\w{1,60}(?:[ \t]*,[ \t]*\w{1,60}){0,4})(?:[ \t]*:[^=\n]{1,80})?[ \t]*=(?!=)([^\n]{1,300})"
)
# An object that is made of something, and what is asked of an object.
MADE_OF = lazy_regex(r"[ \t]*(\w{1,60})(?:[ \t]*:[^=\n]{1,80})?[ \t]*=[ \t]*([A-Z]\w{0,60})\(([^\n]{1,200})")
ASKED_OF_OBJECT = lazy_regex(r"(?<![\w.])([A-Za-z_]\w{0,60})\.([A-Za-z_]\w{0,60})\(")
HANDS = lazy_regex(r"(?<![\w.])([A-Za-z_]\w{0,60})\(([^()\n]{1,200})")
PLAIN_NAMES = lazy_regex(r"(?<![\w.])[A-Za-z_]\w{0,60}")
SAYS_NO = lazy_regex(r"\breturn\b[ \t]*\(?[ \t]*False\b")
ASKS_ANSWER = lazy_regex(r"[ \t]*if[ \t]+not[ \t]+\(?\w{1,60}")
MOST_HELPERS = 2
ASKED_ROWS = 4
# What holds a request without being handed over, and what no caller sent.
AMBIENT = word_set("request")
NOT_SENT = word_set("self cls db session settings config app background_tasks user current_user")
LIMIT_ROWS = 300
MOST_NAMES = 30
ANSWER_ROWS = 5
LONGEST_ROW = 400


def own_limits(repo: Snapshot) -> Iterator[Found]:
    """The first limit of each module that a handler on the serving path sets by hand, each place once."""
    served = called_by_services(repo)
    shown: set[tuple[str, int]] = set()
    for path in sorted(served.modules):
        if is_test(repo, path) or is_example_path(path):
            continue
        facts = repo.modules[path]
        rows: list[str] | None = None
        for function in facts.functions:
            if not is_handler(facts, function) or not served.has(path, function.qualified_name):
                continue
            rows = rows if rows is not None else (repo.text(path) or "").split("\n")
            line = _limit(function, rows)
            place = (path, line) if line is not None else limit_in_helper(repo, path, function)
            if place is not None:
                if place in shown:
                    break
                shown.add(place)
                note = f"{function.name} refuses what is beyond a limit of its own"
                yield Found("input bound", *place, note, live=True, wired=True)
                break


def limit_in_helper(repo: Snapshot, path: str, handler: Function) -> tuple[str, int] | None:
    """Where a function that a handler hands what came in compares it with a bound and has it refused.

    It blames the request itself, or answers `False`, and whoever called it blames the request then. So does
    a method of an object that is made of what came in: what the object holds is what came in.
    """
    waiting, seen = deque([(path, handler, 0)]), {(path, handler.qualified_name)}
    while waiting:
        file, function, depth = waiting.popleft()
        rows = (repo.text(file) or "").split("\n")
        for number, helper_file, helper, holds in _handed_to(repo, file, function, rows):
            blamed = _blames_after(rows, number, min(function.end_line, len(rows)))
            line = _limit(helper, (repo.text(helper_file) or "").split("\n"), refused=blamed, holds=holds)
            if line is not None:
                return helper_file, line
            if depth < MOST_HELPERS and (helper_file, helper.qualified_name) not in seen:
                seen.add((helper_file, helper.qualified_name))
                waiting.append((helper_file, helper, depth + 1))
    return None


def _handed_to(
    repo: Snapshot, path: str, function: Function, rows: list[str]
) -> Iterator[tuple[int, str, Function, bool]]:
    """The functions of this repository that are called with what came in, each with its line.

    With each, whether it is a method of an object that was made of what came in.
    """
    facts = repo.modules[path]
    sent = {*AMBIENT, *function.parameters[:MOST_NAMES]} - NOT_SENT
    made: dict[str, str] = {}
    last = min(function.end_line, function.line + LIMIT_ROWS, len(rows))
    for number in range(function.line + 1, last + 1):
        row = rows[number - 1][:LONGEST_ROW]
        assigned = SET_FROM.match(row)
        if (
            assigned is not None
            and len(sent) < 2 * MOST_NAMES
            and sent & set(PLAIN_NAMES.findall(assigned[2]))
        ):
            sent.update(PLAIN_NAMES.findall(assigned[1]))
        of = MADE_OF.match(row)
        if of is not None and len(made) < MOST_NAMES and sent & set(PLAIN_NAMES.findall(of[3])):
            made[of[1]] = of[2]
        for asked in ASKED_OF_OBJECT.finditer(row):
            if asked[1] in made:
                for file, helper in _functions_named(repo, path, facts, made[asked[1]], f".{asked[2]}"):
                    yield number, file, helper, True
        for call in HANDS.finditer(row):
            if not sent & set(PLAIN_NAMES.findall(call[2])):
                continue
            for file, helper in _functions_named(repo, path, facts, call[1]):
                if helper.qualified_name != function.qualified_name:
                    yield number, file, helper, False


def _functions_named(
    repo: Snapshot, path: str, facts: PythonFacts, name: str, method: str = ""
) -> Iterator[tuple[str, Function]]:
    own = [(path, each) for each in facts.functions if each.qualified_name == f"{name}{method}"]
    if own:
        yield from own
        return
    for each in facts.imports:
        if each.alias == name and each.name is not None:
            file = module_index(repo).resolve(path, each.module, each.name)
            found = repo.modules.get(file) if file is not None else None
            if found is not None and file is not None:
                wanted = f"{each.name}{method}"
                yield from ((file, one) for one in found.functions if one.qualified_name == wanted)


def _blames_after(rows: list[str], number: int, last: int) -> bool:
    """Whether what follows a call asks for its answer and blames the request."""
    if rows[number - 1].lstrip().startswith("if not "):
        return BLAMES.search(_answer(rows, number, last)) is not None
    for following in range(number + 1, min(number + ASKED_ROWS, last) + 1):
        if ASKS_ANSWER.match(rows[following - 1][:LONGEST_ROW]) is not None:
            return BLAMES.search(_answer(rows, following, last)) is not None
    return False


def _limit(function: Function, rows: list[str], *, refused: bool = False, holds: bool = False) -> int | None:
    """The line where a function compares what came in with a bound and blames the request."""
    sent = {*AMBIENT, *function.parameters[:MOST_NAMES]} - NOT_SENT | ({"self"} if holds else set())
    last = min(function.end_line, function.line + LIMIT_ROWS, len(rows))
    for number in range(function.line, last + 1):
        row = rows[number - 1][:LONGEST_ROW]
        taken = TAKEN.match(row)
        if taken is not None and taken[2] in sent and len(sent) < 2 * MOST_NAMES:
            sent.add(taken[1])
        if _compares(row) and _bounds(row, sent):
            answer = _answer(rows, number, last)
            if BLAMES.search(answer) is not None or (refused and SAYS_NO.search(answer) is not None):
                return number
    return None


def _compares(row: str) -> bool:
    """Whether a row begins a branch on an order comparison."""
    said = row.partition("#")[0].strip()
    return said.startswith(("if ", "if(", "elif ")) and said.endswith(":") and ("<" in said or ">" in said)


def _bounds(row: str, sent: set[str]) -> bool:
    """Whether one side of a comparison is what came in, or its length, and the other a bound."""
    names = "|".join(re.escape(each) for each in sorted(sent) if each.isidentifier())
    value = rf"(?:len\([ ]{{0,2}})?\b(?:{names})\b(?:\.\w{{1,60}}|\[[^\]\n]{{1,60}}\]){{0,4}}\)?"
    either = rf"{value}[ ]{{0,4}}[<>]=?[ ]{{0,4}}{BOUND}|{BOUND}[ ]{{0,4}}[<>]=?[ ]{{0,4}}{value}"
    return re.search(either, row) is not None


def _answer(rows: list[str], number: int, last: int) -> str:
    """What stands in the branch that begins after a line, and no further."""
    indent = indent_of(rows[number - 1])
    found = []
    for row in rows[number : min(last, number + ANSWER_ROWS)]:
        if row.strip() and indent_of(row) <= indent:
            break
        found.append(row[:LONGEST_ROW])
    return "\n".join(found)
