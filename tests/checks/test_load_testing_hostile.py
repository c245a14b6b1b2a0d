"""Whatever stands in a file of a model server, of a load test or beside a benchmark, nothing fails on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Status
from tests.checks.test_load_testing import SERVICE
from tests.support.snapshots import run, snapshot

HOSTILE = (
    "perf/a.js",
    "load/plan.jmx",
    "artillery.yml",
    "m/config.pbtxt",
    "app.yaml",
    "k8s/a.yaml",
    "bench.md",
)


@given(st.sampled_from(HOSTILE), st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_no_content_of_a_file_is_an_error(path: str, content: str | bytes) -> None:
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    repo = snapshot({**SERVICE, path: content})
    for signal in ("serving", "load_testing", "latency_and_cost"):
        assert run(signal, repo).status is not Status.ERROR


@pytest.mark.parametrize("path", HOSTILE)
def test_a_long_line_of_spaces_is_read_to_its_end(path: str) -> None:
    repo = snapshot({**SERVICE, path: " " * 200_000 + "x" + "locust_" * 5000})
    for signal in ("serving", "load_testing", "latency_and_cost"):
        assert run(signal, repo).status is not Status.ERROR
