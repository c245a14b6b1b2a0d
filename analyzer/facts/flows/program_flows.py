"""Pipelines that programs in other languages than Python define: targets, Temporal, Spring Batch, Inngest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.flows.flow_files import DEMONSTRATION
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot, derived
from analyzer.text import plural
from analyzer.wiring.other_programs.calls import Node, reached_by
from analyzer.wiring.other_programs.class_bodies import is_on_stub
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.index import files_of, functions_meant, programs
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

# Schedules and queues of tasks are no pipelines, whatever they start; nor are the turns of an agent.
NO_PIPELINE = lazy_regex(
    r".*(?:cron|schedul|queue|quartz|jobrunr|machinery|asynq|bull|agenda|sidekiq|hangfire|bree\b|dagger\b"
    r"|langgraph|llamaindex|mastra|restate).*",
    re.IGNORECASE,
)
# What adds a step, or runs one, by the last name of a call; `step.run` by its last two.
STEP_CALL = lazy_regex(
    r"execute(?:local)?activity(?:async)?|executechildworkflow(?:async)?|callactivity\w*|tar_(?!make|load|read)\w+"
    r"|new_?(?:standalone)?task\w*|add_?(?:task|step|node|activity)|step|tasklet|chunk|flow|next|create_?step|create_pipeline"
    r"|newactivitystub|proxy(?:local)?activities|(?:run|tasks?)_?step",
    re.IGNORECASE,
)
STEP_ON_STUB = lazy_regex(
    r".*(?:proxy(?:Local)?Activities|new(?:Untyped)?(?:Local)?ActivityStub)\(\)\.\w+", re.IGNORECASE
)
# A step of what a flow hands to its function: `step.run("load", ...)`, which has a name.
NAMED_STEP = lazy_regex(r"\?\.(?:\w+\.)?(?:run|do|invoke|runStep|waitForEvent|sendEvent)", re.IGNORECASE)
# What begins a chain of steps is the first of them.
FIRST_STEP = lazy_regex(r".*(?:JobBuilder|createWorkflow|Workflow)\w*\(\)(?:\.\w+\(\))*\.(?:start|flow|then)")
MAKES_STUB = lazy_regex(r".*(?:proxy(?:Local)?Activities|new\w*ActivityStub)", re.IGNORECASE)
PLANS = frozenset({"drake_plan", "tar_plan"})
# What hands a flow to the platform that runs it.
GIVEN_TO_PLATFORM = lazy_regex(
    r".*(?:register|create_?function|serve|worker|tar_make|r_make|create_?workflow|execute_?workflow|job_?launcher).*",
    re.IGNORECASE,
)
# Files that a tool runs by their names.
FLOW_FILES = ("_targets.R", "_drake.R")
FIRST_STEPS = 2
MOST_STEPS_ASKED = 60
MOST_LINES_OF_FLOW = 10**6
TARGET_CALL = lazy_regex(
    r"\btar_(?:target|file|file_read|quarto|render|map)\(\s{0,20}([A-Za-z.][\w.]{0,80})\s{0,10},"
)
WORDS_IN_PROGRAM = lazy_regex(r"[\w.-]{1,120}")


class Step(Struct, frozen=True):
    """Where a flow adds or runs a step: the function around it, and the functions that it is handed."""

    line: int
    function: str | None
    handlers: tuple[str, ...]


def program_flow_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """One piece for each file and tool that adds a step to a pipeline."""
    if not programs(repo):
        return
    found: dict[tuple[str, str], list[ProgramUse]] = {}
    for use in uses(repo, Subject.ORCHESTRATION):
        if use.called and not _is_schedule(use):
            found.setdefault((use.path, use.tool), []).append(use)
    for (path, tool), group in found.items():
        beside = _steps_beside(repo, path, group)
        own = [each for each in group if _is_step(each)]
        steps = [Step(each.line, each.function, each.handlers) for each in own] + beside
        steps.sort(key=lambda each: each.line)
        # A call that makes a stub is no step where something is called on what it makes.
        stubs = sum(MAKES_STUB.fullmatch(each.shown) is not None for each in own) if beside else 0
        number = sum(len(each.keywords) if each.shown in PLANS else 1 for each in own) + len(beside) - stubs
        note = f"{tool} pipeline with {plural(number, 'step')}"
        if not number:
            continue
        if DEMONSTRATION.search(path):
            yield Evidence(path, steps[0].line, Level.CLAIMED, f"{note} that only demonstrates the tool")
        elif number < FIRST_STEPS:
            yield Evidence(path, steps[0].line, Level.PRESENT, f"{note}, in no defined order")
        elif (work := _work(repo, path, steps)) is None:
            note += ", from none of which calls lead to a model or to checks of data"
            level = Level.PRESENT if _are_apart(repo, path) else Level.SUBSTANTIVE
            yield Evidence(path, steps[0].line, level, note)
        else:
            line, work = _telling_step(repo, path, steps) or (steps[0].line, work)
            declared = _is_declared(repo, path, tool, steps)
            note += f", running {work}" + ("" if declared else "; nothing here hands it to what runs it")
            yield Evidence(path, line, Level.WIRED if declared else Level.SUBSTANTIVE, note)


def _telling_step(repo: Snapshot, path: str, steps: list[Step]) -> tuple[int, str] | None:
    """The first step of a list whose own calls lead to a model, else to checks of data, and that file.

    None where the steps stand in functions: what each of them calls is not told apart there.
    """
    lines = [each.line for each in steps[:MOST_STEPS_ASKED]]
    if any(each.function for each in steps) or len(set(lines)) < len(lines):
        return None
    working = _working(repo)
    over_models = frozenset(
        (each.path, each.function or "") for each in uses(repo, *OF_MODELS) if each.called
    )
    found: list[tuple[bool, int, str]] = []
    for line, end in zip(lines, [*lines[1:], MOST_LINES_OF_FLOW], strict=True):
        calls = (each for each in programs(repo)[path].calls if line <= each.line < end)
        begun = {node for each in calls for node in functions_meant(repo, path, each.target)}
        reached = reached_by(repo, begun) & working
        if reached:
            asked = reached & over_models
            found.append((not asked, line, min(file for file, _function in asked or reached)))
    return min(found)[1:] if found else None


def _are_apart(repo: Snapshot, path: str) -> bool:
    """Whether a file's targets are used nowhere in it: one builds on another by its bare name."""
    text = repo.text(path) or ""
    used = Counter(WORDS_IN_PROGRAM.findall(text))
    names = TARGET_CALL.findall(text)
    return bool(names) and all(used[each] == 1 for each in names)


def _is_schedule(use: ProgramUse) -> bool:
    return NO_PIPELINE.fullmatch(use.tool) is not None or NO_PIPELINE.fullmatch(use.target) is not None


def _is_step(use: ProgramUse) -> bool:
    last = (parts_of(use.shown) or [""])[-1]
    return (
        use.shown in PLANS
        or STEP_CALL.fullmatch(last) is not None
        or FIRST_STEP.fullmatch(use.shown) is not None
    )


def _steps_beside(repo: Snapshot, path: str, group: list[ProgramUse]) -> list[Step]:
    """Steps of a flow's own function, and calls of activities, which no table of packages names."""
    inside = {name for each in group for name in (*each.handlers, each.function or "") if name}
    facts = programs(repo)[path]
    handed: dict[tuple[str, int], tuple[str, ...]] = {}
    for one in facts.handed:
        handed[one.target, one.line] = (*handed.get((one.target, one.line), ()), one.receiver)
    found = []
    for call in facts.calls:
        names = (call.function or "").split(".")
        around = {".".join(names[: number + 1]) for number in range(len(names))}
        is_named = (
            NAMED_STEP.fullmatch(call.target) is not None and bool(call.strings) and bool(around & inside)
        )
        on_stub = STEP_ON_STUB.fullmatch(call.target) is not None or (
            any(MAKES_STUB.fullmatch(each.target) for each in group) and is_on_stub(repo, call.target)
        )
        if is_named or on_stub:
            found.append(Step(call.line, call.function, handed.get((call.target, call.line), ())))
    return found


@derived
def _working(repo: Snapshot) -> frozenset[Node]:
    """The functions that work with a model or check data."""
    every = uses(repo, *OF_MODELS, Subject.DATA_CHECK, Subject.MODEL_METRIC)
    return frozenset((each.path, each.function or "") for each in every if each.called)


def _work(repo: Snapshot, path: str, steps: list[Step]) -> str | None:
    """The file with code for models or data to which calls lead from the steps; None if there is none."""
    begun: set[Node] = set()
    for each in steps:
        begun.add((path, each.function or ""))
        for handler in each.handlers:
            begun.update(functions_meant(repo, path, handler))
    begun.update(_activities(repo, path))
    places = sorted(file for file, _function in reached_by(repo, begun) & _working(repo))
    elsewhere = [file for file in places if file != path]
    return next(iter(elsewhere or places), None)


def _activities(repo: Snapshot, path: str) -> Iterator[Node]:
    """The functions of files from which a flow takes the types alone, called by their names on a stub."""
    facts = programs(repo)[path]
    names = {
        parts_of(call.target)[-1] for call in facts.calls if STEP_ON_STUB.fullmatch(call.target) is not None
    }
    for one in facts.imports if names else ():
        for file in files_of(repo, path, one.module):
            for each in programs(repo)[file].functions:
                if each.name in names:
                    yield file, each.qualified_name


def _is_declared(repo: Snapshot, path: str, tool: str, steps: list[Step]) -> bool:
    """Whether something starts the steps, the tool runs a file of this name, or the flow is handed to it."""
    if path.endswith(FLOW_FILES) or any(start_of(repo, path, each.function) for each in steps):
        return True
    return any(
        each.called and each.tool == tool and GIVEN_TO_PLATFORM.fullmatch(each.shown) is not None
        for each in uses(repo, Subject.ORCHESTRATION)
    )
