"""What files were called before: a move with a change in it leaves no rename in a history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from analyzer.commits import Commit
from analyzer.repository import Snapshot

# In every folder there is one, so that its name says nothing.
NAMES_OF_MANY = ("__init__.py",)


def earlier_names(repo: Snapshot, files: Iterable[str]) -> frozenset[str]:
    """The names that these files of today had before.

    A file has moved where its content came from another name, or where one commit brings it and takes away
    the only file of that name elsewhere.
    """
    known = set(files)
    today = frozenset(known)
    if not known:
        return today
    later = set(repo.all_paths)
    for commit in repo.commits:
        added = known.intersection(commit.added)
        if added:
            known.update(_moved(commit, added, later))
        later.update(commit.paths)
    return frozenset(known - today)


def _moved(commit: Commit, added: set[str], later: set[str]) -> Iterator[str]:
    renamed = {new: old for old, new in commit.renames}
    gone: dict[str, list[str]] = {}
    for path in commit.paths:
        if path not in later:
            gone.setdefault(basename(path), []).append(path)
    for path in added:
        name = basename(path)
        if path in renamed:
            yield renamed[path]
        elif len(gone.get(name, ())) == 1 and name not in NAMES_OF_MANY:
            yield gone[name][0]
