"""Which commit introduced each current file: tells a single import from gradual work."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.commits import Commit
from analyzer.repository.derivation import derived
from analyzer.repository.file_kinds import kinds
from analyzer.repository.snapshot import Snapshot


def readable_paths(repo: Snapshot) -> tuple[str, ...]:
    """The first-party files that some check reads; all of them where there is none."""
    return tuple(path for path in repo.paths if kinds(path)) or repo.paths


@derived
def arrivals(repo: Snapshot) -> Mapping[str, Commit]:
    """The commit that first brought each readable file of today, under this or an earlier name.

    A file that was moved unchanged belongs to the commit that brought it first. Files whose beginning the
    history does not show are missing.
    """
    name_now = {path: path for path in readable_paths(repo)}
    brought: dict[str, Commit] = {}
    for commit in repo.commits:
        origins = {new: old for old, new in commit.renames}
        for path in commit.added:
            current = name_now.pop(path, None)
            if current is None:
                continue
            if path in origins:
                name_now[origins[path]] = current
            else:
                brought[current] = commit
    return brought
