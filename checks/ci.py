"""Continuous integration: what its jobs do, and whether they check the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.deliveries.delivery_tables import DELIVERY_ACTIONS, REMOTE_ACTIONS, Work
from analyzer.facts.test_runs.ci_test_runs import actions_of_tests, size_of_run
from analyzer.model import Evidence, Fact, Level, Observation
from analyzer.parsing.ci import Pipeline
from analyzer.references import Outcome, broken_by, broken_step, references, stopped_at, stopped_by_path
from analyzer.repository import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.commands.ci_commands import (
    CHECKING_PROGRAMS,
    HOOK_RUNNERS,
    ContinuousRun,
    active_steps,
    ci_runs,
    fires_on_change,
    runs_hooks,
)
from analyzer.wiring.commands.reach import Failure, Reached, command_text
from analyzer.wiring.testing.collected import Collected
from analyzer.wiring.testing.runners import collected

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
WORK_MODULES = word_set("ruff flake8 black isort mypy pylint pyright bandit compileall py_compile")
# Of the same level, what says most about the code is named: its tests, then what reads it whole.
RUNS_TESTS = "tests"
ONLY_SYNTAX = word_set("compileall py_compile")
# Programs that write what they would have said, unless they are asked to check alone.
REWRITING = word_set("black isort autopep8 yapf format --fix --fix-only")
READ_ONLY = word_set("--check --check-only --diff -c")
BUILDING_MODULES = word_set("build sphinx")
WORK_ACTIONS: dict[str, tuple[str, ...]] = {
    CHECKING: (
        "pre-commit/action",
        "tox-dev/action-pre-commit-uv",
        "j178/prek-action",
        "psf/black",
        "astral-sh/ruff-action",
        "chartboost/ruff-action",
        "github/codeql-action/analyze",
        "super-linter/super-linter",
        "github/super-linter",
        "aquasecurity/trivy-action",
        "SonarSource/",
        "hadolint/hadolint-action",
        "jakebailey/pyright-action",
        "isort/isort-action",
    ),
    "builds": (
        *DELIVERY_ACTIONS[Work.BUILDS],
        *DELIVERY_ACTIONS[Work.PUBLISHES],
        "pypa/cibuildwheel",
    ),
    "deploys": (
        *DELIVERY_ACTIONS[Work.DEPLOYS],
        *REMOTE_ACTIONS,
        "google-github-actions/deploy-",
        "appleboy/scp-action",
        "superfly/flyctl-actions",
        "hashicorp/setup-terraform",
    ),
}


def _lifts(_repo: Snapshot, level: Level) -> bool:
    """Only existing evidence can be raised; without it, nothing in a program adds the signal."""
    return level >= Level.PRESENT


@check(
    id="ci",
    title="CI configuration",
    reads=(FileKind.CI, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Which defect did {path} stop? What does it not catch?",
        absent="What runs between your commit and a user seeing the change?",
        strong=(
            "Can say what blocks a change, what only warns, and which check was removed because of false "
            "alarms."
        ),
        weak="Runs commands by hand before merging.",
    ),
    other_languages=OtherLanguages(
        "jobs are read; whether they run tests is known only for languages with known test conventions",
        (Role.TEST,),
        when=_lifts,
    ),
    covers=("A4",),
    near=("ci", "cicd", "workflow", "jenkinsfile", "continuous_integration"),
)
def ci(repo: Snapshot) -> Iterator[Observation]:
    """CI runs jobs, and they check the code.

    Only files that the CI system reads count. Present: at least one job; building, deploying and running
    are named, but do not check the code by themselves. Substantive: a job checks or tests the code,
    directly or through task files. Wired: a push or a pull request starts a job that reaches tests with
    assertions about first-party code, and a failing test fails the job. What a job cannot reach, because it
    stops before at a name that is not in the repository, is at most present.
    """
    best: dict[str | None, Evidence] = {}
    for path, pipeline in repo.pipelines.items():
        if pipeline.jobs and not pipeline.only_images:
            first = pipeline.jobs[0]
            best[path] = Evidence(
                path, first.line, Level.PRESENT, f"{pipeline.system} with {_jobs(pipeline)}"
            )
    # What the jobs do says more than that there are some, and comes weakest first.
    best.update((each.path, each) for each in _work(repo))
    yield from best.values()
    yield from _references(repo)


def _references(repo: Snapshot) -> Iterator[Fact]:
    """How many of the names that files of the repository give are there, and how many are nowhere."""
    counted = Counter(each.outcome for each in references(repo))
    if counted:
        yield Fact("references_resolve", counted[Outcome.RESOLVES])
        yield Fact("references_dangle", counted[Outcome.DANGLES])


def _jobs(pipeline: Pipeline) -> str:
    return plural(len({job.line for job in pipeline.jobs}), "job")


def _work(repo: Snapshot) -> Iterator[Evidence]:
    """What the jobs do for the code, weakest first, so that the strongest of a file is kept."""
    found: list[tuple[Evidence, int]] = []
    for run in ci_runs(repo):
        kind = _kind_of_work(repo, run)
        if kind is not None:
            work, level = kind
            note = f"CI job {work}: {command_text(run.reached)}"
            stop = broken_by(repo, run)
            if stop is not None and level > Level.PRESENT:
                level = Level.PRESENT
                note = stop.note(run)
            elif work == RUNS_TESTS and (unloadable := _stopped_tests(repo, run)):
                level = Level.PRESENT
                note = f"{note}, which stops before its tests: {unloadable}"
            size = _tests_run(repo, run) if work == RUNS_TESTS else 0
            evidence = Evidence(run.pipeline.path, run.line, level, note, size=size)
            found.append((evidence, _says(work, run.reached.words)))
    found += [
        (
            Evidence(action.path, action.line, max(action.level, Level.PRESENT), action.note),
            _says(RUNS_TESTS, ()),
        )
        for action in actions_of_tests(repo)
    ]
    for each in active_steps(repo):
        uses, line = each.step.uses or "", each.step.line
        for work, actions in WORK_ACTIONS.items():
            if uses.startswith(actions):
                guards = work == CHECKING and not each.masked and broken_step(repo, each) is None
                level = Level.SUBSTANTIVE if guards else Level.PRESENT
                evidence = Evidence(each.pipeline.path, line, level, f"CI job {work}: {uses}")
                found.append((evidence, _says(work, ())))
    for evidence, _weight in sorted(found, key=_says_less_first):
        yield evidence


def _says_less_first(found: tuple[Evidence, int]) -> tuple[int, int, int, int]:
    evidence, weight = found
    return evidence.level, weight, evidence.size, -(evidence.line or 0)


def _tests_run(repo: Snapshot, run: ContinuousRun) -> int:
    """How many tests a command runs that assert something: the job with most of them is shown."""
    tested = collected(repo, run.reached)
    return 0 if tested is None else size_of_run(run, tested)


def _stopped_tests(repo: Snapshot, run: ContinuousRun) -> str:
    """Which file of tests cannot be loaded, so that a command runs none; "" where it runs them."""
    tested = collected(repo, run.reached)
    stop = None if tested is None else stopped_at(repo, tested) or stopped_by_path(repo, run, tested)
    return "" if stop is None else stop.words


def _says(work: str, words: tuple[str, ...]) -> int:
    """How much a kind of work says about the code beside others of its level."""
    if work == RUNS_TESTS:
        return 3
    if work != CHECKING:
        return 0
    rewrites = not REWRITING.isdisjoint(words[:4]) and READ_ONLY.isdisjoint(words)
    return 1 if rewrites or ONLY_SYNTAX.intersection(words[:3]) else 2


def _kind_of_work(repo: Snapshot, run: ContinuousRun) -> tuple[str, Level] | None:
    """What a command does for the code, and the level of that; None if it does nothing."""
    reached = run.reached
    tested = collected(repo, reached)
    if tested is not None:
        return (RUNS_TESTS, _guard(run, tested)) if tested.level > Level.ABSENT else None
    work = _other_work(repo, reached)
    if work is None:
        return None
    guards = work == CHECKING and reached.failure is not Failure.MASKED
    return work, Level.SUBSTANTIVE if guards else Level.PRESENT


def _guard(run: ContinuousRun, tested: Collected) -> Level:
    if run.reached.failure is Failure.MASKED:
        return Level.PRESENT
    stops = run.reached.failure is Failure.STOPS and fires_on_change(run.pipeline, run.job, run.step)
    return Level.WIRED if stops and tested.level >= Level.SUBSTANTIVE else Level.SUBSTANTIVE


def _other_work(repo: Snapshot, reached: Reached) -> str | None:
    program = basename(reached.words[0])
    if program == "python":
        return _python_work(repo, reached.words[1:])
    if program in HOOK_RUNNERS and not runs_hooks(reached.words):
        return None
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


def _python_work(repo: Snapshot, words: tuple[str, ...]) -> str | None:
    """What the interpreter, whose options are taken off, is given: a module after `-m`, or a script."""
    match words:
        case ("-m", module, *_):
            if module in HOOK_RUNNERS:
                return CHECKING if runs_hooks(words[1:]) else None
            if module in WORK_MODULES:
                return CHECKING
            if module in BUILDING_MODULES:
                return "builds"
            return "runs its code" if module.replace(".", "/") + ".py" in repo.modules else None
        case (script, *_) if any(path == script or path.endswith("/" + script) for path in repo.modules):
            return "runs its code"
    return None
