"""Alert rules, dashboards and notices where services in other languages emit the metrics."""

from __future__ import annotations

import pytest

from analyzer.facts.telemetry.program_metrics import emitted_anywhere, shown_anywhere
from analyzer.model import Level, Status
from tests.support.findings import told
from tests.support.services import GO_IMAGE, NODE_IMAGE, express, gin
from tests.support.snapshots import run, snapshot

RULES = "groups:\n  - name: shop\n    rules:\n      - alert: Slow\n        expr: {metric} > 5\n        labels: {{a: b}}\n"
COUNTER = 'const asked = new Counter({ name: "shop_asked_total", help: "asked" });\n'
CLIENT = 'import { Counter } from "prom-client";\n'
GO_COUNTER = (
    'var asked = prometheus.NewCounter(prometheus.CounterOpts{Namespace: "shop", Name: "asked_total"})\n'
)
GO_CLIENT = '\t"github.com/prometheus/client_golang/prometheus"\n'


def node(*, counter: str = COUNTER, image: bool = True) -> dict[str, str]:
    files = {**express("asked.inc(); res.json({});", imports=CLIENT, more=counter)}
    return {**files, "Dockerfile": NODE_IMAGE} if image else files


def go(*, image: bool = True) -> dict[str, str]:
    files = gin("asked.Inc()", imports=GO_CLIENT)
    files["main.go"] += GO_COUNTER
    return {**files, "Dockerfile": GO_IMAGE} if image else files


def rules(metric: str = "shop_asked_total") -> dict[str, str]:
    return {"alerts.yml": RULES.format(metric=metric)}


EMITTED = "alert 'Slow' on shop_asked_total, which is emitted here; no real receiver"
LEVELS = {
    "a metric of prom-client": ({**node(), **rules()}, f"SUBSTANTIVE alerts.yml:4 {EMITTED}"),
    "a metric of client_golang": ({**go(), **rules()}, f"SUBSTANTIVE alerts.yml:4 {EMITTED}"),
    "a metric with its suffix": (
        {**node(counter='const asked = new Counter({ name: "shop_asked", help: "a" });\n'), **rules()},
        f"SUBSTANTIVE alerts.yml:4 {EMITTED}"),
    "in what nothing starts": (
        {**node(image=False), **rules()},
        f"SUBSTANTIVE alerts.yml:4 {EMITTED}; shop_asked_total is emitted in server.ts, which nothing here was seen to start"),
    "another metric": (
        {**node(), **rules("shop_paid_total")},
        "PRESENT alerts.yml:4 1 alert rule, e.g. 'Slow'; nothing here emits shop_paid_total"),
}  # fmt: skip
NOTIFIES = (
    'import {{ WebClient }} from "@slack/web-api";\nconst slack = new WebClient("x");\n'
    "export async function watch(errorRate: number) {{\n  {branch}\n"
    '    await slack.chat.postMessage({{ text: "high" }});\n  }}\n}}\nsetInterval(watch, 1);\n'
)
NAMES = {
    "prom-client": (node(), {"shop_asked_total": {"server.ts"}}),
    "client_golang": (go(), {"shop_asked_total": {"main.go"}}),
    "a meter that is handed in": (
        {"package.json": "{}", "a.ts": 'export function f(meter) {\n  meter.createCounter("shop.asked");\n}\n'},
        {"shop_asked": {"a.ts"}}),
    "only a test": ({"package.json": "{}", "a.test.ts": CLIENT + COUNTER}, {}),
    "an import alone": ({"package.json": "{}", "a.ts": CLIENT}, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", LEVELS)
def test_levels(case: str) -> None:
    files, expected = LEVELS[case]
    assert told(run("alerting", snapshot(files))) == [expected]


@pytest.mark.parametrize("case", NAMES)
def test_names_of_instruments(case: str) -> None:
    files, names = NAMES[case]
    assert emitted_anywhere(snapshot(files)).by_code == names


def test_a_name_that_is_put_together_is_not_told() -> None:
    files = node(counter='const asked = new Counter({ name: prefix + "asked", help: "a" });\n')
    assert emitted_anywhere(snapshot(files)).unnamed == {"server.ts"}


def test_what_only_a_test_emits_is_known_to_be_shown() -> None:
    repo = snapshot({"package.json": "{}", "a.test.ts": CLIENT + COUNTER})
    assert shown_anywhere(repo) == {"shop_asked_total": {"a.test.ts"}}


@pytest.mark.parametrize(
    ("branch", "level"),
    [
        ("if (errorRate > 0.1) {", Level.SUBSTANTIVE),
        ("if (errorRate) {", Level.ABSENT),
        ("if (price > 3) {", Level.ABSENT),
        ("{", Level.ABSENT),
    ],
)
def test_a_message_is_sent_when_a_limit_is_crossed(branch: str, level: Level) -> None:
    files = {"package.json": "{}", "watch.ts": NOTIFIES.format(branch=branch)}
    finding = run("alerting", snapshot(files))
    assert (finding.status, finding.level) == (Status.MEASURED, level)


def test_a_message_in_what_an_image_starts_is_wired() -> None:
    source = NOTIFIES.format(branch="if (errorRate > 0.1) {")
    files = {"package.json": "{}", "server.ts": source, "Dockerfile": NODE_IMAGE}
    note = "code notifies (postMessage) when a limit is crossed"
    assert told(run("alerting", snapshot(files))) == [f"WIRED server.ts:4 {note}"]
