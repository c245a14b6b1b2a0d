"""Whether a path that a file names is in the repository."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.references.makers import made_elsewhere
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import by_small_letters, everything, existed
from analyzer.repository import Snapshot


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
    why = _hidden(repo, wanted)
    if why is not None:
        return Reference(path, line, kind, name, Outcome.CANNOT_BE_TOLD, why)
    for each in dict.fromkeys((name, *wanted)):
        why = made_elsewhere(repo, each, path)
        if why is not None:
            return Reference(path, line, kind, name, Outcome.MADE_ELSEWHERE, why)
    return Reference(path, line, kind, name, Outcome.DANGLES, existed=existed(repo, wanted))


def _hidden(repo: Snapshot, paths: Iterable[str]) -> str | None:
    """Why a path may be there all the same."""
    if repo.tree_problem is not None:
        return repo.tree_problem
    for each in paths:
        for left in repo.left_out:
            if left.path == each or each.startswith(left.path + "/") or left.path.startswith(each + "/"):
                return f"{left.path} is left out: {left.reason}"
        other = by_small_letters(repo).get(each.casefold())
        if other is not None:
            return f"{other} is written in other letters"
    return None
