"""Uploads that are refused for their kind, and lists that are refused for their length."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

IMAGE = {"Dockerfile": 'FROM a\nCMD ["uvicorn", "app:app"]\n'}
APP = (
    "from fastapi import FastAPI, HTTPException, UploadFile\nfrom rows import Model\n\napp = FastAPI()\nmodel = Model()\n\n\n"
    "@app.post('/predict')\ndef predict(file: UploadFile, rows: list = []):\n{}    return model.predict(rows)\n"
)
ROWS = "import joblib\n\nm = joblib.load('a')\n\n\nclass Model:\n    def predict(self, rows):\n{}        return m.predict(rows)\n"
REFUSED = "        raise HTTPException(status_code=400, detail='no')\n"
KINDS = {
    "by what it says it is": ("    if not file.content_type.startswith('image/'):\n" + REFUSED, Level.PRESENT),
    "by a list": ("    if file.content_type not in ALLOWED:\n" + REFUSED, Level.PRESENT),
    "by its ending": ("    if not file.filename.endswith('.csv'):\n" + REFUSED, Level.PRESENT),
    "by an ending that is taken first": (
        "    ending = Path(file.filename).suffix\n    if ending not in ALLOWED:\n" + REFUSED, Level.PRESENT),
    "that is only noted": ("    if file.content_type not in ALLOWED:\n        print('no')\n", Level.ABSENT),
    "for an error of the server": (
        "    if file.content_type not in ALLOWED:\n" + REFUSED.replace("400", "500"), Level.ABSENT),
    "that is not there": ("    if not file.filename:\n" + REFUSED, Level.ABSENT),
    "of something else": ("    if not other.content_type.startswith('image/'):\n" + REFUSED, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("body", "level"), KINDS.values(), ids=KINDS)
def test_an_upload_is_refused_for_its_kind(body: str, level: Level) -> None:
    repo = snapshot({"app.py": APP.format(body), "rows.py": ROWS.format(""), **IMAGE})
    line = 11 if "suffix" in body else 10
    words = "input bound: predict refuses files of another kind"
    assert_found(run("robustness", repo), level, f"app.py:{line}" if level else "", words if level else "")


def test_a_kind_makes_no_second_kind_of_defence() -> None:
    asks = "    if key != API_KEY:\n        raise HTTPException(status_code=401)\n"
    body = asks + "    if file.content_type not in ALLOWED:\n" + REFUSED
    repo = snapshot({"app.py": APP.format(body), "rows.py": ROWS.format(""), **IMAGE})
    finding = run("robustness", repo)
    assert {each.level for each in finding.evidence} == {Level.PRESENT} and len(finding.evidence) == 2


LENGTHS = {
    "a list": ("        if len(rows) > 1000:\n            raise ValueError('Batch size too large.')\n", Level.PRESENT),
    "a named bound": ("        if len(rows) > MAX_ROWS:\n            raise ValueError(f'at most {MAX_ROWS}')\n", Level.PRESENT),
    "without a word of it": ("        if len(rows) > 1000:\n            raise ValueError('bad')\n", Level.ABSENT),
    "that is too short": ("        if len(rows) < 1:\n            raise ValueError('too many gaps')\n", Level.ABSENT),
    "of something else": ("        if len(names) > 1000:\n            raise ValueError('too many')\n", Level.ABSENT),
    "that is only cut": ("        if len(rows) > 1000:\n            rows = rows[:1000]  # at most\n", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("body", "level"), LENGTHS.values(), ids=LENGTHS)
def test_a_list_is_refused_for_its_length_where_a_request_leads(body: str, level: Level) -> None:
    files = {"app.py": APP.format(""), "rows.py": ROWS.format(body)}
    words = "input bound: predict refuses what is longer than a limit of its own"
    finding = run("robustness", snapshot({**files, **IMAGE}))
    assert_found(finding, level, "rows.py:8" if level else "", words if level else "")
    job = {**files, "app.py": "from rows import Model\n\nModel().predict([])\n"}
    assert run("robustness", snapshot(job)).level is Level.ABSENT
