"""Taskcluster's `.taskcluster.yml`, both versions: a template whose tasks are found wherever they stand.

Sources: https://docs.taskcluster.net/docs/reference/integrations/github/taskcluster-yml-v1 and
https://json-e.js.org/. The template is not evaluated; a condition on `tasks_for` says what starts a task.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import (
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    exec_step,
    limited,
    named,
    scripts,
    texts,
)
from analyzer.parsing.ci.system import System, of_first_document
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, line, text

_EVENT = lazy_regex(r"tasks_for[^=!\"']{0,20}==\s*[\"']([a-z-]+)[\"']|tasks_for\s+in\s+\[([^\]]{0,300})\]")
_EVENT_NAME = lazy_regex(r"[a-z][a-z-]+")
_EVENTS = {
    "github-push": "push",
    "github-pull-request": "pull_request",
    "github-pull-request-untrusted": "pull_request",
    "github-release": "release",
    "github-issue-comment": "manual",
    "cron": "schedule",
    "action": "manual",
}
# Events of version 0, before their dot.
_VERSION_0 = {"push": "push", "pull_request": "pull_request", "release": "release", "tag": "tag"}
_SLUG = lazy_regex(r"as_slugid\(\s*[\"']([^\"'()]+)[\"']\s*\)")
_COMMANDS = lazy_regex(r"[&;|\n]+")
_CLONE = lazy_regex(r"\bgit\s+clone\b")
_CHANGE_DIRECTORY = lazy_regex(r"\bcd\s+([^\s;&|]+)")

Triggers = tuple[str, ...] | None


class _Place(Struct, frozen=True):
    """A node of the template with what its surroundings say."""

    value: Value
    triggers: Triggers = None
    disabled: str | None = None


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of a `.taskcluster.yml`; each task with a command is a job."""
    jobs = limited(_jobs(block(value)))
    narrowed = [job.triggers for job in jobs if job.disabled is None]
    triggers = EVERY_CHANGE
    if narrowed and None not in narrowed:
        triggers = tuple(dict.fromkeys(event for each in narrowed if each is not None for event in each))
    return Pipeline(
        "taskcluster",
        path,
        triggers=triggers,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no tasks",
        jobs=jobs,
    )


def _jobs(root: Block) -> Iterator[Job]:
    pending = [_Place(root[key]) for key in ("tasks", "task") if key in root]
    number = 0
    while pending:
        place = pending.pop()
        value = place.value
        if isinstance(value, Items):
            pending.extend(_Place(each, place.triggers, place.disabled) for each in reversed(value))
        elif isinstance(value, Block):
            command = _command(block(value.get("payload")))
            if command is not None:
                number += 1
                yield _job(value, command, place, number)
            else:
                pending.extend(reversed(list(_inside(value, place))))


def _inside(said: Block, place: _Place) -> Iterator[_Place]:
    condition = text(said.get("$if"))
    triggers = _both(place.triggers, _events(condition))
    for key, value in said.items():
        if key == "then":
            off = f"$if: {condition}" if condition.strip() == "false" else place.disabled
            yield _Place(value, triggers, off)
        elif key not in ("$let", "metadata", "payload"):
            yield _Place(value, place.triggers, place.disabled)


def _events(condition: str) -> Triggers:
    found = [
        _EVENTS.get(name, name)
        for match in _EVENT.finditer(condition)
        for name in _EVENT_NAME.findall(match[1] or match[2] or "")
    ]
    return tuple(dict.fromkeys(found)) or None


def _both(outer: Triggers, inner: Triggers) -> Triggers:
    if outer is None or inner is None:
        return inner if outer is None else outer
    return tuple(each for each in inner if each in outer)


def _command(payload: Block) -> list[Text] | None:
    """The words of a command, those under a condition of the template included; None if there is none."""
    command = payload.get("command")
    if isinstance(command, Block):
        branches = [command[key] for key in ("then", "else", "$flatten", "in") if key in command]
        command = branches[0] if branches else None
    words = list(scripts(command))
    return words or None


def _job(said: Block, words: list[Text], place: _Place, number: int) -> Job:
    metadata = block(said.get("metadata"))
    payload = block(said.get("payload"))
    name = text(metadata.get("name"))
    slug = _slugs(said.get("taskId"))
    begin = line(metadata.get("name"), said.line)
    step = exec_step(words, Step(str(name), words[0].line))
    listed = [
        event
        for each in texts(block(block(said.get("extra")).get("github")).get("events"))
        if (event := _VERSION_0.get(each.partition(".")[0]))
    ]
    return Job(
        slug[0] if slug else str(name) or f"task {number}",
        min(begin, said.line),
        steps=(_at_root(step),),
        needs=tuple(need for each in items(said.get("dependencies")) for need in _slugs(each)),
        disabled=place.disabled,
        image=named(payload.get("image")),
        triggers=tuple(dict.fromkeys(listed)) or place.triggers,
    )


def _slugs(value: Value | None) -> tuple[str, ...]:
    written = text(value) or text(block(value).get("$eval"))
    return tuple(_SLUG.findall(written))


def _at_root(step: Step) -> Step:
    """The step with the `cd` into its own clone of the repository made one to where it starts.

    A task begins in an empty directory, so that it clones first; elsewhere a job begins in the checkout.
    """
    script = step.run or ""
    position = 0
    for command in _COMMANDS.split(script):
        position = script.index(command, position) + len(command)
        if _CLONE.search(command) is not None and ("$" in command or "{" in command):
            match = _CHANGE_DIRECTORY.search(script, position)
            if match is not None:
                return replace(step, run=f"{script[: match.start(1)]}.{script[match.end(1) :]}")
            break
    return step


SYSTEM = System(
    "taskcluster", r"\.taskcluster\.ya?ml", of_first_document(_read), lookalikes=r"\.taskcluster\.ya?ml"
)
