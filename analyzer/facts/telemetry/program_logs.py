"""Whether programs in other languages than Python log or print; not in tests, nor in pages in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename

from msgspec import Struct

from analyzer.facts.telemetry.inherited_logs import inherited_log_calls
from analyzer.facts.telemetry.program_own_logs import (
    levelled_loggers,
    line_of_level,
    own_log_calls,
    printing_loggers,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.language_roles import Place
from analyzer.wiring.other_programs.index import import_edges, programs
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.serving_path import around_requests
from analyzer.wiring.other_programs.started import running, start_of
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.places import surroundings
from analyzer.wiring.roles import is_example_path, is_test_path

SCRIPT_PLACES = word_set(
    "scripts script bin tools tool cli commands benchmarks benchmark examples example tasks"
)
TERMINAL_FILE = lazy_regex(
    r"(?i)(?:cli|seeds?|seed[-_.]\w{1,20}|migrat\w{1,10}|setup|gulpfile|rakefile|build)\.\w{1,6}"
)


class Said(Struct):
    """What a file says while it runs: how often it logs, on which line first, and how often it prints."""

    logs: int = 0
    first: int | None = None
    prints: int = 0


@derived
def said_by_programs(repo: Snapshot) -> Mapping[str, Said]:
    """What the files of programs that run on a server or at a terminal say."""
    if not programs(repo):
        return {}
    found: dict[str, Said] = {}
    places = surroundings(repo)
    for use in uses(repo, Subject.LOGGING, Subject.PRINTING):
        place = places.get(use.path)
        if not use.called or (place is not None and place.place is Place.BROWSER):
            continue
        printing = use.sign.subject is Subject.PRINTING
        if printing and (use.path, use.function) in printing_loggers(repo):
            continue
        said = found.setdefault(use.path, Said())
        if printing:
            said.prints += 1
        else:
            said.logs += 1
            said.first = use.line if said.first is None else min(said.first, use.line)
    for path, line in (*own_log_calls(repo), *inherited_log_calls(repo)):
        place = places.get(path)
        if place is None or place.place is not Place.BROWSER:
            said = found.setdefault(path, Said())
            said.logs += 1
            said.first = line if said.first is None else min(said.first, line)
    return found


@derived
def has_server_programs(repo: Snapshot) -> bool:
    """Whether a program stands here that is no test, no example and no page in a browser."""
    places = surroundings(repo) if programs(repo) else {}
    return any(
        (place := places.get(path)) is None or place.place is not Place.BROWSER
        for path in programs(repo)
        if not is_test_path(path) and not is_example_path(path)
    )


def prints_for_people(repo: Snapshot, path: str) -> bool:
    """Whether somebody reads what a file prints: of a command line, or of a script that a person runs."""
    if not SCRIPT_PLACES.isdisjoint(path.split("/")[:-1]) or TERMINAL_FILE.fullmatch(basename(path)):
        return True
    return path not in _used_by_others(repo)


@derived
def _used_by_others(repo: Snapshot) -> frozenset[str]:
    """The files of programs that another one imports, that something starts, or that answer requests."""
    found = {path for path, _function in running(repo)} | {each.use.path for each in routes(repo)}
    for path, imported in import_edges(repo).items():
        if not is_test_path(path):
            found.update(each for each in imported if each != path)
    return frozenset(found)


@derived
def own_log_settings(repo: Snapshot) -> tuple[tuple[str, int, bool], ...]:
    """Where own loggers leave out what is below a level, and whether something starts them.

    Of what something starts or what answers requests: file, line, and whether it is started.
    """
    levelled = levelled_loggers(repo)
    if not levelled:
        return ()
    around = around_requests(repo)
    found: dict[str, bool] = {}
    for use in uses(repo, Subject.PRINTING):
        if use.called and (use.path, use.function) in levelled:
            started = start_of(repo, use.path, use.function) is not None
            if started or around.has(use):
                found[use.path] = found.get(use.path, False) or started
    return tuple((path, line_of_level(repo, path), started) for path, started in found.items())


@derived
def log_settings(repo: Snapshot) -> tuple[ProgramUse, ...]:
    """Where logging is set up in what something starts or what answers requests, one of each file."""
    around = around_requests(repo)
    found: dict[str, ProgramUse] = {}
    for use in uses(repo, Subject.LOG_SETTING):
        runs = around.has(use) or start_of(repo, use.path, use.function) is not None
        if use.called and runs:
            found.setdefault(use.path, use)
    return tuple(found.values())
