"""CircleCI: version 2 with workflows, commands and orbs, and version 1.

Sources: https://circleci.com/docs/reference/configuration-reference/ and, for version 1, the
configuration that was read until 2018.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from msgspec import Struct
from msgspec.structs import replace

from analyzer.parsing.ci.circleci_steps import (
    SWITCHES,
    Parameters,
    Walk,
    condition_holds,
    definitions,
    filled,
    parameters_of,
    pipeline_values,
    variables_of,
)
from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    failing_needs,
    limited,
    limited_steps,
    named,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import System, of_first_document, variable
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, line, text

_MAXIMUM_COMBINATIONS = 60
# What `pipeline.trigger_source` is, and the event that it stands for.
_SOURCES = {"webhook": "push", "scheduled_pipeline": "schedule", "api": "manual"}
# The order in which version 1 ran its phases, and its parts of a phase.
_PHASES = ("machine", "checkout", "dependencies", "database", "compile", "test")
_PARTS = ("pre", "override", "post")


class _Use(Struct, frozen=True):
    """How a workflow runs a job; `name` is what it calls it."""

    job: str
    name: str
    line: int
    settings: Block
    triggers: tuple[str, ...] | None
    disabled: str | None


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `.circleci/config.yml` or, of version 1, a `circle.yml`."""
    root = block(value)
    if "jobs" not in root and "workflows" not in root:
        return _version_1(path, root)
    if "continue" in path:
        root = _continued(root)
    jobs = failing_needs(limited(_jobs(root)))
    schedules = [job.triggers == ("schedule",) for job in jobs if job.disabled is None]
    running = any(job.disabled is None for job in jobs)
    return Pipeline(
        "circleci",
        path,
        triggers=("schedule",) if schedules and all(schedules) else ("push", "pull_request"),
        can_fire=running,
        why_not=None if running else "no workflow runs a job of it",
        jobs=jobs,
    )


def _continued(root: Block) -> Block:
    """A configuration that another one goes on with, which decides the switches among its parameters."""
    kept = {
        key: each
        for key, each in block(root.get("parameters")).items()
        if text(block(each).get("type")) != "boolean"
    }
    return Block({**root, "parameters": Block(kept)}, root.line)


# -- workflows ---------------------------------------------------------------------------------------


def _jobs(root: Block) -> Iterator[Job]:
    known = definitions(root, "jobs")
    own = block(root.get("jobs"))
    uses = list(_uses(root))
    approvals = {use.name for use in uses if text(use.settings.get("type")) == "approval"}
    seen = set(approvals)
    for use in uses:
        if use.name in seen:
            continue
        seen.add(use.name)
        needs = [
            name
            for each in items(use.settings.get("requires"))
            for name in (list(block(each)) or [text(each)])
        ]
        job = Job(use.name, use.line, uses=use.job)
        if use.job in known:
            at = next((line(key) for key in own if key == use.job), use.line)
            job = _job(root, use.name, at, block(known[use.job]), use.settings)
        yield replace(
            job,
            needs=tuple(str(need) for need in needs if need not in approvals),
            triggers=BY_HAND if approvals & set(needs) else use.triggers,
            disabled=use.disabled,
        )
    run = {use.job for use in uses}
    for key, value in own.items():
        if key not in run:
            alone = "workflows" not in root and key == "build"
            job = _job(root, key, line(key), block(value), Block())
            yield job if alone else replace(job, disabled="no workflow runs it")


def _uses(root: Block) -> Iterator[_Use]:
    for workflow in block(root.get("workflows")).values():
        said = block(workflow)
        triggers, off = _start_of(root, said)
        for each in items(said.get("jobs")):
            pairs = each.items() if isinstance(each, Block) else [(text(each), None)]
            for job, value in pairs:
                settings = block(value)
                narrower, never = _filters(block(settings.get("filters")))
                name = text(settings.get("name")) or job
                for given in _combinations(settings):
                    suffix = "-".join(map(text, given.values()))
                    yield _Use(
                        str(job),
                        _with_values(name, given)
                        if "<<" in name
                        else f"{name}-{suffix}"
                        if suffix
                        else str(name),
                        line(job, line(each)),
                        Block({**settings, **given}, settings.line),
                        triggers or narrower,
                        off or never,
                    )


def _combinations(settings: Block) -> Iterator[Block]:
    """The parameters of each job that a matrix makes of one; one without parameters where there is none."""
    matrix = block(settings.get("matrix"))
    axes = [(key, list(items(values))) for key, values in block(matrix.get("parameters")).items()]
    excluded = [block(each) for each in items(matrix.get("exclude"))]
    for values in islice(product(*(values for _, values in axes)), _MAXIMUM_COMBINATIONS):
        made = Block({key: value for (key, _), value in zip(axes, values, strict=True)})
        if not any(each and all(made.get(key) == value for key, value in each.items()) for each in excluded):
            yield made


def _with_values(name: str, given: Block) -> str:
    for key, value in given.items():
        for written in (f"<< matrix.{key} >>", f"<<matrix.{key}>>"):
            name = name.replace(written, text(value))
    return str(name)


def _start_of(root: Block, workflow: Block) -> tuple[tuple[str, ...] | None, str | None]:
    """What starts a workflow (None: every change), and the reason why nothing does."""
    if any("schedule" in block(each) for each in items(workflow.get("triggers"))):
        return ("schedule",), None
    values = pipeline_values(root)
    events = dict.fromkeys(
        event
        for event in _SOURCES
        if all(
            condition_holds(workflow[key], values, event) is not negated
            for key, negated in SWITCHES.items()
            if key in workflow
        )
    )
    if "webhook" in events:
        return None, None
    if events:
        return tuple(_SOURCES[event] for event in events), None
    if "setup" not in root and any("parameters" in _written(workflow.get(key)) for key in SWITCHES):
        return BY_HAND, None  # a parameter that is given where the pipeline is started by hand
    return None, "its workflow is switched off"


def _written(value: Value | None) -> str:
    pending, found = [value], []
    while pending:
        each = pending.pop()
        found.append(text(each))
        pending.extend(each if isinstance(each, Items) else block(each).values())
    return " ".join(found)


def _filters(filters: Block) -> tuple[tuple[str, ...] | None, str | None]:
    """The triggers a filter leaves, or the reason why it leaves none."""
    ignored = texts(block(filters.get("branches")).get("ignore"))
    if "/.*/" in ignored or "/^.*$/" in ignored or "/.*" in ignored:
        return (("tag",), None) if "tags" in filters else (None, "its filter ignores every branch")
    return None, None


# -- jobs ----------------------------------------------------------------------------------------------


def _job(root: Block, name: str, at: int, said: Block, use: Block) -> Job:
    values = {**pipeline_values(root), **parameters_of(said, use)}
    executor = _executor(root, said, values)
    written = [image for each in items(executor.get("docker")) if (image := named(each, "image"))]
    images = [filled(image, values) for image in written]
    checkout = text(said.get("working_directory")) or text(executor.get("working_directory")) or "~/project"
    shell = text(said.get("shell")) or text(executor.get("shell"))
    variables = (*variables_of(executor, values), *variables_of(said, values))
    walk = Walk(root, filled(checkout, values), filled(shell, values), variables)
    steps = Items(
        [*items(use.get("pre-steps")), *items(said.get("steps")), *items(use.get("post-steps"))], said.line
    )
    return Job(
        str(name),
        at,
        steps=limited_steps(walk.steps(steps, values)),
        image=images[0] if images else named(executor.get("machine"), "image"),
        services=tuple(images[1:]),
    )


def _executor(root: Block, job: Block, values: Parameters) -> Block:
    name = named(job.get("executor"))
    if name is None:
        return job
    return block(definitions(root, "executors").get(filled(name, values)))


# -- version 1 ---------------------------------------------------------------------------------------


def _version_1(path: str, root: Block) -> Pipeline:
    """Phases of pre, override and post commands; deployments follow the tests."""
    steps: list[Step] = []
    for phase in _PHASES:
        for part in _PARTS:
            steps.extend(_commands(phase, block(root.get(phase)).get(part)))
    jobs = [Job("test", line(_name_of(root, "test")), limited_steps(steps))] if steps else []
    for key, value in block(root.get("deployment")).items():
        commands = tuple(_commands("deployment", block(value).get("commands")))
        jobs.append(Job(str(key), line(key), commands, needs=("test",) if steps else ()))
    return Pipeline(
        "circleci",
        path,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no commands",
        jobs=limited(jobs),
    )


def _commands(phase: str, value: Value | None) -> Iterator[Step]:
    """Each command has a shell of its own; one with settings is a mapping of the command to them."""
    for each in items(value):
        command = (
            next((key for key in each if isinstance(key, Text)), None) if isinstance(each, Block) else each
        )
        settings = block(next(iter(each.values()), None)) if isinstance(each, Block) else Block()
        like = Step(phase, line(each), directory=text(settings.get("pwd")) or None)
        yield from shell_steps(scripts(command), like)


def _name_of(owner: Block, name: str) -> str | None:
    return next((key for key in owner if key == name), None)


SYSTEM = System(
    "circleci",
    r"\.circleci/(?:config|continue[-_]config)\.yml|circle\.yml",
    of_first_document(_read),
    lookalikes=r"\.circleci/.*\.ya?ml|circle\.yml",
    only_at_top=r"\.circleci/.*",
    checkout=variable("CIRCLE_WORKING_DIRECTORY"),
)
