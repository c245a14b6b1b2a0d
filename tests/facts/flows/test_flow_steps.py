"""How many steps a flow is said to have."""

from __future__ import annotations

import pytest

from analyzer.testing import run, snapshot

FLOW = (
    "from prefect import flow, task\n\n\n@task\ndef a():\n    return 1\n\n\n@task\ndef b(x):\n    return x\n\n\n"
    "@task\ndef c():\n    return 2\n\n\n@flow\ndef f():\n    b(a())\n"
)


@pytest.mark.parametrize(
    ("last", "number"),
    [("    c()\n", 3), ("    c.submit()\n", 3), ("    return [c]\n", 3), ("    # c()\n", 2), ("", 2)],
)
def test_a_step_that_no_code_names_is_none_of_the_flow(last: str, number: int) -> None:
    finding = run("orchestration", snapshot({"flow.py": FLOW + last}))
    assert finding.evidence[0].note.startswith(f"Prefect pipeline with {number} steps")
