"""What a function keeps in a cache: the answer of the model that it leads to, or something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, words_of
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import last_part

CACHE_KEEPING_WORDS = word_set("set setex setnx psetex hset put save store write add remember keep")
OWNERS_OF_KEPT = word_set("cache caches cached redis")
CACHE_ASKING_WORDS = word_set("get hget mget exists lookup look search check fetch find read retrieve match")
KEPT_NAME = lazy_regex(r"(?<![\w.'\"])[^\W\d]\w{0,60}")
# A name that is set by an assignment, or in turn to each of several.
SETS_A_NAME = lazy_regex(
    r"\s{0,80}(?:(?:async )?for )?([^\W\d]\w{0,60})\s{0,4}"
    r"(?::[^=\n]{1,80})?(?:[-+|]?=(?!=)| in )\s{0,4}(.{1,300})"
)
NO_KEPT_NAMES = word_set(
    "await None True False not or and if else in is str int float list dict tuple set for"
)
ROWS_OF_KEEPING_CALL = 6
LONGEST_KEPT_ROW = 400
MOST_KEPT_NAMES = 30


def keeps_something_else(
    repo: Snapshot, path: str, function: Function, asking: frozenset[tuple[str, str]], known: frozenset[str]
) -> bool:
    """Whether all that a function keeps in a cache was made by calls that do not lead to a model.

    What is kept is followed by its names back to the calls that made it; `known` are names of calls that ask
    one. Where nothing is kept here, or what is kept comes from elsewhere, nobody can tell: then it is not.
    """
    calls: dict[int, list[str]] = {}
    keeping: list[int] = []
    for each in repo.modules[path].calls:
        if each.function == function.qualified_name:
            last = last_part(each.target)
            in_cache = words_of(each.target) & OWNERS_OF_KEPT
            if in_cache and words_of(last) & CACHE_KEEPING_WORDS:
                keeping.append(each.line)
                continue
            at_line = calls.setdefault(each.line, [])
            if not (in_cache and words_of(last) & CACHE_ASKING_WORDS):
                at_line.append(last)
    if not keeping:
        return False
    rows = rows_of(repo.text(path) or "")
    made = _made_by(rows, function, keeping, calls)
    if not made or "?" in made:
        return False
    return made.isdisjoint(known) and made.isdisjoint(name.rpartition(".")[2] for _path, name in asking)


def _made_by(
    rows: Sequence[str], function: Function, keeping: Sequence[int], calls: Mapping[int, Sequence[str]]
) -> set[str]:
    """The names of the calls that made what is kept; "?" is among them if it also comes from elsewhere."""
    places: dict[str, list[tuple[int, str]]] = {}
    for number, row in enumerate(rows[function.line - 1 : function.end_line], function.line):
        if (match := SETS_A_NAME.match(row[:LONGEST_KEPT_ROW])) is not None:
            places.setdefault(match[1], []).append((number, match[2]))
    found: set[str] = set()
    waiting = [name for line in keeping for name in _kept_names(rows, line)]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_KEPT_NAMES:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name not in places:
            found.add("?")
        for line, value in places.get(name, ()):
            called = calls.get(line)
            found.update(called or ())
            inner = _names(value)
            waiting += [each for each in inner if each in places]
            if inner and called is None and not any(each in places for each in inner):
                found.add("?")
    return found


def _kept_names(rows: Sequence[str], line: int) -> list[str]:
    """The names of what a call keeps: its arguments after the first, which is the key, if there are more."""
    text = " ".join(each[:LONGEST_KEPT_ROW] for each in rows[line - 1 : line - 1 + ROWS_OF_KEEPING_CALL])
    depth, parts = 0, [""]
    for letter in text.partition("(")[2]:
        depth += (letter in "([{") - (letter in ")]}")
        if depth < 0:
            break
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [name for each in parts[1:2] or parts[:1] for name in _names(each)]


def _names(text: str) -> list[str]:
    return [each for each in KEPT_NAME.findall(text) if each not in NO_KEPT_NAMES]
