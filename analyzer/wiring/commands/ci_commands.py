"""What CI runs: every command that an active job reaches, in every pipeline that something starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from analyzer.parsing.ci import SYSTEMS, Inclusion, Job, Pipeline, Step, parse_included
from analyzer.parsing.shell import only_tells_of_itself
from analyzer.parsing.structured import block, text
from analyzer.parsing.tasks import read_options
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.checkout import ROOT, inside
from analyzer.wiring.commands.action_commands import builds_of_action, script_of_action
from analyzer.wiring.commands.reach import Failure, Reached, follow, follow_builds

# Programs that read code and say what is wrong with it: they run none of it.
CHECKING_PROGRAMS = word_set(
    "ruff flake8 black isort mypy pyright pylint pycodestyle pydocstyle bandit pre-commit prek "
    "yapf autopep8 codespell eslint prettier tsc golangci-lint clippy-driver hadolint "
    "yamllint shellcheck vulture interrogate sqlfluff tflint coala prospector pytype pyre "
    "deptry safety pip-audit pip_audit trivy semgrep pyflakes py_compile compileall biome rubocop ktlint ty "
    "gitleaks trufflehog detect-secrets osv-scanner snyk checkov tfsec terrascan kics grype syft dockle "
    "brakeman bundle-audit bundler-audit govulncheck gosec"
)
# Commands of other programs that read their files and run nothing of them, by their first plain words.
READING_COMMANDS = (
    ("docker", "compose", "config"), ("docker-compose", "config"), ("podman-compose", "config"),
    ("terraform", "validate"), ("terraform", "fmt"), ("tofu", "validate"), ("tofu", "fmt"), ("helm", "lint"),
    ("cargo", "audit"), ("cargo", "deny"),
)  # fmt: skip
INTERPRETERS = word_set("bash sh zsh dash ksh")
COMPOSE_OPTIONS = "-f --file -p --project-name --profile --env-file --project-directory -chdir"

# Runners of hooks, and what else they are asked for: to raise the versions of hooks, to install them.
HOOK_RUNNERS = word_set("pre-commit pre_commit prek")
RUNS_NO_HOOK = word_set(
    "autoupdate auto-update update install uninstall install-hooks prepare-hooks gc clean cache list help "
    "self util migrate-config sample-config validate-config validate-manifest init-templatedir "
    "init-template-dir hook-impl --version -V --help -h"
)

# Triggers of a proposed change, and of any change.
PROPOSALS = word_set("pull_request pull_request_target merge_request merge_group")
CHANGE_TRIGGERS = PROPOSALS | {"push"}
# Actions and templates may include others; a cycle ends here.
MAXIMUM_INCLUSIONS = 4


def only_checks(words: Sequence[str]) -> bool:
    """Whether a command reads the files that it names, and runs none: `python -m ruff check app.py`.

    Commands and options: https://docs.docker.com/reference/cli/docker/compose/, `terraform validate`,
    `helm lint`, and the option -n of shells (POSIX `sh`: read commands, do not execute them).
    """
    if words[1:2] == ("-m",):
        words = words[2:]
    elif words[:1] and basename(words[0]) in ("npx", "uvx", "bunx"):
        words = words[1:]
    elif words[:2] == ("bundle", "exec"):
        words = words[2:]
    if not words:
        return False
    program = basename(words[0])
    if program in CHECKING_PROGRAMS:
        return True
    if program in INTERPRETERS:
        return words[1:2] == ("-n",)
    if not any(program == each[0] for each in READING_COMMANDS):
        return False
    options = read_options(tuple(words[1:]), COMPOSE_OPTIONS)
    plain = (program, *options.plain)
    return "--dry-run" in options.flags or any(plain[: len(each)] == each for each in READING_COMMANDS)


def runs_hooks(words: Sequence[str]) -> bool:
    """Whether a command of pre-commit or prek runs hooks, which without a word is what they do."""
    return next((each for each in words[1:] if each in RUNS_NO_HOOK or each == "run"), "run") == "run"


class ContinuousRun(Struct, frozen=True):
    """A command that a CI job reaches, with the job and step that reach it."""

    pipeline: Pipeline
    job: Job
    step: Step
    reached: Reached

    @property
    def line(self) -> int:
        """The row of the pipeline's file with the command, or where its step begins."""
        place = self.reached.trail[0]
        return place.line if place.path == self.pipeline.path else self.step.line


class ActiveStep(Struct, frozen=True):
    """A step of a pipeline that something starts. `masked`: its failure does not fail the pipeline."""

    pipeline: Pipeline
    job: Job
    step: Step
    masked: bool


@derived
def ci_runs(repo: Snapshot) -> tuple[ContinuousRun, ...]:
    """Every command that an active CI job reaches, in every pipeline that can start.

    One that is only asked how it is used runs nothing of its program.
    """
    called, included = called_workflows(repo), included_templates(repo)
    found: list[ContinuousRun] = []
    for path, pipeline in repo.pipelines.items():
        if not can_start(pipeline, called) or path in included:
            continue
        for job in pipeline.jobs:
            if job.disabled is None:
                for where, step in steps_of(repo, pipeline, job):
                    found.extend(
                        ContinuousRun(pipeline, job, step, reached)
                        for reached in _reached(repo, where, job, step)
                        if not only_tells_of_itself(reached.words)
                    )
    return tuple(found)


def can_start(pipeline: Pipeline, called: frozenset[str]) -> bool:
    """Whether something starts the pipeline: a trigger, or a workflow that calls it."""
    if not pipeline.can_fire:
        return False
    return tuple(pipeline.triggers) != ("workflow_call",) or pipeline.path in called


def active_steps(repo: Snapshot) -> Iterator[ActiveStep]:
    """Every active step of every pipeline that can start, as in its file; actions are not followed."""
    called = called_workflows(repo)
    for pipeline in repo.pipelines.values():
        if can_start(pipeline, called):
            for job in pipeline.jobs:
                for step in job.steps:
                    if job.disabled is None and step.disabled is None:
                        yield ActiveStep(pipeline, job, step, job.masked or step.masked)


def triggers_of(pipeline: Pipeline, job: Job, step: Step | None = None) -> tuple[str, ...]:
    """What starts a job or a step of it: its own triggers, which are narrower, or those around it."""
    own = step.triggers if step is not None else None
    return own or job.triggers or pipeline.triggers


def fires_on_change(pipeline: Pipeline, job: Job, step: Step | None = None) -> bool:
    """Whether a push or a proposed change of code starts the job, or the step of it, by itself."""
    return why_idle(pipeline, job, step) is None


def why_idle(pipeline: Pipeline, job: Job, step: Step | None = None) -> str | None:
    """Why no change of code starts the job, or the step of it, by itself; None if one does."""
    triggers = triggers_of(pipeline, job, step)
    changes = CHANGE_TRIGGERS & set(triggers)
    if not changes:
        return f"triggered only by {', '.join(triggers)}"
    if changes <= set(job.idle):
        return "which no change of the code starts: its filter of paths lets none through"
    gate = job.gate or (step.gate if step is not None else None)
    return None if gate is None else f"which runs only with {gate}"


@derived
def called_workflows(repo: Snapshot) -> frozenset[str]:
    """Reusable workflows that a pipeline which something starts calls, directly or through others."""
    called: set[str] = set()
    pending = [each for each in repo.pipelines.values() if can_start(each, frozenset())]
    while pending:
        for job in pending.pop().jobs:
            if job.disabled is not None or job.uses is None or not job.uses.startswith("./"):
                continue
            path = inside(ROOT, job.uses)
            if path not in called:
                called.add(path)
                if path in repo.pipelines and repo.pipelines[path].can_fire:
                    pending.append(repo.pipelines[path])
    return frozenset(called)


def included_templates(repo: Snapshot) -> frozenset[str]:
    """Files whose steps are run by a step of another file: they do not start by themselves."""
    return frozenset(
        inside(ROOT, where)
        for pipeline in repo.pipelines.values()
        if (inclusion := _inclusion(pipeline)) is not None
        for uses in (*pipeline.includes, *(step.uses for job in pipeline.jobs for step in job.steps))
        if uses is not None
        for where in inclusion.files(pipeline.path, uses)
    )


def _inclusion(pipeline: Pipeline) -> Inclusion | None:
    system = SYSTEMS.get(pipeline.system)
    return None if system is None else system.inclusion


def steps_of(repo: Snapshot, pipeline: Pipeline, job: Job) -> Iterator[tuple[str, Step]]:
    """The job's steps and those of the composite actions and templates it uses, each with its file."""
    inclusion = _inclusion(pipeline)
    pending = [(pipeline.path, each, 0) for each in reversed(job.steps)]
    if inclusion is not None and inclusion.of_jobs and job.uses is not None:
        pending = [(pipeline.path, Step("", job.line, uses=job.uses), 0)]
    while pending:
        path, step, depth = pending.pop()
        if step.disabled is not None:
            continue
        yield step.source or path, step
        if depth < MAXIMUM_INCLUSIONS and inclusion is not None:
            inner = _included_steps(repo, inclusion, path, step)
            pending.extend(
                # `line` stays that of the step in the pipeline; `run_line` is where the command stands.
                (where, _as_part_of(step, each), depth + 1)
                for where, each in reversed(inner)
            )


def _as_part_of(step: Step, inner: Step) -> Step:
    """A step of an action as the step that uses the action runs it."""
    return replace(
        inner,
        masked=inner.masked or step.masked,
        line=step.line,
        triggers=inner.triggers or step.triggers,
        gate=inner.gate or step.gate,
        variables=(*step.variables, *inner.variables),
    )


def _included_steps(repo: Snapshot, inclusion: Inclusion, path: str, step: Step) -> list[tuple[str, Step]]:
    return [
        (where, _in_folder(inclusion, where, inner))
        for file in (inclusion.files(path, step.uses) if step.uses is not None else ())
        if (content := repo.content(where := inside(ROOT, file))) is not None
        for inner in parse_included(inclusion, content, step.options)
    ]


def _in_folder(inclusion: Inclusion, where: str, step: Step) -> Step:
    """A step whose script names what lies beside the file that holds the step."""
    if inclusion.own_folder is None or step.run is None:
        return step
    folder = f"$GITHUB_WORKSPACE/{dirname(where)}/"
    return replace(step, run=inclusion.own_folder.sub(lambda _: folder, step.run))


def _reached(repo: Snapshot, path: str, job: Job, step: Step) -> Iterator[Reached]:
    for reached in _commands_of(repo, path, job, step):
        if step.masked or job.masked:
            reached = replace(reached, failure=Failure.MASKED)
        yield reached
        yield from _manifest(repo, reached)


def own_checkout(repo: Snapshot, job: Job) -> str:
    """The folder that a job checks this repository out into, if it says one; the root for others."""
    found = [dict(each.options) for each in job.steps if (each.uses or "").startswith("actions/checkout@")]
    own = [each.get("path", "") for each in found if each.get("repository", "$").startswith("$")]
    place = inside(ROOT, own[0] or None) if len(own) == 1 else ROOT
    return ROOT if place in repo.directories else place


def _commands_of(repo: Snapshot, path: str, job: Job, step: Step) -> Iterator[Reached]:
    """What the script of a step runs, or the action it uses."""
    script, line = step.run, step.run_line
    if script is None:
        yield from follow_builds(repo, builds_of_action(repo, step), path, step.line)
        script, line = script_of_action(step), step.line
    if script is not None:
        yield from follow(
            repo,
            script,
            path,
            line,
            inside(ROOT, step.directory),
            errexit=step.errexit,
            pipefail=step.pipefail,
            variables=step.variables,
            checkout=own_checkout(repo, job),
        )


MANIFEST_KEYS = ("entrypoint", "command", "run")


def _manifest(repo: Snapshot, reached: Reached) -> Iterator[Reached]:
    """A job manifest submitted to a remote runner (`ray job submit`, `anyscale job submit`, `sky launch`).

    The command names a YAML file of this repository whose entry point is a command.
    """
    for word in reached.words[1:]:
        if not word.endswith((".yaml", ".yml")):
            continue
        path = inside(reached.directory, word)
        if not repo.exists(path) or path in repo.pipelines or path in repo.services:
            continue
        for document in repo.yaml(path):
            manifest = block(document.value)
            for key in MANIFEST_KEYS:
                script = text(manifest.get(key))
                if script:
                    line = getattr(manifest[key], "line", 1)
                    for inner in follow(repo, script, path, line):
                        failure = max(reached.failure, inner.failure)
                        yield replace(inner, failure=failure, trail=(*reached.trail, *inner.trail))
