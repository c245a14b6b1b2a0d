"""Actions of GitHub that run a command they are given, or a tool of the repository, or build its images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.ci import Step
from analyzer.repository import Snapshot
from analyzer.wiring.checkout import ROOT, inside
from analyzer.wiring.commands.bake import baked
from analyzer.wiring.commands.builds import Build
from analyzer.wiring.commands.images import build_of

# What an action runs, with the input that holds its arguments.
PROGRAMS: Mapping[str, tuple[str, str]] = {
    "pre-commit/action": ("pre-commit run --all-files", "extra_args"),
    "tox-dev/action-pre-commit-uv": ("pre-commit run --all-files", "extra_args"),
    "ymyzk/run-tox-gh-actions": ("tox", "tox-args"),
    "actions-rs/cargo": ("cargo", "command"),
    "borales/actions-yarn": ("yarn", "cmd"),
    "gradle/gradle-build-action": ("./gradlew", "arguments"),
    "gradle/actions/setup-gradle": ("./gradlew", "arguments"),
    "burrunan/gradle-cache-action": ("./gradlew", "arguments"),
    "pypa/cibuildwheel": ("cibuildwheel", "package-dir"),
    "pavelzw/mise-run": ("mise run", "task"),
    "cypress-io/github-action": ("cypress run", ""),
}
BUILD_ACTION = "docker/build-push-action"
BAKE_ACTION = "docker/bake-action"


def _name(step: Step) -> str:
    return (step.uses or "").partition("@")[0].casefold()


def _inputs(step: Step) -> dict[str, str]:
    return {name.casefold(): value for name, value in step.options}


def script_of_action(step: Step) -> str | None:
    """What a step's action runs with the arguments that the step gives it, if it runs a program."""
    name, inputs = _name(step), _inputs(step)
    program = PROGRAMS.get(name)
    if program is None:
        return None
    start, key = program
    arguments = inputs.get(key, "") if key else ""
    if key in ("arguments", "command", "cmd", "task") and not arguments:
        return None
    return f"{start} {arguments}".strip()


def builds_of_action(repo: Snapshot, step: Step) -> Iterator[Build]:
    """The images that a step's action builds from files of the checkout."""
    name, inputs = _name(step), _inputs(step)
    if name == BUILD_ACTION:
        # The file is named from the root of the checkout, not from the context.
        context = inputs.get("context", ".")
        if "://" not in context:
            yield from build_of(repo, ROOT, context, inputs.get("file"), inputs.get("target"))
    elif name == BAKE_ACTION:
        files = tuple(inputs.get("files", "").split())
        yield from baked(
            repo, inside(ROOT, inputs.get("workdir")), files, tuple(inputs.get("targets", "").split())
        )
