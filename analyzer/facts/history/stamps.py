"""Files that hold a time or a counter and nothing else, and one change that is made again and again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from posixpath import basename

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.declarations import FileKind
from analyzer.facts.history.routines import DATA, MOST_AUTHORS, only_path
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, kinds
from analyzer.text import word_set

FEWEST_STAMPS = 30
SHARE_OF_STAMPS = 0.2
# In 130 public repositories no file besides settings and data that a job fetches was changed from one content
# to the same other one so often; the most that was seen were four times.
FEWEST_REPEATS = 10

STAMP_BYTES = 20_000
STAMP_WORDS = 4
_WORD = lazy_regex(r"[a-z]{2,40}", re.IGNORECASE)
_NUMBER = lazy_regex(r"\d")
# A version, an image or a commit that is pinned is no counter.
_PIN = lazy_regex(
    r"(?<![\d.:])v?\d{1,6}\.\d{1,6}\.\d|[0-9a-f]{0,40}(?:\d[a-f]|[a-f]\d)[0-9a-f]{5,40}", re.IGNORECASE
)
_OF_TIMES = word_set(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon "
    "tue wed thu fri sat sun utc gmt cet cest est edt cst cdt mst mdt pst pdt am pm"
)
# Settings that are moved back and forth, images that are rolled back, are operation.
_OPERATED = frozenset(
    {FileKind.CONFIGURATION, FileKind.CI, FileKind.COMPOSE, FileKind.DOCKERFILE, FileKind.TARGETS,
     FileKind.DEPENDENCIES}
)  # fmt: skip


class Stamp(Struct, frozen=True):
    """A file that holds a time or a counter, and the commits that change nothing else."""

    path: str
    commits: frozenset[str]


class Repeat(Struct, frozen=True):
    """A change of one file that was made `times` times, and the commits that make it or undo it."""

    path: str
    times: int
    commits: frozenset[str]


def stamps(repo: Snapshot) -> tuple[Stamp, ...]:
    """The stamps and counters of today that a fifth of all commits, at least 30, touch alone; by path.

    Not those that more than three people keep, nor those that CI writes here.
    """
    alone = repo.work.grouped(only_path)
    return tuple(
        Stamp(path, frozenset(commit.sha for commit in commits))
        for path, commits in sorted(alone.items())
        if len(commits) >= max(FEWEST_STAMPS, SHARE_OF_STAMPS * len(repo.work))
        and len({commit.author.name.casefold() for commit in commits}) <= MOST_AUTHORS
        and _may_be_a_stamp(path)
        and is_stamp(repo.beginning(path, STAMP_BYTES) if path in repo.all_paths else "")
        and not _written_by_ci(repo, path)
    )


def is_stamp(text: str) -> bool:
    """Whether a text holds nothing but times and counters, with at most four different words."""
    words = {word.casefold() for word in _WORD.findall(text)} - _OF_TIMES
    return _NUMBER.search(text) is not None and len(words) <= STAMP_WORDS and _PIN.search(text) is None


def _may_be_a_stamp(path: str) -> bool:
    found = kinds(path)
    data = path.rpartition(".")[2].casefold() in DATA
    return not found or found == {FileKind.PROSE} or (data and found == {FileKind.CONFIGURATION})


def _written_by_ci(repo: Snapshot, path: str) -> bool:
    """Whether CI runs on a schedule, or names the file."""
    if any("schedule" in pipeline.triggers for pipeline in repo.pipelines.values()):
        return True
    return any(basename(path) in (repo.text(each) or "") for each in repo.pipelines)


def repeats(work: Sequence[Commit]) -> tuple[Repeat, ...]:
    """The changes of one file, from one content to the same other one, that were made again and again."""
    made = Counter((commit.paths[0], commit.delta) for commit in work if commit.delta and commit.paths)
    often = {
        (path, delta): times
        for (path, delta), times in made.items()
        if times >= FEWEST_REPEATS and not kinds(path) & _OPERATED
    }
    if not often:
        return ()
    found: dict[str, set[str]] = defaultdict(set)
    for commit in work:
        before, _dots, after = commit.delta.partition("..")
        for delta in (commit.delta, f"{after}..{before}"):
            if commit.delta and commit.paths and (commit.paths[0], delta) in often:
                found[commit.paths[0]].add(commit.sha)
    return tuple(
        Repeat(path, max(times for (each, _delta), times in often.items() if each == path), frozenset(shas))
        for path, shas in sorted(found.items())
    )
