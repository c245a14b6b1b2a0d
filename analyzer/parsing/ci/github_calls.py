"""Reusable workflows: their jobs as the workflows of the same repository call them.

Source: https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import normpath

from msgspec.structs import replace

from analyzer.parsing.ci.filters import with_idle
from analyzer.parsing.ci.github_workflow import Call, called_jobs
from analyzer.parsing.ci.model import MAXIMUM_JOBS, Job, Pipeline, UnreadableError
from analyzer.parsing.ci.system import Files

_CALLED = "workflow_call"
_MAXIMUM_CALLS = 300
_MAXIMUM_DEPTH = 10


def with_calls(pipelines: Mapping[str, Pipeline], files: Files) -> Mapping[str, Pipeline]:
    """The pipelines, those that others call with the jobs that each call starts."""
    found = {path: with_idle(each, files) for path, each in pipelines.items()}
    calls = _calls(found, files)
    for path, started in calls.items():
        pipeline = found[path]
        direct = tuple(each for each in pipeline.triggers if each != _CALLED)
        own = tuple(
            replace(job, triggers=direct if job.triggers is None else _without_calls(job.triggers))
            for job in pipeline.jobs
            if direct and job.triggers != (_CALLED,)
        )
        jobs = tuple(_unique(_merged((*own, *started))))
        if len(jobs) <= MAXIMUM_JOBS:
            found[path] = replace(pipeline, jobs=jobs)
    return found


def _calls(pipelines: Mapping[str, Pipeline], files: Files) -> dict[str, list[Job]]:
    """The jobs of every called workflow, one list for all calls."""
    found: dict[str, list[Job]] = {}
    seen: set[tuple[str, Call]] = set()
    pending = [
        (job, tuple(job.triggers if job.triggers is not None else pipeline.triggers), 0)
        for pipeline in pipelines.values()
        if pipeline.can_fire and pipeline.triggers != (_CALLED,)
        for job in pipeline.jobs
    ]
    pending.reverse()
    while pending and len(seen) < _MAXIMUM_CALLS:
        job, triggers, depth = pending.pop()
        if job.disabled is not None or job.uses is None or not job.uses.startswith("./"):
            continue
        path = normpath(job.uses)
        events = tuple(each for each in triggers if each != _CALLED)
        call = Call(job.options, events, job.idle, job.gate)
        known = pipelines.get(path)
        if known is None or not known.can_fire or (path, call) in seen or depth >= _MAXIMUM_DEPTH:
            continue
        seen.add((path, call))
        jobs = _started(path, call, files)
        found.setdefault(path, []).extend(replace(each, caller=job.id) for each in jobs)
        pending.extend((each, each.triggers or (), depth + 1) for each in reversed(jobs))
    return found


def _started(path: str, call: Call, files: Files) -> tuple[Job, ...]:
    try:
        return called_jobs(files.value(path), call)
    except UnreadableError:
        return ()


def _without_calls(triggers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in triggers if each != _CALLED)


def _merged(jobs: tuple[Job, ...]) -> Iterator[Job]:
    """Jobs that differ only in what starts them are one."""
    found: dict[Job, Job] = {}
    for job in jobs:
        key = replace(job, triggers=None, idle=(), caller=None, gate=None)
        known = found.get(key)
        if known is None:
            found[key] = job
        else:
            triggers = tuple(dict.fromkeys((*(known.triggers or ()), *(job.triggers or ()))))
            idle = tuple(
                each
                for each in triggers
                if all(each in one.idle or each not in (one.triggers or ()) for one in (known, job))
            )
            gate = known.gate if known.gate and job.gate else None
            found[key] = replace(known, triggers=triggers, idle=idle, gate=gate)
    yield from found.values()


def _unique(jobs: Iterator[Job]) -> Iterator[Job]:
    """The jobs under names of their own: a name that comes again has its caller's before it."""
    listed = list(jobs)
    renamed: dict[tuple[str | None, str], str] = {}
    seen: set[str] = set()
    for job in listed:
        name, number = job.id, 1
        while name in seen:
            name = f"{job.caller or 'call'} / {job.id}" + (f" {number}" if number > 1 else "")
            number += 1
        seen.add(name)
        renamed[job.caller, job.id] = name
    for job in listed:
        needs = tuple(renamed.get((job.caller, need), need) for need in job.needs)
        yield replace(job, id=renamed[job.caller, job.id], needs=needs)
