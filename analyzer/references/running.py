"""The modules that run as they were committed: what starts them can be loaded."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from analyzer.facts.alerts.running_modules import reached_by_any_name
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.references.broken_starts import broken_load, broken_start, not_found
from analyzer.references.import_paths import Unfound, ci_starts, unfound
from analyzer.references.left_out import left_out
from analyzer.references.refused import refused_modules
from analyzer.references.runnable import runnable_programs
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import reached_from
from analyzer.wiring.other_programs.in_ci import run_by_tasks, run_in_ci
from analyzer.wiring.other_programs.started import running
from analyzer.wiring.routes.endpoints import endpoints
from analyzer.wiring.runs.execution import scheduled_modules
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import (
    modules_run_directly,
    service_modules,
    starts,
    task_starts,
)
from analyzer.wiring.starts.platform_starts import everything_started

# What a note says of code that runs.
OF_WHAT_RUNS = (
    ", on the serving path",
    " on the serving path",
    ", reached from what the repository starts",
    " in what the repository starts",
)
RUNS_IN = lazy_regex(r"[,;] runs in [^\s,;]{1,300}")
CI = lazy_regex(r"\bCI\b")


@derived
def sound_modules(repo: Snapshot) -> frozenset[str]:
    """Modules that something starts or that run on a schedule, with what they import.

    What a file imports that cannot be loaded itself is not reached through it, and neither is what lies
    beside a module that is started from where it cannot be found, or what an image starts that is not built.
    """
    lost = _lost(repo)
    sound = {path for path in modules_run(repo) if _loads(repo, path)} - lost.keys() - started_in_vain(repo)
    found = reached_by_any_name(repo, sound | scheduled_modules(repo))
    for path, missing in lost.items():
        if not any(each.stops for each in missing) and _loads(repo, path):
            without = frozenset((each.reference.path, each.target) for each in missing)
            found |= reached_from(repo, [path], without)
    return found - _refused(repo)


@derived
def started_in_vain(repo: Snapshot) -> frozenset[str]:
    """Modules that images, services and platforms are to start, and none of them can: nothing else does."""
    able: dict[str, bool] = {}
    places = [(each.path, each.line, each.module) for each in starts(repo) if each.module is not None]
    places += [(each.path, each.line, each.module) for each in everything_started(repo)]
    for path, line, module in dict.fromkeys(places):
        if not able.get(module, False):
            able[module] = broken_start(repo, path, line, module, packages=False) is None
    vain = {module for module, starts_here in able.items() if not starts_here}
    return frozenset(vain) - modules_run_directly(repo) - scheduled_modules(repo) if vain else frozenset()


@derived
def unloaded_modules(repo: Snapshot) -> frozenset[str]:
    """Modules to which only what cannot be built, started or loaded leads, of all that starts or answers.

    What no Python reads is never loaded, whatever leads to it.
    """
    begun = modules_run(repo) | scheduled_modules(repo)
    begun |= {each.module for each in starts(repo) if each.module is not None}
    inside = (service_modules(repo) | {each.path for each in endpoints(repo)}) & repo.modules.keys()
    begun |= inside - reached_from(repo, begun)
    ended = {path for path in begun if broken_load(repo, path) is not None} | started_in_vain(repo)
    lost = reached_from(repo, ended) - reached_from(repo, begun - ended) if ended else frozenset[str]()
    return lost | _refused(repo) | _stopped_programs(repo)


@derived
def _refused(repo: Snapshot) -> frozenset[str]:
    """Modules that no Python reads."""
    return frozenset(each.path for each in refused_modules(repo))


def _stopped_programs(repo: Snapshot) -> frozenset[str]:
    """Files of programs in other languages that run only in what cannot be built or started."""
    able, meant = runnable_programs(repo), running(repo)
    if len(able) == len(meant):
        return frozenset()
    elsewhere = {path for path, _function in (*able, *run_by_tasks(repo), *run_in_ci(repo))}
    return frozenset(path for path, _function in meant) - elsewhere


def as_loaded(repo: Snapshot, evidence: Evidence) -> Evidence:
    """The evidence, at most substantive where its module runs only in what cannot be built or started.

    What CI runs, it runs all the same.
    """
    if (
        evidence.level < Level.WIRED
        or evidence.path not in unloaded_modules(repo)
        or CI.search(evidence.note)
    ):
        return evidence
    note = RUNS_IN.sub("", evidence.note)
    for words in OF_WHAT_RUNS:
        note = note.replace(words, "")
    stopped = "be loaded" if broken_load(repo, evidence.path) is not None else "start"
    return replace(evidence, level=Level.SUBSTANTIVE, note=f"{note}; what leads to it cannot {stopped}")


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
