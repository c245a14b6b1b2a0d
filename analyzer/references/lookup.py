"""Whether a path that a file names is in the repository."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.references.makers import made_elsewhere
from analyzer.references.model import Outcome, Reference
from analyzer.repository import Snapshot, derived


def judged(
    repo: Snapshot, path: str, line: int | None, kind: str, name: str, candidates: Iterable[str]
) -> Reference:
    """The reference of a place to a name that may mean any of the candidates, paths from the root.

    It dangles only where none of them is a file or a folder of the commit, first-party or not, nothing
    makes or mentions them, and the list of files is whole.
    """
    wanted = tuple(dict.fromkeys(each.strip("/") for each in candidates))
    if any(each == "" or each in everything(repo) for each in wanted):
        return Reference(path, line, kind, name, Outcome.RESOLVES)
    if repo.tree_problem is not None:
        return Reference(path, line, kind, name, Outcome.CANNOT_BE_TOLD, repo.tree_problem)
    for each in (name, *wanted):
        why = made_elsewhere(repo, each)
        if why is not None:
            return Reference(path, line, kind, name, Outcome.MADE_ELSEWHERE, why)
    return Reference(path, line, kind, name, Outcome.DANGLES, existed=existed(repo, wanted))


def existed(repo: Snapshot, paths: Iterable[str]) -> bool | None:
    """Whether any commit had one of the paths (a file or a folder); None where the history is not whole."""
    if any(each in _ever(repo) for each in paths):
        return True
    return False if _history_is_whole(repo) else None


@derived
def everything(repo: Snapshot) -> frozenset[str]:
    """Every file and folder of the commit, first-party or not."""
    return _with_folders(repo.all_paths)


@derived
def _ever(repo: Snapshot) -> frozenset[str]:
    """Every file and folder that some commit touched."""
    return _with_folders({path for commit in repo.commits for path in commit.paths})


@derived
def _history_is_whole(repo: Snapshot) -> bool:
    """Whether every path of every commit is known."""
    known = all(len(commit.paths) == commit.path_count for commit in repo.commits)
    return bool(repo.commits) and repo.history_problem is None and known


def _with_folders(paths: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for path in paths:
        while path and path not in found:
            found.add(path)
            path = path.rpartition("/")[0]
    return frozenset(found)
