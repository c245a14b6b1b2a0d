"""Loggers that a repository writes itself in Python: functions that print a record as JSON, one line a call.

What a platform reads from the standard output it keeps as a structured log:
https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html,
https://cloud.google.com/run/docs/logging#writing_structured_logs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.facts.live_modules import live_modules
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import module_index

# A record has a severity and a message, under any of their usual names.
RECORD_SEVERITY = lazy_regex(r"[\"'](?:level|severity|levelname|lvl|log_level)[\"']|\b(?:level|severity)=")
RECORD_MESSAGE = lazy_regex(r"[\"'](?:message|msg|event|text)[\"']|\b(?:message|msg|event)=")
PRINTING_CALLS = frozenset({"print", "sys.stdout.write", "sys.stderr.write"})
AS_JSON = frozenset({"json.dumps", "orjson.dumps", "ujson.dumps"})


class PrintedLog(Struct, frozen=True):
    """A function that prints a record: where it is defined, and how often each module calls it."""

    path: str
    line: int
    name: str
    prints: int
    calls: Mapping[str, tuple[int, int]]
    """By module: the number of calls, and the line of the first."""


@derived
def printed_logs(repo: Snapshot) -> tuple[PrintedLog, ...]:
    """The loggers of live modules that anything calls."""
    found = [
        PrintedLog(path, line, name, prints, calls)
        for path, line, name, prints in _functions(repo)
        if (calls := _calls(repo, path, name))
    ]
    return tuple(found)


def _functions(repo: Snapshot) -> Iterator[tuple[str, int, str, int]]:
    for path, facts in live_modules(repo).items():
        if not any(each.target in AS_JSON for each in facts.calls):
            continue
        for function in facts.functions:
            name = function.qualified_name
            inside = Counter(each.target for each in facts.calls if each.function == name)
            prints = sum(inside[each] for each in PRINTING_CALLS)
            if "." in name or not prints or not any(inside[each] for each in AS_JSON):
                continue
            rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
            text = "\n".join(rows)
            if RECORD_SEVERITY.search(text) and RECORD_MESSAGE.search(text):
                yield path, function.line, name, inside["print"]


def _calls(repo: Snapshot, home: str, name: str) -> dict[str, tuple[int, int]]:
    """How often each live module calls a function of another, or of itself, with the first line."""
    index, found = module_index(repo), dict[str, tuple[int, int]]()
    for path, facts in live_modules(repo).items():
        lines = []
        for call in facts.calls:
            module, _dot, last = call.target.rpartition(".")
            if last == name and (index.resolve(path, module, last) if module else path) == home:
                lines.append(call.line)
        if lines:
            found[path] = (len(lines), min(lines))
    return found
