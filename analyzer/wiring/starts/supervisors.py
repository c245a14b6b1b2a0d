"""Process supervisors: one program is a container's start command, and a folder or file says what it runs.

Sources: https://github.com/just-containers/s6-overlay (its `/init`), https://supervisord.org/configuration.html,
http://smarden.org/runit/runsvdir.8.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import load_ini
from analyzer.parsing.tasks import table
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

FOLDER_SUPERVISORS = word_set("init s6-svscan runsvdir runsvdir-start my_init")
SERVICE_SCRIPT = lazy_regex(
    r"(?:.*/)?(?:s6-rc\.d|services\.d|etc/service|etc/sv|etc/services)/[^/]{1,80}/run"
)
CONFIGURATION = lazy_regex(
    r"(?:.*/)?(?:supervisord?[\w.-]{0,60}\.(?:conf|ini)|supervisor/[\w./-]{1,120}\.(?:conf|ini))"
)
CIRCUS = lazy_regex(r"(?:.*/)?circus[\w.-]{0,60}\.ini")
PROCESS_MANAGERS = word_set("honcho foreman hivemind overmind goreman")
MAX_PROGRAMS = 50


def supervised(repo: Snapshot, words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(file, shell text) of everything that the supervisor a command starts runs; () if it is none."""
    program = basename(words[0]) if words else ""
    if program in FOLDER_SUPERVISORS:
        return _service_scripts(repo)
    if program in ("supervisord", "supervisor"):
        return _programs(repo)
    if program == "circusd":
        return _watchers(repo)
    if program in PROCESS_MANAGERS and (len(words) == 1 or words[1] in ("start", "s", "run")):
        return _processes(repo, words[2:])
    return ()


@derived
def _watchers(repo: Snapshot) -> tuple[tuple[str, str], ...]:
    """The commands of circus (https://circus.readthedocs.io/en/latest/for-ops/configuration/)."""
    found = []
    for path in repo.paths:
        content = repo.content(path) if CIRCUS.fullmatch(path) else None
        for name, section in table(load_ini(content).value).items() if content is not None else ():
            command = table(section).get("cmd")
            if name.startswith("watcher:") and isinstance(command, str):
                arguments = table(section).get("args")
                found.append((path, f"{command} {arguments}" if isinstance(arguments, str) else str(command)))
    return tuple(found)[:MAX_PROGRAMS]


def _processes(repo: Snapshot, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What a manager of processes starts: all of the process file, or those it is told."""
    chosen = {each for each in names if not each.startswith("-")}
    found = [
        (path, target.script)
        for path, files in repo.target_files.items()
        for file in files
        if file.kind == "procfile"
        for target in file.targets
    ]
    named = [
        (path, target.script)
        for path, files in repo.target_files.items()
        for file in files
        if file.kind == "procfile"
        for target in file.targets
        if target.name in chosen
    ]
    return tuple(named or found)[:MAX_PROGRAMS]


@derived
def _service_scripts(repo: Snapshot) -> tuple[tuple[str, str], ...]:
    found = [path for path in repo.paths if SERVICE_SCRIPT.fullmatch(path)][:MAX_PROGRAMS]
    return tuple((path, repo.text(path) or "") for path in found)


@derived
def _programs(repo: Snapshot) -> tuple[tuple[str, str], ...]:
    return tuple(_each_program(repo))[:MAX_PROGRAMS]


def _each_program(repo: Snapshot) -> Iterator[tuple[str, str]]:
    for path in repo.paths:
        content = repo.content(path) if CONFIGURATION.fullmatch(path) else None
        if content is None:
            continue
        for name, section in table(load_ini(content).value).items():
            command = table(section).get("command")
            if name.startswith("program:") and isinstance(command, str):
                yield path, str(command)
