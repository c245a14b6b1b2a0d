"""Bitbucket Pipelines: sections of steps, each step a job of its own.

Source: https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.parsing.ci.filters import with_paths_of_jobs
from analyzer.parsing.ci.model import (
    BY_HAND,
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
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.structured import Block, Text, Value, block, items, line, text

_SECTIONS = {
    "default": ("push",),
    "branches": ("push",),
    "tags": ("tag",),
    "bookmarks": ("push",),
    "pull-requests": ("pull_request",),
    "custom": BY_HAND,
}


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Bitbucket file; every step is a job of its own."""
    root = block(value)
    pipelines = block(root.get("pipelines"))
    jobs = limited(_jobs(root, pipelines))
    used = [trigger for key in pipelines for trigger in _SECTIONS.get(key, ())]
    return Pipeline(
        "bitbucket-pipelines",
        path,
        triggers=tuple(dict.fromkeys(used)),
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no steps",
        branches=() if "default" in pipelines else tuple(map(str, block(pipelines.get("branches")))),
        jobs=jobs,
    )


def _jobs(root: Block, pipelines: Block) -> Iterator[Job]:
    for section, triggers in _SECTIONS.items():
        said = pipelines.get(section)
        lists = {section: said} if section == "default" else dict(block(said))
        for name, steps in lists.items():
            previous: tuple[str, ...] = ()
            by_hand = False
            for number, members in enumerate(_groups(steps), start=1):
                ids = []
                for place, step in enumerate(members, start=1):
                    job = _job(root, step)
                    suffix = f"{number}.{place}" if len(members) > 1 else str(number)
                    by_hand = by_hand or text(step.get("trigger")) == "manual"
                    job = replace(
                        job,
                        id=job.id or f"{name} {suffix}",
                        needs=previous,
                        triggers=BY_HAND if by_hand else triggers,
                    )
                    ids.append(job.id)
                    yield job
                previous = tuple(ids)


def _groups(steps: Value | None) -> Iterator[list[Block]]:
    """The steps in order, those that run in parallel together."""
    for each in items(steps):
        said = block(each)
        if "step" in said:
            yield [block(said["step"])]
        elif "parallel" in said:
            inner = said["parallel"]
            listed = items(block(inner).get("steps")) if isinstance(inner, Block) else items(inner)
            yield [block(block(step).get("step")) for step in listed]
        elif "stage" in said:
            yield from ([block(block(step).get("step"))] for step in items(block(said["stage"]).get("steps")))


def _job(root: Block, step: Block) -> Job:
    return Job(
        str(text(step.get("name"))),
        step.line,
        steps=limited_steps(_steps(step)),
        image=named(step.get("image")) or named(root.get("image")),
        environment=named(step.get("deployment")),
        services=texts(step.get("services")),
        paths=texts(block(block(step.get("condition")).get("changesets")).get("includePaths")),
        masked=text(block(step.get("on-fail")).get("strategy")) == "ignore",
    )


def _steps(step: Block) -> Iterator[Step]:
    pending: list[Text] = []
    for each in items(step.get("script")):
        if isinstance(each, Text):
            pending.append(each)
            continue
        yield from shell_steps(pending, Step("", pending[0].line if pending else step.line))
        pending = []
        pipe = text(block(each).get("pipe"))
        if pipe:
            yield Step("", line(each), uses=str(pipe), options=scalars(block(each).get("variables")))
    yield from shell_steps(pending, Step("", pending[0].line if pending else step.line))
    after = list(scripts(step.get("after-script")))
    if after:
        yield from shell_steps(after, Step("after-script", after[0].line, masked=True))


SYSTEM = System(
    "bitbucket-pipelines",
    r"bitbucket-pipelines\.yml",
    of_first_document(_read),
    lookalikes=r"bitbucket-pipelines\.ya?ml",
    unfold=with_paths_of_jobs,
)
