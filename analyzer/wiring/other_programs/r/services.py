"""R: what packages are for that answer requests, show pages, log, report, check what comes in, and test.

Sources: https://www.rplumber.io, https://plumber2.posit.co, https://vetiver.posit.co, https://restrserve.org,
https://ambiorix.dev, https://fiery.data-imaginist.com, https://www.opencpu.org, https://shiny.posit.co,
https://daroczig.github.io/logger/, https://s-fleck.github.io/lgr/, https://otel.r-lib.org,
https://openmetrics.rforge.io, https://httr2.r-lib.org, https://testthat.r-lib.org.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.r.words import methods, named
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

R_VERBS = "get|post|put|delete|patch|head|options|use|any|query"
R_LEVELS = "trace debug info success warn error fatal"

R_SERVICE_SIGNS: tuple[Sign, ...] = (
    # What answers requests.
    sign(
        Subject.ROUTE,
        "plumber",
        "plumber plumber2",
        named(
            "pr_get pr_post pr_put pr_delete pr_head pr_handle api_get api_post api_put api_delete "
            "api_any api_patch"
        )
        + "|"
        + methods("handle", "pr|Plumber|plumber|plumb"),
        decorators=R_VERBS,
        imported=False,
    ),
    sign(
        Subject.ROUTE,
        "vetiver",
        "vetiver",
        named("vetiver_api vetiver_pr_post vetiver_pr_predict vetiver_sm_predict"),
        imported=False,
    ),
    sign(
        Subject.ROUTE,
        "RestRserve",
        "RestRserve",
        methods("add_get add_post add_put add_delete add_patch add_route", "Application"),
    ),
    sign(Subject.ROUTE, "ambiorix", "ambiorix", methods(R_VERBS.replace("|", " "), "Ambiorix|Router")),
    sign(Subject.ROUTE, "routr", "routr fiery", methods("add_handler add_route on", "Route|RouteStack|Fire")),
    sign(Subject.ROUTE, "httpuv", "httpuv", named("runServer startServer"), imported=False),
    sign(Subject.ROUTE, "OpenCPU", "opencpu", named("ocpu_start_server ocpu_start_app"), imported=False),
    sign(Subject.ROUTE, "beakr", "beakr", named("httpGET httpPOST httpPUT httpDELETE")),
    sign(Subject.ROUTE, "MLflow server", "mlflow", named("mlflow_rfunc_serve"), imported=False),
    sign(
        Subject.SERVER,
        "plumber",
        "plumber plumber2",
        named("pr_run plumb pr api_run api") + "|" + methods("run", "pr|plumb|Plumber"),
        imported=False,
    ),
    sign(
        Subject.PAGE,
        "Shiny",
        "shiny golem rhino bs4Dash shinydashboard bslib",
        named("shinyApp shinyServer runApp shinyAppDir with_golem_options"),
        imported=False,
    ),
    sign(Subject.HANDLER, "lambdr", "lambdr", named("start_lambda lambda_config")),
    # What reports.
    sign(
        Subject.LOGGING,
        "logger",
        "logger",
        "|".join(f"log_{each}" for each in R_LEVELS.split())
        + "|log_level|log_failures|log_eval|log_errors|log_shiny_input_changes",
        imported=False,
    ),
    sign(
        Subject.LOGGING,
        "lgr",
        "lgr",
        r"(?:lgr|get_logger\(\)|Logger\(\))?\.?" + f"(?:{R_LEVELS.replace(' ', '|')}|log)",
        imported=False,
    ),
    sign(Subject.LOGGING, "lgr", "", rf"lgr\.(?:{R_LEVELS.replace(' ', '|')})", imported=False),
    sign(
        Subject.LOGGING,
        "futile.logger",
        "futile.logger",
        named("flog.trace flog.debug flog.info flog.warn flog.error flog.fatal"),
        imported=False,
    ),
    sign(
        Subject.LOGGING,
        "log4r",
        "log4r",
        named("info warn error debug fatal log_info levellog"),
        imported=False,
    ),
    sign(
        Subject.LOGGING,
        "logging",
        "logging",
        named("loginfo logwarn logerror logdebug logfine logfinest levellog"),
        imported=False,
    ),
    sign(
        Subject.LOGGING, "rlog", "rlog", "|".join(f"log_{each}" for each in R_LEVELS.split()), imported=False
    ),
    sign(Subject.LOGGING, "loggit", "loggit loggit2", named("loggit"), imported=False),
    sign(Subject.LOGGING, "tryCatchLog", "tryCatchLog", named("tryCatchLog tryLog"), imported=False),
    sign(
        Subject.LOG_SETTING,
        "logger",
        "logger",
        named("log_threshold log_appender log_layout log_formatter"),
        imported=False,
    ),
    sign(
        Subject.LOG_SETTING,
        "futile.logger",
        "futile.logger",
        named("flog.threshold flog.appender flog.layout"),
        imported=False,
    ),
    sign(
        Subject.LOG_SETTING,
        "logging",
        "logging log4r lgr",
        named("basicConfig addHandler setLevel logger create.logger file_appender AppenderJson AppenderFile"),
        imported=False,
    ),
    sign(Subject.PRINTING, "base", "base", named("print cat message writeLines"), imported=False),
    sign(
        Subject.METRICS,
        "openmetrics",
        "openmetrics",
        named(
            "counter_metric gauge_metric histogram_metric register_default_metrics "
            "register_plumber_metrics render_metrics push_to_gateway"
        ),
    ),
    sign(
        Subject.METRICS,
        "OpenTelemetry",
        "otel otelsdk",
        named("counter_add gauge_record histogram_record up_down_counter_add start_local_active_meter"),
        imported=False,
    ),
    sign(
        Subject.TRACES,
        "OpenTelemetry",
        "otel otelsdk",
        named(
            "start_local_active_span start_span with_active_span local_active_span default_tracer get_tracer"
        ),
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Sentry",
        "sentryR sentry",
        named(
            "configure_sentry capture_exception capture_message capture with_captured_calls "
            "sentry_error_handler with_sentry"
        ),
    ),
    sign(
        Subject.ERROR_REPORTS, "Rollbar", "rollbar", named("rollbar.error rollbar.attach rollbar.configure")
    ),
    # What comes in, and what is refused.
    sign(
        Subject.INPUT_CHECK,
        "jsonvalidate",
        "jsonvalidate",
        named("json_validator") + "|" + methods("validate", "json_schema"),
        imported=False,
    ),
    # What stands outside of every function asks before the first request comes.
    sign(
        Subject.INPUT_CHECK,
        "jsonvalidate",
        "jsonvalidate",
        named("json_validate"),
        imported=False,
        inside=True,
    ),
    sign(
        Subject.INPUT_CHECK,
        "checkmate",
        "checkmate",
        r"(?:assert|check|test)(?:_\w+|[A-Z]\w+)",
        inside=True,
    ),
    sign(
        Subject.INPUT_CHECK,
        "assertthat",
        "assertthat",
        named("assert_that validate_that see_if"),
        imported=False,
        inside=True,
    ),
    sign(Subject.INPUT_CHECK, "base", "base", named("stopifnot match.arg"), imported=False, inside=True),
    sign(
        Subject.INPUT_CHECK,
        "vctrs",
        "vctrs hardhat",
        named("vec_assert scream forge obj_check_vector"),
        imported=False,
        inside=True,
    ),
    sign(
        Subject.INPUT_CHECK,
        "vetiver prototype",
        "vetiver",
        named("vetiver_prepare vetiver_type_convert vetiver_create_ptype"),
        imported=False,
    ),
    sign(
        Subject.INPUT_CHECK,
        "shinyvalidate",
        "shinyvalidate",
        methods("add_rule", "InputValidator"),
        imported=False,
    ),
    sign(
        Subject.REFUSAL,
        "plumber",
        "plumber",
        named("pr_set_error pr_set_404") + "|" + methods("setErrorHandler set404Handler", "pr|plumb|Plumber"),
        imported=False,
    ),
    sign(Subject.REFUSAL, "response", "", r"\?\.status<-"),
    sign(
        Subject.REFUSAL,
        "plumber2",
        "plumber2 routr reqres",
        named(
            "abort_bad_request abort_unauthorized abort_forbidden abort_not_found abort_status "
            "abort_http_problem abort_internal_error"
        ),
        imported=False,
    ),
    sign(
        Subject.REFUSAL,
        "RestRserve",
        "RestRserve",
        r"raise|HTTPError\.\w+|(?:\w+\(\)\.)*HTTPError\.\w+",
        imported=False,
    ),
    sign(Subject.AUTHENTICATION, "sealr", "sealr", named("authenticate is_authed_*")),
    sign(Subject.AUTHENTICATION, "jose", "jose", named("jwt_decode_hmac jwt_decode_sig"), imported=False),
    sign(
        Subject.AUTHENTICATION,
        "shinymanager",
        "shinymanager auth0 polished",
        named("secure_app secure_server check_credentials shinyAppAuth0 auth0_ui auth0_server"),
    ),
    # What holds out.
    sign(Subject.RETRY, "httr2", "httr2", named("req_retry"), imported=False),
    sign(Subject.RETRY, "httr", "httr", named("RETRY"), imported=False),
    sign(Subject.RETRY, "retry", "retry retryAPI", named("retry wait_until")),
    sign(Subject.RETRY, "purrr", "purrr", named("insistently slowly"), imported=False),
    sign(Subject.LIMIT, "httr2", "httr2", named("req_timeout req_throttle"), imported=False),
    sign(Subject.LIMIT, "httr", "httr", named("timeout"), imported=False),
    sign(Subject.LIMIT, "R.utils", "R.utils", named("withTimeout"), imported=False),
    sign(Subject.LIMIT, "ratelimitr", "ratelimitr", named("limit_rate"), imported=False),
    sign(
        Subject.CACHE,
        "memoise",
        "memoise cachem",
        named("memoise cache_mem cache_disk cache_filesystem"),
        imported=False,
    ),
    sign(Subject.CACHE, "Shiny", "shiny", named("bindCache"), imported=False),
    sign(Subject.CACHE, "Redis", "redux", methods("SET GET SETEX", "hiredis"), imported=False),
    sign(
        Subject.QUEUE,
        "rrq",
        "rrq",
        named("rrq_task_create_expr rrq_worker") + "|" + methods("enqueue", "rrq_controller"),
        imported=False,
    ),
    sign(Subject.QUEUE, "longears", "longears", named("amqp_consume amqp_listen"), imported=False),
    sign(Subject.LOAD_TEST, "loadtest", "loadtest", named("loadtest")),
    sign(
        Subject.LOAD_TEST,
        "shinyloadtest",
        "shinyloadtest",
        named("record_session load_runs shinyloadtest_report"),
    ),
    sign(Subject.TEST_TOOL, "testthat", "testthat", named("test_that it describe")),
    sign(Subject.TEST_TOOL, "tinytest", "tinytest", named("expect_equal expect_true expect_error")),
    sign(
        Subject.TEST_TOOL,
        "shinytest2",
        "shinytest2 shinytest",
        methods("expect_values expect_screenshot", "AppDriver"),
        imported=False,
    ),
)
