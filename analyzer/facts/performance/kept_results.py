"""What a function keeps in a cache: the answer of the model that it leads to, or something else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.runs.known_code import COMMON_METHODS
from analyzer.wiring.serving.served_models import functions_that_ask

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
# `self._cache[key] = `, `self.answer_cache = `; what empties one keeps nothing.
KEEPS_IN_A_NAME = lazy_regex(
    r"[ \t]{0,80}(?P<name>(?:self\.|cls\.)?\w{0,40}(?i:cache)\w{0,20})(?P<item>\[[^\n=]{1,120}\])?"
    r"[ \t]{0,4}(?::[^=\n]{1,60})?=(?!=)[ \t]*(?!None\b|\{\}|\[\]|(?:dict|set|OrderedDict)\(\))"
)
# `if key in self._cache`, `found = self._cache.get(key)`, `return self._cache[key]`
ASKS_A_NAME = r"\b(?:if|elif|return)\b[^\n]*(?<![\w.]){0}\b(?!\()|=[ \t]*{0}(?:\.get\(|\[)"
SURELY_ASKING = word_set("predict predict_proba predict_batch infer inference transcribe")
NO_ANSWERS = word_set(
    "model models client clients connection conn pool session config settings index store stats key keys "
    "info health status user users token tokens rate limit time times version size enabled"
)
LONGEST_KEPT_ROW = 400
MOST_KEEPING_ROWS = 12
MOST_KEPT_NAMES = 30


Place = tuple[str, str]


class Making(Struct, frozen=True):
    """What made something that is kept: the names of the calls, and the lines of the assignments before."""

    calls: frozenset[str] = frozenset()
    lines: frozenset[int] = frozenset()
    elsewhere: bool = False

    def asks(self, asking: frozenset[Place], known: frozenset[str], lines: Collection[int]) -> bool:
        """Whether a call leads to a model, is named like one that asks it, or stands on such a line.

        A class that is called makes an object, which is loaded once and answers later.
        """
        own = {name.rpartition(".")[2] for _path, name in asking} - COMMON_METHODS
        own = {name for name in own if not name[:1].isupper()}
        return not (
            self.calls.isdisjoint(known) and self.calls.isdisjoint(own) and self.lines.isdisjoint(lines)
        )


def keeps_something_else(
    repo: Snapshot, path: str, function: Function, asking: frozenset[Place], known: frozenset[str]
) -> bool:
    """Whether all that a function keeps in a cache was made by calls that do not lead to a model.

    What is kept is followed by its names back to the calls that made it; `known` are names of calls that ask
    one. Where nothing is kept here, or what is kept comes from elsewhere, nobody can tell: then it is not.
    """
    calls, keeping = _calls_of(repo, path, function)
    if not keeping:
        return False
    rows = rows_of(repo.text(path) or "")
    made = _made_by(rows, function, (name for line in keeping for name in _kept_names(rows, line)), calls)
    return bool(made.calls) and not made.elsewhere and not made.asks(asking, known, ())


def kept_in_a_name(
    repo: Snapshot,
    path: str,
    function: Function,
    lines: Collection[int],
) -> tuple[int, str] | None:
    """Where a function asks a name for an answer which it keeps there after the model gave it; and the name.

    `if key in self._cache: return self._cache[key]`, and then `self._cache[key] = self.model.predict(rows)`.
    """
    rows = rows_of(repo.text(path) or "")
    body = list(enumerate(rows[function.line - 1 : function.end_line], function.line))
    calls: Mapping[int, Sequence[str]] | None = None
    tried = 0
    for number, row in body:
        match = KEEPS_IN_A_NAME.match(row[:LONGEST_KEPT_ROW]) if "cache" in row.casefold() else None
        if match is None or not words_of(match["name"]).isdisjoint(NO_ANSWERS):
            continue
        if match["item"] is None and not match["name"].startswith("self."):
            continue
        tried += 1
        if tried > MOST_KEEPING_ROWS:
            break
        asked = re.compile(ASKS_A_NAME.format(re.escape(match["name"])))
        before = ((at, text[:LONGEST_KEPT_ROW]) for at, text in body if at < number)
        found = next((at for at, text in before if asked.search(text)), None)
        if found is None:
            continue
        calls = _calls_of(repo, path, function)[0] if calls is None else calls
        kept = _value(rows, number, match.end())
        made = _made_by(rows, function, _names(kept), calls)
        made = Making(made.calls | frozenset(calls.get(number, ())), made.lines | {number}, made.elsewhere)
        if made.asks(functions_that_ask(repo), SURELY_ASKING, lines):
            return found, match["name"]
    return None


def _calls_of(repo: Snapshot, path: str, function: Function) -> tuple[dict[int, list[str]], list[int]]:
    """The names of a function's calls by line, those of a cache aside, and the lines that keep in one."""
    calls: dict[int, list[str]] = {}
    keeping: list[int] = []
    for each in _by_function(repo).get((path, function.qualified_name), ()):
        last = last_part(each.target)
        in_cache = words_of(each.target) & OWNERS_OF_KEPT
        if in_cache and words_of(last) & CACHE_KEEPING_WORDS:
            keeping.append(each.line)
            continue
        at_line = calls.setdefault(each.line, [])
        if not (in_cache and words_of(last) & CACHE_ASKING_WORDS):
            at_line.append(last)
    return calls, keeping


@derived
def _by_function(repo: Snapshot) -> Mapping[Place, Sequence[Call]]:
    """The calls of every function of the modules, found once."""
    found: dict[Place, list[Call]] = {}
    for path, facts in repo.modules.items():
        for each in facts.calls:
            if each.function is not None:
                found.setdefault((path, each.function), []).append(each)
    return found


def _made_by(
    rows: Sequence[str], function: Function, names: Iterable[str], calls: Mapping[int, Sequence[str]]
) -> Making:
    """What made the values of names in a function, followed through its assignments."""
    places: dict[str, list[tuple[int, str]]] = {}
    for number, row in enumerate(rows[function.line - 1 : function.end_line], function.line):
        if (match := SETS_A_NAME.match(row[:LONGEST_KEPT_ROW])) is not None:
            places.setdefault(match[1], []).append((number, match[2]))
    found: set[str] = set()
    lines: set[int] = set()
    elsewhere = False
    # What a call is given says nothing of where its answer comes from.
    waiting = [(name, True) for name in names]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_KEPT_NAMES:
        name, direct = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        elsewhere = elsewhere or (direct and name not in places)
        for line, value in places.get(name, ()):
            called = calls.get(line)
            found.update(called or ())
            lines.add(line)
            inner = _names(value)
            waiting += [(each, direct and not called) for each in inner if each in places]
            if direct and inner and called is None and not any(each in places for each in inner):
                elsewhere = True
    return Making(frozenset(found) - {"?"}, frozenset(lines), elsewhere or "?" in found)


def _kept_names(rows: Sequence[str], line: int) -> list[str]:
    """The names of what a call keeps: its arguments after the first, which is the key, if there are more."""
    parts = _parts(_joined(rows, line).partition("(")[2])
    return [name for each in parts[1:2] or parts[:1] for name in _names(each)]


def _value(rows: Sequence[str], line: int, start: int) -> str:
    """What an assignment gives, over the rows that its brackets go on for."""
    text = _joined(rows, line)[start:].lstrip()
    return ",".join(_parts(text[1:])) if text[:1] in tuple("([{") else rows[line - 1][start:LONGEST_KEPT_ROW]


def _joined(rows: Sequence[str], line: int) -> str:
    return " ".join(each[:LONGEST_KEPT_ROW] for each in rows[line - 1 : line - 1 + ROWS_OF_KEEPING_CALL])


def _parts(text: str) -> list[str]:
    """The arguments of a call from behind its bracket on."""
    depth, parts = 0, [""]
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if depth < 0:
            break
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _names(text: str) -> list[str]:
    return [each for each in KEPT_NAME.findall(text) if each not in NO_KEPT_NAMES]
