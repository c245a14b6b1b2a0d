"""Whether anything gives the interface of OpenTelemetry something to report to.

Source: https://opentelemetry.io/docs/specs/otel/trace/api/#behavior-of-the-api-in-the-absence-of-an-installed-sdk:
the package of the interface alone does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_test
from analyzer.wiring.starts.entrypoints import starts

TOOL = "OpenTelemetry"
# Calls of the interface: without a provider each gives an object that drops what it is told.
OF_INTERFACE = word_set(
    "get_tracer get_meter start_as_current_span start_span create_counter create_histogram "
    "create_up_down_counter create_gauge create_observable_gauge create_observable_counter"
)
# What sets a provider: the kit, its exporters and instrumentations, and tools that are made of them.
MADE_OF_IT = (
    r"logfire|traceloop|openlit|langfuse|langtrace|ddtrace|newrelic|sentry|phoenix|arize|openinference|mlflow"
    r"|elasticotel|elastic-opentelemetry|azure[-_.]monitor[-_.]opentelemetry|aws[-_]opentelemetry|uptrace"
    r"|honeycomb|grafana[-_]opentelemetry|splunk[-_]opentelemetry|google[-_.]cloud[-_.]trace|agentops|weave|opik"
    r"|hypertrace|sumologic|lightstep|dynatrace|instana|signoz|coralogix|highlight|langwatch|lunary|pydantic[-_]ai"
)
GIVES_PROVIDER = lazy_regex(
    r"opentelemetry[-_.](?:sdk|exporter|instrumentation|distro|processor|auto)\b.{0,80}"
    rf"|(?:{MADE_OF_IT}|telemetry|observability|tracing)(?:[-_.].{{0,80}})?",
)
# What sends away what it is told, or has it fetched; the exporters of the kit itself print it.
SENDS_AWAY = lazy_regex(
    rf"opentelemetry[-_.](?:exporter|distro|auto)\b.{{0,80}}|(?:{MADE_OF_IT})(?:[-_.].{{0,80}})?"
)
PRINTING_EXPORTERS = word_set("ConsoleSpanExporter ConsoleMetricExporter ConsoleLogExporter")
COMMAND_WORDS = (
    "opentelemetry-instrument",
    "OTEL_PYTHON_",
    "ddtrace-run",
    "newrelic-admin",
    "elastic-opentelemetry",
)
INJECTION_MARK = b"instrumentation.opentelemetry.io/inject"


def is_unheard(repo: Snapshot, tool: str, target: str) -> bool:
    """Whether a call reports to nobody: OpenTelemetry's, where it has no provider or only one that prints."""
    if tool != TOOL:
        return False
    return (last_part(target) in OF_INTERFACE and not _has_provider(repo)) or _only_prints(repo)


@derived
def _only_prints(repo: Snapshot) -> bool:
    """Whether all that OpenTelemetry is told is printed: nothing here sends it away."""
    modules = [facts for path, facts in repo.modules.items() if not is_test(repo, path)]
    if not any(last_part(call.target) in PRINTING_EXPORTERS for facts in modules for call in facts.calls):
        return False
    listed = (each.name.casefold() for file in repo.dependencies.values() for each in file.dependencies)
    sends = (each.module for facts in modules for each in facts.imports)
    return not (_matches(SENDS_AWAY, sends) or _matches(SENDS_AWAY, listed) or _is_told_outside(repo))


@derived
def _has_provider(repo: Snapshot) -> bool:
    imported = (
        each.module
        for path, facts in repo.modules.items()
        if not is_test(repo, path)
        for each in facts.imports
    )
    listed = (each.name.casefold() for file in repo.dependencies.values() for each in file.dependencies)
    return _matches(GIVES_PROVIDER, imported) or _matches(GIVES_PROVIDER, listed) or _is_told_outside(repo)


def _is_told_outside(repo: Snapshot) -> bool:
    """Whether a command, an image, a service or a cluster says where to report to."""
    return (
        any(word in start.script for start in starts(repo) for word in COMMAND_WORDS)
        or any(_names(repo, path) for path in (*repo.dockerfiles, *repo.services))
        or any(
            path.endswith((".yaml", ".yml")) and INJECTION_MARK in (repo.content(path) or b"")
            for path in repo.paths
        )
    )


def _names(repo: Snapshot, path: str) -> bool:
    text = repo.text(path) or ""
    return "opentelemetry" in text or any(word in text for word in COMMAND_WORDS)


def _matches(pattern: re.Pattern[str], names: Iterable[str]) -> bool:
    return any(pattern.fullmatch(each) is not None for each in names)
