"""Where a chain from CI breaks, and what is left of it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references import dangling
from analyzer.testing import commit, run, snapshot
from tests.support.workflows import CODE, WORKFLOW, github, using, workflow

INSTALL = "pip install -r requirements-dev.txt"
BROKEN = f"{INSTALL}\npytest"
NEVER = [commit("2026-01-01", *CODE)]
ONCE = [commit("2026-01-01", *CODE, "requirements-dev.txt")]
TWO_JOBS = (
    workflow(INSTALL)
    + "  other:\n    needs: [check]\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: pytest\n"
)
IMAGE = "FROM python:3.12\n{}RUN pytest\n"

TESTED = "      - run: pytest\n"

# The files, and the level at which tests run in CI, where no commit ever had what is missing.
CASES = {
    "everything is there": ({**github(BROKEN), "requirements-dev.txt": "pytest\n"}, Level.WIRED),
    "a file to install from is missing": (github(BROKEN), Level.CLAIMED),
    "the tests come first": (github(f"pytest\n{INSTALL}"), Level.WIRED),
    "its failure does not matter": (github(f"{INSTALL} || true\npytest"), Level.WIRED),
    "only if it is there": (
        github("if [ -f requirements-dev.txt ]; then\n  pip install -r requirements-dev.txt\nfi\npytest"),
        Level.WIRED,
    ),
    "a step under a condition": (github(BROKEN, step="        if: github.actor == 'x'\n"), Level.WIRED),
    "it is made before": (github(f"pip-compile -o requirements-dev.txt\n{BROKEN}"), Level.WIRED),
    "it is written before": (github(f"echo pytest > requirements-dev.txt\n{BROKEN}"), Level.WIRED),
    "it is fetched before": (github(f"curl -O https://x.io/requirements-dev.txt\n{BROKEN}"), Level.WIRED),
    "it is ignored": ({**github(BROKEN), ".gitignore": "requirements-dev.txt\n"}, Level.WIRED),
    "it is not ignored after all": (
        {**github(BROKEN), ".gitignore": "*.txt\n!requirements-dev.txt\n"},
        Level.CLAIMED,
    ),
    "through a target": (
        github("make test", {**CODE, "Makefile": f"test:\n\t{INSTALL}\n\tpytest\n"}),
        Level.CLAIMED,
    ),
    "in an image that copies what is missing before": (
        github("docker build .", {**CODE, "Dockerfile": IMAGE.format("COPY gone.conf /etc/\nCOPY . .\n")}),
        Level.CLAIMED,
    ),
    "in an image that copies it in another stage": (
        github(
            "docker build .",
            {
                **CODE,
                "Dockerfile": f"FROM a AS b\nCOPY gone.conf /etc/\n{IMAGE.format('COPY . .{}')}".replace(
                    "{}", chr(10)
                ),
            },
        ),
        Level.WIRED,
    ),
    "behind an image that cannot be built": (
        github(
            "docker build .\npytest",
            {**CODE, "Dockerfile": IMAGE.format("COPY gone.conf /etc/\n").replace("pytest", "true")},
        ),
        Level.CLAIMED,
    ),
    "in an image whose failure does not matter": (
        github(
            "docker build . || true\npytest",
            {**CODE, "Dockerfile": IMAGE.format("COPY gone.conf /etc/\n").replace("pytest", "true")},
        ),
        Level.WIRED,
    ),
    "behind an image that only copies, and cannot": (
        github("docker build .\npytest", {**CODE, "Dockerfile": "FROM a\nCOPY gone.conf /etc/\n"}),
        Level.CLAIMED,
    ),
    "before an image that cannot be built": (
        github("pytest\ndocker build .", {**CODE, "Dockerfile": "FROM a\nCOPY gone.conf /etc/\n"}),
        Level.WIRED,
    ),
    "behind a stage that can be built": (
        github(
            "docker build --target b .\npytest",
            {**CODE, "Dockerfile": "FROM a AS b\nFROM b\nCOPY gone.conf /etc/\n"},
        ),
        Level.WIRED,
    ),
    "behind an image of another folder": (
        github(
            "docker build web\npytest",
            {**CODE, "Dockerfile": "FROM a\nCOPY gone.conf /etc/\n", "web/Dockerfile": "FROM a\n"},
        ),
        Level.WIRED,
    ),
    "behind services whose image cannot be built": (
        github(
            "docker compose build\npytest",
            {
                **CODE,
                "Dockerfile": "FROM a\nCOPY gone.conf /etc/\n",
                "compose.yaml": "services: {a: {build: .}}\n",
            },
        ),
        Level.CLAIMED,
    ),
    "behind an action that builds what cannot be built": (
        {
            **using(
                "docker/build-push-action@v6",
                {**CODE, "Dockerfile": "FROM a\nCOPY gone.conf /etc/\n"},
                step=TESTED,
            )
        },
        Level.CLAIMED,
    ),
    "behind an action that builds another file": (
        {
            **using(
                "docker/build-push-action@v6",
                {**CODE, "Dockerfile": "FROM a\nCOPY gone.conf /etc/\n", "a.Dockerfile": "FROM a\n"},
                step="        with: {file: a.Dockerfile}\n" + TESTED,
            )
        },
        Level.WIRED,
    ),
    "a folder to work in": (
        github("pytest", step="        working-directory: service\n"),
        Level.CLAIMED,
    ),
    "a job that is waited for": ({**CODE, WORKFLOW: TWO_JOBS}, Level.CLAIMED),
    "a job that is waited for, whatever comes of it": (
        {**CODE, WORKFLOW: TWO_JOBS.replace("needs: [check]", "needs: [check]\n    if: always()")},
        Level.WIRED,
    ),
    "no checkout": (
        {**CODE, WORKFLOW: workflow(BROKEN).replace("actions/checkout@v4", "someone/checkout@v4")},
        Level.WIRED,
    ),
    "a checkout of something else": (
        github(BROKEN)
        | {WORKFLOW: workflow(BROKEN).replace("v4\n", "v4\n        with: {repository: a/b}\n")},
        Level.WIRED,
    ),
    "another file of the same job": (
        github(f"pip install -c limits.txt x\n{BROKEN}", {**CODE, "requirements-dev.txt": "x\n"}),
        Level.CLAIMED,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_job_reaches_its_tests_or_stops_before(name: str) -> None:
    files, level = CASES[name]
    assert run("ci_tests", snapshot({"conftest.py": "", **files}, NEVER)).level is level


def test_the_note_says_which_link_is_broken_and_where() -> None:
    (evidence,) = run("ci_tests", snapshot(github(BROKEN), NEVER)).evidence
    assert evidence.note == (
        "the job 'check' cannot reach `pytest`: `pip install -r requirements-dev.txt` at "
        f"{WORKFLOW}:10 names requirements-dev.txt, which is not in the repository"
    )


def test_what_was_there_once_is_said_so_and_costs_less() -> None:
    finding = run("ci_tests", snapshot(github(BROKEN), ONCE))
    assert finding.level is Level.PRESENT
    assert "names requirements-dev.txt, which is not in the repository any more" in finding.evidence[0].note


def test_a_history_that_is_not_whole_does_not_say_never() -> None:
    repo = snapshot(github(BROKEN), NEVER, history_problem="shallow")
    assert run("ci_tests", repo).level is Level.PRESENT


def test_a_linter_that_is_not_reached_checks_nothing() -> None:
    files = github(f"{INSTALL}\nruff check .")
    finding = run("ci", snapshot(files, NEVER))
    assert finding.level is Level.PRESENT
    assert "cannot reach `ruff check .`" in finding.evidence[0].note


def test_nothing_dangles_in_a_job_that_works() -> None:
    assert dangling(snapshot({**github(BROKEN), "requirements-dev.txt": "pytest\n"})) == ()
