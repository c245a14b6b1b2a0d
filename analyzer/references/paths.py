"""What is in the repository, and what ever was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.repository import Snapshot, derived


@derived
def everything(repo: Snapshot) -> frozenset[str]:
    """Every file and folder of the commit, first-party or not."""
    return _with_folders(repo.all_paths)


@derived
def by_small_letters(repo: Snapshot) -> Mapping[str, str]:
    """Every file and folder by its name in small letters: some machines do not tell them apart."""
    return {each.casefold(): each for each in everything(repo)}


@derived
def ends(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files and folders of each last name."""
    table: dict[str, list[str]] = {}
    for each in sorted(everything(repo)):
        table.setdefault(each.rpartition("/")[2], []).append(each)
    return {name: tuple(paths) for name, paths in table.items()}


def ending_with(repo: Snapshot, name: str) -> str | None:
    """A file or folder, in whatever folder, whose path ends with a name."""
    tail = name.strip("/")
    return next(
        (
            each
            for each in ends(repo).get(tail.rpartition("/")[2], ())
            if each == tail or each.endswith("/" + tail)
        ),
        None,
    )


def existed(repo: Snapshot, paths: Iterable[str]) -> bool | None:
    """Whether any commit had one of the paths (a file or a folder); None where the history is not whole."""
    if any(each in _ever(repo) for each in paths):
        return True
    return False if _history_is_whole(repo) else None


@derived
def _ever(repo: Snapshot) -> frozenset[str]:
    """Every file and folder that some commit touched."""
    return _with_folders(ever_touched(repo))


@derived
def ever_touched(repo: Snapshot) -> frozenset[str]:
    """Every path that some commit touched."""
    return repo.commits.paths


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
