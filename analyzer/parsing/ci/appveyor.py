"""AppVeyor: one list of phases.

Source: https://www.appveyor.com/docs/appveyor-yml/.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.ci.model import (
    Job,
    Pipeline,
    Step,
    is_false,
    limited,
    limited_steps,
    named,
    scripts,
    shell_steps,
    texts,
    with_shell,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.ci.variants import assignments, job_variants, variables, without_lists
from analyzer.parsing.structured import Block, Text, Value, block, items, line

_PHASES = (
    "init",
    "install",
    "before_build",
    "build_script",
    "after_build",
    "before_test",
    "test_script",
    "after_test",
    "before_deploy",
    "deploy_script",
    "after_deploy",
)
_TESTS = ("before_test", "test_script", "after_test")
_SHELLS = ("ps", "pwsh", "cmd", "sh", "bash")


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of an `appveyor.yml`: `test: off` switches off the test phase."""
    root = block(value)
    steps = limited_steps(_steps(root))
    branches = texts(block(root.get("branches")).get("only"))
    environment = block(root.get("environment"))
    common = (
        *variables(without_lists(environment, "matrix", "global")),
        *variables(environment.get("global")),
    )
    job = Job("build", steps[0].line if steps else 1, steps, image=named(root.get("image")))
    jobs = limited(job_variants(job, assignments(environment.get("matrix")), common)) if steps else ()
    why_not = None if steps else "it has no commands"
    return Pipeline("appveyor", path, can_fire=bool(steps), why_not=why_not, branches=branches, jobs=jobs)


def _steps(root: Block) -> Iterator[Step]:
    for phase in _PHASES:
        disabled = "test: off" if phase in _TESTS and is_false(root.get("test")) else None
        for each in items(root.get(phase)):
            like = Step(phase, line(each), disabled=disabled)
            said = block(each)
            for shell in ("cmd",) if isinstance(each, Text) else _SHELLS:
                command = each if isinstance(each, Text) else said.get(shell)
                for step in shell_steps(scripts(command), like):
                    yield with_shell(step, shell)


SYSTEM = System(
    "appveyor",
    r"\.?appveyor\.yml",
    of_first_document(_read),
    lookalikes=r"\.?appveyor\.ya?ml",
    only_at_top=r"\.?appveyor\.yml",
)
