"""Ruby: what gems are for: checks of what comes in, limits, retries, authentication, caches, work, tests.

Sources: https://api.rubyonrails.org/, https://github.com/rack/rack-attack, the READMEs of the gems named.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.ruby.packages import MIDDLEWARE, RAILS_GEMS, WEB_GEMS
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

RUBY_REFUSES = (
    r"(?:status=|:?)(?:4\d\d|50[34]|bad_request|unauthorized|forbidden|not_found|method_not_allowed"
    r"|not_acceptable"
    r"|request_timeout|conflict|gone|payload_too_large|content_too_large|unsupported_media_type"
    r"|unprocessable_(?:entity|content)|too_many_requests|service_unavailable|gateway_timeout)"
)
ASKS_WHO = (
    r"(?:authenticate|authorize|authorise|require_(?:login|user|auth|api|token|sign)|doorkeeper_authorize"
    r"|verify_(?:token|api|auth(?!enticity)|signature)|(?:verify|validate|check|ensure)_\w{1,40}_signature|check_(?:api_key|token|auth)|validate_(?:token|api_key)"
    r"|ensure_(?:auth|sign|log))"
    r"[\w]{0,60}[!?]?"
)

RUBY_LIMIT_SIGNS: tuple[Sign, ...] = (
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
    sign(
        Subject.INPUT_CHECK,
        "parameters of Hanami",
        "hanami hanami-controller hanami-validations",
        r"(?:required|optional)(?:\(\)\.\w+\??)?",
        generated=True,
        inside=True,
    ),
    sign(Subject.INPUT_CHECK, "Grape", "grape", r"requires|optional|group", generated=True),
    sign(Subject.INPUT_CHECK, "parameters", "sinatra-param rails_param", r"param!?", generated=True),
    sign(
        Subject.REFUSAL,
        "answer with an error",
        WEB_GEMS,
        r"render|render_\w+|head|halt|error!?|json|respond_with|send_\w+|redirect_to",
        given=RUBY_REFUSES,
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
        everywhere=True,
    ),
    sign(
        Subject.LIMIT,
        "Rack::Timeout",
        "rack-timeout rack-throttle",
        MIDDLEWARE,
        given=r"\*#Rack\.(?:Timeout|Throttle\.\w+)",
        generated=True,
        everywhere=True,
    ),
    sign(Subject.LIMIT, "Rails rate limit", RAILS_GEMS, r"rate_limit", given=r"to=.*", generated=True),
    sign(Subject.LIMIT, "Timeout", "ruby", r"Timeout\.timeout"),
    sign(
        Subject.LIMIT,
        "client timeout",
        "ruby-openai openai anthropic ruby_llm faraday httparty http httpx rest-client typhoeus"
        " aws-sdk-bedrockruntime",
        r"(?:OpenAI|Anthropic)\.(?:\w+\.)?\w*Client|(?:Faraday|HTTParty|RestClient\.Request|Typhoeus|HTTPX"
        r"|HTTP)(?:\.\w+)?"
        r"|Aws\.\w+\.Client",
        given=r"(?:\w+_)?timeout=.*",
    ),
    sign(
        Subject.LIMIT,
        "client timeout",
        "ruby-openai openai anthropic ruby_llm faraday ruby",
        r"(?:\w+|\?)(?:\.\w+(?:\(\))?)*\.(?:request_timeout|read_timeout|open_timeout|write_timeout)"
        r"|.*\.options\(\)\.timeout",
        generated=True,
    ),
    sign(
        Subject.LIMIT,
        "circuit breaker",
        "stoplight circuitbox semian faulty breaker_machines",
        r"Stoplight(?:\(\)\.\w+)?|Circuitbox\.circuit(?:\(\)\.run)?|Semian\.(?:register"
        r"|resource\(\)\.acquire)|Faulty\.circuit\(\)\.run",
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
        r"http_basic_authenticate_with|authenticate_(?:or_request_)?with_http_\w+|authenticate_\w+!"
        r"|doorkeeper_for|http_basic",
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
        everywhere=True,
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
        r"(?:Redis|Dalli\.Client|Moneta|LruRedux\.\w+)\(\)\.(?:setex|fetch|get_multi|fetch_multi)",
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
        r"Bunny(?:\(\)(?:\.\w+\(\))*\.subscribe)|Kafka\(\)\.consumer(?:\(\)\.\w+)?"
        r"|Rdkafka\.Config\(\)\.consumer(?:\(\)\.\w+)?"
        r"|GovukMessageQueueConsumer\.Consumer(?:\(\)\.run)?|Aws\.SQS\.(?:Client\(\)\.receive_message"
        r"|QueuePoller\(\)\.poll)"
        r"|Google\.Cloud\.P[Uu]b[Ss]ub\b.*\.listen",
        bases=r"Sneakers\.Worker|Karafka\.BaseConsumer|ApplicationConsumer|Shoryuken\.Worker|Racecar\.Consumer|Hutch\.Consumer",
    ),
    sign(
        Subject.ORCHESTRATION,
        "schedule",
        "sidekiq-cron sidekiq-scheduler rufus-scheduler clockwork gush temporalio temporal-ruby sidekiq",
        r"Sidekiq\.Cron\.Job(?:\.\w+)?|Rufus\.Scheduler(?:\(\)\.\w+|\.singleton\(\)\.\w+)|Clockwork\.every"
        r"|Sidekiq\.Batch(?:\(\)\.\w+)?"
        r"|Sidekiq\.schedule",
        bases=r"Gush\.Workflow|Temporalio\.Workflow\.Definition|Temporal\.Workflow",
    ),
    sign(Subject.LOAD_TEST, "ruby-jmeter", "ruby-jmeter", r"test|threads", generated=True),
    sign(
        Subject.ROLLOUT,
        "feature flags",
        "flipper flipper-active_record rollout launchdarkly-server-sdk unleash statsig posthog-ruby"
        " flagsmith openfeature-sdk",
        r"Flipper(?:\.\w+)?\.enabled\?|Flipper\.(?:enable_percentage_of_\w+|enable)"
        r"|Rollout\(\)\.(?:active\?|activate_percentage)"
        r"|LaunchDarkly\.LDClient\(\)\.\w*variation\w*|Unleash\.Client\(\)\.(?:is_)?enabled\?"
        r"|Statsig\.(?:check_gate|get_\w+)"
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
        f"minitest test-unit test_helper {RAILS_GEMS}",
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
