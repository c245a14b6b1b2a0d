"""Alarms of cloud providers: Terraform resources and CloudFormation templates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.alerts.metric_queries import configurations
from analyzer.facts.alerts.running_modules import running_modules
from analyzer.facts.alerts.terraform_modules import is_never_made
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import block, line, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_test

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
TERRAFORM_RESOURCE = lazy_regex(r'^resource[ \t]+"([a-z0-9_]{1,80})"', re.MULTILINE)
CLOUD_NAMESPACE = lazy_regex(r'\bnamespace[ \t]*=[ \t]*"([^"\n]{1,80})"')
FILTER_NAME = lazy_regex(r'\bmetric_transformation[ \t]*\{\s{0,40}name[ \t]*=[ \t]*"([^"\n]{1,120})"')
LITERAL = lazy_regex(r"[\"']([A-Za-z][\w.-]{2,80})[\"']")
CLOUD_METRIC = lazy_regex(r'\bmetric_name[ \t]*=[ \t]*"([^"\n]{1,120})"')


def cloud_alarms(repo: Snapshot) -> Iterator[Evidence]:
    """Every alarm that Terraform or CloudFormation declares, and whether it watches what is here."""
    yield from _terraform(repo)
    yield from _cloud_formation(repo)


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
                note = f"Terraform alarm {match[1]}"
                if is_never_made(repo, path, body):
                    level, note = Level.PRESENT, f"{note}, which nothing here makes"
                yield Evidence(path, row, level, note)


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
    """The texts of started modules that put metric data, and the names that Terraform's log filters give."""
    found: set[str] = set()
    running = running_modules(repo)
    for path in repo.paths:
        if path.endswith(".tf") and "metric_transformation" in (content := repo.text(path) or ""):
            found.update(FILTER_NAME.findall(content))
        elif path in running and not is_test(repo, path):
            content = repo.text(path) or ""
            if "put_metric_data" in content or "MetricName" in content:
                found.update(LITERAL.findall(content))
    return frozenset(found)


def _cloud_formation(repo: Snapshot) -> Iterator[Evidence]:
    for path, manifest, _before in configurations(repo):
        for each in block(manifest.get("Resources")).values():
            if text(block(each).get("Type")) != "AWS::CloudWatch::Alarm":
                continue
            settings = block(block(each).get("Properties"))
            told = bool(settings.get("Threshold") and settings.get("AlarmActions"))
            level = Level.SUBSTANTIVE if told else Level.PRESENT
            yield Evidence(path, line(each), level, "CloudWatch alarm in a CloudFormation template")
