"""What may run of programs in other languages than Python: not what cannot be built or loaded starts."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.references.broken_starts import broken_image
from analyzer.references.program_imports import broken_program
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node
from analyzer.wiring.other_programs.started import programs_started, running, running_without
from analyzer.wiring.starts.platform_starts import Started


@derived
def runnable_programs(repo: Snapshot) -> Mapping[Node, Started]:
    """What runs of programs, without starts of a program that ends at an import or of an image not built."""
    broken = frozenset(
        each
        for each in programs_started(repo)
        if broken_image(repo, each.path) is not None or broken_program(repo, each.module) is not None
    )
    return running_without(repo, broken) if broken else running(repo)
