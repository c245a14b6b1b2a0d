from __future__ import annotations

import json

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

APP = """from fastapi import FastAPI
from prometheus_client import Histogram

app = FastAPI()
LATENCY = Histogram("predict_latency_seconds", "latency")
"""
SERVICE = {"svc.py": APP, "Procfile": "web: uvicorn svc:app\n"}
OWN = "rate(predict_latency_seconds_bucket[5m])"
SQL = "SELECT share FROM drift_metrics"


def panels(*queries: str, key: str = "expr") -> dict[str, object]:
    return {"panels": [{"panels": [{"targets": [{key: each} for each in queries]}]}]}


def board(*queries: str, key: str = "expr") -> str:
    return json.dumps({"schemaVersion": 39, **panels(*queries, key=key)})


def sent(kind: str, key: str = "expr", query: str = OWN, **more: object) -> str:
    """What the interface of Grafana is sent to make a dashboard: it says no version."""
    panel = {"type": kind, "targets": [{key: query}], **more}
    return json.dumps({"dashboard": {"title": "Service", "panels": [panel]}, "overwrite": True})


ASKS = "dashboard queries predict_latency_seconds_bucket, which is emitted here"
READS = "dashboard reads table drift_metrics, which code here writes"
UNFILLED = "dashboard with 1 queries; nothing here writes its tables"
WRITER = "write('insert into Drift_metrics values (1)')\n"
INSTRUMENTED = "from prometheus_fastapi_instrumentator import Instrumentator\n\nInstrumentator().instrument(app).expose(app)\n"
LEVELS = {
    "an own metric": ({"grafana/m.json": board(OWN)}, Level.SUBSTANTIVE, "grafana/m.json", f"{ASKS} (1 of 1 metrics)"),
    "an own metric among others": (
        {"alerts.json": board("node_load1", OWN)}, Level.SUBSTANTIVE, "alerts.json", f"{ASKS} (1 of 2 metrics)"),
    "an export of the interface": (
        {"grafana/m.json": json.dumps({"dashboard": {"schemaVersion": 39, **panels(OWN)}})}, Level.SUBSTANTIVE,
        "grafana/m.json", ASKS),
    "what is sent to the interface": (
        {"grafana/m.json": sent("timeseries", gridPos={})}, Level.SUBSTANTIVE, "grafana/m.json", ASKS),
    "what is sent to the interface, of a table": (
        {"grafana/d.json": sent("stat", key="rawSql", query=SQL, datasource={"type": "postgres"})}, Level.PRESENT,
        "grafana/d.json", UNFILLED),
    "rows of an earlier version": (
        {"grafana/m.json": json.dumps({"rows": [panels(OWN)]})}, Level.SUBSTANTIVE, "grafana/m.json", ASKS),
    "automatic metrics": (
        {"svc.py": INSTRUMENTED, "grafana/a.json": board('rate(http_requests_total{status="5xx"}[5m])')},
        Level.SUBSTANTIVE, "grafana/a.json", "dashboard queries http_requests_total, which is emitted here"),
    "a name that is almost right": (
        {"grafana/m.json": board("model_drift_score")}, Level.PRESENT, "grafana/m.json",
        "dashboard with 1 queries; nothing here emits model_drift_score"),
    "a table that code fills": (
        {"job.py": WRITER, "grafana/d.json": board(SQL, key="rawSql")}, Level.SUBSTANTIVE, "grafana/d.json", READS),
    "a table that code fills, joined": (
        {"job.py": WRITER, "grafana/d.json": board("select 1 from x join `main.drift_metrics`", key="rawSql")},
        Level.SUBSTANTIVE, "grafana/d.json", READS),
    "a table that code reads": (
        {"job.py": "read('select 1 from drift_metrics')\n", "grafana/d.json": board(SQL, key="rawSql")},
        Level.PRESENT, "grafana/d.json", UNFILLED),
    "a table that only a test fills": (
        {"tests/test_job.py": WRITER, "grafana/d.json": board(SQL, key="rawSql")}, Level.PRESENT, "grafana/d.json",
        UNFILLED),
    "another table that code fills": (
        {"job.py": WRITER, "grafana/d.json": board("select 1 from rows_of_old", key="rawSql")}, Level.PRESENT,
        "grafana/d.json", UNFILLED),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "path", "note"), LEVELS.values(), ids=LEVELS)
def test_level_of_a_dashboard_follows_who_emits_what_it_asks_for(
    files: dict[str, str], level: Level, path: str, note: str
) -> None:
    assert_found(run("alerting", snapshot({**SERVICE, **files})), level, f"{path}:1", note)


def test_a_dashboard_in_a_map_of_the_cluster_is_read_where_it_stands() -> None:
    inner = "".join(f"    {each}\n" for each in json.dumps(json.loads(board(OWN)), indent=1).split("\n"))
    text = f"kind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  a.json: |\n{inner}"
    repo = snapshot(
        {**SERVICE, "dashboards/a.yaml": text, "dashboards/b.yaml": text.replace("ConfigMap", "Secret")}
    )
    assert_found(run("alerting", repo), Level.SUBSTANTIVE, "dashboards/a.yaml:5", f"{ASKS} (1 of 1 metrics)")
    assert len(run("alerting", repo).evidence) == 1


DECOYS = {
    "without queries": {"grafana/a.json": '{"panels": [], "schemaVersion": 1}'},
    "with an empty query": {"grafana/a.json": board("")},
    "without a version": {"grafana/a.json": json.dumps(panels(OWN))},
    "a version alone": {"grafana/a.json": json.dumps({"schemaVersion": 39, "dashboards": [panels(OWN)]})},
    "among other data": {"data/a.json": board(OWN)},
    "not as JSON": {"grafana/a.yaml": board(OWN)},
    "in a test": {"tests/grafana/a.json": board(OWN)},
    "the package of a web dashboard": {"dashboard/package.json": board(OWN)},
    "not readable": {"grafana/a.json": "{"},
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_no_dashboards(files: dict[str, str]) -> None:
    assert_found(run("alerting", snapshot({**SERVICE, **files})), Level.ABSENT)


@pytest.mark.parametrize(("filler", "level"), [(8_192 - 19, Level.SUBSTANTIVE), (8_192 - 18, Level.PRESENT)])
def test_the_beginning_of_a_long_query_is_read(filler: int, level: Level) -> None:
    query = "x" * filler + " from drift_metrics"
    repo = snapshot({"job.py": WRITER, "grafana/d.json": board("select 1 from other", query, key="rawSql")})
    assert run("alerting", repo).level is level


def test_a_rule_is_shown_before_a_dashboard() -> None:
    rule = "groups:\n- rules:\n  - alert: Slow\n    expr: predict_latency_seconds_sum > 1\n"
    files = {**SERVICE, "grafana/a.json": board(OWN), "z/rules.yml": rule}
    finding = run("alerting", snapshot(files))
    assert [each.path for each in finding.evidence] == ["z/rules.yml", "grafana/a.json"]
    assert {each.level for each in finding.evidence} == {Level.SUBSTANTIVE}
