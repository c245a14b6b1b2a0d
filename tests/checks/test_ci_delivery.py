from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import library, run, snapshot

PROJECT = {
    "svc/__init__.py": "",
    "svc/app.py": "def add(a, b):\n    return a + b\n",
    "tests/test_app.py": "from svc.app import add\n\ndef test_add():\n    assert add(1, 2) == 3\n",
    "Dockerfile": "FROM python:3.12\nCMD python -m svc.app\n",
}
WORKFLOW = ".github/workflows/ship.yml"
MONDAYS = "\n  schedule:\n    - cron: '0 3 * * 1'"
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


MORE = {
    **PROJECT,
    "tools/deploy.py": "import subprocess\n\nsubprocess.run(['gcloud', 'run', 'deploy', 'svc'])\n",
    "tools/client.py": "import boto3\n\nboto3.client('ecs').update_service(service='svc')\n",
    "tools/cli.py": "import subprocess\n\n\ndef deploy_it():\n    subprocess.run(['sh', 'x'])\n",
    "tools/cloud.py": "import svc\n\n\ndef deploy_it():\n    svc.up()\n",
    "tools/idle.py": "import subprocess\n\nsubprocess.run(['ls'])\n",
    "tools/main.py": "import tools.client\n",
    "tools/talk.py": (
        "import json, subprocess, time\n\nsubprocess.run(['git', 'status'])\n\n\ndef deploy_it():\n"
        "    print('deploying')\n    time.sleep(3)\n    json.dump({'ok': True}, open('state.json', 'w'))\n"
    ),
    "tools/up.sh": "url=$(gcloud run deploy svc --format=json)\necho $url\n",
    "tools/said.sh": "# url=$(gcloud run deploy svc)\necho $(gcloud run list)\n",
    "train.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n",
    "evaluate.py": "import train\n\nprint(train)\n",
    "weekly.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n",
    "deploy_train.py": "import boto3\nimport train\n\nboto3.client('ecs').update_service(service=train)\n",
    "pipelines/retrain.py": "import train\n\nprint(train)\n",
}
OWN = "  ship:\n    runs-on: self-hosted\n    steps:\n      - run: {}\n"
REMOTE = "git pull && docker compose up -d"
IMAGE = "docker/build-push-action@v6"

BUILDS = {
    "by docker": (job("docker build -t svc ."), "docker build -t svc ."),
    "by compose": (job("docker compose build"), "docker compose build"),
    "by an action without push": (action(IMAGE, push="false"), IMAGE),
    "by an action that says nothing of push": (action(IMAGE), IMAGE),
    "by an action that pushes to its own machine": (
        action(IMAGE, push="true", tags="localhost:5000/svc"),
        IMAGE,
    ),
    "by an action that writes a file": (action(IMAGE, outputs="type=docker"), IMAGE),
    "for a registry of its own job": (
        job("docker push localhost:5000/svc"),
        "docker push localhost:5000/svc",
    ),
}


@pytest.mark.parametrize(("text", "what"), BUILDS.values(), ids=BUILDS)
def test_an_image_that_is_only_built_is_present(text: str, what: str) -> None:
    finding = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(text)}))
    assert told(finding) == [f"PRESENT {WORKFLOW}:7 CI builds an image: {what}, and does not publish it"]


PUBLISHES = {
    "by docker": (job("docker push ghcr.io/team/svc:1"), "docker push ghcr.io/team/svc:1"),
    "after it is built in the job": (job(PUSH), "docker push ghcr.io/team/svc:1"),
    "by a build": (job("docker buildx build --push -t a/svc ."), "docker buildx build --push -t a/svc ."),
    "by an action": (action(IMAGE, push="true"), IMAGE),
    "by an action that always does": (action("plugins/docker"), "plugins/docker"),
    "by the output of an action": (action(IMAGE, outputs="type=registry"), IMAGE),
    "by an action on some events": (action(IMAGE, push="${{ github.event_name != 'pull_request' }}"), IMAGE),
}
DEPLOYS = {
    "by a command": (job("kubectl -n prod apply -f k8s/"), "kubectl -n prod apply -f k8s/"),
    "by a command of a new track": (job("gcloud beta run deploy svc"), "gcloud beta run deploy svc"),
    "by a push to a platform": (job("git push heroku main"), "git push heroku main"),
    "by a program that runs it": (job("python tools/deploy.py prod"), "python tools/deploy.py prod"),
    "by a program that calls a client": (job("python tools/client.py --release"), "python tools/client.py --release"),
    "by a program that imports one": (job("python tools/main.py deploy"), "python tools/main.py deploy"),
    "by a program that starts others": (job("python tools/cli.py deploy"), "python tools/cli.py deploy"),
    "by a script in a substitution": (job("bash tools/up.sh"), "tools/up.sh"),
    "by a hook": (job("curl -X POST https://api.render.com/deploy/1"), "curl -X POST https://api.render.com/deploy/1"),
    "by a secret hook": (job('curl "${{ secrets.DEPLOY_HOOK }}"'), "curl ${{ secrets.DEPLOY_HOOK }}"),
    "by an action with an option of that name": (
        action("azure/webapps-deploy@v2", push="true"), "azure/webapps-deploy@v2"),
    "by ssh": (job("ssh me@host docker compose up -d"), "ssh me@host docker compose up -d"),
    "by ssh in an action": (action("appleboy/ssh-action@v1", script=REMOTE), "appleboy/ssh-action@v1"),
    "by ssh to a machine of a cloud": (
        action("google-github-actions/ssh-compute@v1", command=REMOTE), "google-github-actions/ssh-compute@v1"),
    "by an action that is told to": (
        action("superfly/flyctl-actions@1", args="deploy --remote"), "superfly/flyctl-actions@1"),
    "by an action in other letters": (action("Azure/WebApps-Deploy@v2"), "Azure/WebApps-Deploy@v2"),
    "by a machine of its own": (OWN.format("docker run -d svc"), "docker run -d svc"),
    "by one of its own machines": (
        OWN.replace("self-hosted", "[self-hosted, gpu]").format("docker compose up -d"), "docker compose up -d"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "what"), PUBLISHES.values(), ids=PUBLISHES)
def test_an_image_that_is_published_is_substantive(text: str, what: str) -> None:
    finding = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(text)}))
    said = f"CI publishes an image: {what}; no tests run before it"
    assert told(finding) == [f"SUBSTANTIVE {WORKFLOW}:7 {said}"]


@pytest.mark.parametrize(("text", "what"), DEPLOYS.values(), ids=DEPLOYS)
def test_a_deployment_is_substantive(text: str, what: str) -> None:
    finding = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(text)}))
    assert told(finding) == [f"SUBSTANTIVE {WORKFLOW}:7 CI deploys: {what}; no tests run before it"]


@pytest.mark.parametrize(
    "command",
    [
        "python train.py",
        "python weekly.py",
        "python pipelines/retrain.py --all",
        "python deploy_train.py",
        "dvc repro",
        "zenml pipeline run -c x.yaml",
    ],
)
def test_training_on_a_schedule_is_substantive(command: str) -> None:
    finding = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(job(command), on=MONDAYS)}))
    said = f"CI retrains on a schedule: {command}; no tests run before it"
    assert told(finding) == [f"SUBSTANTIVE {WORKFLOW}:9 {said}"]


def test_a_deployment_on_a_schedule_is_one() -> None:
    finding = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(job("flyctl deploy"), on=MONDAYS)}))
    assert_found(finding, Level.SUBSTANTIVE, f"{WORKFLOW}:9", "CI deploys: flyctl deploy")


LESS = {
    "masked": (workflow(TESTS, job("helm upgrade svc ./chart || true", needs="test")), 12, "its failure is masked"),
    "a masked action": (
        workflow(TESTS, action("azure/webapps-deploy@v2", needs="test").replace("steps:", "continue-on-error: true\n    steps:")),
        13, "its failure is masked"),
    "in a masked step": (
        workflow(TESTS, action("azure/webapps-deploy@v2", needs="test").replace("- uses", "- continue-on-error: true\n        uses")),
        12, "its failure is masked"),
    "by hand": (workflow(TESTS, job("flyctl deploy", needs="test"), on="workflow_dispatch"), 12, "started only manually"),
    "a host nobody has": (
        workflow(
            TESTS,
            job("flyctl deploy", needs="test"),
            job("curl -f https://api.example.com/health", name="check", needs="ship"),
        ),
        12,
        f"{WORKFLOW}:17 asks api.example.com, a placeholder",
    ),
    "by two hands": (
        workflow(TESTS, job("flyctl deploy", needs="test"), on="[workflow_dispatch, repository_dispatch]"), 12,
        "started only manually or by a program that asks for it"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), LESS.values(), ids=LESS)
def test_what_keeps_a_tested_deployment_from_being_wired(text: str, line: int, words: str) -> None:
    finding = run("ci_delivery", snapshot({**MORE, WORKFLOW: text}))
    assert_found(finding, Level.SUBSTANTIVE, f"{WORKFLOW}:{line}", words)


OTHER_HOSTS = {
    "a host of its own": "curl -f https://api.churn.io/health",
    "one that is only printed": "echo https://api.example.com/health",
    "the address of who commits": "git config user.email ci@example.com",
}


@pytest.mark.parametrize("command", OTHER_HOSTS.values(), ids=OTHER_HOSTS)
def test_other_hosts_leave_a_tested_deployment_wired(command: str) -> None:
    text = workflow(TESTS, job("flyctl deploy", needs="test"), job(command, name="check", needs="ship"))
    assert run("ci_delivery", snapshot({**MORE, WORKFLOW: text})).level is Level.WIRED


def test_the_address_of_who_commits_is_no_placeholder_of_the_job() -> None:
    steps = "flyctl deploy\n      - run: git config user.email ci@example.com"
    text = workflow(TESTS, job(steps, needs="test"))
    assert run("ci_delivery", snapshot({**MORE, WORKFLOW: text})).level is Level.WIRED


def test_a_tested_deployment_that_a_hand_may_start_too_is_wired() -> None:
    text = workflow(TESTS, job("flyctl deploy", needs="test"), on="[push, workflow_dispatch]")
    assert_found(
        run("ci_delivery", snapshot({**MORE, WORKFLOW: text})),
        Level.WIRED,
        f"{WORKFLOW}:12",
        "after the tests",
    )


NOTHING = {
    "docs": workflow(job("mkdocs gh-deploy --force")),
    "pages": workflow(action("peaceiris/actions-gh-pages@v4")),
    "package": workflow(job("twine upload dist/*")),
    "package action": workflow(action("pypa/gh-action-pypi-publish@release/v1")),
    "labeler": workflow(action("actions/labeler@v5")),
    "keep-alive ping": workflow(job("curl https://svc.onrender.com/health"), on=MONDAYS),
    "a plan": workflow(job("terraform plan")),
    "a rehearsal": workflow(job("kubectl apply --dry-run=client -f k8s/")),
    "a push of code": workflow(job("git push origin main")),
    "a program of that name in another one": workflow(job("tool kubectl apply")),
    "a program that names a platform": workflow(job("tool add heroku")),
    "a program that names a hook": workflow(job("tool https://api.render.com/deploy/1")),
    "a program that names one": workflow(job("tool run docker")),
    "a program that is told of a script": workflow(job("tool run tools/up.sh")),
    "a server of the training code on a schedule": workflow(job("uvicorn train:app"), on=MONDAYS),
    "ssh that looks around": workflow(job("ssh me@docker ls")),
    "ssh in an action that looks around": workflow(action("appleboy/ssh-action@v1", script="ls")),
    "an action that is told to look": workflow(action("superfly/flyctl-actions@1", args="status")),
    "a program that deploys, without the word": workflow(
        job("python tools/deploy.py").replace("deploy.py", "client.py")
    ),
    "a program that only says so": workflow(job("python evaluate.py --deploy")),
    "a program that starts something else": workflow(job("python tools/idle.py --deploy")),
    "a program that has a function of that name": workflow(job("python tools/cloud.py --deploy")),
    "a program whose deployment only prints": workflow(job("python tools/talk.py --deploy")),
    "a program that is not there": workflow(job("python tools/gone.py deploy")),
    "a script that only mentions it": workflow(job("bash tools/said.sh")),
    "training on every push": workflow(job("python train.py")),
    "training on a schedule and on every proposal": workflow(
        job("python train.py"), on=f"\n  pull_request:{MONDAYS}"
    ),
    "an evaluation on a schedule that shares code with the training": workflow(
        job("python evaluate.py"), on=MONDAYS
    ),
    "lint on a schedule": workflow(job("ruff check ."), on=MONDAYS),
    "a stack on the job's own machine": workflow(job("docker compose up -d")),
    "tests on a machine of its own": workflow(OWN.format("make check")),
    "job that never runs": workflow(job(PUSH, more="    if: false\n")),
    "job that needs one that never runs": workflow(
        job("true", name="build", more="    if: false\n"), job(PUSH, needs="build")
    ),
    "action of a job that never runs": workflow(
        action("azure/webapps-deploy@v2").replace("steps:", "if: false\n    steps:")
    ),
    "action of a step that never runs": workflow(
        action("azure/webapps-deploy@v2").replace("- uses", "- if: false\n        uses")
    ),
    "action of a workflow that nobody calls": workflow(action("azure/webapps-deploy@v2"), on="workflow_call"),
    "a job of that name": workflow(job("make check", name="deploy")),
    "an echo of something else": workflow(job("echo ready")),
    "an echo that nothing is deployed": workflow(job("echo TOKEN is missing. Skipping deploy.")),
    "an echo of the path of a file": workflow(job("echo checking deploy/a, deploy.yaml, deploy-b")),
    "a print by another program": workflow(job("printf 'deploy now'")),
    "static site": workflow(job("aws s3 sync site/ s3://bucket")),
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_delivers_nothing_is_absent(text: str) -> None:
    files = {key: value for key, value in MORE.items() if key != "Dockerfile"}
    finding = run("ci_delivery", snapshot({**files, WORKFLOW: text}))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


KIND = "  ship:\n    runs-on: x\n    steps:\n      - {}\n      - run: helm install svc ./chart\n"
SHORT_LIVED = "CI deploys: helm install svc ./chart, into a cluster that exists only during the job"
CLAIMED = {
    "an echo": (workflow(job('echo "Add deployment steps here"')), 7, "CI only prints: Add deployment steps here"),
    "a placeholder in the command": (
        workflow(job("kubectl set image deploy/svc svc=your-registry/svc:1")), 7,
        "svc=your-registry/svc:1, with an unfilled placeholder"),
    "a placeholder before the jobs": (
        workflow(job(PUSH), head="env:\n  REGISTRY: <AWS_ACCOUNT_ID>.dkr.ecr.amazonaws.com\n"), 4, "with an unfilled placeholder"),
    "a placeholder in the first line": (
        workflow(job(PUSH)).replace("name: ship", "name: your-project"), 1, "with an unfilled placeholder"),
    "a placeholder at the end of the job": (
        workflow(job(PUSH, more="") + "      - run: tool <YOUR_NAME>\n", job("true", name="b"), job("true", name="c")),
        8, "with an unfilled placeholder"),
    "an image for a placeholder": (
        workflow(action(IMAGE, push="true", tags="your-registry/svc")), 11, f"{IMAGE}, with an unfilled placeholder"),
    "a throwaway cluster": (workflow(KIND.format("uses: helm/kind-action@v1")), 8, SHORT_LIVED),
    "a throwaway cluster by a command": (workflow(KIND.format("run: kind create cluster")), 8, SHORT_LIVED),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), CLAIMED.values(), ids=CLAIMED)
def test_what_only_looks_like_it_is_claimed(text: str, line: int, words: str) -> None:
    finding = run("ci_delivery", snapshot({**MORE, WORKFLOW: text}))
    assert_found(finding, Level.CLAIMED, f"{WORKFLOW}:{line}", words)


@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_a_placeholder_of_another_job_is_not_its_own(name: str) -> None:
    jobs = sorted([job(PUSH), job("tool <YOUR_NAME>", name=name), job("true", name="zzzz")])
    text = workflow(*([jobs[1], jobs[0]] if name == "zzz" else jobs))
    assert run("ci_delivery", snapshot({**MORE, WORKFLOW: text})).level is Level.SUBSTANTIVE


def test_an_image_in_a_throwaway_cluster_is_still_published() -> None:
    text = workflow(
        KIND.format("uses: helm/kind-action@v1").replace("helm install svc ./chart", "docker push a/svc")
    )
    assert_found(
        run("ci_delivery", snapshot({**MORE, WORKFLOW: text})),
        Level.SUBSTANTIVE,
        f"{WORKFLOW}:8",
        "publishes",
    )


def test_what_is_printed_counts_only_beside_no_delivery() -> None:
    said = job("echo deploying", name="said")
    shipped = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(job("flyctl deploy"), said)}))
    assert len(shipped.evidence) == 1
    rehearsed = workflow(KIND.format("uses: helm/kind-action@v1"), said)
    assert told(run("ci_delivery", snapshot({**MORE, WORKFLOW: rehearsed}))) == [
        f"CLAIMED {WORKFLOW}:8 {SHORT_LIVED}",
        f"CLAIMED {WORKFLOW}:12 CI only prints: deploying",
    ]


def test_an_image_is_built_in_one_job_and_published_in_another() -> None:
    text = workflow(job("docker build -t svc .", name="build"), job(PUSH))
    levels = [each.level for each in run("ci_delivery", snapshot({**MORE, WORKFLOW: text})).evidence]
    assert levels == [Level.SUBSTANTIVE, Level.PRESENT]


def test_the_same_delivery_of_a_step_is_told_once() -> None:
    twice = workflow(job('"flyctl deploy; flyctl deploy"'))
    assert len(run("ci_delivery", snapshot({**MORE, WORKFLOW: twice})).evidence) == 1


def test_long_words_are_cut() -> None:
    long = "x" * 300
    deployed = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(job(f"flyctl deploy {long}"))}))
    assert deployed.evidence[0].note == f"CI deploys: flyctl deploy {'x' * 106}; no tests run before it"
    said = run("ci_delivery", snapshot({**MORE, WORKFLOW: workflow(job(f"echo deploy {long}"))}))
    assert said.evidence[0].note == f"CI only prints: deploy {'x' * 93}"


PUBLISHED = "pipelines:\n  {}:\n    blubberfile: blubber.yaml\n    stages:\n      - build: production\n        publish:\n          image: {}\n"


def test_a_stage_that_publishes_an_image_is_substantive() -> None:
    path = ".pipeline/config.yaml"
    finding = run("ci_delivery", snapshot({**MORE, path: PUBLISHED.format("p" * 90, "true")}))
    assert told(finding) == [f"SUBSTANTIVE {path}:7 CI publishes an image: job '{'p' * 80}'"]
    files = {**MORE, path: PUBLISHED.format("p", ""), "other.yaml": PUBLISHED.format("p", "true")}
    assert run("ci_delivery", snapshot(files)).level is Level.ABSENT


def test_a_job_defined_elsewhere_is_not_seen() -> None:
    name, uses = "deploy" + "d" * 80, "team/shared/.github/workflows/" + "u" * 100 + "@v1"
    text = workflow(f"  {name}:\n    uses: {uses}\n")
    finding = run("ci_delivery", snapshot({**PROJECT, WORKFLOW: text}))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED)
    assert [each.path for each in finding.unseen] == [WORKFLOW]
    assert finding.unseen[0].reason == f"job '{name[:60]}' runs {uses[:100]}, which is defined elsewhere"


ELSEWHERE = "    uses: team/shared/.github/workflows/a.yml@v1\n"
SEEN = {
    "of another name": workflow(f"  lint:\n{ELSEWHERE}"),
    "that never runs": workflow(f"  deploy:\n{ELSEWHERE}    if: false\n"),
    "of a workflow that nobody calls": workflow(f"  deploy:\n{ELSEWHERE}", on="workflow_call"),
    "defined here": workflow("  deploy:\n    uses: ./.github/workflows/a.yml\n"),
    "beside a deployment": workflow(f"  deploy:\n{ELSEWHERE}", job("flyctl deploy")),
}


@pytest.mark.parametrize("text", SEEN.values(), ids=SEEN)
def test_any_other_job_leaves_nothing_open(text: str) -> None:
    assert not run("ci_delivery", snapshot({**PROJECT, WORKFLOW: text})).unseen


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("ci_delivery", snapshot(files)).status is Status.NOT_APPLICABLE


@given(st.binary(max_size=200))
def test_any_workflow_has_an_answer(content: bytes) -> None:
    assert run("ci_delivery", snapshot({**PROJECT, WORKFLOW: content})).status is not Status.ERROR
