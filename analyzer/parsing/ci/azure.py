"""Azure Pipelines: stages, jobs, deployments and steps.

Source: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.azure_conditions import Scope
from analyzer.parsing.ci.azure_tasks import command_of_task
from analyzer.parsing.ci.azure_templates import Expansion, literal_variables, template_path
from analyzer.parsing.ci.filters import with_idle
from analyzer.parsing.ci.globs import PathFilter, only
from analyzer.parsing.ci.model import (
    BY_HAND,
    Job,
    Pipeline,
    Step,
    failing_needs,
    is_true,
    limited,
    limited_steps,
    named,
    scalars,
    shell_steps,
    texts,
    with_shell,
)
from analyzer.parsing.ci.project_folders import NOT_THERE, PROJECT_FOLDER, goes_there
from analyzer.parsing.ci.system import (
    CI_FOLDERS,
    Files,
    Inclusion,
    Pairs,
    System,
    of_first_document,
    variable,
)
from analyzer.parsing.structured import Block, Text, Value, block, items, text

_SCRIPTS = {"script": "", "bash": "", "pwsh": "pwsh", "powershell": "powershell"}
_SCRIPT_TASKS = {"Bash": "", "CmdLine": "", "PowerShell": "powershell", "ShellScript": ""}
_SOURCES = lazy_regex(
    r"\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory|Build\.Repository\.LocalPath)\)[\\/]?"
)
_STRATEGIES = ("runOnce", "rolling", "canary")
_HOOKS = ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic")


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of an Azure file, as far as it does not lie in its templates."""
    return _pipeline(path, Expansion().whole(path, block(value)))


def with_templates(pipelines: Mapping[str, Pipeline], files: Files) -> Mapping[str, Pipeline]:
    """The pipelines with the templates of the repository in place."""
    found: dict[str, Pipeline] = {}
    for path, alone in pipelines.items():
        value = files.value(path)
        if alone.problem is not None or value is None:
            continue
        expansion = Expansion(files.value)
        pipeline = expansion.sources.placed(_pipeline(path, expansion.whole(path, block(value))))
        included = tuple(f"/{each}" for each in expansion.sources.paths)
        found[path] = with_idle(replace(pipeline, includes=(*pipeline.includes, *included)), files)
    return found


def _pipeline(path: str, root: Block) -> Pipeline:
    """The pipeline of an unfolded file; without `trigger` and `pr` every push and pull request starts it."""
    triggers = [
        event
        for event, key in (("push", "trigger"), ("pull_request", "pr"))
        if text(root.get(key)).lower() != "none"
    ]
    if root.get("schedules"):
        triggers.append("schedule")
    events = tuple(triggers) or BY_HAND
    jobs = failing_needs(limited(_unique(_jobs(root, events))))
    why_not = None if jobs else "it has no jobs"
    if jobs and _IN_PROJECT.fullmatch(path) is not None and not _goes_to_own_folder(path, root, jobs):
        jobs, why_not = (), NOT_THERE
    branches = block(root.get("trigger")).get("branches", root.get("trigger"))
    listed = texts(block(branches).get("include")) or texts(branches)
    return Pipeline(
        "azure-pipelines",
        path,
        name=str(text(root.get("name"))),
        triggers=events,
        can_fire=bool(jobs),
        why_not=why_not,
        branches=() if listed == ("none",) else listed,
        jobs=jobs,
        includes=tuple(dict.fromkeys(job.uses for job in jobs if job.uses is not None)),
        filters=tuple(_filters(root)),
    )


def _goes_to_own_folder(path: str, root: Block, jobs: tuple[Job, ...]) -> bool:
    """Whether a step or the paths of a trigger name the folder of a project in which the file stands."""
    steps = [step for job in jobs for step in job.steps]
    written = [step.run or "" for step in steps]
    written += [f"cd {step.directory}" for step in steps if step.directory is not None]
    written += [f"{value}" for step in steps for _name, value in step.options]
    for key in ("trigger", "pr"):
        included = texts(block(block(root.get(key)).get("paths")).get("include"))
        written += [f"{each.strip('/')}/" for each in included]
    return goes_there(dirname(path), "\n".join(written))


def _filters(root: Block) -> Iterator[tuple[str, PathFilter]]:
    for event, key in (("push", "trigger"), ("pull_request", "pr")):
        paths = block(block(root.get(key)).get("paths"))
        included = [_below(each) for each in texts(paths.get("include"))] or ["**"]
        excluded = [f"!{_below(each)}" for each in texts(paths.get("exclude"))]
        if paths:
            yield event, only([*included, *excluded])


def _below(pattern: str) -> str:
    """A path or pattern with everything below it, as Azure means it."""
    stem = pattern.strip("/").removesuffix("/*").removesuffix("/**")
    return "**" if stem in ("", "*", "**") else f"{stem.replace('*', '**')}{{,/**}}"


def _template_files(path: str, uses: str) -> tuple[str, ...]:
    """The file that is included as a template; `@` names another repository."""
    place = template_path(path, uses)
    return (place,) if place is not None else ()


def read_step_template(value: Value | None, given: Pairs = ()) -> tuple[Step, ...]:
    """The steps that a template gives to a job, or those of the jobs that it gives to a pipeline."""
    del given
    root = Expansion().whole("", block(value))
    return limited_steps(step for job in _jobs(root, BY_HAND) for step in job.steps if job.disabled is None)


def _unique(jobs: Iterator[Job]) -> Iterator[Job]:
    seen: set[str] = set()
    for job in jobs:
        name, number = job.id, 1
        while name in seen:
            number += 1
            name = f"{job.id} {number}"
        seen.add(name)
        yield replace(job, id=name)


def _jobs(root: Block, events: tuple[str, ...]) -> Iterator[Job]:
    outer = Scope(events, literal_variables(root))
    if "steps" in root:
        yield from _job(root, "job", root, outer)
    for job in items(root.get("jobs")):
        yield from _named_job(root, block(job), outer)
    previous: tuple[str, ...] = ()
    members: dict[str, tuple[str, ...]] = {}
    for value in items(root.get("stages")):
        stage = block(value)
        if "template" in stage:
            yield Job("template", stage.line, uses=_template(stage))
            continue
        needs = previous
        if "dependsOn" in stage:
            wanted = dict.fromkeys(texts(stage.get("dependsOn")))
            needs = tuple(job for name in wanted for job in members.get(name, ()))
        scope = outer.within(stage, needs)
        found = [each for job in items(stage.get("jobs")) for each in _named_job(root, block(job), scope)]
        if "steps" in stage:
            found.extend(_job(root, text(stage.get("stage")) or "job", stage, scope))
        yield from found
        previous = tuple(job.id for job in found) or previous
        members[text(stage.get("stage"))] = previous


def _named_job(root: Block, job: Block, outer: Scope) -> Iterator[Job]:
    if "template" in job:
        yield Job("template", job.line, uses=_template(job), needs=outer.needs, disabled=outer.disabled)
        return
    name = text(job.get("job")) or text(job.get("deployment")) or "job"
    yield from _job(root, name, job, outer)


def _job(root: Block, name: str, job: Block, outer: Scope) -> Iterator[Job]:
    pool = "".join(value for _key, value in scalars(job.get("pool") or root.get("pool"))).lower()
    inner = outer.within(job, outer.needs) if job is not root else outer
    for suffix, scope in inner.variants(job):
        steps = limited_steps(_steps(job, scope, on_windows="windows" in pool))
        yield Job(
            f"{name} {suffix}" if suffix else str(name),
            job.line,
            steps=steps,
            needs=(*outer.needs, *texts(job.get("dependsOn"))) if job is not root else outer.needs,
            masked=is_true(job.get("continueOnError")),
            disabled=scope.disabled,
            image=named(job.get("container") or root.get("container"), "image"),
            environment=named(job.get("environment")) if "deployment" in job else None,
            condition=str(text(job.get("condition"))) or None,
            triggers=scope.narrower,
            gate=scope.gate,
        )


def _steps(job: Block, scope: Scope, *, on_windows: bool) -> Iterator[Step]:
    lists = [job.get("steps")]
    for strategy in _STRATEGIES:
        hooks = block(block(job.get("strategy")).get(strategy))
        lists.extend(block(hooks.get(hook)).get("steps") for hook in _HOOKS)
        lists.extend(block(block(hooks.get("on")).get(end)).get("steps") for end in ("success", "failure"))
    for each in (entry for listed in lists for entry in items(listed)):
        if isinstance(each, Block):
            yield from _step(each, scope, on_windows=on_windows)


def _step(said: Block, outer: Scope, *, on_windows: bool) -> Iterator[Step]:
    scope = outer.within(said, ())
    inputs = block(said.get("inputs"))
    task = text(said.get("task"))
    uses = str(task) or _template(said)
    directory = text(said.get("workingDirectory")) or text(inputs.get("workingDirectory"))
    plain = Step(
        str(text(said.get("displayName"))),
        said.line,
        uses=uses,
        options=scalars(inputs),
        masked=is_true(said.get("continueOnError")),
        disabled=scope.disabled,
        directory=_directory(scope.filled(directory)),
        condition=str(text(said.get("condition"))) or None,
        # Azure starts the shell without -e: only the last command of a script decides.
        errexit=False,
        opaque="template" in said and "@" in text(said.get("template")),
        variables=scope.environment(block(said.get("env"))),
        triggers=scope.narrower,
        gate=scope.gate,
    )
    script, shell = _script(said, task.partition("@")[0], inputs)
    if script is None:
        if plain.uses is not None:
            yield plain
        return
    filled = Text(scope.filled(script), script.line)
    for step in shell_steps([filled], plain):
        yield with_shell(step, shell or ("cmd" if on_windows and "bash" not in said else ""))


def _script(said: Block, task: str, inputs: Block) -> tuple[Text | None, str]:
    """The script of a step and the shell that is not bash, if it is another."""
    for key, shell in _SCRIPTS.items():
        if isinstance(script := said.get(key), Text):
            return script, shell
    if task in _SCRIPT_TASKS:
        script = inputs.get("script", inputs.get("filePath", inputs.get("scriptPath")))
        return (script if isinstance(script, Text) else None), _SCRIPT_TASKS[task]
    if task == "PythonScript" and isinstance(source := inputs.get("script"), Text):
        return source, "python"
    if task == "PythonScript" and isinstance(path := inputs.get("scriptPath"), Text):
        return Text(f"python {_directory(path)}", path.line), ""
    return command_of_task(task, inputs, said.line), ""


def _template(said: Block) -> str | None:
    return str(text(said.get("template"))) or None


def _directory(written: str) -> str | None:
    return _SOURCES.sub("", written) or None


_USUAL = (
    rf"{CI_FOLDERS}\.?azure-pipelines?[\w.-]*\.ya?ml|\.?azure-pipelines/[\w.-]+\.ya?ml"
    # Folders for pipelines alone; what others include is named a template by custom.
    r"|\.(?:pipelines|azuredevops|ado|azure/pipelines)/(?:[^/]+/)*(?!(?:[^/]*[._-])?templates?[._-])[\w.-]+\.ya?ml"
)
_OF_PROJECT = rf"(?:{PROJECT_FOLDER}){{1,3}}azure-pipelines?(?![\w.-]*template)[\w.-]*\.ya?ml"
_IN_PROJECT = lazy_regex(rf"(?!(?:{_USUAL})\Z){_OF_PROJECT}")
SYSTEM = System(
    "azure-pipelines",
    rf"{_USUAL}|{_OF_PROJECT}",
    of_first_document(_read),
    lookalikes=r"\.?azure-pipelines?[\w.-]*\.ya?ml",
    checkout=variable("BUILD_SOURCESDIRECTORY"),
    inclusion=Inclusion(_template_files, read_step_template, of_jobs=True),
    unfold=with_templates,
)
