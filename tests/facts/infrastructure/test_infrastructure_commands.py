from __future__ import annotations

import pytest

from analyzer.facts.infrastructure.infrastructure_commands import (
    APPLIES,
    image_name,
    image_owner,
    is_built_here,
)
from analyzer.facts.infrastructure.manifests import SUPPORTING, WORKLOADS
from tests.support.snapshots import snapshot


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


@pytest.mark.parametrize(
    ("image", "owner"),
    [
        ("ghcr.io/Team_A/churn:1.2@sha256:0", "team-a"),
        ("team/churn", "team"),
        ("registry:5000/churn", ""),
        ("localhost/churn", ""),
        ("123.dkr.ecr.eu-west-1.amazonaws.com/churn", ""),
        ("$REGISTRY/churn:1", ""),
        ("churn", ""),
    ],
)
def test_the_owner_of_an_image_is_the_folder_it_lies_in(image: str, owner: str) -> None:
    assert image_owner(image) == owner


STORE = "services:\n  a:\n    build: .\n    image: {}\n"


@pytest.mark.parametrize(
    ("built", "image", "expected"),
    [
        ("minio", "minio:local", True),
        ("minio", "quay.io/minio/minio:1", False),
        ("minio", "quay.io/bitnami/minio:1", False),
        ("minio", "quay.io/ada/minio:1", True),  # the repository's own owner
        ("minio", "quay.io/team/minio:1", True),
        ("ghcr.io/minio/minio", "quay.io/minio/minio:1", True),
        ("minio", "quay.io/minio/mc:1", False),
        ("churn-api", "ghcr.io/team/churn-api:2", True),
        ("churn-api", "bitnami/churn-api:2", False),
    ],
)
def test_an_image_that_others_publish_is_not_the_one_built_here(
    built: str, image: str, expected: bool
) -> None:
    files = {"compose.yml": STORE.format(built), "Dockerfile": "FROM x\n"}
    assert is_built_here(snapshot(files, name="ada/churn"), image) is expected


def test_the_tables_name_nothing_twice() -> None:
    assert not WORKLOADS & SUPPORTING
    assert len(APPLIES) == len(set(APPLIES))
