"""Where CI runs tests: commands that start a runner, and actions that run a language's own test tools."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.test_runs.unreached_subjects import unreached_subjects
from analyzer.model import Level
from analyzer.repository import Snapshot, derived
from analyzer.text import plural
from analyzer.wiring.commands.ci_commands import (
    PROPOSALS,
    ActiveStep,
    ContinuousRun,
    active_steps,
    ci_runs,
    fires_on_change,
    triggers_of,
)
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.testing.collected import Collected
from analyzer.wiring.testing.foreign_runners import collected_by_action
from analyzer.wiring.testing.runners import collected

TEST_ACTIONS = (
    "pavelzw/pytest-action",
    "cclauss/github_action_for_pytest",
    "fylein/python-pytest-github-action",
)


class RunOfTests(Struct, frozen=True):
    """A command of CI that starts a test runner, and what the runner would collect."""

    run: ContinuousRun
    found: Collected


class ActionOfTests(Struct, frozen=True):
    """A step that tests a package in another language with that language's tools.

    `level` is that of the tests it collects, WIRED where a change starts it; ABSENT, with the reason in
    `lack`, where it collects none or its failure does not count.
    """

    path: str
    line: int
    uses: str
    level: Level
    count: int
    lack: str | None

    @property
    def note(self) -> str:
        """The note for a reader."""
        outcome = f": {plural(self.count, 'test')} collected" if self.lack is None else f", but {self.lack}"
        return f"CI step uses {self.uses}{outcome}"


@derived
def runs_of_tests(repo: Snapshot) -> tuple[RunOfTests, ...]:
    """Every command of CI that starts a test runner."""
    runs = []
    for run in ci_runs(repo):
        found = collected(repo, run.reached)
        if found is not None:
            runs.append(RunOfTests(run, found))
    return tuple(runs)


def actions_of_tests(repo: Snapshot) -> Iterator[ActionOfTests]:
    """Every step whose action tests a package of another language."""
    for each in active_steps(repo):
        found = collected_by_action(repo, each.step.uses or "")
        if found is not None:
            yield _action(repo, each, found)


def _action(repo: Snapshot, each: ActiveStep, found: Collected) -> ActionOfTests:
    count = sum(tests.tests for tests in found.foreign)
    level, lack = level_of(repo, found), found.why_none
    if each.masked:
        level, lack = Level.ABSENT, "its failure is masked"
    elif level is Level.SUBSTANTIVE and fires_on_change(each.pipeline, each.job, each.step):
        level = Level.WIRED
    return ActionOfTests(each.pipeline.path, each.step.line, each.step.uses or "", level, count, lack)


def level_of(repo: Snapshot, found: Collected) -> Level:
    """The level of what was collected; tests that assert about nothing here are present."""
    if found.level <= Level.PRESENT or any(each.substantive for each in found.tests):
        return found.level
    about = (each for each in found.foreign if each.assertions and each.path not in unreached_subjects(repo))
    return Level.PRESENT if next(about, None) is None else found.level


def size_of_run(run: ContinuousRun, found: Collected) -> int:
    """How much a command tests: its tests that assert something, whether before a merge, whether by name."""
    proposed = not PROPOSALS.isdisjoint(triggers_of(run.pipeline, run.job, run.step))
    return 4 * found.asserting + 2 * int(proposed) + int(any("test" in each for each in run.reached.words))


def runner_steps(repo: Snapshot) -> Iterator[ActiveStep]:
    """Steps whose action starts a test runner on whatever exists, and whose failure counts."""
    for each in active_steps(repo):
        if (each.step.uses or "").startswith(TEST_ACTIONS) and not each.masked:
            yield each


def runs_a_test(repo: Snapshot) -> bool:
    """Whether CI runs a test whose failure is not ignored."""
    return (
        any(
            each.found.level > Level.ABSENT and each.run.reached.failure is not Failure.MASKED
            for each in runs_of_tests(repo)
        )
        or any(each.level > Level.ABSENT for each in actions_of_tests(repo))
        or any(True for _ in runner_steps(repo))
    )
