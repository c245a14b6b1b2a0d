"""Azure Pipelines: stages, jobs, deployments and steps.

Source: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname, join

from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    failing_needs,
    is_false,
    is_true,
    limited,
    limited_steps,
    named,
    scalars,
    shell_steps,
    texts,
    with_shell,
)
from analyzer.parsing.ci.system import CI_FOLDERS, Inclusion, Pairs, System, of_first_document, variable
from analyzer.parsing.structured import Block, Text, Value, block, items, text

_SCRIPTS = {"script": "", "bash": "", "pwsh": "pwsh", "powershell": "powershell"}
_SCRIPT_TASKS = {"Bash": "", "CmdLine": "", "PowerShell": "powershell", "ShellScript": ""}
_SOURCES = re.compile(
    r"\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory|Build\.Repository\.LocalPath)\)[\\/]?"
)
_STRATEGIES = ("runOnce", "rolling", "canary")
_HOOKS = ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic")
_MAXIMUM_DEPTH = 20


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of an Azure file; without `trigger` and `pr` every push and pull request starts it."""
    root = block(value)
    triggers = [
        event
        for event, key in (("push", "trigger"), ("pull_request", "pr"))
        if text(root.get(key)).lower() != "none"
    ]
    if root.get("schedules"):
        triggers.append("schedule")
    jobs = failing_needs(limited(_unique(_jobs(root))))
    branches = block(root.get("trigger")).get("branches", root.get("trigger"))
    listed = texts(block(branches).get("include")) or texts(branches)
    return Pipeline(
        "azure-pipelines",
        path,
        name=str(text(root.get("name"))),
        triggers=tuple(triggers) or BY_HAND,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no jobs",
        branches=() if listed == ("none",) else listed,
        jobs=jobs,
        includes=tuple(dict.fromkeys(job.uses for job in jobs if job.uses is not None)),
    )


def _template_files(path: str, uses: str) -> tuple[str, ...]:
    """The file that is included as a template; `@` names another repository."""
    if "@" in uses or not uses.endswith((".yml", ".yaml")):
        return ()
    return (uses.lstrip("/") if uses.startswith("/") else join(dirname(path), uses),)


def read_step_template(value: Value | None, given: Pairs = ()) -> tuple[Step, ...]:
    """The steps that a template gives to a job, or those of the jobs that it gives to a pipeline."""
    del given
    root = block(value)
    return limited_steps(step for job in _jobs(root) for step in job.steps if job.disabled is None)


def _unfolded(value: Value | None) -> Iterator[Value]:
    """The entries of a list, those under a template expression (`${{ if ... }}:`) in its place."""
    pending: list[tuple[Value, int]] = [(each, 0) for each in reversed(items(value))]
    while pending:
        each, depth = pending.pop()
        keys = list(block(each))
        if keys and keys[0].startswith("${{") and depth < _MAXIMUM_DEPTH:
            inner = [entry for key in keys for entry in items(block(each)[key])]
            pending.extend((entry, depth + 1) for entry in reversed(inner))
        else:
            yield each


def _unique(jobs: Iterator[Job]) -> Iterator[Job]:
    seen: set[str] = set()
    for job in jobs:
        name, number = job.id, 1
        while name in seen:
            number += 1
            name = f"{job.id} {number}"
        seen.add(name)
        yield replace(job, id=name)


def _jobs(root: Block) -> Iterator[Job]:
    if "steps" in root:
        yield _job(root, "job", root, (), None)
    for job in _unfolded(root.get("jobs")):
        yield _named_job(root, block(job), (), None)
    previous: tuple[str, ...] = ()
    members: dict[str, tuple[str, ...]] = {}
    for value in _unfolded(root.get("stages")):
        stage = block(value)
        if "template" in stage:
            yield Job("template", stage.line, uses=_template(stage))
            continue
        needs = previous
        if "dependsOn" in stage:
            wanted = dict.fromkeys(texts(stage.get("dependsOn")))
            needs = tuple(job for name in wanted for job in members.get(name, ()))
        disabled = _never(stage)
        found = [_named_job(root, block(job), needs, disabled) for job in _unfolded(stage.get("jobs"))]
        if "steps" in stage:
            found.append(_job(root, text(stage.get("stage")) or "job", stage, needs, disabled))
        yield from found
        previous = tuple(job.id for job in found) or previous
        members[text(stage.get("stage"))] = previous


def _named_job(root: Block, job: Block, needs: tuple[str, ...], disabled: str | None) -> Job:
    if "template" in job:
        return Job("template", job.line, uses=_template(job), needs=needs, disabled=disabled)
    name = text(job.get("job")) or text(job.get("deployment")) or "job"
    return _job(root, name, job, needs, disabled)


def _job(root: Block, name: str, job: Block, needs: tuple[str, ...], disabled: str | None) -> Job:
    pool = "".join(value for _key, value in scalars(job.get("pool") or root.get("pool"))).lower()
    condition = text(job.get("condition"))
    return Job(
        str(name),
        job.line,
        steps=limited_steps(_steps(job, on_windows="windows" in pool)),
        needs=(*needs, *texts(job.get("dependsOn"))) if job is not root else needs,
        masked=is_true(job.get("continueOnError")),
        disabled=disabled or _never(job),
        image=named(job.get("container") or root.get("container"), "image"),
        environment=named(job.get("environment")) if "deployment" in job else None,
        condition=str(condition) or None,
    )


def _steps(job: Block, *, on_windows: bool) -> Iterator[Step]:
    lists = [job.get("steps")]
    for strategy in _STRATEGIES:
        hooks = block(block(job.get("strategy")).get(strategy))
        lists.extend(block(hooks.get(hook)).get("steps") for hook in _HOOKS)
        lists.extend(block(block(hooks.get("on")).get(end)).get("steps") for end in ("success", "failure"))
    for each in (entry for listed in lists for entry in _unfolded(listed)):
        if isinstance(each, Block):
            yield from _step(each, on_windows=on_windows)


def _step(said: Block, *, on_windows: bool) -> Iterator[Step]:
    inputs = block(said.get("inputs"))
    task = text(said.get("task"))
    plain = Step(
        str(text(said.get("displayName"))),
        said.line,
        uses=str(task) or _template(said),
        options=scalars(inputs),
        masked=is_true(said.get("continueOnError")),
        disabled=_never(said),
        directory=_directory(text(said.get("workingDirectory")) or text(inputs.get("workingDirectory"))),
        condition=str(text(said.get("condition"))) or None,
        # Azure starts the shell without -e: only the last command of a script decides.
        errexit=False,
    )
    script, shell = _script(said, task.partition("@")[0], inputs)
    if script is None:
        if plain.uses is not None:
            yield plain
        return
    for step in shell_steps([script], plain):
        yield with_shell(step, shell or ("cmd" if on_windows and "bash" not in said else ""))


def _script(said: Block, task: str, inputs: Block) -> tuple[Text | None, str]:
    """The script of a step and the shell that is not bash, if it is another."""
    for key, shell in _SCRIPTS.items():
        if isinstance(script := said.get(key), Text):
            return script, shell
    if task in _SCRIPT_TASKS:
        script = inputs.get("script", inputs.get("filePath", inputs.get("scriptPath")))
        return (script if isinstance(script, Text) else None), _SCRIPT_TASKS[task]
    if task == "PythonScript" and isinstance(path := inputs.get("scriptPath"), Text):
        return Text(f"python {_directory(path)}", path.line), ""
    return None, ""


def _template(said: Block) -> str | None:
    return str(text(said.get("template"))) or None


def _never(said: Block) -> str | None:
    if is_false(said.get("enabled")):
        return "enabled: false"
    return "condition: false" if is_false(said.get("condition")) else None


def _directory(written: str) -> str | None:
    return _SOURCES.sub("", written) or None


SYSTEM = System(
    "azure-pipelines",
    rf"{CI_FOLDERS}\.?azure-pipelines?[\w.-]*\.ya?ml|\.?azure-pipelines/[\w.-]+\.ya?ml"
    # Folders for pipelines alone; what others include is named a template by custom.
    r"|\.(?:pipelines|azuredevops|ado|azure/pipelines)/(?:[^/]+/)*(?!(?:[^/]*[._-])?templates?[._-])[\w.-]+\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.?azure-pipelines?[\w.-]*\.ya?ml",
    checkout=variable("BUILD_SOURCESDIRECTORY"),
    inclusion=Inclusion(_template_files, read_step_template, of_jobs=True),
)
