"""Go: GoFr, one package that answers, logs, measures and keeps; and routes of frameworks that no table names.

Sources: https://gofr.dev/docs (pages of the quick start and of the advanced guide) and
https://pkg.go.dev/gofr.dev/pkg/gofr.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.go.services import GO_MADE, GO_MAYBE_ON, GO_ON, GO_UPPER_VERBS
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

GOFR = "gofr.dev/pkg/gofr"
GOFR_CONTEXT = r"(?:Context|Container|New|App)\(\)"
GOFR_LEVELS = r"(?:Debug|Info|Notice|Warn|Error|Fatal|Log)f?"

GOFR_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.ROUTE,
        "GoFr",
        f"{GOFR}$",
        rf"(?:New|App)\(\)\.(?:{GO_UPPER_VERBS}|AddRESTHandlers|WebSocket|RegisterService|GraphQL\w+)",
    ),
    sign(Subject.SERVER, "GoFr", f"{GOFR}$", r"New"),
    sign(Subject.REFUSAL, "GoFr", f"{GOFR}/http$", r"Error\w+", imported=False),
    sign(
        Subject.LOGGING,
        "GoFr",
        f"{GOFR}$ {GOFR}/container",
        rf"{GOFR_CONTEXT}\.(?:Logger(?:\(\))?\.)?{GOFR_LEVELS}",
        imported=False,
    ),
    sign(
        Subject.METRICS,
        "GoFr",
        f"{GOFR}$ {GOFR}/container",
        rf"{GO_ON}(?:New(?:Counter|UpDownCounter|Histogram|Gauge)|IncrementCounter|DeltaUpDownCounter"
        r"|RecordHistogram|SetGauge)",
        imported=False,
    ),
    sign(Subject.TRACES, "GoFr", f"{GOFR}$", r"Context\(\)\.Trace", imported=False),
    sign(
        Subject.AUTHENTICATION,
        "GoFr",
        f"{GOFR}$",
        r"(?:New|App)\(\)\.Enable(?:BasicAuth|APIKeyAuth|OAuth)\w*",
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "GoFr",
        f"{GOFR}/service {GOFR}/http/middleware",
        rf"{GO_MAYBE_ON}RateLimiter\w*",
        imported=False,
    ),
    sign(
        Subject.RETRY,
        "GoFr",
        f"{GOFR}/service",
        rf"{GO_MAYBE_ON}(?:CircuitBreakerConfig|RetryConfig)",
        imported=False,
    ),
    sign(
        Subject.CACHE,
        "GoFr",
        f"{GOFR}$ {GOFR}/container",
        r"(?:Context|Container)\(\)\.Redis\.(?:Get|Set|SetEX|SetEx|MGet|MSet|HGet|HSet|HGetAll)",
        imported=False,
    ),
    sign(Subject.QUEUE, "GoFr", f"{GOFR}$", r"(?:New|App)\(\)\.Subscribe", imported=False),
    sign(Subject.ORCHESTRATION, "GoFr", f"{GOFR}$", r"(?:New|App)\(\)\.AddCronJob", imported=False),
)

# `app.POST("/path", handler)` of what was made to serve: a client has a host, and takes a body or nothing.
GO_OTHER_FRAMEWORK = sign(
    Subject.ROUTE,
    "a web framework",
    "*",
    r"(?:New(?:App|Application|Router|Server|Engine)?|Default|App|Application|Router|RouterGroup|Group|Engine"
    rf"|Server)\(\){GO_MADE}\.{GO_UPPER_VERBS}",
    strings=r"/\S*",
    least=2,
    imported=False,
)
