"""Whether anything gives the interface of OpenTelemetry something to report to.

Source: https://opentelemetry.io/docs/specs/otel/trace/api/#behavior-of-the-api-in-the-absence-of-an-installed-sdk:
the package of the interface alone does nothing.
"""

from __future__ import annotations

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
GIVES_PROVIDER = lazy_regex(
    r"opentelemetry[-_.](?:sdk|exporter|instrumentation|distro|processor|auto)\b.{0,80}"
    r"|(?:logfire|traceloop|openlit|langfuse|langtrace|ddtrace|newrelic|sentry|phoenix|arize|openinference|mlflow"
    r"|elasticotel|elastic-opentelemetry|azure[-_.]monitor[-_.]opentelemetry|aws[-_]opentelemetry|uptrace"
    r"|honeycomb|grafana[-_]opentelemetry|splunk[-_]opentelemetry|google[-_.]cloud[-_.]trace|agentops|weave|opik"
    r"|hypertrace|sumologic|lightstep|dynatrace|instana|signoz|coralogix|highlight|langwatch|lunary|pydantic[-_]ai"
    r"|telemetry|observability|tracing)(?:[-_.].{0,80})?",
)
COMMAND_WORDS = (
    "opentelemetry-instrument",
    "OTEL_PYTHON_",
    "ddtrace-run",
    "newrelic-admin",
    "elastic-opentelemetry",
)
INJECTION_MARK = b"instrumentation.opentelemetry.io/inject"


def is_unheard(repo: Snapshot, tool: str, target: str) -> bool:
    """Whether a call is one of the interface of OpenTelemetry, in a repository that gives it no provider."""
    return tool == TOOL and last_part(target) in OF_INTERFACE and not _has_provider(repo)


@derived
def _has_provider(repo: Snapshot) -> bool:
    imported = (
        each.module
        for path, facts in repo.modules.items()
        if not is_test(repo, path)
        for each in facts.imports
    )
    listed = (each.name.casefold() for file in repo.dependencies.values() for each in file.dependencies)
    return (
        _gives(imported)
        or _gives(listed)
        or any(word in start.script for start in starts(repo) for word in COMMAND_WORDS)
        or any(_names(repo, path) for path in (*repo.dockerfiles, *repo.services))
        or any(
            path.endswith((".yaml", ".yml")) and INJECTION_MARK in (repo.content(path) or b"")
            for path in repo.paths
        )
    )


def _names(repo: Snapshot, path: str) -> bool:
    text = repo.text(path) or ""
    return "opentelemetry" in text or any(word in text for word in COMMAND_WORDS)


def _gives(names: Iterable[str]) -> bool:
    return any(GIVES_PROVIDER.fullmatch(each) is not None for each in names)
