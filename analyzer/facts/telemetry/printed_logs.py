"""Loggers that a repository writes itself in Python: functions that print a record as JSON, one line a call.

What a platform reads from the standard output it keeps as a structured log:
https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html,
https://cloud.google.com/run/docs/logging#writing_structured_logs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.facts.code.live_modules import live_modules
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import module_index

# A record has a severity and a message, under any of their usual names.
RECORD_SEVERITY = lazy_regex(r"[\"'](?:level|severity|levelname|lvl|log_level)[\"']|\b(?:level|severity)=")
RECORD_MESSAGE = lazy_regex(r"[\"'](?:message|msg|event|text)[\"']|\b(?:message|msg|event)=")
PRINTING_CALLS = frozenset({"print", "sys.stdout.write", "sys.stderr.write"})
AS_JSON = frozenset({"json.dumps", "orjson.dumps", "ujson.dumps"})
# The file and the name of a function.
_Place = tuple[str, str]


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
    loggers = list(_functions(repo))
    calls = _calls(repo, frozenset((path, name) for path, _line, name, _prints in loggers))
    return tuple(
        PrintedLog(
            path, line, name, prints, {each: (len(lines), min(lines)) for each, lines in called.items()}
        )
        for path, line, name, prints in loggers
        if (called := calls.get((path, name)))
    )


def _functions(repo: Snapshot) -> Iterator[tuple[str, int, str, int]]:
    for path, facts in live_modules(repo).items():
        if not any(each.target in AS_JSON for each in facts.calls):
            continue
        rows = (repo.text(path) or "").split("\n")
        by_function: dict[str | None, Counter[str]] = {}
        for each in facts.calls:
            by_function.setdefault(each.function, Counter())[each.target] += 1
        for function in facts.functions:
            name = function.qualified_name
            inside = by_function.get(name, Counter())
            prints = sum(inside[each] for each in PRINTING_CALLS)
            if "." in name or not prints or not any(inside[each] for each in AS_JSON):
                continue
            text = "\n".join(rows[function.line - 1 : function.end_line])
            if RECORD_SEVERITY.search(text) and RECORD_MESSAGE.search(text):
                yield path, function.line, name, inside["print"]


def _calls(repo: Snapshot, loggers: frozenset[_Place]) -> dict[_Place, dict[str, list[int]]]:
    """The lines on which each live module calls a logger of another, or its own: one pass over all calls."""
    index, found = module_index(repo), dict[_Place, dict[str, list[int]]]()
    names = {name for _home, name in loggers}
    for path, facts in live_modules(repo).items():
        for call in facts.calls:
            module, _dot, last = call.target.rpartition(".")
            if last not in names:
                continue
            home = index.resolve(path, module, last) if module else path
            if home is not None and (home, last) in loggers:
                found.setdefault((home, last), {}).setdefault(path, []).append(call.line)
    return found
