"""Gates over a table of measures: each entry is held against a kept baseline or limit, and a worse one stops.

`worse = {k: v for k, v in current.items() if v < baseline[k] - TOLERANCE}` and `if worse: sys.exit(1)`, or
the same as a loop that collects what fell. The names of such entries say nothing: what was measured does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from analyzer.facts.code.answers_followed import decided_by
from analyzer.facts.evaluations.evaluation_modules import stages_in_ci
from analyzer.facts.evaluations.evaluation_programs import stood_in_programs
from analyzer.facts.evaluations.evaluation_words import INCUMBENT_WORDS, LIMIT_WORDS
from analyzer.facts.evaluations.measured_values import MODEL_MEASURES, SCORING
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Function, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part, package_of
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.execution import called_in_ci, ci_modules, operated
from analyzer.wiring.runs.reachability import is_live

OVER_ENTRIES = lazy_regex(
    r"\bfor[ \t]+\(?(\w{1,60})[ \t]*,[ \t]*(\w{1,60})\)?[ \t]+in[ \t]+(\w{1,60})\.items\(\)"
)
KEPT_TABLE = lazy_regex(r"^[ \t]*(\w{1,60})(?:[ \t]*:[^=\n]{1,60})?[ \t]*=[ \t]*(\w{1,60})\(")
READ_TABLE = lazy_regex(r"^[ \t]*(\w{1,60})(?:[ \t]*:[^=\n]{1,60})?[ \t]*=[ \t]*json\.loads?\(([^\n]{1,200})")
COLLECTED = lazy_regex(r"^[ \t]*(\w{1,60})(?:\.(?:append|add)\(|\[[^\]\n]{1,60}\][ \t]*=(?!=)|[ \t]*\+=)")
COMPREHENDED = lazy_regex(
    r"^[ \t]*(\w{1,60})(?:[ \t]*:[^=\n]{1,60})?[ \t]*=[ \t]*(?:[\[{]|list\(|dict\(|sorted\()"
)
ORDERED = lazy_regex(r"(?<![-<>=])[<>]=?(?!=)")
ENTRY_HELD = lazy_regex(r"\b(?:if|assert)[ \t]+([^<>:\n]{1,120})[<>]=?([^<>:,\n]{1,120})")
ASSERTED = lazy_regex(r"[ \t]*assert\b")
HANDED_TABLE = lazy_regex(r"(\w{1,60})\(?")
GATE_ENDS = lazy_regex(r"\b(?:raise\b|(?:sys\.|os\.)?_?exit\((?!0?\))|SystemExit\b)")
GATE_ANSWERS = lazy_regex(r"\breturn[ \t]+(?:1\b|False\b|(?:not|bool|len|int)\b)")
STOPPING_KINDS = word_set("raise exit assert")
TABLE_WORDS = word_set("metric metrics scores")
GATE_LINES = 200
GATE_FILE_LINES = 2000
MOST_LOOPS = 50
ENTRY_LINES = 8


def compared_entries(repo: Snapshot, unreached: Collection[str] = ()) -> Iterator[Evidence]:
    """The first such gate of each live module, as far as something runs it.

    `unreached`: modules that CI would reach only through programs which end at an import.
    """
    measuring = _measuring(repo)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        text = repo.text(path) or ""
        if OVER_ENTRIES.search(text) is None:
            continue
        lines, code = text.split("\n"), Code(path, facts, notebook=False)
        loops = [number for number, row in enumerate(lines, 1) if OVER_ENTRIES.search(row[:300]) is not None]
        around = [
            each
            for each in facts.functions
            if any(each.line <= at <= each.end_line for at in loops[:MOST_LOOPS])
        ]
        for function in around[:MOST_LOOPS]:
            found = _gate(function, lines, measuring)
            if found is None or not is_live(repo, code, function.qualified_name):
                continue
            line, against, answers = found
            if answers and not _ends_by_answer(repo, path, function, text):
                continue
            evidence = None if path in unreached else _evidence(repo, path, function, line, against)
            if evidence is not None:
                yield evidence
                break


def _ends_by_answer(repo: Snapshot, path: str, function: Function, text: str) -> bool:
    """Whether the program ends by what a function answers: `sys.exit(main())`, or a branch on it."""
    if any(f"{each}({function.name}(" in text for each in ("exit", "SystemExit")):
        return True
    decided = decided_by(repo, path, (), {function.name})
    return any(each.decision.kind in STOPPING_KINDS for each in decided)


def _measuring(repo: Snapshot) -> frozenset[str]:
    """The names of functions of the repository that measure a model."""
    return frozenset(
        last_part(call.function)
        for facts in repo.modules.values()
        for call in facts.calls
        if call.function is not None and _measures(facts, call.target)
    )


def _measures(facts: PythonFacts, target: str) -> bool:
    if package_of(target, MODEL_MEASURES) is not None:
        return True
    return last_part(target) == "score" and target.partition(".")[0] in SCORING


def _gate(function: Function, lines: list[str], measuring: frozenset[str]) -> tuple[int, str, bool] | None:
    """The line that compares an entry with a kept one, what that is, and whether only an answer tells of it.

    None where nothing follows from it.
    """
    start = function.line - 1
    body = [each[:300] for each in lines[start : min(function.end_line, start + GATE_LINES)]]
    measured = _tables(body, measuring) | _handed(function, lines, measuring)
    for at, row in enumerate(body):
        loop = OVER_ENTRIES.search(row)
        if loop is None:
            continue
        entries = _entries(loop, measured)
        for number in range(at, min(at + ENTRY_LINES, len(body))):
            against = _compared(body[number], entries, words_of(loop[3]), loop[2])
            pattern = None if against is None else _follows(body, at, number)
            if against is not None and pattern is not None:
                return start + number + 1, against, pattern is GATE_ANSWERS
    return None


def _tables(body: list[str], measuring: frozenset[str]) -> frozenset[str]:
    """The names of a function's tables of measures: what measuring functions gave, or a file of metrics."""
    found: set[str] = set()
    for row in body:
        made, read = KEPT_TABLE.match(row), READ_TABLE.match(row)
        if made is not None and made[2] in measuring:
            found.add(made[1])
        words = words_of(f"{read[1]} {read[2]}") if read is not None else frozenset[str]()
        if read is not None and words & TABLE_WORDS and not words & INCUMBENT_WORDS - {"current"}:
            found.add(read[1])
    return frozenset(found)


def _handed(function: Function, lines: list[str], measuring: frozenset[str]) -> frozenset[str]:
    """The parameters that a call in the same file gives a table of measures: `check(measure(), limits)`."""
    if not function.parameters or not measuring:
        return frozenset()
    kept = _tables(lines[:GATE_FILE_LINES], measuring) | measuring
    called = re.compile(rf"(?<![\w.]){re.escape(function.name)}\(([^\n]{{1,200}})")
    found: set[str] = set()
    for row in lines[:GATE_FILE_LINES]:
        match = None if row.lstrip().startswith(("def ", "async def ")) else called.search(row[:400])
        given = match[1].split(",") if match is not None else []
        for name, each in zip(function.parameters, given, strict=False):
            first = HANDED_TABLE.match(each.strip())
            if first is not None and first[1] in kept:
                found.add(name)
    return frozenset(found)


def _entries(loop: re.Match[str], measured: frozenset[str]) -> tuple[str, ...]:
    """How the entry of a table of measures is written inside of a loop."""
    key = loop[1]
    written = [f"{name}[{key}]" for name in measured] + [f"{name}.get({key}" for name in measured]
    return (*written, *([loop[2]] if loop[3] in measured else []))


def _compared(row: str, entries: tuple[str, ...], table: frozenset[str], value: str) -> str | None:
    """What an entry is held against in a line: a baseline, or a limit."""
    if ORDERED.search(row) is None:
        return None
    for match in ENTRY_HELD.finditer(row):
        for one, other in ((match[1], match[2]), (match[2], match[1])):
            if not any(_names(one, each) for each in entries) or any(_names(other, each) for each in entries):
                continue
            words = words_of(other) | (table if _names(other, value) else frozenset())
            if words & INCUMBENT_WORDS:
                return "a baseline or the current model"
            if words & LIMIT_WORDS:
                return "a threshold"
    return None


def _names(side: str, entry: str) -> bool:
    return entry in side and re.search(rf"(?<![\w.]){re.escape(entry)}(?!\w)", side) is not None


def _follows(body: list[str], loop: int, compared: int) -> re.Pattern[str] | None:
    """How a worse entry ends the program, by itself or by an answer: at once, or by what was collected."""
    if ASSERTED.match(body[compared]) is not None:
        return GATE_ENDS
    names = {match[1] for row in body[compared : compared + 3] if (match := COLLECTED.match(row))}
    first = max(0, loop - 3)
    names |= {match[1] for row in body[first : loop + 1] if (match := COMPREHENDED.match(row))}
    for pattern in (GATE_ENDS, GATE_ANSWERS):
        if any(map(pattern.search, body[compared : compared + 2])):
            return pattern
        if any(_decides(body, name, compared, pattern) for name in names):
            return pattern
    return None


def _decides(body: list[str], name: str, after: int, pattern: re.Pattern[str]) -> bool:
    """Whether what was collected under a name decides such an end."""
    named = re.compile(rf"\b{re.escape(name)}\b")
    for number in range(after + 1, len(body)):
        row = body[number]
        if named.search(row) is None:
            continue
        if pattern.search(row) or (pattern is GATE_ENDS and row.lstrip().startswith("assert ")):
            return True
        if row.lstrip().startswith("if ") and any(map(pattern.search, body[number + 1 : number + 5])):
            return True
    return False


def _evidence(repo: Snapshot, path: str, function: Function, line: int, against: str) -> Evidence | None:
    """The gate as far as something runs it; a program that stands in for the model is none."""
    if path in stood_in_programs(repo):
        return None
    note = f"measures of a model are compared one by one with {against}"
    if path in stages_in_ci(repo) or called_in_ci(repo).has(path, function.qualified_name):
        return Evidence(path, line, Level.WIRED, f"{note}, in CI")
    if path in operated(repo) | ci_modules(repo):
        return Evidence(path, line, Level.SUBSTANTIVE, note)
    return None
