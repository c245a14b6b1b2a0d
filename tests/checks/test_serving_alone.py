"""What another application mounts has its model there, and not where it is started alone."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

APP = (
    "import joblib\nfrom fastapi import FastAPI\nfrom drift import app as other\n\napp = FastAPI()\n"
    "app.mount('/drift', other)\nMODEL = joblib.load('m')\n\n"
    "@app.post('/predict')\ndef predict(rows):\n    return MODEL.predict(rows)\n"
)
DRIFT = "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/drift')\ndef drift():\n    return {}\n"
STARTS = {
    "the application with the model": ("web: uvicorn api:app\n", Level.WIRED),
    "the mounted one alone": ("web: uvicorn drift:app\n", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("procfile", "level"), STARTS.values(), ids=STARTS)
def test_a_mounted_application_that_is_started_alone_has_no_model(procfile: str, level: Level) -> None:
    finding = run("serving", snapshot({"api.py": APP, "drift.py": DRIFT, "Procfile": procfile}))
    assert finding.level is level
