"""What arrived in one drop, and which commits are work that came after it."""

from __future__ import annotations

from collections import Counter

from analyzer.commits import Commit
from analyzer.facts.history.padding import padded
from analyzer.facts.history.rhythm import FEW_COMMITS, NEARLY_ALL_FILES, rhythm
from analyzer.repository import Snapshot, arrivals, derived, readable_paths
from analyzer.sources import SECONDS_A_DAY

# In fewer files a commit that touches nearly all of them is an ordinary step.
FILES_OF_A_SWEEP = 10
# So few commits may have brought nearly all files: see `bulk_reason`.
MOST_DROPS = 2


@derived
def drop(repo: Snapshot) -> frozenset[str]:
    """The ids of the commits that are no work after the bulk import: asked where `bulk_reason` sees one.

    They are the commits that brought the files; everything before and on the day of the last of them;
    sweeps over nearly all files; and what says little about work (see `padded`). A commit without a date
    cannot be told from the import.
    """
    brought = _seeds(repo)
    if not brought:
        return frozenset(repo.work.ids)
    newest = min(commit.row for commit in brought)
    days = [commit.written // SECONDS_A_DAY for commit in brought if commit.written is not None]
    last = max(days, default=0)
    readable, left_out = frozenset(readable_paths(repo)), padded(repo)
    return frozenset(
        commit.sha
        for commit in repo.work
        if commit.row >= newest
        or commit.written is None
        or commit.written // SECONDS_A_DAY <= last
        or commit.sha in left_out
        or _is_sweep(commit, readable)
    )


@derived
def arrived(repo: Snapshot) -> frozenset[str]:
    """The ids of the commits that brought files, and of those that say little about work."""
    return frozenset(commit.sha for commit in repo.work if commit.added) | padded(repo)


def _seeds(repo: Snapshot) -> frozenset[Commit]:
    """The commits that brought the files in the drop."""
    numbers = rhythm(repo)
    brought = Counter(arrivals(repo).values())
    ranked = sorted(brought, key=lambda commit: (-brought[commit], commit.sha))
    if numbers.steps <= FEW_COMMITS or numbers.web_uploads == numbers.commits:
        return frozenset(ranked)
    wanted = NEARLY_ALL_FILES * len(readable_paths(repo))
    found, files = [], 0
    for commit in ranked[:MOST_DROPS]:
        if files < wanted:
            found.append(commit)
            files += brought[commit]
    return frozenset(found)


def _is_sweep(commit: Commit, readable: frozenset[str]) -> bool:
    """Whether a commit touches nearly all files, as formatting or another upload of everything does."""
    enough = NEARLY_ALL_FILES * len(readable)
    if len(readable) <= FILES_OF_A_SWEEP or commit.path_count < enough:
        return False
    return len(readable.intersection(commit.paths)) >= enough
