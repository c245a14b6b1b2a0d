"""Metrics in Prometheus' text format that code writes without a client library."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.wiring.metric_names import emitted
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

REGISTRY = """class Registry:
    def __init__(self):
        self.values = {}

    def inc(self, name, amount=1.0):
        self.values[name] = self.values.get(name, 0) + amount

    def render(self):
        lines = []
        for name, value in self.values.items():
            lines.append(f"# TYPE {name} counter")
            lines.append(f"{name} {value}")
        return "\\n".join(lines)
"""
SERVICE = """from fastapi import FastAPI
from registry import Registry

app = FastAPI()
metrics = Registry()


@app.get("/metrics")
def shown():
    metrics.inc("requests_total")
    return metrics.render()
"""
IMAGE = {"Dockerfile": "FROM python:3.12\nCOPY . .\nCMD uvicorn api:app\n"}
PLAIN = SERVICE.replace("from registry import Registry\n", "").partition("metrics = ")[0]
OWN = PLAIN + (
    '\n\n@app.get("/metrics")\ndef shown():\n'
    '    return "# HELP shop_orders_total Orders.\\n# TYPE shop_orders_total counter\\n"\n'
)
READS = 'def kind(line):\n    return line.startswith("# TYPE ") and line.split()[-1] == "counter"\n'
LEVELS = {
    "a registry of one's own": ({"api.py": SERVICE, "registry.py": REGISTRY}, Level.SUBSTANTIVE, "registry.py:11"),
    "and it is started": ({"api.py": SERVICE, "registry.py": REGISTRY, **IMAGE}, Level.WIRED, "registry.py:11"),
    "the text in the service": ({"api.py": OWN, **IMAGE}, Level.WIRED, "api.py:8"),
    "a registry that nothing uses": ({"api.py": PLAIN, "registry.py": REGISTRY, **IMAGE}, Level.PRESENT, "registry.py:11"),
    "a registry of a test": ({"api.py": PLAIN, "tests/registry.py": REGISTRY}, Level.ABSENT, ""),
    "an example": ({"api.py": PLAIN, "examples/registry.py": REGISTRY}, Level.ABSENT, ""),
    "what reads the format": ({"api.py": PLAIN, "kinds.py": READS}, Level.ABSENT, ""),
    "a comment": ({"api.py": PLAIN + "# TYPE hint counter\n", **IMAGE}, Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place"), LEVELS.values(), ids=LEVELS)
def test_a_service_that_writes_its_metrics_reports_them(
    files: dict[str, str], level: Level, place: str
) -> None:
    assert_found(run("monitoring", snapshot(files)), level, place, "text format" if place else "")


NAMES = {
    "counted": ({"api.py": SERVICE, "registry.py": REGISTRY}, "requests_total", True),
    "written": ({"api.py": OWN}, "shop_orders_total", True),
    "a word alone": ({"api.py": SERVICE.replace("requests_total", "up"), "registry.py": REGISTRY}, "up", False),
    "a method of another class": (
        {"api.py": SERVICE.replace(".inc(", ".note("), "registry.py": REGISTRY}, "requests_total", False),
    "counted in a test": ({"tests/test_api.py": SERVICE, "registry.py": REGISTRY}, "requests_total", False),
    "counted by what does not use it": (
        {"api.py": SERVICE.replace("from registry", "from other"), "registry.py": REGISTRY}, "requests_total", False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "name", "known"), NAMES.values(), ids=NAMES)
def test_the_names_that_are_counted_are_emitted(files: dict[str, str], name: str, known: bool) -> None:
    assert emitted(snapshot(files)).has(name) is known


def test_an_alert_on_a_metric_of_ones_own_has_a_limit() -> None:
    rules = "groups:\n- name: a\n  rules:\n  - alert: Many\n    expr: increase(requests_total[5m]) > 9\n"
    files = {"api.py": SERVICE, "registry.py": REGISTRY, "infra/alerts.yml": rules}
    assert run("alerting", snapshot(files)).level is Level.SUBSTANTIVE
