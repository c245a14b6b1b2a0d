"""GitHub Actions: workflows and composite actions.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from posixpath import join

from analyzer.parsing.ci.events import possible_filter, possible_schedule
from analyzer.parsing.ci.model import (
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
from analyzer.parsing.ci.system import Inclusion, System, of_first_document, variable
from analyzer.parsing.structured import Block, Text, Value, block, items, line, text

_EXPRESSION = re.compile(r"\s*\$\{\{(.*)\}\}\s*", re.DOTALL)
_NEVER = re.compile(r"(?:false|0|!\s*true|'')\s*(?:&&.*)?", re.DOTALL)
_EVENT = re.compile(
    r"github\.event_name\s*==\s*['\"](?P<event>\w+)['\"]"
    r"|startsWith\(\s*github\.ref\s*,\s*['\"]refs/tags"
)
_RUNS_ANYWAY = re.compile(r"\b(?:always|failure|cancelled)\s*\(")
_CHECKOUT = rf"\$\{{\{{\s*github\.workspace\s*\}}\}}|{variable('GITHUB_WORKSPACE')}"
_WORKSPACE = re.compile(_CHECKOUT)
_VARIABLE = re.compile(r"\$\{\{\s*env\.(\w+)\s*\}\}")
_WINDOWS = "windows"
# Actions that run a shell script they are handed, on the runner itself: their name, and the option.
_SCRIPT_ACTIONS = (
    (re.compile(r"[\w.-]{1,80}/(?:[\w.-]{1,80}/)?w?retry(?:[.-]action)?(?:@.*)?"), ("command", "run")),
    (re.compile(r"addnab/docker-run-action(?:@.*)?"), ("run",)),
    (re.compile(r"(?:coactions/setup-xvfb|GabrielBB/xvfb-action|aganders3/headless-gui)(?:@.*)?"), ("run",)),
    (re.compile(r"reactivecircus/android-emulator-runner(?:@.*)?"), ("script",)),
)


@dataclass(frozen=True, slots=True)
class _Defaults:
    """What a workflow or a job says for all of its steps."""

    directory: str | None = None
    shell: str = ""
    variables: tuple[tuple[str, str], ...] = ()


def _read(path: str, value: Value | None) -> Pipeline:
    """The pipeline of one workflow file."""
    workflow = block(value)
    triggers, why_not = _triggers(workflow.get("on"))
    defaults = _defaults(workflow, _Defaults())
    jobs = limited(
        _job(key, block(each), defaults, triggers) for key, each in block(workflow.get("jobs")).items()
    )
    jobs = _with_needs_as_written(jobs)
    why_not = why_not or _why_invalid(jobs)
    always = frozenset(job.id for job in jobs if _RUNS_ANYWAY.search(job.condition or ""))
    used = [uses or "" for job in jobs for uses in (job.uses, *(step.uses for step in job.steps))]
    return Pipeline(
        "github-actions",
        path,
        name=str(text(workflow.get("name"))),
        triggers=triggers,
        can_fire=why_not is None,
        why_not=why_not,
        branches=texts(block(block(workflow.get("on")).get("push")).get("branches")),
        jobs=failing_needs(jobs, always),
        local_actions=tuple(dict.fromkeys(each for each in used if each.startswith("./"))),
    )


def _action_files(path: str, uses: str) -> tuple[str, ...]:
    """The files that may define an action of this repository, which is named from its root."""
    del path
    return (join(uses, "action.yml"), join(uses, "action.yaml")) if uses.startswith("./") else ()


def read_composite_action(value: Value | None) -> tuple[Step, ...]:
    """The steps of an `action.yml`; none for an action written in JavaScript or as an image."""
    runs = block(block(value).get("runs"))
    if text(runs.get("using")) != "composite":
        return ()
    return limited_steps(_steps(runs, _Defaults()))


# -- what starts it ----------------------------------------------------------------------------------


def _triggers(on: Value | None) -> tuple[tuple[str, ...], str | None]:
    """The events that can start the workflow, and why none can."""
    if not isinstance(on, Block):
        events = texts(on)
        return events, None if events else "`on` names no event"
    found: list[str] = []
    reasons: list[str] = []
    for event, settings in on.items():
        if event in ("push", "pull_request", "pull_request_target"):
            name, reason = _filtered(event, block(settings))
        elif event == "schedule":
            name, reason = possible_schedule(
                [text(block(each).get("cron")) for each in items(settings)], event
            )
        else:
            name, reason = str(event), None
        found.extend([name] if name is not None else [])
        reasons.extend([reason] if reason is not None else [])
    return tuple(found), None if found else "; ".join(reasons) or "`on` names no event"


def _filtered(event: str, settings: Block) -> tuple[str | None, str | None]:
    """The event as its filters leave it; a push of tags only is a "tag"."""
    tags = texts(settings.get("tags")) or texts(settings.get("tags-ignore"))
    if tags and not texts(settings.get("branches")) and not texts(settings.get("branches-ignore")):
        return "tag", None
    reason = possible_filter(texts(settings.get("branches")), texts(settings.get("branches-ignore")))
    if reason is None:
        return event, None
    return ("tag", None) if tags else (None, f"{event} is {reason}")


def _with_needs_as_written(jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    """The jobs with their needs spelled as the jobs are, which GitHub compares without regard to case."""
    ids = {job.id.casefold(): job.id for job in jobs}
    return tuple(
        replace(job, needs=tuple(ids.get(need.casefold(), need) for need in job.needs)) if job.needs else job
        for job in jobs
    )


def _why_invalid(jobs: tuple[Job, ...]) -> str | None:
    """Why GitHub refuses the workflow as a whole."""
    if not jobs:
        return "it has no jobs"
    known = {job.id for job in jobs}
    for job in jobs:
        for need in job.needs:
            if need not in known:
                return f"its job {job.id[:80]} needs {need[:80]}, which does not exist"
    return None


# -- jobs and steps ----------------------------------------------------------------------------------


def _job(key: str, job: Block, outer: _Defaults, triggers: tuple[str, ...]) -> Job:
    defaults = _defaults(job, outer)
    uses = str(text(job.get("uses"))) or None
    condition = _expression(job.get("if"))
    disabled = _never(condition)
    if disabled is None and uses is None and not job.get("runs-on"):
        disabled = "no runner (`runs-on`)"
    narrowed = _narrowed(condition, triggers)
    if disabled is None and narrowed == () and triggers:
        disabled = f"its condition names no event of the workflow: {condition or ''}"[:160]
    return Job(
        str(key),
        line(key),
        steps=limited_steps(_steps(job, defaults)),
        needs=texts(job.get("needs")),
        masked=_is_masked(job),
        disabled=disabled,
        image=named(job.get("container"), "image"),
        environment=named(job.get("environment")),
        uses=uses,
        triggers=narrowed,
        services=tuple(
            image for each in block(job.get("services")).values() if (image := named(each, "image"))
        ),
        condition=condition,
        own_machine=_is_own_machine(job.get("runs-on")),
    )


def _is_own_machine(runner: Value | None) -> bool:
    """Whether a job runs on a machine of the project's own, by the label that GitHub gives such machines."""
    labels = [value for _key, value in scalars(runner)] if isinstance(runner, Block) else texts(runner)
    return any("self-hosted" in label for label in labels)


def _steps(owner: Block, defaults: _Defaults) -> Iterator[Step]:
    on_windows = _WINDOWS in "".join(texts(owner.get("runs-on")))
    for each in items(owner.get("steps")):
        if isinstance(each, Block):
            yield _step(each, defaults, on_windows=on_windows)


def _step(said: Block, defaults: _Defaults, *, on_windows: bool) -> Step:
    condition = _expression(said.get("if"))
    directory = text(said.get("working-directory"))
    plain = Step(
        str(text(said.get("name"))),
        said.line,
        uses=str(text(said.get("uses"))) or None,
        options=scalars(said.get("with")),
        masked=_is_masked(said),
        disabled=_never(condition),
        directory=_directory(directory, defaults.variables) if directory else defaults.directory,
        condition=condition,
    )
    script = said.get("run", _handed_script(plain.uses, block(said.get("with"))))
    if not isinstance(script, Text):
        return plain
    shell = text(said.get("shell")) or defaults.shell or ("pwsh" if on_windows else "")
    return next((with_shell(step, shell) for step in shell_steps([script], plain)), plain)


def _handed_script(uses: str | None, options: Block) -> Value | None:
    """The script that the step hands to an action whose work is to run it."""
    for pattern, keys in _SCRIPT_ACTIONS:
        if uses is not None and pattern.fullmatch(uses):
            return next((options[key] for key in keys if isinstance(options.get(key), Text)), None)
    return None


def _defaults(owner: Block, outer: _Defaults) -> _Defaults:
    run = block(block(owner.get("defaults")).get("run"))
    variables = {**dict(outer.variables), **dict(scalars(owner.get("env")))}
    directory = text(run.get("working-directory"))
    return replace(
        outer,
        directory=_directory(directory, tuple(variables.items())) if directory else outer.directory,
        shell=str(text(run.get("shell"))) or outer.shell,
        variables=tuple(variables.items()),
    )


def _directory(written: str, variables: tuple[tuple[str, str], ...]) -> str | None:
    known = dict(variables)
    filled = _VARIABLE.sub(lambda match: known.get(match[1], match[0]), written)
    filled = _WORKSPACE.sub(".", filled).strip()
    return None if filled in ("", ".", "./") else filled


def _is_masked(said: Block) -> bool:
    return is_true(Text(_expression(said.get("continue-on-error")) or ""))


# -- conditions --------------------------------------------------------------------------------------


def _expression(value: Value | None) -> str | None:
    """The text of a condition without the `${{ }}` around it."""
    written = text(value).strip()
    match = _EXPRESSION.fullmatch(written)
    return (match[1].strip() if match is not None and "${{" not in match[1] else written) or None


def _never(condition: str | None) -> str | None:
    if condition is None or "||" in condition or not _NEVER.fullmatch(condition):
        return None
    return f"if: {condition[:80]}"


def _narrowed(condition: str | None, triggers: tuple[str, ...]) -> tuple[str, ...] | None:
    """The triggers under which the condition can hold; None if it says nothing of them.

    Every alternative must ask for an event; what is not understood does not narrow.
    """
    if condition is None or "!(" in condition.replace(" ", ""):
        return None
    wanted: set[str] = set()
    for alternative in condition.split("||"):
        asked = {match["event"] or "tag" for match in _EVENT.finditer(alternative)}
        if not asked:
            return None
        wanted |= asked
    if "tag" in wanted and "push" in triggers:
        return tuple(dict.fromkeys([*(each for each in triggers if each in wanted), "tag"]))
    if "push" in wanted and "tag" in triggers:
        wanted.add("tag")
    return tuple(each for each in triggers if each in wanted)


SYSTEM = System(
    "github-actions",
    r"\.github/workflows/[^/]+\.ya?ml",
    of_first_document(_read),
    lookalikes=r"\.github/workflows/.*\.ya?ml(?:[._-]\w+)?",
    only_at_top=r"\.github/.*",
    checkout=_CHECKOUT,
    inclusion=Inclusion(_action_files, read_composite_action),
    checked_out_by_steps=True,
)
