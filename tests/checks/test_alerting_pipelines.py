"""Steps of CI that tell somebody that a program ended the run at a limit."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

WORKFLOW = ".github/workflows/watch.yml"
WATCH = (
    "import sys\n\n\ndef main():\n    issues = []\n    accuracy = measure()\n    if accuracy < 0.8:\n"
    "        issues.append(accuracy)\n    if issues:\n        sys.exit(1)\n\n\nmain()\n"
)
RAISES = "def main():\n    if drift_share() > 0.3:\n        raise RuntimeError('drift')\n\n\nmain()\n"
ISSUE = "uses: actions/github-script@v7\n        with:\n          script: github.rest.issues.create(drift)"
DAILY = "{schedule: [{cron: '0 6 * * *'}]}"
FAILED = "failure()"


def files(
    telling: str = ISSUE,
    when: str = FAILED,
    on: str = DAILY,
    watch: str = WATCH,
    run: str = "python watch.py",
) -> dict[str, str]:
    """A job whose second step, in line 7, runs a program, and whose third, in line 8, tells somebody."""
    return {
        WORKFLOW: (
            f"on: {on}\njobs:\n  watch:\n    runs-on: ubuntu-latest\n    steps:\n"
            f"      - uses: actions/checkout@v4\n      - run: {run}\n      - if: {when}\n        {telling}\n"
        ),
        "watch.py": watch,
    }


CASES = {
    "an issue": (files(), Level.WIRED),
    "an issue by gh": (files("run: gh issue create --title drift"), Level.WIRED),
    "a message by an action": (files("uses: slackapi/slack-github-action@v2"), Level.WIRED),
    "a message to a webhook": (
        files("run: curl -d drift $SLACK_WEBHOOK_URL"), Level.WIRED),
    "a webhook that nothing is sent to": (
        files("run: echo $SLACK_WEBHOOK_URL"), Level.ABSENT),
    "an exception at a limit": (files(watch=RAISES), Level.WIRED),
    "after a failure among other conditions": (
        files(when="failure() && github.ref == 'refs/heads/main'"), Level.WIRED),
    "on a change": (files(on="push"), Level.SUBSTANTIVE),
    "whatever came of it": (files(when="always()"), Level.ABSENT),
    "where nothing failed": (files(when="'!failure()'"), Level.ABSENT),
    "a step that tells nobody": (files("run: echo drift"), Level.ABSENT),
    "a pull request is no issue": (
        files("uses: actions/github-script@v7\n        with:\n          script: github.rest.pulls.create({})"),
        Level.ABSENT),
    "a program without a limit": (files(watch=WATCH.replace("if accuracy < 0.8", "if accuracy")), Level.ABSENT),
    "a limit on something else": (files(watch=WATCH.replace("accuracy", "pages")), Level.ABSENT),
    "a limit that ends nothing": (files(watch=WATCH.replace("sys.exit(1)", "print(1)")), Level.ABSENT),
    "an exception about an input": (files(watch=RAISES.replace("drift_share()", "size()")), Level.ABSENT),
    "a failure that nobody sees": (files(run="python watch.py || true"), Level.ABSENT),
    "a program that nothing starts": (files(run="echo"), Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("content", "level"), CASES.values(), ids=CASES)
def test_a_step_that_tells_of_a_crossed_limit_alerts(content: dict[str, str], level: Level) -> None:
    note = "CI notifies when watch.py ends the run at a limit"
    assert_found(run("alerting", snapshot(content)), level, f"{WORKFLOW}:8", note)


def test_a_job_that_waits_for_the_failed_one_tells() -> None:
    content = files(when="success()")
    content[WORKFLOW] += (
        "  tell:\n    needs: watch\n    if: failure()\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: gh issue create --title drift\n"
    )
    note = "CI notifies when watch.py ends the run at a limit"
    assert_found(run("alerting", snapshot(content)), Level.WIRED, f"{WORKFLOW}:17", note)


@pytest.mark.parametrize(("needs", "level"), [("watch", Level.WIRED), ("other", Level.ABSENT)])
def test_it_must_wait_for_that_job(needs: str, level: Level) -> None:
    content = files(when="success()")
    content[WORKFLOW] += (
        f"  tell:\n    needs: {needs}\n    if: failure()\n    runs-on: a\n    steps:\n      - run: gh issue create\n"
        "  other:\n    runs-on: a\n    steps:\n      - run: echo\n"
    )
    assert run("alerting", snapshot(content)).level is level
