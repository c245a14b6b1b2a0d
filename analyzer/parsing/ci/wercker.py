"""Wercker: every top-level mapping with steps is a pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    limited,
    limited_steps,
    named,
    scalars,
    shell_steps,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.structured import Text, Value, block, items, line, text


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipelines of a `wercker.yml`: every top-level mapping with steps."""
    root = block(value)
    jobs = limited(
        Job(
            str(key),
            line(key),
            limited_steps(_steps(block(each).get("steps"))),
            image=named(block(each).get("box") or root.get("box"), "id"),
        )
        for key, each in root.items()
        if "steps" in block(each)
    )
    return Pipeline(
        "wercker", path, can_fire=bool(jobs), why_not=None if jobs else "it has no steps", jobs=jobs
    )


def _steps(value: Value | None) -> Iterator[Step]:
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


SYSTEM = System("wercker", r"wercker\.yml", of_first_document(_read), lookalikes=r"wercker\.ya?ml")
