"""Patterns of a shell, expanded against the files and folders of the repository."""

from __future__ import annotations

from fnmatch import fnmatchcase

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

MAXIMUM_MATCHES = 2_000
MAXIMUM_BRACES = 200
MAXIMUM_PATTERN = 500
_BRACES = lazy_regex(r"\{([^{}]*,[^{}]*)\}")


def is_pattern(word: str) -> bool:
    """Whether a shell would expand the word: `*`, `?`, `[ab]` or `{a,b}`."""
    return any(mark in word for mark in "*?[") or _BRACES.search(word) is not None


def matches(repo: Snapshot, pattern: str) -> tuple[str, ...]:
    """The files and folders that a pattern of paths from the root fits, in order; () if there are none.

    A star stands for no slash and for no leading point; `**` also for any number of folders, as with the
    shells and options that let it.
    """
    known = _known(repo)
    if pattern not in known:
        found: dict[str, None] = {}
        for each in without_braces(pattern[:MAXIMUM_PATTERN]):
            found.update(dict.fromkeys(_fitting(repo, each)))
        known[pattern] = tuple(found)[:MAXIMUM_MATCHES]
    return known[pattern]


@derived
def _known(repo: Snapshot) -> dict[str, tuple[str, ...]]:
    """Patterns that were expanded: several checks ask about the same ones."""
    del repo
    return {}


@derived
def _places(repo: Snapshot) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every file and folder with the steps of its path."""
    return tuple((each, tuple(each.split("/"))) for each in sorted({*repo.paths, *repo.directories} - {""}))


def without_braces(pattern: str) -> list[str]:
    """`{a,b}/c` as `a/c` and `b/c`."""
    done: list[str] = []
    pending = [pattern]
    while pending and len(done) + len(pending) < MAXIMUM_BRACES:
        current = pending.pop()
        found = _BRACES.search(current)
        if found is None:
            done.append(current)
        else:
            pending += [
                current[: found.start()] + each + current[found.end() :] for each in found[1].split(",")[::-1]
            ]
    return done


def _fitting(repo: Snapshot, pattern: str) -> list[str]:
    steps = pattern.strip("/").split("/")
    if not any(mark in pattern for mark in "*?["):
        return [pattern] if repo.exists(pattern) or pattern in repo.directories else []
    folder, recursive = steps[0], "**" in steps
    plain = not any(mark in folder for mark in "*?[")
    return [
        path
        for path, parts in _places(repo)
        if (not plain or parts[0] == folder)
        and (recursive or len(parts) == len(steps))
        and fits(parts, steps)
    ][:MAXIMUM_MATCHES]


def fits(parts: tuple[str, ...], steps: list[str]) -> bool:
    """Whether the steps of a path fit those of a pattern: which steps of it each part may have reached."""
    reached = {0}
    for part in parts:
        following: set[int] = set()
        for position in _with_empty(reached, steps):
            if position < len(steps):
                step = steps[position]
                if step == "**":
                    following |= {position} if not part.startswith(".") else set()
                elif fnmatchcase(part, step) and (not part.startswith(".") or step.startswith(".")):
                    following.add(position + 1)
        reached = following
    return len(steps) in _with_empty(reached, steps)


def _with_empty(reached: set[int], steps: list[str]) -> set[int]:
    """The positions, and those behind a `**` that stands for no folder."""
    found = set(reached)
    for position in sorted(reached):
        at = position
        while at < len(steps) and steps[at] == "**":
            at += 1
            found.add(at)
    return found
