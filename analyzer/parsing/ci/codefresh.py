"""Codefresh: steps in containers, whose trigger is kept outside of the repository.

Source: https://codefresh.io/docs/docs/pipelines/steps/freestyle/.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    is_false,
    limited_steps,
    named,
    scripts,
    shell_steps,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import variables
from analyzer.parsing.structured import Block, Value, block, line, text

_CLONE = lazy_regex(r"\$\{\{\s*\w+\s*\}\}/?|/codefresh/volume/[\w.-]+/?")


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `codefresh.yml`."""
    steps = limited_steps(_steps(block(block(value).get("steps"))))
    return Pipeline(
        "codefresh",
        path,
        triggers=("push",),
        can_fire=bool(steps),
        why_not=None if steps else "it has no steps",
        jobs=(Job("build", steps[0].line, steps),) if steps else (),
    )


def _steps(steps: Block) -> Iterator[Step]:
    for name, value in steps.items():
        said = block(value)
        if text(said.get("type")) == "parallel" or "steps" in said:
            yield from _steps(block(said.get("steps")))
            continue
        like = Step(
            str(text(said.get("title")) or name),
            line(name),
            uses=named(said.get("image")) or named(said.get("type")),
            masked=is_false(said.get("fail_fast")),
            directory=_CLONE.sub("", text(said.get("working_directory"))) or None,
            variables=variables(said.get("environment")),
        )
        commands = list(scripts(said.get("commands", said.get("cmd"))))
        yield from shell_steps(commands, like) if commands else [like]


SYSTEM = System(
    "codefresh",
    r"\.?codefresh\.ya?ml|\.?codefresh/[^/]+\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.?codefresh\.ya?ml",
)
