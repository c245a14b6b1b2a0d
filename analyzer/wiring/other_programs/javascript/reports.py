"""Packages of JavaScript and TypeScript that log, and report metrics, traces and errors.

Sources: https://opentelemetry.io/docs/languages/js, https://github.com/siimon/prom-client, https://getpino.io,
https://docs.sentry.io/platforms/javascript, https://langfuse.com/docs, https://docs.langchain.com/langsmith,
https://docs.aws.amazon.com/powertools/typescript.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.javascript.signs import builtin_sign, script_sign
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

WRITES = r"(?:trace|debug|info|notice|warn|warning|error|fatal|critical|log|verbose|silly|http|success)"
COUNTS = r"(?:increment|incrementBy|decrement|gauge|gaugeDelta|timing|timer|histogram|distribution|set|count)"
# What a logger is made by, and the child loggers of it.
LOGGER = r"(?:\w+(?:\.\w+)?\(\))(?:\.(?:child|getSubLogger|withTag|getLogger|with\w*)\(\))*"

SCRIPT_LOGGING_SIGNS: tuple[Sign, ...] = (
    # Every request is given a logger: `req.log.info(...)`.
    script_sign(
        Subject.LOGGING, "pino", "pino nestjs-pino pino-http", rf"{LOGGER}(?:\.logger)?\.{WRITES}",
        elsewhere=rf"\?\.log\.{WRITES}",
    ),
    script_sign(
        Subject.LOGGING, "pino", "pino-http express-pino-logger hono-pino", r"default|pinoHttp|pinoLogger",
    ),
    script_sign(
        Subject.LOGGING, "winston", "winston",
        rf"(?:{LOGGER}|default|\w+(?:\.\w+)?\(\)\.get\(\))\.{WRITES}|{WRITES}",
    ),
    script_sign(Subject.LOGGING, "winston", "express-winston nest-winston", r"logger|errorLogger"),
    script_sign(Subject.LOGGING, "bunyan", "bunyan", rf"{LOGGER}\.{WRITES}"),
    script_sign(Subject.LOGGING, "log4js", "log4js", rf"{LOGGER}\.{WRITES}"),
    script_sign(
        Subject.LOGGING, "NestJS logger", "@nestjs/common",
        rf"(?:Logger|ConsoleLogger|LoggerService)(?:\(\))?\.{WRITES}", imports=False,
    ),
    script_sign(Subject.LOGGING, "consola", "consola", rf"(?:default|consola|{LOGGER})\.{WRITES}|{WRITES}"),
    script_sign(Subject.LOGGING, "loglevel", "loglevel", rf"(?:default|{LOGGER})\.{WRITES}"),
    script_sign(
        Subject.LOGGING, "Fastify logger", "fastify", rf"\w+\(\)\.(?:log|server\.log)\.{WRITES}",
        imports=False, elsewhere=rf"\?\.(?:server\.)?log\.{WRITES}",
    ),
    script_sign(
        Subject.LOGGING, "Powertools logger", "@aws-lambda-powertools/logger", rf"{LOGGER}\.{WRITES}",
    ),
    script_sign(Subject.LOGGING, "tslog", "tslog", rf"{LOGGER}\.{WRITES}"),
    script_sign(Subject.LOGGING, "signale", "signale", rf"(?:default|{LOGGER})\.{WRITES}"),
    script_sign(Subject.LOGGING, "debug", "debug", r"(?:default|debug)\(\)(?:\.extend\(\))?"),
    script_sign(Subject.LOGGING, "morgan", "morgan", r"default|morgan"),
    script_sign(Subject.LOGGING, "HTTP log", "hono/logger koa-logger", r"logger|default"),
    script_sign(Subject.LOGGING, "HTTP log", "hono/logger koa-logger morgan", handed=r"logger|default"),
    script_sign(
        Subject.LOGGING, "Cloud Logging", "@google-cloud/logging",
        r".*\.(?:write|info|error|warning|debug|notice)",
    ),
    script_sign(
        Subject.LOGGING, "Cloud Functions logger", "firebase-functions", rf"logger\.{WRITES}|{WRITES}",
        imports=False,
    ),
    script_sign(
        Subject.LOGGING, "Azure Functions log", "@azure/functions",
        r"InvocationContext\(\)\.(?:log|trace|debug|info|warn|error)|Context\(\)\.log(?:\.\w+)?",
        imports=False,
    ),
    script_sign(
        Subject.LOGGING, "Logtail", "@logtail/node @logtail/edge @logtail/next", rf"{LOGGER}\.{WRITES}",
    ),
    script_sign(Subject.LOGGING, "Axiom", "next-axiom @axiomhq/logging", rf"(?:log|{LOGGER})\.{WRITES}"),
    script_sign(Subject.LOGGING, "LogTape", "@logtape/logtape", rf"{LOGGER}\.{WRITES}"),
    script_sign(Subject.LOGGING, "OpenTelemetry logs", "@opentelemetry/api-logs", r".*\.emit"),
    script_sign(Subject.LOG_SETTING, "pino", "pino", r"default|pino"),
    script_sign(Subject.LOG_SETTING, "pino", "nestjs-pino", r"LoggerModule\.forRoot\w*"),
    script_sign(
        Subject.LOG_SETTING, "winston", "winston nest-winston",
        r"createLogger|configure|add|loggers\.add|WinstonModule\.\w+",
    ),
    script_sign(Subject.LOG_SETTING, "bunyan", "bunyan", r"createLogger"),
    script_sign(Subject.LOG_SETTING, "log4js", "log4js", r"configure"),
    script_sign(Subject.LOG_SETTING, "consola", "consola", r"createConsola"),
    script_sign(
        Subject.LOG_SETTING, "loglevel", "loglevel",
        r"default\.(?:setLevel|setDefaultLevel)|\w+\(\)\.setLevel",
    ),
    script_sign(Subject.LOG_SETTING, "Powertools logger", "@aws-lambda-powertools/logger tslog", r"Logger"),
    script_sign(Subject.LOG_SETTING, "LogTape", "@logtape/logtape", r"configure"),
    script_sign(
        Subject.LOG_SETTING, "Fastify logger", "fastify", r"default|fastify|Fastify",
        option=r"logger=(?!false).*",
    ),
    script_sign(
        Subject.LOG_SETTING, "NestJS logger", "@nestjs/core", r"NestFactory\.create\w*",
        option=r"logger=(?!false).*", imports=False,
    ),
    builtin_sign(Subject.PRINTING, "console", r"console\.(?:log|info|warn|error|debug|trace|table|dir)"),
)  # fmt: skip

SCRIPT_METRIC_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.METRICS, "Prometheus client", "prom-client",
        r"(?:Counter|Gauge|Histogram|Summary)(?:\(\)(?:\.labels\(\))?\.(?:inc|dec|set|observe|startTimer"
        "|setToCurrentTime|labels))?"
        r"|collectDefaultMetrics|(?:register|Registry\(\))\.metrics|(?:\w+\.)*(?:Counter|Gauge|Histogram"
        "|Summary)",
    ),
    script_sign(
        Subject.METRICS, "Prometheus client", "express-prom-bundle express-prometheus-middleware", r"default",
    ),
    script_sign(Subject.METRICS, "Prometheus client", "fastify-metrics", handed=r"default"),
    script_sign(
        Subject.METRICS, "Prometheus client", "@willsoto/nestjs-prometheus",
        r"PrometheusModule\.register\w*|make\w+Provider|InjectMetric",
    ),
    script_sign(Subject.METRICS, "Prometheus client", "@hono/prometheus", r"prometheus"),
    script_sign(
        Subject.METRICS, "OpenTelemetry", "@opentelemetry/api @opentelemetry/api-metrics",
        r"metrics\.getMeter\(\)\.create\w+(?:\(\)\.(?:add|record|addCallback))?"
        r"|Meter\(\)\.create\w+(?:\(\)\.(?:add|record))?"
        r"|(?:Counter|Histogram|UpDownCounter)\(\)\.(?:add|record)|metrics\.setGlobalMeterProvider",
        imports=False,
    ),
    script_sign(
        Subject.METRICS, "OpenTelemetry", "@opentelemetry/sdk-metrics @opentelemetry/exporter-prometheus "
        "@opentelemetry/exporter-metrics-otlp-http @opentelemetry/exporter-metrics-otlp-grpc "
        "@opentelemetry/exporter-metrics-otlp-proto @opentelemetry/host-metrics",
        r"MeterProvider|PrometheusExporter|PeriodicExportingMetricReader|OTLPMetricExporter|HostMetrics",
    ),
    script_sign(
        Subject.METRICS, "StatsD", "hot-shots node-statsd statsd-client lynx datadog-metrics statsy",
        rf"(?:default|\w+(?:\.\w+)?\(\)(?:\.childClient\(\))?|StatsD\(\))?\.?{COUNTS}",
    ),
    script_sign(
        Subject.METRICS, "Datadog", "dd-trace", rf"(?:default|tracer)(?:\.init\(\))?\.dogstatsd\.{COUNTS}"
        rf"|dogstatsd\.{COUNTS}", imports=False,
    ),
    script_sign(Subject.METRICS, "Datadog", "datadog-lambda-js", r"sendDistributionMetric\w*"),
    script_sign(
        Subject.METRICS, "CloudWatch", "@aws-sdk/client-cloudwatch",
        r"PutMetricDataCommand|CloudWatch\(\)\.putMetricData",
    ),
    script_sign(Subject.METRICS, "CloudWatch", "aws-sdk", r"CloudWatch\(\)\.putMetricData", imports=False),
    script_sign(
        Subject.METRICS, "CloudWatch embedded metrics", "aws-embedded-metrics",
        r"metricScope|(?:createMetricsLogger|MetricsLogger)\(\)\.(?:putMetric|flush)|createMetricsLogger",
    ),
    script_sign(
        Subject.METRICS, "Powertools metrics", "@aws-lambda-powertools/metrics",
        r"Metrics\(\)\.(?:addMetric|publishStoredMetrics|captureColdStartMetric|logMetrics)|logMetrics",
    ),
    script_sign(
        Subject.METRICS, "Application Insights", "applicationinsights",
        r"(?:defaultClient|TelemetryClient\(\))\.(?:trackMetric|trackEvent|trackRequest|trackDependency)"
        r"|setup(?:\(\)(?:\.\w+\(\))*\.start)?",
    ),
    script_sign(
        Subject.METRICS, "Application Insights",
        "@azure/monitor-opentelemetry @azure/monitor-opentelemetry-exporter",
        r"useAzureMonitor|AzureMonitor\w+Exporter",
    ),
    script_sign(
        Subject.METRICS, "New Relic", "newrelic",
        r"record(?:Metric|CustomEvent|LlmFeedbackEvent)|incrementMetric|addCustomAttributes?",
    ),
    script_sign(
        Subject.METRICS, "Cloud Monitoring", "@google-cloud/monitoring",
        r"(?:v3\.)?MetricServiceClient\(\)\.createTimeSeries",
    ),
    script_sign(
        Subject.METRICS, "swagger-stats", "swagger-stats express-status-monitor", r"getMiddleware|default",
    ),
    script_sign(
        Subject.METRICS, "Sentry metrics", "@sentry/*",
        r"metrics\.(?:increment|distribution|gauge|count|set|timing)", imports=False,
    ),
    builtin_sign(Subject.METRICS, "Workers Analytics Engine", r".*\.writeDataPoint"),
)  # fmt: skip

SCRIPT_TRACE_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.TRACES, "OpenTelemetry", "@opentelemetry/api",
        r"(?:trace\.getTracer|Tracer|trace\.getTracerProvider\(\)\.getTracer)\(\)\.(?:startSpan"
        "|startActiveSpan)" r"|trace\.setGlobalTracerProvider", imports=False,
    ),
    script_sign(
        Subject.TRACES, "OpenTelemetry", "@opentelemetry/sdk-node @opentelemetry/sdk-trace-node "
        "@opentelemetry/sdk-trace-base @opentelemetry/sdk-trace-web "
        "@opentelemetry/auto-instrumentations-node "
        "@opentelemetry/instrumentation @opentelemetry/exporter-trace-otlp-http "
        "@opentelemetry/exporter-trace-otlp-grpc "
        "@opentelemetry/exporter-trace-otlp-proto @opentelemetry/exporter-jaeger "
        "@opentelemetry/exporter-zipkin",
        r"NodeSDK(?:\(\)\.start)?|\w*TracerProvider(?:\(\)\.(?:register|addSpanProcessor))?"
        "|registerInstrumentations" r"|getNodeAutoInstrumentations|\w*Exporter|\w+SpanProcessor",
    ),
    script_sign(Subject.TRACES, "OpenTelemetry", "@vercel/otel", r"registerOTel"),
    script_sign(Subject.TRACES, "OpenTelemetry", "@microlabs/otel-cf-workers @hono/otel nestjs-otel", r".+"),
    script_sign(
        Subject.TRACES, "Datadog", "dd-trace",
        r"(?:tracer\.)?(?:init|(?:init\(\)\.)?(?:trace|wrap|startSpan|llmobs\.\w+))",
    ),
    script_sign(Subject.TRACES, "Datadog", "datadog-lambda-js", r"datadog"),
    script_sign(
        Subject.TRACES, "X-Ray",
        "aws-xray-sdk aws-xray-sdk-core aws-xray-sdk-express @aws-lambda-powertools/tracer",
        r"capture\w*|express\.openSegment|Tracer\(\)\.\w+|captureLambdaHandler",
    ),
    script_sign(Subject.TRACES, "Elastic APM", "elastic-apm-node", r"start|startTransaction|startSpan"),
    script_sign(Subject.TRACES, "Cloud Trace", "@google-cloud/trace-agent", r"start"),
    script_sign(Subject.TRACES, "Sentry", "@sentry/*", r"startSpan\w*|startTransaction", imports=False),
    # Traces of what is asked of models.
    script_sign(
        Subject.TRACES, "Langfuse", "langfuse langfuse-node",
        r"Langfuse\(\)(?:\.\w+\(\))*\.(?:trace|generation|span|event|score|update|end)|observeOpenAI",
    ),
    script_sign(
        Subject.TRACES, "Langfuse", "langfuse-langchain @langfuse/langchain", r"CallbackHandler|default",
    ),
    script_sign(
        Subject.TRACES, "Langfuse", "langfuse-vercel @langfuse/otel",
        r"LangfuseExporter|LangfuseSpanProcessor",
    ),
    script_sign(
        Subject.TRACES, "Langfuse", "@langfuse/openai @langfuse/tracing",
        r"observeOpenAI|observe|startObservation|startActiveObservation|updateActive\w+",
    ),
    script_sign(
        Subject.TRACES, "LangSmith", "langsmith",
        r"traceable|wrapOpenAI|wrapSDK|wrapAISDK\w*|RunTree|Client\(\)\.(?:createRun|updateRun"
        "|createFeedback)|AISDKExporter",
    ),
    # What only prints (tracers/console), hands on (tracers/log_stream) or is a base reports to nobody.
    script_sign(
        Subject.TRACES, "LangSmith", "@langchain/core/tracers/tracer_langchain", r"LangChainTracer",
    ),
    script_sign(Subject.TRACES, "LangSmith", "langchain/callbacks", r"LangChainTracer", imports=False),
    script_sign(
        Subject.TRACES, "Traceloop", "@traceloop/node-server-sdk", r"(?:traceloop\.)?(?:initialize|with\w+)",
        decorators=r"(?:traceloop\.)?(?:workflow|task|agent|tool)",
    ),
    script_sign(
        Subject.TRACES, "Helicone", "@helicone/helpers @helicone/async helicone",
        r"Helicone\w*(?:\(\)\.\w+)?",
    ),
    script_sign(
        Subject.TRACES, "Braintrust", "braintrust",
        r"initLogger|wrapOpenAI\w*|wrapAISDK\w*|wrapTraced|wrapAnthropic|traced|initLogger\(\)\.\w+",
    ),
    script_sign(
        Subject.TRACES, "OpenInference", "@arizeai/phoenix-otel @arizeai/openinference-*",
        r"register|\w+Instrumentation(?:\(\)\.\w+)?|OpenInference\w+|isOpenInferenceSpan|with\w+|trace\w+",
    ),
    script_sign(
        Subject.TRACES, "MLflow traces",
        "mlflow-tracing mlflow-openai mlflow-anthropic mlflow-vercel mlflow-gemini "
        "@mlflow/core @mlflow/openai",
        r"trace|startSpan|withSpan|traced\w+", decorators=r"trace", imports=False,
    ),
    script_sign(Subject.TRACES, "Weave", "weave", r"init|op|wrapOpenAI|wrapVercelAISDK"),
    script_sign(
        Subject.TRACES, "Opik", "opik opik-openai opik-vercel opik-langchain",
        r"Opik\(\)\.\w+|trackOpenAI|OpikExporter|OpikCallbackHandler|track",
    ),
    script_sign(Subject.TRACES, "Lunary", "lunary llmonitor", r".+"),
    script_sign(Subject.TRACES, "OpenLIT", "openlit", r"(?:Openlit\.)?init"),
    script_sign(Subject.TRACES, "PostHog", "@posthog/ai", r"OpenAI|Anthropic|withTracing|\w*CallbackHandler"),
    script_sign(Subject.TRACES, "Arize", "@arizeai/*", r"\w+\(\)\.(?:logSpan|spans)\w*", imports=False),
    script_sign(Subject.TRACES, "AgentOps", "agentops", r"\w*\.?init"),
    script_sign(Subject.TRACES, "Keywords AI", "@keywordsai/tracing", r".+"),
    script_sign(
        Subject.TRACES, "Vercel AI SDK telemetry", "ai", r"(?:generate|stream)(?:Text|Object)|embed(?:Many)?",
        option=r"experimental_telemetry=.*",
    ),
    script_sign(
        Subject.TRACES, "Genkit telemetry", "@genkit-ai/google-cloud @genkit-ai/firebase",
        r"enable\w+Telemetry",
    ),
)  # fmt: skip

SCRIPT_ERROR_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.ERROR_REPORTS, "Sentry", "@sentry/*",
        r"init|capture(?:Exception|Message|Event|Error)|setupExpressErrorHandler|setup\w+ErrorHandler"
        r"|Handlers\.\w+"
        r"|withSentryConfig|wrapRequestHandler|withSentry|AWSLambda\.\w+|GCPFunction\.\w+|wrapHandler"
        r"|sentry\w*",
    ),
    script_sign(
        Subject.ERROR_REPORTS, "Bugsnag", "@bugsnag/js @bugsnag/node @bugsnag/plugin-express",
        r"start|notify",
    ),
    script_sign(
        Subject.ERROR_REPORTS, "Rollbar", "rollbar",
        r"(?:default|Rollbar)(?:\(\)\.(?:error|critical|warning|log|errorHandler))?",
    ),
    script_sign(Subject.ERROR_REPORTS, "Honeybadger", "@honeybadger-io/js", r"configure|notify"),
    script_sign(Subject.ERROR_REPORTS, "Airbrake", "@airbrake/node", r"Notifier(?:\(\)\.notify)?"),
    script_sign(Subject.ERROR_REPORTS, "Raygun", "raygun", r"Client\(\)(?:\.init\(\))?\.\w+"),
    script_sign(
        Subject.ERROR_REPORTS, "Error Reporting", "@google-cloud/error-reporting",
        r"ErrorReporting(?:\(\)\.report)?",
    ),
    script_sign(
        Subject.ERROR_REPORTS, "Application Insights", "applicationinsights", r".*\.trackException",
        imports=False,
    ),
    script_sign(Subject.ERROR_REPORTS, "New Relic", "newrelic", r"noticeError", imports=False),
    script_sign(Subject.ERROR_REPORTS, "Elastic APM", "elastic-apm-node", r".*captureError", imports=False),
    script_sign(
        Subject.ERROR_REPORTS, "Highlight", "@highlight-run/*",
        r"H\.(?:init|consumeError)|Highlight\w*|withHighlight\w*",
    ),
    script_sign(
        Subject.ERROR_REPORTS, "PostHog", "posthog-node", r"PostHog\(\)\.captureException", imports=False,
    ),
)  # fmt: skip
