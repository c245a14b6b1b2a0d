from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Level
from analyzer.wiring.metric_names import EXPORTER_METRICS, LIBRARY_METRICS, has_threshold, metrics_of
from tests.support.snapshots import library, run, snapshot

APP = """from fastapi import FastAPI
from prometheus_client import Counter, Histogram

app = FastAPI()
ERRORS = Counter("predict_errors", "errors", namespace="svc")
LATENCY = Histogram("predict_latency_seconds", "latency")
"""


def rules(expression: str) -> str:
    return f"groups:\n- name: model\n  rules:\n  - alert: Bad\n    expr: {expression}\n    for: 5m\n"


RECEIVER = (
    "route:\n  receiver: team\nreceivers:\n- name: team\n  slack_configs:\n  - channel: '#ml'\n"
    "    api_url_file: /etc/slack\n"
)
EXAMPLE = "route:\n  receiver: t\nreceivers:\n- name: t\n  email_configs:\n  - to: oncall@example.com\n"


def dashboard(query: str, key: str = "expr") -> str:
    return json.dumps({"schemaVersion": 39, "panels": [{"panels": [{"targets": [{key: query}]}]}]})


COMPOSE = "services:\n  node:\n    image: prom/node-exporter:v1\n"
ALARM = """resource "aws_cloudwatch_metric_alarm" "errors" {
  namespace     = "AWS/Lambda"
  metric_name   = "Errors"
  threshold     = 1
  alarm_actions = [aws_sns_topic.team.arn]
}
"""
NOTIFIER = """import requests

SLACK_WEBHOOK = "from the environment"


def send_alert(text):
    requests.post(SLACK_WEBHOOK, json={"text": text})


def watch(error):
    if error > 0.3:
        send_alert("worse")


if __name__ == "__main__":
    watch(1)
"""

OWN_RULE = rules("rate(svc_predict_errors_total[5m]) > 0.1")
LEVELS = {
    "rule on an own metric with a receiver": (
        {"svc.py": APP, "monitoring/rules.yml": OWN_RULE, "alertmanager.yml": RECEIVER},
        Level.WIRED,
    ),
    "receiver that is an example": (
        {"svc.py": APP, "monitoring/rules.yml": OWN_RULE, "alertmanager.yml": EXAMPLE},
        Level.SUBSTANTIVE,
    ),
    "no receiver": ({"svc.py": APP, "rules.yml": OWN_RULE}, Level.SUBSTANTIVE),
    "rule without a limit": (
        {"svc.py": APP, "rules.yml": rules("svc_predict_errors_total"), "a.yml": RECEIVER},
        Level.PRESENT,
    ),
    "stock rule on nothing": (
        {"svc.py": APP, "rules.yml": rules("node_load1 > 4"), "alertmanager.yml": RECEIVER},
        Level.PRESENT,
    ),
    "the same with its exporter": (
        {
            "svc.py": APP,
            "rules.yml": rules("node_load1 > 4"),
            "alertmanager.yml": RECEIVER,
            "docker-compose.yml": COMPOSE,
        },
        Level.WIRED,
    ),
    "rules of an operator": (
        {
            "svc.py": APP,
            "k8s/rule.yaml": "kind: PrometheusRule\nspec:\n  groups:\n  - rules:\n    - alert: Bad\n"
            "      expr: predict_latency_seconds_sum > 1\n",
        },
        Level.WIRED,
    ),
    "rules through a recording rule": (
        {
            "svc.py": APP,
            "rules.yml": "groups:\n- rules:\n  - record: job:errors\n    expr: svc_predict_errors_total\n"
            "  - alert: Bad\n    expr: job:errors > 3\n",
        },
        Level.SUBSTANTIVE,
    ),
    "dashboard on an own metric": (
        {"svc.py": APP, "grafana/model.json": dashboard("rate(predict_latency_seconds_bucket[5m])")},
        Level.WIRED,
    ),
    "dashboard on a name that is almost right": (
        {"svc.py": APP, "grafana/model.json": dashboard("model_drift_score")},
        Level.PRESENT,
    ),
    "dashboard on automatic metrics": (
        {
            "svc.py": "from prometheus_fastapi_instrumentator import Instrumentator\n\n"
            "Instrumentator().instrument(app).expose(app)\n",
            "grafana/api.json": dashboard('sum by (handler) (rate(http_requests_total{status="5xx"}[5m]))'),
        },
        Level.WIRED,
    ),
    "dashboard over a table that code fills": (
        {
            "job.py": "write('insert into drift_metrics values (1)')\n",
            "grafana/drift.json": dashboard("SELECT share FROM drift_metrics", "rawSql"),
        },
        Level.WIRED,
    ),
    "alarm on a resource that is there": (
        {"main.tf": 'resource "aws_lambda_function" "router" {}\n' + ALARM},
        Level.WIRED,
    ),
    "alarm on nothing of its own": ({"main.tf": ALARM}, Level.SUBSTANTIVE),
    "alarm that tells nobody": (
        {"main.tf": ALARM.replace("[aws_sns_topic.team.arn]", "[]")},
        Level.PRESENT,
    ),
    "code that notifies": ({"watch.py": NOTIFIER}, Level.SUBSTANTIVE),
    "code that notifies from a schedule": (
        {"watch.py": NOTIFIER, "Procfile": "worker: python watch.py\n"},
        Level.WIRED,
    ),
}


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_who_emits_and_who_is_told(files: dict[str, str], level: Level) -> None:
    assert run("alerting", snapshot(files)).level is level


DECOYS = {
    "package of a web dashboard": {"dashboard/package.json": '{"panels": [], "schemaVersion": 1}'},
    "dashboard without queries": {"grafana/a.json": '{"panels": [], "schemaVersion": 1}'},
    "rules in a document": {"README.md": "```yaml\n" + OWN_RULE + "```\n"},
    "rules of a linter": {"lint.yml": "groups:\n- rules:\n  - name: line-length\n"},
    "terraform without alarms": {"variables.tf": 'variable "alarm" {}\n'},
    "web client without a hook": {
        "a.py": "import requests\n\nif error > 1:\n    requests.post('http://api')\n"
    },
    "not YAML": {"rules.yml": "groups: [\n alert: {{ expr }}\n"},
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_no_alerting(files: dict[str, str]) -> None:
    assert run("alerting", snapshot(files)).level is Level.ABSENT


def test_note_names_the_metrics_that_nobody_emits() -> None:
    stock = rules("node_load1 > 1 and db_up == 0 or http_requests_total > 5 or fourth_metric > 1")
    (evidence,) = run("alerting", snapshot({"rules.yml": stock})).evidence
    assert "nothing here emits node_load1, db_up, http_requests_total" in evidence.note
    assert "fourth_metric" not in evidence.note


def test_what_a_library_ships_is_claimed() -> None:
    files = {
        **library("exporter"),
        "exporter/__init__.py": "",
        "grafana/dashboard.json": dashboard("http_requests_total"),
    }
    assert run("alerting", snapshot(files)).level is Level.CLAIMED


QUERIES = {
    'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) / 2 > 0.1': ("http_requests_total",),
    "histogram_quantile(0.95, sum(rate(lat_bucket[5m])) by (le, service)) > 2": ("lat_bucket",),
    "a_total offset 5m and on (x) group_left(y) b_total unless c": ("a_total", "b_total", "c"),
    "job:errors:rate5m{a='b}',c=\"{\"} >= bool 1e3": ("job:errors:rate5m",),
    'rate(hits{app="$app"}[$__rate_interval]) + ${offset}': ("hits",),
    "absent(up{job='x'})": ("up",),
    "topk(3, mem) # not_a_metric": ("mem",),
    "": (),
    "{": (),
}


@pytest.mark.parametrize(("query", "metrics"), QUERIES.items(), ids=QUERIES)
def test_metrics_of_a_query(query: str, metrics: tuple[str, ...]) -> None:
    assert metrics_of(query) == metrics


@pytest.mark.parametrize(
    ("query", "limited"),
    [("up == 0", True), ("absent(up)", True), ('up{a="b"}', False), ("rate(x[5m])", False), ("x < 1", True)],
)
def test_threshold_of_a_query(query: str, limited: bool) -> None:
    assert has_threshold(query) is limited


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_as_a_query(text: str) -> None:
    assert all(metrics_of(text))
    assert isinstance(has_threshold(text), bool)


def test_tables_name_each_source_once() -> None:
    for table in (EXPORTER_METRICS, LIBRARY_METRICS):
        sources = [source for row in table for source in row.sources]
        assert len(sources) == len(set(sources))
        assert all(row.prefixes for row in table)
