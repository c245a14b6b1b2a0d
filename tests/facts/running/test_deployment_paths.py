"""Which paths of a history say what is built, started or rolled out."""

from __future__ import annotations

import pytest

from analyzer.facts.running.deployment_paths import deployment_paths, is_deployment_path
from analyzer.testing import commit, snapshot

DELIVERS = """on: {push: {branches: [main]}}
jobs:
  ship:
    runs-on: ubuntu-latest
    steps:
      - run: kubectl apply -f it.yaml
"""
STACK = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Bucket: {Type: 'AWS::S3::Bucket'}}\n"


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "services/api/Dockerfile.prod",
        "docker-compose.prod.yml",
        "Procfile",
        "ops/shop.service",
        "infra/main.tf",
        "serverless.yml",
        "charts/shop/values.yaml",
        "k8s/base/api.yaml",
        ".github/workflows/deploy-prod.yml",
        ".github/workflows/cd.yml",
        "scripts/rollback.sh",
    ],
)
def test_names_that_tell_of_a_deployment(path: str) -> None:
    assert is_deployment_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/deploy.py",
        ".github/workflows/ci.yml",
        ".github/workflows/abcd.yml",
        "scripts/undeployed_models.sh",
        "examples/k8s/api.yaml",
        "tests/Dockerfile",
        "docs/deploy.md",
        "k8s/README.md",
        "config/model.yaml",
        "node_modules/pkg/Dockerfile",
    ],
)
def test_names_that_tell_nothing_of_a_deployment(path: str) -> None:
    assert not is_deployment_path(path)


def test_of_todays_files_the_content_tells_it_of_those_that_are_gone_the_name() -> None:
    files = {".github/workflows/ci.yml": DELIVERS, "bucket.yaml": STACK, "params.yaml": "depth: 3\n"}
    history = [commit("2024-02-01", "params.yaml", "old/k8s/api.yaml"), commit("2024-01-01", *files)]
    assert deployment_paths(snapshot(files, history)) == {
        ".github/workflows/ci.yml",
        "bucket.yaml",
        "old/k8s/api.yaml",
    }
