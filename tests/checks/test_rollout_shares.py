"""A share of the requests that goes to another model, chosen where they are answered."""

from __future__ import annotations

import pytest

from analyzer.testing import run, snapshot

SHARE = (
    "import random\nimport joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nCANARY_SHARE = 0.1\n"
    "old, new = joblib.load('a.pkl'), joblib.load('b.pkl')\n\n\n@app.post('/predict')\ndef predict(rows: list):\n"
    "    if random.random() < CANARY_SHARE:\n        return new.predict(rows)\n    return old.predict(rows)\n"
)
NAMED = "predict assigns requests to variants"
SHARES = {
    "nothing records it": (SHARE, [f"PRESENT app.py:11 {NAMED}, and nothing records which one it was"]),
    "it is recorded": (SHARE.replace("    if", "    metrics.inc()\n    if"), [f"WIRED app.py:11 {NAMED} and records it"]),
    "a draw about something else": (SHARE.replace("CANARY_SHARE", "SAMPLE_RATE"), []),
    "no draw": (SHARE.replace("random.random()", "len(rows)"), []),
    "no model": (SHARE.replace("joblib.load", "open").replace("import joblib\n", "\n").replace(".predict(rows)", ".read()"), []),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), SHARES.values(), ids=SHARES)
def test_a_share_of_the_requests(source: str, expected: list[str]) -> None:
    finding = run("rollout", snapshot({"app.py": source}))
    assert [f"{each.level.name} {each.path}:{each.line} {each.note}" for each in finding.evidence] == expected
