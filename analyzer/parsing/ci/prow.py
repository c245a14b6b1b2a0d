"""Prow: jobs that a repository defines for itself, before and after a change is merged.

Source: https://docs.prow.k8s.io/docs/jobs/.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    exec_step,
    is_false,
    is_true,
    limited,
    named,
    scripts,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import variables
from analyzer.parsing.structured import Block, Value, block, items, text

_KINDS = {"presubmits": ("pull_request",), "postsubmits": ("push",)}


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `.prow.yaml`."""
    root = block(value)
    jobs = limited(
        _job(block(each), triggers) for kind, triggers in _KINDS.items() for each in items(root.get(kind))
    )
    return Pipeline(
        "prow",
        path,
        triggers=tuple(dict.fromkeys(event for job in jobs for event in job.triggers or ())) or BY_HAND,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no jobs",
        jobs=jobs,
    )


def _job(said: Block, triggers: tuple[str, ...]) -> Job:
    asked = is_false(said.get("always_run")) and "run_if_changed" not in said
    return Job(
        str(text(said.get("name"))),
        said.line,
        tuple(_steps(block(said.get("spec")))),
        masked=is_true(said.get("optional")),
        triggers=BY_HAND if asked and triggers == ("pull_request",) else triggers,
    )


def _steps(spec: Block) -> Iterator[Step]:
    for each in items(spec.get("containers")):
        said = block(each)
        words = [word for key in ("command", "args") for word in scripts(said.get(key))]
        like = Step(
            str(text(said.get("name"))),
            said.line,
            uses=named(said.get("image")),
            variables=variables(said.get("env")),
        )
        yield exec_step(words, like) if words else like


SYSTEM = System(
    "prow",
    r"\.prow\.ya?ml|\.prow/(?:[^/]+/)*[^/]+\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.prow(?:/.*)?\.ya?ml",
)
