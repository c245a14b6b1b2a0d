"""What is really called: from a start through every call to the functions that may run.

An import runs the code of a module, not its functions, and a constructed object runs only the methods that
somebody calls. A start reaches a function where a chain of calls leads to it; a call of something whose
class is not known reaches every function of that name that the start imports, and every method of that name
whose class it makes objects of.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from msgspec import Struct

from analyzer.repository import Snapshot, derived
from analyzer.wiring.decorators import is_handed_over
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.routes.endpoints import endpoints
from analyzer.wiring.runs.call_walk import Walk
from analyzer.wiring.runs.known_code import known_code
from analyzer.wiring.starts.entrypoints import service_modules, starts

__all__ = [
    "Called",
    "called_by_requests",
    "called_by_services",
    "called_from",
    "callers_of",
    "is_handed_over",
    "leading_to",
    "names_used",
    "reached_on_the_way",
]

MOST_CALLERS = 6


class Called(Struct, frozen=True):
    """Functions that may run and classes that are used, by file and qualified name; the modules imported."""

    modules: frozenset[str] = frozenset()
    functions: frozenset[tuple[str, str]] = frozenset()
    classes: frozenset[tuple[str, str]] = frozenset()

    def has(self, path: str, function: str | None) -> bool:
        """Whether code of a function, or of the module itself, may run; nested code runs with its outer."""
        if path not in self.modules:
            return False
        if function is not None and (path, function) in self.classes:
            return True
        while function:
            if (path, function) in self.functions:
                return True
            function = function.rpartition(".")[0]
        return function is None


def called_from(
    repo: Snapshot,
    beginnings: Iterable[str],
    functions: Iterable[tuple[str, str]] = (),
    imported: Iterable[str] = (),
) -> Called:
    """What may run where these modules are started, others imported, and these functions called."""
    begun = frozenset(beginnings)
    walk = Walk(repo, begun, reached_from(repo, begun.union(imported)) & repo.modules.keys())
    return Called(walk.modules, walk.run(functions), frozenset(walk.made))


def leading_to(
    repo: Snapshot, beginnings: Iterable[str], goals: Iterable[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """The goals, and every function from which a chain of calls may lead to one of them."""
    begun = frozenset(beginnings)
    walk = Walk(repo, begun, reached_from(repo, begun) & repo.modules.keys())
    walk.run_everything()
    called_by: dict[tuple[str, str], list[tuple[str, str]]] = {}
    known: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for place in walk.places():
        for target in walk.used_in(place):
            called = known.get((place[0], target))
            if called is None:
                called = known[place[0], target] = tuple(walk.may_call(place[0], target))
            for each in called:
                called_by.setdefault(each, []).append(place)
    found = set(goals)
    queue = deque(sorted(found))
    while queue:
        for place in called_by.get(queue.popleft(), ()):
            if place not in found:
                found.add(place)
                queue.append(place)
    return frozenset(found)


def reached_on_the_way(
    repo: Snapshot, beginnings: Iterable[str], functions: Iterable[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """The functions, and every function to which a chain of calls may lead from one of them."""
    begun = frozenset(beginnings)
    walk = Walk(repo, begun, reached_from(repo, begun) & repo.modules.keys())
    walk.run_everything()
    known = frozenset(walk.places())
    found = known.intersection(functions)
    queue = deque(sorted(found))
    while queue:
        place = queue.popleft()
        called = {each for target in walk.used_in(place) for each in walk.may_call(place[0], target)}
        more = (called & known) - found
        found |= more
        queue.extend(sorted(more))
    return found


def callers_of(
    repo: Snapshot,
    modules: Iterable[str],
    functions: Iterable[tuple[str, str]],
    passes_over: Callable[[str], bool] = lambda name: False,
) -> frozenset[tuple[str, str]]:
    """The functions, and those of the modules that call one of them by name, directly or through others.

    One whose name `passes_over` takes calls none of them.
    """
    found = set(functions)
    goals = _by_name(found)
    uses: list[tuple[tuple[str, str], frozenset[str]]] = []
    for path in sorted(modules):
        calls = known_code(repo).calls[path]
        for each in repo.modules[path].functions:
            if passes_over(each.name):
                continue
            written = (*each.names, *calls.get(each.qualified_name, ()))
            uses.append(((path, each.qualified_name), frozenset(map(last_part, written))))
    sees: dict[str, frozenset[str]] = {}
    for _round in range(MOST_CALLERS):
        more = set()
        for place, used in uses:
            named = frozenset() if place in found else used & goals.keys()
            if named and place[0] not in sees:
                sees[place[0]] = reached_from(repo, [place[0]])
            # A function of that name in a module that is never imported there is another one.
            if any(not goals[name].isdisjoint(sees[place[0]]) for name in named):
                more.add(place)
        if not more:
            break
        found |= more
        goals = _by_name(more)
    return frozenset(found)


def _by_name(functions: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The files of functions, by the last part of their names."""
    found: dict[str, set[str]] = {}
    for path, name in functions:
        found.setdefault(name.rpartition(".")[2], set()).add(path)
    return found


def names_used(repo: Snapshot, called: Called) -> tuple[frozenset[str], ...]:
    """The last parts of the names that each piece of code uses which may run."""
    found: list[frozenset[str]] = []
    for path in called.modules:
        facts = repo.modules[path]
        calls: dict[str | None, list[str]] = {}
        for call in facts.calls:
            calls.setdefault(call.function, []).append(call.target)
        found.append(frozenset(map(last_part, calls.get(None, ()))))
        for each in facts.functions:
            if called.has(path, each.qualified_name):
                names = (*each.names, *calls.get(each.qualified_name, ()))
                found.append(frozenset(map(last_part, names)))
    return tuple(found)


@derived
def called_by_requests(repo: Snapshot) -> Called:
    """What may run while a request is answered: of applications and routes, whoever starts them."""
    return called_from(repo, service_modules(repo) | {each.path for each in endpoints(repo)})


@derived
def called_by_services(repo: Snapshot) -> Called:
    """What may run while requests are answered: by applications, routes, and what is started with them."""
    begun = service_modules(repo) | {each.path for each in endpoints(repo)}
    return called_from(repo, begun | {each.module for each in starts(repo) if each.module is not None})
