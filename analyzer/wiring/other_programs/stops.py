"""Where a function of a program ends the run, or passes a failure on to whoever called it."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node, call_edges
from analyzer.wiring.other_programs.index import programs

# What is called to end a program or to raise, as languages spell it; an error that is made is raised or
# given back.
STOPPING_CALL = lazy_regex(
    r"(?:.*\.)?(?:exit|abort|panic|stop|stopifnot|fail|die|raise|throw|error|quit|exitProcess|halt"
    r"|Exit|Fatal(?:f|ln)?|Panic(?:f|ln)?|Errorf|require|assert|(?:[A-Z]\w{0,80})?(?:Error|Exception|Failure))"
    r"!?(?:\(\))?"
)
NEW_ERROR = "errors#New"


@derived
def stopping_functions(repo: Snapshot) -> frozenset[Node]:
    """The functions of programs that raise, end the program or give an error back."""
    found: set[Node] = set()
    for path, facts in programs(repo).items():
        for call in facts.calls:
            name = call.target.rpartition(FROM_PACKAGE)[2]
            if call.target == NEW_ERROR or STOPPING_CALL.fullmatch(name) is not None:
                found.add((path, call.function or ""))
        found.update((path, each.function or "") for each in facts.caught if each.rethrows)
    return frozenset(found)


@derived
def _callers(repo: Snapshot) -> dict[Node, tuple[Node, ...]]:
    found: dict[Node, list[Node]] = {}
    for node, edges in call_edges(repo).items():
        for each in edges:
            found.setdefault(each, []).append(node)
    return {node: tuple(each) for node, each in found.items()}


def calling(repo: Snapshot, path: str, function: str | None) -> tuple[Node, ...]:
    """The functions that call a function, as far as that can be followed."""
    return _callers(repo).get((path, function or ""), ())


def stops(repo: Snapshot, path: str, function: str | None) -> bool:
    """Whether a function, or one that calls it, raises or ends the program."""
    node = path, function or ""
    stopping = stopping_functions(repo)
    return node in stopping or any(each in stopping for each in calling(repo, path, function))
