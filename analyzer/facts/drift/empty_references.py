"""Comparisons with data that is always empty: what stands for the reference is never filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import EmptyArgument, empty_arguments, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import import_graph, last_part
from analyzer.wiring.roles import is_test

# A text without these makes nothing empty.
MAKES_EMPTY = lazy_regex(r"\[\]|\{\}|DataFrame\((?:columns\b|\))|\b(?:Series|list|dict|deque|LazyFrame)\(\)")
# Keywords of comparing calls that hold one of the two sides.
SIDES = word_set(
    "reference ref baseline expected current actual data dataset target observed train test analysis "
    "previous x y a b p q f statistics"
)
NO_SIDES = word_set("column mapping metrics features columns tests tags options metadata descriptors")
TWO_SIDES = 2


def compares_nothing(
    repo: Snapshot, path: str, places: Iterable[tuple[int, str]], function: str | None = None
) -> bool:
    """Whether each of these calls of a module is handed an empty side, or every call of its function is."""
    asked = tuple(places)
    found = _empty(repo, path, {name for _line, name in asked})
    here = {(each.line, each.call) for each in found if _is_side(each)}
    if asked and here.issuperset(asked):
        return True
    return function is not None and _is_handed_nothing(repo, path, last_part(function))


def _is_handed_nothing(repo: Snapshot, path: str, name: str) -> bool:
    """Whether a function is called, and every time with an empty argument."""
    called = False
    graph = import_graph(repo)
    for other, facts in repo.modules.items():
        if (other != path and path not in graph.get(other, ())) or is_test(repo, other):
            continue
        lines = {each.line for each in facts.calls if last_part(each.target) == name}
        if not lines:
            continue
        called = True
        found = _empty(repo, other, {name})
        if not lines <= {each.line for each in found if _is_side(each)}:
            return False
    return called


def _is_side(argument: EmptyArgument) -> bool:
    if argument.keyword is None:
        return argument.position is not None and argument.position < TWO_SIDES
    words = words_of(argument.keyword)
    return bool(words & SIDES) and not words & NO_SIDES


def _empty(repo: Snapshot, path: str, names: set[str]) -> list[EmptyArgument]:
    """The empty arguments of the calls with these names that no other module fills."""
    text = repo.text(path) or ""
    if not names or MAKES_EMPTY.search(text) is None:
        return []
    filled: Mapping[str, bool] = {}
    found = []
    for each in empty_arguments(text, names):
        if each.name and each.name not in filled:
            filled = {**filled, each.name: _is_filled_elsewhere(repo, path, each.name)}
        if not each.name or not filled[each.name]:
            found.append(each)
    return found


def _is_filled_elsewhere(repo: Snapshot, path: str, name: str) -> bool:
    """Whether another module sets or fills an attribute of this name."""
    pattern = re.compile(
        rf"\.{re.escape(name)}(?:\s?\[|\s?=(?!=)|\.(?:append|extend|update|insert|add|loc|iloc)\b)"
        rf"|\b{re.escape(name)}\s?=\s?(?!=)(?!None\b|\[\]|\{{\}})[^,)\n]"
    )
    texts = map(partial(_text, repo), (other for other in repo.modules if other != path))
    return any(name in text and pattern.search(text) is not None for text in texts)


def _text(repo: Snapshot, path: str) -> str:
    return "" if is_test(repo, path) else repo.text(path) or ""
