"""Tests run in CI: what the runner collects, and what happens when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.test_runs.ci_test_runs import (
    actions_of_tests,
    level_of,
    runner_steps,
    runs_a_test,
    runs_of_tests,
    size_of_run,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation, Unseen
from analyzer.parsing.ci import is_ci_program
from analyzer.parsing.tasks import invocation
from analyzer.references import broken_by, loadable_tests, stopped_at, stopped_by_path, unloadable_tests
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.commands.ci_commands import (
    ContinuousRun,
    active_steps,
    called_workflows,
    can_start,
    ci_runs,
    why_idle,
)
from analyzer.wiring.commands.reach import Failure, Reached, command_text
from analyzer.wiring.testing.collected import Collected

# What stands for a command in configuration: an expression, an input, a parameter.
OPEN = lazy_regex(r"\$\{\{|\$\[\[|<<|\$\(\w")

# What runs a pipeline that is written as a program: https://docs.dagger.io
PIPELINES_IN_CODE = lazy_regex(r"dagger/dagger-for-github(?:@|\Z)")
PIPELINE_PROGRAMS = frozenset({"dagger"})


def _has_jobs(repo: Snapshot, _level: Level) -> bool:
    return any(pipeline.jobs for pipeline in repo.pipelines.values())


@check(
    id="ci_tests",
    title="tests run in CI",
    reads=(FileKind.CI, FileKind.TARGETS, FileKind.PYTHON),
    questions=Questions(
        competency=Competency.EVALUATION,
        present="What did the tests in {path} last catch, and how long does the run take?",
        absent="When a colleague changes your code, how do they find out that they broke it?",
        strong=(
            "Names a change that was stopped, how long the run takes, and what is still checked by people."
        ),
        weak="The run is green, and nobody remembers it failing.",
    ),
    other_languages=OtherLanguages(
        "without a job no test runs; with one, tests by an unknown convention may run",
        (Role.TEST,),
        when=_has_jobs,
    ),
    covers=("H2",),
    near=("ci", "cicd", "run_test", "test_all", "tox", "nox"),
)
def ci_tests(repo: Snapshot) -> Iterator[Observation]:
    """A CI step starts a test runner that collects existing tests.

    Commands are followed through make, tox, nox, package scripts, shell scripts and compose. A runner that
    collects nothing, an echo, a linter run, a masked failure and a pipeline that nothing triggers do not
    count. Present: the runner collects tests, even if none asserts anything or the script continues when
    they fail. Substantive: at least one of them asserts about first-party code. Wired: a push or a pull
    request of code triggers it by itself, without a secret, a variable or a word that may not be there. A
    job that stops before its tests, at a name which is not in the repository, is at most present, and a
    claim where no commit ever had that name. pytest starts no test where it cannot load one of the files
    that it collects, nor find what one imports, so that such a run is at most present; tests of what cannot
    be loaded are not counted.
    """
    for each in runs_of_tests(repo):
        yield _reached(repo, each.run, _loaded(repo, each.found, _evidence(repo, each.run, each.found)))
    for step in runner_steps(repo):
        yield Evidence(step.pipeline.path, step.step.line, Level.PRESENT, f"CI step uses {step.step.uses}")
    for action in actions_of_tests(repo):
        yield Evidence(action.path, action.line, max(action.level, Level.CLAIMED), action.note)
    if not runs_a_test(repo):
        yield from _elsewhere(repo)


def _reached(repo: Snapshot, run: ContinuousRun, evidence: Evidence) -> Evidence:
    """The evidence as far as the job gets: the link that is broken, if it stops before the tests."""
    stop = broken_by(repo, run) if evidence.level > Level.CLAIMED else None
    if stop is None:
        return evidence
    level = Level.CLAIMED if stop.never_worked else Level.PRESENT
    return replace(evidence, level=level, note=stop.note(run))


def _loaded(repo: Snapshot, found: Collected, evidence: Evidence) -> Evidence:
    """The evidence where a runner can load one of the files at least; else what the first one lacks."""
    if evidence.level <= Level.PRESENT or found.foreign:
        return evidence
    broken = unloadable_tests(repo, found)
    if not broken or len(broken) < len({each.path for each in found.tests}):
        return evidence
    first = broken[0].reference
    lack = f"{first.path}:{first.line} {first.words}"
    return replace(evidence, level=Level.PRESENT, note=f"{evidence.note}, none can be loaded: {lack}")


def _elsewhere(repo: Snapshot) -> Iterator[Unseen]:
    """Jobs whose steps are defined in another repository, or in an image that cannot be inspected."""
    called = called_workflows(repo)
    for path, pipeline in repo.pipelines.items():
        if not can_start(pipeline, called):
            continue
        for job in pipeline.jobs:
            outside = job.uses if job.uses is not None and not job.uses.startswith("./") else None
            outside = outside or next((each.uses for each in job.steps if each.opaque), None)
            if outside is not None and job.disabled is None:
                yield Unseen(f"job '{job.id[:60]}' runs {outside[:100]}, which is defined elsewhere", path)
    for path in repo.paths:
        if is_ci_program(path):
            yield Unseen("a CI configuration that is a program, which is not read", path)
    for each in active_steps(repo):
        if each.step.uses is not None and PIPELINES_IN_CODE.match(each.step.uses) is not None:
            yield Unseen("a pipeline that is a program, which is not read", each.pipeline.path)
    for run in ci_runs(repo):
        if _is_open(run.reached):
            words = command_text(run.reached)[:100]
            what = f"job '{run.job.id[:60]}' runs `{words}`, which is only known when it runs"
            yield Unseen(what, run.pipeline.path)


def _is_open(reached: Reached) -> bool:
    """Whether the program of a command, or the target it asks for, is only known while CI runs."""
    if OPEN.match(reached.words[0]) or basename(reached.words[0]) in PIPELINE_PROGRAMS:
        return True
    return any("$" in name for call in invocation(reached.words) for name in call.names)


def _evidence(repo: Snapshot, run: ContinuousRun, found: Collected) -> Evidence:
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
    if run.reached.failure is Failure.UNNOTICED or found.goes_on:
        what = "the program does not say so" if found.goes_on else "the script continues"
        note = f"CI runs `{command}`{via}, but {what} when it fails"
        return Evidence(place.path, place.line, Level.PRESENT, note)
    stop = stopped_at(repo, found) or stopped_by_path(repo, run, found)
    if stop is not None:
        note = f"CI runs `{command}`{via}, which stops before its tests: {stop.words}"
        return Evidence(place.path, place.line, Level.PRESENT, note)
    loaded = loadable_tests(repo, found) or found.tests
    count = len(loaded) + sum(each.tests for each in found.foreign)
    level = level_of(repo, replace(found, tests=loaded))
    idle = why_idle(run.pipeline, run.job, run.step)
    if level is Level.SUBSTANTIVE and idle is None:
        level = Level.WIRED
    note = f"CI runs `{command}`{via}: {plural(count, 'test')} collected"
    if level is Level.PRESENT:
        note += ", none asserts about first-party code"
    elif level is Level.SUBSTANTIVE:
        note += f", {idle}"
    # Of the commands that say as much the one with most tests is shown, as of the jobs.
    size = size_of_run(run, replace(found, tests=loaded))
    return Evidence(place.path, place.line, level, note, size=size)
