"""Since when what leads to a place can have stood: work before that day did not keep up the wiring."""

from __future__ import annotations

from posixpath import basename

from analyzer.declarations import FileKind
from analyzer.repository import Snapshot, derived, kinds


@derived
def ci_since(repo: Snapshot) -> int:
    """When the history first touches a file of a CI system, gone or not, Unix seconds; 0 if never."""
    return min(
        (
            each.written
            for each in repo.commits
            if each.written is not None and any(FileKind.CI in kinds(path) for path in each.paths)
        ),
        default=0,
    )


def file_since(repo: Snapshot, path: str) -> int:
    """When the history first touches a file of this name, in any folder, Unix seconds; 0 if it never does."""
    name = basename(path)
    return min(
        (
            each.written
            for each in repo.commits
            if each.written is not None and any(basename(other) == name for other in each.paths)
        ),
        default=0,
    )
