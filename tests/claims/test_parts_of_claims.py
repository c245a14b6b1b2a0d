"""What bears out only a part of a sentence does not bear the sentence out."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.claims.judging import judge
from analyzer.model import Claim, Evidence, Finding, Level, Statement, Support
from tests.support.scorecards import finding, repository


def found(signal: str, note: str = "a note", path: str | None = None) -> Finding:
    return finding(signal, evidence=(Evidence(path or f"{signal}.py", 1, Level.WIRED, note),))


def judged(words: str, topic: str, signals: tuple[str, ...], *there: Finding) -> Claim:
    nothing = [finding(each) for each in signals]
    (claim,) = judge(
        (repository("a", {}, *nothing, *there),), (Statement(words, "README.md", 3, topic, signals),)
    )
    return claim


PRODUCTION = ("serving", "ci_delivery", "infrastructure", "monitoring", "alerting")


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (("serving",), Support.NOT_ASSESSABLE),
        (("serving", "monitoring"), Support.SUPPORTED),
        (("infrastructure",), Support.SUPPORTED),
        ((), Support.UNSUPPORTED),
    ],
)
def test_a_container_that_starts_alone_is_not_ready_for_production(
    there: tuple[str, ...], expected: Support
) -> None:
    claim = judged("A production-ready service", "production", PRODUCTION, *map(found, there))
    assert claim.support is expected


@pytest.mark.parametrize(
    ("words", "there", "expected"),
    [
        ("Comprehensive logging and monitoring", ("logging",), Support.NOT_ASSESSABLE),
        ("Comprehensive logging and monitoring", ("monitoring",), Support.NOT_ASSESSABLE),
        ("Comprehensive logging and monitoring", ("logging", "monitoring"), Support.SUPPORTED),
        ("Monitoring & logging", ("logging",), Support.NOT_ASSESSABLE),
        ("Monitoring, alerting and logging", ("logging",), Support.NOT_ASSESSABLE),
        ("Monitoring with structured logging", ("logging",), Support.SUPPORTED),
        ("Monitoring: structured logging", ("logging",), Support.SUPPORTED),
        ("Comprehensive logging and monitoring", (), Support.UNSUPPORTED),
    ],
)
def test_logging_and_monitoring_are_two_things(words: str, there: tuple[str, ...], expected: Support) -> None:
    claim = judged(words, "monitoring", ("monitoring", "alerting", "logging"), *map(found, there))
    assert claim.support is expected
    assert len(claim.places) == (len(there) if expected is Support.SUPPORTED else 0)


@pytest.mark.parametrize(
    ("words", "note", "expected"),
    [
        ("A web dashboard for monitoring", "Prometheus metrics: Counter", Support.NOT_ASSESSABLE),
        ("A web dashboard for monitoring", "dashboard queries up", Support.SUPPORTED),
        ("Metrics and a dashboard for monitoring", "Prometheus metrics: Counter", Support.SUPPORTED),
    ],
)
def test_what_is_for_monitoring_is_itself_wanted(words: str, note: str, expected: Support) -> None:
    assert judged(words, "monitoring", ("monitoring",), found("monitoring", note)).support is expected


COUNTER = "Prometheus metrics: Counter"


@pytest.mark.parametrize(
    ("words", "notes", "expected"),
    [
        ("Monitoring with intelligent alerting", (COUNTER,), Support.NOT_ASSESSABLE),
        ("Monitoring with intelligent alerting", (COUNTER, "alert 'Down' on up"), Support.SUPPORTED),
        ("Prometheus metrics, distributed tracing", (COUNTER,), Support.NOT_ASSESSABLE),
        ("Prometheus metrics, distributed tracing", (COUNTER, "OpenTelemetry spans"), Support.SUPPORTED),
        ("Monitoring of a trace of oil", (COUNTER,), Support.SUPPORTED),
        ("CPU/memory usage monitoring", (COUNTER,), Support.NOT_ASSESSABLE),
        ("Real-time monitoring of resource usage", (COUNTER,), Support.NOT_ASSESSABLE),
        ("CPU/memory usage monitoring", ("psutil.cpu_percent",), Support.SUPPORTED),
        ("CPU/memory usage monitoring", ("dashboard with 3 queries",), Support.SUPPORTED),
        ("Monitoring of memory leaks", (COUNTER,), Support.SUPPORTED),
    ],
)
def test_alerts_traces_and_what_a_machine_uses_are_wanted_where_they_are_named(
    words: str, notes: tuple[str, ...], expected: Support
) -> None:
    there = finding("monitoring", evidence=tuple(Evidence("a.py", 1, Level.WIRED, each) for each in notes))
    assert judged(words, "monitoring", ("monitoring",), there).support is expected


@pytest.mark.parametrize(
    ("readme", "topic", "place", "images", "expected"),
    [
        ("web/README.md", "monitoring", "api/a.py", ("api/Dockerfile", "web/Dockerfile"), Support.NOT_ASSESSABLE),
        ("web/README.md", "tests", "api/a.py", ("api/Dockerfile", "web/Dockerfile"), Support.NOT_ASSESSABLE),
        ("web/README.md", "monitoring", "web/a.py", ("api/Dockerfile", "web/Dockerfile"), Support.SUPPORTED),
        ("web/README.md", "monitoring", "prometheus.yml", ("api/Dockerfile", "web/Dockerfile"), Support.SUPPORTED),
        ("web/README.md", "deployment", "api/a.py", ("api/Dockerfile", "web/Dockerfile"), Support.SUPPORTED),
        ("web/README.md", "monitoring", "api/a.py", ("web/Dockerfile",), Support.SUPPORTED),
        ("docs/README.md", "monitoring", "api/a.py", ("api/Dockerfile", "web/Dockerfile"), Support.SUPPORTED),
        ("README.md", "monitoring", "api/a.py", ("api/Dockerfile", "web/Dockerfile"), Support.SUPPORTED),
    ],
)  # fmt: skip
def test_what_the_page_of_one_component_says_is_not_borne_out_by_another(
    readme: str, topic: str, place: str, images: tuple[str, ...], expected: Support
) -> None:
    starts = finding("dockerfile", evidence=tuple(Evidence(each, 1, Level.WIRED, "x") for each in images))
    there = found("monitoring", path=place)
    statement = Statement("Service monitoring", readme, 3, topic, ("monitoring",))
    (claim,) = judge((repository("a", {}, there, starts),), (statement,))
    assert claim.support is expected


SPEED = ("latency_and_cost", "load_testing")


@pytest.mark.parametrize(
    ("topic", "words", "expected"),
    [
        ("latency", "Median latency was 0.1 ms/record", Support.NOT_ASSESSABLE),
        ("latency", "20 ms per row", Support.NOT_ASSESSABLE),
        ("latency", "20 ms per request", Support.SUPPORTED),
        ("latency", "20 ms p95", Support.SUPPORTED),
        ("scale", "8,700 records/second", Support.NOT_ASSESSABLE),
        ("scale", "800 requests/second", Support.SUPPORTED),
        ("scale", "800 requests/second of 10 rows per second", Support.SUPPORTED),
    ],
)
def test_a_load_test_measures_requests_and_no_rows(topic: str, words: str, expected: Support) -> None:
    assert judged(words, topic, SPEED, found("load_testing")).support is expected


def test_the_document_that_keeps_a_figure_comes_before_the_load_test() -> None:
    kept = found("latency_and_cost", "numbers: p95 20 ms; measured by a.py", "docs/speed.md")
    claim = judged("p95 latency of 20 ms", "latency", SPEED, found("load_testing", path="a.py"), kept)
    assert [each.evidence.path for each in claim.places] == ["docs/speed.md", "a.py"]


def said(topic: str, *signals: str, text: str = "It is so.", line: int = 3) -> Statement:
    return Statement(text, "README.md", line, topic, signals)


@pytest.mark.parametrize(
    ("topics", "expected", "topic", "signals"),
    [
        (("ci", "tests"), Support.UNSUPPORTED, "ci", ("ci",)),
        (("tests", "ci"), Support.UNSUPPORTED, "ci", ("ci",)),
        (("tests", "plugin"), Support.NOT_ASSESSABLE, "plugin", ("plugin",)),
        (("plugin", "ci"), Support.UNSUPPORTED, "ci", ("ci",)),
        (("ci", "alerting"), Support.UNSUPPORTED, "ci", ("ci", "alerting")),
        (("tests", "serving"), Support.SUPPORTED, "tests", ("tests", "serving")),
    ],
)
def test_a_sentence_of_several_topics_is_one_claim_and_worth_the_least_of_them(
    topics: tuple[str, ...], expected: Support, topic: str, signals: tuple[str, ...]
) -> None:
    seen = (found("tests"), found("serving"), finding("ci"), finding("alerting"))
    statements = tuple(said(each, each) for each in topics)
    result = repository("a", {}, *seen)
    (claim,) = judge((replace(result, statements=statements),))
    assert (claim.support, claim.statement.topic, claim.statement.signals) == (expected, topic, signals)
    shown = ["serving.py", "tests.py"] if expected is Support.SUPPORTED else []
    assert sorted(each.evidence.path or "" for each in claim.places) == shown


def test_three_places_of_a_sentence_hold_one_of_each_topic() -> None:
    many = tuple(Evidence(f"t{number}.py", 1, Level.WIRED, "x") for number in range(4))
    result = repository("a", {}, finding("tests", evidence=many), found("ci"))
    statements = (said("tests", "tests"), said("ci", "ci"))
    (claim,) = judge((replace(result, statements=statements),))
    assert [each.evidence.path for each in claim.places] == ["t0.py", "ci.py", "t1.py"]


@pytest.mark.parametrize("other", [said("tests", "tests", line=4), said("tests", "tests", text="So it is.")])
def test_what_differs_in_place_or_words_stays_apart(other: Statement) -> None:
    assert len(judge((repository("a"),), (said("ci", "ci"), other))) == 2
    both = (replace(repository("a"), statements=(other,)), replace(repository("b"), statements=(other,)))
    assert len(judge(both)) == 2
