"""Packages that modules import when they are loaded, and that an ignore file keeps out of the repository."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, join

from analyzer.references.distributions import providers
from analyzer.references.first_party import is_specimen
from analyzer.references.loading import at_load, loaded_with, runs_at_load
from analyzer.references.makers import MADE_BY_BUILDS, is_mentioned
from analyzer.references.python_names import (
    GENERATED_MODULES,
    declared_names,
    is_standard,
    packages_above,
    stems,
)
from analyzer.repository import Snapshot, derived
from analyzer.wiring.ignores import ignored_by


def left_out(repo: Snapshot, module: str) -> str | None:
    """A package without which a module cannot be loaded as it was committed: it is ignored, and nowhere."""
    table = _left_out(repo)
    return next((table[path] for path in sorted(loaded_with(repo, module) & table.keys())), None)


@derived
def _left_out(repo: Snapshot) -> Mapping[str, str]:
    """Modules that import such a package at their top, each with its name."""
    declared = {
        each.name
        for file in repo.dependencies.values()
        if file.ecosystem == "python"
        for each in file.dependencies
    }
    found: dict[str, str] = {}
    for path, facts in repo.modules.items() if declared and repo.tree_problem is None else ():
        for each in at_load(facts.imports):
            top = each.module.partition(".")[0]
            if (
                top
                and not is_specimen(path)
                and not (providers(top) & declared)
                and _is_ignored(repo, path, top)
                and runs_at_load(repo, path, each.line)
            ):
                found.setdefault(path, top)
    return found


def _is_ignored(repo: Snapshot, path: str, top: str) -> bool:
    """Whether a name is of no package that is known, nothing makes it, and an ignore file names it."""
    if is_standard(top) or top in declared_names(repo):
        return False
    if top in stems(repo).modules or top in stems(repo).folders:
        return False
    if GENERATED_MODULES.fullmatch(top) or MADE_BY_BUILDS.fullmatch(top) or is_mentioned(repo, top):
        return False
    places = dict.fromkeys((*packages_above(dirname(path)), ""))
    return any(ignored_by(repo, join(place, top)) is not None for place in places)
