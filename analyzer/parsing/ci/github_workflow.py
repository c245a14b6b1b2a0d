"""The form of GitHub's workflows and composite actions, which other systems read too.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from posixpath import join

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.expression_values import Result
from analyzer.parsing.ci.expressions import holds, interpolated
from analyzer.parsing.ci.github_events import Context, gate_of, narrowed, triggers_of
from analyzer.parsing.ci.github_matrix import combinations_of, titled
from analyzer.parsing.ci.github_outcomes import is_put_off
from analyzer.parsing.ci.matrix import Combination
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
from analyzer.parsing.ci.system import Pairs, variable
from analyzer.parsing.structured import Block, Text, Value, block, items, line, text

_EXPRESSION = lazy_regex(r"\s*\$\{\{(.*)\}\}\s*", re.DOTALL)
_RUNS_ANYWAY = lazy_regex(r"\b(?:always|failure|cancelled)\s*\(")
WORKSPACE = rf"\$\{{\{{\s*github\.workspace\s*\}}\}}|{variable('GITHUB_WORKSPACE')}"
_WORKSPACE = lazy_regex(WORKSPACE)
_WINDOWS = "windows"
_IMAGE = "docker://"
# Actions that run a shell script they are handed, on the runner itself: their name, and the option.
_SCRIPT_ACTIONS = (
    (lazy_regex(r"[\w.-]{1,80}/(?:[\w.-]{1,80}/)?w?retry(?:[.-]action)?(?:@.*)?"), ("command", "run")),
    (
        lazy_regex(
            r"(?:addnab/docker-run-action|coactions/setup-xvfb|GabrielBB/xvfb-action|aganders3/headless-gui"
            r"|smithki/xvfb-action|uraimo/run-on-arch-action|vmactions/\w{1,20}-vm"
            r"|cross-platform-actions/action)(?:@.*)?",
            re.IGNORECASE,
        ),
        ("run",),
    ),
    (
        lazy_regex(r"(?:reactivecircus/android-emulator-runner|workflow/nix-shell-action)(?:@.*)?"),
        ("script",),
    ),
    (
        lazy_regex(r"(?:cloudposse/github-action-matrix-[\w-]{1,40}|anaconda/actions-conda-run)(?:@.*)?"),
        ("command",),
    ),
    (lazy_regex(r"devcontainers/ci(?:@.*)?", re.IGNORECASE), ("runCmd",)),
    (lazy_regex(r"azure/cli(?:@.*)?", re.IGNORECASE), ("inlineScript",)),
)
_MAXIMUM_VARIABLES = 60
# A variable that a step sets for those after it.
_PASSED_ON = lazy_regex(
    r"""echo[ \t]+["']?(\w{1,80})=([^"'\n$`]{0,200})["']?[ \t]*>>[ \t]*["']?\$\{?GITHUB_ENV"""
)


class _Defaults(Struct, frozen=True):
    """What a workflow or a job says for all of its steps, and what is known where they stand."""

    directory: str | None = None
    shell: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    matrix: Combination = field(default_factory=dict)
    inputs: Mapping[str, Result] = field(default_factory=dict)
    called: bool = False

    def context(self, event: str | None = None, empty: bool = False) -> Context:
        """What expressions can ask for here."""
        return Context(self.matrix, self.inputs, self.variables, event, self.called, empty)

    def filled(self, written: str) -> str:
        """The text with the expressions in it replaced that the file decides."""
        return interpolated(written, self.context().lookup)


class Call(Struct, frozen=True):
    """How a workflow is started by a job of another one: with which inputs, and by which events."""

    inputs: tuple[tuple[str, str], ...]
    triggers: tuple[str, ...]
    idle: tuple[str, ...] = ()
    gate: str | None = None


def read_workflow(system: str, path: str, value: Value | None) -> Pipeline:
    """The pipeline of one workflow file."""
    workflow = block(value)
    triggers, why_not, filters = triggers_of(workflow.get("on"))
    jobs = limited(_jobs(workflow, _Defaults(inputs=_declared(workflow)), triggers))
    why_not = why_not or _why_invalid(jobs)
    used = [uses or "" for job in jobs for uses in (job.uses, *(step.uses for step in job.steps))]
    return Pipeline(
        system,
        path,
        name=str(text(workflow.get("name"))),
        triggers=triggers,
        can_fire=why_not is None,
        why_not=why_not,
        branches=texts(block(block(workflow.get("on")).get("push")).get("branches")),
        jobs=_finished(jobs),
        local_actions=tuple(dict.fromkeys(each for each in used if each.startswith("./"))),
        filters=filters,
    )


def called_jobs(value: Value | None, call: Call) -> tuple[Job, ...]:
    """The jobs of a reusable workflow as one call starts them."""
    workflow = block(value)
    given = dict(call.inputs)
    declared = _declared(workflow, "workflow_call")
    kinds = {
        key: text(block(each).get("type"))
        for key, each in block(block(block(workflow.get("on")).get("workflow_call")).get("inputs")).items()
    }
    inputs = {**declared, **{key: _typed(each, kinds.get(key, "")) for key, each in given.items()}}
    defaults = _Defaults(inputs=inputs, called=True)
    return _finished(
        limited(
            replace(
                job,
                triggers=job.triggers if job.triggers is not None else call.triggers,
                idle=call.idle,
                gate=job.gate or call.gate,
            )
            for job in _jobs(workflow, defaults, call.triggers)
        )
    )


def _finished(jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    always = frozenset(job.id for job in jobs if _RUNS_ANYWAY.search(job.condition or ""))
    return failing_needs(jobs, always)


def _declared(workflow: Block, *events: str) -> dict[str, Result]:
    """The defaults of the inputs that a workflow declares."""
    found: dict[str, Result] = {}
    for event in events or ("workflow_dispatch", "workflow_call"):
        declared = block(block(block(workflow.get("on")).get(event)).get("inputs"))
        for name, said in declared.items():
            settings = block(said)
            kind = text(settings.get("type"))
            if "default" in settings:
                found[str(name)] = _typed(text(settings["default"]), kind)
            elif events:
                found[str(name)] = _typed("", kind)
    return found


def _typed(written: str, kind: str) -> Result:
    if kind == "boolean":
        return is_true(Text(written)) if "${{" not in written else written
    return str(written)


def action_files(path: str, uses: str) -> tuple[str, ...]:
    """The files that may define an action of this repository, which is named from its root."""
    del path
    return (join(uses, "action.yml"), join(uses, "action.yaml")) if uses.startswith("./") else ()


def read_composite_action(value: Value | None, given: Pairs = ()) -> tuple[Step, ...]:
    """The steps of an `action.yml`, or the command of an image; none for an action in JavaScript."""
    action = block(value)
    runs = block(action.get("runs"))
    inputs: dict[str, Result] = {
        str(key): str(text(block(each).get("default"))) for key, each in block(action.get("inputs")).items()
    }
    defaults = _Defaults(inputs={**inputs, **dict(given)}, called=True)
    using = text(runs.get("using"))
    if using == "docker":
        words = [text(runs.get("entrypoint")), *texts(runs.get("args"))]
        command = shlex.join(defaults.filled(each) for each in words if each)
        return (Step("", runs.line, run=command, run_line=runs.line),) if command else ()
    return limited_steps(_steps(runs, defaults, ())) if using == "composite" else ()


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


def _jobs(workflow: Block, outer: _Defaults, triggers: tuple[str, ...]) -> Iterator[Job]:
    """The jobs, one for each combination of a matrix that its steps speak of."""
    defaults = _defaults(workflow, outer)
    made: list[Job] = []
    expanded: dict[str, list[str]] = {}
    for key, value in block(workflow.get("jobs")).items():
        said = block(value)
        for matrix in combinations_of(said, defaults.context().lookup) or ({},):
            job = _job(key, said, replace(defaults, matrix=matrix), triggers)
            job = replace(job, id=titled(job.id, matrix))
            # GitHub compares names without regard to case.
            expanded.setdefault(key.casefold(), []).append(job.id)
            made.append(job)
    for job in made:
        needs = tuple(name for need in job.needs for name in expanded.get(need.casefold(), [need]))
        yield replace(job, needs=needs) if job.needs else job


def _job(key: str, job: Block, outer: _Defaults, triggers: tuple[str, ...]) -> Job:
    defaults = _defaults(job, outer)
    uses = str(text(job.get("uses"))) or None
    condition = _expression(job.get("if"))
    disabled = _never(condition, defaults)
    if disabled is None and uses is None and not job.get("runs-on"):
        disabled = "no runner (`runs-on`)"
    left = narrowed(condition, triggers, defaults.context) if disabled is None else None
    if disabled is None and left == ():
        disabled = f"its condition names no event of the workflow: {condition or ''}"[:160]
    events = triggers if left is None else left
    return Job(
        str(key),
        line(key),
        steps=limited_steps(_steps(job, defaults, events)),
        needs=texts(job.get("needs")),
        masked=_is_masked(job, defaults),
        disabled=disabled,
        image=named(job.get("container"), "image"),
        environment=named(job.get("environment")),
        uses=uses,
        options=_options(job.get("with"), defaults),
        triggers=left,
        services=tuple(
            image for each in block(job.get("services")).values() if (image := named(each, "image"))
        ),
        condition=condition,
        own_machine=_is_own_machine(job.get("runs-on")),
        gate=gate_of(condition, events, defaults.context),
    )


def _is_own_machine(runner: Value | None) -> bool:
    """Whether a job runs on a machine of the project's own, by the label that GitHub gives such machines."""
    labels = [value for _key, value in scalars(runner)] if isinstance(runner, Block) else texts(runner)
    return any("self-hosted" in label for label in labels)


def _steps(owner: Block, defaults: _Defaults, events: tuple[str, ...]) -> Iterator[Step]:
    on_windows = _WINDOWS in "".join(texts(owner.get("runs-on")))
    passed: Pairs = ()
    said = [each for each in items(owner.get("steps")) if isinstance(each, Block)]
    for number, each in enumerate(said, 1):
        step = _step(each, defaults, events, on_windows=on_windows)
        if step.masked and is_put_off(each, said[number:]):
            step = replace(step, masked=False)
        yield replace(step, variables=(*step.variables, *passed)) if passed else step
        if "GITHUB_ENV" in (step.run or ""):
            found = ((match[1], match[2]) for match in _PASSED_ON.finditer(step.run or ""))
            passed = (*passed, *found)[-_MAXIMUM_VARIABLES:]


def _step(said: Block, outer: _Defaults, events: tuple[str, ...], *, on_windows: bool) -> Step:
    defaults = _with_variables(said, outer)
    condition = _expression(said.get("if"))
    directory = text(said.get("working-directory"))
    uses = str(text(said.get("uses"))) or None
    disabled = _never(condition, defaults)
    left = narrowed(condition, events, defaults.context) if disabled is None else None
    if disabled is None and left == ():
        disabled = f"its condition names no event of the job: {condition or ''}"[:160]
    plain = Step(
        str(text(said.get("name"))),
        said.line,
        uses=uses,
        options=_options(said.get("with"), defaults),
        masked=_is_masked(said, defaults),
        disabled=disabled,
        directory=_directory(directory, defaults) if directory else defaults.directory,
        condition=condition,
        variables=_literal(defaults),
        triggers=left,
        gate=gate_of(condition, events if left is None else left, defaults.context),
    )
    script = said.get("run", _handed_script(uses, block(said.get("with"))))
    if not isinstance(script, Text):
        return plain
    shell = text(said.get("shell")) or defaults.shell or ("pwsh" if on_windows else "")
    filled = Text(_on_its_lines(defaults, script), script.line)
    return next((with_shell(step, defaults.filled(shell)) for step in shell_steps([filled], plain)), plain)


def _options(value: Value | None, defaults: _Defaults) -> Pairs:
    return tuple((key, defaults.filled(each)) for key, each in scalars(value))


def _on_its_lines(defaults: _Defaults, script: Text) -> str:
    """The script filled in, each line where it was: what is given on several lines comes on one."""
    rows = []
    for row in script.split("\n"):
        filled = defaults.filled(row)
        if "\n" in filled:
            filled = " ; ".join(filled.replace("\\\n", " ").strip().split("\n"))
        rows.append(filled)
    return "\n".join(rows)


def _handed_script(uses: str | None, options: Block) -> Value | None:
    """The script that the step hands to an action whose work is to run it, or the command of an image."""
    if uses is not None and uses.startswith(_IMAGE):
        words = [options[key] for key in ("entrypoint", "args") if isinstance(options.get(key), Text)]
        return Text(" ".join(map(text, words)), line(words[-1])) if words else None
    for pattern, keys in _SCRIPT_ACTIONS:
        if uses is not None and pattern.fullmatch(uses):
            return next((options[key] for key in keys if isinstance(options.get(key), Text)), None)
    return None


def _defaults(owner: Block, outer: _Defaults) -> _Defaults:
    inner = _with_variables(owner, outer)
    run = block(block(owner.get("defaults")).get("run"))
    directory = text(run.get("working-directory"))
    return replace(
        inner,
        directory=_directory(directory, inner) if directory else outer.directory,
        shell=str(text(run.get("shell"))) or outer.shell,
    )


def _with_variables(owner: Block, outer: _Defaults) -> _Defaults:
    own = {key: outer.filled(each) for key, each in scalars(owner.get("env"))}
    return replace(outer, variables={**outer.variables, **own}) if own else outer


def _literal(defaults: _Defaults) -> Pairs:
    """The variables whose value is written down."""
    known = [(key, each) for key, each in defaults.variables.items() if "${{" not in each]
    return tuple(known[-_MAXIMUM_VARIABLES:])


def _directory(written: str, defaults: _Defaults) -> str | None:
    filled = _WORKSPACE.sub(".", defaults.filled(written)).strip()
    return None if filled in ("", ".", "./") else filled


def _is_masked(said: Block, defaults: _Defaults) -> bool:
    written = _expression(said.get("continue-on-error"))
    return written is not None and holds(written, defaults.context().lookup) is True


# -- conditions --------------------------------------------------------------------------------------


def _expression(value: Value | None) -> str | None:
    """The text of a condition without the `${{ }}` around it."""
    written = text(value).strip()
    match = _EXPRESSION.fullmatch(written)
    return (match[1].strip() if match is not None and "${{" not in match[1] else written) or None


def _never(condition: str | None, defaults: _Defaults) -> str | None:
    if condition is None or holds(condition, defaults.context().lookup) is not False:
        return None
    return f"if: {condition[:80]}"
