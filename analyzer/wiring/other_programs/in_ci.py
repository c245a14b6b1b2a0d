"""What CI runs of programs in other languages, and may fail by."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import ContinuousRun, active_steps, ci_runs
from analyzer.wiring.commands.reach import Failure, Reached
from analyzer.wiring.other_programs.calls import Node, begun_by, reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.languages import LANGUAGES_READ
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.runs.stand_ins import says_stand_in
from analyzer.wiring.starts.entrypoints import task_starts
from analyzer.wiring.testing.foreign_runners import collected_by_action
from analyzer.wiring.testing.runners import collected

EVALUATION_ENDING = ".eval."
EVALUATION_FILE = lazy_regex(r".*\.eval\.[cm]?[jt]sx?")
VITEST_SETTINGS = lazy_regex(r"vite(?:st)?\.config\.[cm]?[jt]s")


@derived
def run_in_ci(repo: Snapshot) -> frozenset[Node]:
    """The functions of programs that a CI job runs and whose failure it may see."""
    return _run_by(repo, _runs(repo))


@derived
def run_in_ci_with_models(repo: Snapshot) -> frozenset[Node]:
    """The same of the commands that do not say that something stands in for their model."""
    runs = _runs(repo)
    real = [run for run in runs if not says_stand_in(repo, run)]
    return run_in_ci(repo) if len(real) == len(runs) else _run_by(repo, real)


def _runs(repo: Snapshot) -> list[ContinuousRun]:
    runs = ci_runs(repo) if programs(repo) else ()
    return [
        run
        for run in runs
        if run.reached.failure is not Failure.MASKED
        and run.reached.words
        and collected(repo, run.reached) is None
    ]


def reached_in_programs(repo: Snapshot, command: Reached) -> frozenset[Node]:
    """The functions of programs that one command runs."""
    return _reached(repo, [command])


def _run_by(repo: Snapshot, runs: list[ContinuousRun]) -> frozenset[Node]:
    return _reached(repo, [run.reached for run in runs])


def _reached(repo: Snapshot, commands: list[Reached]) -> frozenset[Node]:
    read = programs(repo)
    files: dict[str, None] = {}
    nodes: dict[Node, None] = {}
    for reached in commands:
        for language in LANGUAGES_READ:
            where = reached.words, reached.directory, reached.place.path
            files.update(dict.fromkeys(language.started(repo, *where)))
            nodes.update(dict.fromkeys(language.begun(repo, *where)))
    begun = (node for file in files if file in read for node in begun_by(repo, file))
    return reached_by(repo, (*(each for each in nodes if each[0] in read), *begun)) if read else frozenset()


@derived
def run_by_tasks(repo: Snapshot) -> frozenset[Node]:
    """The functions of programs that the scripts of task files and the stages of pipelines run."""
    read = programs(repo)
    if not read:
        return frozenset()
    found: dict[str, None] = {}
    nodes: list[Node] = []
    for start in task_starts(repo):
        if start.module is not None:
            found[start.module] = None
        for language in LANGUAGES_READ:
            found.update(dict.fromkeys(language.started(repo, start.words, dirname(start.path), start.path)))
            nodes += language.begun(repo, start.words, dirname(start.path), start.path)
    files = (each for each in found if each in read and not is_test_path(each))
    called = (each for each in nodes if each[0] in read)
    return reached_by(repo, (*called, *(node for file in files for node in begun_by(repo, file))))


@derived
def tested_in_ci(repo: Snapshot) -> frozenset[str]:
    """The test files in other languages that a CI job runs and may fail by."""
    if not programs(repo):
        return frozenset()
    found: set[str] = set()
    for run in ci_runs(repo):
        tests = None if run.reached.failure is Failure.MASKED else collected(repo, run.reached)
        if tests is not None and not tests.goes_on:
            found.update(each.path for each in tests.foreign)
    for step in active_steps(repo):
        tests = None if step.masked else collected_by_action(repo, step.step.uses or "")
        if tests is not None:
            found.update(each.path for each in tests.foreign)
    return frozenset(found)


@derived
def suites_in_ci(repo: Snapshot) -> frozenset[str]:
    """The files of evaluations that Vitest collects in CI: its settings must include their ending.

    https://github.com/getsentry/vitest-evals, https://vitest.dev/config/#include
    """
    suites = [path for path in programs(repo) if EVALUATION_FILE.fullmatch(path)]
    found: set[str] = set()
    for run in ci_runs(repo) if suites else ():
        words, folder = run.reached.words, run.reached.directory
        if run.reached.failure is Failure.MASKED or "vitest" not in map(basename, words[:4]):
            continue
        if any(EVALUATION_ENDING in (repo.text(path) or "") for path in _settings(repo, words, folder)):
            below = f"{folder}/" if folder else ""
            found.update(each for each in suites if each.startswith(below))
    return frozenset(found)


def _settings(repo: Snapshot, words: tuple[str, ...], folder: str) -> Iterator[str]:
    """The settings that a command of Vitest names, else those in its folder."""
    named = [each.partition("=")[2] for each in words if each.startswith("--config=")]
    named += [value for word, value in pairwise(words) if word in ("--config", "-c")]
    if named:
        yield from (path for each in named if repo.exists(path := normpath(join(folder, each))))
        return
    yield from (
        path for path in repo.paths if dirname(path) == folder and VITEST_SETTINGS.fullmatch(basename(path))
    )
