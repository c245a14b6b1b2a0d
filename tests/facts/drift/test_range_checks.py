"""What lies outside of the range of the training data, counted by a metric: which range was learned."""

from __future__ import annotations

import pytest

from analyzer.facts.drift.range_checks import checks_of_ranges
from analyzer.model import Level
from analyzer.testing import snapshot
from analyzer.wiring.modules import Code
from tests.support.snapshots import run

WATCH = """from prometheus_client import Counter

OUTSIDE = Counter("outside", "x", ["field"])


def load_training_ranges(frame):
    return {each: (frame[each].quantile(0.01), frame[each].quantile(0.99)) for each in frame}


def check(payload, ranges):
    for name, value in payload.items():
        low, high = ranges[name]
        if value < low or value > high:
            OUTSIDE.labels(field=name).inc()
"""
APP = """from fastapi import FastAPI
from watch import check, load_training_ranges

app = FastAPI()
RANGES = load_training_ranges(read())


@app.post("/predict")
def predict(body: dict):
    check(body, RANGES)
    return model.predict(body)
"""
IMAGE = 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'
HELPER = "\n\ndef psi(expected, actual):\n    return sum(expected) - sum(actual)\n"
CASES = {
    "quantiles of the training data": (WATCH, APP, True),
    "between them": (WATCH.replace("value < low or value > high", "not low <= value <= high"), APP, True),
    "percentiles": (WATCH.replace("quantile", "percentile"), APP, True),
    "fixed limits": (WATCH.replace("frame[each].quantile(0.01), frame[each].quantile(0.99)", "0, 1"), APP, False),
    "quantiles of something else": (
        WATCH.replace("training_ranges", "ranges"), APP.replace("training_ranges", "ranges"), False),
    "quantiles that nothing loads": (WATCH, APP.replace("load_training_ranges(read())", "{}"), False),
    "that are not asked": (WATCH.replace("value < low or value > high", "value"), APP, False),
    "without a metric": (WATCH.replace("OUTSIDE.labels(field=name).inc()", "print(name)"), APP, False),
    "without a library of metrics": (WATCH.replace("prometheus_client", "counters"), APP, False),
}  # fmt: skip


@pytest.mark.parametrize(("watch", "app", "counts"), CASES.values(), ids=CASES)
def test_what_counts_requests_outside_of_a_learned_range(watch: str, app: str, counts: bool) -> None:
    repo = snapshot({"watch.py": watch, "app.py": app})
    found = checks_of_ranges(repo, Code("watch.py", repo.modules["watch.py"], notebook=False))
    assert [each.name for each in found] == ["check"] * counts


@pytest.mark.parametrize(
    ("app", "level", "line"),
    ((APP, Level.WIRED, 10), (APP.replace("check(body, RANGES)", "pass"), Level.PRESENT, 17)),
)
def test_a_live_range_is_shown_before_a_helper_that_nothing_calls(app: str, level: Level, line: int) -> None:
    [found] = run(
        "drift_detection", snapshot({"watch.py": WATCH + HELPER, "app.py": app, "Dockerfile": IMAGE})
    ).evidence
    assert (found.level, found.line) == (level, line)
