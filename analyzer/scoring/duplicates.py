"""The same code files in several repositories of a portfolio: a reason to ask, with no effect on the score.

Scores take the best of all repositories, so a copy earns nothing and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.declarations import Competency, FlagQuestion
from analyzer.model import Evidence, Flag, Level, RepositoryResult, Severity
from analyzer.text import plural

if TYPE_CHECKING:
    from analyzer.repository import Snapshot

DUPLICATE_FLAG = "duplicate_repository"
DUPLICATE_QUESTION = FlagQuestion(
    competency=Competency.COMMUNICATION,
    ask="More than one repository contains the same files. Which one is in use, and why was it copied?",
    strong="Gives a reason, and knows how the two have diverged.",
    weak="Does not remember.",
    covers=("-",),
)
# Shorter files may be identical by chance or come from a project generator.
TELLING_LINES = 20
# One or two helpers are often reused across projects; a template is only a small part of what is built on it.
SHARED_FILES = 3
SHARED_PART = 2 / 3
SHOWN = 3


def fingerprints(repo: Snapshot) -> Mapping[str, str]:
    """Object ids of the first-party Python files and notebooks with at least 20 code lines, with a path."""
    lines = {
        path: facts.code_lines for path, facts in (*repo.modules.items(), *repo.notebook_exports.items())
    }
    lines |= {path: facts.code_lines for path, facts in repo.notebooks.items()}
    return {repo.blob(path): path for path in sorted(lines, reverse=True) if lines[path] >= TELLING_LINES}


def flag_duplicates(
    results: Sequence[RepositoryResult], shown: Callable[[str], str] = str
) -> tuple[RepositoryResult, ...]:
    """The results, each copy with the flag `duplicate_repository`; `shown`: what a repository is called.

    Two repositories are copies where at least three files, and two thirds of the smaller one's, are the
    same. The one whose first commit is older bears no flag; where neither is, both bear it for
    information. Declared forks are no copies.
    """
    flags: dict[int, Flag] = {}
    numbered = [(number, each) for number, each in enumerate(results) if each.fork_of is None]
    for (first, one), (second, other) in combinations(numbered, 2):
        shared = one.blobs.keys() & other.blobs.keys()
        smaller = min(len(one.blobs), len(other.blobs))
        if len(shared) < SHARED_FILES or len(shared) < SHARED_PART * smaller:
            continue
        for number, copy, original in ((first, one, other), (second, other, one)):
            if not _is_older(copy, original):
                told = _is_older(original, copy)
                flags.setdefault(number, _flag(copy, shown(original.name), shared, told))
    return tuple(
        replace(each, flags=(*each.flags, flags[number])) if number in flags else each
        for number, each in enumerate(results)
    )


def _is_older(one: RepositoryResult, other: RepositoryResult) -> bool:
    """Whether it surely began earlier."""
    return one.began is not None and other.began is not None and one.began < other.began


def _flag(copy: RepositoryResult, other: str, shared: set[str], told: bool) -> Flag:
    paths = sorted(copy.blobs[blob] for blob in shared)
    before = ", whose history starts earlier" if told else ""
    note = f"the same file is in {other}"
    return Flag(
        DUPLICATE_FLAG,
        Severity.ASK if told else Severity.INFO,
        f"{len(shared)} of {plural(len(copy.blobs), 'code file')} are the same as in {other}{before}: "
        "a restart, a move or a template would explain this; copies do not affect the score",
        tuple(Evidence(path, None, Level.CLAIMED, note) for path in paths[:SHOWN]),
        DUPLICATE_QUESTION,
    )
