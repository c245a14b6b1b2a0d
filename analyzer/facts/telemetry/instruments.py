"""The libraries by which a running service reports how it is doing, and the calls that enable them."""

from __future__ import annotations

from analyzer.text import word_set
from analyzer.wiring.catalogue import Tool

STORED_SERIES = "InfluxDB metrics"


class Instrument(Tool, frozen=True):
    """A library that measures a running service: its packages and the calls that enable it."""

    calls: frozenset[str]


SERVICE_INSTRUMENTS = (
    Instrument(
        "Prometheus metrics",
        ("prometheus_client",),
        word_set(
            "Counter Gauge Histogram Summary Info Enum start_http_server make_asgi_app "
            "make_wsgi_app push_to_gateway generate_latest"
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
        word_set("initialize increment gauge histogram patch patch_all wrap trace statsd enable"),
    ),
    Instrument("Sentry error reports", ("sentry_sdk",), word_set("init capture_exception capture_message")),
    Instrument("Sentry error reports", ("raven",), word_set("Client Sentry captureException")),
    Instrument(
        "New Relic",
        ("newrelic",),
        word_set("initialize register_application record_custom_metric record_custom_event"),
    ),
    Instrument("Elastic APM", ("elasticapm",), word_set("Client ElasticAPM instrument make_apm_client")),
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
        "CloudWatch metrics",
        ("aws_embedded_metrics",),
        word_set("metric_scope MetricsLogger create_metrics_logger put_metric"),
    ),
    # Platforms that watch what a model answered, on a schedule of their own.
    Instrument(
        "Databricks data profiling",
        ("databricks.lakehouse_monitoring", "databricks.sdk"),
        word_set("MonitorInferenceLog MonitorTimeSeries InferenceLogConfig TimeSeriesConfig create_monitor"),
    ),
    Instrument(
        "SageMaker Model Monitor",
        ("sagemaker.model_monitor", "sagemaker.clarify"),
        word_set(
            "DefaultModelMonitor ModelQualityMonitor ModelBiasMonitor ModelExplainabilityMonitor "
            "create_monitoring_schedule"
        ),
    ),
    Instrument(
        "Vertex AI Model Monitoring",
        ("google.cloud.aiplatform", "vertexai.resources.preview.ml_monitoring"),
        word_set("ModelDeploymentMonitoringJob create_model_deployment_monitoring_job ModelMonitor"),
    ),
    Instrument("Azure ML model monitoring", ("azure.ai.ml",), word_set("MonitorDefinition MonitorSchedule")),
    Instrument("metrics of Ray", ("ray.util.metrics",), word_set("Counter Gauge Histogram")),
    Instrument("Evidently", ("evidently.ui",), word_set("add_run add_report add_snapshot add_test_suite")),
    Instrument("whylogs profiles", ("whylogs",), word_set("log logger")),
    # A store of anything over time: `stored_series` says whether what is written measures the service.
    Instrument(
        STORED_SERIES,
        ("influxdb_client", "influxdb"),
        word_set("write write_points InfluxDBClient write_api"),
    ),
)
