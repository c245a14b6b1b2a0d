"""Blubber, which says how images are built, and PipelineLib, which builds and runs them.

Source: https://wikitech.wikimedia.org/wiki/PipelineLib.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    exec_step,
    is_false,
    limited,
    named,
    scripts,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.structured import Block, Value, block, items, line, text

# Variants that a pipeline builds in order to check something; the others are what is shipped.
_CHECKING = lazy_regex(r"test|lint|check|(?:^|[-_])ci(?:$|[-_])|qa|tox", re.IGNORECASE)


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipelines of `.pipeline/config.yaml`, or the variants of a Blubber file beside it.

    A stage builds a variant of the Blubber file and runs its entry point; here the stage `uses` the
    variant, and there the variant is a job that runs it.
    """
    root = block(value)
    pipelines = block(root.get("pipelines")).values()
    includes = tuple(str(file) for each in pipelines if (file := text(block(each).get("blubberfile"))))
    jobs = limited(_variants(block(root["variants"])) if "variants" in root else _stages(root))
    return Pipeline(
        "blubber",
        path,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no stages",
        jobs=jobs,
        includes=includes,
        only_images=not includes,
    )


def _variants(variants: Block) -> Iterator[Job]:
    for name, value in variants.items():
        words = list(scripts(block(value).get("entrypoint")))
        if words:
            step = exec_step(words, Step("", words[0].line))
            job = Job(str(name), line(name), (step,), image=named(block(value).get("base")))
            if not _CHECKING.search(name):
                why = "an image to ship: its entry point is not run here"
                job = replace(job, disabled=why, describes="Blubber variant")
            yield job


def _stages(root: Block) -> Iterator[Job]:
    for pipeline, value in block(root.get("pipelines")).items():
        for each in items(block(value).get("stages")):
            said = block(each)
            name = text(said.get("name"))
            variant = text(said.get("build")) or name
            deploy = said.get("deploy")
            step = Step(str(name), said.line, uses=f"blubber:{variant}", opaque=True)
            publish = block(said.get("publish"))
            yield Job(
                f"{pipeline} {name}".strip(),
                said.line,
                (step,),
                environment=named(deploy, "cluster") if deploy is not None and not is_false(deploy) else None,
                publishes=(publish.line,) if publish.get("image") else (),
            )


SYSTEM = System(
    "blubber",
    r"\.pipeline/(?:[^/]+/)*(?:config|[\w.-]*blubber[\w.-]*)\.ya?ml",
    of_first_document(_read),
)
