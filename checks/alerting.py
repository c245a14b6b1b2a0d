"""Alerting: rules, dashboards and notifications on metrics that this repository emits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.notifications import notices
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.structured import Block, Text, block, items, line, load_yaml, text
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.execution import nodes
from analyzer.wiring.metric_names import emitted, has_threshold, metrics_of, unknown_metrics
from analyzer.wiring.purpose import is_library
from analyzer.wiring.roles import is_example_path, is_test, is_test_path

# A dashboard is exported under some such path; other large JSON files are data.
DASHBOARD_PATH = re.compile(r"grafana|dashboard|monitor|observab|metric|alert", re.IGNORECASE)
NOT_DASHBOARDS = word_set("package.json package-lock.json tsconfig.json composer.json")
RULE_TEXT = re.compile(r"\b(?:alert|expr|receivers|contactPoints|AWS::CloudWatch::Alarm)\b")

RECEIVERS = word_set(
    "slack_configs email_configs webhook_configs pagerduty_configs opsgenie_configs telegram_configs "
    "victorops_configs pushover_configs msteams_configs discord_configs sns_configs wechat_configs "
    "webex_configs rocketchat_configs jira_configs"
)
EXAMPLE_RECEIVER = re.compile(
    r"example\.(?:com|org|net)|website\.com|yourdomain|your[-_]|<[a-z_ -]{2,40}>|x{4,}|placeholder|changeme"
    r"|localhost:5001|127\.0\.0\.1:5001|T0{3,}/B0{3,}",
    re.IGNORECASE,
)

# Terraform resources that are alarms; the arguments that hold the bound and whom to tell.
TERRAFORM_ALARMS = {
    "aws_cloudwatch_metric_alarm": ("threshold", "alarm_actions"),
    "aws_cloudwatch_composite_alarm": ("alarm_rule", "alarm_actions"),
    "datadog_monitor": ("query", "message"),
    "google_monitoring_alert_policy": ("threshold_value", "notification_channels"),
    "azurerm_monitor_metric_alert": ("threshold", "action"),
    "newrelic_nrql_alert_condition": ("threshold", "policy_id"),
    "sentry_issue_alert": ("conditions", "actions"),
    "sentry_metric_alert": ("alert_threshold", "action"),
    "grafana_rule_group": ("data", "contact_point"),
    "pagerduty_service": ("escalation_policy", "escalation_policy"),
}
# Namespaces of CloudWatch whose Terraform resources are called otherwise.
CLOUD_RESOURCES = {
    "applicationelb": "lb",
    "apigateway": "api_gateway",
    "ec2": "instance",
    "rds": "db_instance",
}
TERRAFORM_RESOURCE = re.compile(r'^resource[ \t]+"([a-z0-9_]{1,80})"', re.MULTILINE)
CLOUD_NAMESPACE = re.compile(r'\bnamespace[ \t]*=[ \t]*"([^"\n]{1,80})"')
FILTER_NAME = re.compile(r'\bmetric_transformation[ \t]*\{\s{0,40}name[ \t]*=[ \t]*"([^"\n]{1,120})"')
LITERAL = re.compile(r"[\"']([A-Za-z][\w.-]{2,80})[\"']")
CLOUD_METRIC = re.compile(r'\bmetric_name[ \t]*=[ \t]*"([^"\n]{1,120})"')


@check(
    id="alerting",
    title="alerting",
    reads=(FileKind.CONFIGURATION, FileKind.COMPOSE, FileKind.PYTHON),
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="Which alert in {path} was a false alarm, and what did you change afterwards?",
        absent="Which metric, at which value, should page somebody because of this model?",
        strong="Knows which alert was noise, who was paged, and which threshold was changed afterwards.",
        weak="Alerts are switched on.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library alerts nobody: whoever runs it sets the thresholds",
        Purpose.RESEARCH: "research code runs while somebody watches it",
    },
    other_languages=OtherLanguages(
        "a program can send notifications and emit the metric of a rule",
        (Role.OPERATE,),
    ),
    covers=("B1", "B2"),
)
def alerting(repo: Snapshot) -> Iterator[Observation]:
    """Somebody is notified, or can see, when a metric that this repository emits crosses a limit.

    Present: alert rules, alarms or a dashboard with queries, even if nothing here emits any of their
    metrics. Substantive: a rule with a limit on an emitted metric, an alarm with a limit and a recipient,
    or live code that notifies when a condition holds. Wired: the metrics in a rule (with a receiver that is
    not an example) or in a dashboard's queries are emitted by this repository's code, its libraries or an
    exporter it configures; or something the repository runs reaches the code that notifies. What a library
    ships for its users is only claimed.
    """
    found = [*_rules(repo), *_dashboards(repo), *_terraform(repo), *_cloud_formation(repo), *notices(repo)]
    library = is_library(repo)
    for each in found:
        if library or is_example_path(each.path or ""):
            why = "a library ships it to its users" if library else "in an example"
            each = Evidence(each.path, each.line, Level.CLAIMED, f"{each.note}; {why}")
        yield each


# -- Prometheus and Grafana rules ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """One alert rule. `routed`: it belongs to an operator that has its own receivers."""

    path: str
    line: int
    name: str
    query: str
    limited: bool
    routed: bool


def _configurations(repo: Snapshot) -> Iterator[tuple[str, Block]]:
    """The mappings of YAML files that could hold rules or receivers, and of those inside ConfigMaps."""
    for path in repo.paths:
        if not path.endswith((".yaml", ".yml", ".rules")) or path in repo.pipelines or is_test_path(path):
            continue
        content = repo.text(path)
        if content is None or not RULE_TEXT.search(content):
            continue
        for document in repo.yaml(path):
            manifest = block(document.value)
            yield path, manifest
            if text(manifest.get("kind")) == "ConfigMap":
                for value in block(manifest.get("data")).values():
                    for inner in load_yaml(text(value).encode()):
                        yield path, block(inner.value)


def _rules_in(path: str, manifest: Block) -> Iterator[Rule | tuple[str, str]]:
    """Alert rules, and recording rules as (name, query)."""
    operator = text(manifest.get("kind")) in ("PrometheusRule", "VMRule")
    groups = block(manifest.get("spec")).get("groups") if operator else manifest.get("groups")
    for group in items(groups):
        for each in items(block(group).get("rules")):
            rule = block(each)
            query = text(rule.get("expr"))
            if rule.get("record") and query:
                yield text(rule["record"]), query
            elif rule.get("alert") and query:
                yield Rule(path, line(rule), text(rule["alert"]), query, has_threshold(query), operator)
            elif rule.get("title") and rule.get("data"):
                inner = [node for node in nodes(rule["data"]) if isinstance(node, Block)]
                joined = "\n".join(text(node.get("expr")) for node in inner)
                limited = any("evaluator" in node for node in inner)
                yield Rule(
                    path, line(rule), text(rule["title"]), joined, limited or has_threshold(joined), False
                )


def _rules(repo: Snapshot) -> Iterator[Evidence]:
    rules: dict[str, list[Rule]] = {}
    recorded: dict[str, str] = {}
    receiver = False
    for path, manifest in _all_configurations(repo):
        receiver = receiver or _tells(manifest)
        for each in _rules_in(path, manifest):
            if isinstance(each, Rule):
                rules.setdefault(path, []).append(each)
            else:
                recorded[each[0]] = each[1]
    for path, group in rules.items():
        yield _rules_evidence(repo, path, group, recorded, receiver)


@derived
def _all_configurations(repo: Snapshot) -> tuple[tuple[str, Block], ...]:
    return tuple(_configurations(repo))


def _tells(manifest: Block) -> bool:
    """Whether an Alertmanager or Grafana configuration names a real receiver."""
    for each in items(manifest.get("receivers")):
        receiver = block(each)
        if any(_is_real(receiver[key]) for key in RECEIVERS if receiver.get(key)):
            return True
    return any(
        _is_real(each)
        for point in items(manifest.get("contactPoints"))
        for each in items(block(point).get("receivers"))
    )


def _is_real(configuration: object) -> bool:
    said = " ".join(node for node in nodes(configuration) if isinstance(node, Text))
    return bool(said.strip()) and not EXAMPLE_RECEIVER.search(said)


def _asked(query: str, recorded: dict[str, str]) -> tuple[str, ...]:
    """The metrics of a query, recording rules replaced by what they record (three deep)."""
    metrics = metrics_of(query)
    for _ in range(3):
        metrics = tuple(
            inner
            for each in metrics
            for inner in (metrics_of(recorded[each]) if each in recorded else (each,))
        )[:200]
    return tuple(dict.fromkeys(metrics))


def _rules_evidence(
    repo: Snapshot, path: str, group: list[Rule], recorded: dict[str, str], receiver: bool
) -> Evidence:
    known = emitted(repo)
    for rule in sorted(group, key=lambda rule: not rule.routed):
        ours = [metric for metric in _asked(rule.query, recorded) if known.has(metric)]
        if not (ours and rule.limited):
            continue
        where = f"alert '{rule.name[:60]}' on {ours[0]}, which is emitted here"
        if receiver or rule.routed:
            return Evidence(path, rule.line, Level.WIRED, f"{where}, with a receiver")
        return Evidence(path, rule.line, Level.SUBSTANTIVE, f"{where}; no real receiver")
    asked = [metric for rule in group for metric in _asked(rule.query, recorded)]
    note = f"{plural(len(group), 'alert rule')}, e.g. '{group[0].name[:60]}'" + _nobody(repo, asked)
    return Evidence(path, group[0].line, Level.PRESENT, note)


def _nobody(repo: Snapshot, metrics: list[str]) -> str:
    unknown = unknown_metrics(repo, dict.fromkeys(metrics))
    return f"; nothing here emits {', '.join(each[:60] for each in unknown)}" if unknown else ""


# -- dashboards ----------------------------------------------------------------------------------

TABLE_IN_QUERY = re.compile(r"\b(?:from|join)\s+[`\"]?(?:\w{1,60}\.)?(\w{2,80})", re.IGNORECASE)
WRITES_ROWS = re.compile(r"create table|insert into|to_sql|__tablename__|copy_expert", re.IGNORECASE)


def _dashboards(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.paths:
        if not path.endswith(".json") or not DASHBOARD_PATH.search(path) or is_test_path(path):
            continue
        document = None if basename(path) in NOT_DASHBOARDS else repo.json(path)
        board = block(document.value) if document is not None else Block(line=1)
        board = block(board.get("dashboard")) or board
        if ("panels" in board and "schemaVersion" in board) or "rows" in board:
            evidence = _dashboard(repo, path, board)
            if evidence is not None:
                yield evidence


def _dashboard(repo: Snapshot, path: str, board: Block) -> Evidence | None:
    queries: list[str] = []
    tables: list[str] = []
    for node in nodes(board):
        for target in items(node.get("targets")) if isinstance(node, Block) else ():
            query = block(target)
            queries.append(text(query.get("expr")))
            tables.extend(match[1] for match in TABLE_IN_QUERY.finditer(text(query.get("rawSql"))[:8192]))
    metrics = list(dict.fromkeys(metric for query in queries for metric in metrics_of(query)))
    if not metrics and not tables:
        return None
    known = emitted(repo)
    ours = [metric for metric in metrics if known.has(metric)]
    if ours:
        note = f"dashboard queries {ours[0]}, which is emitted here ({len(ours)} of {len(metrics)} metrics)"
        return Evidence(path, line(board), Level.WIRED, note)
    written = _written_words(repo)
    filled = [table for table in tables if table.lower() in written]
    if filled:
        return Evidence(
            path, line(board), Level.WIRED, f"dashboard reads table {filled[0]}, which code here writes"
        )
    note = f"dashboard with {len(queries)} queries" + (
        _nobody(repo, metrics) or "; nothing here writes its tables"
    )
    return Evidence(path, line(board), Level.PRESENT, note)


@derived
def _written_words(repo: Snapshot) -> frozenset[str]:
    """The words of live modules that write to a database: the names of their tables are among them."""
    found: set[str] = set()
    for path in repo.modules:
        content = None if is_test(repo, path) else repo.text(path)
        if content is not None and WRITES_ROWS.search(content):
            found.update(re.findall(r"\w{2,80}", content.lower()))
    return frozenset(found)


# -- alarms of cloud providers -------------------------------------------------------------------


def _terraform(repo: Snapshot) -> Iterator[Evidence]:
    files = {path: repo.text(path) or "" for path in repo.paths if path.endswith(".tf")}
    resources = {match[1] for content in files.values() for match in TERRAFORM_RESOURCE.finditer(content)}
    for path, content in files.items():
        starts = list(TERRAFORM_RESOURCE.finditer(content))
        ends = [match.start() for match in starts[1:]] + [len(content)]
        for match, end in zip(starts, ends, strict=False):
            if match[1] in TERRAFORM_ALARMS:
                body = content[match.start() : end]
                row = content.count("\n", 0, match.start()) + 1
                level = _alarm_level(repo, match[1], body, resources)
                yield Evidence(path, row, level, f"Terraform alarm {match[1]}")


def _alarm_level(repo: Snapshot, kind: str, body: str, resources: set[str]) -> Level:
    bound, told = (re.search(rf"\b{key}\b[ \t]*[={{]", body) for key in TERRAFORM_ALARMS[kind])
    if bound is None or told is None or re.search(r"alarm_actions[ \t]*=[ \t]*\[\s*\]", body):
        return Level.PRESENT
    namespace = CLOUD_NAMESPACE.search(body)
    metric = CLOUD_METRIC.search(body)
    if namespace is not None and namespace[1].startswith("AWS/"):
        service = namespace[1].removeprefix("AWS/").casefold()
        stem = CLOUD_RESOURCES.get(service, service)
        if any(each.startswith(f"aws_{stem}") for each in resources):
            return Level.WIRED
    elif metric is not None and metric[1] in _cloud_metrics(repo):
        return Level.WIRED
    return Level.SUBSTANTIVE


@derived
def _cloud_metrics(repo: Snapshot) -> frozenset[str]:
    """The texts of live modules that put metric data, and the names that Terraform's log filters give."""
    found: set[str] = set()
    for path in repo.paths:
        if path.endswith(".tf") and "metric_transformation" in (content := repo.text(path) or ""):
            found.update(FILTER_NAME.findall(content))
        elif path in repo.modules and not is_test(repo, path):
            content = repo.text(path) or ""
            if "put_metric_data" in content or "MetricName" in content:
                found.update(LITERAL.findall(content))
    return frozenset(found)


def _cloud_formation(repo: Snapshot) -> Iterator[Evidence]:
    for path, manifest in _all_configurations(repo):
        for each in block(manifest.get("Resources")).values():
            if text(block(each).get("Type")) != "AWS::CloudWatch::Alarm":
                continue
            settings = block(block(each).get("Properties"))
            told = bool(settings.get("Threshold") and settings.get("AlarmActions"))
            level = Level.SUBSTANTIVE if told else Level.PRESENT
            yield Evidence(path, line(each), level, "CloudWatch alarm in a CloudFormation template")
