"""What dangles on the way of something that is started: it stops before it does anything.

The way is the imports that run when a module is loaded; see `loading`.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.references.collect import dangling
from analyzer.references.first_party import IMPORTS
from analyzer.references.installed import IMPORTS_PACKAGE
from analyzer.references.loading import loaded_with, runs_at_load
from analyzer.references.model import Reference
from analyzer.references.started import STARTS
from analyzer.repository import Snapshot, derived
from analyzer.wiring.entrypoints import Start, starts
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
        if (
            each.kind in (IMPORTS, IMPORTS_PACKAGE)
            and each.path not in found
            and runs_at_load(repo, each.path, each.line or 0)
        ):
            found[each.path] = each
    return found
