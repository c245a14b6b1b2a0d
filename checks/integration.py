"""Continuous integration: what its jobs really do, and whether they reach the tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename

from analyzer.engine.registry import check
from analyzer.model import Evidence, Level, Observation, Unseen
from analyzer.parsing.ci.systems import Job, Pipeline, Step
from analyzer.repository.derived import derived
from analyzer.repository.snapshot import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.ci_commands import CHECKING_PROGRAMS, ContinuousRun, called_workflows, can_start, ci_runs
from analyzer.wiring.reach import Failure, Reached, command_text
from analyzer.wiring.runners import Collected, collected, collected_by_action

CHANGE_TRIGGERS = word_set("push pull_request pull_request_target merge_request merge_group workflow_call")

CHECKING = "checks the code"
# What a CI job can do for the code: the kind of work, and the programs and actions that do it.
WORK_PROGRAMS: dict[str, frozenset[str]] = {
    CHECKING: CHECKING_PROGRAMS,
    "builds": word_set(
        "docker buildah podman kaniko make cmake bazel twine flit conda-build mkdocs sphinx-build"
    ),
    "deploys": word_set(
        "kubectl helm terraform gcloud aws az flyctl heroku serverless sam ansible-playbook "
        "pulumi cdk kustomize databricks modal rsync scp ssh argocd vercel netlify oc eb"
    ),
}
WORK_COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "runs a pipeline or reports a model's metrics": (
        ("dvc", "repro"),
        ("dvc", "exp"),
        ("dvc", "metrics"),
        ("dvc", "plots"),
        ("cml", "comment"),
        ("cml", "send-comment"),
        ("cml-send-comment",),
    ),
}
WORK_MODULES = word_set(
    "ruff flake8 black isort mypy pylint pyright bandit build compileall py_compile sphinx pre_commit"
)
WORK_ACTIONS: dict[str, tuple[str, ...]] = {
    CHECKING: (
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
        "google-github-actions/ssh-compute",
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


@check(
    id="ci",
    title="CI configuration",
    dimension="delivery",
    reads=("ci", "targets"),
    ask_present="Show a defect that {path} stopped. What does it not catch?",
    ask_absent="What runs between your commit and a user seeing it?",
)
def ci(repo: Snapshot) -> Iterator[Observation]:
    """A CI system has jobs to run, and they guard the code.

    Only where the CI system reads its file. Present: at least one job; building, deploying and
    running are named, and guard nothing by themselves. Substantive: a job checks or tests the code,
    directly or through targets. Wired: on a push or a proposed change a job reaches tests that
    assert about first-party code, and their failure fails it.
    """
    best: dict[str | None, Evidence] = {}
    for path, pipeline in repo.pipelines.items():
        if pipeline.jobs and not is_image_definition(pipeline):
            first = pipeline.jobs[0]
            best[path] = Evidence(
                path, first.line, Level.PRESENT, f"{pipeline.system} with {_jobs(pipeline)}"
            )
    # What the jobs do says more than that there are some, and comes weakest first.
    best.update((each.path, each) for each in _work(repo))
    yield from best.values()


def is_image_definition(pipeline: Pipeline) -> bool:
    """A Blubber file says how images are built; only the pipeline that names it is run."""
    return pipeline.system == "blubber" and not pipeline.includes


def _jobs(pipeline: Pipeline) -> str:
    return plural(len(pipeline.jobs), "job")


def _work(repo: Snapshot) -> Iterator[Evidence]:
    """What the jobs do for the code, weakest first, so that the strongest of a file is kept."""
    found = []
    for run in ci_runs(repo):
        kind = _kind_of_work(repo, run)
        if kind is not None:
            work, level = kind
            note = f"CI job {work}: {command_text(run.reached)}"
            found.append(Evidence(run.pipeline.path, run.step.line, level, note))
    for each in _by_foreign_actions(repo):
        level = max(each.level, Level.PRESENT)
        found.append(Evidence(each.path, each.line, level, each.note))
    for pipeline, _job, step, masked in _uses(repo):
        for work, actions in WORK_ACTIONS.items():
            if step.uses is not None and step.uses.startswith(actions):
                level = Level.SUBSTANTIVE if work == CHECKING and not masked else Level.PRESENT
                found.append(Evidence(pipeline.path, step.line, level, f"CI job {work}: {step.uses}"))
    yield from sorted(found, key=lambda each: each.level)


def _uses(repo: Snapshot) -> Iterator[tuple[Pipeline, Job, Step, bool]]:
    """Every active step of every pipeline that can start."""
    called = called_workflows(repo)
    for pipeline in repo.pipelines.values():
        if can_start(pipeline, called):
            for job in pipeline.jobs:
                for step in job.steps:
                    if job.disabled is None and step.disabled is None:
                        yield pipeline, job, step, job.masked or step.masked


def _kind_of_work(repo: Snapshot, run: ContinuousRun) -> tuple[str, Level] | None:
    """What a command does for the code, and how strongly that guards it; None if it does nothing."""
    reached = run.reached
    tested = collected(repo, reached)
    if tested is not None:
        return ("tests", _guard(run, tested)) if tested.level > Level.ABSENT else None
    work = _other_work(repo, reached)
    if work is None:
        return None
    guards = work == CHECKING and reached.failure is not Failure.MASKED
    return work, Level.SUBSTANTIVE if guards else Level.PRESENT


def _guard(run: ContinuousRun, tested: Collected) -> Level:
    if run.reached.failure is Failure.MASKED:
        return Level.PRESENT
    stops = run.reached.failure is Failure.STOPS and fires_on_change(run.pipeline, run.job)
    return Level.WIRED if stops and tested.level >= Level.SUBSTANTIVE else Level.SUBSTANTIVE


def _other_work(repo: Snapshot, reached: Reached) -> str | None:
    program = basename(reached.words[0])
    if program == "python":
        return _python_work(repo, reached)
    for work, programs in WORK_PROGRAMS.items():
        if program in programs:
            return work
    return next(
        (
            work
            for work, prefixes in WORK_COMMANDS.items()
            if any(reached.words[: len(prefix)] == prefix for prefix in prefixes)
        ),
        None,
    )


def _python_work(repo: Snapshot, reached: Reached) -> str | None:
    arguments = [word for word in reached.words[1:] if not word.startswith("-") or word == "-m"]
    if arguments[:1] == ["-m"] and len(arguments) > 1:
        if arguments[1] in WORK_MODULES:
            return CHECKING
        return "runs its code" if arguments[1].replace(".", "/") + ".py" in repo.modules else None
    if arguments and any(path == arguments[0] or path.endswith("/" + arguments[0]) for path in repo.modules):
        return "runs its code"
    return None


def fires_on_change(pipeline: Pipeline, job: Job | None = None) -> bool:
    """Whether a push or a proposed change starts the pipeline, and the job where one is given."""
    return bool(CHANGE_TRIGGERS & set(_triggers(pipeline, job)))


def _triggers(pipeline: Pipeline, job: Job | None) -> tuple[str, ...]:
    """What starts a job: its own triggers, which are narrower, or those of its pipeline."""
    return job.triggers if job is not None and job.triggers else pipeline.triggers


@check(
    id="ci_tests",
    title="CI run of the tests",
    dimension="testing",
    reads=("ci", "targets", "python"),
    ask_present="What is the last thing that the tests in {path} stopped, and how long does the run take?",
    ask_absent="When a colleague changes your code, what tells them that they broke it?",
)
def ci_tests(repo: Snapshot) -> Iterator[Observation]:
    """A CI step starts a test runner on tests that exist and would be collected.

    Commands are followed through make, tox, nox, package scripts, shell scripts and compose; a
    runner pointed at nothing, an echo, a lint run, a masked failure and a pipeline that nothing
    starts do not count. Present: the runner collects tests, though none may assert anything, or the
    script may go on when they fail. Substantive: one of them asserts about first-party code.
    Wired: a push or a proposed change starts it.
    """
    found = ci_test_evidence(repo)
    yield from found
    if not any(each.level >= Level.PRESENT for each in found):
        yield from _elsewhere(repo)


@dataclass(frozen=True, slots=True)
class RunOfTests:
    """A command of CI that starts a test runner, and what the runner would collect."""

    run: ContinuousRun
    found: Collected


@derived
def runs_of_tests(repo: Snapshot) -> tuple[RunOfTests, ...]:
    """Every command of CI that starts a test runner."""
    runs = []
    for run in ci_runs(repo):
        found = collected(repo, run.reached)
        if found is not None:
            runs.append(RunOfTests(run, found))
    return tuple(runs)


def ci_test_evidence(repo: Snapshot) -> tuple[Evidence, ...]:
    """What the jobs show of tests being run."""
    seen = [_test_evidence(each.run, each.found) for each in runs_of_tests(repo)]
    by_actions = [
        Evidence(pipeline.path, step.line, Level.PRESENT, f"CI step uses {step.uses}")
        for pipeline, _job, step, masked in _uses(repo)
        if step.uses is not None and step.uses.startswith(TEST_ACTIONS) and not masked
    ]
    return (*seen, *by_actions, *_by_foreign_actions(repo))


def _by_foreign_actions(repo: Snapshot) -> Iterator[Evidence]:
    """Steps that test a package of another language as its tools do."""
    for pipeline, job, step, masked in _uses(repo):
        found = collected_by_action(repo, step.uses or "")
        if found is None:
            continue
        note = f"CI step uses {step.uses}"
        if masked or found.level is Level.ABSENT:
            lack = "but its failure is masked" if masked else f"but {found.why_none}"
            yield Evidence(pipeline.path, step.line, Level.CLAIMED, f"{note}, {lack}")
            continue
        level = found.level
        if level is Level.SUBSTANTIVE and fires_on_change(pipeline, job):
            level = Level.WIRED
        count = sum(each.tests for each in found.foreign)
        yield Evidence(pipeline.path, step.line, level, f"{note}: {plural(count, 'test')} collected")


def _elsewhere(repo: Snapshot) -> Iterator[Unseen]:
    """Jobs whose steps are defined in another repository, or in an image we cannot follow into."""
    called = called_workflows(repo)
    for path, pipeline in repo.pipelines.items():
        if not can_start(pipeline, called):
            continue
        for job in pipeline.jobs:
            outside = job.uses if job.uses is not None and not job.uses.startswith("./") else None
            outside = outside or next(
                (each.uses for each in job.steps if (each.uses or "").startswith("blubber:")), None
            )
            if outside is not None and job.disabled is None:
                yield Unseen(f"job '{job.id[:60]}' runs {outside[:100]}, which is defined elsewhere", path)


def _test_evidence(run: ContinuousRun, found: Collected) -> Evidence:
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
            f"CI runs `{command}`{via}, but {found.why_none}",
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
    if level is Level.SUBSTANTIVE and fires_on_change(run.pipeline, run.job):
        level = Level.WIRED
    note = f"CI runs `{command}`{via}: {plural(count, 'test')} collected"
    if found.level is Level.PRESENT:
        note += ", none asserts about first-party code"
    elif level is Level.SUBSTANTIVE:
        note += f", started only by {', '.join(_triggers(run.pipeline, run.job))}"
    return Evidence(place.path, place.line, level, note)
