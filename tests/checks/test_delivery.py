from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.facts.deliveries import command_work
from analyzer.facts.delivery_tables import ACTIONS, COMMANDS, Work
from analyzer.model import Level, Status
from tests.support.snapshots import library, run, snapshot

PROJECT = {
    "svc/__init__.py": "",
    "svc/app.py": "def add(a, b):\n    return a + b\n",
    "tests/test_app.py": "from svc.app import add\n\ndef test_add():\n    assert add(1, 2) == 3\n",
    "Dockerfile": "FROM python:3.12\nCMD python -m svc.app\n",
}
WORKFLOW = ".github/workflows/ship.yml"
TESTS = "  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"
PUSH = "docker build -t ghcr.io/team/svc:1 . && docker push ghcr.io/team/svc:1"


def workflow(*jobs: str, on: str = "push", head: str = "") -> str:
    return f"name: ship\non: {on}\n{head}jobs:\n" + "".join(jobs)


def job(command: str, *, name: str = "ship", needs: str = "", more: str = "") -> str:
    wanted = f"    needs: {needs}\n" if needs else ""
    return f"  {name}:\n    runs-on: x\n{wanted}{more}    steps:\n      - run: {command}\n"


def action(uses: str, *, needs: str = "", **options: str) -> str:
    settings = "".join(f"          {key}: {value}\n" for key, value in options.items())
    return (
        f"  ship:\n    runs-on: x\n{f'    needs: {needs}' + chr(10) if needs else ''}    steps:\n"
        f"      - uses: {uses}\n        with:\n          x: y\n{settings}"
    )


LEVELS = {
    "builds only": (workflow(job("docker build -t svc .")), Level.PRESENT),
    "builds with compose": (workflow(job("docker compose build")), Level.PRESENT),
    "build action without push": (
        workflow(action("docker/build-push-action@v6", push="false")),
        Level.PRESENT,
    ),
    "pushes to a registry of its own job": (
        workflow(job("docker build -t localhost:5000/svc . && docker push localhost:5000/svc")),
        Level.PRESENT,
    ),
    "publishes without tests": (workflow(job(PUSH)), Level.SUBSTANTIVE),
    "publishes beside the tests": (workflow(TESTS, job(PUSH)), Level.SUBSTANTIVE),
    "publishes after the tests": (workflow(TESTS, job(PUSH, needs="test")), Level.WIRED),
    "build action with push after the tests": (
        workflow(TESTS, action("docker/build-push-action@v6", needs="test", push="true")),
        Level.WIRED,
    ),
    "push that depends on the event": (
        workflow(
            TESTS,
            action(
                "docker/build-push-action@v6", needs="test", push="${{ github.event_name != 'pull_request' }}"
            ),
        ),
        Level.WIRED,
    ),
    "deploys after the tests, two jobs later": (
        workflow(
            TESTS,
            job("docker build -t svc .", name="build", needs="test"),
            job("kubectl -n prod apply -f k8s/", needs="build"),
        ),
        Level.WIRED,
    ),
    "deploys in a later step of the job that tests": (
        workflow("  all:\n    runs-on: x\n    steps:\n      - run: pytest\n      - run: flyctl deploy\n"),
        Level.WIRED,
    ),
    "tests in an earlier line of the same step": (
        workflow(
            "  all:\n    runs-on: x\n    steps:\n      - run: |\n          pytest\n          flyctl deploy\n"
        ),
        Level.WIRED,
    ),
    "tests after the deployment": (
        workflow("  all:\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n      - run: pytest\n"),
        Level.SUBSTANTIVE,
    ),
    "tests whose failure is masked": (
        workflow(
            "  test:\n    runs-on: x\n    steps:\n      - run: pytest || true\n", job(PUSH, needs="test")
        ),
        Level.SUBSTANTIVE,
    ),
    "runs whatever the tests say": (
        workflow(TESTS, job(PUSH, needs="test", more="    if: always()\n")),
        Level.SUBSTANTIVE,
    ),
    "masked deployment": (
        workflow(TESTS, job("helm upgrade svc ./chart || true", needs="test")),
        Level.SUBSTANTIVE,
    ),
    "by hand only": (
        workflow(TESTS, job("gcloud run deploy svc", needs="test"), on="workflow_dispatch"),
        Level.SUBSTANTIVE,
    ),
    "a program of its own that deploys": (workflow(job("python tools/deploy.py prod")), Level.SUBSTANTIVE),
    "a deploy hook": (workflow(job('curl -X POST "${{ secrets.RENDER_DEPLOY_HOOK }}"')), Level.SUBSTANTIVE),
    "over ssh": (
        workflow(action("appleboy/ssh-action@v1", script="docker compose up -d")),
        Level.SUBSTANTIVE,
    ),
    "over ssh to a machine of a cloud": (
        workflow(action("google-github-actions/ssh-compute@v1", command="git pull && docker compose up -d")),
        Level.SUBSTANTIVE,
    ),
    "on a machine of its own": (
        workflow("  ship:\n    runs-on: self-hosted\n    steps:\n      - run: docker run -d svc\n"),
        Level.SUBSTANTIVE,
    ),
    "retrains on a schedule": (
        workflow(job("python train.py"), on="\n  schedule:\n    - cron: '0 3 * * 1'"),
        Level.SUBSTANTIVE,
    ),
    "retrains through a module of its own on a schedule": (
        workflow(job("python pipelines/retrain.py"), on="\n  schedule:\n    - cron: '0 3 * * 1'"),
        Level.SUBSTANTIVE,
    ),
    "reproduces the pipeline on a schedule": (
        workflow(job("dvc repro"), on="\n  schedule:\n    - cron: '0 3 * * 1'"),
        Level.SUBSTANTIVE,
    ),
}
MORE = {
    **PROJECT,
    "tools/deploy.py": "import subprocess\n\nsubprocess.run(['gcloud', 'run', 'deploy', 'svc'])\n",
    "train.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n",
    "evaluate.py": "import train\n\nprint(train)\n",
    "pipelines/retrain.py": "import train\n\nprint(train)\n",
}


@pytest.mark.parametrize("case", LEVELS)
def test_level_follows_what_the_jobs_deliver(case: str) -> None:
    text, level = LEVELS[case]
    assert run("ci_delivery", snapshot({**MORE, WORKFLOW: text})).level is level


NOTHING = {
    "docs": workflow(job("mkdocs gh-deploy --force")),
    "pages": workflow(action("peaceiris/actions-gh-pages@v4")),
    "package": workflow(job("twine upload dist/*")),
    "package action": workflow(action("pypa/gh-action-pypi-publish@release/v1")),
    "labeler": workflow(action("actions/labeler@v5")),
    "keep-alive ping": workflow(
        job("curl https://svc.onrender.com/health"), on="\n  schedule:\n    - cron: '*/10 * * * *'"
    ),
    "a plan": workflow(job("terraform plan")),
    "a rehearsal": workflow(job("kubectl apply --dry-run=client -f k8s/")),
    "training on every push": workflow(job("python train.py")),
    "training on a schedule and on every proposal": workflow(
        job("python train.py"), on="\n  pull_request:\n  schedule:\n    - cron: '0 3 * * 1'"
    ),
    "an evaluation on a schedule that shares code with the training": workflow(
        job("python evaluate.py"), on="\n  schedule:\n    - cron: '0 3 * * 1'"
    ),
    "lint on a schedule": workflow(job("ruff check ."), on="\n  schedule:\n    - cron: '0 3 * * 1'"),
    "a stack on the job's own machine": workflow(job("docker compose up -d")),
    "job that never runs": workflow(job(PUSH, more="    if: false\n")),
    "static site": workflow(job("aws s3 sync site/ s3://bucket")),
}


@pytest.mark.parametrize("case", NOTHING)
def test_what_delivers_nothing_is_absent(case: str) -> None:
    files = {key: value for key, value in MORE.items() if key != "Dockerfile"}
    assert run("ci_delivery", snapshot({**files, WORKFLOW: NOTHING[case]})).level is Level.ABSENT


CLAIMED = {
    "an echo": workflow(job('echo "Add deployment steps here"')),
    "a placeholder in the command": workflow(job("kubectl set image deploy/svc svc=your-registry/svc:1")),
    "a placeholder in the workflow": workflow(
        job(PUSH), head="env:\n  REGISTRY: <AWS_ACCOUNT_ID>.dkr.ecr.amazonaws.com\n"
    ),
    "a throwaway cluster": workflow(
        "  ship:\n    runs-on: x\n    steps:\n      - uses: helm/kind-action@v1\n      - run: helm install svc ./chart\n"
    ),
}


@pytest.mark.parametrize("case", CLAIMED)
def test_what_only_looks_like_it_is_claimed(case: str) -> None:
    assert run("ci_delivery", snapshot({**MORE, WORKFLOW: CLAIMED[case]})).level is Level.CLAIMED


def test_a_workflow_that_follows_the_successful_tests_is_wired() -> None:
    files = {
        **PROJECT,
        ".github/workflows/test.yml": f"name: tests\non: push\njobs:\n{TESTS}",
        WORKFLOW: workflow(
            job(PUSH, more="    if: github.event.workflow_run.conclusion == 'success'\n"),
            on="\n  workflow_run:\n    workflows: [tests]\n    types: [completed]",
        ),
    }
    assert run("ci_delivery", snapshot(files)).level is Level.WIRED
    careless = {**files, WORKFLOW: files[WORKFLOW].replace("== 'success'", "!= ''")}
    assert run("ci_delivery", snapshot(careless)).level is Level.SUBSTANTIVE


def test_a_reusable_workflow_with_the_tests_counts() -> None:
    files = {
        **PROJECT,
        ".github/workflows/test.yml": f"on: workflow_call\njobs:\n{TESTS}",
        WORKFLOW: workflow("  test:\n    uses: ./.github/workflows/test.yml\n", job(PUSH, needs="test")),
    }
    assert run("ci_delivery", snapshot(files)).level is Level.WIRED


def test_stages_of_other_systems_stand_before_each_other() -> None:
    text = "stages: [test, deploy]\nunit:\n  stage: test\n  script: pytest\nship:\n  stage: deploy\n  script: flyctl deploy\n"
    assert run("ci_delivery", snapshot({**PROJECT, ".gitlab-ci.yml": text})).level is Level.WIRED


def test_a_job_defined_elsewhere_is_not_seen() -> None:
    text = workflow("  deploy:\n    uses: team/shared/.github/workflows/deploy.yml@v1\n")
    finding = run("ci_delivery", snapshot({**PROJECT, WORKFLOW: text}))
    assert finding.status is Status.UNKNOWN and finding.ceiling is Level.WIRED


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("ci_delivery", snapshot(files)).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("command", "work"),
    [(command, work) for work, commands in COMMANDS.items() for command in commands],
)
def test_every_command_of_the_table_is_found_with_options(command: str, work: Work) -> None:
    words = command.split()
    assert command_work(words) is work
    assert command_work([*words[:1], "--region", "eu", *words[1:], "--verbose"]) is work


def test_the_tables_name_nothing_twice() -> None:
    commands = [command for group in COMMANDS.values() for command in group]
    actions = [each.casefold() for group in ACTIONS.values() for each in group]
    assert len(commands) == len(set(commands)) and len(actions) == len(set(actions))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_words_have_an_answer(words: list[str]) -> None:
    assert command_work(words) in (None, *Work)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200))
def test_any_workflow_has_an_answer(content: bytes) -> None:
    assert run("ci_delivery", snapshot({**PROJECT, WORKFLOW: content})).status is not Status.ERROR
