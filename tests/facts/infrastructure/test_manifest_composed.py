"""Files that put other infrastructure together, and what applies them."""

from __future__ import annotations

import pytest

from analyzer.facts.infrastructure.infrastructure_commands import images_built
from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot


def ci(step: str) -> dict[str, str]:
    """A workflow of one step."""
    return {".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - {step}\n"}


CODE = {"app.py": "x = 1\n"}
TF = 'resource "aws_sqs_queue" "q" { name = "a" }\n'
LIVE = {
    "modules/api/main.tf": TF,
    "live/prod/terragrunt.hcl": 'include "root" {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = "../../modules/api"\n}\n',
}
STACK = {
    "live/terragrunt.stack.hcl": 'unit "api" {\n  source = "git::https://host/a.git//b?ref=1"\n  values = { a = 1 }\n}\n'
}
HELMFILE = "repositories:\n- name: x\n{{ if .a }}\n{{ end }}\nreleases:\n  - name: churn\n    chart: ./charts/churn\n"
CHART = {
    "charts/churn/Chart.yaml": "apiVersion: v2\nname: churn\n",
    "charts/churn/templates/d.yaml": "apiVersion: apps/v1\nkind: Deployment\n",
    "charts/churn/values.yaml": "image: ghcr.io/ada/churn:1\n",
}
BUNDLE = "bundle:\n  name: a\nresources:\n  jobs:\n    train:\n      name: train\n      tasks:\n        - task_key: a\n"
SHIPS = BUNDLE + "          notebook_task:\n            notebook_path: ./src/train\n"
PULUMI = "name: a\nruntime: yaml\nresources:\n  b:\n    type: aws:s3:Bucket\n  c:\n    type: aws:sqs:Queue\n"
POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {}\n"
SKAFFOLD = "apiVersion: skaffold/v4beta6\nkind: Config\nbuild:\n  artifacts:\n  - image: ghcr.io/ada/churn\nmanifests:\n  rawYaml:\n  - k8s/*.yaml\n"

LEVELS = {
    "OpenTofu that CI applies": (
        {"infra/main.tofu": TF, **ci("run: tofu -chdir=infra apply -auto-approve")}, Level.WIRED, "infra/main.tofu:1", "Terraform with 1 resource"),
    "OpenTofu that nothing applies": ({"infra/main.tofu": TF}, Level.PRESENT, "infra/main.tofu:1", ""),
    "OpenTofu that is only planned": ({"infra/main.tofu": TF, **ci("run: tofu -chdir=infra plan")}, Level.PRESENT, "infra/main.tofu:1", ""),
    "Terraform at the top": ({"main.tf": TF, **ci("run: terraform apply")}, Level.WIRED, "main.tf:1", "CI or a task applies it"),
    "Terraform elsewhere than at the top": ({"infra/main.tf": TF, **ci("run: terraform apply")}, Level.PRESENT, "infra/main.tf:1", ""),
    "Terragrunt that CI applies": (
        {**LIVE, **ci("run: terragrunt run-all apply --terragrunt-working-dir live/prod")}, Level.WIRED, "live/prod/terragrunt.hcl:5",
        "Terragrunt with 1 resource: ../../modules/api"),
    "Terragrunt with the option before": (
        {**LIVE, **ci("run: terragrunt --working-dir live run --all apply")}, Level.WIRED, "live/prod/terragrunt.hcl:5", "applies it"),
    "Terragrunt in its folder": (
        {**LIVE, "Makefile": "up:\n\tcd live/prod && terragrunt apply\n"}, Level.WIRED, "live/prod/terragrunt.hcl:5", "applies it"),
    "Terragrunt that nothing applies": (LIVE, Level.PRESENT, "live/prod/terragrunt.hcl:5", ""),
    "a stack of Terragrunt": (STACK, Level.SUBSTANTIVE, "live/terragrunt.stack.hcl:2", "Terragrunt with 1 resource"),
    "Terragrunt that only keeps a state": (
        {"live/terragrunt.hcl": 'remote_state {\n  backend = "s3"\n}\n'}, Level.ABSENT, "", ""),
    "Helmfile that CI applies": (
        {"helmfile.yaml": HELMFILE, **ci("run: helmfile -e prod apply")}, Level.WIRED, "helmfile.yaml:5", "Helmfile with 1 resource"),
    "a chart that Helmfile applies": (
        {"helmfile.yaml": HELMFILE, **CHART, **ci("run: helmfile apply")}, Level.WIRED, "charts/churn/Chart.yaml:1", "CI or a task applies it"),
    "Helmfile of another name": (
        {"deploy/helmfile.yaml.gotmpl": HELMFILE, **ci("run: helmfile -f deploy/helmfile.yaml.gotmpl sync")}, Level.WIRED,
        "deploy/helmfile.yaml.gotmpl:5", "applies it"),
    "Helmfile that an action applies": (
        {"helmfile.yaml": HELMFILE, **ci("uses: helmfile/helmfile-action@v2\n      with:\n        helmfile-args: apply")}, Level.WIRED,
        "helmfile.yaml:5", "applies it"),
    "Helmfile that an action only compares": (
        {"helmfile.yaml": HELMFILE, **ci("uses: helmfile/helmfile-action@v2\n      with:\n        helmfile-args: diff")}, Level.PRESENT,
        "helmfile.yaml:5", ""),
    "Helmfile without releases": ({"helmfile.yaml": "repositories:\n- name: x\n"}, Level.ABSENT, "", ""),
    "a bundle that CI deploys": (
        {"databricks.yml": BUNDLE, **ci("run: databricks bundle deploy -t prod")}, Level.WIRED, "databricks.yml:4", "Databricks bundle"),
    "resources that no bundle includes": (
        {"databricks.yml": "bundle: {name: a}\n", "resources/a.yml": SHIPS, "src/train.py": "x = 1\n"}, Level.PRESENT,
        "resources/a.yml:4", "databricks.yml does not include it"),
    "resources that another row includes": (
        {"databricks.yml": "bundle: {name: a}\ninclude: [jobs/*.yml]\n", "resources/a.yml": SHIPS, "src/train.py": "x = 1\n"},
        Level.PRESENT, "resources/a.yml:4", "databricks.yml does not include it"),
    "resources that the bundle includes": (
        {"databricks.yml": "bundle: {name: a}\ninclude: ['./resources/**/*.yml', 'resources/*.yml']\n", "resources/a.yml": SHIPS,
         "src/train.py": "x = 1\n"}, Level.WIRED, "resources/a.yml:4", "ships src/train.py"),
    "resources of a bundle in its own folder": (
        {"ml/databricks.yml": "bundle: {name: a}\ninclude: [r/*.yml]\n", "ml/r/a.yml": SHIPS, "src/train.py": "x = 1\n"},
        Level.WIRED, "ml/r/a.yml:4", "ships src/train.py"),
    "resources beside a bundle": (
        {"ml/databricks.yml": "bundle: {name: a}\n", "r/a.yml": SHIPS, "src/train.py": "x = 1\n"}, Level.WIRED, "r/a.yml:4",
        "ships src/train.py"),
    "resources that a variable includes": (
        {"databricks.yml": "bundle: {name: a}\ninclude: ['${var.folder}/*.yml']\n", "resources/a.yml": SHIPS,
         "src/train.py": "x = 1\n"}, Level.WIRED, "resources/a.yml:4", "ships src/train.py"),
    "a bundle that ships our notebook": ({"databricks.yml": SHIPS, "src/train.py": "x = 1\n"}, Level.WIRED, "databricks.yml:4", "ships src/train.py"),
    "resources of a bundle": ({"databricks.yml": "bundle: {name: a}\ninclude: [resources/*.yml]\n", "resources/a.yml": BUNDLE.partition("resources")[1]
                              + BUNDLE.partition("resources")[2]}, Level.PRESENT, "resources/a.yml:2", "jobs.train"),
    "resources of something else": ({"a.yml": "resources:\n  limits:\n    cpu: 1\n"}, Level.ABSENT, "", ""),
    "resources of two kinds of thing": ({"a.yml": "resources:\n  jobs:\n    a: {}\n  containers:\n  - x\n"}, Level.ABSENT, "", ""),
    "Pulumi in YAML that CI applies": (
        {"infra/Pulumi.yaml": PULUMI, **ci("run: pulumi -C infra up --yes")}, Level.WIRED, "infra/Pulumi.yaml:4", "Pulumi with 2 resources"),
    "Pulumi that an action applies": (
        {"infra/Pulumi.yaml": PULUMI, **ci("uses: pulumi/actions@v6\n      with:\n        command: up\n        work-dir: infra")}, Level.WIRED,
        "infra/Pulumi.yaml:4", "applies it"),
    "Pulumi that an action previews": (
        {"infra/Pulumi.yaml": PULUMI, **ci("uses: pulumi/actions@v6\n      with:\n        command: preview\n        work-dir: infra")},
        Level.SUBSTANTIVE, "infra/Pulumi.yaml:4", ""),
    "a program of Pulumi": (
        {"Pulumi.yaml": "name: a\nruntime: python\n", "__main__.py": "import pulumi_gcp as gcp\ngcp.storage.Bucket('a')\n", **ci("run: pulumi up --yes")},
        Level.WIRED, "__main__.py:2", "Pulumi with 1 resource"),
    "an image that Skaffold builds": (
        {"skaffold.yaml": SKAFFOLD, "k8s/d.yaml": POD.format("ghcr.io/ada/churn")}, Level.WIRED, "k8s/d.yaml:1", "is built here"),
    "an image that Skaffold does not build": (
        {"skaffold.yaml": SKAFFOLD, "k8s/d.yaml": POD.format("ghcr.io/ada/other")}, Level.PRESENT, "k8s/d.yaml:1", ""),
    "what Skaffold applies": (
        {"skaffold.yaml": SKAFFOLD, "k8s/d.yaml": POD.format("redis:7"), **ci("run: skaffold run")}, Level.WIRED, "k8s/d.yaml:1", "applies it"),
    "an owner that is to be filled in": (
        {"k8s/d.yaml": POD.format("ghcr.io/yourusername/churn"), **ci("run: docker build -t ghcr.io/ada/churn .")}, Level.PRESENT, "k8s/d.yaml:5",
        "with unfilled placeholders"),
    "an owner in the values of a chart": (
        {**CHART, "charts/churn/values.yaml": "image: username/churn\n", **ci("run: docker build -t ada/churn .")}, Level.PRESENT,
        "charts/churn/values.yaml:1", "with unfilled placeholders"),
    "an owner of a name": (
        {"k8s/d.yaml": POD.format("ghcr.io/yourkshire/churn"), **ci("run: docker build -t ghcr.io/yourkshire/churn .")}, Level.WIRED, "k8s/d.yaml:1",
        "is built here"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_applied(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("infrastructure", snapshot({**CODE, **files})), level, place, words)


OWNERS = {
    "yourusername/churn": True,
    "docker.io/yourname/churn": True,
    "yourdockerhubusername/churn": True,
    "yourregistry.azurecr.io/churn": True,
    "YOUR_USERNAME/churn": True,
    "username/churn": True,
    "my-org/churn": True,
    "ghcr.io/my-org/churn": True,
    "gcr.io/my-project/churn": True,
    "ada/churn": False,
    "yours/churn": False,
    "ghcr.io/myorganic/churn": False,
    "myregistry.azurecr.io/churn": False,
}


@pytest.mark.parametrize(("image", "waits"), OWNERS.items(), ids=OWNERS)
def test_owners_that_wait_for_a_name(image: str, waits: bool) -> None:
    files = {"k8s/d.yaml": POD.format(image), "Makefile": f"image:\n\tdocker build -t {image} .\n"}
    assert run("infrastructure", snapshot(files)).level is (Level.PRESENT if waits else Level.WIRED)


BUILDS = {
    "skaffold": ({"skaffold.yaml": SKAFFOLD}, "churn"),
    "a bake file": ({"docker-bake.hcl": 'target "a" {\n  tags = ["ghcr.io/ada/api:1"]\n}\n'}, "api"),
    "Azure": (ci("run: az acr build --registry r --image api:1 ."), "api"),
    "Google": (ci("run: gcloud builds submit --tag gcr.io/p/api ."), "api"),
}


@pytest.mark.parametrize(("files", "image"), BUILDS.values(), ids=BUILDS)
def test_images_that_other_tools_build(files: dict[str, str], image: str) -> None:
    assert image in images_built(snapshot(files))


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "terragrunt.hcl": b"\xff source = \"", "helmfile.yaml": "releases:\n" + "  chart: {{{{ \n" * 500,
        "databricks.yml": "resources: {jobs: [1, 2], x: {y: z}}\n", "a.yml": "resources: [jobs]\n", "Pulumi.yaml": "resources: {a: 1, b: {type: [x]}}\n",
        "skaffold.yaml": "build: {artifacts: {a: 1}}\nmanifests: [1]\ndeploy: x\n", **ci("run: skaffold run && helmfile apply && terragrunt apply"),
    }  # fmt: skip
    assert run("infrastructure", snapshot(files)).status is not Status.ERROR
