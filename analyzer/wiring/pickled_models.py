"""Pickled objects that are models: asked for a prediction, or kept under a name that says so.

A container of any object (`pickle.load`) is a model where what came out of it predicts or is called: in the
file itself, through a factory of this repository, or as an attribute or a parameter that nobody can follow,
in a file that belongs to the same program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.model_catalogue import PICKLES
from analyzer.wiring.modules import Code, code_files, module_index, reached_from, reaching
from analyzer.wiring.origins import Origin, origin
from analyzer.wiring.roles import is_test

# Containers that are read with the same few names; the second row is always taken for a model.
CONTAINERS = PICKLES | word_set("joblib.load sklearn.externals.joblib.load skops.io.load")
CONTAINER_ROOTS = frozenset(each.partition(".")[0] for each in CONTAINERS)
ANSWERS = word_set(
    "predict predict_proba predict_log_proba decision_function score_samples forecast kneighbors "
    "predict_interval"
)
# What is asked of an object of unknown origin only if it is a model.
PLAIN_ANSWERS = word_set("predict predict_proba predict_log_proba decision_function")
SAYS_MODEL = re.compile(
    r"(?:\b|_)(?:model|clf|classifier|regressor|estimator|predictor)s?(?:\b|_)", re.IGNORECASE
)
OPENS = re.compile(r"[ \t]*+with\b.*\bopen\(")


@dataclass(slots=True)
class _File:
    """What one file does with pickled objects."""

    code: Code
    loads: list[Call] = field(default_factory=list)
    asks: list[Call] = field(default_factory=list)
    vague: list[Call] = field(default_factory=list)


@derived
def pickled_models(repo: Snapshot) -> Mapping[str, tuple[tuple[Call, str], ...]]:
    """For each file with such work its calls, each with "loads" or "calls"."""
    files = [seen for code in code_files(repo) if (seen := _seen(repo, code)) is not None]
    holders = [each for each in files if each.loads]
    if not holders and not any(each.asks for each in files):
        return {}
    program = reached_from(repo, reaching(repo, [each.code.path for each in holders]))
    found: dict[str, list[tuple[Call, str]]] = {}
    asked = False
    for each in files:
        vague = each.vague if each.loads or each.code.path in program else []
        calls = [(call, "calls") for call in (*each.asks, *vague)]
        asked = asked or (bool(calls) and not is_test(repo, each.code.path))
        if calls:
            found[each.code.path] = calls
    loaded = {each.code.path: _named(repo, each) for each in holders}
    for each in holders:
        if not loaded[each.code.path] and each.code.path in found:
            loaded[each.code.path] = _pickles(each)
    if asked and not any(loaded.values()) and all(map(_only_pickles, holders)):
        loaded = {each.code.path: _pickles(each) for each in holders}
    for path, loads in loaded.items():
        found.setdefault(path, []).extend((call, "loads") for call in loads)
    return {
        path: tuple(sorted(calls, key=lambda each: each[0].line)) for path, calls in found.items() if calls
    }


def _seen(repo: Snapshot, code: Code) -> _File | None:
    index = module_index(repo)
    outside = {
        each.module.partition(".")[0]
        for each in code.facts.imports
        if not index.is_local(code.path, each.module)
    }
    seen = _File(code)
    held = not CONTAINER_ROOTS.isdisjoint(outside)
    for call in code.facts.calls:
        method = call.target.rpartition(".")[2]
        root = call.target.partition(".")[0].removesuffix("()")
        if held and root in outside:
            _of_container(seen, call, method)
        elif method in ANSWERS and root not in outside:
            _of_own(repo, seen, call, method)
    return seen if seen.loads or seen.asks or seen.vague else None


def _of_container(seen: _File, call: Call, method: str) -> None:
    if call.target in CONTAINERS:
        seen.loads.append(call)
    elif _from_container(call.target, method):
        seen.asks.append(call)


def _from_container(target: str, method: str) -> bool:
    held = target.removesuffix("()") if target.endswith("()") else target.rpartition("().")[0]
    return held in CONTAINERS and (target.endswith("()") or method in ANSWERS)


def _of_own(repo: Snapshot, seen: _File, call: Call, method: str) -> None:
    if call.target.startswith("?"):
        if method in PLAIN_ANSWERS:
            seen.vague.append(call)
        return
    found: Origin = origin(repo, seen.code.path, seen.code.facts, call.target)
    if found.own:
        return
    if _from_container(found.target, method):
        seen.asks.append(call)
    elif method in PLAIN_ANSWERS and _is_open(repo, found):
        seen.vague.append(call)


def _is_open(repo: Snapshot, found: Origin) -> bool:
    """Whether nobody knows what the value is."""
    root = found.target.partition(".")[0].removesuffix("()")
    if root == "?":
        return True
    facts = repo.modules.get(found.path)
    return facts is not None and root in facts.local_definitions


def _only_pickles(seen: _File) -> bool:
    return len(_pickles(seen)) == len(seen.loads)


def _pickles(seen: _File) -> list[Call]:
    return [call for call in seen.loads if call.target in PICKLES]


def _named(repo: Snapshot, seen: _File) -> list[Call]:
    """The loads that stand on a line, or below one that opens a file, which says "model"."""
    pickles = _pickles(seen)
    if not pickles or seen.code.path not in repo.modules:
        return []
    lines = (repo.text(seen.code.path) or "").split("\n")
    return [call for call in pickles if _says_model(lines, call.line - 1)]


def _says_model(lines: list[str], number: int) -> bool:
    if not 0 <= number < len(lines):
        return False
    above = lines[number - 1] if number and OPENS.match(lines[number - 1]) else ""
    return SAYS_MODEL.search(f"{lines[number]}\n{above}") is not None
