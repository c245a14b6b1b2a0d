"""Files that were renamed and changed in one commit: found by the lines that the two names share.

A commit names its exact renames itself. For a file that came without one, those that the same commit deleted
are asked, if they end alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from analyzer.authorship.comparable import comparable, similarity
from analyzer.authorship.provenance import PathHistory, Renames
from analyzer.commits import Commit

LEAST_SIMILARITY = 0.5
"""Of the lines, as git asks of the bytes where it is told to look for renames."""
CANDIDATES_OF_A_FILE = 12
ARRIVALS_EXPLAINED = 300
Contents = Mapping[tuple[str, str], str]
"""The object ids of contents, by the commit that brought or deleted them and their path."""


class Arrival(Struct, frozen=True):
    """A file that came with a commit, and those that it may have been, deleted by the commit."""

    commit: str
    path: str
    earlier: tuple[str, ...]


def unexplained(history: PathHistory, here: Collection[str]) -> tuple[Arrival, ...]:
    """The files that came as new with a commit which touched others that are gone today; bounded.

    `here` are the files of today: what is here was not deleted.
    """
    gone: dict[str, Mapping[str, Sequence[str]]] = {}
    found: dict[tuple[str, str], Arrival] = {}
    for path in sorted(history.introductions):
        commit, name = history.introductions[path], history.brought_as[path]
        if commit.sha not in gone:
            gone[commit.sha] = _gone_by_ending(commit, here)
        earlier = gone[commit.sha].get(_ending(name), ())
        if earlier and len(found) < ARRIVALS_EXPLAINED:
            found[commit.sha, name] = Arrival(commit.sha, name, tuple(_nearest(name, earlier)))
    return tuple(found.values())


def _nearest(path: str, earlier: Sequence[str]) -> Sequence[str]:
    """Those of the same file name, if there are any, as most moves keep it; else all, up to a number."""
    name = path.rpartition("/")[2]
    same = [each for each in earlier if each.rpartition("/")[2] == name]
    return sorted(same or earlier, key=lambda each: _distance(path, each))[:CANDIDATES_OF_A_FILE]


def _gone_by_ending(commit: Commit, here: Collection[str]) -> Mapping[str, Sequence[str]]:
    kept = {*commit.added, *(old for old, _new in commit.renames)}
    found: dict[str, list[str]] = {}
    for path in commit.paths if len(commit.added) < len(commit.paths) else ():
        if path not in kept and path not in here:
            found.setdefault(_ending(path), []).append(path)
    return found


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else name


def _distance(path: str, earlier: str) -> tuple[bool, int, str]:
    """The same file name first, then the names with most folders in common."""
    folders, name = path.split("/")[:-1], path.rpartition("/")[2]
    shared = len(set(folders) & set(earlier.split("/")[:-1]))
    return (earlier.rpartition("/")[2] != name, -shared, earlier)


def similar_renames(
    arrivals: Sequence[Arrival], contents: Contents, read: Callable[[str], bytes | None]
) -> Renames:
    """The best pairs of each commit; every file is the earlier one of at most one other."""
    known: dict[str, frozenset[bytes]] = {}

    def lines(blob: str) -> frozenset[bytes]:
        if blob not in known:
            known[blob] = frozenset(comparable(read(blob) or b""))
        return known[blob]

    pairs: dict[str, list[tuple[float, str, str]]] = {}
    for each in arrivals:
        for old, before, after in _both(each, contents):
            alike = similarity(lines(before), lines(after))
            if alike >= LEAST_SIMILARITY:
                pairs.setdefault(each.commit, []).append((-alike, old, each.path))
    return {commit: tuple(_best(found)) for commit, found in pairs.items()}


def _both(arrival: Arrival, contents: Contents) -> Iterator[tuple[str, str, str]]:
    after = contents.get((arrival.commit, arrival.path))
    for old in arrival.earlier if after else ():
        if before := contents.get((arrival.commit, old)):
            yield old, before, after or ""


def _best(pairs: list[tuple[float, str, str]]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for _alike, old, new in sorted(pairs, key=lambda pair: (pair[0], _distance(pair[2], pair[1]), pair[2])):
        if f"-{old}" not in taken and f"+{new}" not in taken:
            taken |= {f"-{old}", f"+{new}"}
            yield old, new
