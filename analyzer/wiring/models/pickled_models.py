"""Pickled objects that are models: asked for a prediction, or kept under a name that says so.

A container of any object (`pickle.load`) is a model where what came out of it predicts or is called: in the
file itself, through a factory of this repository, or as an attribute or a parameter that nobody can follow,
in a file that belongs to the same program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.imported_models import imported_by_file
from analyzer.wiring.models.model_catalogue import PICKLES
from analyzer.wiring.modules import Code, code_files, import_graph, reached_from, reaching
from analyzer.wiring.origins import Origin, is_open, origin

# Containers that are read with the same few names; the second row is always taken for a model.
CONTAINERS = PICKLES | word_set("joblib.load sklearn.externals.joblib.load skops.io.load")
CONTAINER_ROOTS = frozenset(each.partition(".")[0] for each in CONTAINERS)
ANSWERS = word_set(
    "predict predict_proba predict_log_proba decision_function score_samples forecast kneighbors "
    "predict_interval"
)
# What is asked of an object of unknown origin only if it is a model.
PLAIN_ANSWERS = word_set("predict predict_proba predict_log_proba decision_function")
SAYS_MODEL = lazy_regex(
    r"(?:\b|_)(?:model|clf|classifier|regressor|estimator|predictor)s?(?:\b|_)", re.IGNORECASE
)
SAYS_OTHER = lazy_regex(
    r"(?:\b|_)(?:data|dataset|dataframe|df|vocab|vocabulary|encoder|scaler|tokenizer|vectorizer|features?|columns|"
    r"config|cache|embeddings?|index|params|labels?|mapping|rows|records|history|results?|(?-i:X)|graph|corpus)s?"
    r"(?:\b|_)[^\n]{0,40}=(?!=)",
    re.IGNORECASE,
)
OPENS_FILE = lazy_regex(r"[ \t]*+with\b.*\bopen\(")


class _File(Struct):
    """What one file does with pickled objects; an ask that was followed has the file of its container."""

    code: Code
    loads: list[Call] = field(default_factory=list)
    asks: list[tuple[Call, str]] = field(default_factory=list)
    vague: list[Call] = field(default_factory=list)


@derived
def pickled_models(repo: Snapshot) -> Mapping[str, tuple[tuple[Call, str], ...]]:
    """For each file with such work its calls, each with "loads" or "calls"."""
    if all(CONTAINER_ROOTS.isdisjoint(each.roots) for each in imported_by_file(repo).values()):
        return {}
    files = [seen for code in code_files(repo) if (seen := _seen(repo, code)) is not None]
    holders = [each for each in files if each.loads]
    if not holders:
        return {}
    loaded = {each.code.path: _named(repo, each) for each in holders}
    program = reached_from(repo, reaching(repo, [path for path, loads in loaded.items() if loads]))
    graph, opened = import_graph(repo), {each.code.path for each in holders if _unnamed(repo, each)}
    followed = {path for each in files for _call, path in each.asks}
    found: dict[str, list[tuple[Call, str]]] = {}
    for each in files:
        path = each.code.path
        near = each.loads or path in program or not opened.isdisjoint(graph.get(path, frozenset()))
        vague = each.vague if near else []
        found[path] = [(call, "calls") for call in (*(call for call, _path in each.asks), *vague)]
        followed.update(opened & graph.get(path, frozenset()) if vague and path not in program else ())
    for each in holders:
        path = each.code.path
        if not loaded[path] and (found[path] or path in followed):
            loaded[path] = _unnamed(repo, each)
    for path, loads in loaded.items():
        found[path].extend((call, "loads") for call in loads)
    return {path: tuple(calls) for path, calls in found.items() if calls}


def _seen(repo: Snapshot, code: Code) -> _File | None:
    outside = imported_by_file(repo)[code.path].roots
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
        seen.asks.append((call, seen.code.path))


def _from_container(target: str, method: str) -> bool:
    held = target.removesuffix("()") if target.endswith("()") else target.rpartition("().")[0]
    return held in CONTAINERS and (target.endswith("()") or method in ANSWERS)


def _of_own(repo: Snapshot, seen: _File, call: Call, method: str) -> None:
    if call.target.startswith("?"):
        if method in PLAIN_ANSWERS:
            seen.vague.append(call)
        return
    found: Origin = origin(repo, seen.code.path, call.target)
    if found.own:
        return
    if _from_container(found.target, method):
        seen.asks.append((call, found.path))
    elif method in PLAIN_ANSWERS and is_open(repo, found):
        seen.vague.append(call)


def _pickles(seen: _File) -> list[Call]:
    return [call for call in seen.loads if call.target in PICKLES]


def _named(repo: Snapshot, seen: _File) -> list[Call]:
    """The loads that stand on a line, or below one that opens a file, which says "model"."""
    lines = _lines(repo, seen)
    return [call for call in _pickles(seen) if _is_named(_said(lines, call.line - 1))]


def _is_named(said: str) -> bool:
    kept = said.partition("=")[0]
    return SAYS_MODEL.search(kept) is not None or (
        SAYS_MODEL.search(said) is not None and SAYS_OTHER.search(said) is None
    )


def _unnamed(repo: Snapshot, seen: _File) -> list[Call]:
    """The loads from files whose lines do not say that something else is kept there."""
    lines = _lines(repo, seen)
    return [
        call
        for call in _pickles(seen)
        if not call.target.endswith(".loads") and not SAYS_OTHER.search(_said(lines, call.line - 1))
    ]


def _lines(repo: Snapshot, seen: _File) -> list[str]:
    if seen.code.path not in repo.modules or not _pickles(seen):
        return []
    return (repo.text(seen.code.path) or "").split("\n")


def _said(lines: list[str], number: int) -> str:
    if not 0 <= number < len(lines):
        return ""
    above = lines[number - 1] if number and OPENS_FILE.match(lines[number - 1]) else ""
    return f"{lines[number]}\n{above}"
