"""Cirrus CI: tasks of scripts in the order of their names.

Source: https://cirrus-ci.org/guide/writing-tasks/.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    is_true,
    limited,
    limited_steps,
    named,
    scripts,
    shell_steps,
    texts,
)
from analyzer.parsing.ci.system import System, of_first_document, variable
from analyzer.parsing.ci.variants import variables
from analyzer.parsing.structured import Block, Items, Value, block, items, line, text

_MAXIMUM_VARIANTS = 60
_TASK = lazy_regex(r"task|\w+_task|pipe|docker_builder")
_SCRIPT = lazy_regex(r"(?:\w+_)?script|background_script")
_EVENTS = (
    (lazy_regex(r"^\s*\$?CIRRUS_CRON\s*(?:!=\s*['\"]['\"]|==\s*['\"][^'\"]+['\"])\s*$"), "schedule"),
    (lazy_regex(r"^\s*\$CIRRUS_TAG\s*!=\s*['\"]['\"]\s*$"), "tag"),
    (lazy_regex(r"^\s*\$CIRRUS_PR\s*!=\s*['\"]['\"]\s*$"), "pull_request"),
)
_NEVER = lazy_regex(r"^\s*(?:false|['\"]?false['\"]?)\s*$")
_AFTER = ("always", "on_failure")


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `.cirrus.yml`: every task is a job, once for each entry of its matrices."""
    root = block(value)
    jobs = limited(_jobs(root))
    return Pipeline(
        "cirrus", path, can_fire=bool(jobs), why_not=None if jobs else "it has no tasks", jobs=jobs
    )


def _jobs(root: Block) -> Iterator[Job]:
    seen: set[str] = set()
    for key, value in root.items():
        if not _TASK.fullmatch(key):
            continue
        for said in (block(each) for each in items(value)):
            for variant in _variants(said):
                job = _job(root, key, variant)
                name, number = job.id, 1
                while name in seen:
                    number += 1
                    name = f"{job.id} {number}"
                seen.add(name)
                yield replace(job, id=name, line=line(key))


def _variants(task: Block) -> Iterator[Block]:
    """The task with each entry of `matrix` in its place, at the top and below a key."""
    found = [task]
    for _ in range(3):
        unfolded = [each for said in found for each in _once(said)]
        if unfolded == found:
            break
        found = unfolded[:_MAXIMUM_VARIANTS]
    yield from found


def _once(task: Block) -> list[Block]:
    for key, value in task.items():
        if key == "matrix":
            rest = {name: each for name, each in task.items() if name != "matrix"}
            return [Block({**rest, **block(each)}, task.line) for each in items(value)]
        inner = block(value).get("matrix")
        if inner is not None:
            rest = {name: each for name, each in block(value).items() if name != "matrix"}
            return [
                Block({**task, key: Block({**rest, **block(each)}, task.line)}, task.line)
                for each in items(inner)
            ]
    return [task]


def _job(root: Block, key: str, said: Block) -> Job:
    environment = (
        *variables(root.get("env")),
        *variables(said.get("env", said.get("environment"))),
    )
    condition = text(said.get("only_if")) or (text(said.get("skip")) and f"not ({text(said.get('skip'))})")
    events = tuple(event for pattern, event in _EVENTS if pattern.search(text(said.get("only_if"))))
    off = _NEVER.match(text(said.get("only_if"))) is not None or is_true(said.get("skip"))
    by_hand = text(said.get("trigger_type")) == "manual"
    steps = [replace(step, variables=environment) for step in _steps(said, masked=False)]
    for phase in _AFTER:
        steps.extend(_steps(block(said.get(phase)), masked=True))
    return Job(
        str(text(said.get("name")) or text(said.get("alias")) or key.removesuffix("_task")),
        said.line,
        steps=limited_steps(steps),
        needs=texts(said.get("depends_on")),
        masked=is_true(said.get("allow_failures")),
        disabled=f"only_if: {condition[:80]}" if off else None,
        image=named(said.get("container") or root.get("container"), "image"),
        condition=condition or None,
        triggers=BY_HAND if by_hand else events or None,
    )


def _steps(said: Block, *, masked: bool) -> Iterator[Step]:
    for key, value in said.items():
        if _SCRIPT.fullmatch(key):
            commands = list(scripts(value if isinstance(value, Items) else items(value)))
            if commands:
                aside = masked or key.endswith("background_script")
                yield from shell_steps(commands, Step(key, commands[0].line, masked=aside))


SYSTEM = System(
    "cirrus",
    r"\.cirrus\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.cirrus\.(?:ya?ml|star)",
    only_at_top=r"\.cirrus\.ya?ml",
    checkout=variable("CIRRUS_WORKING_DIR"),
)
