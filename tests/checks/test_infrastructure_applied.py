"""What CI and tasks really apply: no rehearsal, and what is put together only where a command takes it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_infrastructure import APP, APPLIED, COMPOSE, LIMITS, POD, workflow
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

FILES = {**APP, "k8s/web.yaml": POD.replace("IMAGE", "redis:7") + LIMITS}
COMMANDS = {
    "after a rehearsal": ("kubectl apply -f k8s --dry-run=server && kubectl apply -f k8s", True),
    "put together and applied": ("kustomize build k8s | kubectl apply -f -", True),
    "written by a rehearsal and applied": (
        "kubectl create cm a --from-file=k8s/web.yaml --dry-run=client -o yaml | kubectl apply -f -", True),
    "a rehearsal on the server": ("kubectl apply -f k8s --dry-run=server", False),
    "a rehearsal of a chart": ("helm upgrade --dry-run a ./k8s", False),
    "a rehearsal that writes": ("kubectl create -f k8s --dry-run=client -o yaml", False),
    "a rehearsal beside something that is applied": (
        "kubectl apply -f k8s --dry-run=server && kubectl apply -f x.yaml", False),
    "only put together": ("kustomize build k8s", False),
    "put together for a rehearsal": ("kustomize build k8s | kubectl apply --dry-run=server -f -", False),
}  # fmt: skip


@pytest.mark.parametrize("place", ["CI", "task"])
@pytest.mark.parametrize(("command", "applies"), COMMANDS.values(), ids=COMMANDS)
def test_a_rehearsal_applies_nothing(command: str, applies: bool, place: str) -> None:
    by = workflow(f"run: {command}") if place == "CI" else {"Makefile": f"up:\n\t{command}\n"}
    finding = run("infrastructure", snapshot({**FILES, **by}))
    level, note = (Level.WIRED, APPLIED) if applies else (Level.SUBSTANTIVE, "Deployment")
    assert_found(finding, level, "k8s/web.yaml:1", note)


def test_what_runs_is_shown_before_what_it_is_set_by() -> None:
    files = {
        **FILES,
        "k8s/a.yaml": "apiVersion: v1\nkind: ConfigMap\n",
        **workflow("run: kubectl apply -f k8s"),
    }
    assert_found(run("infrastructure", snapshot(files)), Level.WIRED, "k8s/web.yaml:1", APPLIED)


CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: churn-api}\n"
SHOWN = {
    "what runs, before what it is set by": ({"k8s/a.yaml": CONFIG, "k8s/b.yaml": POD + LIMITS}, "k8s/b.yaml:1"),
    "by name, if nothing runs": ({"k8s/a.yaml": CONFIG, "k8s/b.yaml": CONFIG}, "k8s/a.yaml:1"),
    "what can be applied, before what is to be filled in": (
        {"k8s/a.yaml": POD.replace("IMAGE", "<your-image>"), "k8s/b.yaml": CONFIG.replace("churn-api", "x")}, "k8s/b.yaml:1"),
    "what can be applied, before a draft": (
        {"k8s/a.yaml": f"# DRAFT, do not apply\n{POD}{LIMITS}", "k8s/b.yaml": CONFIG}, "k8s/b.yaml:1"),
    "a draft is a word of a comment": ({"k8s/a.yaml": f"{POD}{LIMITS}# draft\n", "k8s/b.yaml": CONFIG}, "k8s/a.yaml:1"),
    "a program, before the store that it needs": (
        {"k8s/a.yaml": f"{POD.replace('IMAGE', 'postgres:16')}---\n{POD}{LIMITS}"}, "k8s/a.yaml:11"),
    "a store alone": ({"k8s/a.yaml": f"{POD.replace('IMAGE', 'docker.io/library/redis:7')}{LIMITS}"}, "k8s/a.yaml:1"),
    "the program whose image is built here": (
        {"k8s/a.yaml": f"{POD.replace('IMAGE', 'team/other:1')}---\n{POD.replace('IMAGE', 'ghcr.io/team/churn_api:1')}",
         "compose.yml": COMPOSE}, "k8s/a.yaml:11"),
    "what runs, before a permission": (
        {"main.tf": 'resource "aws_iam_role" "r" {\n  a = var.a\n}\nresource "aws_ecs_service" "s" {\n  b = var.b\n}\n'},
        "main.tf:4"),
    "what is kept, before a permission": (
        {"main.tf": 'resource "aws_iam_role" "r" {\n  a = var.a\n}\nresource "aws_s3_bucket" "s" {\n  b = var.b\n}\n'},
        "main.tf:4"),
    "a permission alone": ({"main.tf": 'resource "aws_iam_role" "r" {\n  a = var.a\n  b = var.b\n}\n'}, "main.tf:1"),
    "the block that ships a file": (
        {"main.tf": 'resource "aws_instance" "i" {\n  a = var.a\n}\nmodule "m" {\n  data = file("app/x.py")\n}\n', **APP},
        "main.tf:4"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place"), SHOWN.values(), ids=SHOWN)
def test_the_place_is_shown_that_tells_most(files: dict[str, str], place: str) -> None:
    best = run("infrastructure", snapshot(files, name="churn-api")).evidence[0]
    assert f"{best.path}:{best.line}" == place


BUCKET = "from aws_cdk import aws_s3 as s3\n\nb = s3.Bucket(None, 'b')\n"
STACK = {"infra/cdk.json": "{}", "infra/app.py": BUCKET}
UP = 'cd "$(dirname "$0")/../infra"\nnpx --yes aws-cdk@2 {} --all\n'


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"scripts/up.sh": UP.format("deploy")}, Level.WIRED),
        ({"scripts/up.sh": UP.format("diff")}, Level.PRESENT),
        ({"scripts/up.sh": UP.format("deploy").replace("../infra", "../web")}, Level.PRESENT),
        ({"Makefile": "up:\n\tcd infra && pnpm dlx aws-cdk deploy\n"}, Level.WIRED),
        (workflow("{run: npx cdk@2.1 deploy, working-directory: infra}"), Level.WIRED),
        # A placeholder in a docstring or a comment is told to people; one in the program is still to be filled in.
        ({"infra/app.py": f'"""\nexport CIDR="<your-ip>/32"\n"""\n{BUCKET}c = s3.Bucket(None, "c")\n'}, Level.SUBSTANTIVE),
        ({"infra/app.py": f"# <your-ip>\n{BUCKET}c = s3.Bucket(None, 'c')\n"}, Level.SUBSTANTIVE),
        ({"infra/app.py": f"{BUCKET}c = s3.Bucket(None, '<your-bucket>')\n"}, Level.PRESENT),
    ],
)  # fmt: skip
def test_a_program_of_resources_is_applied_by_the_tool_that_is_fetched(
    files: dict[str, str], level: Level
) -> None:
    assert run("infrastructure", snapshot({**STACK, **files})).level is level
