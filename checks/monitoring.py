"""Monitoring: how the people who run the service learn how it is doing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import words_of
from analyzer.references import sound_modules
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.entrypoints import starts
from analyzer.wiring.model_uses import training_modules
from analyzer.wiring.modules import Use, package_of, package_uses
from analyzer.wiring.purpose import is_library
from analyzer.wiring.reachability import is_live
from analyzer.wiring.roles import is_example_path, is_test


@dataclass(frozen=True, slots=True)
class Instrument(Tool):
    """A library that measures a running service: its packages and the calls that enable it."""

    calls: frozenset[str]


INSTRUMENTS = Catalogue(
    Instrument(
        "Prometheus metrics",
        ("prometheus_client",),
        word_set(
            "Counter Gauge Histogram Summary Info Enum start_http_server make_asgi_app "
            "make_wsgi_app push_to_gateway"
        ),
    ),
    Instrument(
        "Prometheus metrics",
        ("prometheus_fastapi_instrumentator",),
        word_set("Instrumentator instrument expose"),
    ),
    Instrument(
        "Prometheus metrics",
        ("starlette_exporter", "starlette_prometheus"),
        word_set("PrometheusMiddleware handle_metrics metrics"),
    ),
    Instrument(
        "Prometheus metrics",
        ("prometheus_flask_exporter",),
        word_set("PrometheusMetrics GunicornPrometheusMetrics init_app"),
    ),
    Instrument(
        "Prometheus metrics",
        ("django_prometheus", "aioprometheus", "prometheus_async"),
        word_set("Counter Gauge time MetricsMiddleware"),
    ),
    Instrument(
        "OpenTelemetry",
        ("opentelemetry",),
        word_set(
            "set_tracer_provider set_meter_provider instrument_app instrument "
            "start_as_current_span get_meter get_tracer create_counter create_histogram "
            "TracerProvider MeterProvider"
        ),
    ),
    Instrument(
        "StatsD metrics",
        ("statsd", "aiodogstatsd"),
        word_set("StatsClient incr timing gauge timer TCPStatsClient"),
    ),
    Instrument(
        "Datadog",
        ("datadog", "ddtrace"),
        word_set("initialize increment gauge histogram patch patch_all wrap trace statsd"),
    ),
    Instrument("Sentry error reports", ("sentry_sdk",), word_set("init capture_exception capture_message")),
    Instrument("Sentry error reports", ("raven",), word_set("Client Sentry captureException")),
    Instrument(
        "New Relic",
        ("newrelic",),
        word_set("initialize register_application record_custom_metric record_custom_event"),
    ),
    Instrument("Elastic APM", ("elasticapm",), word_set("Client ElasticAPM instrument make_apm_client")),
    Instrument("Logfire", ("logfire",), word_set("configure instrument_fastapi instrument span")),
    Instrument("Rollbar error reports", ("rollbar",), word_set("init report_exc_info")),
    Instrument("Bugsnag error reports", ("bugsnag",), word_set("configure notify")),
    Instrument("Honeybadger error reports", ("honeybadger",), word_set("configure notify")),
    Instrument("Airbrake error reports", ("pybrake", "airbrake"), word_set("Notifier notify")),
    Instrument(
        "Azure Monitor",
        ("applicationinsights", "opencensus", "azure.monitor.opentelemetry"),
        word_set(
            "TelemetryClient AzureLogHandler AzureExporter configure_azure_monitor "
            "new_metrics_exporter track_metric track_event"
        ),
    ),
    Instrument("CloudWatch metrics", ("boto3", "aiobotocore"), word_set("put_metric_data")),
    Instrument("AWS X-Ray", ("aws_xray_sdk",), word_set("patch_all XRayMiddleware capture configure")),
    Instrument(
        "AWS Lambda Powertools metrics",
        ("aws_lambda_powertools",),
        word_set("Metrics Tracer add_metric log_metrics"),
    ),
    Instrument(
        "Google Cloud monitoring",
        ("google.cloud.monitoring_v3", "google.cloud.error_reporting"),
        word_set("MetricServiceClient create_time_series Client report_exception report"),
    ),
    Instrument(
        "InfluxDB metrics",
        ("influxdb_client", "influxdb"),
        word_set("write write_points InfluxDBClient write_api"),
    ),
    Instrument("Langfuse traces", ("langfuse",), word_set("Langfuse observe trace CallbackHandler")),
    Instrument("LangSmith traces", ("langsmith",), word_set("traceable Client wrap_openai")),
    Instrument("Phoenix traces", ("phoenix",), word_set("register launch_app log_evaluations")),
    Instrument("OpenLLMetry traces", ("traceloop", "openlit"), word_set("init")),
    Instrument("Arize", ("arize",), word_set("Client log")),
)
# Names that also belong to something else: only a call that switches the tool on counts.
AMBIGUOUS_INSTRUMENTS = word_set(
    "boto3 aiobotocore phoenix datadog statsd logfire langsmith influxdb influxdb_client opencensus"
)

# Measures of quality, and the words by which code says that it watches with them.
QUALITY_MEASURES = word_set("sklearn.metrics sktime.performance_metrics torchmetrics")
MONITORING_WORDS = word_set("monitor monitors monitoring monitored")

# Wrappers and flags that instrument whatever they start, with no import in the code.
START_MARKS = {
    "ddtrace-run": "Datadog",
    "opentelemetry-instrument": "OpenTelemetry",
    "newrelic-admin": "New Relic",
    "elasticapm-run": "Elastic APM",
    "--statsd-host": "StatsD metrics",
    "--statsd-prefix": "StatsD metrics",
    "--dogstatsd-tags": "StatsD metrics",
}

# Images that turn a service's own signals into metrics; a stock server image alone measures nothing.
EXPORTER_IMAGES = {
    "statsd-exporter": "StatsD exporter",
    "statsd_exporter": "StatsD exporter",
    "graphite-exporter": "Graphite exporter",
    "json-exporter": "JSON exporter",
    "opentelemetry-collector": "OpenTelemetry collector",
    "otel/opentelemetry-collector-contrib": "OpenTelemetry collector",
    "datadog/agent": "Datadog agent",
    "telegraf": "Telegraf",
}
STOCK_IMAGES = ("prom/prometheus", "grafana/grafana", "node-exporter", "cadvisor", "prom/alertmanager")


@check(
    id="monitoring",
    title="monitoring",
    reads=(FileKind.PYTHON, FileKind.DOCKERFILE, FileKind.COMPOSE, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="What did the signal from {path} look like the last time something went wrong?",
        absent="Your model's answers have been worse since this morning: who or what notices, and how?",
        strong="Describes the last time the signal moved, what it meant, and what it could not show.",
        weak="Names the tool and its dashboard.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library is monitored by whoever runs it",
        Purpose.RESEARCH: "research code runs while somebody watches it",
    },
    other_languages=OtherLanguages(
        "a program that runs by itself can report metrics and errors",
        (Role.OPERATE,),
    ),
    covers=("B6", "B7"),
)
def monitoring(repo: Snapshot) -> Iterator[Observation]:
    """The project's own service reports metrics, traces or errors, in code or through configuration.

    Present: an instrumentation library in live code, or an exporter next to the service. Substantive: a
    call in live code or the command that starts a server enables the instrumentation, or code that is named
    for monitoring measures a model's answers. Wired: it is on a path that runs: in a module that something
    starts (an image, a service, a job, CI, a schedule) or that such a module imports, or on the command that
    starts a file of this repository. An application that nothing starts, or that cannot be loaded as it was
    committed, reports nothing. Stock
    monitoring images that nothing in the repository reports to are only claimed, and so is what a library
    offers to its users' services.
    """
    library = is_library(repo)
    instrumented = False
    for evidence in _in_code(repo, library=library):
        instrumented = True
        yield evidence
    for evidence in _on_start(repo):
        instrumented = True
        yield evidence
    if not library:
        yield from _own_measures(repo)
    yield from _beside(repo, instrumented)


def _in_code(repo: Snapshot, *, library: bool) -> Iterator[Evidence]:
    by_path: dict[tuple[str, str], list[Use]] = {}
    for use, instrument in INSTRUMENTS.uses(repo):
        if not use.code.notebook and not is_test(repo, use.code.path):
            by_path.setdefault((use.code.path, instrument.name), []).append(use)
    for (path, tool), group in by_path.items():
        if library or is_example_path(path):
            what = "a library offers it to its users" if library else "in an example"
            yield Evidence(
                path, group[0].line, Level.CLAIMED, f"{tool}: {what}; no service of its own reports"
            )
            continue
        evidence = _code_evidence(repo, path, tool, group)
        if evidence is not None:
            yield evidence


def _own_measures(repo: Snapshot) -> Iterator[Evidence]:
    """Metrics of a model's answers against the true outcomes, in code that is named for monitoring."""
    training, running = training_modules(repo), sound_modules(repo)
    seen: set[str] = set()
    for use in package_uses(repo, QUALITY_MEASURES):
        path, call = use.code.path, use.call
        if call is None or path in seen or use.code.notebook or path in training:
            continue
        if is_test(repo, path) or is_example_path(path) or not is_live(repo, use.code, call.function):
            continue
        words = words_of(basename(path)) | words_of(call.function or "")
        if words & MONITORING_WORDS:
            seen.add(path)
            where = ", in code that is run" if path in running else ""
            level = Level.WIRED if where else Level.SUBSTANTIVE
            what = use.target.rpartition(".")[2]
            yield Evidence(path, use.line, level, f"metrics of the model's answers: {what}{where}")


def _code_evidence(repo: Snapshot, path: str, tool: str, group: list[Use]) -> Evidence | None:
    on = [use for use in group if _switches_on(use)]
    live = [use for use in on if use.call is not None and is_live(repo, use.code, use.call.function)]
    if live:
        running = path in sound_modules(repo)
        level = Level.WIRED if running else Level.SUBSTANTIVE
        where = "in code that is started" if running else "in code that nothing here was seen to start"
        return Evidence(path, live[0].line, level, f"{tool}: {live[0].target}, {where}")
    if package_of(group[0].target, AMBIGUOUS_INSTRUMENTS) is not None and not on:
        return None
    return Evidence(path, group[0].line, Level.PRESENT, f"{tool}: imported, but not enabled here")


def _switches_on(use: Use) -> bool:
    instrument = INSTRUMENTS.of(use.target)
    if use.call is None or instrument is None:
        return False
    return use.target.rpartition(".")[2].removesuffix("()") in instrument.calls


def _on_start(repo: Snapshot) -> Iterator[Evidence]:
    for start in starts(repo):
        words = [basename(word.partition("=")[0]) for word in start.script.split()]
        tool = next((START_MARKS[word] for word in words if word in START_MARKS), None)
        if tool is not None:
            level = Level.WIRED if start.module is not None else Level.SUBSTANTIVE
            yield Evidence(
                start.path,
                start.line,
                level,
                f"{tool}: on the command that starts {' '.join(start.words)[:80]}",
            )


def _beside(repo: Snapshot, instrumented: bool) -> Iterator[Evidence]:
    """Exporters and monitoring servers in compose files."""
    for path, services in repo.services.items():
        own = [service for service in services if service.build_context is not None or service.command]
        for service in services:
            image = service.image or ""
            exporter = next((name for mark, name in EXPORTER_IMAGES.items() if mark in image), None)
            if exporter is not None and own:
                yield Evidence(path, service.line, Level.PRESENT, f"{exporter} next to the service ({image})")
            elif any(mark in image for mark in STOCK_IMAGES) and not instrumented:
                yield Evidence(
                    path,
                    service.line,
                    Level.CLAIMED,
                    f"{image} runs, but nothing in this repository reports to it",
                )
