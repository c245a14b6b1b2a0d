from __future__ import annotations

from textwrap import indent

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import library, run, snapshot

APP = """from fastapi import FastAPI
from prometheus_client import Counter, Histogram

app = FastAPI()
ERRORS = Counter("predict_errors", "errors", namespace="svc")
LATENCY = Histogram("predict_latency_seconds", "latency")
"""
SERVICE = {"svc.py": APP, "Procfile": "web: uvicorn svc:app\n"}
ERRORS, LATENCY = "svc_predict_errors_total", "predict_latency_seconds_sum"


def alert(expression: str, name: str = "Bad") -> str:
    return f"  - alert: {name}\n    expr: {expression}\n    for: 5m\n"


def rules(*each: str) -> str:
    return "groups:\n- name: model\n  rules:\n" + "".join(each)


def record(name: str, expression: str) -> str:
    return f"  - record: {name}\n    expr: {expression}\n"


def receivers(*configurations: str) -> str:
    listed = "".join(f"- name: team\n  {each}\n" for each in configurations)
    return f"route:\n  receiver: team\nreceivers:\n{listed}"


def operator(kind: str, rule: str) -> str:
    return f"kind: {kind}\nspec:\n  groups:\n  - rules:\n" + indent(rule, "  ")


OWN = alert(f"rate({ERRORS}[5m]) > 0.1")
OWN_RULE = rules(OWN)
STOCK = rules(alert("node_load1 > 4"))
UNLIMITED = rules(alert(ERRORS))
SLACK = "slack_configs: [{channel: '#ml', api_url_file: /etc/slack}]"
EXAMPLE = "email_configs: [{to: oncall@example.com}]"
RECEIVER = receivers(SLACK)
POINTS = "contactPoints:\n- name: team\n  receivers:\n  - type: email\n    settings: {{addresses: {}}}\n"
COMPOSE = "services:\n  node:\n    image: prom/node-exporter:v1\n"
INDENTED = "".join(f"    {line}\n" for line in OWN_RULE.splitlines())
CONFIG_MAP = f"kind: {{}}\ndata:\n  rules.yml: |\n{INDENTED}"
TWO_DOCUMENTS = f"{OWN_RULE}---\n" + operator("PrometheusRule", alert(f"{LATENCY} > 1", "Slow"))
CHAIN = [record("a1", ERRORS), record("a2", "a1"), record("a3", "a2"), record("a4", "a3")]
FOUND = f"alert 'Bad' on {ERRORS}, which is emitted here"
TOLD, UNTOLD = f"{FOUND}, with a receiver", f"{FOUND}; no real receiver"
ONE_RULE = "1 alert rule, e.g. 'Bad'"
RULES = {
    "an own metric with a receiver": ({"m/rules.yml": OWN_RULE, "a.yml": RECEIVER}, Level.WIRED, "m/rules.yml:4", TOLD),
    "a second receiver that is real": (
        {"r.rules": OWN_RULE, "a.yaml": receivers(EXAMPLE, SLACK)}, Level.WIRED, "r.rules:4", TOLD),
    "a second way that is real": (
        {"r.yml": OWN_RULE, "a.yml": receivers(f"{EXAMPLE}\n  {SLACK}")}, Level.WIRED, "r.yml:4", TOLD),
    "a contact point": ({"r.yml": OWN_RULE, "a.yml": POINTS.format("ml@firm.io")}, Level.WIRED, "r.yml:4", TOLD),
    "a contact point that is an example": (
        {"r.yml": OWN_RULE, "a.yml": POINTS.format("ml@example.com")}, Level.SUBSTANTIVE, "r.yml:4", UNTOLD),
    "a receiver that is an example": (
        {"r.yml": OWN_RULE, "a.yml": receivers(EXAMPLE)}, Level.SUBSTANTIVE, "r.yml:4", UNTOLD),
    "a receiver without a way": (
        {"r.yml": OWN_RULE, "a.yml": receivers("group: team")}, Level.SUBSTANTIVE, "r.yml:4", UNTOLD),
    "a receiver with an empty way": (
        {"r.yml": OWN_RULE, "a.yml": receivers("slack_configs: [' ']")}, Level.SUBSTANTIVE, "r.yml:4", UNTOLD),
    "no receiver": ({"rules.yml": OWN_RULE}, Level.SUBSTANTIVE, "rules.yml:4", UNTOLD),
    "the second rule": (
        {"r.yml": rules(alert("node_load1 > 4"), alert(ERRORS), alert(f"{LATENCY} > 2", "Slow"))},
        Level.SUBSTANTIVE, "r.yml:10", f"alert 'Slow' on {LATENCY}, which is emitted here; no real receiver"),
    "rules in a ConfigMap": ({"k8s/c.yaml": CONFIG_MAP.format("ConfigMap")}, Level.SUBSTANTIVE, "k8s/c.yaml:7", UNTOLD),
    "rules of an operator": (
        {"k8s/r.yaml": operator("PrometheusRule", OWN)}, Level.WIRED, "k8s/r.yaml:5", TOLD),
    "rules of another operator": ({"k8s/r.yaml": operator("VMRule", OWN)}, Level.WIRED, "k8s/r.yaml:5", TOLD),
    "an operator's rules after others": (
        {"r.yml": TWO_DOCUMENTS}, Level.WIRED, "r.yml:12", f"alert 'Slow' on {LATENCY}, which is emitted here, with"),
    "three recording rules between": (
        {"r.yml": rules(*CHAIN[:3], alert("a3 > 1"))}, Level.SUBSTANTIVE, "r.yml:10", UNTOLD),
    "four recording rules between": (
        {"r.yml": rules(*CHAIN, alert("a4 > 1"))}, Level.PRESENT, "r.yml:12", ONE_RULE),
    "a metric of an exporter": (
        {"r.yml": STOCK, "a.yml": RECEIVER, "docker-compose.yml": COMPOSE}, Level.WIRED, "r.yml:4",
        "alert 'Bad' on node_load1, which is emitted here, with a receiver"),
    "nobody's metric": (
        {"r.yml": STOCK, "a.yml": RECEIVER}, Level.PRESENT, "r.yml:4", f"{ONE_RULE}; nothing here emits node_load1"),
    "no limit": ({"r.yml": UNLIMITED, "a.yml": RECEIVER}, Level.PRESENT, "r.yml:4", ONE_RULE),
    "two rules": (
        {"r.yml": rules(alert("node_load1 > 4"), alert(ERRORS, "Other"))}, Level.PRESENT, "r.yml:4",
        "2 alert rules, e.g. 'Bad'; nothing here emits node_load1"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), RULES.values(), ids=RULES)
def test_level_of_rules_follows_who_emits_and_who_is_told(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("alerting", snapshot({**SERVICE, **files})), level, place, words)


def test_a_rule_that_is_whole_says_nothing_of_what_is_missing() -> None:
    (evidence,) = run("alerting", snapshot({**SERVICE, "r.yml": UNLIMITED})).evidence
    assert evidence.note == ONE_RULE


def grafana(title: str, data: str) -> str:
    return f"groups:\n- name: g\n  rules:\n  - {title}\n    data:\n{data}"


QUERY = f"    - refId: A\n      model: {{expr: {LATENCY}}}\n"
BOUND = "    - refId: B\n      model: {conditions: [{evaluator: {type: gt, params: [3]}}]}\n"
LIMITED = f"    - refId: A\n      model: {{expr: '{LATENCY} > 1'}}\n"
EMPTY = "    - refId: A\n      model: {expr: ''}\n"
SLOW = f"alert 'Slow' on {LATENCY}, which is emitted here; no real receiver"
GRAFANA = {
    "an evaluator": (grafana("title: Slow", QUERY + BOUND), Level.SUBSTANTIVE, SLOW),
    "a limit in the query": (grafana("title: Slow", EMPTY + LIMITED), Level.SUBSTANTIVE, SLOW),
    "no limit": (grafana("title: Slow", QUERY), Level.PRESENT, "1 alert rule, e.g. 'Slow'"),
    "no title": (grafana("uid: a", QUERY + BOUND), Level.ABSENT, ""),
    "no data": ("groups:\n- rules:\n  - title: Slow\n    expr: x > 1\n", Level.ABSENT, ""),
}


@pytest.mark.parametrize(("text", "level", "words"), GRAFANA.values(), ids=GRAFANA)
def test_level_of_a_rule_of_grafana_follows_its_evaluator(text: str, level: Level, words: str) -> None:
    assert_found(run("alerting", snapshot({**SERVICE, "g.yml": text})), level, "g.yml:4", words)


DECOYS = {
    "rules in a document": {"README.md": "```yaml\n" + OWN_RULE + "```\n"},
    "rules in another file": {"rules.txt": OWN_RULE},
    "rules of a test": {"tests/rules.yml": OWN_RULE},
    "rules in a workflow": {".github/workflows/a.yml": OWN_RULE},
    "rules of an operator without a kind": {"r.yml": operator("Other", OWN)},
    "an operator's rules at the top": {"r.yml": "kind: PrometheusRule\n" + OWN_RULE},
    "rules in a map of something else": {"c.yaml": CONFIG_MAP.format("Secret")},
    "rules of a linter": {"lint.yml": "groups:\n- rules:\n  - name: line-length\n    expr: x > 1\n"},
    "a recording rule alone": {"r.yml": rules(record("a1", f"{ERRORS} > 1"))},
    "an alert without a query": {"r.yml": rules("  - alert: Bad\n    for: 5m\n")},
    "a record without a query": {"r.yml": rules("  - record: alert\n")},
    "a query alone": {"r.yml": rules(f"  - expr: {ERRORS} > 1\n")},
    "not YAML": {"rules.yml": "groups: [\n alert: {{ expr }}\n"},
    "a receiver alone": {"a.yml": RECEIVER},
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_no_alerting(files: dict[str, str]) -> None:
    assert_found(run("alerting", snapshot({**SERVICE, **files})), Level.ABSENT)


def test_a_query_of_a_recorded_rule_needs_a_name_and_a_query() -> None:
    broken = rules("  - record: a1\n", alert("a1 > 1"))
    (evidence,) = run("alerting", snapshot({**SERVICE, "r.yml": broken})).evidence
    assert evidence.note == f"{ONE_RULE}; nothing here emits a1"


def test_every_file_with_rules_is_told() -> None:
    repo = snapshot({**SERVICE, "a.yml": OWN_RULE, "b.yml": STOCK})
    assert told(run("alerting", repo)) == [
        f"SUBSTANTIVE a.yml:4 {UNTOLD}",
        f"PRESENT b.yml:4 {ONE_RULE}; nothing here emits node_load1",
    ]


def test_a_rule_is_told_before_a_dashboard_of_its_level() -> None:
    board = '{"schemaVersion": 39, "panels": [{"targets": [{"expr": "' + ERRORS + '"}]}]}'
    repo = snapshot(
        {
            **SERVICE,
            "a/grafana/b.json": board,
            "b.yml": OWN_RULE,
            "c.yml": STOCK,
            "z/grafana/b.json": board.replace(ERRORS, "x1"),
        }
    )
    assert [line.partition(" ")[2].partition(" ")[0] for line in told(run("alerting", repo))] == [
        "b.yml:4", "a/grafana/b.json:1", "c.yml:4", "z/grafana/b.json:1",
    ]  # fmt: skip


def test_note_names_three_metrics_that_nobody_emits_each_once() -> None:
    stock = rules(
        alert("node_load1 > 1 and db_up == 0 or http_requests_total > 5 or fourth_metric > 1"),
        alert("node_load1 > 3"),
    )
    (evidence,) = run("alerting", snapshot({"rules.yml": stock})).evidence
    assert evidence.note.endswith("; nothing here emits node_load1, db_up, http_requests_total")


def test_long_names_are_cut() -> None:
    name, metric = "N" * 80, "m" * 80
    own = run("alerting", snapshot({**SERVICE, "r.yml": rules(alert(f"{ERRORS} > 1", name))}))
    assert own.evidence[0].note.startswith(f"alert '{name[:60]}' on")
    stock = run("alerting", snapshot({"r.yml": rules(alert(f"{metric} > 1", name))}))
    assert stock.evidence[0].note == f"1 alert rule, e.g. '{name[:60]}'; nothing here emits {metric[:60]}"


def test_what_a_library_ships_is_claimed() -> None:
    repo = snapshot({**library("exporter"), "exporter/__init__.py": "", "r.yml": STOCK})
    assert_found(
        run("alerting", repo), Level.CLAIMED, "r.yml:4", "node_load1; a library ships it to its users"
    )


def test_what_an_example_shows_is_claimed() -> None:
    repo = snapshot({**SERVICE, "examples/r.yml": OWN_RULE})
    assert_found(run("alerting", repo), Level.CLAIMED, "examples/r.yml:4", f"{UNTOLD}; in an example")


def test_a_library_is_not_asked() -> None:
    repo = snapshot({**library("calm"), "calm/__init__.py": "x = 1\n"})
    assert run("alerting", repo).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("path", ["rules.yml", "grafana/board.json", "main.tf"])
def test_a_missing_object_is_unknown_not_absent(path: str) -> None:
    finding = run("alerting", snapshot({**SERVICE}, missing=[path]))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED)
