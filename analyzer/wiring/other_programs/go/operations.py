"""Go: packages that report, log, print, keep, order, queue, load, roll out and test.

Sources: pages of the packages at https://pkg.go.dev, and how public repositories call them.
"""

from __future__ import annotations

from functools import partial

from analyzer.wiring.other_programs.go.services import GO_MAYBE_ON, GO_ON
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

GO_LEVELS = r"(?:Trace|Debug|Info|Notice|Warn|Warning|Error|Fatal|Panic|DPanic|Critical|Print|Log)"
GO_LOGS = rf"{GO_MAYBE_ON}{GO_LEVELS}(?:f|ln|w|S|ContextDepth|Depth|Context|Ctx|xf|x)?"
GO_OTEL = "go.opentelemetry.io/otel"
GO_OTEL_CONTRIB = "go.opentelemetry.io/contrib/instrumentation"

_metrics = partial(sign, Subject.METRICS)
_traces = partial(sign, Subject.TRACES)
_errors = partial(sign, Subject.ERROR_REPORTS)
_logs = partial(sign, Subject.LOGGING)
_sets_logs = partial(sign, Subject.LOG_SETTING, imported=False)
_cache = partial(sign, Subject.CACHE)
_orders = partial(sign, Subject.ORCHESTRATION)
_queue = partial(sign, Subject.QUEUE)
_loads = partial(sign, Subject.LOAD_TEST)
_rolls = partial(sign, Subject.ROLLOUT)
_tests = partial(sign, Subject.TEST_TOOL)

GO_REPORT_SIGNS: tuple[Sign, ...] = (
    _metrics(
        "Prometheus client",
        "github.com/prometheus/client_golang/prometheus",
        rf"{GO_MAYBE_ON}(?:New(?:Counter|Gauge|Histogram|Summary|Untyped)\w*|(?:Must)?Register"
        rf"|Handler|HandlerFor"
        r"|InstrumentHandler\w*|InstrumentMetricHandler|NewTimer|MustNewConstMetric)"
        rf"|{GO_ON}(?:Inc|Dec|Add|Sub|Set|Observe\w*|WithLabelValues|With|SetToCurrentTime)",
    ),
    _metrics(
        "Prometheus middleware",
        "github.com/zsais/go-gin-prometheus github.com/penglongli/gin-metrics "
        "github.com/slok/go-http-metrics "
        "github.com/labstack/echo-contrib/echoprometheus github.com/labstack/echo-contrib/prometheus "
        "github.com/ansrivas/fiberprometheus github.com/grpc-ecosystem/go-grpc-prometheus "
        "github.com/grpc-ecosystem/go-grpc-middleware/providers/prometheus github.com/Depado/ginprom",
        rf"{GO_MAYBE_ON}\w+",
    ),
    _metrics("VictoriaMetrics", "github.com/VictoriaMetrics/metrics", rf"{GO_MAYBE_ON}\w+"),
    _metrics(
        "OpenTelemetry",
        f"{GO_OTEL}/metric {GO_OTEL}/sdk/metric {GO_OTEL}/exporters/prometheus "
        f"{GO_OTEL}/exporters/otlp/otlpmetric/* "
        f"{GO_OTEL}/exporters/stdout/stdoutmetric {GO_OTEL_CONTRIB}/runtime",
        rf"New\w*|Start|Must\w+|{GO_ON}(?:Int64|Float64)\w+|{GO_ON}(?:Add|Record|RegisterCallback)",
    ),
    _metrics(
        "OpenTelemetry",
        f"{GO_OTEL}$",
        rf"SetMeterProvider|Meter|Meter\(\)\.\w+|{GO_ON}(?:Add|Record)",
        imported=False,
    ),
    _metrics(
        "StatsD",
        "github.com/smira/go-statsd github.com/cactus/go-statsd-client gopkg.in/alexcesaro/statsd "
        "github.com/quipo/statsd github.com/peterbourgon/g2s",
        rf"{GO_ON}\w+",
    ),
    _metrics(
        "Datadog",
        "github.com/DataDog/datadog-go",
        rf"{GO_ON}(?:Incr|Decr|Count|Gauge|Histogram|Distribution|Timing|TimeInMilliseconds|Set|Event)",
    ),
    _metrics("expvar", "expvar", rf"New\w+|Publish|Handler|{GO_ON}(?:Add|Set)"),
    _metrics(
        "CloudWatch",
        "github.com/aws/aws-sdk-go-v2/service/cloudwatch$ github.com/aws/aws-sdk-go/service/cloudwatch$",
        rf"{GO_ON}PutMetricData\w*",
    ),
    _metrics("Cloud Monitoring", "cloud.google.com/go/monitoring", rf"{GO_ON}CreateTimeSeries"),
    _metrics(
        "tally", "github.com/uber-go/tally", rf"{GO_ON}(?:Counter|Gauge|Timer|Histogram|Inc|Update|Record)"
    ),
    _metrics(
        "go-metrics",
        "github.com/rcrowley/go-metrics github.com/armon/go-metrics github.com/hashicorp/go-metrics "
        "github.com/go-kit/kit/metrics",
        rf"{GO_MAYBE_ON}(?:New\w+|GetOrRegister\w+|IncrCounter\w*|SetGauge\w*|AddSample\w*"
        rf"|MeasureSince\w*|Inc|Add|Observe|Update)",
    ),
    _metrics("New Relic", "github.com/newrelic/go-agent", rf"NewApplication|{GO_ON}RecordCustom\w+"),
    _metrics(
        "go-zero", "github.com/zeromicro/go-zero/core/metric", rf"New\w+Vec|{GO_ON}(?:Inc|Observe|Set|Add)"
    ),
    _traces(
        "OpenTelemetry",
        f"{GO_OTEL}/trace {GO_OTEL}/sdk/trace {GO_OTEL}/exporters/otlp/otlptrace {GO_OTEL}/exporters/jaeger "
        f"{GO_OTEL}/exporters/zipkin {GO_OTEL}/exporters/stdout/stdouttrace",
        rf"New(?!Noop)\w*|{GO_ON}(?:Start|AddEvent|SetAttributes|SetStatus|RecordError|End)|SpanFromContext\(\)\.\w+",
    ),
    _traces(
        "OpenTelemetry",
        f"{GO_OTEL}$",
        r"SetTracerProvider|Tracer|Tracer\(\)\.\w+(?:\(\)\.\w+)?|SetTextMapPropagator",
        imported=False,
    ),
    _traces(
        "OpenTelemetry",
        f"{GO_OTEL_CONTRIB}/* github.com/uptrace/opentelemetry-go-extra github.com/riandyrn/otelchi "
        "github.com/gofiber/contrib/otelfiber github.com/redis/go-redis/extra/redisotel",
        rf"{GO_MAYBE_ON}(?:Middleware|New\w*|Unary\w*|Stream\w*|With\w*|Wrap\w*|Instrument\w*|Append\w*|Server\w*)",
    ),
    _traces(
        "OpenTracing",
        "github.com/opentracing/opentracing-go github.com/uber/jaeger-client-go",
        rf"StartSpan\w*|SetGlobalTracer|{GO_ON}(?:StartSpan|NewTracer)|New\w*Tracer\w*",
    ),
    _traces(
        "Datadog",
        "gopkg.in/DataDog/dd-trace-go.v1 github.com/DataDog/dd-trace-go github.com/DataDog/orchestrion",
        rf"{GO_MAYBE_ON}(?:Start\w*|Middleware\w*|Wrap\w*|SetTag|New\w*)",
    ),
    _traces("Elastic APM", "go.elastic.co/apm", rf"{GO_MAYBE_ON}\w+"),
    _traces("X-Ray", "github.com/aws/aws-xray-sdk-go", rf"{GO_MAYBE_ON}\w+"),
    _traces(
        "New Relic",
        "github.com/newrelic/go-agent",
        rf"{GO_ON}(?:StartTransaction|StartSegment)|StartSegment|WrapHandle\w*|Middleware",
        imported=False,
    ),
    _traces(
        "Langfuse",
        "github.com/henomis/langfuse-go github.com/git-hulk/langfuse-go",
        rf"{GO_ON}(?:Trace|Generation|GenerationEnd|Span|SpanEnd|Event|StartTrace|StartGeneration"
        rf"|StartSpan|Flush)",
    ),
    _traces("Langfuse", "github.com/cloudwego/eino-ext/callbacks/langfuse", r"New\w+"),
    _traces(
        "CozeLoop",
        "github.com/cloudwego/eino-ext/callbacks/cozeloop github.com/coze-dev/cozeloop-go",
        rf"New\w+|{GO_ON}StartSpan",
    ),
    _traces("LangSmith", "github.com/langchain-ai/langsmith-go", rf"{GO_ON}\w+"),
    _traces("OpenLLMetry", "github.com/traceloop/go-openllmetry", rf"{GO_MAYBE_ON}\w+"),
    _traces(
        "Eino callbacks", "github.com/cloudwego/eino/callbacks", r"AppendGlobalHandlers|InitCallbackHandlers"
    ),
    _errors(
        "Sentry",
        "github.com/getsentry/sentry-go",
        rf"Init|New|New\w*Handler|{GO_MAYBE_ON}(?:Capture\w+|Recover\w*|Notify)",
    ),
    _errors(
        "Bugsnag",
        "github.com/bugsnag/bugsnag-go",
        rf"{GO_MAYBE_ON}(?:Notify|Configure|Start|AutoNotify|Recover)",
    ),
    _errors(
        "Rollbar",
        "github.com/rollbar/rollbar-go github.com/heroku/rollbar",
        rf"{GO_MAYBE_ON}(?:Error|Critical|Warning|Info|Message|SetToken|WrapAndWait|Wrap|LogPanic)\w*",
    ),
    _errors(
        "Honeybadger",
        "github.com/honeybadger-io/honeybadger-go",
        rf"{GO_MAYBE_ON}(?:Notify|Configure|Monitor|Handler)",
    ),
    _errors("Airbrake", "github.com/airbrake/gobrake", rf"{GO_ON}Notify\w*"),
)

GO_LOG_SIGNS: tuple[Sign, ...] = (
    _logs("slog", "log/slog golang.org/x/exp/slog", rf"{GO_LOGS}|{GO_MAYBE_ON}LogAttrs"),
    _logs("zap", "go.uber.org/zap", rf"{GO_ON}{GO_LOGS}"),
    _logs("logrus", "github.com/sirupsen/logrus", GO_LOGS),
    _logs("zerolog", "github.com/rs/zerolog", rf"{GO_ON}(?:Msg|Msgf|MsgFunc|Send)"),
    _logs("klog", "k8s.io/klog github.com/golang/glog", rf"{GO_LOGS}|{GO_MAYBE_ON}Exit\w*"),
    _logs("log", "log$", rf"{GO_MAYBE_ON}(?:Print|Fatal|Panic|Output)(?:f|ln)?"),
    _logs("logr", "github.com/go-logr/logr", rf"{GO_ON}(?:Info|Error)"),
    _logs(
        "controller-runtime log",
        "sigs.k8s.io/controller-runtime",
        r"(?:Log|FromContext\(\)|\w+\(\))(?:\.\w+\(\))*\.(?:Info|Error)",
        imported=False,
    ),
    _logs("hclog", "github.com/hashicorp/go-hclog", GO_LOGS),
    _logs("charmbracelet/log", "github.com/charmbracelet/log", GO_LOGS),
    _logs(
        "hlog",
        "github.com/cloudwego/hertz/pkg/common/hlog github.com/cloudwego/kitex/pkg/klog",
        rf"{GO_LOGS}|{GO_MAYBE_ON}Ctx{GO_LEVELS}f?",
    ),
    _logs("GoFrame log", "github.com/gogf/gf/os/glog", GO_LOGS),
    _logs("GoFrame log", "github.com/gogf/gf/frame/g", rf"Log\(\)\.{GO_LOGS}", imported=False),
    _logs("Kratos log", "github.com/go-kratos/kratos/log", GO_LOGS),
    _logs("logx", "github.com/zeromicro/go-zero/core/logx", GO_LOGS),
    _logs("go-kit log", "github.com/go-kit/log github.com/go-kit/kit/log", rf"{GO_ON}Log"),
    _logs("apex/log", "github.com/apex/log", GO_LOGS),
    _logs("Fiber log", "github.com/gofiber/fiber/log", GO_LOGS),
    _logs("Echo log", "github.com/labstack/gommon/log", GO_LOGS),
    _logs("Echo log", "github.com/labstack/echo$", rf"{GO_ON}Logger(?:\(\))?\.{GO_LOGS}", imported=False),
    _logs("Fiber logger", "github.com/gofiber/fiber/middleware/logger", r"New"),
    _logs("chi middleware", "github.com/go-chi/chi/middleware", r"Logger|RequestLogger", imported=False),
    _logs(
        "Echo middleware",
        "github.com/labstack/echo/middleware",
        r"Logger\w*|RequestLogger\w*",
        imported=False,
    ),
    _logs("Gin logger", "github.com/gin-gonic/gin$", r"Logger\w*", imported=False),
    _sets_logs(
        "slog",
        "log/slog golang.org/x/exp/slog",
        r"SetDefault|New|New(?:JSON|Text)Handler|SetLogLoggerLevel|HandlerOptions",
    ),
    _sets_logs(
        "zap",
        "go.uber.org/zap",
        rf"New(?:Production|Development|Example)?(?:Config|EncoderConfig)?|ReplaceGlobals|Config"
        rf"|{GO_ON}Build|NewCore|NewAtomicLevel\w*",
        handed=r"New(?:Production|Development|Example)",
    ),
    _sets_logs(
        "logrus",
        "github.com/sirupsen/logrus",
        rf"New|{GO_MAYBE_ON}(?:Set(?:Formatter|Level|Output|ReportCaller)|AddHook)",
    ),
    _sets_logs(
        "zerolog", "github.com/rs/zerolog", rf"New|SetGlobalLevel|ConsoleWriter|NewConsoleWriter|{GO_ON}Level"
    ),
    _sets_logs("klog", "k8s.io/klog", r"InitFlags|SetLogger\w*|SetOutput"),
    _sets_logs("log", "log$", rf"{GO_MAYBE_ON}Set(?:Flags|Output|Prefix)|New"),
    _sets_logs("lumberjack", "gopkg.in/natefinch/lumberjack github.com/natefinch/lumberjack", r"Logger"),
    sign(Subject.PRINTING, "fmt", "fmt", r"Print(?:ln|f)?", imported=False),
    sign(Subject.PRINTING, "println", "", r"println|print"),
)

GO_KEEPING_SIGNS: tuple[Sign, ...] = (
    _cache(
        "Redis",
        "github.com/redis/go-redis github.com/go-redis/redis github.com/gomodule/redigo "
        "github.com/redis/rueidis",
        rf"{GO_ON}(?:Get|Set|SetEX|SetEx|MGet|MSet|HGet|HSet|HGetAll|HMSet|Expire|JSONGet"
        rf"|JSONSet|DoCache)",
    ),
    _cache("Memcached", "github.com/bradfitz/gomemcache", rf"{GO_ON}(?:Get|Set|Add|GetMulti)"),
    _cache(
        "cache in memory",
        "github.com/dgraph-io/ristretto github.com/allegro/bigcache github.com/coocoood/freecache "
        "github.com/patrickmn/go-cache github.com/hashicorp/golang-lru github.com/jellydator/ttlcache "
        "github.com/eko/gocache github.com/maypok86/otter github.com/golang/groupcache "
        "github.com/go-redis/cache",
        rf"{GO_ON}(?:Get\w*|Set\w*|Add|Once|Peek)",
    ),
    _cache(
        "Fiber cache",
        "github.com/gofiber/fiber/middleware/cache github.com/gin-contrib/cache "
        "github.com/chenyahui/gin-cache github.com/victorspringer/http-cache",
        r"\w+",
    ),
    _orders(
        "Temporal",
        "go.temporal.io/sdk go.uber.org/cadence",
        rf"Execute(?:Activity|ChildWorkflow|LocalActivity)|{GO_ON}(?:ExecuteWorkflow|SignalWithStartWorkflow"
        r"|RegisterWorkflow\w*|RegisterActivity\w*)",
    ),
    _orders(
        "Argo",
        "github.com/argoproj/argo-workflows github.com/argoproj/argo",
        rf"{GO_ON}(?:SubmitWorkflow|CreateWorkflow|Create|Submit)",
    ),
    _orders(
        "gocron", "github.com/go-co-op/gocron github.com/jasonlvhit/gocron", rf"{GO_ON}(?:NewJob|Do|Every)"
    ),
    _orders("cron", "github.com/robfig/cron", rf"{GO_ON}(?:AddFunc|AddJob|Schedule)"),
    _orders("Dagger", "dagger.io/dagger", r"Connect"),
    _orders("Step Functions", "github.com/aws/aws-sdk-go-v2/service/sfn", rf"{GO_ON}Start(?:Sync)?Execution"),
    _orders("Inngest", "github.com/inngest/inngestgo", r"CreateFunction|(?:step\.)?Run"),
    _orders(
        "Hatchet",
        "github.com/hatchet-dev/hatchet",
        rf"{GO_ON}(?:RegisterWorkflow|NewWorkflow|RunWorkflow)|\w*NewTask|\w*NewWorkflow",
    ),
    _orders(
        "machinery",
        "github.com/RichardKnop/machinery",
        rf"{GO_ON}Send(?:Chain|Group|Chord)\w*|NewChain|NewGroup",
    ),
    _orders(
        "Kubeflow Pipelines",
        "github.com/kubeflow/pipelines",
        rf"{GO_ON}(?:CreateRun|CreateRecurringRun|Create)",
    ),
    _queue("asynq", "github.com/hibiken/asynq", rf"{GO_ON}(?:HandleFunc|Handle|Enqueue\w*)"),
    _queue("River", "github.com/riverqueue/river", rf"AddWorker\w*|{GO_ON}(?:Insert\w*|Start)"),
    _queue(
        "machinery", "github.com/RichardKnop/machinery", rf"{GO_ON}(?:RegisterTasks?|SendTask\w*|NewWorker)"
    ),
    _queue("kafka-go", "github.com/segmentio/kafka-go", rf"{GO_ON}(?:ReadMessage|FetchMessage)"),
    _queue(
        "Sarama", "github.com/IBM/sarama github.com/Shopify/sarama", rf"{GO_ON}(?:Consume|ConsumePartition)"
    ),
    _queue(
        "Confluent Kafka",
        "github.com/confluentinc/confluent-kafka-go",
        rf"{GO_ON}(?:Poll|ReadMessage|Subscribe\w*)",
    ),
    _queue("franz-go", "github.com/twmb/franz-go", rf"{GO_ON}Poll\w+"),
    _queue(
        "NATS",
        "github.com/nats-io/nats.go",
        rf"{GO_ON}(?:Subscribe\w*|QueueSubscribe\w*|PullSubscribe|Consume|Fetch|Messages)",
    ),
    _queue(
        "AMQP",
        "github.com/rabbitmq/amqp091-go github.com/streadway/amqp github.com/wagslane/go-rabbitmq",
        rf"{GO_ON}Consume\w*|NewConsumer|{GO_ON}Run",
    ),
    _queue("Pub/Sub", "cloud.google.com/go/pubsub", rf"{GO_ON}Receive"),
    _queue(
        "SQS",
        "github.com/aws/aws-sdk-go-v2/service/sqs github.com/aws/aws-sdk-go/service/sqs",
        rf"{GO_ON}ReceiveMessage\w*",
    ),
    _queue("Service Bus", "github.com/Azure/azure-sdk-for-go/sdk/messaging", rf"{GO_ON}Receive\w+"),
    _queue(
        "Watermill",
        "github.com/ThreeDotsLabs/watermill",
        rf"{GO_ON}(?:AddHandler|AddNoPublisherHandler|AddConsumerHandler|Subscribe)",
    ),
    _queue(
        "Redis streams",
        "github.com/redis/go-redis github.com/go-redis/redis",
        rf"{GO_ON}(?:XReadGroup|XRead|BLPop|BRPop|BRPopLPush)",
        imported=False,
    ),
    _queue("Pulsar", "github.com/apache/pulsar-client-go", rf"{GO_ON}(?:Subscribe|Receive|CreateReader)"),
    _loads("Vegeta", "github.com/tsenart/vegeta", rf"New\w*Targeter|{GO_ON}Attack"),
    _loads("Boomer", "github.com/myzhan/boomer", rf"Run|{GO_ON}Run|RecordSuccess"),
    _loads("hey", "github.com/rakyll/hey/requester", rf"Work|{GO_ON}Run"),
    _loads("ghz", "github.com/bojand/ghz/runner", r"Run\w*"),
    _loads("Fortio", "fortio.org/fortio", r"Run\w*Test|RunHTTPTest|RunGRPCTest"),
    _loads("xk6", "go.k6.io/k6", r"Register"),
    _rolls("Unleash", "github.com/Unleash/unleash-client-go", rf"{GO_MAYBE_ON}(?:IsEnabled|GetVariant)"),
    _rolls(
        "LaunchDarkly",
        "github.com/launchdarkly/go-server-sdk gopkg.in/launchdarkly/go-server-sdk",
        rf"{GO_ON}\w+Variation\w*",
    ),
    _rolls(
        "OpenFeature",
        "github.com/open-feature/go-sdk",
        rf"{GO_ON}(?:Boolean|String|Float|Int|Object)(?:Value\w*)?",
    ),
    _rolls("GO Feature Flag", "github.com/thomaspoignant/go-feature-flag", rf"{GO_MAYBE_ON}\w+Variation\w*"),
    _rolls(
        "GrowthBook",
        "github.com/growthbook/growthbook-golang",
        rf"{GO_ON}(?:EvalFeature|Feature|RunExperiment|Run)",
    ),
    _rolls("PostHog", "github.com/posthog/posthog-go", rf"{GO_ON}(?:IsFeatureEnabled|GetFeatureFlag\w*)"),
    _rolls(
        "Flagsmith",
        "github.com/Flagsmith/flagsmith-go-client",
        rf"{GO_ON}(?:IsFeatureEnabled|GetFeatureValue|GetFlag|GetIdentityFlags)",
    ),
    _rolls("ConfigCat", "github.com/configcat/go-sdk", rf"{GO_ON}Get(?:Bool|String|Int|Float)Value\w*"),
    _rolls("Split", "github.com/splitio/go-client", rf"{GO_ON}Treatment\w*"),
    _rolls("Optimizely", "github.com/optimizely/go-sdk", rf"{GO_ON}(?:IsFeatureEnabled|Activate|Decide\w*)"),
    _rolls(
        "Statsig",
        "github.com/statsig-io/go-sdk",
        rf"{GO_MAYBE_ON}(?:CheckGate|GetExperiment|GetConfig|GetLayer)",
    ),
    _rolls(
        "Flipt",
        "go.flipt.io/flipt go.flipt.io/flipt-grpc",
        rf"{GO_ON}(?:Boolean|Variant|EvaluateBoolean|EvaluateVariant)",
    ),
    _tests(
        "testing",
        "testing$",
        rf"{GO_ON}(?:Run|Error|Errorf|Fatal|Fatalf|Parallel|Helper|Log|Logf)",
        imported=False,
    ),
    _tests("testify", "github.com/stretchr/testify", rf"{GO_MAYBE_ON}\w+"),
    _tests("Gomega", "github.com/onsi/gomega", rf"{GO_MAYBE_ON}\w+"),
    _tests("Ginkgo", "github.com/onsi/ginkgo", r"\w+"),
    _tests("httptest", "net/http/httptest", rf"{GO_MAYBE_ON}\w+"),
    _tests("go-cmp", "github.com/google/go-cmp/cmp", r"Diff|Equal"),
    _tests(
        "gomock", "go.uber.org/mock github.com/golang/mock github.com/vektra/mockery", rf"{GO_MAYBE_ON}\w+"
    ),
    _tests("Testcontainers", "github.com/testcontainers/testcontainers-go", rf"{GO_MAYBE_ON}\w+"),
    _tests(
        "quicktest", "github.com/frankban/quicktest github.com/matryer/is gotest.tools", rf"{GO_MAYBE_ON}\w+"
    ),
)

GO_OPERATION_SIGNS: tuple[Sign, ...] = (*GO_REPORT_SIGNS, *GO_LOG_SIGNS, *GO_KEEPING_SIGNS)
