"""Builds of SourceHut: tasks that run one after the other.

Source: https://man.sr.ht/builds.sr.ht/manifest.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import Job, Pipeline, Step, limited_steps, named, scripts, shell_steps, texts
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import variables
from analyzer.parsing.structured import Block, Text, Value, block, items

_ENTERS = lazy_regex(r"^([ \t]*cd[ \t]+)([\w.-]+)(?=[/\s;&]|$)", re.MULTILINE)


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `.build.yml`, which every push starts."""
    root = block(value)
    steps = limited_steps(_steps(root))
    job = Job("build", steps[0].line, steps, image=named(root.get("image"))) if steps else None
    return Pipeline(
        "sourcehut",
        path,
        triggers=("push",),
        can_fire=bool(steps),
        why_not=None if steps else "it has no tasks",
        jobs=(job,) if job is not None else (),
    )


def _steps(root: Block) -> Iterator[Step]:
    names = {basename(each.partition("#")[0]).removesuffix(".git") for each in texts(root.get("sources"))}
    environment = variables(root.get("environment"))
    for task in items(root.get("tasks")):
        for name, value in block(task).items():
            commands = [_from_checkout(each, names) for each in scripts(value)]
            if commands:
                # A task is started with `set -xe`.
                yield from shell_steps(commands, Step(str(name), commands[0].line, variables=environment))


def _from_checkout(script: Text, names: set[str]) -> Text:
    """The script without the step from the home directory into the clone of the repository."""
    return Text(_ENTERS.sub(lambda m: m[0] if m[2] not in names else f"{m[1]}.", script), script.line)


SYSTEM = System(
    "sourcehut",
    r"\.build\.ya?ml|\.builds/[^/]+\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.build\.ya?ml|\.builds/.*\.ya?ml",
)
