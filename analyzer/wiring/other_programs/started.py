"""Which files of programs something starts: images, compose services, process files, platforms, CI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node, begun_by, reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.languages import LANGUAGES_READ
from analyzer.wiring.roles import is_example_path
from analyzer.wiring.starts.entrypoints import starts
from analyzer.wiring.starts.platform_starts import Started, everything_started, platform_commands

MOST_STARTS = 200
PREPARING_FILE = lazy_regex(r"\.rake$|(?:^|/)scripts?/[^/]+$")


@derived
def programs_started(repo: Snapshot) -> tuple[Started, ...]:
    """The files of programs that something starts, each with the line that starts it."""
    read = programs(repo)
    if not read:
        return ()
    found = [each for each in everything_started(repo) if each.module in read]
    for start in (*starts(repo), *platform_commands(repo)):
        if is_example_path(start.path):
            continue
        for language in LANGUAGES_READ:
            files = language.started(repo, start.words, dirname(start.path), start.path)
            found += [Started(start.path, start.line, file) for file in files if file in read]
    for language in LANGUAGES_READ:
        found += [Started(path, line, file) for path, line, file in language.deployed(repo) if file in read]
    # What is begun to prepare a service or by hand says less of what runs in it than the service itself.
    found.sort(key=lambda each: PREPARING_FILE.search(each.module) is not None)
    return tuple(dict.fromkeys(found))[:MOST_STARTS]


@derived
def running(repo: Snapshot) -> Mapping[Node, Started]:
    """Every function of a program that runs in what is started, with the first place that starts it."""
    return running_without(repo, frozenset())


def running_without(repo: Snapshot, left_out: frozenset[Started]) -> dict[Node, Started]:
    """The same of all starts but some."""
    found: dict[Node, Started] = {}
    for start in programs_started(repo):
        if start in left_out:
            continue
        for node in reached_by(repo, begun_by(repo, start.module)):
            found.setdefault(node, start)
            # A class runs where one of its methods does.
            if "." in node[1]:
                found.setdefault((node[0], node[1].rpartition(".")[0]), start)
    for start, node in _called(repo):
        if start in left_out:
            continue
        for each in reached_by(repo, (node,)):
            found.setdefault(each, start)
    return found


def _called(repo: Snapshot) -> Iterator[tuple[Started, Node]]:
    """The functions that what starts programs calls itself."""
    read = programs(repo)
    for start in (*starts(repo), *platform_commands(repo)) if read else ():
        for language in LANGUAGES_READ if not is_example_path(start.path) else ():
            for node in language.begun(repo, start.words, dirname(start.path), start.path):
                if node[0] in read:
                    yield Started(start.path, start.line, node[0]), node


def start_of(repo: Snapshot, path: str, function: str | None) -> Started | None:
    """What starts a function, or (None) what a file does when it is loaded; None where nothing does."""
    return running(repo).get((path, function or ""))
