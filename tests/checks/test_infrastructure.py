from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.facts.infrastructure_commands import APPLIES, image_name
from analyzer.facts.manifests import SUPPORTING, WORKLOADS
from analyzer.model import Level, Status
from tests.support.snapshots import run, snapshot

BUCKET = 'resource "aws_s3_bucket" "models" {\n  bucket = "models"\n}\n'
POD = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          image: IMAGE
"""
LIMITS = "          resources: {limits: {cpu: 1}}\n"
SAM = """Resources:
  Predict:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: FOLDER
      Handler: app.handler
"""
COMPOSE = "services:\n  api:\n    build: .\n    image: ghcr.io/team/churn_api:1\n"
LEVELS = {
    "terraform resource": ({"infra/main.tf": BUCKET}, Level.PRESENT),
    "terraform that is wired within": (
        {
            "infra/main.tf": BUCKET
            + 'resource "x_y" "z" {\n  b = var.name\n  c = aws_s3_bucket.models.id\n}\n'
        },
        Level.SUBSTANTIVE,
    ),
    "terraform that names the project": (
        {"infra/main.tf": BUCKET.replace('"models"\n}', '"sample-models"\n}')},
        Level.SUBSTANTIVE,
    ),
    "terraform that CI applies": (
        {
            "infra/main.tf": BUCKET,
            ".github/workflows/x.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: terraform apply\n"
            "        working-directory: infra\n",
        },
        Level.WIRED,
    ),
    "terraform that a task applies": (
        {"infra/main.tf": BUCKET, "Makefile": "up:\n\tcd infra && terraform apply\n"},
        Level.WIRED,
    ),
    "terraform that CI only plans": (
        {"infra/main.tf": BUCKET, "Makefile": "plan:\n\tcd infra && terraform plan\n"},
        Level.PRESENT,
    ),
    "terraform that ships a file": (
        {
            "infra/main.tf": 'resource "aws_lambda_function" "f" {\n  filename = "../fn/handler.py"\n}\n',
            "fn/handler.py": "x = 1\n",
        },
        Level.WIRED,
    ),
    "deployment of a stock image": ({"k8s/web.yaml": POD.replace("IMAGE", "nginx:latest")}, Level.PRESENT),
    "deployment with limits": ({"k8s/web.yaml": POD.replace("IMAGE", "redis:7") + LIMITS}, Level.SUBSTANTIVE),
    "deployment of an image that compose builds": (
        {"k8s/web.yaml": POD.replace("IMAGE", "registry/churn-api:2"), "docker-compose.yml": COMPOSE},
        Level.WIRED,
    ),
    "deployment of the image of the repository": (
        {"k8s/web.yaml": POD.replace("IMAGE", "team/sample"), "Dockerfile": "FROM python\nRUN true\n"},
        Level.WIRED,
    ),
    "second document of a file": (
        {"k8s/all.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n---\n" + POD},
        Level.PRESENT,
    ),
    "manifests that CI applies as a folder": (
        {
            "k8s/web.yaml": POD.replace("IMAGE", "redis:7"),
            ".github/workflows/x.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: kubectl apply -f k8s/\n",
        },
        Level.WIRED,
    ),
    "openshift template": (
        {
            "openshift/t.yaml": "apiVersion: v1\nkind: Template\nobjects:\n  - apiVersion: v1\n    kind: Service\n"
        },
        Level.PRESENT,
    ),
    "model server": (
        {
            "isvc.yaml": "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n  predictor:\n"
            "    sklearn: {storageUri: 's3://bucket/model'}\n"
        },
        Level.SUBSTANTIVE,
    ),
    "chart": (
        {
            "chart/Chart.yaml": "name: c\n",
            "chart/templates/d.yaml": "{{- if .x }}\nkind: Deployment\n{{- end }}\n",
        },
        Level.PRESENT,
    ),
    "chart of the project's image": (
        {
            "chart/Chart.yaml": "name: c\n",
            "chart/templates/d.yaml": "kind: Deployment\n",
            "chart/values.yaml": "image:\n  repository: team/churn-api\n",
            "docker-compose.yml": COMPOSE,
        },
        Level.WIRED,
    ),
    "kustomization": ({"k8s/kustomization.yaml": "resources:\n  - web.yaml\n"}, Level.PRESENT),
    "function whose source is here": (
        {"template.yaml": SAM.replace("FOLDER", "fn/"), "fn/app.py": "def handler(e, c): ...\n"},
        Level.WIRED,
    ),
    "function whose source is not here": ({"template.yaml": SAM.replace("FOLDER", "gone/")}, Level.PRESENT),
    "playbook": (
        {"site.yml": "- hosts: web\n  tasks:\n    - apt: {name: docker}\n    - service: {name: docker}\n"},
        Level.SUBSTANTIVE,
    ),
    "bicep": ({"main.bicep": "resource web 'Microsoft.Web/sites@2022-03-01' = {\n}\n"}, Level.PRESENT),
    "nomad": ({"svc.nomad": 'job "svc" {\n  task "web" {\n  }\n}\n'}, Level.SUBSTANTIVE),
    "cdk": (
        {
            "cdk.json": "{}",
            "app.py": "from aws_cdk import aws_s3 as s3\n\nb = s3.Bucket(None, 'b')\nc = s3.Bucket(None, 'c')\n",
        },
        Level.SUBSTANTIVE,
    ),
    "placeholders": (
        {
            "k8s/web.yaml": POD.replace("IMAGE", "<acr-registry-name>.azurecr.io/churn-api") + LIMITS,
            "docker-compose.yml": COMPOSE,
        },
        Level.PRESENT,
    ),
    "an example": ({"examples/k8s/web.yaml": POD + LIMITS}, Level.CLAIMED),
}


@pytest.mark.parametrize("case", LEVELS)
def test_level_follows_what_the_files_say(case: str) -> None:
    files, level = LEVELS[case]
    assert run("infrastructure", snapshot({"app/x.py": "x = 1\n", **files})).level is level


NOTHING = {
    "compose": {"docker-compose.yml": COMPOSE},
    "Procfile": {"Procfile": "web: python -m svc\n"},
    "platform manifests": {"render.yaml": "services:\n  - type: web\n", "fly.toml": "app = 'x'\n"},
    "CI": {
        ".github/workflows/x.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: 'true'\n"
    },
    "terraform without resources": {
        "main.tf": 'terraform {\n  backend "local" {}\n}\nprovider "aws" {}\nvariable "x" {}\n'
    },
    "terraform in a comment": {"main.tf": '# resource "aws_s3_bucket" "x" {\n'},
    "markdown": {"docs/k8s.md": f"```yaml\n{POD}```\n"},
    "kind of another tool": {"job.yaml": "kind: Job\nname: x\n"},
    "group of another tool": {"catalog.yaml": "apiVersion: backstage.io/v1\nkind: Component\n"},
    "compiled pipeline": {"pipeline.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n"},
    "conda": {"environment.yml": "dependencies: [python]\n"},
    "hosts of something else": {"conf.yml": "hosts: [a, b]\n"},
    "vendored chart": {
        "node_modules/c/Chart.yaml": "name: c\n",
        "node_modules/c/templates/d.yaml": "kind: Deployment\n",
    },
}


@pytest.mark.parametrize("case", NOTHING)
def test_look_alikes_are_absent(case: str) -> None:
    finding = run("infrastructure", snapshot(NOTHING[case]))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)


def test_an_infrastructure_program_in_another_language_is_not_seen() -> None:
    finding = run("infrastructure", snapshot({"infra/cdk.json": "{}", "infra/bin/app.ts": "new App()\n"}))
    assert finding.status is Status.UNKNOWN


def test_evidence_names_the_line_of_the_first_resource() -> None:
    finding = run("infrastructure", snapshot({"main.tf": 'provider "x" {}\n\n' + BUCKET}))
    assert [(each.path, each.line) for each in finding.evidence] == [("main.tf", 3)]


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("ghcr.io/team/Churn_API:1.2@sha256:0", "churn-api"),
        ("churn", "churn"),
        ("$REGISTRY/$NAME:1", ""),
        ("", ""),
    ],
)
def test_an_image_is_known_by_its_last_name(image: str, name: str) -> None:
    assert image_name(image) == name


def test_the_tables_name_nothing_twice() -> None:
    assert not WORKLOADS & SUPPORTING
    assert len(APPLIES) == len(set(APPLIES))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["main.tf", "k8s.yaml", "template.yaml", "site.yml", "x.bicep"]), st.binary(max_size=200)
)
def test_any_file_has_an_answer(path: str, noise: bytes) -> None:
    heads = (
        b"apiVersion: v1\nkind: Pod\n",
        b"Resources:\n  A: {Type: AWS::X}\n",
        b"- hosts: x\n",
        BUCKET.encode(),
    )
    for head in heads:
        assert run("infrastructure", snapshot({path: head + noise})).status is not Status.ERROR
