from __future__ import annotations

import pytest

from analyzer.facts.infrastructure_commands import APPLIES, image_name
from analyzer.facts.manifests import SUPPORTING, WORKLOADS


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
