from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

KIND = "aws_cloudwatch_metric_alarm"
NOTE = f"Terraform alarm {KIND}"


def resource(kind: str, *lines: str, name: str = "errors") -> str:
    body = "".join(f"  {line}\n" for line in lines)
    return f'resource "{kind}" "{name}" {{\n{body}}}\n'


NAMESPACE, OWN_NAMESPACE = 'namespace = "AWS/Lambda"', 'namespace = "Model"'
BOUND, TELLS = "threshold = 1", "alarm_actions = [aws_sns_topic.team.arn]"
METRIC = 'metric_name = "PredictErrors"'
ALARM = resource(KIND, NAMESPACE, 'metric_name = "Errors"', BOUND, TELLS)
OWN_ALARM = resource(KIND, OWN_NAMESPACE, METRIC, BOUND, TELLS)
BALANCER = resource(KIND, 'namespace = "AWS/ApplicationELB"', BOUND, TELLS)
FUNCTION = resource("aws_lambda_function", "x = 1", name="router")
FILTER = resource(
    "aws_cloudwatch_log_metric_filter", 'metric_transformation {\n    name = "PredictErrors"\n  }', name="f"
)
PUTS = "client.put_metric_data(MetricData=[{'name': 'PredictErrors'}])\n"
STARTED = {"job.py": PUTS, "Procfile": "worker: python job.py\n"}
NAMES = "metric = {'MetricName': 'PredictErrors'}\n"
CALLS = 'module "a" {\n  source = "../modules/a"\n}\n'
SWITCHED = resource(KIND, "count = var.alarms ? 1 : 0", NAMESPACE, BOUND, TELLS)
OFF = 'variable "alarms" {\n  description = "x"\n  default     = false\n}\n'

TERRAFORM = {
    "on a resource that is there": ({"main.tf": FUNCTION + ALARM}, Level.WIRED, 4),
    "on a resource of another file": ({"a.tf": FUNCTION, "main.tf": ALARM}, Level.WIRED, 1),
    "on a resource of another name": ({"main.tf": BALANCER + resource("aws_lb", "x = 1")}, Level.WIRED, 1),
    "on a resource of another service": ({"main.tf": BALANCER + FUNCTION}, Level.SUBSTANTIVE, 1),
    "on nothing of its own": ({"main.tf": ALARM}, Level.SUBSTANTIVE, 1),
    "on a metric that code puts": ({"main.tf": OWN_ALARM, **STARTED}, Level.WIRED, 1),
    "on a metric that code puts which nothing starts": ({"main.tf": OWN_ALARM, "job.py": PUTS}, Level.SUBSTANTIVE, 1),
    "on a metric that code names": ({"main.tf": OWN_ALARM, **STARTED, "job.py": NAMES}, Level.WIRED, 1),
    "on a metric of no namespace that code puts": (
        {"main.tf": resource(KIND, METRIC, BOUND, TELLS), **STARTED}, Level.WIRED, 1),
    "on a metric that logs give": ({"main.tf": OWN_ALARM, "f.tf": FILTER}, Level.WIRED, 1),
    "on a metric that only a test puts": ({"main.tf": OWN_ALARM, "tests/test_a.py": PUTS}, Level.SUBSTANTIVE, 1),
    "on a metric that code says": ({"main.tf": OWN_ALARM, **STARTED, "job.py": "x = 'PredictErrors'\n"}, Level.SUBSTANTIVE, 1),
    "on a metric that another language puts": ({"main.tf": OWN_ALARM, "job.txt": PUTS}, Level.SUBSTANTIVE, 1),
    "on another metric than code puts": (
        {"main.tf": OWN_ALARM, **STARTED, "job.py": PUTS.replace("PredictErrors", "Others")}, Level.SUBSTANTIVE, 1),
    "on a provider's metric that code names": (
        {"main.tf": resource(KIND, NAMESPACE, METRIC, BOUND, TELLS), **STARTED}, Level.SUBSTANTIVE, 1),
    "without a metric": ({"main.tf": resource(KIND, OWN_NAMESPACE, BOUND, TELLS)}, Level.SUBSTANTIVE, 1),
    "without a limit": ({"main.tf": FUNCTION + resource(KIND, NAMESPACE, TELLS)}, Level.PRESENT, 4),
    "that tells nobody": ({"main.tf": FUNCTION + resource(KIND, NAMESPACE, BOUND)}, Level.PRESENT, 4),
    "behind a variable that is off": ({"main.tf": FUNCTION + SWITCHED, "v.tf": OFF}, Level.PRESENT, 4),
    "behind a variable that is on": (
        {"main.tf": FUNCTION + SWITCHED, "v.tf": OFF.replace("false", "true")}, Level.WIRED, 4),
    "behind a variable that somebody switches on": (
        {"main.tf": FUNCTION + SWITCHED, "v.tf": OFF, "prod.tfvars": "alarms = true\n"}, Level.WIRED, 4),
    "behind a variable that somebody leaves off": (
        {"main.tf": FUNCTION + SWITCHED, "v.tf": OFF, "prod.tfvars": "alarms = false\n"}, Level.PRESENT, 4),
    "behind a variable that CI switches on": (
        {"main.tf": FUNCTION + SWITCHED, "v.tf": OFF, "Makefile": "up:\n\tterraform apply -var alarms=true\n"}, Level.WIRED, 4),
    "where a variable is off": (
        {"main.tf": FUNCTION + SWITCHED.replace("var.alarms ?", "!var.alarms ?"), "v.tf": OFF}, Level.WIRED, 4),
    "for each of none": (
        {"main.tf": FUNCTION + SWITCHED.replace("count = var.alarms ? 1 : 0", "for_each = var.alarms"),
         "v.tf": OFF.replace("false", "{}")}, Level.PRESENT, 4),
    "that tells an empty list": (
        {"main.tf": FUNCTION + resource(KIND, NAMESPACE, BOUND, "alarm_actions = []")}, Level.PRESENT, 4),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "line"), TERRAFORM.values(), ids=TERRAFORM)
def test_level_of_an_alarm_follows_its_limit_whom_it_tells_and_what_it_watches(
    files: dict[str, str], level: Level, line: int
) -> None:
    assert_found(run("alerting", snapshot(files)), level, f"main.tf:{line}", NOTE)


OTHERS = {
    "datadog_monitor": ('query = "avg(last_5m):x > 1"', 'message = "@team"', Level.SUBSTANTIVE),
    "pagerduty_service": ("escalation_policy = pagerduty_escalation_policy.team.id", "", Level.SUBSTANTIVE),
    "google_monitoring_alert_policy": ("threshold_value = 1", "", Level.PRESENT),
    "azurerm_monitor_metric_alert": ("threshold = 1", "action {}", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("kind", "lines"), list(OTHERS.items()), ids=list(OTHERS))
def test_every_provider_has_its_words(kind: str, lines: tuple[str, str, Level]) -> None:
    *body, level = lines
    text = resource(kind, *map(str, body))
    assert_found(run("alerting", snapshot({"main.tf": text})), level, "main.tf:1", f"Terraform alarm {kind}")


def test_each_alarm_of_a_file_has_its_own_body_and_line() -> None:
    first, second = resource(KIND, BOUND), resource(KIND, BOUND, TELLS)
    assert told(run("alerting", snapshot({"main.tf": "\n" + first + FUNCTION + second}))) == [
        f"SUBSTANTIVE main.tf:8 {NOTE}",
        f"PRESENT main.tf:2 {NOTE}",
    ]


@pytest.mark.parametrize("text", ['variable "alarm" {}\n', FUNCTION])
def test_other_resources_are_no_alarms(text: str) -> None:
    assert_found(run("alerting", snapshot({"variables.tf": text, "README.md": ALARM})), Level.ABSENT)


def template(kind: str, *settings: str) -> str:
    body = "".join(f"      {each}\n" for each in settings)
    return f"Resources:\n  Alarm:\n    Type: {kind}\n    Properties:\n{body}"


BOUND_THERE, TOLD_THERE = "Threshold: 1", "AlarmActions: [!Ref Topic]"
TEMPLATES = {
    "a limit and somebody to tell": (template("AWS::CloudWatch::Alarm", BOUND_THERE, TOLD_THERE), Level.SUBSTANTIVE),
    "a limit": (template("AWS::CloudWatch::Alarm", BOUND_THERE), Level.PRESENT),
    "somebody to tell": (template("AWS::CloudWatch::Alarm", TOLD_THERE), Level.PRESENT),
    "something else": (template("AWS::SNS::Topic", "Name: AWS::CloudWatch::Alarm"), Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level"), TEMPLATES.values(), ids=TEMPLATES)
def test_level_of_an_alarm_in_a_template_follows_its_limit_and_whom_it_tells(text: str, level: Level) -> None:
    finding = run("alerting", snapshot({"stack.yaml": text}))
    assert_found(finding, level, "stack.yaml:3", "CloudWatch alarm in a CloudFormation template")


MODULES = {
    "called": ({"tf/modules/a/main.tf": FUNCTION + ALARM, "tf/dev/main.tf": CALLS}, Level.WIRED),
    "called from afar": (
        {
            "tf/modules/a/main.tf": FUNCTION + ALARM,
            "x.tf": CALLS.replace("../", "git::https://h/o/r.git//tf/"),
        },
        Level.WIRED,
    ),
    "called by nobody": (
        {"tf/modules/a/main.tf": FUNCTION + ALARM, "tf/dev/main.tf": CALLS.replace("/a", "/b")},
        Level.PRESENT,
    ),
    "a root": ({"tf/a/main.tf": FUNCTION + ALARM, "x.tf": CALLS}, Level.WIRED),
}


@pytest.mark.parametrize(("files", "level"), MODULES.values(), ids=MODULES)
def test_an_alarm_in_a_module_is_made_where_the_module_is_called(files: dict[str, str], level: Level) -> None:
    assert run("alerting", snapshot(files)).level is level
