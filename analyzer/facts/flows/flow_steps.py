"""How many steps a flow in code has, in which modules they stand, and whether they have a fixed order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname

from msgspec import Struct

from analyzer.facts.flows.airflow_steps import not_asked_for
from analyzer.facts.flows.flows import FlowLines, flow_lines
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, code_only, rounds_of_calls
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import import_graph, last_part, module_index, reached_from, reaching
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.flow_projects import loaded_by_definitions

FIRST_PARTY_STEPS = 2
# Airflow's spellings of an order, beside handing a task's result on.
AIRFLOW_ORDER = lazy_regex(r"^[^#\n]*(?:>>|<<|\bset_(?:down|up)stream\(|\bchain\()", re.MULTILINE)
# What a DAG or an asset waits for, and what a task writes: names of assets, or their addresses.
AIRFLOW_WAITS = lazy_regex(r"\b(?:schedule|inlets)[ \t]*=[ \t]*(\[[^\]]{0,400}\]|[^\n]{1,200})")
AIRFLOW_WRITES = lazy_regex(r"\boutlets[ \t]*=[ \t]*(\[[^\]]{0,400}\]|[^\n]{1,200})")
ASSET_WORDS = lazy_regex(r"[\w:/.-]{1,100}")
# Assets that `Definitions` lists by their names alone.
LISTED_ASSETS = lazy_regex(r"\bassets[ \t]*=[ \t]*\[([\w\s,.]{0,2000})\]")
SELECTED_ASSETS = lazy_regex(r"\bselection[ \t]*=[ \t]*\[([\w\s,.]{0,2000})\]")
NO_ASSETS = word_set("Asset Dataset AssetAlias DatasetAlias None schedule inlets outlets def")
# Calls that load whatever steps stand in the folder of the module: https://docs.dagster.io/guides/build/projects-and-components
FOLDER_LOADERS = word_set("load_from_defs_folder load_project_defs load_defs")


class FlowSteps(Struct, frozen=True):
    """The steps of a flow: how many stand in its module, how many in all, and the modules it leads to."""

    own: int
    number: int
    reached: frozenset[str]


def flow_steps(repo: Snapshot, path: str, tool: str, found: FlowLines) -> FlowSteps:
    """The steps that a flow of a module runs; none of its own where it calls functions that nobody marked."""
    lines = flow_lines(repo)

    def marked(modules: frozenset[str]) -> int:
        return sum(
            len(lines[each, tool].steps)
            - _before_the_flow(repo, each, tool)
            - _never_named(repo, each, tool, modules)
            - not_asked_for(repo, each, path, lines[each, tool], modules) * (tool == "Airflow")
            for each in modules
            if (each, tool) in lines
        )

    reached = reached_from(repo, [path, *_beside(repo, path, tool)])
    listed = _listed(repo, path, tool, reached) or _called_by_jobs(repo, path, tool, reached, found)
    steps = max(listed or marked(reached), len(found.runs))
    if tool == "Airflow" and steps == len(found.steps) == 1:
        # An operator in a loop is a task in every round.
        steps = rounds_of_calls(repo.text(path) or "").get(found.steps[0], 1)
    handed = _handed(repo, path, found)
    if steps < FIRST_PARTY_STEPS <= handed:
        callers = (each for each in reaching(repo, [path]) if not is_test(repo, each))
        reached = reached_from(repo, callers)
        steps = min(marked(reached), handed)
    if steps:
        return FlowSteps(len(found.steps), steps, reached)
    steps = _functions_of_modules(repo, path) if tool == "Hamilton" else _flow_calls(repo, path, found)
    return FlowSteps(steps, steps, reached)


def _before_the_flow(repo: Snapshot, path: str, tool: str) -> int:
    """How many tasks of Prefect a module only calls itself, beside its flows: they are no steps of these."""
    facts = repo.modules[path] if tool == "Prefect" and path in repo.modules else None
    if facts is None or any(last_part(call.target) == "Flow" for call in facts.calls):
        return 0  # the first Prefect wrote a flow as a block of the module
    beside = {call.target for call in facts.calls if call.function is None}
    within = {last_part(name) for each in facts.functions for name in each.names}
    tasks = {each.qualified_name for each in _step_functions(repo, path, tool)}
    return len((tasks & beside) - within)


def _never_named(repo: Snapshot, path: str, tool: str, modules: frozenset[str]) -> int:
    """How many tasks of Prefect no code names but their definitions: a comment runs nothing."""
    if tool != "Prefect" or path not in repo.modules:
        return 0
    names = {each.name for each in _step_functions(repo, path, tool)}
    texts = [code_only(repo.text(each) or "") for each in sorted(modules | {path})]
    return sum(
        not any(re.search(rf"(?<!def )\b{re.escape(name)}\b", text) is not None for text in texts)
        for name in names
    )


def _listed(repo: Snapshot, path: str, tool: str, reached: frozenset[str]) -> int:
    """How many steps of Dagster the definitions of a module list by name; none where they load any others.

    A step that another one only names as its input is not run by them.
    """
    if tool != "Dagster":
        return 0
    text = code_only(repo.text(path) or "")
    lists = [found[1] for found in LISTED_ASSETS.finditer(text)]
    # What a job selects is all that it runs; beside definitions there may be more.
    lists += [] if "efinitions(" in text else [found[1] for found in SELECTED_ASSETS.finditer(text)]
    listed = {last_part(each) for one in lists for each in ASSET_WORDS.findall(one)}
    if len(lists) != 1 or not listed:
        return 0
    steps = [each for module in reached for each in _step_functions(repo, module, tool)]
    assets = all(any("asset" in one.target for one in each.decorators) for each in steps)
    return len(listed) if assets and listed <= {each.name for each in steps} else 0


def _called_by_jobs(repo: Snapshot, path: str, tool: str, reached: frozenset[str], found: FlowLines) -> int:
    """How many steps of Dagster the jobs and graphs of a module call, also by graphs; 0 for other flows."""
    jobs = _flow_functions(repo, path, found) if tool == "Dagster" else []
    steps = {each.name for module in reached for each in _step_functions(repo, module, tool)}
    graphs = {
        each.name: each
        for module in reached
        for each in repo.modules[module].functions
        if any(last_part(mark.target.replace("()", "")) == "graph" for mark in each.decorators)
    }
    called: set[str] = set()
    waiting, seen = list(jobs), set[str]()
    while waiting:
        names = {last_part(each.replace("()", "")) for each in waiting.pop().names}
        called |= names & steps
        waiting += [graphs[each] for each in names & graphs.keys() - seen]
        seen |= names
    return len(called)


def _beside(repo: Snapshot, path: str, tool: str) -> Iterator[str]:
    """Modules of the same folder that the tool loads with this one, whoever imports them."""
    folder = dirname(path)
    if tool == "Databricks pipelines":
        yield from (each for each, other in flow_lines(repo) if other == tool and dirname(each) == folder)
    elif tool == "Dagster":
        yield from loaded_by_definitions(repo, path)
        if not any(last_part(each.target) in FOLDER_LOADERS for each in repo.modules[path].calls):
            return
        start = f"{folder}/" if folder else ""
        yield from (each for each, other in flow_lines(repo) if other == tool and each.startswith(start))


def _flow_functions(repo: Snapshot, path: str, found: FlowLines) -> list[Function]:
    return [
        each
        for each in repo.modules[path].functions
        if any(line <= each.line <= line + 3 for line in found.flows)
    ]


def _handed(repo: Snapshot, path: str, found: FlowLines) -> int:
    """How many parameters a flow has: early ZenML hands it its steps."""
    return max((len(each.parameters) for each in _flow_functions(repo, path, found)), default=0)


def _flow_calls(repo: Snapshot, path: str, found: FlowLines) -> int:
    """How many first-party functions the flows of a module call: steps that nobody marked as such."""
    index = module_index(repo)
    facts = repo.modules[path]
    ours = facts.local_definitions | {
        f"{each.module}.{each.name}"
        for each in facts.imports
        if each.name and index.resolve(path, each.module, each.name) is not None
    }
    return max((len(ours & set(each.names)) for each in _flow_functions(repo, path, found)), default=0)


def _functions_of_modules(repo: Snapshot, path: str) -> int:
    """The functions of imported modules, or of its own, of which some name others by their parameters."""
    number = 0
    for module in import_graph(repo).get(path, frozenset()) | {path}:
        functions = {each.name: each for each in repo.modules[module].functions if not each.nested}
        if any(set(each.parameters) & functions.keys() for each in functions.values()):
            number += len(functions)
    return number


def ordered(repo: Snapshot, path: str, tool: str, steps: FlowSteps) -> bool:
    """Whether an order between the steps is fixed; most tools have one in every flow."""
    rule = ORDERS.get(tool)
    return rule is None or rule(repo, path, tool, steps)


def _step_functions(repo: Snapshot, path: str, tool: str) -> list[Function]:
    found = flow_lines(repo).get((path, tool), FlowLines((), ()))
    return [
        each
        for each in repo.modules[path].functions
        if any(decorator.line in found.steps for decorator in each.decorators)
    ]


def _airflow_order(repo: Snapshot, path: str, tool: str, steps: FlowSteps) -> bool:
    """By arrows, by results handed on, or by assets that one writes and another waits for."""
    text = code_only(repo.text(path) or "")
    if AIRFLOW_ORDER.search(text):
        return True
    tasks = _step_functions(repo, path, tool)
    names = {each.qualified_name for each in tasks}
    if len({call.target for call in repo.modules[path].calls if call.target in names}) >= FIRST_PARTY_STEPS:
        return True
    assets = [
        each
        for each in tasks
        if any("asset" in decorator.target.split(".")[-2:] for decorator in each.decorators)
    ]
    written = {each.name for each in assets} | _assets_named(AIRFLOW_WRITES, text)
    awaited = {name for each in assets for name in each.parameters} | _assets_named(AIRFLOW_WAITS, text)
    return bool(written & awaited)


def _assets_named(where: re.Pattern[str], text: str) -> set[str]:
    return {word for found in where.finditer(text) for word in ASSET_WORDS.findall(found[1])} - NO_ASSETS


def _calling_order(repo: Snapshot, _path: str, tool: str, steps: FlowSteps) -> bool:
    """Whether one of the steps calls another."""
    found = [each for module in steps.reached for each in _step_functions(repo, module, tool)]
    names = {each.name for each in found}
    return any({last_part(name) for name in each.names} & (names - {each.name}) for each in found)


def _naming_order(repo: Snapshot, _path: str, tool: str, steps: FlowSteps) -> bool:
    """Whether a table is read by the name of another one that is defined here."""
    names: set[str] = set()
    read: set[str] = set()
    for module in steps.reached:
        functions = _step_functions(repo, module, tool)
        own = {decorator.line for each in functions for decorator in each.decorators}
        names.update(each.name for each in functions)
        for call in repo.modules[module].calls:
            if call.line in own:
                names.update(value for key, value in call.keywords if key == "name")
            else:
                read.update(each.rpartition(".")[2] for each in call.strings)
    return bool(names & read)


def _asset_order(repo: Snapshot, path: str, tool: str, steps: FlowSteps) -> bool:
    """Whether an asset has another one as its parameter or names what it depends on; jobs have their own."""
    if flow_lines(repo)[path, tool].flows:
        return True
    found = [each for module in steps.reached for each in _step_functions(repo, module, tool)]
    names = {each.name for each in found}
    return any(
        names & set(each.parameters)
        or any(
            {"deps", "ins", "non_argument_deps"} & {key for key, _value in one.keywords}
            for one in each.decorators
        )
        for each in found
    )


ORDERS: Mapping[str, Callable[[Snapshot, str, str, FlowSteps], bool]] = {
    "Airflow": _airflow_order,
    "Dagster": _asset_order,
    "Flyte 2": _calling_order,
    "redun": _calling_order,
    "Databricks pipelines": _naming_order,
}
