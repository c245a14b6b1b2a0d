"""What the repository starts, builds or tests cannot start as it was committed."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.test_runs.ci_test_runs import runs_of_tests
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.references import (
    Reference,
    broken_by,
    broken_programs,
    image_stops,
    imports_of_left_out,
    process_stops,
    service_stops,
    stop_words,
    stopped_at,
)
from analyzer.repository import Snapshot

SHOWN_BREAKS = 5


@flag_check(
    id="cannot_run",
    title="cannot start as committed",
    reads=(
        FileKind.DOCKERFILE,
        FileKind.CI,
        FileKind.COMPOSE,
        FileKind.TARGETS,
        FileKind.PYTHON,
        FileKind.SOURCE,
    ),
    question=FlagQuestion(
        competency=Competency.OPERATIONS,
        ask="From a fresh clone, what is missing before this runs? When did you last try?",
        strong="Knows what is missing, where it comes from on the machine it runs on, and who would notice.",
        weak="Has not started it from a clean checkout.",
        covers=("-",),
    ),
)
def cannot_run(repo: Snapshot) -> Iterator[FlagResult]:
    """An image, a service or a test job names a file that is not in the repository, and nothing makes it.

    Names that a build, a run, a script, an ignore file or another repository makes or mentions do not count,
    nor do those of which it cannot be told. Where an ignore file kept a package's `__init__.py` out, what is
    started and imports a name from the package stops too, and so does what loads a module that every version
    of Python refuses to read. The words say whether any commit ever had the name.
    """
    found = list(_broken(repo))
    if not found:
        return
    never = [reference for reference, _ in found if reference.existed is False]
    what = (
        "an image, a service or a test job"
        if len(found) == 1
        else f"{len(found)} images, services or test jobs"
    )
    said = "; no commit ever had what is named" if len(never) == len(found) else ""
    places = (Evidence(each.path, each.line, Level.CLAIMED, note) for each, note in found[:SHOWN_BREAKS])
    yield Flag("cannot_run", Severity.ASK, f"{what} cannot run as committed{said}", tuple(places))


def _broken(repo: Snapshot) -> Iterator[tuple[Reference, str]]:
    """What cannot start, once for each name that is missing at a place."""
    seen: set[tuple[str, int | None]] = set()
    for reference, note in _everything(repo):
        key = (reference.path, reference.line)
        if key not in seen:
            seen.add(key)
            yield reference, note


def _everything(repo: Snapshot) -> Iterator[tuple[Reference, str]]:
    for path, reference in image_stops(repo).items():
        yield reference, f"the image of {path} cannot {stop_words(reference)}"
    for reference in service_stops(repo):
        yield reference, f"a service cannot start: {reference.path}:{reference.line} {reference.words}"
    for reference in process_stops(repo):
        yield reference, f"a process cannot start: {reference.path}:{reference.line} {reference.words}"
    for start, reference in broken_programs(repo):
        where = f"{reference.path}:{reference.line} {reference.words}"
        yield reference, f"{start.path}:{start.line} cannot start {start.module}: {where}"
    for reference in imports_of_left_out(repo):
        yield reference, f"{reference.path}:{reference.line} {reference.words}"
    for each in runs_of_tests(repo):
        stop = broken_by(repo, each.run)
        if stop is not None:
            yield stop.reference, stop.note(each.run)
        elif (unloadable := stopped_at(repo, each.found)) is not None:
            where = f"{each.run.pipeline.path}:{each.run.line}"
            yield unloadable.reference, f"pytest stops before its tests at {where}: {unloadable.words}"
