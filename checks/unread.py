"""Languages that no parser of ours reads for calls: what they may hold is not seen, not absent."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.languages import NOT_PROGRAMS
from analyzer.model import Unseen
from analyzer.snapshot import Snapshot
from analyzer.tables import plural

# Below this share of the program files, a language is an aside: a build helper, one example.
ASIDE_SHARE = 0.1
READ = frozenset({"Python", "Jupyter Notebook"})


def unread_languages(repo: Snapshot, among: frozenset[str]) -> Iterator[Unseen]:
    """One Unseen for each language of the set that a fair part of the repository is written in."""
    programs = {name: count for name, count in repo.languages.items() if name not in NOT_PROGRAMS}
    total = sum(programs.values())
    for name, count in programs.items():
        if name in among - READ and count >= ASIDE_SHARE * total:
            yield Unseen(f"{plural(count, 'file')} in {name}, whose calls are not read")
