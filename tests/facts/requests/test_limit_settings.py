"""Limits in settings: those that a framework reads, and those that only code may read."""

from __future__ import annotations

import pytest

from tests.checks.test_robustness import app
from tests.support.findings import told
from tests.support.snapshots import run, snapshot

SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Limits(BaseSettings):\n    {}\n"
OWN_LIMIT = "max_request_size: int = Field(9, description='x')"


@pytest.mark.parametrize(
    ("field", "read", "found"),
    [
        (OWN_LIMIT, "if size > limits.max_request_size:\n        raise ValueError", True),
        (OWN_LIMIT, "size = limits['max_request_size']", True),
        (OWN_LIMIT, "pass", False),
        (OWN_LIMIT, "limits.max_request_size = 3", False),
        (OWN_LIMIT, "producer = Producer(max_request_size=9)", False),
        ("max_content_length: int = 9", "pass", False),
        ("max_content_length: int = 9", "size = limits.max_content_length", True),
        # A framework reads it.
        ("MAX_CONTENT_LENGTH = 9", "pass", True),
    ],
)
def test_a_limit_in_settings_counts_where_code_reads_it(field: str, read: str, found: bool) -> None:
    files = {
        "svc/app.py": app("from svc.limits import limits", body=read),
        "svc/limits.py": SETTINGS.format(field),
    }
    told_of = told(run("robustness", snapshot(files)))
    assert any("size limit" in each for each in told_of) is found
