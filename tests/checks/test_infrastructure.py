from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import library, run, snapshot

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
SAM = """Resources:
  Predict:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: FOLDER
      Handler: app.handler
"""
COMPOSE = "services:\n  api:\n    build: .\n    image: ghcr.io/team/churn_api:1\n"
CI = ".github/workflows/x.yml"
OWN_IMAGE = POD.replace("IMAGE", "registry/churn-api:2")
BUILT = "its image registry/churn-api:2 is built here"
MAINTAINED = "name: c\nmaintainers:\n  - name: ML\n    email: ml@example.com\n"
CHART = {"chart/Chart.yaml": "name: c\n", "chart/templates/d.yaml": "kind: Deployment\n"}
PLAIN = ", with nothing specific to this project"
TERRAFORM = "Terraform with 1 resource: aws_s3_bucket.models"


def pod(image: str, more: str = "") -> dict[str, str]:
    return {"k8s/web.yaml": POD.replace("IMAGE", image) + more}


def workflow(step: str) -> dict[str, str]:
    return {CI: f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {step}\n"}


def lambda_of(name: str) -> dict[str, str]:
    return {"infra/main.tf": f'resource "aws_lambda_function" "f" {{\n  filename = "{name}"\n}}\n'}


def values(number: int) -> dict[str, str]:
    return {**CHART, "chart/values.yaml": "".join(f"a{each}: 1\n" for each in range(number))}


def tasks(number: int) -> dict[str, str]:
    return {"site.yml": "- hosts: web\n  tasks:\n" + "    - apt: {name: docker}\n" * number}


PRESENT = {
    "one resource of pulumi with what it needs": (
        {"Pulumi.yaml": "name: a\nresources:\n  s:\n    type: gcp:run:S\n    properties: {location: x}\n"},
        "Pulumi.yaml:3", "Pulumi with 1 resource: gcp:run:S"),
    "terraform": ({"infra/main.tf": BUCKET}, "infra/main.tf:1", TERRAFORM),
    "terraform after other blocks": ({"main.tf": 'provider "x" {}\n\n' + BUCKET}, "main.tf:3", TERRAFORM),
    "a module of terraform": ({"main.tf": 'module "net" {\n}\n'}, "main.tf:1", "1 resource: net, with nothing"),
    "terraform with one reference": ({"main.tf": BUCKET.replace('"models"\n}', "var.name\n}")}, "main.tf:1", TERRAFORM),
    "terraform with references in comments": (
        {"main.tf": BUCKET + "# var.a\n// var.b\n  # var.c\n"}, "main.tf:1", TERRAFORM),
    "a stock image": (pod("nginx:latest"), "k8s/web.yaml:1", "Kubernetes with 1 resource: Deployment"),
    "the second document of a file": (
        {"k8s/all.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n---\n" + POD}, "k8s/all.yaml:5",
        "Kubernetes with 2 resources: Namespace, Deployment"),
    "an object that starts nothing, with limits": (
        {"a.yaml": "apiVersion: v1\nkind: Namespace\nresources: {cpu: 1}\n"}, "a.yaml:1", "1 resource: Namespace"),
    "empty limits": (pod("nginx", "          resources: {}\n"), "k8s/web.yaml:1", "1 resource: Deployment"),
    "words of another tool in a comment": (pod("nginx", "# Resources\n"), "k8s/web.yaml:1", "Kubernetes with 1 resource: Deployment"),
    "a type of another tool in a comment": (pod("nginx", "# AWS::X\n"), "k8s/web.yaml:1", "Kubernetes with 1 resource: Deployment"),
    "a file as an argument": (pod("nginx", "          args: [app/x.py]\n"), "k8s/web.yaml:1", "Kubernetes with 1 resource: Deployment"),
    "a module of a local name": ({"main.tf": 'module "null_resource" {\n}\n'}, "main.tf:1", "1 resource: null_resource, with nothing"),
    "a playbook with words of another tool": ({"site.yml": "# apiVersion\n" + tasks(1)["site.yml"]}, "site.yml:2", "Ansible with 1"),
    "a playbook for several hosts": (
        {"site.yml": tasks(1)["site.yml"].replace("web", "[a, b]")}, "site.yml:1", "Ansible with 1 resource: hosts"),
    "a list of objects": (
        {"a.yaml": "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n"}, "a.yaml:4",
        "1 resource: Service"),
    "a template of openshift": (
        {"t.yaml": "apiVersion: v1\nkind: Template\nobjects:\n  - apiVersion: v1\n    kind: Service\n"}, "t.yaml:4",
        "1 resource: Service"),
    "an object as JSON": ({"deployment.json": '{"apiVersion": "v1", "kind": "Service"}'}, "deployment.json:1", "1 resource: Service"),
    "an object of another group": (
        {"a.yaml": "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n"}, "a.yaml:1", "1 resource: ServiceMonitor"),
    "a chart": (CHART, "chart/Chart.yaml:1", "Helm with 1 resource: Deployment"),
    "a chart that is a program": (
        {**CHART, "chart/templates/d.yaml": "{{- if .x }}\nkind: Deployment\n{{- end }}\n"}, "chart/Chart.yaml:1", "Helm with 1"),
    "a chart at the root": (
        {"Chart.yaml": "name: c\n", "templates/d.yaml": "kind: Service\n"}, "Chart.yaml:1", "Helm with 1 resource: Service"),
    "a chart with two values": (values(2), "chart/Chart.yaml:1", "Helm with 1 resource: Deployment"),
    "a kustomization": ({"k8s/kustomization.yaml": "resources:\n  - web.yaml\n"}, "k8s/kustomization.yaml:1", "Kustomize with 1"),
    "a kustomization that says what it is": (
        {"kustomization.yml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nbases: [a, b]\n"},
        "kustomization.yml:1", "Kustomize with 2 resources: a, b"),
    "a kustomization of charts": (
        {"k8s/kustomization.yaml": "resources: [a.yaml]\nhelmCharts:\n- name: web\n  repo: https://charts.acme.dev\n"},
        "k8s/kustomization.yaml:1", "Kustomize with 2 resources: a.yaml, chart web"),
    "a function whose source is not here": (
        {"template.yaml": SAM.replace("FOLDER", "gone/")}, "template.yaml:2", "CloudFormation with 1 resource: AWS::Serverless"),
    "a playbook with one task": (tasks(1), "site.yml:1", "Ansible with 1 resource: web"),
    "bicep": ({"main.bicep": "\nresource web 'Microsoft.Web/sites@2022-03-01' = {\n}\n"}, "main.bicep:2", "Bicep with 1 resource"),
    "nomad": ({"svc.nomad": 'job "svc" {\n}\n'}, "svc.nomad:1", 'Nomad with 1 resource: job "svc" {'),
    "cdk": (
        {"cdk.json": "{}", "app.py": "from aws_cdk import aws_s3 as s3\n\nb = s3.Bucket(None, 'b')\n"}, "app.py:3",
        "CDK with 1 resource: Bucket"),
    "a short name of the project": ({"main.tf": BUCKET.replace('"models"\n}', '"abc"\n}')}, "main.tf:1", TERRAFORM),
    "a plan in CI": ({"infra/main.tf": BUCKET, **workflow("run: cd infra && terraform plan")}, "infra/main.tf:1", TERRAFORM),
    "another folder that CI applies": (
        {"infra/main.tf": BUCKET, **workflow("run: cd other && terraform apply")}, "infra/main.tf:1", TERRAFORM),
    "an image that somebody else builds": ({**pod("team/other"), "docker-compose.yml": COMPOSE}, "k8s/web.yaml:1", "Deployment"),
    "an image that compose only runs": (
        {**pod("ghcr.io/team/churn_api"), "docker-compose.yml": COMPOSE.replace("    build: .\n", "")}, "k8s/web.yaml:1", "Deployment"),
    "an image of another option": ({"k8s/web.yaml": OWN_IMAGE, **workflow("run: tool -t a/churn-api")}, "k8s/web.yaml:1", "Deployment"),
    "an image that is a folder": ({"k8s/web.yaml": OWN_IMAGE, **workflow("run: docker build churn-api")}, "k8s/web.yaml:1", "Deployment"),
    "an image that another action names": (
        {"k8s/web.yaml": OWN_IMAGE, **workflow("{uses: other/action@v1, with: {tags: x/churn-api}}")}, "k8s/web.yaml:1", "Deployment"),
    "an image of another compose service": (
        {"k8s/web.yaml": OWN_IMAGE, "docker-compose.yml": "services:\n  api:\n    build: .\n"}, "k8s/web.yaml:1", "Deployment"),
    "the image of a template": ({**pod("team/abc"), "Dockerfile": "FROM {{ base }}\nRUN true\n"}, "k8s/web.yaml:1", "Deployment"),
    "what a compose service applies": (
        {**pod("redis:7"), "docker-compose.yml": "services:\n  a:\n    image: b\n    command: kubectl apply -f k8s/\n"},
        "k8s/web.yaml:1", "Deployment"),
    "a folder of that name that a task applies elsewhere": (
        {**pod("redis:7"), "ops/Makefile": "up:\n\tkubectl apply -f k8s\n"}, "k8s/web.yaml:1", "Deployment"),
    "the folder of a file that CI applies": (
        {**pod("redis:7"), "k8s/other.yaml": "a: 1\n", **workflow("run: cd k8s && kubectl apply -f other.yaml")},
        "k8s/web.yaml:1", "Deployment"),
    "the folder beside the one that CI applies": (
        {"a/main.tf": BUCKET, "b/x.txt": "", **workflow("run: cd a && terraform -chdir=../b apply")}, "a/main.tf:1", TERRAFORM),
    "a file that is not there": (lambda_of("../fn/handler.py"), "infra/main.tf:1", "aws_lambda_function.f"),
    "a file of infrastructure": ({**lambda_of("../fn/a.yaml"), "fn/a.yaml": "a: 1\n"}, "infra/main.tf:1", "aws_lambda_function.f"),
    "a word that is a file's name": ({**lambda_of("handler"), "handler": "x"}, "infra/main.tf:1", "aws_lambda_function.f"),
    "a folder without code": ({**lambda_of("../fn/"), "fn/a.txt": "x"}, "infra/main.tf:1", "aws_lambda_function.f"),
    "a folder with terraform in it": (
        {**lambda_of("../fn/"), "fn/a.py": "x = 1\n", "fn/b/v.tf": "\n"}, "infra/main.tf:1", "aws_lambda_function.f"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "words"), PRESENT.values(), ids=PRESENT)
def test_a_resource_is_present(files: dict[str, str], place: str, words: str) -> None:
    finding = run("infrastructure", snapshot({**APP, **files}, name="me/abc"))
    assert_found(finding, Level.PRESENT, place, words)
    assert finding.evidence[0].note.endswith(PLAIN)
    assert len(finding.evidence) == 1


SUBSTANTIVE = {
    "terraform with two references": (
        {"infra/main.tf": BUCKET + 'resource "x_y" "z" {\n  b = var.name\n  c = aws_s3_bucket.models.id\n}\n'}, "infra/main.tf:1",
        "Terraform with 2 resources: aws_s3_bucket.models, x_y.z"),
    "terraform that names the project": (
        {"infra/main.tf": BUCKET.replace('"models"\n}', '"the_sample-models"\n}')}, "infra/main.tf:1", TERRAFORM),
    "limits": (pod("redis:7", LIMITS), "k8s/web.yaml:1", "Kubernetes with 1 resource: Deployment"),
    "a probe": (pod("redis:7", "          livenessProbe: {exec: {command: [a]}}\n"), "k8s/web.yaml:1", "Deployment"),
    "a model server": (
        {"isvc.yaml": "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n  predictor:\n"
         "    sklearn: {storageUri: 's3://bucket/model'}\n"}, "isvc.yaml:1", "InferenceService"),
    "a chart with three values": (values(3), "chart/Chart.yaml:1", "Helm"),
    "a kustomization with patches": (
        {"kustomization.yaml": "resources: [web.yaml]\npatches: [a.yaml]\n"}, "kustomization.yaml:1", "Kustomize"),
    "two resources of CloudFormation": (
        {"t.yml": "Resources:\n  A: {Type: 'AWS::S3::Bucket'}\n  B: {Type: 'AWS::S3::Bucket'}\n"}, "t.yml:2",
        "CloudFormation with 2 resources: AWS::S3::Bucket"),
    "a playbook with two tasks": (tasks(2), "site.yml:1", "Ansible with 1 resource: web"),
    "a playbook with roles": ({"site.yml": "- hosts: web\n  roles: [a, b]\n"}, "site.yml:1", "Ansible"),
    "two resources of bicep": (
        {"main.bicep": "resource a 'Microsoft.Web/a@1' = {\n}\nresource b 'Microsoft.Web/b@1' = {\n}\n"}, "main.bicep:1", "Bicep with 2"),
    "a job with a task": ({"svc.nomad.hcl": 'job "svc" {\n  task "web" {\n  }\n}\n'}, "svc.nomad.hcl:1", "Nomad with 2 resources"),
    "two resources of cdk": (
        {"infra/cdk.json": "{}", "infra/app.py": "from aws_cdk import aws_s3 as s3\n\nb = s3.Bucket(None, 'b')\nc = s3.Bucket(None, 'c')\n"},
        "infra/app.py:3", "CDK with 2 resources: Bucket"),
    "limits of a resource of pulumi": (
        {"Pulumi.yaml": "name: a\nruntime: yaml\nresources:\n  s:\n    type: gcp:run:S\n    properties: {limits: {memory: 1Gi}}\n"},
        "Pulumi.yaml:4", "Pulumi with 1 resource: gcp:run:S"),
    "a value of another one": (
        {"Pulumi.yaml": "name: a\nresources:\n  s:\n    type: gcp:run:S\n    properties: {location: '${region}'}\n"},
        "Pulumi.yaml:3", "Pulumi with 1 resource: gcp:run:S"),
    "two resources of pulumi": (
        {"Pulumi.yaml": "name: a\n", "app.py": "import pulumi_aws as aws\n\na = aws.s3.Bucket('a')\nb = aws.s3.Bucket('b')\n"},
        "app.py:3", "Pulumi with 2 resources: Bucket"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "words"), SUBSTANTIVE.values(), ids=SUBSTANTIVE)
def test_what_is_about_this_project_is_substantive(files: dict[str, str], place: str, words: str) -> None:
    finding = run("infrastructure", snapshot({**APP, **files}))
    assert_found(finding, Level.SUBSTANTIVE, place, words)
    assert PLAIN not in finding.evidence[0].note


APPLIED = "CI or a task applies it"
WIRED = {
    "an image that compose builds": ({"k8s/web.yaml": OWN_IMAGE, "docker-compose.yml": COMPOSE}, "k8s/web.yaml:1", BUILT),
    "an image that CI builds": ({"k8s/web.yaml": OWN_IMAGE, **workflow("run: docker build -t a/churn-api .")}, "k8s/web.yaml:1", BUILT),
    "an image that CI builds by a longer option": (
        {"k8s/web.yaml": OWN_IMAGE, **workflow("run: docker buildx build --tag a/churn-api .")}, "k8s/web.yaml:1", BUILT),
    "an image that a task pushes": (
        {"k8s/web.yaml": OWN_IMAGE, "Makefile": "push:\n\tdocker push a/churn_api:1\n"}, "k8s/web.yaml:1", BUILT),
    "an image that a script tags": ({"k8s/web.yaml": OWN_IMAGE, "b.sh": "docker tag x a/churn_api:1\n"}, "k8s/web.yaml:1", BUILT),
    "an image that an action builds": (
        {"k8s/web.yaml": OWN_IMAGE, **workflow("{uses: docker/build-push-action@v6, with: {tags: 'x/a:1, x/churn-api:1'}}")},
        "k8s/web.yaml:1", BUILT),
    "an image that an action names": (
        {"k8s/web.yaml": OWN_IMAGE, **workflow("{uses: docker/metadata-action@v5, with: {images: x/churn-api}}")},
        "k8s/web.yaml:1", BUILT),
    "the image of the repository": ({**pod("team/sample"), "Dockerfile": "FROM x\nRUN true\n"}, "k8s/web.yaml:1", "its image team/sample"),
    "the image of a chart": (
        {**CHART, "chart/values.yaml": "image:\n  repository: team/churn-api\n", "docker-compose.yml": COMPOSE},
        "chart/Chart.yaml:1", "its image team/churn-api is built here"),
    "whom to ask about a chart": (
        {**CHART, "chart/Chart.yaml": f"{MAINTAINED}version: 1.0.0\n", "chart/values.yaml": "image:\n  repository: team/churn-api\n",
         "docker-compose.yml": COMPOSE},
        "chart/Chart.yaml:1", "its image team/churn-api is built here"),
    "the image of a kustomization": (
        {"kustomization.yaml": "resources: [a]\nimages:\n  - name: web\n    newName: team/churn-api\n", "docker-compose.yml": COMPOSE,
         "a/kustomization.yaml": ""},
        "kustomization.yaml:1", "its image team/churn-api is built here"),
    "the image of a function": (
        {"t.yaml": "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    ImageUri: team/churn-api:1\n", "docker-compose.yml": COMPOSE},
        "t.yaml:2", "its image team/churn-api:1 is built here"),
    "a model that it serves": (pod("nginx", "          modelUri: app/x.py\n"), "k8s/web.yaml:1", "it ships app/x.py"),
    "the image of a kustomization by its first name": (
        {"kustomization.yaml": "resources: [a]\nimages:\n  - name: team/churn-api\n", "docker-compose.yml": COMPOSE,
         "a/kustomization.yaml": ""},
        "kustomization.yaml:1", "its image team/churn-api is built here"),
    "a file in single quotes": (
        {"main.bicep": "resource a 'Microsoft.Web/a@1' = {\n  path: 'app/x.py'\n}\n"}, "main.bicep:1", "it ships app/x.py"),
    "a build of the repository": (
        {"b.yaml": "apiVersion: build.openshift.io/v1\nkind: BuildConfig\nsource: {git: {uri: 'https://host/me/sample.git'}}\n"},
        "b.yaml:1", "it builds this repository"),
    "a file": ({**lambda_of("../fn/handler.py"), "fn/handler.py": "x = 1\n"}, "infra/main.tf:1", "it ships fn/handler.py"),
    "a file below terraform's own folder": (
        {**lambda_of("${path.module}/fn/handler.js"), "infra/fn/handler.js": "x"}, "infra/main.tf:1", "it ships infra/fn/handler.js"),
    "a file from the root": ({**lambda_of("fn/handler.js"), "fn/handler.js": "x"}, "infra/main.tf:1", "it ships fn/handler.js"),
    "a folder": ({"template.yaml": SAM.replace("FOLDER", "fn/"), "fn/app.py": "x = 1\n"}, "template.yaml:2", "it ships fn"),
    "a file of a playbook": (
        {"site.yml": "- hosts: web\n  tasks:\n    - copy: {src: app/x.py}\n"}, "site.yml:1", "it ships app/x.py"),
    "a folder that CI applies": (
        {"infra/main.tf": BUCKET, **workflow("{run: terraform apply, working-directory: infra}")}, "infra/main.tf:1", APPLIED),
    "a folder that CI applies from elsewhere": (
        {"infra/main.tf": BUCKET, **workflow("run: terraform -chdir=infra apply")}, "infra/main.tf:1", APPLIED),
    "a folder that a task applies": (
        {"infra/main.tf": BUCKET, "Makefile": "up:\n\tcd infra && terraform apply\n"}, "infra/main.tf:1", APPLIED),
    "a folder that CI names": ({**pod("redis:7"), **workflow("run: kubectl apply -f k8s/")}, "k8s/web.yaml:1", APPLIED),
    "a folder above it that CI names": (
        {"k8s/a/b/web.yaml": POD, **workflow("run: kubectl apply -R -f k8s")}, "k8s/a/b/web.yaml:1", APPLIED),
    "a file that CI names": ({**pod("redis:7"), **workflow("run: kubectl apply -f k8s/web.yaml")}, "k8s/web.yaml:1", APPLIED),
    "a file that CI names in an option": (
        {**pod("redis:7"), **workflow("run: kubectl apply --filename=k8s/web.yaml")}, "k8s/web.yaml:1", APPLIED),
    "a file that CI names from the root": (
        {**pod("redis:7"), **workflow("{run: kubectl apply -f k8s/web.yaml, working-directory: app}")}, "k8s/web.yaml:1", APPLIED),
    "a file that a script names from the root": ({**pod("redis:7"), "ops/up.sh": "kubectl apply -f k8s/web.yaml\n"}, "k8s/web.yaml:1", APPLIED),
    "a playbook that a task applies": (
        {**tasks(1), "Makefile": "up:\n\tansible-playbook site.yml\n"}, "site.yml:1", APPLIED),
    "a folder that a script names from the root": ({**pod("redis:7"), "ops/up.sh": "kubectl apply -f k8s\n"}, "k8s/web.yaml:1", APPLIED),
    "the image of the repository beside a template": (
        {**pod("team/sample"), "Dockerfile": "FROM x\nRUN true\n", "a/Dockerfile": "FROM {{ base }}\nRUN true\n"},
        "k8s/web.yaml:1", "its image team/sample"),
    "a folder that a script names from its own": ({"ops/k8s/web.yaml": POD, "ops/up.sh": "kubectl apply -f k8s\n"}, "ops/k8s/web.yaml:1", APPLIED),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "words"), WIRED.values(), ids=WIRED)
def test_what_is_built_shipped_or_applied_here_is_wired(
    files: dict[str, str], place: str, words: str
) -> None:
    finding = run("infrastructure", snapshot({**APP, **files}))
    assert_found(finding, Level.WIRED, place, words)


LESS = {
    "placeholders": (
        {"k8s/web.yaml": POD.replace("IMAGE", "<acr-registry-name>.azurecr.io/churn-api") + LIMITS, "docker-compose.yml": COMPOSE},
        Level.PRESENT, "k8s/web.yaml:9", "with unfilled placeholders"),
    "what a chart takes, behind whom to ask": (
        {**CHART, "chart/Chart.yaml": f"{MAINTAINED}home: https://example.com/c\n", "chart/values.yaml": "image: {repository: team/churn-api}\n",
         "docker-compose.yml": COMPOSE},
        Level.PRESENT, "chart/Chart.yaml:5", "with unfilled placeholders"),
    "an example": ({"examples/k8s/web.yaml": POD + LIMITS}, Level.CLAIMED, "examples/k8s/web.yaml:1", "as an example or a test"),
    "a test": ({"tests/k8s/web.yaml": POD + LIMITS}, Level.CLAIMED, "tests/k8s/web.yaml:1", "as an example or a test"),
    "a folder of templates": ({"templates/k8s/web.yaml": POD + LIMITS}, Level.SUBSTANTIVE, "templates/k8s/web.yaml:1", "Deployment"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LESS.values(), ids=LESS)
def test_what_waits_or_only_shows(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("infrastructure", snapshot({**APP, **files})), level, place, words)


NOTHING = {
    "compose": {"docker-compose.yml": COMPOSE},
    "Procfile": {"Procfile": "web: python -m svc\n"},
    "platform manifests": {"render.yaml": "services:\n  - type: web\n", "fly.toml": "app = 'x'\n"},
    "CI": workflow("run: 'true'"),
    "terraform without resources": {"main.tf": 'terraform {\n  backend "local" {}\n}\nprovider "aws" {}\nvariable "x" {}\n'},
    "terraform of nothing that lasts": {"main.tf": 'resource "null_resource" "x" {\n}\n'},
    "terraform in a comment": {"main.tf": '# resource "aws_s3_bucket" "x" {\n'},
    "bicep without resources": {"main.bicep": "param x string\n"},
    "nomad without jobs": {"a.nomad": "x = 1\n"},
    "markdown": {"docs/k8s.md": f"```yaml\n{POD}```\n"},
    "kind of another tool": {"job.yaml": "kind: Job\nname: x\n"},
    "group of another tool": {"catalog.yaml": "apiVersion: backstage.io/v1\nkind: Component\n"},
    "known kind of an unknown group": {"a.yaml": "apiVersion: other/v1\nkind: Service\n"},
    "compiled pipeline": {"pipeline.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n"},
    "JSON of another name": {"data.json": '{"apiVersion": "v1", "kind": "Service"}'},
    "CloudFormation without types": {"t.yaml": "Resources:\n  A: {Description: 'AWS::X'}\n"},
    "conda": {"environment.yml": "dependencies: [python]\n"},
    "hosts of something else": {"conf.yml": "hosts: [a, b]\n"},
    "plays without tasks": {"site.yml": "- hosts: web\n"},
    "a kustomization of nothing": {"kustomization.yaml": "namespace: a\n"},
    "a chart without templates": {"Chart.yaml": "name: c\n", "templates/NOTES.yaml": "kind: Note\n"},
    "a template of no chart": {"chart/templates/d.yaml": "kind: Deployment\n"},
    "cdk without its file": {"app.py": "from aws_cdk import aws_s3 as s3\n\nb = s3.Bucket(None, 'b')\n"},
    "cdk beside its file": {"infra/cdk.json": "{}", "app.py": "from aws_cdk import aws_s3 as s3\n\nb = s3.Bucket(None, 'b')\n"},
    "cdk that makes nothing": {"cdk.json": "{}", "app.py": "import aws_cdk\n\naws_cdk.add('b')\n"},
    "compose that looks like an object": {"docker-compose.yml": "apiVersion: v1\nkind: Pod\n" + COMPOSE},
    "CI that looks like an object": {CI: "apiVersion: v1\nkind: Pod\n" + workflow("run: 'true'")[CI]},
    "a job in a text": {"a.txt": 'job "svc" {\n}\n'},
    "a playbook in a template": {"site.template": tasks(2)["site.yml"]},
    "resources of another kind": {"a.yaml": "apiVersion: other/v1\nkind: Other\nresources: [a]\n"},
    "cdk in a notebook": {
        "cdk.json": "{}",
        "a.ipynb": '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},'
        '"outputs":[],"execution_count":1,"source":"from aws_cdk import aws_s3\\naws_s3.Bucket(1, 2)"}]}',
    },
    "vendored chart": {"node_modules/c/Chart.yaml": "name: c\n", "node_modules/c/templates/d.yaml": "kind: Deployment\n"},
}  # fmt: skip


@pytest.mark.parametrize("case", NOTHING)
def test_look_alikes_are_absent(case: str) -> None:
    finding = run("infrastructure", snapshot(NOTHING[case]))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_an_infrastructure_program_in_another_language_is_not_seen() -> None:
    for files in (
        {"infra/cdk.json": "{}", "infra/bin/app.ts": "new App()\n"},
        {"Pulumi.yaml": "a: 1\n", "main.go": "package a\n"},
    ):
        finding = run("infrastructure", snapshot(files))
        assert (finding.status, finding.unseen[0].path) == (Status.UNKNOWN, next(iter(files)))
    beside = run("infrastructure", snapshot({"infra/cdk.json": "{}", "web/app.ts": "new App()\n"}))
    assert "an infrastructure program in a language whose calls are not read" not in {
        each.reason for each in beside.unseen
    }


def test_long_names_are_cut() -> None:
    finding = run("infrastructure", snapshot({"site.yml": tasks(1)["site.yml"].replace("web", "w" * 90)}))
    assert finding.evidence[0].note == f"Ansible with 1 resource: {'w' * 80}{PLAIN}"
    image = "a" * 90 + "/sample"
    built = run("infrastructure", snapshot({**pod(image), "Dockerfile": "FROM x\nRUN true\n"}))
    assert f"its image {'a' * 80} is built here" in built.evidence[0].note
    many = run("infrastructure", snapshot({"main.tf": BUCKET.replace("models", "m" * 120)}))
    assert f": aws_s3_bucket.{'m' * 86}{PLAIN}" in many.evidence[0].note


def test_a_broken_file_is_no_error() -> None:
    finding = run("infrastructure", snapshot({"deployment.json": '{"apiVersion": "kind"'}))
    assert_found(finding, Level.ABSENT)


def test_every_file_is_told() -> None:
    assert told(run("infrastructure", snapshot({"a.tf": BUCKET, "b.tf": BUCKET}))) == [
        f"PRESENT a.tf:1 {TERRAFORM}{PLAIN}",
        f"PRESENT b.tf:1 {TERRAFORM}{PLAIN}",
    ]


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("infrastructure", snapshot(files)).status is Status.NOT_APPLICABLE


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
