"""Answers of a model that a class keeps by their keys: one method looks one up, another one keeps it.

`self.cache.get_summary(key)` in one step and `self.cache.set_summary(key, summary)` in another, of a class of
which a third step asks the model. What the object is may only be known by an interface.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.model import Evidence, Level
from analyzer.parsing.python import Call, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.serving.served_models import functions_that_ask

OWNERS_OF_ANSWERS = word_set("cache caches")
KEPT_ANSWERS = word_set(
    "answer answers response responses reply result prediction predictions summary summaries completion "
    "completions translation translations explanation classification recommendation recommendations output"
)
LOOKS_UP_IN_CACHE = word_set("get fetch lookup find read load")
KEEPS_IN_CACHE = word_set("set put save store write add")
LONGEST_CACHE_ROW = 300


def answer_caches(
    repo: Snapshot, served: Called, lookups: Mapping[str, str], known: frozenset[str]
) -> Iterator[Evidence]:
    """The first such lookup of each class; `lookups`: names of own methods that look up, and their files.

    `known`: files of which a cache is told already.
    """
    asking: frozenset[tuple[str, str]] | None = None
    for path, facts in repo.modules.items():
        if path in known or is_test(repo, path) or is_example_path(path):
            continue
        found = _lookups_with_keeping(repo, path, facts, lookups)
        for scope, call in found.items():
            asking = functions_that_ask(repo) if asking is None else asking
            if not any(file == path and name.split(".")[0] == scope for file, name in asking):
                continue
            live = is_live(repo, Code(path, facts, notebook=False), call.function)
            wired = live and served.has(path, call.function)
            level = Level.WIRED if wired else Level.SUBSTANTIVE if live else Level.PRESENT
            name = last_part(call.target)
            where = " on the serving path" if wired else ""
            note = f"cache: {name} ({lookups[name]}) before {scope} asks a model{where}"
            yield Evidence(path, call.line, level, note)


def _lookups_with_keeping(
    repo: Snapshot, path: str, facts: PythonFacts, lookups: Mapping[str, str]
) -> Mapping[str, Call]:
    """By class, the first lookup of an answer which the class keeps as well."""
    calls = [each for each in facts.calls if each.function is not None and _asks_a_cache(each)]
    if len(calls) < 2:
        return {}
    rows = rows_of(repo.text(path) or "")
    kept: set[tuple[str, str]] = set()
    for call in calls:
        verb, _mark, what = last_part(call.target).partition("_")
        if verb in KEEPS_IN_CACHE and _is_answer(what, rows, call.line):
            kept.add((_scope(call), what))
    found: dict[str, Call] = {}
    for call in calls:
        name = last_part(call.target)
        verb, _mark, what = name.partition("_")
        if verb in LOOKS_UP_IN_CACHE and name in lookups and (_scope(call), what) in kept:
            found.setdefault(_scope(call), call)
    return found


def _asks_a_cache(call: Call) -> bool:
    """Whether something is asked of an attribute that is named for a cache."""
    parts = call.target.split(".")
    return len(parts) > 2 and bool(words_of(parts[-2]) & OWNERS_OF_ANSWERS)


def _is_answer(what: str, rows: tuple[str, ...], line: int) -> bool:
    """Whether what is kept is named for an answer: in the method's name, or else where it is called."""
    said = what or "".join(rows[line - 1 : line])[:LONGEST_CACHE_ROW]
    return bool(words_of(said) & KEPT_ANSWERS)


def _scope(call: Call) -> str:
    return (call.function or "").partition(".")[0]
