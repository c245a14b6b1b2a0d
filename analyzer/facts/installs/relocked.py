"""Locks that a build makes anew before it installs: what is installed may be other than what is committed.

Sources: https://python-poetry.org/docs/cli/#lock, https://docs.astral.sh/uv/reference/cli/#uv-lock,
https://pdm-project.org/latest/reference/cli/#lock, https://pipenv.pypa.io/en/latest/cli.html#lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename, dirname, join

from analyzer.facts.installs.remade_lists import COMPILERS
from analyzer.parsing.dependencies import DependencyFile
from analyzer.parsing.shell import Words, parse_script, unwrap
from analyzer.repository import Snapshot
from analyzer.text import word_set

LOCK_NAMES = {
    "poetry": "poetry.lock",
    "uv": "uv.lock",
    "pdm": "pdm.lock",
    "pipenv": "Pipfile.lock",
    "pixi": "pixi.lock",
}
PROJECTS = word_set("pyproject.toml Pipfile pixi.toml")
LOCKING = word_set("lock update upgrade")
# With these nothing is written: the lock is compared, or shown.
ONLY_CHECKS = word_set("--check --check-exists --locked --frozen --dry-run --help -h")
# With these every version is looked for anew; otherwise those of the lock stay.
ALL_ANEW = word_set("--upgrade -U --regenerate")

UPDATING = (("uv", "sync"), ("pipenv", "install"))
AS_IT_IS = word_set("--frozen --locked --deploy --ignore-pipfile")


def relocking(words: Words) -> str | None:
    """The program that a command has write its lock: `poetry lock`, `uv lock --upgrade`; None of others."""
    if len(words) < 2 or basename(words[0]) not in LOCK_NAMES or words[1] not in LOCKING:
        return None
    return None if ONLY_CHECKS & set(words[2:]) else basename(words[0])


def writes_its_lock(words: Words) -> bool:
    """Whether a command that installs brings its lock up to date before: `uv sync`, `pipenv install`."""
    return words[:2] in UPDATING and not AS_IT_IS & set(words[2:])


def adding(words: Words) -> tuple[str, ...]:
    """The distributions that a command adds to a project and installs: `uv add redis`, `poetry add redis`."""
    if len(words) < 3 or basename(words[0]) not in LOCK_NAMES or words[1] != "add":
        return ()
    return tuple(each for each in words[2:] if not each.startswith("-"))


def compiled_from(words: Words) -> tuple[str, ...]:
    """The files whose requirements a command resolves to a list: `uv pip compile requirements.in`."""
    if not COMPILERS & set(words[:4]):
        return ()
    return tuple(each for each in words if each.endswith((".in", "pyproject.toml", "setup.py", "setup.cfg")))


def is_made_anew(repo: Snapshot, file: DependencyFile, scripts: Iterable[str]) -> bool:
    """Whether scripts that run before what installs from a lock make another of it.

    A lock is kept as far as it goes: another is made where it is updated, or where it lacks what the
    project beside it needs.
    """
    name = basename(file.path)
    if name not in LOCK_NAMES.values():
        return False
    commands = [each for each in _commands(scripts) if LOCK_NAMES.get(relocking(each) or "") == name]
    if not commands:
        return False
    updated = any(words[1] != "lock" or ALL_ANEW & set(words) for words in commands)
    return updated or any(lacks(repo, file))


def lacks(repo: Snapshot, lock: DependencyFile) -> Iterator[str]:
    """What the project beside a lock needs to run, and the lock does not name."""
    named = {each.name for each in lock.dependencies}
    for project in PROJECTS:
        declared = repo.dependencies.get(join(dirname(lock.path), project))
        for each in declared.dependencies if declared is not None else ():
            if each.group == "main" and each.name != "python" and each.name not in named:
                yield each.name


def _commands(scripts: Iterable[str]) -> Iterator[Words]:
    for script in scripts:
        if "lock" in script or "update" in script or "upgrade" in script:
            yield from (unwrap(each.words) for each in parse_script(script))
