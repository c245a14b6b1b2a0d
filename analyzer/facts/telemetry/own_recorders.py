"""Recorders of a project's own: code named for monitoring that is told how long an answer took, and keeps it.

What only writes a line of a log is logging, what records a sensor is the product, and what a training calls
records the training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.facts.telemetry.service_measures import is_service_measure, is_told_beside, named_for_operation
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import model_uses, training_modules
from analyzer.wiring.modules import Code, last_part, module_index, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_requests, called_by_services
from analyzer.wiring.runs.reachability import is_live

# Calls that keep or send what they are given.
KEEPING = word_set(
    "append appendleft write writelines writerow dump execute executemany insert insert_one insert_many add "
    "put put_nowait put_item send send_json post publish produce emit observe incr increment lpush rpush "
    "xadd hincrby hset zadd set setdefault update commit save to_csv to_sql record track setex"
)
COUNTS_UP = lazy_regex(r"\w\]?\s?\+=\s|\bself\.\w{1,60}\[[^\]\n]{1,80}\]\s?=(?!=)")
READ_OF = lazy_regex(r"(?<![\w.])([a-z_]\w{0,40})\.(\w{2,60})\b(?!\()")
MOST_RECORDERS = 200
MOST_PARAMETERS = 20
MOST_BODY_ROWS = 80


class Recorder(Struct, frozen=True):
    """A function that is handed measures of the service and keeps them; `reads` is what it asks of those."""

    path: str
    name: str
    function: Function
    reads: frozenset[str] = frozenset()


class Recorded(Struct, frozen=True):
    """Where an answer's measures are handed to a recorder, and whether that runs."""

    path: str
    line: int
    recorder: Recorder
    running: bool


def recorded(repo: Snapshot, running: frozenset[str]) -> tuple[Recorded, ...]:
    """The first call of each recorder's file: one that runs, else one from a route, else beside a model.

    `running` are the modules that something starts.
    """
    best: dict[str, tuple[tuple[bool, bool], Recorded]] = {}
    for served, each in _calls(repo, running):
        rank = (each.running, served)
        if each.recorder.path not in best or rank > best[each.recorder.path][0]:
            best[each.recorder.path] = (rank, each)
    return tuple(each for _rank, each in best.values())


def _calls(repo: Snapshot, running: frozenset[str]) -> Iterator[tuple[bool, Recorded]]:
    """Calls of recorders with measures, each with whether a request leads to it."""
    recorders = _recorders(repo)
    if not recorders:
        return
    requests, services = called_by_requests(repo), called_by_services(repo)
    asking = {use.code.path for use in model_uses(repo) if use.kind != "defines"} - training_modules(repo)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        for call in facts.calls:
            found = _meant(repo, path, call, recorders)
            if found is None or not _tells(found, call):
                continue
            served = requests.has(path, call.function)
            if not served and path not in asking:
                continue
            if served or is_live(repo, Code(path, facts, notebook=False), call.function):
                started = path in running and services.has(path, call.function)
                yield served, Recorded(path, call.line, found, started)


@derived
def _recorders(repo: Snapshot) -> Mapping[str, tuple[Recorder, ...]]:
    """The recorders by the last part of their names."""
    found: dict[str, list[Recorder]] = {}
    count = 0
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or not _may_record(path, facts):
            continue
        rows: list[str] | None = None
        for function in facts.functions:
            owner = function.qualified_name.rpartition(".")[0]
            if not (_is_named(path) or named_for_operation(owner)) or function.empty or function.nested:
                continue
            if count >= MOST_RECORDERS:
                continue
            rows = rows if rows is not None else (repo.text(path) or "").split("\n")
            reads = _reads(function, rows)
            measured = _takes_measures(function) or any(map(is_service_measure, reads))
            if measured and _keeps(facts, function, rows):
                count += 1
                recorder = Recorder(path, function.qualified_name, function, reads)
                found.setdefault(function.name, []).append(recorder)
    return {name: tuple(each) for name, each in found.items()}


def _may_record(path: str, facts: PythonFacts) -> bool:
    return _is_named(path) or any(named_for_operation(each.name) for each in facts.classes)


def _is_named(path: str) -> bool:
    return named_for_operation(basename(path).removesuffix(".py")) or named_for_operation(
        basename(dirname(path))
    )


def _takes_measures(function: Function) -> bool:
    given = [each for each in function.parameters if each not in ("self", "cls")]
    return any(map(is_service_measure, (function.name, *given))) and bool(given)


def _reads(function: Function, rows: list[str]) -> frozenset[str]:
    """The attributes that a function asks of what it is handed: `request.latency_ms`."""
    given = {*function.parameters[:MOST_PARAMETERS]} - {"self", "cls"}
    body = rows[function.line : min(function.end_line, function.line + MOST_BODY_ROWS)]
    return frozenset(match[2] for row in body for match in READ_OF.finditer(row[:400]) if match[1] in given)


def _keeps(facts: PythonFacts, function: Function, rows: list[str]) -> bool:
    """Whether a function counts, stores or sends something, itself or by a method beside it."""
    owner = function.qualified_name.rpartition(".")[0]
    beside = {each.qualified_name for each in facts.functions if each.qualified_name.startswith(f"{owner}.")}
    inside = {function.qualified_name}
    for call in facts.calls:
        if call.function == function.qualified_name and owner:
            inside |= {f"{owner}.{last_part(call.target)}"} & beside
    if any(call.function in inside and last_part(call.target) in KEEPING for call in facts.calls):
        return True
    spans = [each for each in facts.functions if each.qualified_name in inside]
    return any(COUNTS_UP.search(row[:400]) for each in spans for row in rows[each.line : each.end_line])


def _meant(
    repo: Snapshot, path: str, call: Call, recorders: Mapping[str, tuple[Recorder, ...]]
) -> Recorder | None:
    """The recorder that a call from another module names; by its name alone where that module is imported."""
    for each in recorders.get(last_part(call.target), ()):
        if each.path == path:
            continue
        *_, owner, name = ("", *each.name.split("."))
        ending = f"{owner or basename(each.path).removesuffix('.py')}.{name}"
        spelled = (call.target.replace("()", ""), call.declared.replace("()", ""))
        if any(each_spelled.endswith(f".{ending}") or each_spelled == ending for each_spelled in spelled):
            return each
        unknown = not call.declared.endswith(f"().{name}") and not _is_of_package(repo, path, call)
        unknown = unknown and bool(owner or "." not in call.target)
        measured = any(is_service_measure(key) for key, _value in call.keywords) or named_for_operation(
            last_part(call.target.rpartition(".")[0])
        )
        near = reached_from(repo, [path]) | called_by_requests(repo).modules
        if (unknown and measured and each.path in near) or (
            not owner and call.target.endswith(f".{name}") and each.path in reached_from(repo, [path])
        ):
            return each
    return None


def _is_of_package(repo: Snapshot, path: str, call: Call) -> bool:
    """Whether what is called belongs to a package that is not of this repository."""
    root = call.target.partition(".")[0].removesuffix("()")
    imported = any(each.module.partition(".")[0] == root for each in repo.modules[path].imports)
    return imported and not module_index(repo).is_local(path, root)


def _tells(recorder: Recorder, call: Call) -> bool:
    """Whether a call hands over how long or how much, and something beside it."""
    given = {each for each in recorder.function.parameters if each not in ("self", "cls")}
    given |= {key for key, _value in call.keywords if key != "**"} | recorder.reads
    measures = {each for each in given if is_service_measure(each)}
    named = is_service_measure(recorder.function.name)
    beside = {each for each in given - measures if is_told_beside(each)}
    return bool(measures or named) and len(measures) + named + len(beside) >= 2
