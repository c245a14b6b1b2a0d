"""Which functions of programs run when something starts: a graph of calls by their names."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.actors import actor_edges
from analyzer.wiring.other_programs.class_bodies import bodies_run, methods_handed, methods_run
from analyzer.wiring.other_programs.index import (
    functions_meant,
    import_edges,
    language_at,
    methods_meant,
    programs,
)
from analyzer.wiring.other_programs.injected import methods_handed_in
from analyzer.wiring.other_programs.javascript_threads import thread_edges
from analyzer.wiring.other_programs.messages import message_edges
from analyzer.wiring.other_programs.queues import queue_edges
from analyzer.wiring.other_programs.ruby.graphql import schema_edges
from analyzer.wiring.other_programs.ruby.hanami import injected_edges
from analyzer.wiring.other_programs.ruby.rack import rack_edges
from analyzer.wiring.other_programs.ruby_records import record_edges

# A function of a file; "" stands for what the file does when it is loaded.
Node = tuple[str, str]
MOST_FUNCTIONS = 50_000
# Edges that no name in a call tells: queues, messages, threads, containers, schemas.
TOLD_EDGES = (
    queue_edges,
    record_edges,
    message_edges,
    actor_edges,
    thread_edges,
    injected_edges,
    rack_edges,
    schema_edges,
)


@derived
def call_edges(repo: Snapshot) -> Mapping[Node, tuple[Node, ...]]:
    """For each function, those that it calls or hands over, and those that are defined inside it."""
    found: dict[Node, list[Node]] = {}
    for path, facts in programs(repo).items():
        language = language_at(repo, path)
        module = found.setdefault((path, ""), [])
        used: dict[str, list[str]] = {each.qualified_name: list(each.names) for each in facts.functions}
        used[""] = [call.target for call in facts.calls if call.function is None]
        used[""] += [each.receiver for each in facts.handed if each.enclosing is None]
        for function, targets in used.items():
            edges = found.setdefault((path, function), [])
            for target in dict.fromkeys(targets):
                meant = tuple(functions_meant(repo, path, target))
                edges.extend(meant or methods_handed_in(repo, path, function, target))
                edges.extend(bodies_run(repo, path, target))
                edges.extend(methods_run(repo, path, target))
        for each in facts.functions:
            if each.nested:
                around = each.qualified_name.rpartition(".")[0]
                while around not in used:
                    around = around.rpartition(".")[0]
                found[path, around].append((path, each.qualified_name))
        for enclosing, called in _handed_over(repo, path, facts):
            found[path, enclosing].extend(called)
        for each in facts.functions:
            if each.name in language.on_load and each.qualified_name == each.name:
                module.append((path, each.name))
        if language.runs_imported:
            module.extend((other, "") for other in import_edges(repo)[path])
        elif used[""] and not (language.main_outside and _is_program(facts)):
            for each in facts.functions:
                found[path, each.qualified_name].append((path, ""))
    for adding, taking in (edge for told in TOLD_EDGES for edge in told(repo)):
        found.setdefault(adding, []).append(taking)
    return {node: tuple(dict.fromkeys(edges)) for node, edges in found.items()}


def _handed_over(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[tuple[str, Iterable[Node]]]:
    """The methods that are called of objects and classes which a file hands over, by the function around."""
    hands = language_at(repo, path).hands_classes
    for handed in facts.handed:
        around = handed.enclosing or ""
        name = handed.target.rpartition(".")[2].rpartition("#")[2]
        if hands is not None and hands.fullmatch(name):
            yield around, methods_meant(repo, path, f"{handed.receiver}()")
        yield around, methods_handed(repo, path, handed.target, handed.receiver)
        if handed.receiver.endswith("()") and not any(functions_meant(repo, path, handed.target)):
            yield around, methods_meant(repo, path, handed.receiver)


def _is_program(facts: ProgramFacts) -> bool:
    """Whether calls stand outside of all functions and classes of a file."""
    classes = [(each.line, each.end_line) for each in facts.classes]
    lines = (call.line for call in facts.calls if call.function is None)
    return any(not any(first <= line <= last for first, last in classes) for line in lines)


def reached_by(repo: Snapshot, begun: Iterable[Node]) -> frozenset[Node]:
    """Every function that may run when these do."""
    edges = call_edges(repo)
    seen = set(begun)
    queue = deque(sorted(seen))
    while queue and len(seen) < MOST_FUNCTIONS:
        for each in edges.get(queue.popleft(), ()):
            if each not in seen:
                seen.add(each)
                queue.append(each)
    return frozenset(seen)


def begun_by(repo: Snapshot, path: str) -> Iterator[Node]:
    """What runs when a file is started: what stands outside of its functions, and its main function."""
    language, facts = language_at(repo, path), programs(repo)[path]
    yield path, ""
    for each in facts.functions:
        if each.name in language.starts:
            yield path, each.qualified_name
    for file in language.found(repo, path, facts):
        if file in programs(repo):
            yield from _everything_in(repo, file)


def _everything_in(repo: Snapshot, file: str) -> Iterator[Node]:
    """What a framework calls itself of a file that it finds."""
    yield file, ""
    for name in language_at(repo, file).called(programs(repo)[file]):
        yield file, name
