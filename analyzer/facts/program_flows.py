"""Pipelines that programs in other languages than Python define: targets, Temporal, Spring Batch, Inngest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.flow_files import DEMONSTRATION
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot, derived
from analyzer.text import plural
from analyzer.wiring.other_programs.calls import Node, reached_by
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.index import functions_meant, programs
from analyzer.wiring.other_programs.language import Subject
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.uses import ProgramUse, uses

# Schedules and queues of tasks are no pipelines, whatever they start.
NO_PIPELINE = lazy_regex(
    r".*(?:cron|schedul|queue|quartz|jobrunr|machinery|asynq|bull|agenda|sidekiq|hangfire|bree\b|dagger\b).*",
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
    r".*(?:(?:proxy(?:Local)?Activities|new(?:Untyped)?ActivityStub)\(\)|\bstep)\.\w+", re.IGNORECASE
)
# What begins a chain of steps is the first of them.
FIRST_STEP = lazy_regex(r".*(?:JobBuilder|createWorkflow|Workflow)\w*\(\)(?:\.\w+\(\))*\.(?:start|flow|then)")
PLANS = frozenset({"drake_plan", "tar_plan"})
# What hands a flow to the platform that runs it.
GIVEN_TO_PLATFORM = lazy_regex(
    r".*(?:register|create_?function|serve|worker|tar_make|r_make|create_?workflow|execute_?workflow|job_?launcher).*",
    re.IGNORECASE,
)
# Files that a tool runs by their names.
FLOW_FILES = ("_targets.R", "_drake.R")
FIRST_STEPS = 2


def program_flow_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """One piece for each file and tool that adds a step to a pipeline."""
    if not programs(repo):
        return
    found: dict[tuple[str, str], list[ProgramUse]] = {}
    for use in uses(repo, Subject.ORCHESTRATION):
        if use.called and not _is_schedule(use):
            found.setdefault((use.path, use.tool), []).append(use)
    for (path, tool), group in found.items():
        steps = [each for each in group if _is_step(each)]
        number = sum(len(each.keywords) if each.shown in PLANS else 1 for each in steps)
        note = f"{tool} pipeline with {plural(number, 'step')}"
        if not number:
            continue
        if DEMONSTRATION.search(path):
            yield Evidence(path, steps[0].line, Level.CLAIMED, f"{note} that only demonstrates the tool")
        elif number < FIRST_STEPS:
            yield Evidence(path, steps[0].line, Level.PRESENT, f"{note}, in no defined order")
        elif (work := _work(repo, steps)) is None:
            note += ", from none of which calls lead to a model or to checks of data"
            yield Evidence(path, steps[0].line, Level.SUBSTANTIVE, note)
        elif _is_declared(repo, path, tool, steps):
            yield Evidence(path, steps[0].line, Level.WIRED, f"{note}, running {work}")
        else:
            note += f", running {work}; nothing here hands it to what runs it"
            yield Evidence(path, steps[0].line, Level.SUBSTANTIVE, note)


def _is_schedule(use: ProgramUse) -> bool:
    return NO_PIPELINE.fullmatch(use.tool) is not None or NO_PIPELINE.fullmatch(use.target) is not None


def _is_step(use: ProgramUse) -> bool:
    last = (parts_of(use.shown) or [""])[-1]
    return (
        use.shown in PLANS
        or STEP_CALL.fullmatch(last) is not None
        or STEP_ON_STUB.fullmatch(use.shown) is not None
        or FIRST_STEP.fullmatch(use.shown) is not None
    )


@derived
def _working(repo: Snapshot) -> frozenset[Node]:
    """The functions that work with a model or check data."""
    every = uses(repo, *OF_MODELS, Subject.DATA_CHECK, Subject.MODEL_METRIC)
    return frozenset((each.path, each.function or "") for each in every if each.called)


def _work(repo: Snapshot, steps: list[ProgramUse]) -> str | None:
    """The file with code for models or data to which calls lead from the steps; None if there is none."""
    begun: set[Node] = set()
    for each in steps:
        begun.add((each.path, each.function or ""))
        for handler in each.handlers:
            begun.update(functions_meant(repo, each.path, handler))
    reached = reached_by(repo, begun) & _working(repo)
    places = sorted(path for path, _function in reached)
    elsewhere = [path for path in places if path != steps[0].path]
    return next(iter(elsewhere or places), None)


def _is_declared(repo: Snapshot, path: str, tool: str, steps: list[ProgramUse]) -> bool:
    """Whether something starts the steps, the tool runs a file of this name, or the flow is handed to it."""
    if path.endswith(FLOW_FILES) or any(start_of(repo, path, each.function) for each in steps):
        return True
    return any(
        each.called and each.tool == tool and GIVEN_TO_PLATFORM.fullmatch(each.shown) is not None
        for each in uses(repo, Subject.ORCHESTRATION)
    )
