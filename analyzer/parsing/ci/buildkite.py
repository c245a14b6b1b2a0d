"""Buildkite: command steps, each a job, with waits and blocks between them.

Source: https://buildkite.com/docs/pipelines/configure/step-types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    is_true,
    limited,
    limited_steps,
    named,
    scalars,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import MAXIMUM_SETS, Pairs, crossed, variables, with_variables
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, text

# What a condition asks for, where it asks for nothing else.
_EVENTS = (
    (lazy_regex(r"^\s*build\.source\s*==\s*['\"]schedule['\"]\s*$"), "schedule"),
    (lazy_regex(r"^\s*build\.source\s*==\s*['\"](?:ui|api)['\"]\s*$"), "manual"),
    (lazy_regex(r"^\s*build\.tag\s*(?:!=\s*(?:null|['\"]['\"])|=~)"), "tag"),
)


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Buildkite file; every command step is a job, a `block` step asks a person."""
    steps = value if isinstance(value, Items) else items(block(value).get("steps"))
    common = variables(block(value).get("env"))
    jobs = limited(replace(job, steps=with_variables(job.steps, common)) for job in _jobs(steps))
    return Pipeline(
        "buildkite",
        path,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no steps",
        jobs=jobs,
    )


def _jobs(steps: Items) -> Iterator[Job]:
    previous: tuple[str, ...] = ()
    members: list[str] = []
    by_hand = False
    number = 0
    pending = list(reversed(steps))
    while pending:
        each = pending.pop()
        said = block(each)
        kind = next(iter(said), "") if not isinstance(each, Text) else each
        if kind in ("wait", "waiter", "block", "input", "manual"):
            previous, members = tuple(members) or previous, []
            by_hand = by_hand or kind in ("block", "manual")
        elif "group" in said:
            pending.extend(reversed(items(said.get("steps"))))
        elif said:
            number += 1
            needs = texts(said.get("depends_on"))
            for job in _variants(_job(said, f"step {number}"), said.get("matrix")):
                members.append(job.id)
                yield replace(job, needs=needs or previous, triggers=BY_HAND if by_hand else job.triggers)


def _variants(job: Job, matrix: Value | None) -> Iterator[Job]:
    """The job with each value of its matrix in the place of `{{matrix}}` or `{{matrix.name}}`."""
    setup = block(matrix).get("setup", matrix)
    sets = (
        list(crossed(block(setup))) if isinstance(setup, Block) else [(("", each),) for each in texts(setup)]
    )
    spoken = [
        tuple(pair for pair in each if any(_is_spoken(step.run or "", pair[0]) for step in job.steps))
        for each in sets
    ]
    chosen = list(dict.fromkeys(spoken))
    if not 0 < len(chosen) <= MAXIMUM_SETS:
        chosen = [()]
    for values in chosen:
        title = ", ".join(value for _, value in values)[:80]
        steps = tuple(replace(step, run=_filled(step.run, values)) for step in job.steps)
        yield replace(job, id=f"{job.id} ({title})" if title else job.id, steps=steps)


def _pattern(name: str) -> str:
    return rf"\{{\{{\s*matrix{re.escape('.' + name) if name else ''}\s*\}}\}}"


def _is_spoken(script: str, name: str) -> bool:
    return "{{" in script and re.search(_pattern(name), script) is not None


def _filled(script: str | None, values: Pairs) -> str | None:
    filled = script
    for name, value in values if script is not None else ():
        filled = value.join(re.split(_pattern(name), filled or ""))
    return filled


def _job(said: Block, default: str) -> Job:
    name = text(said.get("label")) or text(said.get("name"))
    skip = text(said.get("skip"))
    plugins = [
        (key, setting)
        for each in items(said.get("plugins"))
        for key, setting in (block(each).items() if isinstance(each, Block) else [(text(each), None)])
    ]
    like = Step(
        str(name),
        said.line,
        uses=str(plugins[0][0]) if plugins else None,
        options=scalars(plugins[0][1]) if plugins else (),
        condition=text(said.get("if")) or None,
        variables=variables(said.get("env")),
    )
    commands = list(scripts(said.get("commands") or said.get("command")))
    steps = list(shell_steps(commands, like)) or [_composed(like)]
    return Job(
        str(text(said.get("key")) or text(said.get("id")) or name or default),
        said.line,
        steps=limited_steps(steps),
        masked=is_true(said.get("soft_fail")),
        disabled=f"skip: {skip[:80]}" if skip and skip != "false" else None,
        uses=named(block(said.get("trigger")) or said.get("trigger")),
        triggers=tuple(event for pattern, event in _EVENTS if pattern.search(text(said.get("if")))) or None,
    )


def _composed(like: Step) -> Step:
    """A step without a command of its own: the compose plugin then runs the service's command."""
    service = dict(like.options).get("run")
    if service is None or "docker-compose" not in (like.uses or ""):
        return like
    return replace(like, run=f"docker-compose run {service}", run_line=like.line)


SYSTEM = System(
    "buildkite",
    r"\.?buildkite\.ya?ml|\.?buildkite/(?:[^/]+/)*(?!(?:docker-)?compose)[^/]+\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.?buildkite/.*\.ya?ml",
)
