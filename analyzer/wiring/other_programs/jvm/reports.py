"""Packages of Java, Kotlin and Scala that report: logs, metrics, traces, errors.

Sources: https://docs.micrometer.io/micrometer/reference/, https://prometheus.github.io/client_java/,
https://opentelemetry.io/docs/languages/java/, https://www.slf4j.org/manual.html, https://metrics.dropwizard.io/,
https://docs.sentry.io/platforms/java/.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.jvm.models import AFTER
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

LOG_LEVELS = (
    r"(?:trace|debug|info|warn|warning|error|fatal|severe|fine|finer|finest|config|log|atError|atInfo"
    r"|atWarn)"
)
SPAN_RECORDS = r"(?:tag|setTag|event|error|annotate|log|name)"

JVM_REPORT_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.METRICS,
        "Micrometer",
        "io.micrometer.core io.micrometer.observation",
        rf"\w*MeterRegistry{AFTER}\.(?:counter|timer|gauge\w*|summary|timeGauge|more)"
        rf"|(?:Counter|Timer|Gauge|DistributionSummary|LongTaskTimer|FunctionCounter|TimeGauge|Metrics)"
        r"\.(?:builder|start|resource|counter|timer|gauge\w*|summary)|Observation\.(?:createNotStarted"
        r"|start)"
        rf"|(?:Counter|Timer|DistributionSummary)\(\)\.(?:increment|record\w*)|Timer\.Sample\(\)\.stop",
        decorators=r"Timed|Counted|Observed|TimedSet",
    ),
    # Source: https://ktor.io/docs/server-metrics-micrometer.html
    sign(
        Subject.METRICS,
        "Ktor metrics",
        "io.ktor.server.metrics io.ktor.metrics",
        handed=r"(?:Micrometer|Dropwizard)Metrics",
        imported=False,
    ),
    sign(
        Subject.METRICS,
        "Prometheus client",
        "io.prometheus.client io.prometheus.metrics",
        r"(?:Counter|Gauge|Histogram|Summary|Info|Enumeration)(?:\.build\w*"
        r"|\(\))(?:\(\))?(?:\.\w+(?:\(\))?)*"
        r"|DefaultExports\.initialize|JvmMetrics\.builder|HTTPServer(?:\.\w+)*|.*\.registerMetrics?",
    ),
    sign(
        Subject.METRICS,
        "OpenTelemetry metrics",
        "io.opentelemetry.api.metrics io.opentelemetry.sdk.metrics",
        rf"Meter{AFTER}\.(?:counter|histogram|gauge|upDownCounter)Builder"
        rf"|(?:Long|Double)(?:Counter|Histogram|UpDownCounter|Gauge){AFTER}\.(?:add|record|set)"
        rf"|SdkMeterProvider\.builder",
    ),
    sign(
        Subject.METRICS,
        "OpenTelemetry metrics",
        "io.opentelemetry.api",
        rf"\w*OpenTelemetry{AFTER}\.(?:getMeter|counterBuilder|histogramBuilder)",
        imported=False,
    ),
    sign(
        Subject.METRICS,
        "Dropwizard Metrics",
        "com.codahale.metrics io.dropwizard.metrics nl.grons.metrics4",
        rf"(?:MetricRegistry|SharedMetricRegistries){AFTER}\.(?:counter|timer|meter|histogram|gauge"
        rf"|register)"
        rf"|(?:Counter|Timer|Meter|Histogram)\(\)\.(?:inc|mark|update|time)|metrics\.\w+",
        decorators=r"Timed|Metered|ExceptionMetered|Counted|Gauge",
    ),
    sign(
        Subject.METRICS,
        "MicroProfile Metrics",
        "org.eclipse.microprofile.metrics",
        rf"MetricRegistry{AFTER}\.\w+|Counter\(\)\.inc|Timer\(\)\.\w+",
        decorators=r"Counted|Timed|SimplyTimed|Metered|ConcurrentGauge|Gauge",
    ),
    sign(
        Subject.METRICS,
        "CloudWatch",
        "software.amazon.awssdk.services.cloudwatch com.amazonaws.services.cloudwatch"
        " aws.sdk.kotlin.services.cloudwatch software.amazon.cloudwatchlogs.emf"
        " software.amazon.lambda.powertools.metrics",
        rf"\w*CloudWatch\w*{AFTER}\.putMetricData|MetricsLogger{AFTER}\.(?:putMetric|flush)"
        r"|MetricsUtils\.\w+|Metrics\(\)\.addMetric",
        decorators=r"Metrics|FlushMetrics",
    ),
    sign(
        Subject.METRICS,
        "StatsD",
        "com.timgroup.statsd com.datadoghq github.gphat.censorinus",
        rf"\w*StatsDClient{AFTER}\.(?:increment\w*|count|gauge|recordGaugeValue|time|record\w+|histogram"
        rf"|distribution)",
    ),
    sign(
        Subject.METRICS,
        "Kamon",
        "kamon",
        r"(?:Kamon|Metrics|Kamon\.metrics)\.(?:counter|histogram|gauge|timer|rangeSampler|init)",
    ),
    sign(
        Subject.TRACES,
        "OpenTelemetry",
        "io.opentelemetry",
        rf"Tracer{AFTER}\.spanBuilder|\w*OpenTelemetry{AFTER}\.(?:getTracer|tracerBuilder)"
        rf"|GlobalOpenTelemetry{AFTER}\.spanBuilder"
        r"|SdkTracerProvider\.builder|OtlpGrpcSpanExporter\.\w+|AutoConfiguredOpenTelemetrySdk\.\w+"
        r"|Span\.current\(\)\.(?!getSpanContext|isRecording)\w+|OpenTelemetrySdk\.builder",
        decorators=r"WithSpan",
    ),
    sign(
        Subject.TRACES,
        "Micrometer tracing",
        "io.micrometer.tracing brave org.springframework.cloud.sleuth io.opentracing",
        rf"\w*Tracer{AFTER}\.(?:nextSpan|startScopedSpan|spanBuilder|newTrace|buildSpan)"
        # The span around may be asked for its number alone, which records nothing.
        rf"|\w*Tracer{AFTER}\.currentSpan\(\)\.{SPAN_RECORDS}|Span\(\)\.{SPAN_RECORDS}|Tracing\.newBuilder",
        decorators=r"NewSpan|ContinueSpan|Traced",
    ),
    sign(Subject.TRACES, "Datadog", "datadog.trace.api", r"GlobalTracer\.get", decorators=r"Trace"),
    sign(
        Subject.TRACES,
        "AWS X-Ray",
        "com.amazonaws.xray software.amazon.lambda.powertools.tracing",
        r"AWSXRay\.\w+|AWSXRayRecorderBuilder\.\w+|TracingUtils\.\w+",
        decorators=r"Tracing|XRayEnabled",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Sentry",
        "io.sentry",
        r"Sentry\.(?:captureException|captureMessage|captureEvent|init)|SentryAndroid\.init",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "error tracker",
        "com.rollbar com.bugsnag io.honeybadger com.google.firebase.crashlytics com.newrelic.api.agent",
        r"Rollbar(?:\(\))?(?:\.\w+\(\))*\.(?:error|critical|log|init)|Bugsnag(?:\(\))?\.(?:notify|start)"
        r"|.*FirebaseCrashlytics.*\.(?:recordException|log)|NewRelic\.noticeError"
        r"|HoneybadgerReporter\(\)\.reportError",
    ),
    sign(
        Subject.LOGGING,
        "SLF4J",
        "org.slf4j",
        rf"(?:Logger\(\)|LoggerFactory\.getLogger\(\)){AFTER}\.{LOG_LEVELS}|MDC\.put\w*",
    ),
    # Lombok writes the field itself.
    sign(
        Subject.LOGGING,
        "SLF4J",
        "lombok.extern lombok",
        rf"\w+\(\)\.(?:atLevel\w*\(\)\.)?{LOG_LEVELS}(?:\(\)\.\w+(?:\(\))?)*",
        imported=False,
    ),
    sign(
        Subject.LOGGING,
        "Log4j",
        "org.apache.log4j org.apache.logging.log4j",
        rf"(?:Logger|LogManager|Logging)(?:\.\w+)?\(\){AFTER}\.{LOG_LEVELS}",
    ),
    sign(
        Subject.LOGGING,
        "java.util.logging",
        "java.util.logging",
        rf"Logger(?:\.getLogger)?\(\){AFTER}\.{LOG_LEVELS}",
    ),
    sign(
        Subject.LOGGING,
        "Java logger",
        "org.jboss.logging io.quarkus.logging org.apache.commons.logging com.google.common.flogger"
        " java.lang.System.Logger",
        rf"(?:Logger|LogFactory|FluentLogger|Log)(?:\.\w+)?(?:\(\)){AFTER}\.{LOG_LEVELS}\w*"
        rf"|Log\.{LOG_LEVELS}\w*",
    ),
    sign(
        Subject.LOGGING,
        "Kotlin logging",
        "mu io.github.oshai.kotlinlogging io.github.microutils",
        rf"(?:KotlinLogging\.logger|KLogger)\(\)\.{LOG_LEVELS}|(?:.*\.)?logger\.{LOG_LEVELS}",
    ),
    # Installed, it writes a line for every request.
    sign(
        Subject.LOGGING,
        "Ktor call logging",
        "io.ktor.server.plugins.calllogging io.ktor.server.plugins.callloging io.ktor.features",
        handed=r"CallLogging",
        imported=False,
    ),
    sign(
        Subject.LOGGING,
        "Scala logging",
        "com.typesafe.scalalogging play.api org.log4s scribe akka.event akka.actor org.apache.pekko.event"
        " org.typelevel.log4cats zio.logging",
        rf"(?:.*\.)?(?:logger|log|Logger\(\)|Logger\.\w+\(\)|Logger\[\w+\])\.{LOG_LEVELS}|(?:scribe"
        rf"|ZIO)\.(?:log\w*|{LOG_LEVELS})"
        rf"|Logging(?:\.getLogger)?\(\)\.{LOG_LEVELS}|\w*Logging\(\)(?:\.underlying)?\.{LOG_LEVELS}",
    ),
    # https://zio.dev/reference/observability/logging
    sign(
        Subject.LOGGING,
        "ZIO",
        "zio",
        r"(?:.*\.)?ZIO\.log(?:Trace|Debug|Info|Warning|Error|Fatal)?(?:Cause)?",
    ),
    sign(
        Subject.LOGGING,
        "Timber or Android log",
        "timber.log android.util",
        r"Timber(?:\.\w+\(\))?\.[vdiwe]|Log\.[vdiwe]",
    ),
    sign(
        Subject.LOG_SETTING,
        "log configuration",
        "ch.qos.logback.classic org.apache.logging.log4j.core org.slf4j.bridge net.logstash.logback",
        r"Configurator\.\w+|LoggerContext(?:\(\))?(?:\.\w+\(\))*\.\w+|SLF4JBridgeHandler\.install"
        r"|Logger\(\)\.setLevel"
        r"|JoranConfigurator(?:\(\)\.doConfigure)?",
    ),
    sign(
        Subject.LOG_SETTING,
        "log configuration",
        "java.util.logging",
        r"LogManager\..*readConfiguration|Logger\..*setLevel",
        imported=False,
    ),
    sign(Subject.PRINTING, "System.out", "", r"System\.(?:out|err)\.(?:println|print|printf)|println|print"),
    sign(Subject.PRINTING, "stack trace", "", r".*\.printStackTrace"),
)
