"""Whether anybody changed a file after it arrived, as far as the history tells."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from analyzer.columns import NUMBER_CODE
from analyzer.commits import Commits
from analyzer.repository import Snapshot, derived
from analyzer.sources import SECONDS_A_DAY

DAYS_TO_ARRIVE = 7
"""Within so many days after its first commit a file is still being written."""
DAYS_TO_BE_CHANGED = 30
"""What is younger than that may be as it should be."""


def arrived_once(repo: Snapshot, path: str) -> bool:
    """Whether the history shows that a file arrived and nobody changed it after its first week.

    A move alone is no change. False where the history is not whole, where a date is impossible, or where a
    commit is so large that the list of what it touched is cut.
    """
    times = _times(repo, path)
    return bool(times) and times[-1] - times[0] < DAYS_TO_ARRIVE * SECONDS_A_DAY


def is_young(repo: Snapshot, path: str) -> bool:
    """Whether too little happened since a file arrived for a change of it to be expected."""
    times = _times(repo, path)
    last = max((each.written for each in repo.commits if each.written is not None), default=0)
    return bool(times) and last - times[0] < DAYS_TO_BE_CHANGED * SECONDS_A_DAY


def _times(repo: Snapshot, path: str) -> list[int]:
    """When a file was changed, the earliest first; empty where the history does not tell."""
    if repo.history_problem is not None or not repo.commits or _is_cut(repo):
        return []
    names = (path, *_earlier_names(repo, path))
    seconds = [commit.written for name in names for commit in _by_path(repo).get(name, ())]
    known = sorted(each for each in seconds if each is not None)
    return known if len(known) == len(seconds) else []


@derived
def _is_cut(repo: Snapshot) -> bool:
    return any(len(commit.paths) < commit.path_count for commit in repo.commits if not commit.is_merge)


@derived
def _by_path(repo: Snapshot) -> Mapping[str, Commits]:
    """The commits that changed each path; a commit that only moved it there, or away, is not among them."""
    found: dict[str, array[int]] = {}
    for commit in repo.commits:
        if commit.is_merge:
            continue
        moved = {name for pair in commit.renames for name in pair}
        for path in commit.paths:
            if path not in moved:
                found.setdefault(path, array(NUMBER_CODE)).append(commit.row)
    return {path: Commits(repo.commits.table, rows) for path, rows in found.items()}


@derived
def _moves(repo: Snapshot) -> Mapping[str, list[str]]:
    """Under which names a path lay before, as far as moves kept its content."""
    found: dict[str, list[str]] = {}
    for commit in repo.commits:
        for old, new in commit.renames:
            found.setdefault(new, []).append(old)
    return found


def _earlier_names(repo: Snapshot, path: str) -> tuple[str, ...]:
    seen, pending = {path}, [path]
    while pending and len(seen) < 50:
        for old in _moves(repo).get(pending.pop(), ()):
            if old not in seen:
                seen.add(old)
                pending.append(old)
    return tuple(sorted(seen - {path}))
