"""Tekton Pipelines-as-Code: pipeline runs in `.tekton/` that say which events start them.

Sources: https://pipelinesascode.com/docs/guide/authoringprs/ and https://tekton.dev/docs/pipelines/tasks/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.filters import with_idle
from analyzer.parsing.ci.globs import PathFilter, only, without
from analyzer.parsing.ci.matrix import json_list
from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    exec_step,
    limited,
    limited_steps,
    named,
    scripts,
    shell_steps,
    texts,
    with_shell,
)
from analyzer.parsing.ci.system import Files, System, of_all_documents
from analyzer.parsing.ci.variants import variables
from analyzer.parsing.structured import Block, Text, Value, block, items, line, text

_OURS = "pipelinesascode.tekton.dev/"
_EVENTS = {"push": "push", "pull_request": "pull_request", "incoming": "manual"}
_EVENT = lazy_regex(r"\bevent\s*==\s*['\"](\w+)['\"]")
_PARAMETER = lazy_regex(r"\$\((?:tasks\.)?params\.([\w.-]+)\)|\$\(params\[['\"]([\w.-]+)['\"]\]\)")
_SOURCE = lazy_regex(r"\$\(workspaces\.[\w-]+\.path\)/?")
_SHEBANG = lazy_regex(r"#!\s*(?:/usr/bin/env\s+)?(\S+)([^\n]*)\n")


class _Known(Struct, frozen=True):
    """The tasks and pipelines that are at hand by their names."""

    tasks: Mapping[str, tuple[Block, str | None]] = field(default_factory=dict)
    pipelines: Mapping[str, tuple[Block, str | None]] = field(default_factory=dict)


def _read(path: str, values: Sequence[Value]) -> Pipeline:
    """The pipeline of a file whose runs are defined in it; tasks of other files are not seen."""
    return _pipeline(path, values, _known([(None, block(each)) for each in values]))


def with_tasks(pipelines: Mapping[str, Pipeline], files: Files) -> Mapping[str, Pipeline]:
    """The pipelines with the tasks and pipelines that other files of the folder define."""
    found: dict[str, Pipeline] = {}
    everything = [(path, block(each)) for path in pipelines for each in files.values(path)]
    for path, alone in pipelines.items():
        if alone.problem is None:
            known = _known([(None if name == path else name, each) for name, each in everything])
            found[path] = with_idle(_pipeline(path, files.values(path), known), files)
    return found


def _known(documents: Sequence[tuple[str | None, Block]]) -> _Known:
    found: dict[str, dict[str, tuple[Block, str | None]]] = {"Task": {}, "Pipeline": {}}
    for path, each in documents:
        kind = text(each.get("kind"))
        if kind in found:
            found[kind].setdefault(
                text(block(each.get("metadata")).get("name")), (block(each.get("spec")), path)
            )
    return _Known(found["Task"], found["Pipeline"])


def _pipeline(path: str, values: Sequence[Value], known: _Known) -> Pipeline:
    runs = [each for each in map(block, values) if text(each.get("kind")) == "PipelineRun"]
    jobs = limited(job for run in runs for job in _jobs(run, known))
    triggers = tuple(dict.fromkeys(event for run in runs for event in _triggers(run)))
    return Pipeline(
        "tekton",
        path,
        triggers=triggers or BY_HAND,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no pipeline run",
        branches=tuple(each for run in runs for each in _listed(run, "on-target-branch")),
        jobs=jobs,
        filters=tuple(each for run in runs for each in _filters(run)),
    )


def _annotation(run: Block, name: str) -> str:
    return text(block(block(run.get("metadata")).get("annotations")).get(_OURS + name)).strip()


def _listed(run: Block, name: str) -> tuple[str, ...]:
    written = _annotation(run, name).strip("[]")
    return json_list(_annotation(run, name)) or tuple(
        each.strip().strip("'\"") for each in written.split(",") if each.strip()
    )


def _triggers(run: Block) -> tuple[str, ...]:
    asked = _listed(run, "on-event") or tuple(_EVENT.findall(_annotation(run, "on-cel-expression")))
    if asked:
        return tuple(_EVENTS.get(event, event) for event in asked)
    by_comment = _annotation(run, "on-comment")
    return (
        ("issue_comment",)
        if by_comment
        else (("push", "pull_request") if _annotation(run, "on-cel-expression") else ())
    )


def _filters(run: Block) -> Iterator[tuple[str, PathFilter]]:
    for name, make in (("on-path-change", only), ("on-path-change-ignore", without)):
        if patterns := _listed(run, name):
            yield from ((event, make(patterns)) for event in _triggers(run))


def _jobs(run: Block, known: _Known) -> Iterator[Job]:
    spec = block(run.get("spec"))
    source: str | None = None
    said = block(spec.get("pipelineSpec"))
    if not said:
        said, source = known.pipelines.get(text(block(spec.get("pipelineRef")).get("name")), (Block(), None))
        if not said:
            name = (
                text(block(spec.get("pipelineRef")).get("name"))
                or _annotation(run, "pipeline")
                or "a pipeline"
            )
            yield Job("pipeline", spec.line, uses=str(name))
            return
    given = {**_defaults(said), **_values(spec.get("params"))}
    triggers = _triggers(run) or BY_HAND
    for each in (*items(said.get("tasks")), *items(said.get("finally"))):
        job = replace(_job(block(each), known, given), triggers=triggers)
        if source is not None:
            steps = (replace(step, source=step.source or source, line=run.line) for step in job.steps)
            job = replace(job, line=run.line, steps=tuple(steps))
        yield job


def _defaults(owner: Block) -> dict[str, str]:
    return {
        text(block(each).get("name")): text(block(each).get("default"))
        for each in items(owner.get("params"))
        if isinstance(block(each).get("default"), Text)
    }


def _values(params: Value | None) -> dict[str, str]:
    return {
        text(block(each).get("name")): text(block(each).get("value"))
        for each in items(params)
        if isinstance(block(each).get("value"), Text)
    }


def _job(task: Block, known: _Known, outer: Mapping[str, str]) -> Job:
    name, source = text(task.get("name")), None
    reference = block(task.get("taskRef"))
    said = block(task.get("taskSpec"))
    if not said:
        said, source = known.tasks.get(text(reference.get("name")), (Block(), None))
    given = {key: _filled(value, outer) for key, value in _values(task.get("params")).items()}
    values = {**outer, **_defaults(said), **given}
    steps = [
        replace(step, source=source, line=task.line if source is not None else step.line)
        for each in items(said.get("steps"))
        for step in _steps(block(each), values)
    ]
    return Job(
        str(name),
        task.line,
        steps=limited_steps(steps),
        needs=texts(task.get("runAfter")),
        uses=None if said else str(named(reference) or "a task"),
        masked=text(task.get("onError")) == "continue",
    )


def _steps(said: Block, values: Mapping[str, str]) -> Iterator[Step]:
    directory = _SOURCE.sub("", _filled(text(said.get("workingDir")), values)).strip("/")
    like = Step(
        str(text(said.get("name"))),
        said.line,
        uses=named(said.get("image")),
        masked=text(said.get("onError")) == "continue",
        directory=directory or None,
        variables=variables(said.get("env")),
    )
    if isinstance(script := said.get("script"), Text):
        filled = _SOURCE.sub("./", _filled(script, values))
        interpreter = _SHEBANG.match(filled)
        for step in shell_steps([Text(filled, script.line)], like):
            # Without a first line of its own, a script is run by `sh -e`.
            program = f"{interpreter[1]}{interpreter[2]} {{0}}" if interpreter is not None else ""
            yield with_shell(step, program)
        return
    words = [
        Text(_filled(each, values), line(each))
        for key in ("command", "args")
        for each in scripts(said.get(key))
    ]
    yield exec_step(words, like) if words else like


def _filled(written: str, values: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda match: values.get(match[1] or match[2], match[0]), written)


SYSTEM = System(
    "tekton",
    r"\.tekton/(?:[^/]+/)*[^/]+\.ya?ml",
    of_all_documents(_read),
    lookalikes=r"\.tekton/.*\.ya?ml",
    only_at_top=r"\.tekton/.*",
    unfold=with_tasks,
)
