"""Process supervisors: one program is a container's start command, and a folder or file says what it runs.

Sources: https://github.com/just-containers/s6-overlay (its `/init`), https://supervisord.org/configuration.html,
http://smarden.org/runit/runsvdir.8.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.parsing.structured import load_ini
from analyzer.parsing.tasks import table
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

FOLDER_SUPERVISORS = word_set("init s6-svscan runsvdir runsvdir-start my_init")
SERVICE_SCRIPT = re.compile(
    r"(?:.*/)?(?:s6-rc\.d|services\.d|etc/service|etc/sv|etc/services)/[^/]{1,80}/run"
)
CONFIGURATION = re.compile(
    r"(?:.*/)?(?:supervisord?[\w.-]{0,60}\.(?:conf|ini)|supervisor/[\w./-]{1,120}\.(?:conf|ini))"
)
MAX_PROGRAMS = 50


def supervised(repo: Snapshot, words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(file, shell text) of everything that the supervisor a command starts runs; () if it is none."""
    program = basename(words[0]) if words else ""
    if program in FOLDER_SUPERVISORS:
        return _service_scripts(repo)
    if program in ("supervisord", "supervisor"):
        return _programs(repo)
    return ()


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
