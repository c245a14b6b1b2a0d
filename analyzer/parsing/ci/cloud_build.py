"""Google Cloud Build: one list of steps, each a container.

Source: https://cloud.google.com/build/docs/build-config-file-schema.
"""

from __future__ import annotations

from posixpath import basename

from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    exec_step,
    is_true,
    limited_steps,
    scripts,
    shell_steps,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import variables, with_variables
from analyzer.parsing.structured import Block, Text, Value, block, items, line, text

_BUILDERS = ("gcr.io/cloud-builders/", "gcr.io/google.com/cloudsdktool/cloud-")


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a Cloud Build configuration, whose trigger is kept outside of the repository."""
    root = block(value)
    common = (
        *variables(root.get("substitutions")),
        *variables(block(root.get("options")).get("env")),
    )
    steps = with_variables([_step(block(each)) for each in items(root.get("steps"))], common)
    steps = limited_steps(steps)
    return Pipeline(
        "cloud-build",
        path,
        triggers=("push",),
        can_fire=bool(steps),
        why_not=None if steps else "it has no steps",
        jobs=(Job("build", steps[0].line, steps),) if steps else (),
    )


def _step(said: Block) -> Step:
    image = text(said.get("name"))
    like = Step(
        str(text(said.get("id"))),
        said.line,
        uses=str(image) or None,
        masked=is_true(said.get("allowFailure")),
        directory=text(said.get("dir")) or None,
        variables=variables(said.get("env")),
    )
    if isinstance(script := said.get("script"), Text):
        return next(shell_steps([script], like), like)
    program = said.get("entrypoint")
    tool = image.startswith(_BUILDERS)
    if not isinstance(program, Text) and tool:
        program = Text(basename(image.partition(":")[0]), line(said.get("args"), said.line))
    words = [*([program] if isinstance(program, Text) else []), *scripts(said.get("args"))]
    if words and words[0] == "-c":
        words.insert(0, Text("sh", words[0].line))  # only an image whose entry point is a shell takes this
    return exec_step(words, like) if words else like


SYSTEM = System(
    "cloud-build",
    r"(?:[^/]+/)*(?:\.?cloudbuild|cloud-build)(?:[._-][\w.-]+)?\.(?:ya?ml|json)",
    of_first_document(_read),
)
