"""The row of a repository that nobody could read."""

from __future__ import annotations

from analyzer.model import RepositoryResult, Trouble
from analyzer.sources import Source


def unreadable(source: Source, problem: str, trouble: Trouble = Trouble.LASTING) -> RepositoryResult:
    """The row of a repository that nobody could read."""
    return RepositoryResult(
        source.name,
        source.url,
        head=None,
        assessed=False,
        problem=problem,
        fork_of=source.fork_of,
        trouble=trouble,
    )
