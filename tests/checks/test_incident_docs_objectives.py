"""Service-level objectives with lines of what is seen and what is then done."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from tests.checks.test_incident_docs import SERVICE, text

SEEN = (
    "- Latency alerts: inspect the logs.",
    "- Queue is full: check the workers.",
    "- No disk: purge old files.",
)
OBJECTIVES = "The availability is under 1 % of errors in 30 days."
OPERATING = {
    "three of them": ((OBJECTIVES, *SEEN), Level.SUBSTANTIVE),
    "two of them": ((OBJECTIVES, *SEEN[:2]), Level.PRESENT),
    "names without what is done": ((OBJECTIVES, *(each.partition(":")[0] for each in SEEN)), Level.PRESENT),
}


@pytest.mark.parametrize(("lines", "level"), OPERATING.values(), ids=OPERATING)
def test_what_is_seen_and_what_is_done(lines: tuple[str, ...], level: Level) -> None:
    document = text(140, "\n".join(lines[:1]), "\n".join(lines[1:]), title="Runbook")
    assert run("incident_docs", snapshot({**SERVICE, "RUNBOOK.md": document})).level is level
