"""Who asks an object that a module keeps: a compiled graph, a chain, or what a function of ours made.

A graph calls the functions that it was given as steps, so that no chain of calls leads through it by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.repository import Snapshot
from analyzer.wiring.models.chain_models import CHAIN_ASKS, is_chain_package
from analyzer.wiring.modules import ModuleIndex, module_index

Place = tuple[str, str]


def asking_objects(repo: Snapshot, functions: frozenset[Place]) -> frozenset[Place]:
    """Functions that ask an object of a module that one of the given functions made, or is a step of."""
    index = module_index(repo)
    kept = frozenset(_kept(repo, index, functions))
    if not kept:
        return frozenset()
    return frozenset(
        (path, call.function)
        for path, facts in repo.modules.items()
        for call in facts.calls
        if call.function is not None
        and call.target.rpartition(".")[2] in CHAIN_ASKS
        and _place(index, path, call.target.rpartition(".")[0]) in kept
    )


def _kept(repo: Snapshot, index: ModuleIndex, functions: frozenset[Place]) -> Iterator[Place]:
    """Variables of modules that hold such an object."""
    for path, facts in repo.modules.items():
        steps: bool | None = None
        for variable, value, _line in facts.assigned:
            if is_chain_package(value.partition(".")[0]):
                if steps is None:
                    steps = any(_place(index, path, each) in functions for each in facts.named)
                if steps:
                    yield path, variable
            elif value and _place(index, path, value) in functions:
                yield path, variable


def _place(index: ModuleIndex, path: str, target: str) -> Place | None:
    """The file and the name in it that a dotted name means; one without dots is of the file itself."""
    module, _dot, name = target.rpartition(".")
    if not module.strip("."):
        return (path, name) if not module else None
    if "(" in module or module.startswith("?"):
        return None
    file = index.resolve(path, module)
    return None if file is None else (file, name)
