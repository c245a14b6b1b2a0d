"""Work that a program puts into a queue by its name, and the functions that take it from there.

Sources: https://docs.nestjs.com/techniques/queues, https://docs.bullmq.io/guide/workers.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import functions_meant, programs

QUEUE_NAMED = lazy_regex(r"(?:@nestjs/bull(?:mq)?#InjectQueue|(?:bullmq#Queue|bull#(?:default|Queue)))")
QUEUE_ADDS = lazy_regex(r"(?:bullmq|bull|@nestjs/bull(?:mq)?)#(?:Queue|default)\(\)\.(?:add|addBulk)")
QUEUE_PROCESSOR = lazy_regex(r"@nestjs/bull(?:mq)?#Processor")
QUEUE_PROCESS = lazy_regex(r"@nestjs/bull(?:mq)?#Process")
QUEUE_WORKER = "bullmq#Worker"
ADDING_FIELD = lazy_regex(r"(?:this\.)?(?P<name>#?\w{1,60})\.add(?:Bulk)?\b")
ROW_OF_QUEUE = 300
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


@derived
def queue_edges(repo: Snapshot) -> tuple[tuple[Place, Place], ...]:
    """From each function that adds to a queue to those that take from the queue of the same name."""
    takers: dict[str, list[Place]] = {}
    adding = []
    for path, facts in programs(repo).items():
        for name, place in _takers(repo, path, facts):
            takers.setdefault(name, []).append(place)
        if any(QUEUE_ADDS.fullmatch(each.target) for each in facts.calls):
            adding.append((path, facts))
    return tuple(
        ((path, function), place)
        for path, facts in (adding if takers else ())
        for function, name in _added(repo, path, facts)
        for place in takers.get(name, ())
    )


def _named(facts: ProgramFacts, target: str, line: int) -> Iterator[str]:
    """The literal names, or the names of the constants, that a call or a mark is handed."""
    for call in facts.calls:
        if call.target == target and call.line == line:
            yield from call.strings[:1]
    for each in facts.handed:
        if each.target == target and each.line == line:
            yield each.receiver.rpartition("#")[2]


def _takers(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[tuple[str, Place]]:
    for kind in facts.classes:
        for mark in kind.decorators:
            if QUEUE_PROCESSOR.fullmatch(mark.target) is None:
                continue
            for name in dict.fromkeys((*mark.strings[:1], *_named(facts, mark.target, mark.line))):
                for each in facts.functions:
                    owner, _dot, method = each.qualified_name.rpartition(".")
                    marked = any(QUEUE_PROCESS.fullmatch(one.target) for one in each.decorators)
                    if owner == kind.qualified_name and (method == "process" or marked):
                        yield name, (path, each.qualified_name)
    for handed in facts.handed:
        if handed.target == QUEUE_WORKER:
            for name in handed.strings[:1]:
                for node in functions_meant(repo, path, handed.receiver):
                    yield name, node


def _added(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[tuple[str, str]]:
    """The functions that add to a queue, with its name."""
    rows = (repo.text(path) or "").split("\n")
    named: dict[str, list[int]] = {}
    for target, line in dict.fromkeys((each.target, each.line) for each in facts.calls):
        if QUEUE_NAMED.fullmatch(target):
            for name in _named(facts, target, line):
                named.setdefault(name, []).append(line)
    for call in facts.calls:
        if QUEUE_ADDS.fullmatch(call.target) is None:
            continue
        match = ADDING_FIELD.search(rows[call.line - 1][:ROW_OF_QUEUE])
        for name, lines in named.items():
            # Of several queues of a file it is the one whose variable is written beside its name.
            beside = " ".join(_beside(rows, line) for line in lines)
            if len(named) == 1 or (match is not None and match["name"] in beside):
                yield call.function or "", name


def _beside(rows: list[str], line: int) -> str:
    """The row of a mark, and the one below if the mark stands alone."""
    row = rows[line - 1][:ROW_OF_QUEUE]
    below = rows[line : line + 1] if row.rstrip().endswith(")") else []
    return " ".join((row, *(each[:ROW_OF_QUEUE] for each in below)))
