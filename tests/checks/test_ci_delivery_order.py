"""What stands before a delivery: the tests that can stop it, and what keeps them from it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

PROJECT = {
    "svc/app.py": "def add(a, b):\n    return a + b\n",
    "tests/test_app.py": "from svc.app import add\n\ndef test_add():\n    assert add(1, 2) == 3\n",
    "Dockerfile": "FROM python:3.12\nCMD python -m svc.app\n",
}
SHIP = ".github/workflows/ship.yml"
OTHER = ".github/workflows/other.yml"
AFTER = "CI deploys: flyctl deploy, after the tests"
ALONE = "CI deploys: flyctl deploy; no tests run before it"


def workflow(*jobs: str, on: str = "push", name: str = "ship") -> str:
    return f"name: {name}\non: {on}\njobs:\n" + "".join(jobs)


def job(name: str, *steps: str, more: str = "") -> str:
    lines = "".join(f"      - {each}\n" for each in steps)
    return f"  {name}:\n    runs-on: x\n{more}    steps:\n{lines}"


def needs(name: str) -> str:
    return f"    needs: {name}\n"


DEPLOY = "run: flyctl deploy"
TEST = job("test", "run: pytest")
BUILD = "run: make build"


def steps(*lines: str) -> str:
    return workflow(job("all", *lines))


def script(*lines: str, shell: str = "") -> str:
    return "run: |\n" + "".join(f"          {each}\n" for each in lines).rstrip("\n") + shell


IN_ITS_JOB = {
    "tests in an earlier step": (steps("run: pytest", DEPLOY), Level.WIRED, 8),
    "tests in an earlier line of the step": (steps(script("pytest", "flyctl deploy")), Level.WIRED, 9),
    "tests before it and after it": (steps("run: pytest", DEPLOY, "run: pytest"), Level.WIRED, 8),
    "tests that assert nothing may still fail": (steps("run: pytest tests/test_weak.py", DEPLOY), Level.WIRED, 8),
    "tests in a later step": (steps(DEPLOY, "run: pytest"), Level.SUBSTANTIVE, 7),
    "tests in a later line of the step": (steps(script("flyctl deploy", "pytest")), Level.SUBSTANTIVE, 8),
    "tests that do not exist": (steps("run: pytest gone", DEPLOY), Level.SUBSTANTIVE, 8),
    "tests whose failure is masked": (steps("run: pytest || true", DEPLOY), Level.SUBSTANTIVE, 8),
    "tests in a shell that goes on": (
        steps(script("pytest", "flyctl deploy", shell="\n        shell: bash {0}")), Level.SUBSTANTIVE, 9),
    "a step that runs anyway": (steps("run: pytest", "{if: always(), run: flyctl deploy}"), Level.SUBSTANTIVE, 8),
    "a step that runs on failure too": (
        steps("run: pytest", '{if: "success() || failure()", run: flyctl deploy}'), Level.SUBSTANTIVE, 8),
    "a step that runs unless cancelled": (
        steps("run: pytest", "{if: '!cancelled()', run: flyctl deploy}"), Level.SUBSTANTIVE, 8),
    "a step on one branch": (
        steps("run: pytest", "{if: github.ref == 'refs/heads/main', run: flyctl deploy}"), Level.WIRED, 8),
    "no tests": (steps(BUILD, DEPLOY), Level.SUBSTANTIVE, 8),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level", "line"), IN_ITS_JOB.values(), ids=IN_ITS_JOB)
def test_tests_in_its_own_job(text: str, level: Level, line: int) -> None:
    files = {**PROJECT, "tests/test_weak.py": "from svc.app import add\n\ndef test_weak():\n    add(1, 2)\n"}
    finding = run("ci_delivery", snapshot({**files, SHIP: text}))
    assert_found(finding, level, f"{SHIP}:{line}", AFTER if level is Level.WIRED else ALONE)


def test_an_action_before_the_tests_is_not_after_them() -> None:
    uses = "uses: google-github-actions/deploy-cloudrun@v2"
    before = run("ci_delivery", snapshot({**PROJECT, SHIP: steps(uses, "run: pytest")}))
    assert_found(before, Level.SUBSTANTIVE, f"{SHIP}:7", "no tests run before it")
    after = run("ci_delivery", snapshot({**PROJECT, SHIP: steps("run: pytest", uses)}))
    assert_found(after, Level.WIRED, f"{SHIP}:8", "deploy-cloudrun@v2, after the tests")


IF = '    if: "always() && {}"\n'
OTHER_JOBS = {
    "the job that it needs": (workflow(TEST, job("ship", DEPLOY, more=needs("test"))), Level.WIRED),
    "a job that the one it needs needs": (
        workflow(TEST, job("build", BUILD, more=needs("test")), job("ship", DEPLOY, more=needs("build"))), Level.WIRED),
    "one of the jobs that it needs": (
        workflow(job("build", BUILD), TEST, job("ship", DEPLOY, more=needs("[build, test]"))), Level.WIRED),
    "a job beside it": (workflow(TEST, job("ship", DEPLOY)), Level.SUBSTANTIVE),
    "a job that it needs, without tests": (
        workflow(TEST, job("build", BUILD), job("ship", DEPLOY, more=needs("build"))), Level.SUBSTANTIVE),
    "a job whose failure is masked": (
        workflow(job("test", "run: pytest || true"), job("ship", DEPLOY, more=needs("test"))), Level.SUBSTANTIVE),
    "a job between them whose failure is masked": (
        workflow(TEST, job("build", BUILD, more=needs("test") + "    continue-on-error: true\n"),
                 job("ship", DEPLOY, more=needs("build"))), Level.SUBSTANTIVE),
    "a job that runs anyway": (
        workflow(TEST, job("ship", DEPLOY, more=needs("test") + "    if: always()\n")), Level.SUBSTANTIVE),
    "a job that runs anyway where the tests succeeded": (
        workflow(TEST, job("ship", DEPLOY, more=needs("test") + IF.format("needs.test.result == 'success'"))), Level.WIRED),
    "a job that runs anyway where the tests succeeded, or by hand": (
        workflow(TEST, job("ship", DEPLOY, more=needs("test") + IF.format(
            "(needs.test.result == 'success' || (github.event_name == 'workflow_dispatch' && inputs.now))"))), Level.WIRED),
    "a job that runs anyway where the tests succeeded, or on a branch": (
        workflow(TEST, job("ship", DEPLOY, more=needs("test") + IF.format(
            "(needs.test.result == 'success' || github.ref == 'refs/heads/main')"))), Level.SUBSTANTIVE),
    "a job that runs anyway where another job succeeded": (
        workflow(TEST, job("build", BUILD), job("ship", DEPLOY, more=needs("[build, test]") + IF.format(
            "needs.build.result == 'success'"))), Level.SUBSTANTIVE),
    "jobs that need each other": (
        workflow(job("build", BUILD, more=needs("ship")), job("ship", DEPLOY, more=needs("build"))), Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level"), OTHER_JOBS.values(), ids=OTHER_JOBS)
def test_tests_in_other_jobs(text: str, level: Level) -> None:
    finding = run("ci_delivery", snapshot({**PROJECT, SHIP: text}))
    line = text[: text.index("- run: flyctl")].count("\n") + 1
    assert_found(finding, level, f"{SHIP}:{line}", AFTER if level is Level.WIRED else ALONE)


CALL = "  test:\n    uses: ./.github/workflows/other.yml\n"
CALL_TO_SHIP = "  ship:\n    uses: ./.github/workflows/ship.yml\n"
SUCCESS = "    if: github.event.workflow_run.conclusion == 'success'\n"
THIRD = {".github/workflows/third.yml": workflow(TEST, name="third")}


def follows(name: str, more: str = SUCCESS) -> str:
    on = f"\n  workflow_run:\n    workflows: [{name}]\n    types: [completed]"
    return workflow(job("ship", DEPLOY, more=more), on=on)


OTHER_WORKFLOWS = {
    "a workflow that its job calls": (
        {OTHER: workflow(TEST, on="workflow_call"), SHIP: workflow(CALL, job("ship", DEPLOY, more=needs("test"))), **THIRD},
        Level.WIRED),
    "a workflow without tests that its job calls": (
        {OTHER: workflow(job("lint", "run: ruff check ."), on="workflow_call"),
         SHIP: workflow(CALL, job("ship", DEPLOY, more=needs("test"))), **THIRD}, Level.SUBSTANTIVE),
    "a workflow of another repository": (
        {OTHER: workflow(TEST), SHIP: workflow(
            "  test:\n    uses: team/shared/.github/workflows/other.yml@v1\n", job("ship", DEPLOY, more=needs("test")))},
        Level.SUBSTANTIVE),
    "the workflow that calls it": (
        {OTHER: workflow(TEST, CALL_TO_SHIP + needs("test")), SHIP: workflow(job("ship", DEPLOY), on="workflow_call")},
        Level.WIRED),
    "the workflow that calls it at once": (
        {OTHER: workflow(TEST, CALL_TO_SHIP), SHIP: workflow(job("ship", DEPLOY), on="workflow_call")}, Level.SUBSTANTIVE),
    "a workflow that calls another one": (
        {OTHER: workflow(TEST, "  ship:\n    uses: ./.github/workflows/third.yml\n" + needs("test")),
         SHIP: workflow(job("ship", DEPLOY)), ".github/workflows/third.yml": workflow(job("a", BUILD), on="workflow_call")},
        Level.SUBSTANTIVE),
    "the success of a workflow": ({OTHER: workflow(TEST, name="tests"), SHIP: follows("tests"), **THIRD}, Level.WIRED),
    "the success of a workflow without a name": (
        {OTHER: workflow(TEST).removeprefix("name: ship\n"), SHIP: follows(OTHER)}, Level.WIRED),
    "any end of a workflow": (
        {OTHER: workflow(TEST, name="tests"), SHIP: follows("tests", SUCCESS.replace("== 'success'", "!= ''"))},
        Level.SUBSTANTIVE),
    "the end of a workflow without a condition": (
        {OTHER: workflow(TEST, name="tests"), SHIP: follows("tests", "")}, Level.SUBSTANTIVE),
    "the success of a workflow without tests": (
        {OTHER: workflow(job("a", BUILD), name="build"), SHIP: follows("build"), **THIRD}, Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), OTHER_WORKFLOWS.values(), ids=OTHER_WORKFLOWS)
def test_tests_in_other_workflows(files: dict[str, str], level: Level) -> None:
    finding = run("ci_delivery", snapshot({**PROJECT, **files}))
    line = files[SHIP][: files[SHIP].index("- run: flyctl")].count("\n") + 1
    assert_found(finding, level, f"{SHIP}:{line}", AFTER if level is Level.WIRED else ALONE)


PUSH = "run: docker push ghcr.io/team/a"
DEPLOYED, PUSHED = "CI deploys: flyctl deploy", "CI publishes an image: docker push ghcr.io/team/a"
SHOWN = {
    "what reaches users, before what is kept": ({SHIP: steps(PUSH, DEPLOY)}, DEPLOYED),
    "what is kept, before what is started by hand": (
        {SHIP: steps(PUSH), OTHER: workflow(job("a", DEPLOY), on="workflow_dispatch")}, PUSHED),
    "what is kept, before a deployment of a proposal": (
        {SHIP: steps(PUSH), OTHER: workflow(job("a", DEPLOY), on="pull_request")}, PUSHED),
    "a deployment of a proposal and of what was merged": (
        {SHIP: steps(PUSH), OTHER: workflow(job("a", DEPLOY), on="[push, pull_request]")}, DEPLOYED),
    "a build for a change, before one by the clock": (
        {SHIP: steps("run: docker build -t ship ."),
         OTHER: workflow(job("a", "run: docker build -t other ."), on="{schedule: [{cron: '0 3 * * 1'}]}")},
        "CI builds an image: docker build -t ship ."),
}  # fmt: skip


@pytest.mark.parametrize(("files", "words"), SHOWN.values(), ids=SHOWN)
def test_what_tells_most_is_shown(files: dict[str, str], words: str) -> None:
    assert run("ci_delivery", snapshot({**PROJECT, **files})).evidence[0].note.startswith(words)


def test_stages_of_other_systems_stand_before_each_other() -> None:
    text = "stages: [test, deploy]\nunit:\n  stage: test\n  script: pytest\nship:\n  stage: deploy\n  script: flyctl deploy\n"
    finding = run("ci_delivery", snapshot({**PROJECT, ".gitlab-ci.yml": text}))
    assert_found(finding, Level.WIRED, ".gitlab-ci.yml:7", AFTER)
    by_hand = run("ci_delivery", snapshot({**PROJECT, ".gitlab-ci.yml": text + "  when: manual\n"}))
    assert_found(by_hand, Level.SUBSTANTIVE, ".gitlab-ci.yml:7", "started only manually")


def test_steps_of_a_template_stand_in_their_place() -> None:
    files = {**PROJECT, "deploy.yml": "steps:\n  - script: flyctl deploy\n"}
    text = "trigger: [main]\nsteps:\n  - script: pytest\n  - template: deploy.yml\n"
    finding = run("ci_delivery", snapshot({**files, "azure-pipelines.yml": text}))
    assert_found(finding, Level.WIRED, "deploy.yml:2", AFTER)


def test_steps_of_an_action_stand_in_its_place() -> None:
    action = "runs:\n  using: composite\n  steps:\n    - run: flyctl deploy\n      shell: bash\n"
    files = {**PROJECT, "ci/ship/action.yml": action}
    after = run("ci_delivery", snapshot({**files, SHIP: steps("run: pytest", "uses: ./ci/ship")}))
    assert_found(after, Level.WIRED, "ci/ship/action.yml:4", AFTER)
    before = run("ci_delivery", snapshot({**files, SHIP: steps("uses: ./ci/ship", "run: pytest")}))
    assert_found(before, Level.SUBSTANTIVE, "ci/ship/action.yml:4", ALONE)


@pytest.mark.parametrize(
    ("task", "level"),
    [
        (
            "{task: Docker@2, inputs: {command: buildAndPush, repository: team/a, containerRegistry: hub}}",
            Level.WIRED,
        ),
        ("{task: Docker@2, inputs: {repository: team/a}}", Level.WIRED),
        ("{task: Docker@2, inputs: {command: build, repository: team/a}}", Level.PRESENT),
        ("{task: Docker@2, inputs: {command: login}}", Level.ABSENT),
        ("{task: AzureWebApp@1, inputs: {appName: a}}", Level.WIRED),
        ("{task: AzureKeyVault@2}", Level.ABSENT),
    ],
)
def test_tasks_of_azure_that_deliver(task: str, level: Level) -> None:
    text = f"trigger: [main]\nsteps:\n  - script: pytest\n  - {task}\n"
    assert run("ci_delivery", snapshot({**PROJECT, "azure-pipelines.yml": text})).level is level


@pytest.mark.parametrize(
    ("source", "level"),
    [("library(ranger)\nfit <- ranger(y ~ ., data = d)\n", Level.SUBSTANTIVE), ("print(1)\n", Level.ABSENT)],
)
def test_a_program_in_another_language_that_trains_on_a_schedule(source: str, level: Level) -> None:
    text = "on: {schedule: [{cron: '0 3 * * 1'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: Rscript R/train.R\n"
    found = run("ci_delivery", snapshot({"R/train.R": source, ".github/workflows/a.yml": text}))
    assert found.level is level
