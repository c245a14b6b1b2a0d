"""CircleCI: version 2 with workflows, commands and orbs, and version 1.

Sources: https://circleci.com/docs/reference/configuration-reference/ and, for version 1, the
configuration that was read until 2018.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from analyzer.parsing.ci.model import (
    BY_HAND,
    MAXIMUM_SCRIPT,
    Job,
    Pipeline,
    Step,
    UnreadableError,
    failing_needs,
    is_false,
    limited,
    limited_steps,
    named,
    scalars,
    scripts,
    shell_steps,
    texts,
    with_shell,
)
from analyzer.parsing.ci.system import System, of_first_document, variable
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, line, text

_MAXIMUM_EXPANSIONS = 20_000
_MAXIMUM_NESTING = 20

_PARAMETER = re.compile(r"<<\s*(?:pipeline\.)?parameters\.([\w-]+)\s*>>")
_CONDITIONS = {"when": False, "unless": True}
# The order in which version 1 ran its phases, and its parts of a phase.
_PHASES = ("machine", "checkout", "dependencies", "database", "compile", "test")
_PARTS = ("pre", "override", "post")

_Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Use:
    """How a workflow runs a job; `name` is what it calls it."""

    job: str
    name: str
    line: int
    settings: Block
    triggers: tuple[str, ...] | None
    disabled: str | None


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `.circleci/config.yml` or, of version 1, a `circle.yml`."""
    root = block(value)
    if "jobs" not in root and "workflows" not in root:
        return _version_1(path, root)
    jobs = failing_needs(limited(_jobs(root)))
    schedules = [job.triggers == ("schedule",) for job in jobs if job.disabled is None]
    running = any(job.disabled is None for job in jobs)
    return Pipeline(
        "circleci",
        path,
        triggers=("schedule",) if schedules and all(schedules) else ("push", "pull_request"),
        can_fire=running,
        why_not=None if running else "no workflow runs a job of it",
        jobs=jobs,
    )


# -- workflows ---------------------------------------------------------------------------------------


def _jobs(root: Block) -> Iterator[Job]:
    definitions = {key: (line(key), block(each)) for key, each in block(root.get("jobs")).items()}
    uses = list(_uses(root))
    approvals = {use.name for use in uses if text(use.settings.get("type")) == "approval"}
    seen = set(approvals)
    for use in uses:
        if use.name in seen:
            continue
        seen.add(use.name)
        needs = texts(use.settings.get("requires"))
        job = Job(use.name, use.line, uses=use.job)
        if use.job in definitions:
            job = _job(root, use.name, *definitions[use.job], use.settings)
        yield replace(
            job,
            needs=tuple(need for need in needs if need not in approvals),
            triggers=BY_HAND if approvals & set(needs) else use.triggers,
            disabled=use.disabled,
        )
    run = {use.job for use in uses}
    for key, (at, definition) in definitions.items():
        if key not in run:
            alone = "workflows" not in root and key == "build"
            job = _job(root, key, at, definition, Block())
            yield job if alone else replace(job, disabled="no workflow runs it")


def _uses(root: Block) -> Iterator[_Use]:
    for workflow in block(root.get("workflows")).values():
        said = block(workflow)
        scheduled = any("schedule" in block(each) for each in items(said.get("triggers")))
        off = any(_is_off(said.get(key), negated=negated) for key, negated in _CONDITIONS.items())
        for each in items(said.get("jobs")):
            pairs = each.items() if isinstance(each, Block) else [(text(each), None)]
            for job, value in pairs:
                settings = block(value)
                triggers, never = _filters(block(settings.get("filters")))
                yield _Use(
                    str(job),
                    str(text(settings.get("name")) or job),
                    line(job, line(each)),
                    settings,
                    ("schedule",) if scheduled else triggers,
                    "its workflow is switched off" if off else never,
                )


def _filters(filters: Block) -> tuple[tuple[str, ...] | None, str | None]:
    """The triggers a filter leaves, or the reason why it leaves none."""
    ignored = texts(block(filters.get("branches")).get("ignore"))
    if "/.*/" in ignored or "/^.*$/" in ignored or "/.*" in ignored:
        return (("tag",), None) if "tags" in filters else (None, "its filter ignores every branch")
    return None, None


def _is_off(condition: Value | None, *, negated: bool) -> bool:
    return is_false(condition) if not negated else text(condition).strip().lower() == "true"


# -- jobs and steps ----------------------------------------------------------------------------------


def _job(root: Block, name: str, at: int, said: Block, given: Block) -> Job:
    executor = _executor(root, said)
    images = [image for each in items(executor.get("docker")) if (image := named(each, "image"))]
    checkout = text(said.get("working_directory")) or text(executor.get("working_directory")) or "~/project"
    walk = _Walk(root, checkout, text(said.get("shell")) or text(executor.get("shell")))
    return Job(
        str(name),
        at,
        steps=limited_steps(walk.steps(items(said.get("steps")), _parameters(said, given))),
        image=images[0] if images else named(executor.get("machine"), "image"),
        services=tuple(images[1:]),
    )


def _executor(root: Block, job: Block) -> Block:
    name = named(job.get("executor"))
    return block(block(root.get("executors")).get(name)) if name is not None else job


def _parameters(definition: Block, given: Block) -> _Parameters:
    """The values of the declared parameters: what is given, else the default."""
    declared = block(definition.get("parameters"))
    defaults = {key: text(block(each).get("default")) for key, each in declared.items()}
    return {**defaults, **{key: text(each) for key, each in given.items() if key in declared}}


class _Walk:
    """Unfolds the steps of one job: commands of the file in place, conditions that are literal decided."""

    def __init__(self, root: Block, checkout: str, shell: str) -> None:
        self._root = root
        self._commands = block(root.get("commands"))
        self._checkout = checkout.rstrip("/")
        self._shell = shell
        self._count = 0

    def steps(self, steps: Items, parameters: _Parameters) -> Iterator[Step]:
        pending: list[tuple[Value, _Parameters, str | None, int]] = [
            (each, parameters, None, 0) for each in reversed(steps)
        ]
        while pending:
            each, known, disabled, depth = pending.pop()
            self._count += 1
            if self._count > _MAXIMUM_EXPANSIONS or depth > _MAXIMUM_NESTING:
                raise UnreadableError(
                    f"more than {_MAXIMUM_EXPANSIONS:,} steps when its commands are unfolded"
                )
            key, value = self._named(each)
            inner: Items | None = None
            if key in _CONDITIONS:
                condition = Text(_filled(text(block(value).get("condition")), known))
                if _is_off(condition, negated=_CONDITIONS[key]):
                    disabled = f"{key}: {condition[:80]}"
                inner = items(block(value).get("steps"))
            elif key in self._commands:
                definition = block(self._commands[key])
                given = Block(
                    {
                        name: Text(_filled(text(said), known), line(said))
                        for name, said in block(value).items()
                    }
                )
                known = _parameters(definition, given)
                inner = items(definition.get("steps"))
            if inner is not None:
                pending.extend((step, known, disabled, depth + 1) for step in reversed(inner))
            else:
                for step in self._step(key, value, line(each), known):
                    yield replace(step, disabled=disabled)

    @staticmethod
    def _named(step: Value) -> tuple[str, Value | None]:
        said = block(step)
        for key, value in said.items():
            return key, value
        return text(step), None

    def _step(self, key: str, value: Value | None, at: int, parameters: _Parameters) -> Iterator[Step]:
        said = block(value)
        if key not in ("run", "deploy"):
            if key:
                yield Step(str(text(said.get("name"))), at, uses=key, options=scalars(said))
            return
        command = value if isinstance(value, Text) else said.get("command")
        if not isinstance(command, Text):
            return
        like = Step(
            str(_filled(text(said.get("name")), parameters)),
            at,
            directory=self._directory(_filled(text(said.get("working_directory")), parameters)),
            condition=text(said.get("when")) or None,
            pipefail=True,
        )
        filled = Text(_filled(command, parameters), command.line)
        for step in shell_steps([filled], replace(like, line=at)):
            yield with_shell(step, text(said.get("shell")) or self._shell or "/bin/bash -eo pipefail")

    def _directory(self, written: str) -> str | None:
        """A step's directory within the checkout, which is the job's working directory."""
        for checkout in (self._checkout, "~/project"):
            if written == checkout or written.startswith(checkout + "/"):
                written = written[len(checkout) :].strip("/")
        return written or None


def _filled(written: str, parameters: _Parameters) -> str:
    if "<<" not in written:
        return written
    size = sum(len(parameters.get(match[1], "")) for match in _PARAMETER.finditer(written))
    if len(written) + size > MAXIMUM_SCRIPT:
        raise UnreadableError(f"a script of more than {MAXIMUM_SCRIPT:,} characters")
    return _PARAMETER.sub(lambda match: parameters.get(match[1], match[0]), written)


# -- version 1 ---------------------------------------------------------------------------------------


def _version_1(path: str, root: Block) -> Pipeline:
    """Phases of pre, override and post commands; deployments follow the tests."""
    steps: list[Step] = []
    for phase in _PHASES:
        for part in _PARTS:
            steps.extend(_commands(phase, block(root.get(phase)).get(part)))
    jobs = [Job("test", line(_name_of(root, "test")), limited_steps(steps))] if steps else []
    for key, value in block(root.get("deployment")).items():
        commands = tuple(_commands("deployment", block(value).get("commands")))
        jobs.append(Job(str(key), line(key), commands, needs=("test",) if steps else ()))
    return Pipeline(
        "circleci",
        path,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no commands",
        jobs=limited(jobs),
    )


def _commands(phase: str, value: Value | None) -> Iterator[Step]:
    """Each command has a shell of its own; one with settings is a mapping of the command to them."""
    for each in items(value):
        command = (
            next((key for key in each if isinstance(key, Text)), None) if isinstance(each, Block) else each
        )
        settings = block(next(iter(each.values()), None)) if isinstance(each, Block) else Block()
        like = Step(phase, line(each), directory=text(settings.get("pwd")) or None)
        yield from shell_steps(scripts(command), like)


def _name_of(owner: Block, name: str) -> str | None:
    return next((key for key in owner if key == name), None)


SYSTEM = System(
    "circleci",
    r"\.circleci/(?:config|continue[-_]config)\.yml|circle\.yml",
    of_first_document(_read),
    lookalikes=r"\.circleci/.*\.ya?ml|circle\.yml",
    only_at_top=r"\.circleci/.*",
    checkout=variable("CIRCLE_WORKING_DIRECTORY"),
)
