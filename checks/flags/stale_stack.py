"""Whether the code is written for APIs that have since been removed."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.code.deprecated_apis import markers_of
from analyzer.model import Flag, FlagResult, Severity
from analyzer.repository import Snapshot

ERAS_NEEDED = 2
SHOWN_ERAS = 10


@flag_check(
    id="stale_stack",
    title="outdated library APIs",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.CI),
    question=FlagQuestion(
        competency=Competency.TRADEOFFS,
        ask="The code targets old versions of its libraries. What prevents an upgrade, and what is the risk?",
        strong="Weighs a working system against versions that no longer receive fixes.",
        weak="Did not notice.",
        covers=("H9",),
    ),
)
def stale_stack(repo: Snapshot) -> Iterator[FlagResult]:
    """Live code and notebooks use two or more outdated APIs, and nothing newer of the same libraries.

    Outdated CI alone is not enough: it only counts together with code. Judged by APIs, never by dates: a
    project may be frozen because it works.
    """
    markers = markers_of(repo)
    if len(markers) < ERAS_NEEDED:
        return
    listed = ", ".join(sorted(markers))
    yield Flag(
        "stale_stack",
        Severity.INFO,
        f"the code is written for APIs that have since been removed: {listed}",
        tuple(markers[name] for name in sorted(markers))[:SHOWN_ERAS],
    )
