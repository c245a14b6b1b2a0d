"""What the answer of a call decides, in its own file and in the files that ask for it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from analyzer.parsing.python import Decision, Followed, follow_answer
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import Code, import_graph
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

FILES_LIMIT = 12

Place = tuple[int, str]


class Decided(Struct, frozen=True):
    """A decision and the file in which it falls."""

    path: str
    decision: Decision


def decided_by(
    repo: Snapshot,
    path: str,
    places: Iterable[Place],
    returning: Iterable[str] = (),
    *,
    directly: bool = False,
) -> tuple[Decided, ...]:
    """What the answers of the calls at the places of a module decide, in live code outside of tests.

    Functions that hand the answer on are followed into the modules that import theirs and call them;
    `returning` are such functions to begin with. `directly`: what is only a part of a score or of a report
    decides nothing.
    """
    found: list[Decided] = []
    asked = {path}
    pending = [(path, frozenset(places), frozenset(returning))]
    while pending:
        here, at, functions = pending.pop(0)
        followed = _follow(repo, here, at, functions, directly)
        code = Code(here, repo.modules[here], notebook=False)
        found.extend(
            Decided(here, each)
            for each in followed.decisions
            if is_live(repo, code, code.function_at(each.line), by_tests=False)
        )
        names = followed.returning | functions
        for other in sorted(_importers(repo).get(here, frozenset()) - asked):
            calls = {
                (call.line, last)
                for call in repo.modules[other].calls
                if (last := call.target.rpartition(".")[2].removesuffix("()")) in names
            }
            if calls and len(asked) < FILES_LIMIT:
                asked.add(other)
                pending.append((other, frozenset(calls), frozenset()))
    return tuple(found)


@derived
def _importers(repo: Snapshot) -> dict[str, frozenset[str]]:
    """For every module the live modules that import it."""
    found: dict[str, set[str]] = {}
    for path, imported in import_graph(repo).items():
        if path in repo.modules and not is_test(repo, path) and not is_example_path(path):
            for each in imported:
                found.setdefault(each, set()).add(path)
    return {path: frozenset(each) for path, each in found.items()}


@derived
def _known(repo: Snapshot) -> dict[tuple[str, frozenset[Place], frozenset[str], bool], Followed]:
    """What was followed: several checks ask about the same calls."""
    del repo
    return {}


def _follow(
    repo: Snapshot, path: str, places: frozenset[Place], returning: frozenset[str], directly: bool
) -> Followed:
    known = _known(repo)
    key = (path, places, returning, directly)
    if key not in known:
        known[key] = follow_answer(repo.text(path) or "", places, returning, directly=directly)
    return known[key]
