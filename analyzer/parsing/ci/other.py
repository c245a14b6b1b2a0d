"""Zuul, Blubber's pipelines, Semaphore, Wercker and AWS CodeBuild.

Sources: https://zuul-ci.org/docs/zuul/latest/project-config.html, https://wikitech.wikimedia.org/wiki/PipelineLib,
https://docs.semaphoreci.com/reference/pipeline-yaml, https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzer.parsing.ci.model import (
    BY_HAND,
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    exec_step,
    is_false,
    limited,
    limited_steps,
    named,
    scalars,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.structured.formats import Block, Text, Value, block, items, line, text

# -- Zuul --------------------------------------------------------------------------------------------

# What starts Zuul's usual pipelines, by a word in their name; the first that fits counts.
_ZUUL_PIPELINES = (
    ("experimental", BY_HAND),
    ("periodic", ("schedule",)),
    ("release", ("tag",)),
    ("tag", ("tag",)),
    ("check", ("pull_request",)),
    ("gate", ("pull_request",)),
    ("post", ("push",)),
    ("promote", ("push",)),
)
# Attributes of a project that are no pipelines.
_ZUUL_ATTRIBUTES = frozenset(
    {"name", "templates", "default-branch", "merge-mode", "vars", "queue", "description"}
)


def read_zuul(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Zuul file: the jobs its projects run, with what their definitions here say.

    A job that is defined in another repository has no steps and is its own `uses`.
    """
    entries = [block(each) for each in items(value)]
    definitions = {
        text(block(each["job"]).get("name")): block(each["job"]) for each in entries if "job" in each
    }
    jobs = limited(_zuul_jobs(entries, definitions))
    triggers = [event for job in jobs for event in job.triggers or ()]
    return Pipeline(
        "zuul",
        path,
        triggers=tuple(dict.fromkeys(triggers)),
        can_fire=bool(jobs),
        why_not=None if jobs else "no project in it runs a job",
        jobs=jobs,
    )


def _zuul_jobs(entries: Sequence[Block], definitions: dict[str, Block]) -> Iterator[Job]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for each in entries:
        project = block(each.get("project", each.get("project-template")))
        for pipeline, said in project.items():
            if pipeline in _ZUUL_ATTRIBUTES:
                continue
            events = next((found for word, found in _ZUUL_PIPELINES if word in pipeline), BY_HAND)
            for listed in items(block(said).get("jobs") if isinstance(said, Block) else said):
                pairs = listed.items() if isinstance(listed, Block) else [(text(listed), None)]
                for name, settings in pairs:
                    if (name, events) not in seen and name != "noop":
                        seen.add((name, events))
                        yield _zuul_job(
                            str(name),
                            line(name, line(listed)),
                            block(settings),
                            definitions.get(name),
                            events,
                        )


def _zuul_job(name: str, at: int, settings: Block, definition: Block | None, events: tuple[str, ...]) -> Job:
    said = Block({**(definition or {}), **settings}, at)
    steps = [
        Step(phase, line(playbook), uses=str(playbook))
        for phase in ("pre-run", "run", "post-run")
        for playbook in scripts(said.get(phase))
    ]
    return Job(
        name,
        at,
        steps=limited_steps(steps),
        needs=tuple(need for each in items(said.get("dependencies")) if (need := named(each))),
        masked=is_false(said.get("voting")),
        uses=named(said.get("parent")) if definition is not None else name,
        triggers=events,
    )


# -- Blubber and PipelineLib -------------------------------------------------------------------------

# Variants that a pipeline builds in order to check something; the others are what is shipped.
_CHECKING = re.compile(r"test|lint|check|(?:^|[-_])ci(?:$|[-_])|qa|tox", re.IGNORECASE)


def read_blubber(path: str, value: Value | None) -> Pipeline:
    """The pipelines of `.pipeline/config.yaml`, or the variants of a Blubber file beside it.

    A stage builds a variant of the Blubber file and runs its entry point; here the stage `uses` the
    variant, and there the variant is a job that runs it.
    """
    root = block(value)
    jobs = limited(_variants(block(root["variants"])) if "variants" in root else _stages(root))
    return Pipeline(
        "blubber",
        path,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no stages",
        jobs=jobs,
        includes=tuple(
            str(file)
            for each in block(root.get("pipelines")).values()
            if (file := text(block(each).get("blubberfile")))
        ),
    )


def _variants(variants: Block) -> Iterator[Job]:
    for name, value in variants.items():
        words = list(scripts(block(value).get("entrypoint")))
        if words:
            step = exec_step(words, Step("", words[0].line))
            shipped = None if _CHECKING.search(name) else "an image to ship: its entry point is not run here"
            yield Job(str(name), line(name), (step,), disabled=shipped, image=named(block(value).get("base")))


def _stages(root: Block) -> Iterator[Job]:
    for pipeline, value in block(root.get("pipelines")).items():
        for each in items(block(value).get("stages")):
            said = block(each)
            name = text(said.get("name"))
            variant = text(said.get("build")) or name
            deploy = said.get("deploy")
            step = Step(str(name), said.line, uses=f"blubber:{variant}")
            yield Job(
                f"{pipeline} {name}".strip(),
                said.line,
                (step,),
                environment=named(deploy, "cluster") if deploy is not None and not is_false(deploy) else None,
            )


# -- Semaphore ---------------------------------------------------------------------------------------


def read_semaphore(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Semaphore file. Those beside `semaphore.yml` start by promotion."""
    root = block(value)
    jobs = limited(_semaphore_jobs(root))
    promotions = [block(each) for each in items(root.get("promotions"))]
    return Pipeline(
        "semaphore",
        path,
        name=str(text(root.get("name"))),
        triggers=EVERY_CHANGE if path == ".semaphore/semaphore.yml" else BY_HAND,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no jobs",
        jobs=jobs,
        includes=tuple(str(file) for each in promotions if (file := text(each.get("pipeline_file")))),
    )


def _semaphore_jobs(root: Block) -> Iterator[Job]:
    members: dict[str, tuple[str, ...]] = {}
    previous: tuple[str, ...] = ()
    outer = list(scripts(block(block(root.get("global_job_config")).get("prologue")).get("commands")))
    for number, each in enumerate(items(root.get("blocks")), start=1):
        said = block(each)
        task = block(said.get("task"))
        prologue = [*outer, *scripts(block(task.get("prologue")).get("commands"))]
        needs = previous
        if "dependencies" in said:
            wanted = dict.fromkeys(texts(said.get("dependencies")))
            needs = tuple(job for name in wanted for job in members.get(name, ()))
        ids = []
        for place, value in enumerate(items(task.get("jobs")), start=1):
            job = block(value)
            commands = list(scripts(job.get("commands")))
            like = Step("", commands[0].line if commands else job.line)
            name = str(text(job.get("name"))) or f"{text(said.get('name')) or 'block'} {number}.{place}"
            ids.append(name)
            yield Job(name, job.line, limited_steps(shell_steps([*prologue, *commands], like)), needs=needs)
        previous = tuple(ids)
        members[text(said.get("name"))] = previous


# -- Wercker -----------------------------------------------------------------------------------------


def read_wercker(path: str, value: Value | None) -> Pipeline:
    """The pipelines of a `wercker.yml`: every top-level mapping with steps."""
    root = block(value)
    jobs = limited(
        Job(
            str(key),
            line(key),
            limited_steps(_wercker_steps(block(each).get("steps"))),
            image=named(block(each).get("box") or root.get("box"), "id"),
        )
        for key, each in root.items()
        if "steps" in block(each)
    )
    return Pipeline(
        "wercker", path, can_fire=bool(jobs), why_not=None if jobs else "it has no steps", jobs=jobs
    )


def _wercker_steps(value: Value | None) -> Iterator[Step]:
    for each in items(value):
        said = block(each)
        kind = text(each) or next(iter(said), "")
        settings = block(said.get(kind))
        code = settings.get("code")
        like = Step(str(text(settings.get("name"))), line(each), directory=text(settings.get("cwd")) or None)
        if kind == "script" and isinstance(code, Text):
            yield from shell_steps([code], like)
        elif kind:
            yield replace(like, uses=str(kind), options=scalars(settings))


# -- AWS CodeBuild -----------------------------------------------------------------------------------

_CODEBUILD_PHASES = ("install", "pre_build", "build", "post_build")


def read_codebuild(path: str, value: Value | None) -> Pipeline:
    """The one job of a `buildspec.yml`, whose trigger is kept outside of the repository."""
    phases = block(block(value).get("phases"))
    steps = limited_steps(
        step
        for phase in _CODEBUILD_PHASES
        for key in ("commands", "finally")
        for step in _codebuild_steps(phase, block(phases.get(phase)), key)
    )
    return Pipeline(
        "codebuild",
        path,
        triggers=("push",),
        can_fire=bool(steps),
        why_not=None if steps else "it has no commands",
        jobs=(Job("build", steps[0].line, steps),) if steps else (),
    )


def _codebuild_steps(phase: str, said: Block, key: str) -> Iterator[Step]:
    commands = list(scripts(said.get(key)))
    if commands:
        masked = text(said.get("on-failure")).upper() == "CONTINUE"
        yield from shell_steps(commands, Step(phase, commands[0].line, masked=masked))
