"""Which libraries stop a pipeline by themselves when a check fails."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

STARTED = {
    "Makefile": "check:\n\tpython check.py\n",
    "Dockerfile": 'FROM python:3.12\nCMD ["python", "check.py"]\n',
}
CALLS = {
    "pandera": ("import pandera\n\npandera.validate(1)\n", Level.WIRED),
    "Patito": ("import patito\n\npatito.validate(1)\n", Level.WIRED),
    "Dataframely": ("import dataframely\n\ndataframely.validate(1)\n", Level.WIRED),
    "Frictionless": ("import frictionless\n\nfrictionless.validate(1)\n", Level.SUBSTANTIVE),
    "cleanlab": ("import cleanlab\n\ncleanlab.find_issues(1)\n", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("source", "level"), CALLS.values(), ids=CALLS)
def test_a_failing_check_stops_the_run_only_if_the_library_raises(source: str, level: Level) -> None:
    found = run("data_validation", snapshot({"check.py": source, **STARTED}))
    assert found.level is level
    assert [(each.path, each.line) for each in found.evidence if each.level is level] == [("check.py", 3)]
