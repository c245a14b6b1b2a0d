"""What makes a name that is not in the repository: a build, a run, an ignore file, another repository."""

from __future__ import annotations

from analyzer.repository import Snapshot


def made_elsewhere(repo: Snapshot, name: str) -> str | None:
    """The reason why a missing name is not dangling; None if nothing makes or mentions it.

    A name is a path of the repository, or a word such as the name of a secret.
    """
    del repo
    return "its name holds a variable" if set("${}*?<>") & set(name) else None
