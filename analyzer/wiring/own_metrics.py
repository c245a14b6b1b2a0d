"""Metrics in Prometheus' text format that code of the repository writes without a client library."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, code_only
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import import_graph, last_part
from analyzer.wiring.roles import is_example_path, is_test

# https://prometheus.io/docs/instrumenting/exposition_formats: the line that gives a metric its type.
_TYPE = "# TYPE "
_WRITTEN = lazy_regex(
    r"[\"'][^\"'\n]{0,80}# TYPE (?P<name>[^\"'\n]{1,120}) (?:counter|gauge|histogram|summary|untyped)\b"
)
_NAME = lazy_regex(r"[a-zA-Z_:][\w:]{0,120}")
# A name of two words at least: a word alone may be a key of anything.
_COUNTED = lazy_regex(r"[a-z][a-z0-9]{0,40}(?:_[a-z0-9]{1,40}){1,9}")
_NAME_PARAMETERS = frozenset({"name", "metric", "metric_name", "key"})


class Exposition(Struct, frozen=True):
    """A place that writes the format: its line, and the qualified name of the function around it."""

    path: str
    line: int
    function: str | None


@derived
def expositions(repo: Snapshot) -> tuple[Exposition, ...]:
    """The first such place of every module that is no test and no example."""
    found: list[Exposition] = []
    for path, facts in repo.modules.items():
        source = repo.text(path) or ""
        if _TYPE not in source or is_test(repo, path) or is_example_path(path):
            continue
        source = code_only(source)
        match = _WRITTEN.search(source)
        if match is not None:
            line = source.count("\n", 0, match.start()) + 1
            around = [each for each in facts.functions if each.line <= line <= each.end_line]
            inner = max(around, key=lambda each: each.line, default=None)
            found.append(Exposition(path, line, None if inner is None else inner.qualified_name))
    return tuple(found)


def counted(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """(file, name) of the metrics that such code writes, or that are counted by its functions."""
    graph = import_graph(repo)
    for place in expositions(repo):
        for match in _WRITTEN.finditer(code_only(repo.text(place.path) or "")):
            if _NAME.fullmatch(match["name"]):
                yield place.path, match["name"]
        counters = {each.name for each in repo.modules[place.path].functions if _takes_a_name(each)}
        for path, facts in repo.modules.items():
            if path != place.path and place.path not in graph.get(path, frozenset()):
                continue
            if is_test(repo, path) or is_example_path(path):
                continue
            for call in facts.calls:
                named = call.strings and last_part(call.target) in counters
                if named and _COUNTED.fullmatch(call.strings[0]):
                    yield path, call.strings[0]


def _takes_a_name(function: Function) -> bool:
    parameters = [each for each in function.parameters if each not in ("self", "cls")]
    return bool(parameters) and parameters[0] in _NAME_PARAMETERS
