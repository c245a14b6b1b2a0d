"""Reached means reached: what rules and dashboards ask for comes from code that something starts."""

from __future__ import annotations

import json

import pytest

from analyzer.commits import Commit
from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import commit, run, snapshot

APP = """from fastapi import FastAPI
from prometheus_client import Counter, Histogram

app = FastAPI()
ERRORS = Counter("predict_errors", "errors")
LATENCY = Histogram("predict_latency_seconds", "latency")
"""
IDLE = 'from prometheus_client import Gauge\n\nDRIFT = Gauge("drift_share", "share")\n'
PROCFILE = {"Procfile": "web: uvicorn svc:app\n"}
SERVICE = {"svc.py": APP, **PROCFILE}
OWN = "predict_errors_total"
RECEIVER = {"a.yml": "receivers:\n- name: t\n  slack_configs: [{channel: '#ml', api_url_file: /etc/slack}]\n"}


def board(*metrics: str) -> dict[str, str]:
    panels = [{"targets": [{"expr": each}]} for each in metrics]
    return {"grafana/b.json": json.dumps({"schemaVersion": 39, "panels": panels})}


def rules(*metrics: str) -> dict[str, str]:
    listed = "".join(f"  - alert: Bad\n    expr: {each} > 1\n" for each in metrics)
    return {"r.yml": f"groups:\n- name: m\n  rules:\n{listed}", **RECEIVER}


def others(count: int) -> list[str]:
    return [f"model_{number}_share" for number in range(count)]


BOARDS = {
    "one of six metrics": (
        {**SERVICE, **board(OWN, *others(5))}, Level.PRESENT,
        "(1 of 6 metrics); code that is started emits 1 of its 6 own metrics; nothing here emits model_0_share, "
        "model_1_share, model_2_share"),
    "one of three metrics": ({**SERVICE, **board(OWN, *others(2))}, Level.PRESENT, "1 of its 3 own metrics"),
    "one of two metrics": ({**SERVICE, **board(OWN, *others(1))}, Level.SUBSTANTIVE, "(1 of 2 metrics)"),
    "one of its own among many of the cluster": (
        {**SERVICE, **board(OWN, "kube_pod_info", "container_cpu_usage_seconds_total", "node_load1")}, Level.SUBSTANTIVE,
        "(1 of 4 metrics)"),
    "an application that nothing starts": (
        {"svc.py": APP, **board(OWN)}, Level.PRESENT, "predict_errors_total is emitted in svc.py, which nothing here was seen to start"),
    "a module that nobody imports": (
        {**SERVICE, "idle.py": IDLE, **board("drift_share")}, Level.PRESENT,
        "drift_share is emitted in idle.py, which nothing here was seen to start"),
    "a module that the service imports": (
        {**SERVICE, "svc.py": f"import idle\n{APP}", "idle.py": IDLE, **board("drift_share")}, Level.SUBSTANTIVE, "drift_share"),
    "a module that only a test imports": (
        {**SERVICE, "idle.py": IDLE, "tests/test_idle.py": "import idle\n", **board("drift_share")}, Level.PRESENT,
        "which nothing here was seen to start"),
    "a module that a job of the cluster starts": (
        {**SERVICE, "idle.py": IDLE, **board("drift_share"), "k8s/j.yaml": "apiVersion: batch/v1\nkind: Job\nspec:\n"
         "  template:\n    spec:\n      containers:\n      - {name: a, command: [python, idle.py]}\n"}, Level.SUBSTANTIVE,
        "drift_share"),
    "a module that a schedule starts": (
        {**SERVICE, "idle.py": IDLE, **board("drift_share"), ".github/workflows/n.yml":
         "on: {schedule: [{cron: '0 1 * * *'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: python idle.py\n"},
        Level.SUBSTANTIVE, "drift_share"),
    "only a demonstration": (
        {**SERVICE, "demo/idle.py": IDLE, **board("drift_share")}, Level.PRESENT,
        "only demo/idle.py, an example or a test, emits drift_share"),
    "metrics of another repository": (
        {**SERVICE, **board("billing_runs_total")}, Level.PRESENT, "nothing here emits billing_runs_total"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "words"), BOARDS.values(), ids=BOARDS)
def test_level_of_a_dashboard_follows_what_is_started(
    files: dict[str, str], level: Level, words: str
) -> None:
    assert_found(run("alerting", snapshot(files)), level, "grafana/b.json:1", words)


RULES = {
    "a rule that is whole in a file that is half whole": (
        {**SERVICE, **rules(OWN, *others(1))}, Level.WIRED, "which is emitted here, with a receiver"),
    "a rule that is whole in a file that is not": (
        {**SERVICE, **rules(OWN, *others(2))}, Level.SUBSTANTIVE,
        "with a receiver; code that is started emits 1 of its 3 own metrics"),
    "a rule that is half whole": (
        {**SERVICE, **rules(f"{OWN} / model_share")}, Level.SUBSTANTIVE, "code that is started emits 1 of its 2 own metrics"),
    "an application that nothing starts": ({"svc.py": APP, **rules(OWN)}, Level.SUBSTANTIVE, "which nothing here was seen to start"),
    "a module that nobody imports": (
        {**SERVICE, "idle.py": IDLE, **rules("drift_share")}, Level.SUBSTANTIVE,
        "with a receiver; drift_share is emitted in idle.py, which nothing here was seen to start"),
    "a metric of another repository": (
        {**SERVICE, **rules("billing_runs_total")}, Level.PRESENT, "nothing here emits billing_runs_total"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "words"), RULES.values(), ids=RULES)
def test_level_of_rules_follows_what_is_started(files: dict[str, str], level: Level, words: str) -> None:
    assert_found(run("alerting", snapshot(files)), level, "r.yml:4", words)


def test_a_rule_that_is_whole_is_shown_before_one_that_is_not() -> None:
    finding = run("alerting", snapshot({**SERVICE, **rules(f"{OWN} / model_share", OWN)}))
    assert_found(finding, Level.WIRED, "r.yml:6", "which is emitted here, with a receiver")


DAYS = ("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05", "2026-05-05", "2026-06-05", "2026-07-05")
WORK = [commit(day, f"part{number}.py") for number, day in enumerate(reversed(DAYS))]
ALL = {**SERVICE, **rules(OWN), **board(OWN)}
ONCE = "; nobody changed the file after its first week"


def drop(*paths: str) -> Commit:
    return commit("2026-01-02", "svc.py", "Procfile", *paths)


@pytest.mark.parametrize(("path", "row"), [("r.yml", 4)])
def test_a_file_that_nobody_changed_is_substantive(path: str, row: int) -> None:
    files = {each: text for each, text in ALL.items() if each in (path, *SERVICE, "a.yml")}
    files |= {each: "x = 1\n" for commit in WORK for each in commit.paths}
    once = run("alerting", snapshot(files, [*WORK, drop(path, "a.yml")]))
    assert_found(once, Level.SUBSTANTIVE, f"{path}:{row}", ONCE)
    assert once.ceiling is Level.SUBSTANTIVE
    changed = [commit("2026-01-09", path, added=()), *WORK, drop(path, "a.yml")]
    assert_found(run("alerting", snapshot(files, changed)), Level.WIRED, f"{path}:{row}")


def test_what_a_bulk_import_does_not_show_stays_possible() -> None:
    files = {**SERVICE, **rules(OWN)}
    finding = run("alerting", snapshot(files, [drop("r.yml", "a.yml")]))
    assert_found(finding, Level.SUBSTANTIVE, "r.yml:4", ONCE)
    assert finding.ceiling is Level.WIRED


def test_what_is_young_may_be_kept_up_later() -> None:
    files = {**SERVICE, **rules(OWN), **{each: "x = 1\n" for commit in WORK for each in commit.paths}}
    arrived = commit("2026-06-20", "r.yml", "a.yml")
    finding = run("alerting", snapshot(files, [WORK[0], arrived, *WORK[1:], drop()]))
    assert_found(finding, Level.SUBSTANTIVE, "r.yml:4", ONCE)
    assert finding.ceiling is Level.WIRED


def test_a_history_that_is_not_whole_takes_nothing_away() -> None:
    finding = run("alerting", snapshot(ALL, [*WORK, drop(*ALL)], history_problem="shallow"))
    assert finding.level is Level.WIRED


NOTIFIER = """import requests


def send_alert(text):
    requests.post("https://hooks.slack.com/services/T1/B2/c3", json={"text": text})


def check(share):
    if share > 0.2:
        send_alert("drift")


check(1)
"""


def test_code_that_notifies_may_stay_as_it_is() -> None:
    files = {"w.py": NOTIFIER, "Procfile": "worker: python w.py\n"}
    finding = run("alerting", snapshot(files, [*WORK, commit("2026-01-02", *files)]))
    assert_found(finding, Level.WIRED, "w.py:9", "code notifies")
