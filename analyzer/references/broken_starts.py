"""What dangles on the way of something that is started: it stops before it does anything.

The way is the imports that run when a module is loaded: at its top, not in a function, a branch or a `try`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname, join

from analyzer.parsing.lines import lines_of
from analyzer.parsing.python import Import
from analyzer.references.collect import dangling
from analyzer.references.first_party import IMPORTS
from analyzer.references.model import Reference
from analyzer.references.started import STARTS
from analyzer.repository import Snapshot, derived
from analyzer.wiring.entrypoints import Start, starts
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_example_path, is_test_path


@derived
def broken_starts(repo: Snapshot) -> tuple[tuple[Start, Reference], ...]:
    """Every start of an image, a service or a process file that cannot succeed, with what it lacks."""
    missing = _missing_at_load(repo)
    named = {(each.path, each.line): each for each in dangling(repo) if each.kind == STARTS}
    found = []
    for start in starts(repo):
        if is_example_path(start.path) or is_test_path(start.path):
            continue
        broken = named.get((start.path, start.line))
        if broken is None and start.module is not None:
            loaded = sorted(loaded_with(repo, start.module) & missing.keys())
            broken = missing[loaded[0]] if loaded else None
        if broken is not None:
            found.append((start, broken))
    return tuple(found)


@derived
def _missing_at_load(repo: Snapshot) -> Mapping[str, Reference]:
    """Modules that cannot be loaded, each with the first import that fails."""
    found: dict[str, Reference] = {}
    for each in dangling(repo):
        if each.kind == IMPORTS and each.path not in found and _runs_at_load(repo, each.path, each.line or 0):
            found[each.path] = each
    return found


def _runs_at_load(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a statement stands at the top level of its module, in no branch or `try`."""
    rows = lines_of(repo.text(path) or "")
    return 0 < line <= len(rows) and not rows[line - 1][:1].isspace()


def loaded_with(repo: Snapshot, module: str) -> frozenset[str]:
    """A module and every first-party module that loading it loads."""
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
        for each in _at_load(facts.imports):
            found = index.resolve(path, each.module, each.name)
            if found is not None and found != path:
                targets.update(dict.fromkeys((found, *_packages_of(repo, found))))
        graph[path] = tuple(targets)
    return graph


def _at_load(imports: Iterable[Import]) -> Iterator[Import]:
    return (each for each in imports if not (each.nested or each.guarded or each.type_checking))


def _packages_of(repo: Snapshot, path: str) -> Iterator[str]:
    """The packages that are loaded before a module of theirs."""
    folder = dirname(path)
    while folder and repo.exists(join(folder, "__init__.py")):
        yield join(folder, "__init__.py")
        folder = dirname(folder)
