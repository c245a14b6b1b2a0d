"""Infrastructure that names what is not in the repository is not wired."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

APP = {"app/x.py": "x = 1\n"}
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
COMPOSE = "services:\n  api:\n    build: .\n    image: ghcr.io/team/churn_api:1\n"
OWN_IMAGE = POD.replace("IMAGE", "registry/churn-api:2")
CHART = {
    "chart/Chart.yaml": "name: c\n",
    "chart/templates/d.yaml": 'kind: Service\nname: {{ include "gone" . }}\n',
    "chart/values.yaml": "a: 1\nb: 1\nc: 1\n",
}


def pod(image: str, more: str = "") -> dict[str, str]:
    return {"k8s/web.yaml": POD.replace("IMAGE", image) + more}


def workflow(step: str) -> dict[str, str]:
    steps = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {step}\n"
    return {".github/workflows/x.yml": steps}


RULE = {"k8s/c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"}
NEEDS_MAP = "          envFrom: [{configMapRef: {name: NAME}}]\n"
APPLIES = workflow("run: kubectl apply -f k8s/")
TERRAFORMS = workflow("{run: terraform apply, working-directory: infra}")
MODULE = 'module "net" {\n  source = "./net"\n}\n'
BROKEN = {
    "a map that is not there": (
        {**pod("redis:7", NEEDS_MAP.replace("NAME", "gone")), **RULE, **APPLIES}, "k8s/web.yaml:1",
        "CI or a task applies it, but k8s/web.yaml:10 names gone, which is not in the repository"),
    "a module that is not there": (
        {"infra/main.tf": BUCKET + "# var.a var.b\n" + BUCKET.replace('"models"\n}', "var.name\n  b = var.b\n}"),
         "infra/net.tf": MODULE, **TERRAFORMS}, "infra/main.tf:1",
        "CI or a task applies it, but infra/net.tf:2 names ./net, which is not in the repository"),
    "a resource that is not there": (
        {"k8s/kustomization.yaml": "resources: [web.yaml, gone.yaml]\npatches: [{path: web.yaml}]\n",
         **pod("redis:7", LIMITS), **APPLIES}, "k8s/kustomization.yaml:1",
        "CI or a task applies it, but k8s/kustomization.yaml:1 names gone.yaml, which is not in the repository"),
    "a template that is not there": (
        {**CHART, **workflow("run: helm upgrade web chart")}, "chart/Chart.yaml:1",
        "but chart/templates/d.yaml:2 names gone, which is not in the repository"),
    "an image that cannot be built": (
        {"k8s/web.yaml": OWN_IMAGE + LIMITS, "docker-compose.yml": COMPOSE,
         "Dockerfile": "FROM python:3.12\nCOPY service.toml .\n"}, "k8s/web.yaml:1",
        "is built here, but Dockerfile:2 names service.toml, which is not in the repository"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "words"), BROKEN.values(), ids=BROKEN)
def test_what_names_what_is_not_there_is_not_wired(files: dict[str, str], place: str, words: str) -> None:
    finding = run("infrastructure", snapshot({**APP, **files}))
    (evidence,) = [each for each in finding.evidence if f"{each.path}:{each.line}" == place]
    assert evidence.level is Level.SUBSTANTIVE, evidence.note
    assert words in evidence.note


CONDITIONAL = 'kind: Service\n{{ if .Values.on }}{{ include "gone" . }}{{ end }}\n'
WHOLE = {
    "a template that is asked for under a condition": (
        {**CHART, "chart/templates/d.yaml": CONDITIONAL, **workflow("run: helm upgrade web chart")}, "chart/Chart.yaml:1"),
    "a map that is there": ({**pod("redis:7", NEEDS_MAP.replace("NAME", "settings")), **RULE, **APPLIES}, "k8s/web.yaml:1"),
    "a module that is not there in another folder": (
        {"infra/main.tf": BUCKET, "other/net.tf": MODULE, **TERRAFORMS}, "infra/main.tf:1"),
    "an image of which one build is whole": (
        {"k8s/web.yaml": OWN_IMAGE, "docker-compose.yml": COMPOSE, "a/Dockerfile": "FROM x\nRUN true\n",
         "Dockerfile": "FROM python:3.12\nCOPY service.toml .\n"}, "k8s/web.yaml:1"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place"), WHOLE.values(), ids=WHOLE)
def test_what_names_only_what_is_there_stays_wired(files: dict[str, str], place: str) -> None:
    finding = run("infrastructure", snapshot({**APP, **files}))
    assert [each.level for each in finding.evidence if f"{each.path}:{each.line}" == place] == [Level.WIRED]
