"""Tests run by CircleCI: split tests, parameters, matrices, orbs of the file, logic statements."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE

NOX = {
    "noxfile.py": "import nox\n\n@nox.session\ndef tests(session):\n    session.run('pytest')\n\n"
    "@nox.session\ndef lint(session):\n    session.run('ruff', 'check')\n",
    "Makefile": "lint:\n\truff check\n\ntest:\n\tpytest\n",
}
CONFIG = ".circleci/config.yml"
IMAGE = "docker: [{image: 'cimg/python:3.12'}]"


def circle(step: str, use: str = "t", job: str = "", workflow: str = "", top: str = "") -> dict[str, str]:
    """A job `t` with one step after the checkout, which a workflow runs."""
    text = (
        f"version: 2.1\n{top}jobs:\n  t:\n    {IMAGE}\n{job}    steps:\n    - checkout\n    - {step}\n"
        f"workflows:\n  main:\n{workflow}    jobs:\n    - {use}\n"
    )
    return {**CODE, **NOX, CONFIG: text}


SPLIT = 'circleci tests glob "tests/**/test_*.py" | circleci tests '
TASK = "    parameters: {task: {type: string, default: lint}}\n"
ONLY = "parameters: {go: {type: boolean, default: false}}\n"
UNIT = (
    "commands:\n  unit:\n    parameters: {cmd: {type: string, default: ruff check}}\n    steps:\n"
    "    - run: << parameters.cmd >>\n"
)
ORB = (
    "orbs:\n  own:\n    commands:\n      unit:\n        parameters: {c: {type: string, default: ''}}\n"
    "        steps: [{run: << parameters.c >>}]\n    jobs:\n      check:\n        " + IMAGE + "\n"
    "        steps: [checkout, {run: pytest}]\n"
)
WRAP = (
    "commands:\n  around:\n    parameters: {inner: {type: steps, default: []}}\n    steps:\n"
    "    - run: pip list\n    - steps: << parameters.inner >>\n"
)


@pytest.mark.parametrize(
    ("files", "level"),
    [
        (circle("run: pytest"), Level.WIRED),
        (circle(f"run: |\n        {SPLIT}run --command='xargs pytest -q'"), Level.WIRED),
        (circle(f'run: |\n        {SPLIT}run --command "xargs python -m pytest" --verbose'), Level.WIRED),
        (circle(f"run: |\n        {SPLIT}split --split-by=timings | xargs pytest"), Level.WIRED),
        (circle(f"run: |\n        {SPLIT}run --command='xargs ruff check'"), Level.ABSENT),
        (circle("run: make << parameters.task >>", "t: {task: test}", TASK), Level.WIRED),
        (circle("run: make << parameters.task >>", "t", TASK), Level.ABSENT),
        (
            circle(
                "run: make << parameters.task >>", "t: {matrix: {parameters: {task: [lint, test]}}}", TASK
            ),
            Level.WIRED,
        ),
        (
            circle(
                "run: make << parameters.task >>",
                "t: {matrix: {parameters: {task: [lint, test]}, exclude: [{task: test}]}}",
                TASK,
            ),
            Level.ABSENT,
        ),
        (circle("run: make $TASK", job="    environment: {TASK: test}\n"), Level.WIRED),
        (circle("run: {command: make $TASK, environment: {TASK: test}}"), Level.WIRED),
        (circle("run: {command: make $TASK, environment: {TASK: lint}}"), Level.ABSENT),
        (circle("unit: {cmd: pytest -q}", top=UNIT), Level.WIRED),
        (circle("unit", top=UNIT), Level.ABSENT),
        (circle("own/unit: {c: pytest}", top=ORB), Level.WIRED),
        (circle("run: ruff check", "own/check", top=ORB), Level.WIRED),
        (circle("around: {inner: [{run: pytest}]}", top=WRAP), Level.WIRED),
        (circle("around", top=WRAP), Level.ABSENT),
        (circle("run: ruff check", "t: {post-steps: [{run: pytest}]}"), Level.WIRED),
        (circle("when: {condition: true, steps: [{run: pytest}]}"), Level.WIRED),
        (circle("when: {condition: {equal: [a, a]}, steps: [{run: pytest}]}"), Level.WIRED),
        (circle("when: {condition: {equal: [a, b]}, steps: [{run: pytest}]}"), Level.ABSENT),
        (circle("unless: {condition: true, steps: [{run: pytest}]}"), Level.ABSENT),
        (circle("when: {condition: {not: {equal: [a, b]}}, steps: [{run: pytest}]}"), Level.WIRED),
        (circle("run: << pipeline.parameters.c >>", top="parameters: {c: {default: pytest}}\n"), Level.WIRED),
        (
            circle("run: pytest", workflow="    when: << pipeline.parameters.go >>\n", top=ONLY),
            Level.SUBSTANTIVE,
        ),
        (circle("run: pytest", workflow="    unless: << pipeline.parameters.go >>\n", top=ONLY), Level.WIRED),
        (
            circle(
                "run: pytest",
                workflow="    when: {equal: [scheduled_pipeline, << pipeline.trigger_source >>]}\n",
            ),
            Level.SUBSTANTIVE,
        ),
        (
            circle(
                "run: pytest",
                workflow="    when: {not: {equal: [scheduled_pipeline, << pipeline.trigger_source >>]}}\n",
            ),
            Level.WIRED,
        ),
        (
            circle("run: pytest", workflow="    when: {equal: [main, << pipeline.git.branch >>]}\n"),
            Level.WIRED,
        ),
        (circle("run: pytest", workflow="    when: false\n"), Level.ABSENT),
        (circle("run: pytest", "t: {filters: {branches: {only: [main]}}}"), Level.WIRED),
        (
            circle("run: pytest", "t: {filters: {branches: {ignore: /.*/}, tags: {only: /v.*/}}}"),
            Level.SUBSTANTIVE,
        ),
        (circle("run: pytest", "hold: {type: approval}\n    - t: {requires: [hold]}"), Level.SUBSTANTIVE),
        (
            circle("run: {command: \"import subprocess; subprocess.check_call(['pytest'])\", shell: python}"),
            Level.WIRED,
        ),
    ],
)
def test_a_job_runs_what_its_workflow_gives_it(files: dict[str, str], level: Level) -> None:
    assert run("ci_tests", snapshot(files)).level is level


def test_the_switches_of_a_continued_configuration_are_decided_elsewhere() -> None:
    files = circle("run: pytest", workflow="    when: << pipeline.parameters.go >>\n", top=ONLY)
    files[".circleci/continue_config.yml"] = files.pop(CONFIG)
    assert run("ci_tests", snapshot(files)).level is Level.WIRED


def test_the_evidence_stands_where_the_command_does() -> None:
    finding = run("ci_tests", snapshot(circle("unit: {cmd: pytest -q}", top=UNIT)))
    assert places(finding) == [f"{CONFIG}:6"]
