"""Which of the committed files a command or an action installs from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename, dirname, join, normpath

from analyzer.facts.installs.installers import (
    ACTIONS,
    FILE_ACTIONS,
    INSTALLERS,
    LIST_INSTALLERS,
    Installer,
    installs,
    is_of_profile,
)
from analyzer.parsing.ci import Step
from analyzer.parsing.dependencies import RENV_LOCK, DependencyFile
from analyzer.text import word_set

# Runners that install what a script declares in its first comment.
SCRIPT_RUNNERS = (("uv", "run"), ("pipx", "run"))
SCRIPT_KINDS = word_set("script script-lock")


def installed_by_action(step: Step, locked: list[DependencyFile]) -> DependencyFile | None:
    """The locked file that an action installs from: the one that its tool looks for, or that it is given."""
    kind = next((kind for name, kind in ACTIONS.items() if (step.uses or "").startswith(name)), None)
    given = {**dict(step.variables), **dict(step.options)}
    for each in locked:
        if each.kind == kind and _looked_for(each, ()) and is_of_profile(each.path, given):
            return each
    return _named_in(step, locked)


def _named_in(step: Step, locked: list[DependencyFile]) -> DependencyFile | None:
    """The locked file that an action is given to install from."""
    option = next((key for name, key in FILE_ACTIONS.items() if (step.uses or "").startswith(name)), None)
    named = normpath(dict(step.options).get(option, "")) if option is not None else ""
    return next((each for each in locked if each.path == named), None)


def _looked_for(file: DependencyFile, words: tuple[str, ...]) -> bool:
    """Whether a tool finds a lock by itself, or the command names it; no `vetiver_renv.lock` by itself."""
    name = basename(file.path)
    return file.kind != "r" or name == RENV_LOCK or any(name in word for word in words)


def installed_by_command(
    words: tuple[str, ...],
    folders: tuple[str, ...],
    locked: list[DependencyFile],
    copied: frozenset[str] = frozenset(),
    installers: Iterable[Installer] = INSTALLERS,
    renamed: Mapping[str, frozenset[str]] | None = None,
) -> DependencyFile | None:
    """The locked file that a command installs from, seen from the given folders.

    `copied`: names of files that an image copies to the name that their tool looks for; `renamed`: those
    that a build copies to the name of a list that is installed.
    """
    if words[:2] in SCRIPT_RUNNERS:
        named = {normpath(join(folder, word)) for folder in folders for word in words[2:] if word}
        for file in locked:
            if file.kind in SCRIPT_KINDS and file.path.removesuffix(".lock") in named:
                return file
    for installer in installers:
        if installs(installer, words):
            for file in locked:
                named_so = basename(file.path) in copied or _looked_for(file, words)
                named_so = named_so and basename(file.path).endswith(installer.file)
                here = dirname(file.path) in folders or _is_named(file, words, folders)
                if file.kind == installer.kind and here and named_so:
                    return file
    if any(words[: len(prefix)] == prefix for prefix in LIST_INSTALLERS):
        named = {basename(word.partition("=")[2] or word) for word in words}
        whole = {word.partition("=")[2] or word for word in words}
        found = [
            (rank, file)
            for file in locked
            if basename(file.path) in named and (rank := _first_folder(file.path, whole, folders)) is not None
        ]
        if found:
            return min(found, key=lambda each: each[0])[1]
        sources = {each for name in named for each in (renamed or {}).get(name, ())}
        return next((file for file in locked if basename(file.path) in sources), None)
    return None


def _first_folder(path: str, words: Iterable[str], folders: Sequence[str]) -> int | None:
    """Which of the folders is the first that holds a file, or from which one of the words names it."""
    told = [word for word in words if word and basename(word) == basename(path)]
    for number, folder in enumerate(folders):
        if dirname(path) == folder or any(normpath(join(folder, word)) == path for word in told):
            return number
    return None


def _is_named(file: DependencyFile, words: tuple[str, ...], folders: Iterable[str]) -> bool:
    """Whether a command names the file itself, from one of the folders: `dotnet restore src/A/A.csproj`."""
    named = [word for word in words[1:] if basename(word) == basename(file.path)]
    return any(normpath(join(folder, word)) == file.path for folder in folders for word in named)
