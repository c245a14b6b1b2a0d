from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.running.version_names import is_version


@pytest.mark.parametrize(
    "name",
    [
        "v1", "v1.2", "V0.1", "1.2", "1.2.3", "v.2.0-pro", "service-0.3.1", "chart/v1.2.3", "MDP-2.0RC",
        "release_13", "release-2024-05", "2024.05.20", "20240520", "v2020-01-23_2", "1.0.0-rc.1",
        "v3298.7a46df863a4740bc1f4d7deabc2e598119975b54", "2.3.3.5rc1", "3.2.4dev0", "v1.2.3-hotfix", "1.4.0+build.7", "before-v1",
    ],
)  # fmt: skip
def test_versions_of_programs(name: str) -> None:
    assert is_version(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "13", "list", "latest", "production-release", "checkpoint-1000", "ckpt-1.0", "data-v2",
        "dataset/1.0", "weights-2024.01.02", "phase-0-snapshot-20260126-6056a7e", "week-1.0", "lesson1",
        "dev-3a30439", "dev-test-dryrun-6", "v1-demo", "3a30439.7a46df863a47",
        "paper-1.0", "data-infra/v2.1",
    ],
)  # fmt: skip
def test_names_that_are_no_versions(name: str) -> None:
    assert not is_version(name)


@given(st.text(max_size=300))
def test_any_name_is_a_version_or_not(name: str) -> None:
    assert is_version(name) in (True, False)
    assert is_version("v1" + "." * 5000) is False
