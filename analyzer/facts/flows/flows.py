"""Flows in code: where a module defines what a pipeline tool runs, and in which steps."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import Code, code_files, last_part, module_index
from analyzer.wiring.orchestrators import ORCHESTRATORS
from analyzer.wiring.roles import is_test


class FlowLines(Struct, frozen=True):
    """Where a module uses one tool: the lines of its flows and of its steps, any of them empty.

    A line is there once for each step on it. `runs` are calls in flows that run one step each.
    """

    flows: tuple[int, ...]
    steps: tuple[int, ...]
    runs: tuple[int, ...] = ()


@derived
def flow_lines(repo: Snapshot) -> Mapping[tuple[str, str], FlowLines]:
    """For every file and tool that it imports (by name), tests left out, where it uses the tool."""
    table: dict[tuple[str, str], FlowLines] = {}
    for code in code_files(repo):
        if is_test(repo, code.path):
            continue
        for tool in _imported_tools(repo, code):
            found = _lines(code.facts, tool)
            table[code.path, tool] = FlowLines(
                *(tuple(code.line(repo, line) for line in each) for each in found)
            )
    return table


def flow_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that define a flow: what a pipeline tool loads and runs, whoever imports them."""
    return frozenset(
        path
        for (path, _tool), found in flow_lines(repo).items()
        if path in repo.modules and (found.flows or found.steps)
    )


def _imported_tools(repo: Snapshot, code: Code) -> list[str]:
    """The tools that a file imports, in the order of its imports."""
    index = module_index(repo)
    found: dict[str, None] = {}
    for each in code.facts.imports:
        tool = ORCHESTRATORS.of(f"{each.module}.{each.name or ''}".rstrip("."))
        if (
            tool is not None
            and not each.type_checking
            and not index.is_local(code.path, each.module, each.name)
        ):
            found[tool.name] = None
    return list(found)


def _lines(facts: PythonFacts, tool: str) -> tuple[list[int], list[int], list[int]]:
    """The lines of the tool's flows, steps and runs of steps; a decorator counts once."""
    bare = [each for function in facts.functions for each in function.decorators]
    bare += [each for definition in facts.classes for each in definition.decorators]
    decorated = {(each.target, each.line) for each in bare}
    executing = _executing(facts)
    # A call of what a call gave uses a step; it defines none.
    places = [
        (call.target, call.line)
        for call in facts.calls
        if (call.target, call.line) not in decorated
        and not call.target.endswith("()")
        and not (call.function in executing and call.target.endswith("Operator"))
    ]
    places += sorted(decorated)
    places += [(base, each.line) for each in facts.classes for base in each.bases]
    flows: set[int] = set()
    steps: list[int] = []
    runs: list[int] = []
    for target, line in places:
        orchestrator = ORCHESTRATORS.of(target)
        if orchestrator is None or orchestrator.name != tool:
            continue
        parts = target.removesuffix("()").split(".")
        names = {parts[-1], ".".join(parts[-2:])}
        if names & orchestrator.flows:
            flows.add(line)
        if names & orchestrator.steps or parts[-1].endswith(orchestrator.operators):
            steps.append(line)
        elif names & orchestrator.runs:
            runs.append(line)
    return sorted(flows), sorted(steps), sorted(runs)


def _executing(facts: PythonFacts) -> frozenset[str]:
    """Functions that execute an operator themselves, as callbacks do: what they make is no step of a flow."""
    flows = {each.qualified_name for each in facts.functions if each.decorators}
    executing = {
        call.function for call in facts.calls if last_part(call.target) == "execute" and call.function
    }
    return frozenset(executing - flows)
