"""Errors of current answers that are held against those from before."""

from __future__ import annotations

import pytest

from analyzer.facts.drift.held_errors import held_errors
from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

SCORES = "def score(log, champion):\n    current_mae = log.mae\n    baseline_mae = champion.mae\n    {}\n    return 1\n\n\nscore(1, 2)\n"
CASES = {
    "drift": ("drift = current_mae > baseline_mae * 1.2", 4),
    "an item of an answer": ("found['drift_detected'] = bool(baseline_mae * 1.2 < current_mae)", 4),
    "a realised error": ("drift: bool = log['realised_mae'] > champion * (1 + limit)", 4),
    "a retraining": ("if current_mae > baseline_mae * 1.2:\n        trigger_retraining()", 4),
    "another answer": ("if current_mae > baseline_mae * 1.2:\n        print('worse')", None),
    "a bound": ("drift = current_mae > 0.2", None),
    "two of now": ("drift = current_mae > recent_mae", None),
    "no measure": ("drift = current_rows > baseline_rows", None),
    "of something else": ("worse = current_mae > baseline_mae", None),
    "an equality": ("drift = current_mae == baseline_mae", None),
}


@pytest.mark.parametrize(("row", "line"), CASES.values(), ids=CASES)
def test_drift_is_an_error_beyond_an_earlier_one(row: str, line: int | None) -> None:
    repo = snapshot({"watch.py": SCORES.format(row)})
    found = list(held_errors(repo, "watch.py", repo.modules["watch.py"]))
    assert found == ([] if line is None else [(line, "score")])


def test_level_follows_what_runs_it() -> None:
    files = {"watch.py": SCORES.format(CASES["drift"][0])}
    note = "own drift statistic: the error of current answers is held against an earlier one in score"
    assert_found(run("drift_detection", snapshot(files)), Level.SUBSTANTIVE, "watch.py:4", note)
    task = "on:\n  schedule:\n    - cron: '0 3 * * *'\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: python watch.py\n"
    nightly = {**files, ".github/workflows/a.yml": task}
    assert_found(
        run("drift_detection", snapshot(nightly)), Level.WIRED, "watch.py:4", f"{note}, on a schedule"
    )
    uncalled = {"watch.py": files["watch.py"].replace("\n\n\nscore(1, 2)", "")}
    assert run("drift_detection", snapshot(uncalled)).level is Level.PRESENT
