"""Where the steps of a workflow run: folders that are partly known, and a checkout in a folder of its own."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE, WORKFLOW

CHECKOUT = "- uses: actions/checkout@v4\n"


def steps(body: str, checkout: str = CHECKOUT) -> dict[str, str]:
    """A workflow with one job of these steps."""
    rows = "\n".join(f"      {row}" for row in (checkout + body).splitlines())
    text = f"on: [push, pull_request]\njobs:\n  a:\n    runs-on: x\n    steps:\n{rows}\n"
    return {**CODE, "Makefile": "test:\n\tpytest\n", WORKFLOW: text}


@pytest.mark.parametrize(
    ("step", "level"),
    [
        ("- run: pytest\n  working-directory: tests/${{ needs.b.outputs.x }}", Level.WIRED),
        ("- run: pytest\n  working-directory: qa/${{ needs.b.outputs.x }}", Level.CLAIMED),
        ("- run: cd tests/$PART && pytest", Level.WIRED),
        ("- run: cd shop/$PART && pytest", Level.CLAIMED),
    ],
)
def test_of_a_folder_that_is_partly_known_the_known_part_counts(step: str, level: Level) -> None:
    assert run("ci_tests", snapshot(steps(step))).level is level


OTHER = "- uses: actions/checkout@v4\n  with: {repository: a/data, path: data}\n"


@pytest.mark.parametrize(
    ("given", "step", "level"),
    [
        ("{path: me}", "- run: pytest\n  working-directory: me", Level.WIRED),
        ("{path: ./me/}", "- run: pytest\n  working-directory: ./me/tests", Level.WIRED),
        ("{path: me}", "- run: cd me && pytest", Level.WIRED),
        ("{path: me}", "- run: pytest me/tests", Level.WIRED),
        ("{path: me}", "- run: make -C me test", Level.WIRED),
        ("{path: me}", "- run: pytest\n  working-directory: you", Level.CLAIMED),
        ("{path: me}", "- run: pytest\n  working-directory: mean", Level.CLAIMED),
        ("{path: me}", OTHER + "- run: pytest\n  working-directory: me", Level.WIRED),
        ("{path: me, repository: '${{ github.repository }}'}", "- run: cd me; pytest", Level.WIRED),
        ("{path: me, repository: a/b}", "- run: pytest\n  working-directory: me", Level.CLAIMED),
        ("{path: tests}", "- run: pytest\n  working-directory: tests", Level.WIRED),
    ],
)
def test_the_repository_may_stand_in_a_folder_of_its_own(given: str, step: str, level: Level) -> None:
    files = steps(step, f"{CHECKOUT}  with: {given}\n")
    assert run("ci_tests", snapshot(files)).level is level
