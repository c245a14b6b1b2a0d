"""What CI runs that a command of the README runs too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.documents.readme import (
    ReadmeCommand,
    done_with_build_files,
    files_of,
    is_install,
    targets_of,
)
from analyzer.facts.documents.unnamed_files import TOOL_STARTERS, Doing
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived, kinds
from analyzer.text import plural
from analyzer.wiring.commands.ci_commands import ContinuousRun, ci_runs, only_checks
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.runs.execution import ci_tests

# Rows that a program is given: of what a command runs, no witness while there is another.
ENDINGS_OF_ROWS = (".csv", ".tsv", ".json", ".jsonl", ".parquet", ".txt", ".xlsx")
# What a program is told to do: `migrate` of `manage.py migrate`.
SUBCOMMAND = lazy_regex(r"[a-z][a-z0-9_:-]{0,60}")


class Same(Struct, frozen=True):
    """A command of the README that CI runs too: its line, what is the same, and the file of that."""

    line: int
    said: str
    file: str


def same_in_ci(repo: Snapshot, commands: Sequence[ReadmeCommand]) -> Same | None:
    """The command of the README that CI runs too; None if CI runs none of them.

    One that CI runs whole comes before one of a line of which it runs a part, what runs code before what only
    reads it, the words that CI has too before others that lead to the same, and an image last.
    """
    found = [(each, _shared(repo, each)) for each in commands if not each.installs]
    partly = {each.line for each, same in found if same is None}
    typed = _typed_by_ci(repo)
    ranked = [
        (
            (
                each.line in partly,
                only_checks(each.words),
                _plain(each.words) not in typed,
                _goes_another_way(repo, each),
                same.file in repo.dockerfiles,
            ),
            same,
        )
        for each, same in found
        if same is not None
    ]
    return min(ranked, key=lambda each: each[0])[1] if ranked else None


def _shared(repo: Snapshot, command: ReadmeCommand) -> Same | None:
    """What CI runs that the command runs too; no build file that both only read."""
    if command.tests and command.tests <= ci_tests(repo):
        said = f"CI runs the same: {plural(len(command.tests), 'test')}"
        return Same(command.line, said, min(command.tests)[0])
    files = {each.file for each in command.does}
    files |= {path for path in command.leads_to if basename(path) in TOOL_STARTERS}
    told = _told(command.words)
    reached = _reached(repo)
    images = {each for each in command.leads_to if each.partition(":")[0] in repo.dockerfiles}
    if images and images.isdisjoint(reached):
        return None  # what runs in an image that CI does not build
    shared = [
        each
        for each in sorted(command.leads_to - files)
        if each in reached and (told in ("", *reached[each]) or "" in reached[each])
    ]
    if shared:
        return _shown(repo, command.line, shared)
    for each in sorted(command.does, key=lambda one: one.file):
        if any(each.is_part_of(other) for other in done_by_ci(repo)):
            said = f"{' '.join((each.program, *sorted(each.goals)))}, which reads {each.file}"
            return Same(command.line, f"CI runs the same: {said}", each.file)
    return None


def _shown(repo: Snapshot, line: int, shared: Sequence[str]) -> Same:
    """What is said of the places that a command and CI share: what runs before the rows that it is given.

    Of services their file is named, of an image the file that builds it.
    """
    services = [each for each in map(_file, shared) if FileKind.COMPOSE in kinds(each)]
    first = min(services or shared, key=lambda each: (each.endswith(ENDINGS_OF_ROWS), each))
    file = _file(first)
    if file in repo.dockerfiles:
        return Same(line, f"CI builds the same image: {file}", file)
    return Same(line, f"CI runs the same: {first}", file)


def _file(place: str) -> str:
    """The file of a place, which may be the row of a target."""
    path, _, row = place.rpartition(":")
    return path if row.isdigit() else place


def _goes_another_way(repo: Snapshot, command: ReadmeCommand) -> bool:
    """Whether the command runs a target of ours that CI does not: both only lead to the same file."""
    targets = {each for each in command.leads_to if each.rpartition(":")[2].isdigit()}
    return bool(targets) and targets.isdisjoint(_reached(repo))


def _told(words: Sequence[str]) -> str:
    """What a program in Python is told to do by the first word that it is given; "" if none tells it."""
    if words[:1] != ("python",):
        return ""
    rest = words[3:] if words[1:2] == ("-m",) else words[2:]
    return next((each for each in rest[:1] if SUBCOMMAND.fullmatch(each)), "")


def _plain(words: Sequence[str]) -> tuple[str, ...]:
    """The words without options, and places without what only ends or begins them."""
    return tuple(each.removeprefix("./").rstrip("/") for each in words if not each.startswith("-"))


def _runs_of_ci(repo: Snapshot) -> Iterator[tuple[ContinuousRun, tuple[str, ...]]]:
    """What CI runs that neither installs nor only reads code."""
    for run in ci_runs(repo):
        words = unwrap(run.reached.words)
        if not is_install(words) and not only_checks(words):
            yield run, words


@derived
def _typed_by_ci(repo: Snapshot) -> frozenset[tuple[str, ...]]:
    """The words of the commands that CI runs, without options; none of what an image runs."""
    return frozenset(
        _plain(unwrap(run.reached.words))
        for run in ci_runs(repo)
        if repo.dockerfiles.keys().isdisjoint(each.path for each in run.reached.trail)
    )


@derived
def _reached(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """What CI's own commands lead to, targets as `path:line`, files and modules, and what each is told."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for run in ci_runs(repo):
        for each in targets_of(run.reached):
            found[each].add("")
    for run, words in _runs_of_ci(repo):
        for each in files_of(repo, run.pipeline.path, run.reached):
            found[each].add(_told(words))
    return {path: frozenset(told) for path, told in found.items() if not is_test_path(path)}


def reached_by_ci(repo: Snapshot) -> frozenset[str]:
    """What CI's own commands lead to: targets as `path:line`, files, modules."""
    return frozenset(_reached(repo))


@derived
def done_by_ci(repo: Snapshot) -> frozenset[Doing]:
    """What CI's own commands do with build files that they read without naming them."""
    return frozenset(
        each
        for run, _words in _runs_of_ci(repo)
        for each in done_with_build_files(repo, run.pipeline.path, run.reached)
    )
