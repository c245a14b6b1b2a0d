"""Switches by which a checker ends well whatever it finds."""

from __future__ import annotations

import pytest

from analyzer.parsing.shell import fails_nothing


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("flake8 . --exit-zero --max-line-length=127", True),
        ("flake8 . --exit-on-zero", False),
        ("python -m pylint --exit-zero app", True),
        ("checkov -d infra --soft-fail", True),
        ("trivy image --exit-code 0 app", True),
        ("trivy image --exit-code 1 app", False),
        ("trivy image app 0", False),
        ("golangci-lint run --issues-exit-code=0", True),
        ("golangci-lint run --issues-exit-code=1", False),
    ],
)
def test_a_checker_that_is_told_to_end_well_fails_nothing(script: str, expected: bool) -> None:
    assert fails_nothing(tuple(script.split())) is expected
