"""Harness: stages of steps; the triggers are kept outside of the repository.

Source: https://developer.harness.io/docs/platform/pipelines/harness-yaml-quickstart.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    limited,
    limited_steps,
    named,
    shell_steps,
    with_shell,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import variables
from analyzer.parsing.structured import Block, Text, Value, block, items, text

_MAXIMUM_NESTING = 20


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a file in `.harness/`."""
    jobs = limited(_jobs(block(block(value).get("pipeline"))))
    return Pipeline(
        "harness",
        path,
        triggers=("push",),
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no stages",
        jobs=jobs,
    )


def _jobs(pipeline: Block) -> Iterator[Job]:
    pending = list(reversed(items(pipeline.get("stages"))))
    while pending:
        each = block(pending.pop())
        if "parallel" in each:
            pending.extend(reversed(items(each["parallel"])))
            continue
        stage = block(each.get("stage", each))
        execution = block(block(stage.get("spec")).get("execution"))
        steps = limited_steps(_steps(execution.get("steps"), 0))
        if steps:
            yield Job(
                str(text(stage.get("name")) or text(stage.get("identifier")) or "stage"), stage.line, steps
            )


def _steps(value: Value | None, depth: int) -> Iterator[Step]:
    for each in items(value) if depth < _MAXIMUM_NESTING else ():
        said = block(each)
        inner = block(said.get("stepGroup")).get("steps", said.get("parallel"))
        if inner is not None:
            yield from _steps(inner, depth + 1)
            continue
        step = block(said.get("step"))
        spec = block(step.get("spec"))
        command = spec.get("command")
        like = Step(
            str(text(step.get("name"))),
            step.line,
            uses=named(spec.get("image")) or named(step.get("type")),
            variables=variables(spec.get("envVariables")),
        )
        if not isinstance(command, Text):
            yield like
            continue
        for found in shell_steps([command], like):
            shell = text(spec.get("shell")).lower()
            yield with_shell(found, shell if shell in ("python", "pwsh", "powershell") else "sh")


SYSTEM = System(
    "harness",
    r"\.harness/(?:[^/]+/)*[^/]+\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.harness/.*\.ya?ml",
)
