"""Programs that are named for what a check looks for: where no rule knew anything in them, nobody can say
that it is not there.

Of absences that readers of real repositories refuted, most had such a file beside them; of all absences,
few have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename

from analyzer.facts.code.live_modules import live_modules
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Level, Unseen
from analyzer.repository import Snapshot, derived
from analyzer.wiring.language_roles import Place
from analyzer.wiring.modules import import_graph
from analyzer.wiring.other_programs.index import import_edges, programs
from analyzer.wiring.places import USUAL, surroundings
from analyzer.wiring.roles import is_example_path, is_put_away, is_test, is_test_path

NAMED_FOR_IT = "it is named for this, and nothing in it was recognised"
# What a program of fewer lines does is seen at once, and is rarely more than a name or a constant.
SHORTEST_PROGRAM = 5
_WORD = lazy_regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def named_for_it(repo: Snapshot, names: Sequence[str]) -> tuple[Unseen, ...]:
    """The programs that have one of the names, or one of them as last words ("cost_logger", "CostLogger").

    A program that nothing imports shows no more than that it is written. Pages in a browser, tests, examples
    and what was put away do not count.
    """
    found = {
        path: Unseen(NAMED_FOR_IT, path, None if path in _imported(repo) else Level.SUBSTANTIVE)
        for name in names
        for path in _by_last_words(repo).get(name, ())
    }
    return tuple(found[path] for path in sorted(found))


@derived
def _by_last_words(repo: Snapshot) -> Mapping[str, Sequence[str]]:
    """The programs that could hold something, by the last one, two and three words of their names."""
    found: dict[str, list[str]] = {}
    for path in _programs(repo):
        words = [each.casefold() for each in _WORD.findall(basename(path).rpartition(".")[0])]
        for count in range(1, min(3, len(words)) + 1):
            found.setdefault("_".join(words[-count:]), []).append(path)
    return found


def _programs(repo: Snapshot) -> Iterator[str]:
    places = surroundings(repo)
    for path, facts in live_modules(repo).items():
        if facts.functions and facts.code_lines >= SHORTEST_PROGRAM and not _is_aside(path):
            yield path
    for path, program in programs(repo).items():
        if not program.functions or program.code_lines < SHORTEST_PROGRAM or program.by_machine:
            continue
        if places.get(path, USUAL).place is Place.BROWSER or _is_aside(path):
            continue
        yield path


def _is_aside(path: str) -> bool:
    return is_test_path(path) or is_example_path(path) or is_put_away(path)


@derived
def _imported(repo: Snapshot) -> frozenset[str]:
    """What another program imports that is no test."""
    graph = ((path, files) for path, files in import_graph(repo).items() if not is_test(repo, path))
    edges = ((path, files) for path, files in import_edges(repo).items() if not is_test_path(path))
    return frozenset(each for pairs in (graph, edges) for _path, files in pairs for each in files)
