"""Model servers of compose files whose own metrics Prometheus is told to read."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

COMPOSE = "services:\n  llm:\n    {}\n  prometheus:\n    image: prom/prometheus\n"
PROMETHEUS = "scrape_configs:\n- job_name: a\n  static_configs:\n  - targets: ['{}:8002']\n"
BUILT = "build: .\n    command: [tritonserver, --model-store=/models]"
CASES = {
    "a stock server": ("image: vllm/vllm-openai:v1", "llm", Level.WIRED),
    "a server that is built here": (BUILT, "llm", Level.WIRED),
    "another host is read": (BUILT, "node-exporter", Level.CLAIMED),
    "a server without metrics": ("image: ollama/ollama", "llm", Level.CLAIMED),
    "no server": ("image: redis:7", "llm", Level.CLAIMED),
}


@pytest.mark.parametrize(("service", "host", "level"), CASES.values(), ids=CASES)
def test_a_server_is_read(service: str, host: str, level: Level) -> None:
    files = {
        "compose.yaml": COMPOSE.format(service),
        "monitoring/prometheus.yml": PROMETHEUS.format(host),
        "app.py": "x = 1\n",
    }
    assert run("monitoring", snapshot(files)).level is level
