"""Ruby: what gems are for, beside models: routes, logs, metrics, checks, limits, queues.

Sources: https://api.rubyonrails.org/, https://github.com/sinatra/sinatra, https://github.com/ruby-grape/grape,
https://github.com/rack/rack-attack, https://github.com/prometheus/client_ruby, the READMEs of the gems named.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.language import Sign, Subject, sign

RAILS_GEMS = "rails railties actionpack activesupport"
WEB_GEMS = f"{RAILS_GEMS} sinatra sinatra-contrib grape roda hanami hanami-controller padrino"
RUBY_VERBS = "(?:get|post|put|patch|delete)"
LEVELS = "(?:debug|info|warn|error|fatal|unknown|notice|tagged)"
REFUSED = (
    r"(?:status=|:?)(?:4\d\d|50[34]|bad_request|unauthorized|forbidden|not_found|method_not_allowed|not_acceptable"
    r"|request_timeout|conflict|gone|payload_too_large|content_too_large|unsupported_media_type"
    r"|unprocessable_(?:entity|content)|too_many_requests|service_unavailable|gateway_timeout)"
)
MIDDLEWARE = r"use|config\.middleware(?:\(\))?\.\w+|.*\.middleware\(\)\.\w+"
ASKS_WHO = (
    r"(?:authenticate|authorize|authorise|require_(?:login|user|auth|api|token|sign)|doorkeeper_authorize"
    r"|verify_(?:token|api|auth|signature)|check_(?:api_key|token|auth)|validate_(?:token|api_key)|ensure_(?:auth|sign|log))"
    r"[\w]{0,60}[!?]?"
)

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
        r"Telegram\.Bot\.Client(?:\(\))?\.(?:run|listen)|Discordrb\.(?:Commands\.Command)?Bot\(\)\.(?:message|command|mention)"
        r"|Slack\.RealTime\.Client\(\)\.on|Facebook\.Messenger\.Bot\.on|Bot\.on",
        bases=r"SlackRubyBot\.(?:Bot|Commands\.Base)|Telegram\.Bot\.UpdatesController",
    ),
    sign(Subject.SERVER, "Rack", f"{WEB_GEMS} rack", r"run|map", generated=True),
    # What reports.
    sign(Subject.LOGGING, "Rails.logger", RAILS_GEMS, rf"Rails\.logger\(\)\.{LEVELS}"),
    sign(
        Subject.LOGGING,
        "Logger",
        "ruby logger",
        rf"Logger\(\)\.{LEVELS}|ActiveSupport\.(?:TaggedLogging|Logger|BroadcastLogger)\(\)\.{LEVELS}|Sidekiq\.logger\(\)\.{LEVELS}",
    ),
    sign(Subject.LOGGING, "Logger", "", rf"@?logger(?:\(\))?\.{LEVELS}"),
    sign(
        Subject.LOGGING,
        "structured logger",
        "semantic_logger rails_semantic_logger ougai logging dry-logger console lograge twiggy",
        rf"(?:SemanticLogger|Ougai\.Logger|Logging|Dry\.Logger|Console)\b(?:\(\))?(?:\.\w+(?:\(\))?)*\.{LEVELS}",
        bases=r"SemanticLogger\.Loggable",
    ),
    sign(
        Subject.LOG_SETTING,
        "Rails.logger",
        f"{RAILS_GEMS} lograge rails_semantic_logger",
        r"(?:.*\.)?(?:lograge|rails_semantic_logger|semantic_logger)\(\)\.\w+|config\.(?:log_level|log_formatter|log_tags|logger)"
        r"|(?:.*\.)?config\(\)\.(?:log_level|log_formatter|log_tags|logger)",
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
        r"|Prometheus\.Client\.(?:Counter|Gauge|Histogram|Summary)|PrometheusExporter\.(?:Client|Instrumentation|Metric|Server)\b.*"
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
        r"|(?:Datadog\.)?Statsd\(\)\.(?:increment|decrement|gauge|histogram|timing|time|count|distribution|set|event)",
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
        r"OpenTelemetry\.(?:SDK\.configure|tracer_provider\(\)\.tracer(?:\(\)\.(?:in_span|start_\w+))?|Trace\.\w+)",
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
        "langfuse langfuse-rb langfuse-ruby langsmith langsmithrb braintrust helicone helicone-rb traceloop-sdk",
        r"Langfuse\.(?:\w+|Client\(\)\.\w+)|Lang[Ss]mith(?:rb)?\.(?:\w+|Client\(\)\.\w+)"
        r"|Braintrust\.(?:init|Trace\b.*)|Traceloop\.SDK\..+|Helicone\.Client\(\)\.\w+",
    ),
    sign(
        Subject.TRACES,
        "application monitoring",
        "skylight scout_apm elastic-apm honeycomb-beeline newrelic_rpm",
        r"Skylight\.(?:instrument|trace)|ScoutApm\.(?:Tracer\.instrument|Context\.add\w*)"
        r"|ElasticAPM\.(?:start|with_span|with_transaction|Sinatra\.start)|Honeycomb\.(?:configure|start_span|add_field)"
        r"|NewRelic\.Agent\.(?:Tracer\.\w+|add_custom_\w+)",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Sentry",
        "sentry-ruby sentry-rails sentry-sidekiq sentry-raven",
        r"Sentry\.(?:init|capture_\w+|with_scope|configure_scope|with_exception_captured)|Raven\.(?:configure|capture\w*)",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "error reporter",
        "honeybadger bugsnag rollbar airbrake airbrake-ruby govuk_app_config exception_notification appsignal"
        " newrelic_rpm faultline",
        r"Honeybadger\.(?:notify|configure)|Bugsnag\.(?:notify|configure)|Rollbar\.(?:error|warning|critical|log|configure)"
        r"|Airbrake\.(?:notify\w*|configure)|GovukError\.(?:notify|configure)|ExceptionNotifier\.notify_exception"
        r"|Appsignal\.(?:set_error|send_error|report_error)|NewRelic\.Agent\.notice_error",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Rails.error",
        RAILS_GEMS,
        r"Rails\.error\(\)\.(?:report|handle|record|subscribe|unexpected)",
    ),
    # What comes in.
    sign(
        Subject.INPUT_CHECK,
        "strong parameters",
        RAILS_GEMS,
        r"params\.(?:require\(\)(?:\.\w+\(\))*\.permit|permit|expect|require)",
        generated=True,
    ),
    sign(
        Subject.INPUT_CHECK,
        "ActiveModel validations",
        f"{RAILS_GEMS} activemodel activerecord",
        r"validates?|validates_\w+",
        generated=True,
    ),
    sign(
        Subject.INPUT_CHECK,
        "dry-validation",
        "dry-validation dry-schema hanami-validations",
        r"Dry\.Schema\.(?:Params|JSON|define)|Dry\.Validation\.Contract",
        bases=r"Dry\.Validation\.Contract|Dry\.Schema\.\w+|Hanami\.Action\.Params",
    ),
    sign(
        Subject.INPUT_CHECK,
        "JSON Schema",
        "json-schema json_schemer rj_schema",
        r"JSON\.Validator\.(?:validate\w*!?|fully_validate\w*)|JSONSchemer\.schema\(\)\.(?:valid\?|validate)",
    ),
    sign(
        Subject.INPUT_CHECK,
        "OpenAPI",
        "committee committee-rails openapi_first",
        MIDDLEWARE,
        given=r"\*#(?:Committee|OpenapiFirst)\.Middlewares?\.RequestValidation",
        generated=True,
    ),
    sign(Subject.INPUT_CHECK, "Grape", "grape", r"requires|optional|group", generated=True),
    sign(Subject.INPUT_CHECK, "parameters", "sinatra-param rails_param", r"param!?", generated=True),
    sign(
        Subject.REFUSAL,
        "answer with an error",
        WEB_GEMS,
        r"render|render_\w+|head|halt|error!?|json|respond_with|send_\w+|redirect_to",
        given=REFUSED,
        generated=True,
    ),
    sign(Subject.REFUSAL, "rescue_from", WEB_GEMS, r"rescue_from", generated=True),
    sign(
        Subject.REFUSAL,
        "raise",
        WEB_GEMS,
        r"raise|fail",
        given=r"\*#(?:ActionController\.(?:BadRequest|ParameterMissing|RoutingError|UnpermittedParameters)|BadRequest\w{0,20}"
        r"|Unprocessable\w{0,20}|TooManyRequests\w{0,10}|Forbidden\w{0,10})",
        generated=True,
    ),
    # Limits, and what is done when something fails.
    sign(
        Subject.LIMIT,
        "Rack::Attack",
        "rack-attack",
        r"(?:Rack\.Attack\.)?(?:throttle|blocklist|blacklist)",
        generated=True,
    ),
    sign(
        Subject.LIMIT,
        "Rack::Timeout",
        "rack-timeout rack-throttle",
        MIDDLEWARE,
        given=r"\*#Rack\.(?:Timeout|Throttle\.\w+)",
        generated=True,
    ),
    sign(Subject.LIMIT, "Rails rate limit", RAILS_GEMS, r"rate_limit", given=r"to=.*", generated=True),
    sign(Subject.LIMIT, "Timeout", "ruby", r"Timeout\.timeout"),
    sign(
        Subject.LIMIT,
        "client timeout",
        "ruby-openai openai anthropic ruby_llm faraday httparty http httpx rest-client typhoeus aws-sdk-bedrockruntime",
        r"(?:OpenAI|Anthropic)\.(?:\w+\.)?\w*Client|(?:Faraday|HTTParty|RestClient\.Request|Typhoeus|HTTPX|HTTP)(?:\.\w+)?"
        r"|Aws\.\w+\.Client",
        given=r"(?:\w+_)?timeout=.*",
    ),
    sign(
        Subject.LIMIT,
        "client timeout",
        "ruby-openai openai anthropic ruby_llm faraday ruby",
        r"(?:\w+|\?)(?:\.\w+(?:\(\))?)*\.(?:request_timeout|read_timeout|open_timeout|write_timeout)|.*\.options\(\)\.timeout",
        generated=True,
    ),
    sign(
        Subject.LIMIT,
        "circuit breaker",
        "stoplight circuitbox semian faulty breaker_machines",
        r"Stoplight(?:\(\)\.\w+)?|Circuitbox\.circuit(?:\(\)\.run)?|Semian\.(?:register|resource\(\)\.acquire)|Faulty\.circuit\(\)\.run",
    ),
    sign(
        Subject.LIMIT,
        "rate limiter",
        "ruby-limiter ratelimit redis-throttled prorate sidekiq-throttled throttling",
        r"Limiter\.RateQueue|Ratelimit\(\)\.\w+|Prorate\.Throttle\(\)\.throttle!|Sidekiq\.Limiter\.\w+",
    ),
    sign(Subject.RETRY, "retry", "", r"retry"),
    sign(Subject.RETRY, "retry_on", f"{RAILS_GEMS} activejob", r"retry_on", generated=True),
    sign(
        Subject.RETRY,
        "Sidekiq",
        "sidekiq",
        r"sidekiq_options",
        given=r"retry=(?:[1-9]\d*|true)",
        generated=True,
    ),
    sign(
        Subject.RETRY,
        "retries",
        "retriable retryable retryable-rb with_retries",
        r"Retriable\.(?:retriable|with_context)|Retryable\.retryable|Retryable|with_retries",
    ),
    sign(
        Subject.RETRY,
        "Faraday retry",
        "faraday faraday-retry faraday_middleware",
        r".*\.(?:request|use)",
        given="retry",
        generated=True,
    ),
    # Who calls, what is kept.
    sign(
        Subject.AUTHENTICATION,
        "before_action",
        WEB_GEMS,
        r"before_action|before_filter|before",
        given=ASKS_WHO,
        generated=True,
    ),
    sign(
        Subject.AUTHENTICATION,
        "HTTP authentication",
        WEB_GEMS,
        r"http_basic_authenticate_with|authenticate_(?:or_request_)?with_http_\w+|authenticate_\w+!|doorkeeper_for|http_basic",
        generated=True,
    ),
    sign(
        Subject.AUTHENTICATION,
        "tokens",
        "jwt knock devise-jwt rack-jwt warden firebase-auth-rails",
        r"JWT\.decode|Warden\.\w+\.\w+",
    ),
    sign(
        Subject.AUTHENTICATION,
        "middleware",
        "rack rails omniauth rack-jwt",
        MIDDLEWARE,
        given=r"\*#(?:Rack\.Auth\.\w+|Warden\.Manager|OmniAuth\.Builder|Rack\.JWT\.Auth)",
        generated=True,
    ),
    sign(
        Subject.CACHE,
        "Rails.cache",
        RAILS_GEMS,
        r"Rails\.cache\(\)\.(?:fetch|read|write|fetch_multi|read_multi)",
    ),
    sign(
        Subject.CACHE,
        "cache",
        "redis dalli hiredis-client redis-client moneta lru_redux",
        r"(?:Redis|Dalli\.Client|Moneta|LruRedux\.\w+)\(\)\.(?:get|set|setex|fetch|getset)",
    ),
    # Work in the background, in order, for a part of the users.
    sign(
        Subject.QUEUE,
        "job",
        f"{RAILS_GEMS} activejob sidekiq good_job solid_queue resque delayed_job sucker_punch que",
        bases=r"(?:\w+\.){0,4}(?:\w*ApplicationJob|\w*BaseJob)|ActiveJob\.Base|Sidekiq\.(?:Job|Worker)|SuckerPunch\.Job|Que\.Job",
    ),
    sign(
        Subject.QUEUE,
        "messages",
        "sneakers kicks karafka shoryuken racecar bunny ruby-kafka rdkafka govuk_message_queue_consumer hutch"
        " aws-sdk-sqs google-cloud-pubsub",
        r"Bunny(?:\(\)(?:\.\w+\(\))*\.subscribe)|Kafka\(\)\.consumer(?:\(\)\.\w+)?|Rdkafka\.Config\(\)\.consumer(?:\(\)\.\w+)?"
        r"|GovukMessageQueueConsumer\.Consumer(?:\(\)\.run)?|Aws\.SQS\.(?:Client\(\)\.receive_message|QueuePoller\(\)\.poll)"
        r"|Google\.Cloud\.P[Uu]b[Ss]ub\b.*\.listen",
        bases=r"Sneakers\.Worker|Karafka\.BaseConsumer|ApplicationConsumer|Shoryuken\.Worker|Racecar\.Consumer|Hutch\.Consumer",
    ),
    sign(
        Subject.ORCHESTRATION,
        "schedule",
        "sidekiq-cron sidekiq-scheduler rufus-scheduler clockwork gush temporalio temporal-ruby sidekiq",
        r"Sidekiq\.Cron\.Job\.\w+|Rufus\.Scheduler(?:\(\)\.\w+|\.singleton\(\)\.\w+)|Clockwork\.every|Sidekiq\.Batch(?:\(\)\.\w+)?"
        r"|Sidekiq\.schedule",
        bases=r"Gush\.Workflow|Temporalio\.Workflow\.Definition|Temporal\.Workflow",
    ),
    sign(Subject.LOAD_TEST, "ruby-jmeter", "ruby-jmeter", r"test|threads", generated=True),
    sign(
        Subject.ROLLOUT,
        "feature flags",
        "flipper flipper-active_record rollout launchdarkly-server-sdk unleash statsig posthog-ruby flagsmith openfeature-sdk",
        r"Flipper(?:\.\w+)?\.enabled\?|Flipper\.(?:enable_percentage_of_\w+|enable)|Rollout\(\)\.(?:active\?|activate_percentage)"
        r"|LaunchDarkly\.LDClient\(\)\.\w*variation\w*|Unleash\.Client\(\)\.(?:is_)?enabled\?|Statsig\.(?:check_gate|get_\w+)"
        r"|PostHog\.Client\(\)\.(?:is_feature_enabled|get_feature_flag)|OpenFeature\..+\.fetch_\w+",
    ),
    sign(
        Subject.ROLLOUT,
        "experiments",
        "split field_test vanity scientist",
        r"ab_test|field_test|science",
        generated=True,
    ),
    sign(
        Subject.ROLLOUT,
        "experiments",
        "scientist",
        r"Scientist(?:\.run|\.Default\(\)\.run|\.Experiment\(\)\.run)",
    ),
    # What tests.
    sign(
        Subject.TEST_TOOL,
        "RSpec",
        "rspec rspec-rails rspec-core",
        r"(?:RSpec\.)?(?:describe|context|feature)|it|specify|scenario",
        generated=True,
    ),
    sign(
        Subject.TEST_TOOL,
        "Minitest",
        f"minitest minitest/autorun test-unit {RAILS_GEMS} ruby",
        r"test",
        bases=r"Minitest\.(?:Test|Spec)|MiniTest\.\w+|Test\.Unit\.TestCase|ActiveSupport\.TestCase|Action\w+\.\w*TestCase"
        r"|ActionDispatch\.\w+Test",
        hands=True,
        generated=True,
    ),
    sign(
        Subject.TEST_TOOL,
        "recorded requests",
        "webmock webmock/rspec webmock/minitest vcr",
        r"stub_request|VCR\.\w+",
        generated=True,
    ),
)
