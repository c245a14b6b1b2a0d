"""What makes inference faster in other languages than Python: runtimes, and caches around a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node, call_edges, reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.own_senders import last_word
from analyzer.wiring.other_programs.served import asking_nodes, model_nodes, routes
from analyzer.wiring.other_programs.serving_path import around_requests, on_any_request
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

# Runtimes for models that were exported or quantised for them.
MANY_ENGINES = "Deep Java Library"
# The engines of a library that runs models by any of them: those for exported models, and the others.
FASTER_ENGINE = lazy_regex(r"\b(onnxruntime|tensorrt|openvino|tflite|llama)-engine\b")
USUAL_ENGINE = lazy_regex(r"\b(?:pytorch|tensorflow|mxnet|xgboost|rust)-(?:engine|model-zoo)\b")
ENGINE_NAMES = {
    "onnxruntime": "ONNX Runtime",
    "tensorrt": "TensorRT",
    "openvino": "OpenVINO",
    "tflite": "TFLite",
}
BUILD_NAMES = ("pom.xml", "build.gradle", "build.gradle.kts", "build.sbt", "gradle/libs.versions.toml")
FASTER_RUNTIME = lazy_regex(
    r"(?i)onnx|tensorrt|openvino|tflite|tensorflow lite|llama\.?cpp|llamasharp|gguf|core ?ml"
)
# A store that somebody made to keep answers; others keep sessions, conversations and counters.
NAMED_CACHE = lazy_regex(r"(?i)cache")
FILLS_CACHE = lazy_regex(r"(?i)[.#](?:[a-z]{0,10}set|put|add|write|store|expire)\w{0,20}\Z")

# Weights of fewer bits, as Transformers.js is asked for them; `fp32` and `quantized: false` are all of them.
# https://huggingface.co/docs/transformers.js/guides/dtypes
FEWER_BITS = frozenset(
    {("quantized", "true"), *(("dtype", each) for each in "fp16 q8 int8 uint8 q4 q4f16 bnb4".split())}
)
# A map of a program's own that keeps answers by a name that says so; one of models or clients keeps none.
OWN_CACHE_READ = lazy_regex(
    r"\b(?P<store>(?:\w{1,40}\.){0,2}\w{0,40}(?:[cC]ache|[mM]emo)\w{0,40})\.(?:get|Get|Load|getIfPresent|TryGetValue)\("
)
# A cache that is put around the client of a model itself, for every call of it.
# https://learn.microsoft.com/dotnet/ai/microsoft-extensions-ai
CACHES_CLIENT = lazy_regex(
    r".*(?:ChatClient|EmbeddingGenerator)\w{0,20}(?:\(\))?(?:\.\w{1,40}(?:\(\))?){0,8}\.Use(?:Distributed)?Cach(?:e|ing)"
)
KEEPS_NO_ANSWER = lazy_regex(
    r"(?i)model|session|pipeline|client|tokeni[sz]er|extractor|instance|token|config"
)
KEEPS = r"\.(?:set|Set|Store|put|Put|Add|TryAdd)\("
LONGEST_FUNCTION = 20_000


def program_optimisations(repo: Snapshot) -> Iterator[Evidence]:
    """Models that a faster runtime loads, and caches around what asks a model; the first of each file."""
    seen: set[tuple[str, str]] = set()
    for use in uses(repo, Subject.MODEL_LOAD):
        tool = _runtime(repo, use)
        if use.called and FASTER_RUNTIME.search(tool) and (use.path, tool) not in seen:
            seen.add((use.path, tool))
            served = around_requests(repo).has(use) or _answers(repo, use)
            where = ", on the serving path" if served else ""
            level = Level.WIRED if served else Level.SUBSTANTIVE
            yield Evidence(use.path, use.line, level, f"{tool}: {use.shown.replace('()', '')}{where}")
    yield from _fewer_bits(repo)
    yield from _around_clients(repo)
    for use in uses(repo, Subject.CACHE):
        asking = _asking_node(repo, use) if use.called else None
        if asking is None or asking in seen:
            continue
        seen.add(asking)
        level, where = _reach(repo, asking)
        name = asking[1].partition(".lambda@")[0].rpartition(".")[2]
        note = f"cache: {use.tool} around {name}, which calls a model{where}"
        path, line = _asked_at(repo, asking, use)
        yield Evidence(path, line, level, note)
    for node in sorted(_asking_functions(repo) - seen):
        kept = _kept_by_itself(repo, node)
        if kept is not None:
            line, store = kept
            level, where = _reach(repo, node)
            name = node[1].rpartition(".")[2]
            yield Evidence(node[0], line, level, f"cache: {store} around {name}, which calls a model{where}")


def _reach(repo: Snapshot, node: Node) -> tuple[Level, str]:
    """The level of a cache around a function, and where it is used: for requests, or in their program."""
    if node in on_any_request(repo):
        return Level.WIRED, " on the serving path"
    start = start_of(repo, node[0], node[1])
    if start is None or start.module not in _answering_programs(repo):
        return Level.SUBSTANTIVE, ""
    return Level.WIRED, f"; runs in {start.module}"


@derived
def _answering_programs(repo: Snapshot) -> frozenset[str]:
    """The programs that are started and answer requests."""
    return frozenset(each.start.module for each in routes(repo) if each.start is not None)


def _asked_at(repo: Snapshot, asking: Node, use: ProgramUse) -> tuple[str, int]:
    """Where a function that asks a model looks into a cache, though another one talks to the store."""
    path, name = asking
    if (use.path, use.function or "") == asking:
        return use.path, use.line
    looked_up = (use.function or "").partition(".lambda@")[0].rpartition(".")[2]
    calls = (each for each in programs(repo)[path].calls if (each.function or "") == name)
    lines = (each.line for each in calls if last_word(each.target) == looked_up)
    line = min(lines, default=None)
    return (use.path, use.line) if line is None else (path, line)


def _around_clients(repo: Snapshot) -> Iterator[Evidence]:
    """Caches that are put around the client of a model where it is made; the first of each file."""
    seen: set[str] = set()
    for use in uses(repo, Subject.CACHE):
        if use.called and use.path not in seen and CACHES_CLIENT.fullmatch(use.target):
            seen.add(use.path)
            served = around_requests(repo).has(use) and not on_any_request(repo).isdisjoint(model_nodes(repo))
            level = Level.WIRED if served else Level.SUBSTANTIVE
            name = use.shown.replace("()", "").rpartition(".")[2]
            yield Evidence(use.path, use.line, level, f"cache: {name} around the client of a model")


def _fewer_bits(repo: Snapshot) -> Iterator[Evidence]:
    """Where a model is loaded with weights of fewer bits, the first of each file."""
    seen: set[str] = set()
    for use in uses(repo, Subject.MODEL_LOAD, Subject.MODEL_CALL):
        asked = next((each for each in use.keywords if each in FEWER_BITS), None)
        if use.called and asked is not None and use.path not in seen:
            seen.add(use.path)
            served = around_requests(repo).has(use) or _answers(repo, use)
            level, where = (Level.WIRED, ", on the serving path") if served else (Level.SUBSTANTIVE, "")
            note = f"{use.tool}: weights of fewer bits ({asked[0]}: {asked[1]}){where}"
            yield Evidence(use.path, use.line, level, note)


@derived
def _asking_functions(repo: Snapshot) -> frozenset[Node]:
    """The functions that ask a model, or call one that asks or loads it; none that only loads it itself."""
    found = set(asking_nodes(repo))
    for node, called in call_edges(repo).items():
        if node not in model_nodes(repo) and not model_nodes(repo).isdisjoint(called):
            found.add(node)
    return frozenset(each for each in found if each[1])


def _kept_by_itself(repo: Snapshot, node: Node) -> tuple[int, str] | None:
    """The line where a function looks into a map of its own, and the map's name, if it also fills it."""
    path, name = node
    function = next((each for each in programs(repo)[path].functions if each.qualified_name == name), None)
    if function is None:
        return None
    rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
    body = "\n".join(rows)[:LONGEST_FUNCTION]
    for found in OWN_CACHE_READ.finditer(body):
        store = found["store"]
        filled = KEEPS_NO_ANSWER.search(store) is None and re.search(
            re.escape(store) + KEEPS, body[found.end() :]
        )
        if filled:
            return function.line + body.count("\n", 0, found.start()), store
    return None


def _runtime(repo: Snapshot, use: ProgramUse) -> str:
    """The tool that loads a model; of a library with many engines also the only one that is installed."""
    if use.tool != MANY_ENGINES:
        return use.tool
    folder, found = use.path, set[str]()
    while folder and not found:
        folder = dirname(folder)
        for name in BUILD_NAMES:
            text = repo.text(join(folder, name)) if repo.exists(join(folder, name)) else None
            if text is not None and USUAL_ENGINE.search(text) is not None:
                return use.tool
            found.update(FASTER_ENGINE.findall(text or ""))
    engine = ENGINE_NAMES.get(next(iter(found)), "llama.cpp") if len(found) == 1 else ""
    return f"{use.tool} with {engine}" if engine else use.tool


def _answers(repo: Snapshot, load: ProgramUse) -> bool:
    """Whether a request asks, in the same file and by the same library, what was loaded before it came."""
    return any(
        (each.path, each.function or "") in on_any_request(repo)
        for each in uses(repo, Subject.MODEL_CALL)
        if each.called and each.path == load.path and each.tool == load.tool
    )


def _asking_node(repo: Snapshot, use: ProgramUse) -> Node | None:
    """The function that keeps answers: around a use, or one that calls it where that is named a cache."""
    node = use.path, use.function or ""
    if not use.function:
        return None
    if _asks(repo, node):
        return node
    if NAMED_CACHE.search(f"{basename(use.path)} {use.function}") is None:
        return None
    answering = on_any_request(repo)
    callers = sorted(
        (each for each in _callers(repo).get(node, ()) if each[1]), key=lambda each: each not in answering
    )
    return next((each for each in callers if _asks(repo, each) or _keeps_answers(repo, each, use)), None)


def _keeps_answers(repo: Snapshot, caller: Node, use: ProgramUse) -> bool:
    """Whether a function that leads to a model both reads and fills the cache that a file keeps."""
    called = set(call_edges(repo).get(caller, ()))
    kinds = {
        FILLS_CACHE.search(each.target) is not None
        for each in uses(repo, Subject.CACHE)
        if each.called and each.path == use.path and (each.path, each.function or "") in called
    }
    return len(kinds) > 1 and not model_nodes(repo).isdisjoint(reached_by(repo, {caller}))


def _asks(repo: Snapshot, node: Node) -> bool:
    """Whether a function asks a model, itself or by what it calls."""
    return not model_nodes(repo).isdisjoint((node, *call_edges(repo).get(node, ())))


@derived
def _callers(repo: Snapshot) -> Mapping[Node, tuple[Node, ...]]:
    found: dict[Node, dict[Node, None]] = {}
    for caller, called in call_edges(repo).items():
        for each in called:
            if each != caller:
                found.setdefault(each, {})[caller] = None
    return {node: tuple(callers) for node, callers in found.items()}
