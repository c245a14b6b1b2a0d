"""What CI runs of programs in other languages, and may fail by."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from analyzer.repository import Snapshot, derived
from analyzer.wiring.ci_commands import ci_runs
from analyzer.wiring.entrypoints import task_starts
from analyzer.wiring.other_programs.calls import Node, begun_by, reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.languages import LANGUAGES_READ
from analyzer.wiring.reach import Failure
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.runners import collected


@derived
def run_in_ci(repo: Snapshot) -> frozenset[Node]:
    """The functions of programs that a CI job runs and whose failure it may see."""
    read = programs(repo)
    if not read:
        return frozenset()
    files = dict.fromkeys(each for each in _started(repo) if each in read)
    nodes = dict.fromkeys(each for each in _called(repo) if each[0] in read)
    return reached_by(repo, (*nodes, *(node for file in files for node in begun_by(repo, file))))


def _called(repo: Snapshot) -> Iterator[Node]:
    """The functions that commands call themselves."""
    for run in ci_runs(repo):
        reached = run.reached
        if reached.failure is not Failure.MASKED and reached.words and collected(repo, reached) is None:
            for language in LANGUAGES_READ:
                yield from language.begun(repo, reached.words, reached.directory, reached.place.path)


def _started(repo: Snapshot) -> Iterator[str]:
    for run in ci_runs(repo):
        reached = run.reached
        if reached.failure is not Failure.MASKED and reached.words and collected(repo, reached) is None:
            for language in LANGUAGES_READ:
                yield from language.started(repo, reached.words, reached.directory, reached.place.path)


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
    return frozenset(found)
