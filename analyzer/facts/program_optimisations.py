"""What makes inference faster in other languages than Python: runtimes, and caches around a model."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.calls import Node, call_edges
from analyzer.wiring.other_programs.served import model_nodes
from analyzer.wiring.other_programs.serving_path import around_requests, on_any_request
from analyzer.wiring.other_programs.signs import Subject
from analyzer.wiring.other_programs.uses import uses

# Runtimes for models that were exported or quantised for them.
FASTER_RUNTIME = lazy_regex(r"(?i)onnx|tensorrt|openvino|tflite|tensorflow lite|llama\.?cpp|gguf|core ?ml")


def program_optimisations(repo: Snapshot) -> Iterator[Evidence]:
    """Models that a faster runtime loads, and caches around what asks a model; the first of each file."""
    seen: set[tuple[str, str]] = set()
    for use in uses(repo, Subject.MODEL_LOAD):
        if use.called and FASTER_RUNTIME.search(use.tool) and (use.path, use.tool) not in seen:
            seen.add((use.path, use.tool))
            served = around_requests(repo).has(use)
            where = ", on the serving path" if served else ""
            level = Level.WIRED if served else Level.SUBSTANTIVE
            yield Evidence(use.path, use.line, level, f"{use.tool}: {use.shown.replace('()', '')}{where}")
    for use in uses(repo, Subject.CACHE):
        node = use.path, use.function or ""
        if not use.called or (use.path, node[1]) in seen or not use.function or not _asks(repo, node):
            continue
        seen.add(node)
        level = Level.WIRED if node in on_any_request(repo) else Level.SUBSTANTIVE
        where = " on the serving path" if level is Level.WIRED else ""
        name = use.function.rpartition(".")[2]
        note = f"cache: {use.tool} around {name}, which calls a model{where}"
        yield Evidence(use.path, use.line, level, note)


def _asks(repo: Snapshot, node: Node) -> bool:
    """Whether a function asks a model, itself or by what it calls."""
    return not model_nodes(repo).isdisjoint((node, *call_edges(repo).get(node, ())))
