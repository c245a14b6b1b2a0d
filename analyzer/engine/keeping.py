"""What a worker finds out and keeps for the next time: only what would then be the same."""

from __future__ import annotations

from msgspec import Struct

from analyzer.engine.runner import COULD_NOT_BE_ASSESSED, FlagReport
from analyzer.git import KeptClone, Repository, clone_name
from analyzer.model import RepositoryResult, Status
from analyzer.repository import MISSING, READING_TOO_SLOW, UNREADABLE, Snapshot
from analyzer.sources import Source
from analyzer.store import Store, local_state, remote_state

# What is said where reading stopped for a reason that stands in the repository itself.
_LIMITS_OF_HISTORY = (
    "the history is incomplete: the repository is a shallow",
    "only the newest ",
    "its commits touch ",
)
_LIMITS_OF_TREES = ("only the first ", "it has too many directories")
_LIMITS_OF_VERSIONS = ("the old versions of ",)
_MAY_BE_READ_LATER = frozenset({MISSING, UNREADABLE, READING_TOO_SLOW})


class Keeper(Struct, frozen=True):
    """Where the worker of one repository keeps what it finds."""

    store: Store
    key: bytes

    def clone(self, source: Source) -> KeptClone | None:
        """Where the clone of a source is kept; what lies here already is not."""
        folder = self.store.clones() if source.remote else None
        if folder is None:
            return None
        name = clone_name(source.location, authenticated=source.authenticated)
        return KeptClone(folder, name, self.store.terms.settings.clones_limit)

    def keep(
        self,
        source: Source,
        repository: Repository,
        repo: Snapshot,
        flagged: FlagReport,
        result: RepositoryResult,
        *,
        passing: bool = False,
    ) -> None:
        """Keep the clone, and the result if it would be the same the next time.

        `passing`: what was written by whom was not to be seen, this time.
        """
        if repository.kept is not None:
            repository.kept.keep(repository.git_directory, repository.listing.tip)
        if passing or not is_lasting(repo, flagged, result):
            return
        if source.remote:
            state = remote_state(repository.listing, repository.tag_names, repo.commits.ids)
        else:
            state = local_state(repository.listing)
        self.store.keep_result(self.key, state, result)


def is_lasting(repo: Snapshot, flagged: FlagReport, result: RepositoryResult) -> bool:
    """Whether another try would say the same: nothing failed, ran out of time, or is only missing today."""
    return (
        result.assessed
        and _is_limit(repo.history_problem, _LIMITS_OF_HISTORY)
        and _is_limit(repo.tree_problem, _LIMITS_OF_TREES)
        and _is_limit(repo.versions.problem, _LIMITS_OF_VERSIONS)
        and not any(COULD_NOT_BE_ASSESSED in each for each in flagged.problems)
        and not any(each.status is Status.ERROR for each in result.findings.values())
        and not any("MemoryError" in each.reason for each in result.skipped)
        and not any(each.reason in _MAY_BE_READ_LATER for each in result.skipped)
    )


def _is_limit(problem: str | None, limits: tuple[str, ...]) -> bool:
    return problem is None or problem.startswith(limits)
