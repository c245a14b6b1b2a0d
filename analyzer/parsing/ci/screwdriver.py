"""Screwdriver: jobs that events or other jobs start.

Source: https://docs.screwdriver.cd/user-guide/configuration/.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    limited,
    limited_steps,
    named,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import variables, with_variables
from analyzer.parsing.structured import Block, Text, Value, block, items, line

_EVENTS = {"~commit": "push", "~pr": "pull_request", "~tag": "tag", "~release": "release"}


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `screwdriver.yaml`."""
    root = block(value)
    jobs = limited(_jobs(root))
    return Pipeline(
        "screwdriver", path, can_fire=bool(jobs), why_not=None if jobs else "it has no jobs", jobs=jobs
    )


def _jobs(root: Block) -> Iterator[Job]:
    shared = block(root.get("shared"))
    for name, value in block(root.get("jobs")).items():
        said = Block({**shared, **block(value)}, block(value).line)
        asked = texts(said.get("requires"))
        events = tuple(dict.fromkeys(_EVENTS[each] for each in asked if each in _EVENTS))
        needs = tuple(each for each in asked if not each.startswith("~"))
        environment = (*variables(shared.get("environment")), *variables(block(value).get("environment")))
        yield Job(
            str(name),
            line(name),
            limited_steps(with_variables(tuple(_steps(said)), environment)),
            needs=needs,
            image=named(said.get("image")),
            triggers=events or (None if needs else BY_HAND),
        )


def _steps(said: Block) -> Iterator[Step]:
    for each in items(said.get("steps")):
        pairs = [(str(each), each)] if isinstance(each, Text) else list(block(each).items())
        for name, value in pairs:
            commands = list(scripts(value))
            if commands:
                yield from shell_steps(commands, Step(str(name), commands[0].line))


SYSTEM = System(
    "screwdriver", r"screwdriver\.ya?ml", of_first_document(_read), lookalikes=r"screwdriver\.ya?ml"
)
