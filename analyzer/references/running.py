"""The modules that run as they were committed: what starts them can be loaded."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.facts.running_modules import reached_by_any_name
from analyzer.references.broken_starts import broken_load, not_found
from analyzer.references.import_paths import Unfound, ci_starts, unfound
from analyzer.references.left_out import left_out
from analyzer.repository import Snapshot, derived
from analyzer.wiring.entrypoints import starts, task_starts
from analyzer.wiring.execution import scheduled_modules
from analyzer.wiring.modules import reached_from
from analyzer.wiring.platform_starts import everything_started
from analyzer.wiring.run_modules import modules_run


@derived
def sound_modules(repo: Snapshot) -> frozenset[str]:
    """Modules that something starts or that run on a schedule, with what they import.

    What a file imports that cannot be loaded itself is not reached through it, and neither is what lies
    beside a module that is started from where it cannot be found.
    """
    lost = _lost(repo)
    sound = {path for path in modules_run(repo) if _loads(repo, path)} - lost.keys()
    found = reached_by_any_name(repo, sound | scheduled_modules(repo))
    for path, missing in lost.items():
        if not any(each.stops for each in missing) and _loads(repo, path):
            without = frozenset((each.reference.path, each.target) for each in missing)
            found |= reached_from(repo, [path], without)
    return found


def _loads(repo: Snapshot, path: str) -> bool:
    return broken_load(repo, path) is None and left_out(repo, path) is None


def _lost(repo: Snapshot) -> Mapping[str, tuple[Unfound, ...]]:
    """Modules that every place which starts them starts from where some import is not found."""
    places: dict[str, set[tuple[str, int]]] = {}
    for start in (*starts(repo), *task_starts(repo), *ci_starts(repo)):
        if start.module is not None:
            places.setdefault(start.module, set()).add((start.path, start.line))
    for each in everything_started(repo):
        places.setdefault(each.module, set()).add((each.path, each.line))
    return {
        module: missing
        for (_path, _line, module), missing in unfound(repo).items()
        if all((*place, module) in unfound(repo) for place in places[module])
    }


@derived
def stopped_modules(repo: Snapshot) -> frozenset[str]:
    """Modules that end at an import wherever something starts them."""
    return frozenset(path for path, missing in _lost(repo).items() if any(each.stops for each in missing))


@derived
def unreached_in_ci(repo: Snapshot) -> frozenset[str]:
    """Modules that CI would reach only through programs which end at an import where CI starts them."""
    starting = [each for each in ci_starts(repo) if each.module is not None]
    ending = {
        (each.path, each.line, each.module)
        for each in starting
        if not_found(repo, each.path, each.line, each.module or "") is not None
    }
    if not ending:
        return frozenset()
    sound = {
        each.module
        for each in starting
        if each.module is not None and (each.path, each.line, each.module) not in ending
    }
    lost = reached_from(repo, {module for _path, _line, module in ending if module})
    return lost - reached_from(repo, sound)
