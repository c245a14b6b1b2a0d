"""AWS CodeBuild: phases of commands, whose trigger is kept outside of the repository.

Source: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    limited,
    limited_steps,
    scripts,
    shell_steps,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import crossed, job_variants, variables
from analyzer.parsing.structured import Block, Value, block, items, text

_PHASES = ("install", "pre_build", "build", "post_build")


def _read(path: str, value: Value | None) -> Pipeline:
    """The one job of a `buildspec.yml`, whose trigger is kept outside of the repository."""
    root = block(value)
    phases = block(root.get("phases"))
    steps = limited_steps(
        step
        for phase in _PHASES
        for key in ("commands", "finally")
        for step in _steps(phase, block(phases.get(phase)), key)
    )
    return Pipeline(
        "codebuild",
        path,
        triggers=("push",),
        can_fire=bool(steps),
        why_not=None if steps else "it has no commands",
        jobs=limited(_variants(root, Job("build", steps[0].line, steps))) if steps else (),
    )


def _variants(root: Block, job: Job) -> Iterator[Job]:
    """The job with the variables of its environment, and once for each set that a batch gives it."""
    batch = block(root.get("batch"))
    matrix = block(block(batch.get("build-matrix")).get("dynamic"))
    sets = list(crossed(block(block(matrix.get("env")).get("variables"))) if matrix else ())
    builds = (*items(batch.get("build-list")), *items(batch.get("build-graph")))
    sets.extend(variables(block(block(each).get("env")).get("variables")) for each in builds)
    yield from job_variants(job, sets, variables(block(root.get("env")).get("variables")))


def _steps(phase: str, said: Block, key: str) -> Iterator[Step]:
    commands = list(scripts(said.get(key)))
    if commands:
        masked = text(said.get("on-failure")).upper() == "CONTINUE"
        yield from shell_steps(commands, Step(phase, commands[0].line, masked=masked))


SYSTEM = System("codebuild", r"(?:[^/]+/)*[\w-]*buildspec[\w.-]*\.ya?ml", of_first_document(_read))
