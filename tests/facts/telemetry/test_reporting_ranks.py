"""Of places that report, those that a service runs come first, and those behind a switch left off last."""

from __future__ import annotations

import pytest

from analyzer.facts.telemetry.reporting_ranks import reporting_rank
from analyzer.testing import snapshot

SETTINGS = "class Settings:\n    metrics_enabled: bool = {}\n"
APP = (
    "from fastapi import FastAPI\nfrom settings import Settings\nimport sentry_sdk\n\napp = FastAPI()\n"
    "if {}:\n    for each in 'a':\n        sentry_sdk.init(each)\n"
)
ASKED = "Settings.metrics_enabled"
CASES = {
    "a service": (APP.format("app"), SETTINGS.format("False"), {}, 1),
    "behind a switch that is off": (APP.format(ASKED), SETTINGS.format("False"), {}, -1),
    "behind a switch that is on": (APP.format(ASKED), SETTINGS.format("True"), {}, 1),
    "of the environment": (APP.format(ASKED), "import os\nmetrics_enabled = os.getenv('METRICS_ENABLED', 'false')\n", {}, -1),
    "of the environment, on": (APP.format(ASKED), "import os\nmetrics_enabled = os.getenv('METRICS_ENABLED', 'true')\n", {}, 1),
    "that settings turn on": (
        APP.format(ASKED), SETTINGS.format("False"), {"docker-compose.yml": "services:\n  a:\n    environment:\n      - METRICS_ENABLED=true\n"}, 1),
    "that an example turns on": (APP.format(ASKED), SETTINGS.format("False"), {"examples/.env": "METRICS_ENABLED=true\n"}, -1),
    "unless it is off": (APP.format(f"not {ASKED}"), SETTINGS.format("False"), {}, 1),
    "another switch": (APP.format("Settings.tracing_enabled"), SETTINGS.format("False"), {}, 1),
    "a service of made-up data": (APP.format("app") + "jobs = {}  # Mock data for demonstration\n", SETTINGS.format("False"), {}, 0),
    "a service that mocks nothing": (APP.format("app") + "jobs = {}  # data for demonstration\n", SETTINGS.format("False"), {}, 1),
    "a service of values drawn at random": (APP.format("app") + "load.set(random.random())\n", SETTINGS.format("False"), {}, 0),
    "a service that draws what it keeps": (APP.format("app") + "load.add(random.random())\n", SETTINGS.format("False"), {}, 1),
    "a script": (APP.format("app").replace("FastAPI", "Thing").replace("fastapi", "thing"), SETTINGS.format("False"), {}, 0),
}  # fmt: skip


@pytest.mark.parametrize(("app", "settings", "files", "rank"), CASES.values(), ids=CASES)
def test_rank_of_a_place_that_reports(app: str, settings: str, files: dict[str, str], rank: int) -> None:
    repo = snapshot({"app.py": app, "settings.py": settings, **files})
    assert reporting_rank(repo, "app.py", 8) == rank
