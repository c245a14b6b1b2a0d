"""Measures of the machine that a service runs on."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

MEASURES = "import psutil\n\n\ndef machine():\n    return psutil.cpu_percent()\n"
API = (
    "from fastapi import FastAPI\nfrom metrics import machine\n\napp = FastAPI()\n\n\n"
    "@app.get('/metrics')\ndef metrics():\n    return machine()\n"
)
SERVICE = {"metrics.py": MEASURES, "api.py": API, "Procfile": "web: uvicorn api:app\n"}


def test_a_service_that_measures_its_machine_is_present() -> None:
    note = "a service measures its machine: psutil.cpu_percent"
    assert_found(run("monitoring", snapshot(SERVICE)), Level.PRESENT, "metrics.py:5", note)


@pytest.mark.parametrize(
    "files",
    [
        {**SERVICE, "metrics.py": MEASURES.replace("cpu_percent", "pids")},
        {**SERVICE, "api.py": API.replace("return machine()", "return 1")},
        {
            **{path: text for path, text in SERVICE.items() if path != "metrics.py"},
            "tools.py": MEASURES,
            "api.py": API.replace("from metrics", "from tools"),
        },
    ],
)
def test_what_no_service_measures_is_none(files: dict[str, str]) -> None:
    assert_found(run("monitoring", snapshot(files)), Level.ABSENT)
