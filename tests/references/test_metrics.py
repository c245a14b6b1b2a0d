from __future__ import annotations

import json

import pytest

from analyzer.commits import Commit
from analyzer.references import MetricChain, Outcome, Reference, metric_chain
from analyzer.references.metric_sources import OTHER_SOURCES, other_source
from analyzer.references.metrics import metric_references
from analyzer.repository import Snapshot
from analyzer.testing import commit, snapshot

APP = """from fastapi import FastAPI
from prometheus_client import Counter, Histogram

app = FastAPI()
ERRORS = Counter("predict_errors", "errors", namespace="svc")
LATENCY = Histogram("predict_latency_seconds", "latency")
"""
QUIET = "from fastapi import FastAPI\n\napp = FastAPI()\n"
SERVICE = {"svc.py": APP, "Procfile": "web: uvicorn svc:app\n"}


def rules(*queries: str) -> str:
    listed = "".join(f"  - alert: Bad\n    expr: {query}\n" for query in queries)
    return f"groups:\n- name: model\n  rules:\n{listed}"


DROP = [commit("2026-03-01", "rules.yml", "record.yml", "grafana/a.json")]


def asking(query: str, **files: str) -> Snapshot:
    return snapshot({**SERVICE, "rules.yml": rules(query), **files}, DROP)


def found(repo: Snapshot) -> list[Reference]:
    return list(metric_references(repo))


MENTIONED = "mentioned in {}"
DEMO = 'from prometheus_client import Gauge\n\nGauge("model_drift", "share")\n'
CASES: dict[str, tuple[dict[str, str], str, Outcome, str]] = {
    "a metric of the service": ({}, "svc_predict_errors_total > 1", Outcome.RESOLVES, ""),
    "a series of a histogram": ({}, "rate(predict_latency_seconds_bucket[5m]) > 1", Outcome.RESOLVES, ""),
    "a metric that nothing emits": ({}, "model_drift > 1", Outcome.DANGLES, ""),
    "a metric that is almost right": ({}, "svc_predict_error_total > 1", Outcome.DANGLES, ""),
    "a metric of a service that emits nothing": ({"svc.py": QUIET}, "model_drift > 1", Outcome.DANGLES, ""),
    "a metric where there is no service": (
        {"svc.py": "x = 1\n"}, "model_drift > 1", Outcome.CANNOT_BE_TOLD, "nothing here emits metrics; another service may"),
    "a recording rule": (
        {"record.yml": "groups:\n- rules:\n  - {record: model:drift, expr: svc_predict_errors_total}\n"},
        "svc_predict_errors_total > 1 and model:drift", Outcome.RESOLVES, ""),
    "a recording rule of another place": (
        {}, "model:drift:rate5m > 1", Outcome.CANNOT_BE_TOLD, "made by a recording rule of another place"),
    "a metric of the cluster": ({}, "kube_pod_info > 1", Outcome.MADE_ELSEWHERE, "emitted by Kubernetes"),
    "a metric of an exporter that is not here": (
        {}, "pg_up == 0", Outcome.MADE_ELSEWHERE, "emitted by a database or a queue"),
    "a metric of an exporter that is here": (
        {"docker-compose.yml": "services:\n  pg:\n    image: prometheuscommunity/postgres-exporter\n"},
        "pg_up == 0", Outcome.RESOLVES, ""),
    "a metric in another language": (
        {"main.go": 'prometheus.NewGauge(prometheus.GaugeOpts{Name: "model_drift"})\n'}, "model_drift > 1",
        Outcome.CANNOT_BE_TOLD, MENTIONED.format("main.go")),
    "a metric in parts in another language": (
        {"main.go": 'prometheus.Opts{Namespace: "model", Name: "drift"}\n'}, "model_drift > 1",
        Outcome.CANNOT_BE_TOLD, MENTIONED.format("main.go")),
    "a metric with dots in another language": (
        {"main.java": 'registry.counter("model.drift");\n'}, "model_drift_total > 1", Outcome.CANNOT_BE_TOLD,
        MENTIONED.format("main.java")),
    "a metric under a longer name": (
        {"more.py": "client.incr('api.model_drift')\n"}, "model_drift_total > 1", Outcome.CANNOT_BE_TOLD,
        MENTIONED.format("more.py")),
    "the parts of a metric in code that measures nothing": (
        {"main.go": 'model := "drift"\n'}, "model_drift > 1", Outcome.DANGLES, ""),
    "a metric that a mapping names": (
        {"statsd.yml": "mappings:\n- match: a.b\n  name: model_drift\n"}, "model_drift > 1", Outcome.CANNOT_BE_TOLD,
        MENTIONED.format("statsd.yml")),
    "a metric that a document names": ({"README.md": "model_drift\n"}, "model_drift > 1", Outcome.DANGLES, ""),
    "a metric of a demonstration": (
        {"demo/run.py": DEMO}, "model_drift > 1", Outcome.RESOLVES, "emitted only by demo/run.py, an example or a test"),
    "a metric of a test": (
        {"tests/test_a.py": DEMO}, "model_drift > 1", Outcome.RESOLVES,
        "emitted only by tests/test_a.py, an example or a test"),
    "names that are put together": (
        {"more.py": "from prometheus_client import Gauge\n\nGauge(name(), labels())\n"}, "model_drift > 1",
        Outcome.CANNOT_BE_TOLD, "more.py puts names of metrics together"),
    "a metric of a program that is run here": (
        {"docker-compose.yml": "services:\n  a:\n    image: team/fraud-guard:1\n"}, "fraud_guard_hits_total > 1",
        Outcome.CANNOT_BE_TOLD, "fraud_guard, which is run here, may emit it"),
    "a metric of an exporter that no table names": (
        {"docker-compose.yml": "services:\n  a:\n    image: team/rq-exporter:1\n"}, "rq_jobs > 1",
        Outcome.CANNOT_BE_TOLD, "rq, which is run here, may emit it"),
    "a metric of a package": (
        {"requirements.txt": "huey==2\n"}, "huey_tasks_total > 1", Outcome.CANNOT_BE_TOLD,
        "huey, which is run here, may emit it"),
    "a metric of a program that a chart brings": (
        {"chart/Chart.yaml": "name: a\ndependencies:\n- name: cryptnono\n  repository: https://host\n"},
        "cryptnono_kills_total > 1", Outcome.CANNOT_BE_TOLD, "cryptnono, which is run here, may emit it"),
    "a metric of a library that is given a name": (
        {"more.py": "from prometheus_flask_exporter import PrometheusMetrics\n\nPrometheusMetrics.for_app_factory(defaults_prefix='web')\n"},
        "web_http_request_total > 1", Outcome.RESOLVES, ""),
    "a metric of a library that is given a name by a variable": (
        {"more.py": "from prometheus_flask_exporter import PrometheusMetrics\n\nPrometheusMetrics(defaults_prefix=NAME)\n"},
        "web_http_request_total > 1", Outcome.CANNOT_BE_TOLD, "more.py puts names of metrics together"),
    "a metric of a framework": ({}, "http_requests_total > 1", Outcome.DANGLES, ""),
    "a metric of a framework of another client": (
        {"more.py": "import fancy_prometheus\n"}, "http_requests_total > 1", Outcome.CANNOT_BE_TOLD,
        "a framework may emit it by itself"),
    "a metric of a framework of another language": (
        {"main.go": 'import "github.com/prometheus/client_golang"\n'}, "http_requests_total > 1", Outcome.CANNOT_BE_TOLD,
        "a framework may emit it by itself"),
    "a load test measures for itself": (
        {"load.js": "import { Rate } from 'k6/metrics';\n"}, "http_requests_total > 1", Outcome.DANGLES, ""),
    "a variable": ({}, "ENV > 1", Outcome.CANNOT_BE_TOLD, "hardly the name of a metric"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "query", "outcome", "why"), CASES.values(), ids=CASES)
def test_outcome_of_a_metric(files: dict[str, str], query: str, outcome: Outcome, why: str) -> None:
    one = [each for each in found(asking(query, **files)) if each.path == "rules.yml"][-1]
    assert (one.outcome, one.why) == (outcome, why)


HISTORIES = {
    "that was kept up": ([commit("2026-05-01", "rules.yml", added=()), *DROP], Outcome.CANNOT_BE_TOLD),
    "without a history": ([], Outcome.CANNOT_BE_TOLD),
    "that was finished in its first week": (
        [commit("2026-03-04", "rules.yml", added=()), *DROP],
        Outcome.DANGLES,
    ),
}


@pytest.mark.parametrize(("history", "outcome"), HISTORIES.values(), ids=HISTORIES)
def test_a_file_that_people_keep_changing_shows_them_something(
    history: list[Commit], outcome: Outcome
) -> None:
    repo = snapshot({**SERVICE, "rules.yml": rules("model_drift > 1")}, history)
    assert [each.outcome for each in found(repo)] == [outcome]


def test_a_reference_names_the_rule_the_panel_or_the_record() -> None:
    board = {"schemaVersion": 39, "panels": [{"targets": [{"expr": "model_drift"}]}]}
    record = "groups:\n- rules:\n  - {record: model:drift, expr: model_share}\n"
    repo = asking("model_lag > 1", **{"grafana/a.json": json.dumps(board, indent=1), "record.yml": record})
    assert [(each.path, each.line, each.kind, each.name) for each in found(repo)] == [
        ("rules.yml", 4, "an alert asks for the metric", "model_lag"),
        ("record.yml", 3, "a recording rule asks for the metric", "model_share"),
        ("grafana/a.json", 7, "a dashboard asks for the metric", "model_drift"),
    ]


def test_an_example_is_not_asked() -> None:
    assert found(snapshot({**SERVICE, "examples/rules.yml": rules("model_drift > 1")})) == []


@pytest.mark.parametrize(
    "panel",
    [
        {"datasource": "Loki", "targets": [{"expr": "count(model_drift)"}]},
        {"datasource": {"type": "loki"}, "targets": [{"expr": "count(model_drift)"}]},
        {"targets": [{"datasource": {"type": "cloudwatch"}, "expr": "count(model_drift)"}]},
        {"targets": [{"expr": 'sum by (a) (count_over_time({job="x"} | json | model_drift != "" [5m]))'}]},
        {"targets": [{"expr": '{job="x"} |= "model_drift"'}]},
    ],
)
def test_queries_of_logs_ask_for_no_metric(panel: dict[str, object]) -> None:
    board = {"schemaVersion": 39, "panels": [panel, {"targets": [{"expr": "svc_predict_errors_total"}]}]}
    repo = snapshot({**SERVICE, "grafana/a.json": json.dumps(board)})
    assert {each.name for each in found(repo)} == {"svc_predict_errors_total"}


def test_what_is_known_elsewhere_is_named_once_and_begins_with_its_prefix() -> None:
    names = [name for names in OTHER_SOURCES.values() for name in names]
    assert len(names) > 200
    assert all(other_source(f"{name}x") for name in names if name[-1] in "_:")
    assert other_source("ALERTS") == "Prometheus and its companions"
    assert other_source("nodes_total") is other_source("kubernetes") is None


IDLE = 'from prometheus_client import Gauge\n\nGauge("model_lag", "age")\n'
CHAINS = {
    "all of it": (("svc_predict_errors_total", "predict_latency_seconds"), True, True),
    "half of it": (("svc_predict_errors_total", "model_drift"), False, True),
    "less than half of it": (("svc_predict_errors_total", "model_drift", "model_share"), False, False),
    "a cluster's metrics do not count": (
        ("svc_predict_errors_total", "kube_pod_info", "node_load1"),
        True,
        True,
    ),
    "only a cluster's metrics": (("kube_pod_info",), False, False),
    "only an exporter's metrics": (("redis_up", "kube_pod_info"), True, True),
    "an exporter's metrics beside missing ones": (("redis_up", "model_drift"), False, False),
    "what nothing starts": (("model_lag",), False, False),
    "what another file only mentions": (("svc_predict_errors_total", "seen_total"), True, True),
    "nothing": ((), False, False),
}


@pytest.mark.parametrize(("metrics", "whole", "mostly"), CHAINS.values(), ids=CHAINS)
def test_how_much_of_a_chain_is_whole(metrics: tuple[str, ...], whole: bool, mostly: bool) -> None:
    compose = "services:\n  r:\n    image: oliver006/redis_exporter\n"
    more = {"idle.py": IDLE, "docker-compose.yml": compose, "map.yml": "name: seen_total\n"}
    repo = asking(" + ".join(metrics) or "1", **more)
    chain = metric_chain(repo, metrics)
    assert (chain.is_whole, chain.is_mostly_whole) == (whole, mostly)


BROKEN = {
    "a file that nothing starts": (
        ("model_lag",), "model_lag is emitted in idle.py, which nothing here was seen to start"),
    "a demonstration": (
        ("svc_predict_errors_total", "model_shown"),
        "code that is started emits 1 of its 2 own metrics; only demo/a.py, an example or a test, emits model_shown"),
    "nothing": (
        ("svc_predict_errors_total", "kube_pod_info", "model_a", "model_b", "model_c"),
        "code that is started emits 1 of its 4 own metrics; nothing here emits kube_pod_info, model_a, model_b"),
    "both": (
        ("model_lag", "model_a"), "code that is started emits 0 of its 2 own metrics; nothing here emits model_a"),
}  # fmt: skip


@pytest.mark.parametrize(("metrics", "words"), BROKEN.values(), ids=BROKEN)
def test_words_name_the_broken_link(metrics: tuple[str, ...], words: str) -> None:
    shown = IDLE.replace("model_lag", "model_shown")
    repo = asking(" + ".join(metrics), **{"idle.py": IDLE, "demo/a.py": shown})
    assert metric_chain(repo, metrics).broken == words


def test_an_empty_chain_says_nothing() -> None:
    assert MetricChain().nobody == ""
