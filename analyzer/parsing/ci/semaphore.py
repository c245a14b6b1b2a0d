"""Semaphore: blocks of jobs; files beside the first one start by promotion.

Source: https://docs.semaphoreci.com/reference/pipeline-yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.ci.model import (
    BY_HAND,
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    limited,
    limited_steps,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import crossed, job_variants, variables
from analyzer.parsing.structured import Block, Value, block, items, text


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Semaphore file. Those beside `semaphore.yml` start by promotion."""
    root = block(value)
    jobs = limited(_jobs(root))
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


def _jobs(root: Block) -> Iterator[Job]:
    members: dict[str, tuple[str, ...]] = {}
    previous: tuple[str, ...] = ()
    shared = variables(block(root.get("global_job_config")).get("env_vars"))
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
            found = Job(name, job.line, limited_steps(shell_steps([*prologue, *commands], like)), needs=needs)
            common = (*shared, *variables(task.get("env_vars")), *variables(job.get("env_vars")))
            axes = {
                text(block(axis).get("env_var")): block(axis).get("values")
                for axis in items(job.get("matrix"))
            }
            lists = {axis: values for axis, values in axes.items() if values is not None}
            yield from job_variants(found, crossed(lists) if lists else (), common)
        previous = tuple(ids)
        members[text(said.get("name"))] = previous


SYSTEM = System(
    "semaphore", r"\.semaphore/[^/]+\.yml", of_first_document(_read), lookalikes=r"\.semaphore/.*\.ya?ml"
)
