"""What loading a module loads: the imports at its top, not in a function, a branch or a `try`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname, join

from analyzer.parsing.lines import lines_of
from analyzer.parsing.python import Import
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import module_index


def runs_at_load(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a statement stands at the top level of its module, in no branch or `try`."""
    known = _at_top(repo)
    if path not in known:
        rows = enumerate(lines_of(repo.text(path) or ""), 1)
        known[path] = frozenset(number for number, row in rows if not row[:1].isspace())
    return line in known[path]


@derived
def _at_top(repo: Snapshot) -> dict[str, frozenset[int]]:
    """The lines at the left edge of each module that was asked about: starts ask about the same ones."""
    del repo
    return {}


def loaded_with(repo: Snapshot, module: str) -> frozenset[str]:
    """A module and every first-party module that loading it loads."""
    known = _loaded(repo)
    if module not in known:
        known[module] = _reached(repo, module)
    return known[module]


@derived
def _loaded(repo: Snapshot) -> dict[str, frozenset[str]]:
    """What each module loads that was asked about: every start and every test asks about the same ones."""
    del repo
    return {}


def _reached(repo: Snapshot, module: str) -> frozenset[str]:
    graph = _load_graph(repo)
    seen = {module, *_packages_of(repo, module)}
    queue = deque(sorted(seen))
    while queue:
        for target in graph.get(queue.popleft(), ()):
            if target not in seen:
                seen.add(target)
                queue.append(target)
    return frozenset(seen)


@derived
def _load_graph(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    index = module_index(repo)
    graph: dict[str, tuple[str, ...]] = {}
    for path, facts in repo.modules.items():
        targets: dict[str, None] = {}
        for each in at_load(facts.imports):
            found = index.resolve(path, each.module, each.name)
            if found is not None and found != path:
                targets.update(dict.fromkeys((found, *_packages_of(repo, found))))
        graph[path] = tuple(targets)
    return graph


def at_load(imports: Iterable[Import]) -> Iterator[Import]:
    """Those that run whenever the module is loaded, and whose failure is not survived."""
    return (each for each in imports if not (each.nested or each.guarded or each.type_checking))


def _packages_of(repo: Snapshot, path: str) -> tuple[str, ...]:
    """The packages that are loaded before a module of theirs."""
    known, folder = _packages_above(repo), dirname(path)
    if folder not in known:
        known[folder] = tuple(_packages(repo, folder))
    return known[folder]


@derived
def _packages_above(repo: Snapshot) -> dict[str, tuple[str, ...]]:
    del repo
    return {}


def _packages(repo: Snapshot, folder: str) -> Iterator[str]:
    while folder and repo.exists(join(folder, "__init__.py")):
        yield join(folder, "__init__.py")
        folder = dirname(folder)
