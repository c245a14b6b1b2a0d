"""Continuous integration: what its jobs really do, and whether they reach the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.model import Evidence, Flag, Level, Severity, Yield
from analyzer.parsing.pipelines import Job, Pipeline, Step
from analyzer.reach import ContinuousRun, Failure, Reached, called_workflows, can_start, ci_runs, command_text
from analyzer.registry import check
from analyzer.snapshot import Snapshot
from analyzer.startup import is_idle_command
from analyzer.tables import names
from checks.runners import Collected, collected, starts_r_tests

CHANGE_TRIGGERS = names("push pull_request pull_request_target merge_request merge_group workflow_call")

# What a CI job can do for the code: the kind of work, and the programs and actions that do it.
WORK_PROGRAMS: dict[str, frozenset[str]] = {
    "checks the code": names(
        "ruff flake8 black isort mypy pyright pylint pycodestyle pydocstyle bandit pre-commit "
        "yapf autopep8 codespell eslint prettier tsc golangci-lint clippy-driver hadolint "
        "yamllint shellcheck vulture interrogate sqlfluff tflint coala prospector pytype pyre "
        "deptry safety pip-audit trivy semgrep"
    ),
    "builds": names(
        "docker buildah podman kaniko make cmake bazel twine flit conda-build mkdocs sphinx-build"
    ),
    "deploys": names(
        "kubectl helm terraform gcloud aws az flyctl heroku serverless sam ansible-playbook "
        "pulumi cdk kustomize databricks modal rsync scp ssh argocd vercel netlify oc eb"
    ),
    "reports a model's metrics": names("dvc cml cml-send-comment"),
}
WORK_MODULES = names(
    "ruff flake8 black isort mypy pylint pyright bandit build compileall py_compile sphinx pre_commit"
)
WORK_ACTIONS: dict[str, tuple[str, ...]] = {
    "checks the code": (
        "pre-commit/action",
        "psf/black",
        "astral-sh/ruff-action",
        "chartboost/ruff-action",
        "github/codeql-action",
        "super-linter/super-linter",
        "github/super-linter",
        "aquasecurity/trivy-action",
        "SonarSource/",
        "hadolint/hadolint-action",
        "jakebailey/pyright-action",
        "isort/isort-action",
    ),
    "builds": ("docker/build-push-action", "pypa/cibuildwheel", "mr-smithers-excellent/docker-build-push"),
    "deploys": (
        "aws-actions/amazon-ecs-deploy-task-definition",
        "google-github-actions/deploy-",
        "azure/webapps-deploy",
        "azure/k8s-deploy",
        "akhileshns/heroku-deploy",
        "appleboy/ssh-action",
        "appleboy/scp-action",
        "superfly/flyctl-actions",
        "serverless/github-action",
        "hashicorp/setup-terraform",
    ),
}
TEST_ACTIONS = (
    "pavelzw/pytest-action",
    "cclauss/github_action_for_pytest",
    "fylein/python-pytest-github-action",
)
SAYS_TEST = re.compile(r"(?<![a-z])(?:unit[ -]?)?(?:py)?tests?(?![a-z])", re.IGNORECASE)


@check(
    id="ci",
    title="CI configuration",
    dimension="delivery",
    reads=("ci", "targets"),
    ask_present="Show a defect that {path} stopped. What does it not catch?",
    ask_absent="What runs between your commit and a user seeing it?",
)
def ci(repo: Snapshot) -> Iterator[Yield]:
    """A CI system has jobs to run, and they do something for the code.

    Only where the CI system reads its file. Present: at least one job. Substantive: a job checks,
    tests, builds or deploys, directly or through targets; installing and printing is not work.
    Wired: such a job starts on a push or a proposed change and its failure is not masked.
    """
    best: dict[str, Evidence] = {}
    for path, pipeline in repo.pipelines.items():
        if pipeline.jobs:
            first = pipeline.jobs[0]
            best[path] = Evidence(
                path, first.line, Level.PRESENT, f"{pipeline.system} with {_jobs(pipeline)}"
            )
    for evidence in _work(repo):
        held = best.get(evidence.path or "")
        if held is None or evidence.level > held.level:
            best[evidence.path or ""] = evidence
    yield from best.values()


def _jobs(pipeline: Pipeline) -> str:
    return "1 job" if len(pipeline.jobs) == 1 else f"{len(pipeline.jobs)} jobs"


def _work(repo: Snapshot) -> Iterator[Evidence]:
    for run in ci_runs(repo):
        work = _kind_of_work(repo, run.reached)
        if work is not None:
            yield _worked(
                run.pipeline,
                run.reached.failure is not Failure.STOPS,
                run.step,
                f"{work}: {command_text(run.reached)}",
            )
    for pipeline, _job, step, masked in _uses(repo):
        for work, actions in WORK_ACTIONS.items():
            if step.uses is not None and step.uses.startswith(actions):
                yield _worked(pipeline, masked, step, f"{work}: {step.uses}")


def _uses(repo: Snapshot) -> Iterator[tuple[Pipeline, Job, Step, bool]]:
    """Every active step of every pipeline that can start."""
    called = called_workflows(repo)
    for pipeline in repo.pipelines.values():
        if can_start(pipeline, called):
            for job in pipeline.jobs:
                for step in job.steps:
                    if job.disabled is None and step.disabled is None:
                        yield pipeline, job, step, job.masked or step.masked


def _worked(pipeline: Pipeline, masked: bool, step: Step, note: str) -> Evidence:
    wired = fires_on_change(pipeline) and not masked
    return Evidence(pipeline.path, step.line, Level.WIRED if wired else Level.SUBSTANTIVE, f"CI job {note}")


def _kind_of_work(repo: Snapshot, reached: Reached) -> str | None:
    if not reached.words or is_idle_command(reached.words):
        return None
    tested = collected(repo, reached)
    if tested is not None:
        return "tests" if tested.level > Level.ABSENT else None
    program = basename(reached.words[0])
    if program == "python":
        return _python_work(repo, reached)
    for work, programs in WORK_PROGRAMS.items():
        if program in programs:
            return work
    return None


def _python_work(repo: Snapshot, reached: Reached) -> str | None:
    arguments = [word for word in reached.words[1:] if not word.startswith("-") or word == "-m"]
    if arguments[:1] == ["-m"] and len(arguments) > 1:
        if arguments[1] in WORK_MODULES:
            return "checks the code"
        return "runs its code" if arguments[1].replace(".", "/") + ".py" in repo.modules else None
    if arguments and any(path == arguments[0] or path.endswith("/" + arguments[0]) for path in repo.modules):
        return "runs its code"
    return None


def fires_on_change(pipeline: Pipeline) -> bool:
    """Whether a push or a proposed change starts the pipeline."""
    return bool(CHANGE_TRIGGERS & set(pipeline.triggers))


@check(
    id="ci_tests",
    title="CI run of the tests",
    dimension="testing",
    reads=("ci", "targets", "python"),
    ask_present="What is the last thing that the tests in {path} stopped, and how long does the run take?",
    ask_absent="When a colleague changes your code, what tells them that they broke it?",
)
def ci_tests(repo: Snapshot) -> Iterator[Yield]:
    """A CI step starts a test runner on tests that exist and would be collected.

    Commands are followed through make, tox, nox, package scripts, shell scripts and compose; a
    runner pointed at nothing, an echo, a lint run, a masked failure and a pipeline that nothing
    starts do not count. Present: the runner collects tests, though none may assert anything, or the
    script may go on when they fail. Substantive: one of them asserts about first-party code.
    Wired: a push or a proposed change starts it. Flag `hollow_ci`: a step or job that says it tests
    and only prints, or whose tests cannot fail.
    """
    reached_tests = False
    attempts: list[tuple[ContinuousRun, Collected]] = []
    for run in ci_runs(repo):
        found = collected(repo, run.reached)
        if found is None:
            if starts_r_tests(run.reached.words):
                found = Collected("R", why_none=None)
            else:
                continue
        attempts.append((run, found))
        evidence = _test_evidence(run, found)
        if evidence is not None:
            reached_tests = reached_tests or evidence.level >= Level.PRESENT
            yield evidence
    for pipeline, _job, step, masked in _uses(repo):
        if step.uses is not None and step.uses.startswith(TEST_ACTIONS) and not masked:
            reached_tests = True
            yield Evidence(pipeline.path, step.line, Level.PRESENT, f"CI step uses {step.uses}")
    if not reached_tests:
        yield from _hollow(repo, attempts)


def _test_evidence(run: ContinuousRun, found: Collected) -> Evidence | None:
    place = run.reached.trail[0]
    command = command_text(run.reached)
    via = (
        " via " + ", ".join(dict.fromkeys(each.path for each in run.reached.trail[1:]))
        if len(run.reached.trail) > 1
        else ""
    )
    if found.level is Level.ABSENT:
        return Evidence(
            place.path,
            place.line,
            Level.CLAIMED,
            f"CI runs `{command}`{via}, but {found.why_none or 'nothing is collected'}",
        )
    if run.reached.failure is Failure.MASKED:
        return Evidence(
            place.path, place.line, Level.CLAIMED, f"CI runs `{command}`{via}, but its failure is masked"
        )
    if run.reached.failure is Failure.UNNOTICED:
        note = f"CI runs `{command}`{via}, but the script goes on when it fails"
        return Evidence(place.path, place.line, Level.PRESENT, note)
    count = len(found.tests) + sum(each.tests for each in found.foreign)
    level = found.level
    if level is Level.SUBSTANTIVE and fires_on_change(run.pipeline):
        level = Level.WIRED
    note = f"CI runs `{command}`{via}: {count} tests collected"
    if found.level is Level.PRESENT:
        note += ", none asserts about first-party code"
    elif level is Level.SUBSTANTIVE:
        note += f", started only by {', '.join(run.pipeline.triggers) or 'hand'}"
    return Evidence(place.path, place.line, level, note)


def _hollow(repo: Snapshot, attempts: list[tuple[ContinuousRun, Collected]]) -> Iterator[Flag]:
    pretenders = []
    by_step: dict[tuple[str, int], list[ContinuousRun]] = {}
    for run in ci_runs(repo):
        by_step.setdefault((run.pipeline.path, run.step.line), []).append(run)
    for runs in by_step.values():
        step, job, pipeline = runs[0].step, runs[0].job, runs[0].pipeline
        said = step.name or job.id
        printed = " ".join(command_text(run.reached) for run in runs)
        if all(is_idle_command(run.reached.words) for run in runs) and (
            SAYS_TEST.search(said) or SAYS_TEST.search(printed)
        ):
            pretenders.append(
                Evidence(
                    pipeline.path, step.line, Level.CLAIMED, f"step '{said[:60]}' only prints: {printed[:80]}"
                )
            )
    for run, found in attempts:
        place = run.reached.trail[0]
        if found.level is Level.ABSENT:
            pretenders.append(
                Evidence(
                    place.path, place.line, Level.CLAIMED, f"`{command_text(run.reached)}`: {found.why_none}"
                )
            )
        elif run.reached.failure is Failure.MASKED:
            pretenders.append(
                Evidence(place.path, place.line, Level.CLAIMED, f"`{command_text(run.reached)}` cannot fail")
            )
    if pretenders:
        yield Flag(
            "hollow_ci",
            Severity.SERIOUS,
            "CI says that it tests, and no step of it runs a test that could fail",
            tuple(pretenders[:5]),
        )
