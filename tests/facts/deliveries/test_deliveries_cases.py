"""What commands, actions and scripts of CI deliver, and what lies just beside."""

from __future__ import annotations

import pytest

from analyzer.facts.deliveries.deliveries import (
    action_work,
    command_work,
    deliveries,
    matches,
    placeholder_line,
)
from analyzer.facts.deliveries.delivery_tables import Work
from analyzer.parsing.ci.systems import Step
from tests.support.snapshots import snapshot

CI = ".github/workflows/ship.yml"
CLIENT = "import boto3\n\nboto3.client('ecs').update_service(service='svc')\n"


def workflow(*steps: str, on: str = "push", runner: str = "ubuntu-latest") -> dict[str, str]:
    """A job with these steps, the first in line 6."""
    lines = "".join(f"      - {each}\n" for each in steps)
    return {CI: f"on: {on}\njobs:\n  ship:\n    runs-on: {runner}\n    steps:\n{lines}"}


def told(files: dict[str, str]) -> list[str]:
    """Every delivery as `work line@position what`, with - where its failure is masked."""
    return [
        f"{each.work.name} {each.place.line}@{each.position} {each.what}{'-' * each.masked}{'?' * bool(each.rehearsed)}"
        for each in deliveries(snapshot(files))
    ]


@pytest.mark.parametrize(
    ("command", "work"),
    [
        ("", None),
        ("docker push localhost:5000/a", Work.BUILDS),
        ("docker push ghcr.io/a", Work.PUBLISHES),
        ("docker build -t localhost:5000/a .", Work.BUILDS),
        ("docker buildx build --push .", Work.PUBLISHES),
        ("docker buildx build -o type=registry .", Work.PUBLISHES),
        ("docker buildx build --output=type=image,name=a,push=true .", Work.PUBLISHES),
        ("docker buildx build --output type=local,dest=out .", Work.BUILDS),
        ("docker buildx imagetools create -t ghcr.io/a:latest ghcr.io/a@sha256:1", Work.PUBLISHES),
        ("docker buildx imagetools create --dry-run -t ghcr.io/a:latest ghcr.io/a@sha256:1", None),
        ("docker buildx imagetools inspect ghcr.io/a:latest", None),
        ("docker manifest push ghcr.io/a", Work.PUBLISHES),
        ("docker manifest create ghcr.io/a ghcr.io/b", None),
        ("helm upgrade a b --dry-run", None),
        ("kubectl apply --push -f a", Work.DEPLOYS),
        ("kubectl apply -f localhost:5000/a", Work.DEPLOYS),
        ("git push heroku main", Work.DEPLOYS),
        ("git push dokku main", Work.DEPLOYS),
        ("git push --force https://me:$HF_TOKEN@huggingface.co/spaces/me/app main", Work.DEPLOYS),
        ("git push --force https://me:$HF_TOKEN@huggingface.co/me/model main", None),
        ("git push space main", Work.DEPLOYS),
        ("hf upload me/app . . --repo-type=space", Work.DEPLOYS),
        ("hf upload me/app . . --repo-type space", Work.DEPLOYS),
        ("hf upload me/app . . --repo-type dataset", None),
        ("git push origin main", None),
        ("git pull heroku main", None),
        ("ssh me@host kubectl get pods", Work.DEPLOYS),
        ("ssh kubectl ls", None),
        ("/usr/bin/ssh me@host systemctl restart a", Work.DEPLOYS),
        ("scp me@host kubectl", None),
        ("wget https://api.render.com/deploy/1", Work.DEPLOYS),
        ("curl https://example.com/a", None),
    ],
)
def test_a_command_delivers(command: str, work: Work | None) -> None:
    assert command_work(command.split()) is work


def test_a_command_is_read_up_to_a_number_of_words() -> None:
    assert matches(["docker", *["--a"] * 58, "push"], "docker push")
    assert not matches(["docker", *["--a"] * 59, "push"], "docker push")
    assert not matches([], "docker push") and not matches(["podman", "push"], "docker push")
    assert matches(["/bin/skaffold"], "skaffold") and not matches(["docker"], "docker push")


@pytest.mark.parametrize(
    ("uses", "options", "work"),
    [
        ("docker/build-push-action@v6", {}, Work.BUILDS),
        ("docker/build-push-action@v6", {"push": " False "}, Work.BUILDS),
        ("docker/build-push-action@v6", {"push": "true"}, Work.PUBLISHES),
        ("docker/build-push-action@v6", {"push": "true", "tags": "localhost:5000/a"}, Work.BUILDS),
        ("docker/build-push-action@v6", {"outputs": "type=registry"}, Work.PUBLISHES),
        ("docker/build-push-action@v6", {"outputs": "type=registry", "tags": "registry/a"}, Work.BUILDS),
        (
            "docker/build-push-action@v6",
            {"outputs": "type=image,push-by-digest=true,push=true"},
            Work.PUBLISHES,
        ),
        (
            "docker/build-push-action@v6",
            {"outputs": "type=image,push-by-digest=true,push=false"},
            Work.BUILDS,
        ),
        ("docker/build-push-action@v6", {"outputs": "type=image,push-by-digest=true"}, Work.BUILDS),
        ("docker/build-push-action@v6", {"outputs": "type=image,name=registry.acme.org/a"}, Work.BUILDS),
        ("docker/bake-action@v6", {"set": "*.output=type=image,push=true"}, Work.PUBLISHES),
        ("Docker/Build-Push-Action@v6", {"push": "true"}, Work.PUBLISHES),
        ("appleboy/ssh-action@v1", {"script": "docker compose up -d"}, Work.DEPLOYS),
        ("appleboy/ssh-action@v1", {"script": "ls"}, None),
        ("superfly/flyctl-actions@1", {"args": "deploy"}, Work.DEPLOYS),
        ("superfly/flyctl-actions@1", {}, None),
        ("dagster-io/dagster-cloud-action/actions/serverless_prod_deploy@v1.9", {}, Work.DEPLOYS),
        ("dagster-io/dagster-cloud-action/actions/utils/run@v1.9", {}, None),
        ("actions/checkout@v4", {}, None),
    ],
)
def test_an_action_delivers(uses: str, options: dict[str, str], work: Work | None) -> None:
    assert action_work(Step("a", 1, uses=uses, options=tuple(options.items()))) is work


def test_a_step_without_an_action_delivers_nothing_by_it() -> None:
    assert action_work(Step("a", 1)) is None


COMMANDS: dict[str, tuple[dict[str, str], list[str]]] = {
    "twice the same command in a step": (
        workflow("run: helm upgrade a b; helm upgrade a b"), ["DEPLOYS 6@0 helm upgrade a b"]),
    "two commands in a step": (
        workflow("run: helm upgrade a b; helm upgrade c d"), ["DEPLOYS 6@0 helm upgrade a b", "DEPLOYS 6@0 helm upgrade c d"]),
    "the second step": (
        workflow("run: make", "run: helm upgrade a b || true"), ["DEPLOYS 7@1 helm upgrade a b-"]),
    "a step of an action of ours": (
        {**workflow("run: make", "uses: ./tools/act"),
         "tools/act/action.yml": "runs:\n  using: composite\n  steps:\n    - run: helm upgrade a b\n      shell: bash\n"},
        ["DEPLOYS 4@1 helm upgrade a b"]),
    "on a machine of its own": (
        workflow("run: docker compose up -d", runner="self-hosted"), ["DEPLOYS 6@0 docker compose up -d"]),
    "by a command on a machine of its own": (
        workflow("run: helm upgrade a b", runner="self-hosted"), ["DEPLOYS 6@0 helm upgrade a b"]),
    "on a machine of the service": (workflow("run: docker compose up -d"), []),
    "something else on a machine of its own": (workflow("run: docker ps", runner="self-hosted"), []),
    "training on a schedule": (
        {**workflow("run: dvc repro", on="{schedule: [{cron: 0 4 * * *}]}")}, ["RETRAINS 6@0 dvc repro"]),
    "training on a push": (workflow("run: dvc repro"), []),
    "training on a schedule and a proposal": (
        workflow("run: dvc repro", on="{pull_request: {}, schedule: [{cron: 0 4 * * *}]}"), []),
    "a program that calls a client": (
        {**workflow("run: python tools/up.py deploy"), "tools/up.py": CLIENT}, ["DEPLOYS 6@0 python tools/up.py deploy"]),
    "a program that calls a client, without the word": (
        {**workflow("run: python tools/up.py now"), "tools/up.py": CLIENT}, []),
    "another program that is told of it": (
        {**workflow("run: tool tools/up.py deploy"), "tools/up.py": CLIENT}, []),
    "a script with a substitution": (
        {**workflow("run: bash up.sh"), "up.sh": "url=$(gcloud run deploy svc)\necho $url\n"}, ["DEPLOYS 6@0 up.sh"]),
    "a script with a substitution, by its path": (
        {**workflow("run: ./up.sh"), "up.sh": "url=$(gcloud run deploy svc)\necho $url\n"}, ["DEPLOYS 6@0 up.sh"]),
    "a text with a substitution": (
        {**workflow("run: bash up.sh"), "up.sh": "bash up.txt\n", "up.txt": "url=$(gcloud run deploy svc)\n"}, []),
    "a substitution at the end of a long line": (
        {**workflow("run: bash up.sh"), "up.sh": "x" * (4001 - len("$(gcloud run deploy ")) + "$(gcloud run deploy svc)\n"}, []),
    "a substitution just before": (
        {**workflow("run: bash up.sh"), "up.sh": "x" * (4000 - len("$(gcloud run deploy ")) + "$(gcloud run deploy svc)\n"},
        ["DEPLOYS 6@0 up.sh"]),
    "a job that is switched off": (
        {CI: workflow("uses: superfly/flyctl-actions@1\n        with: {args: deploy}")[CI].replace("    steps", "    if: false\n    steps")}, []),
    "an action": (
        workflow("run: make", "uses: superfly/flyctl-actions@1\n        with: {args: deploy}"), ["DEPLOYS 7@1 superfly/flyctl-actions@1"]),
    "an action that is switched off": (
        workflow("uses: superfly/flyctl-actions@1\n        if: false\n        with: {args: deploy}"), []),
    "an action whose failure is masked": (
        workflow("uses: superfly/flyctl-actions@1\n        continue-on-error: true\n        with: {args: deploy}"),
        ["DEPLOYS 6@0 superfly/flyctl-actions@1-"]),
    "an action of a workflow that nothing starts": (
        workflow("uses: superfly/flyctl-actions@1\n        with: {args: deploy}", on="workflow_call"), []),
    "into a cluster of the job": (
        workflow("run: kind create cluster", "run: helm upgrade a b"), ["DEPLOYS 7@1 helm upgrade a b?"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), COMMANDS.values(), ids=COMMANDS)
def test_what_a_job_delivers(files: dict[str, str], expected: list[str]) -> None:
    assert told(files) == expected


def test_a_placeholder_is_found_in_its_lines() -> None:
    repo = snapshot(
        {"a.yml": "# your-registry/a\n  // your-registry/a\nx: 1\ny: your-registry/svc\nz: your-registry/b\n"}
    )
    assert placeholder_line(repo, "a.yml") == 4
    assert placeholder_line(repo, "a.yml", 4, 4) == 4
    assert placeholder_line(repo, "a.yml", 5) == placeholder_line(repo, "a.yml", 5, 99) == 5
    assert placeholder_line(repo, "a.yml", 1, 3) is None
    assert placeholder_line(repo, "gone.yml") is None
    word = "your-registry/svc"
    cut = snapshot({"a": " " * (1000 - len(word)) + word, "b": " " * 1000 + word, "c": word})
    assert [placeholder_line(cut, each) for each in "abc"] == [1, None, 1]
