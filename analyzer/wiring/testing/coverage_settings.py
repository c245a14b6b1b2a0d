"""The command that `coverage run` runs when it is given none."""

from __future__ import annotations

import shlex
from posixpath import basename, join

from analyzer.parsing.structured import Block, block, load_ini, load_toml, text
from analyzer.repository import Snapshot
from analyzer.wiring.testing.collected import options_of, place_of

# Where coverage looks for its settings, in its order: the file, and the table in it.
COVERAGE_SETTINGS = (
    (".coveragerc", ("run",)),
    (".coveragerc.toml", ("run",)),
    ("setup.cfg", ("coverage:run",)),
    ("tox.ini", ("coverage:run",)),
    ("pyproject.toml", ("tool", "coverage", "run")),
)


def configured_command(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> tuple[str, ...]:
    """The words of the `command_line` that holds in a directory; () if there is none."""
    named = dict(options_of(arguments)).get("--rcfile")
    if named is not None:
        path = place_of(directory, named)
        keys = next((keys for name, keys in COVERAGE_SETTINGS if name == basename(path)), ("run",))
        return _words(_setting(repo, path, keys))
    for name, keys in COVERAGE_SETTINGS:
        found = _setting(repo, join(directory, name), keys)
        if found:
            return _words(found)
    return ()


def _setting(repo: Snapshot, path: str, keys: tuple[str, ...]) -> str:
    content = repo.content(path) if repo.exists(path) else None
    if content is None:
        return ""
    value = load_toml(content).value if path.endswith(".toml") else load_ini(content).value
    table: Block = block(value)
    for key in keys:
        table = block(table.get(key))
    return text(table.get("command_line"))


def _words(line: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(line[:4_000]))
    except ValueError:
        return ()
    return ("python", *words) if words else ()
