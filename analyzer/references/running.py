"""The modules that run as they were committed: what starts them can be loaded."""

from __future__ import annotations

from analyzer.facts.running_modules import reached_by_any_name, started_files
from analyzer.references.broken_starts import broken_load
from analyzer.repository import Snapshot, derived
from analyzer.wiring.execution import scheduled_modules


@derived
def sound_modules(repo: Snapshot) -> frozenset[str]:
    """Modules that something starts or that run on a schedule, with what they import.

    What a file imports that cannot be loaded itself is not reached through it.
    """
    sound = {path for path in started_files(repo) if broken_load(repo, path) is None}
    return reached_by_any_name(repo, sound | scheduled_modules(repo))
