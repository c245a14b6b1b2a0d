"""The files that are followed line by line: which commits touched them, under which name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from analyzer.authorship.provenance import Renames
from analyzer.commits import Commit


class Touch(Struct, frozen=True):
    """A commit that touched a file, and the name that the file had after it."""

    commit: Commit
    path: str


def followed(
    commits: Sequence[Commit], paths: Iterable[str], similar: Renames = MappingProxyType({})
) -> Mapping[str, tuple[Touch, ...]]:
    """The commits (newest first, no merges, automation too) that touched each of the paths.

    A commit that only renamed a file changed none of its lines and is left out.
    """
    names: dict[str, set[str]] = {path: {path} for path in paths}
    found: dict[str, list[Touch]] = {path: [] for path in names}
    for commit in commits:
        if commit.is_merge:
            continue
        renames = commit.renames
        exact = {new for _old, new in renames} if renames else ()
        for touched in commit.paths:
            if touched in names and touched not in exact:
                for path in names[touched]:
                    found[path].append(Touch(commit, touched))
        others = similar.get(commit.sha, ()) if similar else ()
        for old, new in (*renames, *others):
            for path in names.pop(new, set()):
                names.setdefault(old, set()).add(path)
    return {path: tuple(each) for path, each in found.items()}
