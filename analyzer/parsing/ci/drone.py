"""Drone: a document for each pipeline, whose steps are containers.

Source: https://docs.drone.io/pipeline/docker/syntax/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from analyzer.parsing.ci.filters import filtered
from analyzer.parsing.ci.globs import PathFilter, only
from analyzer.parsing.ci.model import (
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    limited,
    limited_steps,
    named,
    scalars,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import System, of_all_documents
from analyzer.parsing.ci.variants import assignments, crossed, job_variants, variables
from analyzer.parsing.structured import Block, Items, Value, block, items, line, text

_EVENTS = {
    "cron": "schedule",
    "custom": "manual",
    "deployment": "manual",
    "deploy": "manual",
    "promote": "manual",
    "rollback": "manual",
    "pull_request_closed": "pull_request",
}
# Keys of Drone and Woodpecker files that hold the steps, by age of the format.
_STEPS = ("steps", "pipeline", "build")


def read_containers(system: str, path: str, values: Sequence[Value]) -> Pipeline:
    """The pipeline of a Drone (a document for each pipeline) or Woodpecker file."""
    documents = [each for each in map(block, values) if text(each.get("kind")) in ("", "pipeline")]
    jobs = limited(job for each in documents for job in _jobs(each))
    events = [_events(each.get("trigger", each.get("when"))) for each in documents]
    triggers = EVERY_CHANGE
    if events and None not in events:
        triggers = tuple(dict.fromkeys(event for each in events if each is not None for event in each))
    branches = (
        block(documents[0].get("trigger")).get("branch", documents[0].get("branches")) if documents else None
    )
    return Pipeline(
        system,
        path,
        name=str(text(documents[0].get("name"))) if documents else "",
        triggers=triggers,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no steps",
        branches=texts(block(branches).get("include")) or texts(branches),
        jobs=jobs,
        filters=tuple(_filters(documents)),
    )


def _filters(documents: Sequence[Block]) -> Iterator[tuple[str, PathFilter]]:
    """Which changed files every document asks for, as far as each of them asks for some."""
    asked = [block(each) for document in documents for each in items(document.get("when"))]
    paths = [each.get("path") for each in asked]
    if len(paths) == len(documents) and None not in paths:
        for path in paths:
            said = block(path)
            included = texts(said.get("include")) if said else texts(path)
            excluded = [f"!{each}" for each in texts(said.get("exclude"))]
            for event in EVERY_CHANGE:
                yield event, only([*(included or ["**"]), *excluded])


def _jobs(document: Block) -> Iterator[Job]:
    key = next((key for key in document if key in _STEPS), None)
    steps = limited_steps(_steps(document.get(key or "")))
    if steps:
        job = Job(
            str(text(document.get("name"))) or "default",
            document.line,
            steps=steps,
            needs=texts(document.get("depends_on")),
            triggers=_events(document.get("trigger")),
            services=tuple(
                image for each in _entries(document.get("services")) if (image := named(each[1], "image"))
            ),
        )
        matrix = block(document.get("matrix"))
        included = assignments(matrix["include"]) if "include" in matrix else crossed(matrix)
        yield from job_variants(job, included if matrix else (), variables(document.get("environment")))


def _entries(value: Value | None) -> Iterator[tuple[str, Block, int]]:
    """Named entries of a list or a mapping, with their lines."""
    if isinstance(value, Items):
        for each in value:
            yield text(block(each).get("name")), block(each), line(each)
    else:
        said = block(value)
        if "commands" in said:
            yield "", said, said.line
            return
        for key, each in said.items():
            yield key, block(each), line(key)


def _steps(value: Value | None) -> Iterator[Step]:
    for name, said, at in _entries(value):
        events = _events(said.get("when"))
        like = Step(
            str(name),
            at,
            uses=named(said.get("image")),
            options=scalars(said.get("settings")) or scalars(said) if "commands" not in said else (),
            masked=text(said.get("failure")) == "ignore",
            directory=text(said.get("directory")) or None,
            condition=", ".join(events) if events else None,
            variables=variables(said.get("environment")),
            triggers=events,
        )
        commands = list(scripts(said.get("commands")))
        yield from shell_steps(commands, like) if commands else [like]


def _events(when: Value | None) -> tuple[str, ...] | None:
    said = [block(each) for each in items(when)]
    events = [block(each.get("event")).get("include", each.get("event")) for each in said]
    if not events or any(not event for event in events):
        return None
    names = [name for event in events for name in texts(event)]
    return tuple(dict.fromkeys(_EVENTS.get(name, name) for name in names)) or None


SYSTEM = System(
    "drone",
    r"\.drone\.ya?ml",
    of_all_documents(partial(read_containers, "drone")),
    r"\.drone\.(?:ya?ml|jsonnet|star)",
    unfold=filtered,
)
