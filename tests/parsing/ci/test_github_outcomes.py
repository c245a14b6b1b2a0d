"""Steps that may fail and whose outcome a later step asks for."""

from __future__ import annotations

import pytest

from tests.support.pipelines import WORKFLOW, read

BEGIN = """\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - id: tests
        continue-on-error: true
        run: make check
"""


def later(condition: str | None, script: str, more: str = "") -> str:
    asked = "" if condition is None else f"        if: {condition}\n"
    rows = "".join(f"          {row}\n" for row in script.split("\n"))
    return f"      - name: b\n{asked}{more}        run: |\n{rows}"


OUTCOME = "${{ steps.tests.outcome }}"
ASKED = f"""if [[ "{OUTCOME}" != "success" ]]; then\n  exit 1\nfi"""
# What follows, and whether a failure of the first step fails the job.
FOLLOWS = {
    "a condition and an end": (later("always() && steps.tests.outcome == 'failure'", "echo bad\nexit 1"), True),
    "a condition in its signs": (later("${{ steps.tests.outcome != 'success' }}", "exit 2"), True),
    "one of several": (later("steps.a.outcome == 'failure' || steps.tests.outcome == 'failure'", "exit 1"), True),
    "a script that asks": (later(None, ASKED), True),
    "a script that asks whatever happened": (later("always()", ASKED), True),
    "a script in one line": (later(None, f'[ "{OUTCOME}" = "success" ] || exit 1'), True),
    "a variable": (
        later(None, 'if [ "$HOW" = failure ]; then exit 1; fi', f'        env:\n          HOW: "{OUTCOME}"\n'), True),
    "a script of an action": (
        "      - if: steps.tests.outcome == 'failure'\n        uses: actions/github-script@v7\n"
        "        with:\n          script: core.setFailed('tests')\n", True),
    "nothing": ("", False),
    # The conclusion of a step that may fail is always a success.
    "the conclusion": (later("steps.tests.conclusion == 'failure'", "exit 1"), False),
    "another step": (later("steps.lint.outcome == 'failure'", "exit 1"), False),
    "a step whose name begins so": (later("steps.tests-2.outcome == 'failure'", "exit 1"), False),
    "where it did not fail": (later("steps.tests.outcome == 'success'", "exit 1"), False),
    "a message": (later("steps.tests.outcome == 'failure'", "echo exit 1"), False),
    "a success": (later("steps.tests.outcome == 'failure'", "exit 0"), False),
    "only where more is so": (later("steps.tests.outcome == 'failure' && inputs.strict", "exit 1"), False),
    "a step that may fail too": (
        later("steps.tests.outcome == 'failure'", "exit 1", "        continue-on-error: true\n"), False),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "fails"), FOLLOWS.values(), ids=FOLLOWS)
def test_a_later_step_may_fail_for_one_that_may(steps: str, fails: bool) -> None:
    first = read(WORKFLOW, BEGIN + steps).jobs[0].steps[0]
    assert first.masked is not fails


def test_an_earlier_step_does_not() -> None:
    text = BEGIN.replace("      - id: tests", later(None, ASKED) + "      - id: tests")
    assert read(WORKFLOW, text).jobs[0].steps[1].masked
