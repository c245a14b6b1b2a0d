"""Words by which code measures a service and not what the service is about."""

from __future__ import annotations

from analyzer.parsing.python import words_of
from analyzer.text import word_set

OPERATION_WORDS = word_set(
    "monitoring monitor monitors telemetry observability metrics metric tracing tracer trace traces"
)
# How long an answer took, or how much of a model it used.
SERVICE_MEASURED = word_set("latency latencies elapsed tokens token throughput qps rps")
TIME_UNITS = word_set("time times ms seconds duration durations sec secs")
TIMED_WORK = word_set(
    "response request requests inference processing prediction generation query call llm api execution "
    "retrieval"
)
COUNTED_WORK = word_set("errors failures requests exceptions timeouts")
COUNTED_ONE = word_set("error failure request exception timeout")
NUMBER_WORDS = word_set("count counts total rate")
COUNTS_OF = word_set("count counts total rate http api failed number num")
TOLD_BESIDE = word_set(
    "status code error errors success failed answer answers prediction predictions response recommendations "
    "confidence cost endpoint route path method model question query prompt result results node tool step"
)
MACHINE_PARTS = word_set("cpu memory ram gpu")
IN_USE = word_set("percent usage used utilization utilisation load")
# Secrets and the parts of a text are tokens too.
OTHER_TOKENS = word_set("access auth bearer refresh api secret csrf jwt id session max")
NO_MEASURES = word_set("limit max threshold timeout window")


def named_for_operation(name: str) -> bool:
    """Whether a module, a folder or a class is named for watching a service."""
    return not words_of(name).isdisjoint(OPERATION_WORDS)


def is_service_measure(name: str) -> bool:
    """Whether a name is that of a measure of answers: `latency_ms`, `response_time`, `total_tokens`."""
    words = words_of(name)
    if words & NO_MEASURES:
        return False
    if words & {"token", "tokens"}:
        return not words & OTHER_TOKENS and (words != {"token"})
    if words & SERVICE_MEASURED or {"duration", "ms"} <= words:
        return True
    if words & TIME_UNITS and words & TIMED_WORK:
        return True
    if (words & COUNTED_WORK and words & COUNTS_OF) or (words & COUNTED_ONE and words & NUMBER_WORDS):
        return True
    return bool(words & MACHINE_PARTS and words & IN_USE)


def is_told_beside(name: str) -> bool:
    """Whether a name is that of what is told with a measure: a status, an error, the answer itself."""
    return not words_of(name).isdisjoint(TOLD_BESIDE)
