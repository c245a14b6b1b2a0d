"""GitHub Actions: triggers, jobs, steps, conditions, shells, composite actions."""

from __future__ import annotations

import pytest

from analyzer.parsing.ci.systems import SYSTEMS, Step, parse_included, parse_pipeline
from tests.support.pipelines import WORKFLOW, assert_lines_are_real, job, read


def composite_steps(source: bytes) -> tuple[Step, ...]:
    inclusion = SYSTEMS["github-actions"].inclusion
    assert inclusion is not None
    return parse_included(inclusion, source)


GITHUB = """\
name: CI
on:
  push:
    branches: [main]
  pull_request:
  schedule:
    - cron: "0 4 * * 1"
env:
  APP: services/app
defaults:
  run:
    working-directory: ./backend
jobs:
  test:
    runs-on: ubuntu-latest
    container: python:3.12
    services:
      db:
        image: postgres:16
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0, submodules: true}
      - name: Unit tests
        run: |
          pip install -e .

          pytest -q
      - run: mypy .
        continue-on-error: true
        working-directory: ${{ github.workspace }}/lib
      - {run: pytest slow, if: "${{ false }}", shell: bash}
      - uses: ./.github/actions/report
  lint:
    runs-on: ubuntu-latest
    continue-on-error: ${{ true }}
    steps:
      - run: ruff check
        working-directory: ${{ env.APP }}
  off:
    if: false && github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    steps: [{run: echo}]
  after-off:
    needs: off
    runs-on: ubuntu-latest
    steps: [{run: echo}]
  notify:
    needs: [off]
    if: always()
    runs-on: ubuntu-latest
    steps: [{run: echo}]
  deploy:
    needs: [test, lint]
    if: github.event_name == 'push' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    environment: {name: production, url: https://example.org}
    steps:
      - run: kubectl apply -f k8s
  shared:
    uses: ./.github/workflows/shared.yml
    secrets: inherit
"""


def test_github_workflow() -> None:
    pipeline = read(WORKFLOW, GITHUB)
    assert_lines_are_real(pipeline, GITHUB)
    assert (pipeline.system, pipeline.name, pipeline.can_fire) == ("github-actions", "CI", True)
    assert pipeline.triggers == ("push", "pull_request", "schedule")
    assert pipeline.branches == ("main",)
    assert pipeline.local_actions == ("./.github/actions/report", "./.github/workflows/shared.yml")
    test = job(pipeline, "test")
    assert (test.line, test.image, test.services) == (14, "python:3.12", ("postgres:16",))
    checkout, unit, types, slow, report = test.steps
    assert (checkout.uses, checkout.line) == ("actions/checkout@v4", 21)
    assert checkout.options == (("fetch-depth", "0"), ("submodules", "true"))
    assert (unit.name, unit.line, unit.run_line, unit.directory) == ("Unit tests", 23, 25, "./backend")
    assert unit.run == "pip install -e .\n\npytest -q"
    assert (types.masked, types.directory, types.line) == (True, "./lib", 28)
    assert (slow.disabled, slow.pipefail) == ("if: false", True)
    assert report.uses == "./.github/actions/report"
    assert [step.masked for step in test.steps] == [False, False, True, False, False]
    lint = job(pipeline, "lint")
    assert (lint.masked, lint.steps[0].directory) == (True, "services/app")
    assert [job(pipeline, name).disabled is None for name in ("off", "after-off", "notify")] == [
        False,
        False,
        True,
    ]
    deploy = job(pipeline, "deploy")
    assert (deploy.needs, deploy.environment, deploy.triggers) == (("test", "lint"), "production", ("push",))
    assert job(pipeline, "shared").uses == "./.github/workflows/shared.yml"


JOBS = "\njobs:\n  a:\n    runs-on: x\n    steps: [{run: y}]\n"


@pytest.mark.parametrize(
    ("on", "triggers"),
    [
        ("on: push", ("push",)),
        ("on: [push, pull_request]", ("push", "pull_request")),
        ("'on': {workflow_dispatch: , workflow_call: {inputs: {}}}", ("workflow_dispatch", "workflow_call")),
        ("on: {push: {tags: ['v*']}}", ("tag",)),
        ("on: {push: {tags: ['v*'], branches: [main]}}", ("push",)),
        ("on: {push: {branches: ['release/**', '!release/old']}}", ("push",)),
        ("on: {push: {branches: []}}", ("push",)),
        ("on: {push: {paths: ['src/**']}}", ("push",)),
        ("on: {push: {branches: [$default-branch]}, pull_request: }", ("pull_request",)),
        ("on: {schedule: [{cron: '0 0 31 2 *'}, {cron: '0 0 30 4 *'}]}", ("schedule",)),
        ("on: {schedule: [{cron: '0 0 29 FEB *'}]}", ("schedule",)),
        ("on: {schedule: [{cron: '0 0 31 2 1'}]}", ("schedule",)),
    ],
)
def test_github_triggers(on: str, triggers: tuple[str, ...]) -> None:
    pipeline = read(WORKFLOW, on + JOBS)
    assert pipeline.triggers == triggers
    assert pipeline.can_fire
    assert pipeline.why_not is None


@pytest.mark.parametrize(
    "source",
    [
        "name: x" + JOBS,
        "on:" + JOBS,
        "on: []" + JOBS,
        "on: {push: {branches: [$default-branch]}}" + JOBS,
        "on: {push: {branches: ['<your-branch>']}}" + JOBS,
        "on: {push: {branches: ['no such branch']}}" + JOBS,
        "on: {push: {branches: ['!main']}}" + JOBS,
        "on: {push: {branches-ignore: ['**']}}" + JOBS,
        "on: {schedule: [{cron: '0 0 31 2 *'}]}" + JOBS,
        "on: {schedule: [{cron: 'daily'}]}" + JOBS,
        "on: push\njobs: {}",
        "on: push\njobs: []",
        "on: push\njobs: {a: {runs-on: x, needs: b, steps: [{run: y}]}}",
    ],
)
def test_github_workflow_that_nothing_starts(source: str) -> None:
    pipeline = read(WORKFLOW, source)
    assert not pipeline.can_fire
    assert pipeline.why_not


@pytest.mark.parametrize(
    ("condition", "triggers", "runs_at_all"),
    [
        ("github.event_name == 'push'", ("push",), True),
        ("${{ github.event_name == 'push' || github.event_name == 'schedule' }}", ("push",), True),
        ("github.event_name != 'push'", ("pull_request",), True),
        ("!(github.event_name == 'push')", ("pull_request",), True),
        ("github.event_name == 'push' || github.actor == 'me'", None, True),
        ("startsWith(github.ref, 'refs/tags/v')", ("tag",), True),
        ("github.event_name == 'release'", (), False),
        ("false", None, False),
        ("${{ false }}", None, False),
        ("${{ !true }}", None, False),
        ("false || github.actor == 'me'", None, True),
        ("github.actor == 'false'", None, True),
    ],
)
def test_github_conditions(condition: str, triggers: tuple[str, ...] | None, runs_at_all: bool) -> None:
    source = f'on: [push, pull_request]\njobs:\n  a:\n    if: "{condition}"\n    runs-on: x\n    steps: []\n'
    found = read(WORKFLOW, source).jobs[0]
    assert found.triggers == triggers
    assert (found.disabled is None) is runs_at_all


@pytest.mark.parametrize(
    ("shell", "errexit", "pipefail"),
    [
        ("", True, False),
        ("bash", True, True),
        ("sh", True, False),
        ("bash -l {0}", False, False),
        ("bash -el {0}", True, False),
        ("bash --noprofile --norc -eo pipefail {0}", True, True),
        ("pwsh", False, False),
        ("cmd", False, False),
    ],
)
def test_github_shells(shell: str, errexit: bool, pipefail: bool) -> None:
    source = f"on: push\njobs: {{a: {{runs-on: x, steps: [{{run: pytest, shell: '{shell}'}}]}}}}"
    step = read(WORKFLOW, source).jobs[0].steps[0]
    assert (step.run, step.errexit, step.pipefail) == ("pytest", errexit, pipefail)


def test_github_script_that_is_no_shell_text_is_an_option() -> None:
    source = "on: push\njobs: {a: {runs-on: x, steps: [{run: 'import pytest', shell: 'python {0}'}]}}"
    step = read(WORKFLOW, source).jobs[0].steps[0]
    assert step.run is None
    assert dict(step.options) == {"shell": "python {0}", "script": "import pytest"}


def test_composite_action() -> None:
    source = (
        b"name: x\nruns:\n  using: composite\n  steps:\n    - uses: actions/cache@v4\n"
        b"    - name: Test\n      shell: bash\n      run: |\n        pytest\n"
    )
    cache, test = composite_steps(source)
    assert (cache.uses, cache.line) == ("actions/cache@v4", 5)
    assert (test.name, test.run, test.line, test.run_line, test.pipefail) == ("Test", "pytest", 6, 9, True)


@pytest.mark.parametrize(
    "source", [b"", b"runs: {using: node20, main: x.js}", b"- a", b"a: [", b"runs: [composite]"]
)
def test_other_actions_have_no_steps(source: bytes) -> None:
    assert composite_steps(source) == ()


@pytest.mark.parametrize(
    ("runner", "own"),
    [
        ("self-hosted", True),
        ("[self-hosted, linux, gpu]", True),
        ("{group: large, labels: [self-hosted]}", True),
        ("ubuntu-latest", False),
        ("[linux]", False),
        ("'${{ matrix.runner }}'", False),
    ],
)
def test_a_machine_of_the_projects_own(runner: str, own: bool) -> None:
    source = f"on: push\njobs: {{a: {{runs-on: {runner}, steps: [{{run: make}}]}}}}"
    assert [each.own_machine for each in parse_pipeline(WORKFLOW, source.encode()).jobs] == [own]
