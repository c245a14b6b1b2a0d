"""Ruby: what gems are for, beside models: routes, logs, metrics, checks, limits, queues.

Sources: https://api.rubyonrails.org/, https://github.com/sinatra/sinatra, https://github.com/ruby-grape/grape,
https://github.com/rack/rack-attack, https://github.com/prometheus/client_ruby, the READMEs of the gems named.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

RAILS_GEMS = "rails railties actionpack activesupport"
WEB_GEMS = f"{RAILS_GEMS} sinatra sinatra-contrib grape roda hanami hanami-controller padrino"
RUBY_VERBS = "(?:get|post|put|patch|delete)"
RUBY_LOG_LEVELS = "(?:debug|info|warn|error|fatal|unknown|notice|tagged)"
MIDDLEWARE = r"use|config\.middleware(?:\(\))?\.\w+|.*\.middleware\(\)\.\w+"

RUBY_SIGNS: tuple[Sign, ...] = (
    # What answers requests.
    sign(
        Subject.ROUTE,
        "Rails",
        RAILS_GEMS,
        rf"{RUBY_VERBS}|match|root",
        given=r"(?:[^=]{0,200}=)?/?(?:\w+/){0,6}\w+#\w+",
        generated=True,
    ),
    sign(Subject.ROUTE, "Rails", RAILS_GEMS, r"resources?", given=r"\w+", generated=True),
    # The methods of a channel are what its subscribers call.
    sign(
        Subject.HANDLER,
        "Action Cable",
        f"{RAILS_GEMS} actioncable",
        bases=r"ApplicationCable\.Channel",
        generated=True,
    ),
    sign(Subject.ROUTE, "Sinatra", "sinatra padrino", RUBY_VERBS, hands=True, generated=True),
    sign(Subject.ROUTE, "Grape", "grape", rf"{RUBY_VERBS}|route", hands=True, generated=True),
    sign(
        Subject.ROUTE,
        "Roda",
        "roda",
        r"\?\.(?:get|post|put|patch|delete|is|on)",
        hands=True,
        generated=True,
    ),
    sign(
        Subject.ROUTE,
        "Hanami",
        "hanami hanami-router",
        RUBY_VERBS,
        given=r"to=\w+(?:\.\w+){1,4}",
        generated=True,
    ),
    sign(
        Subject.ROUTE,
        "gRPC",
        "grpc gruf",
        r"GRPC\.RpcServer\(\)\.handle|Gruf\.Server\(\)\.(?:add_\w+|start!?)",
    ),
    sign(
        Subject.ROUTE,
        "Functions Framework",
        "functions_framework",
        r"FunctionsFramework\.(?:http|cloud_event|typed)",
    ),
    sign(Subject.ROUTE, "WEBrick", "webrick", r"WEBrick\.HTTPServer\(\)\.mount(?:_proc)?"),
    sign(
        Subject.HANDLER,
        "chat bot",
        "telegram-bot-ruby telegram-bot discordrb slack-ruby-bot slack-ruby-client facebook-messenger",
        r"Telegram\.Bot\.Client(?:\(\))?\.(?:run|listen)"
        r"|Discordrb\.(?:Commands\.Command)?Bot\(\)\.(?:message|command|mention)"
        r"|Slack\.RealTime\.Client\(\)\.on|Facebook\.Messenger\.Bot\.on|Bot\.on",
        bases=r"SlackRubyBot\.(?:Bot|Commands\.Base)|Telegram\.Bot\.UpdatesController",
    ),
    sign(Subject.SERVER, "Rack", f"{WEB_GEMS} rack", r"run|map", generated=True),
    # What reports.
    sign(Subject.LOGGING, "Rails.logger", RAILS_GEMS, rf"Rails\.logger\(\)\.{RUBY_LOG_LEVELS}"),
    sign(
        Subject.LOGGING,
        "Logger",
        "ruby logger",
        rf"Logger\(\)\.{RUBY_LOG_LEVELS}|ActiveSupport\.(?:TaggedLogging|Logger|BroadcastLogger)\(\)\.{RUBY_LOG_LEVELS}"
        rf"|Sidekiq\.logger\(\)\.{RUBY_LOG_LEVELS}",
    ),
    sign(
        Subject.LOGGING,
        "Logger",
        "",
        rf"(?:[\w.?()]+\.)?(?:@?logger(?:\(\))?|Logger\(\))\.{RUBY_LOG_LEVELS}",
    ),
    sign(
        Subject.LOGGING,
        "Logger",
        "*",
        rf"(?!(?:Rails|SemanticLogger|Logging|Dry)\.)(?:[A-Z]\w*\.)+logger\(\)\.{RUBY_LOG_LEVELS}",
        generated=True,
    ),
    sign(
        Subject.LOGGING,
        "structured logger",
        "semantic_logger rails_semantic_logger ougai logging dry-logger console lograge twiggy",
        rf"(?:SemanticLogger|Ougai\.Logger|Logging|Dry\.Logger"
        rf"|Console)\b(?:\(\))?(?:\.\w+(?:\(\))?)*\.{RUBY_LOG_LEVELS}",
        bases=r"SemanticLogger\.Loggable",
    ),
    sign(
        Subject.LOG_SETTING,
        "Rails.logger",
        f"{RAILS_GEMS} lograge rails_semantic_logger",
        r"(?:.*\.)?(?:lograge|rails_semantic_logger|semantic_logger)\(\)\.\w+"
        r"|config\.(?:log_formatter|log_tags)"
        r"|(?:.*\.)?config\(\)\.(?:log_formatter|log_tags)",
        generated=True,
    ),
    sign(
        Subject.LOG_SETTING,
        "structured logger",
        "semantic_logger rails_semantic_logger ougai logging dry-logger govuk_app_config logstop",
        r"SemanticLogger\.(?:add_appender|default_level|application)|Ougai\.(?:Logger|Formatters\.\w+)"
        r"|Logging\.(?:logger|appenders)\w*|Dry\.Logger|GovukJsonLogging\.configure|Logstop\.guard",
    ),
    sign(
        Subject.LOG_SETTING,
        "Logger",
        "ruby logger",
        r"Logger|ActiveSupport\.(?:TaggedLogging|Logger|BroadcastLogger)",
    ),
    sign(Subject.PRINTING, "puts", "", r"puts|p|pp|print|\$std(?:out|err)\.(?:puts|print|write|printf)"),
    sign(
        Subject.METRICS,
        "Prometheus client",
        "prometheus-client prometheus_exporter govuk_app_config gitlab-labkit",
        r"Prometheus\.Client\b.*\.(?:registry|counter|gauge|histogram|summary|increment|observe|set|register)"
        r"|Prometheus\.Client\.(?:Counter|Gauge|Histogram|Summary)|PrometheusExporter\.(?:Client"
        r"|Instrumentation|Metric|Server)\b.*"
        r"|GovukPrometheusExporter\.\w+|GovukStatsd\.\w+",
    ),
    sign(
        Subject.METRICS,
        "Prometheus client",
        "prometheus-client prometheus_exporter",
        MIDDLEWARE,
        given=r"\*#Prometheus(?:Exporter)?\.Middleware\b.*|\*#PrometheusExporter\.\w+",
        generated=True,
    ),
    sign(Subject.METRICS, "Yabeda", "yabeda yabeda-prometheus yabeda-rails yabeda-sidekiq", r"Yabeda\..+"),
    sign(
        Subject.METRICS,
        "StatsD",
        "statsd-instrument dogstatsd-ruby statsd-ruby datadog-statsd ddtrace datadog",
        r"StatsD\.(?:increment|measure|gauge|histogram|distribution|event|set)"
        r"|(?:Datadog\.)?Statsd\(\)\.(?:increment|decrement|gauge|histogram|timing|time|count|distribution"
        r"|set|event)",
    ),
    sign(
        Subject.METRICS,
        "New Relic",
        "newrelic_rpm",
        r"NewRelic\.Agent\.(?:record_metric|increment_metric|record_custom_event|record_llm_feedback_event)",
    ),
    sign(
        Subject.METRICS,
        "AppSignal",
        "appsignal",
        r"Appsignal\.(?:increment_counter|set_gauge|add_distribution_value|instrument|start)",
    ),
    sign(
        Subject.METRICS,
        "CloudWatch",
        "aws-sdk-cloudwatch aws-sdk",
        r"Aws\.CloudWatch\.Client\(\)\.put_metric_data",
    ),
    sign(
        Subject.METRICS,
        "ActiveSupport notifications",
        RAILS_GEMS,
        r"ActiveSupport\.Notifications\.(?:monotonic_)?subscribe|ActiveSupport\.Notifications\.instrument",
    ),
    sign(
        Subject.METRICS,
        "OpenTelemetry metrics",
        "opentelemetry-metrics-sdk opentelemetry-metrics-api",
        r"OpenTelemetry\.meter_provider\(\)\.meter\(\)\.create_\w+",
    ),
    sign(
        Subject.TRACES,
        "OpenTelemetry",
        "opentelemetry-sdk opentelemetry-api opentelemetry-instrumentation-all",
        r"OpenTelemetry\.(?:SDK\.configure|tracer_provider\(\)\.tracer(?:\(\)\.(?:in_span|start_\w+))?"
        r"|Trace\.\w+)",
    ),
    sign(
        Subject.TRACES,
        "Datadog",
        "ddtrace datadog",
        r"Datadog\.(?:configure|Tracing\.\w+|tracer\(\)\.trace|LLMObs\.\w+)",
    ),
    sign(
        Subject.TRACES,
        "LLM traces",
        "langfuse langfuse-rb langfuse-ruby langsmith langsmithrb braintrust helicone helicone-rb"
        " traceloop-sdk",
        r"Langfuse\.(?:\w+|Client\(\)\.\w+)|Lang[Ss]mith(?:rb)?\.(?:\w+|Client\(\)\.\w+)"
        r"|Braintrust\.(?:init|Trace\b.*)|Traceloop\.SDK\..+|Helicone\.Client\(\)\.\w+",
    ),
    sign(
        Subject.TRACES,
        "application monitoring",
        "skylight scout_apm elastic-apm honeycomb-beeline newrelic_rpm",
        r"Skylight\.(?:instrument|trace)|ScoutApm\.(?:Tracer\.instrument|Context\.add\w*)"
        r"|ElasticAPM\.(?:start|with_span|with_transaction|Sinatra\.start)|Honeycomb\.(?:configure"
        r"|start_span|add_field)"
        r"|NewRelic\.Agent\.(?:Tracer\.\w+|add_custom_\w+)",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Sentry",
        "sentry-ruby sentry-rails sentry-sidekiq sentry-raven",
        r"Sentry\.(?:init|capture_\w+|with_scope|configure_scope|with_exception_captured)"
        r"|Raven\.(?:configure|capture\w*)",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "error reporter",
        "honeybadger bugsnag rollbar airbrake airbrake-ruby govuk_app_config exception_notification appsignal"
        " newrelic_rpm faultline",
        r"Honeybadger\.(?:notify|configure)|Bugsnag\.(?:notify|configure)|Rollbar\.(?:error|warning"
        r"|critical|log|configure)"
        r"|Airbrake\.(?:notify\w*|configure)|GovukError\.(?:notify|configure)"
        r"|ExceptionNotifier\.notify_exception"
        r"|Appsignal\.(?:set_error|send_error|report_error)|NewRelic\.Agent\.notice_error",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Rails.error",
        RAILS_GEMS,
        r"Rails\.error\(\)\.(?:report|handle|record|subscribe|unexpected)",
    ),
)
