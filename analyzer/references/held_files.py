"""Whether a stage of an image holds a file of the repository when a command in it runs."""

from __future__ import annotations

from fnmatch import fnmatchcase
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile, Instruction
from analyzer.references.image_files import Put, State, walk

# What may bring files of any name into a stage.
FETCHES = lazy_regex(r"\b(?:git|curl|wget|tar|unzip|gh|svn|hg|rsync|scp|aws|gsutil)\b")


def stage_holds(image: Dockerfile, line: int, lock: str) -> bool:
    """Whether the instruction on a line of a build file can see a lock of the repository.

    It can where the stage copies it or a folder that it may lie in, where it is mounted, or where the
    stage begins with or takes from what is not seen here.
    """
    for _stage, each, state in walk(image):
        if each is not None and each.line == line:
            return _may_hold(state, each, lock)
    return True


def _may_hold(state: State, each: Instruction, lock: str) -> bool:
    if not state.closed or any(flag.startswith("--mount=") and "bind" in flag for flag in each.flags):
        return True
    if any(FETCHES.search(script) for script in (*state.ran, f"{each.value}\n{each.heredoc}")):
        return True
    return any(
        put.source is None or "$" in put.source or _covers(put.source, lock)
        for put in state.puts
        if not _is_replaced(state, put, lock)
    )


def _is_replaced(state: State, put: Put, lock: str) -> bool:
    """Whether a later COPY names another file that it puts in the place of this one."""
    place = _place(put, basename(lock))
    if place is None:
        return False
    later = state.puts[state.puts.index(put) + 1 :]
    replacing = (each for each in later if _place(each, basename(lock)) == place)
    return any(not f"/{lock}".endswith(f"/{normpath(each.source or '')}") for each in replacing)


def _place(put: Put, name: str) -> str | None:
    """Where a COPY that names a file of that name puts it in the image."""
    if put.source is None or "$" in put.source or basename(put.source) != name:
        return None
    return put.target if basename(put.target) == name else join(put.target, name)


def _covers(source: str, lock: str) -> bool:
    """Whether a source of COPY may be the lock or hold it, whatever folder the image is built in."""
    if source in (".", ""):
        return True
    name = basename(lock)
    if basename(source) == name:
        return f"/{lock}".endswith(f"/{normpath(source).lstrip('/')}")
    if any(sign in source for sign in "*?["):
        return source.count("*") > 4 or fnmatchcase(name, basename(source)) or dirname(source) in ("", ".")
    place = f"/{dirname(lock)}/"
    return f"/{source.strip('/')}/" in place or place.endswith(f"/{source.strip('/')}/")
