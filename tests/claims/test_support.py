"""What bears a claim out, which documents are read, and where a list ends: from our own pen."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.claims.assessment import read_statements
from analyzer.claims.judging import judge
from analyzer.claims.measured_by import signals_of
from analyzer.claims.topics import TOPICS
from analyzer.model import Evidence, Fact, Finding, Level, Statement, Support
from tests.support.scorecards import finding, repository
from tests.support.snapshots import snapshot

MONITORED = "Predictions are monitored with Prometheus."
SPEED = ("latency_and_cost", "load_testing")


def read(files: dict[str, str | bytes]) -> list[tuple[str, int, str]]:
    return [(each.path, each.line, each.topic) for each in read_statements(snapshot(files)).statements]


def support(said: Statement, *found: Finding) -> Support:
    (claim,) = judge((repository("a", {}, *found),), (said,))
    return claim.support


def kept(path: str, note: str) -> Finding:
    return finding("latency_and_cost", evidence=(Evidence(path, 1, Level.PRESENT, note),))


@pytest.mark.parametrize(
    ("topic", "text", "found", "expected"),
    [
        # A dashboard tells nobody; a rule does.
        ("alerting", "Slack alerts", ("b.json", Level.WIRED, "dashboard queries up"), Support.UNSUPPORTED),
        ("alerting", "Slack alerts", ("a.yml", Level.WIRED, "alert 'Down' on up"), Support.SUPPORTED),
        ("alerting", "Alerts", ("a.ipynb", Level.PRESENT, "x"), Support.NOT_ASSESSABLE),
        # Of dashboards alone the file is what the words say.
        (
            "monitoring",
            "A dashboard",
            ("b.json", Level.PRESENT, "dashboard with 3 queries"),
            Support.SUPPORTED,
        ),
        ("monitoring", "Grafana dashboards", ("b.json", Level.PRESENT, "dashboard"), Support.SUPPORTED),
        ("monitoring", "Grafana metrics", ("b.json", Level.PRESENT, "dashboard"), Support.UNSUPPORTED),
        ("monitoring", "Grafana dashboards", ("b.json", Level.CLAIMED, "dashboard"), Support.UNSUPPORTED),
        # What publishes an image trains nothing; a pipeline that is not known to train may train.
        ("retraining", "Retrained", ("ci.yml", Level.WIRED, "CI publishes an image"), Support.NOT_ASSESSABLE),
        ("retraining", "Retrained", ("ci.yml", Level.WIRED, "CI retrains on a schedule"), Support.SUPPORTED),
        ("retraining", "Retrained", ("a.py", Level.WIRED, "checks constraints"), Support.NOT_ASSESSABLE),
        ("retraining", "Retrained", ("flows/train.py", Level.WIRED, "Prefect pipeline"), Support.SUPPORTED),
        ("retraining", "Retrained", ("ci.yml", Level.PRESENT, "CI publishes an image"), Support.UNSUPPORTED),
        # What is built by code scales only where it says so; its platform may do it unseen.
        (
            "deployment",
            "Auto-scaling",
            ("a.tf", Level.SUBSTANTIVE, "Terraform: bucket"),
            Support.NOT_ASSESSABLE,
        ),
        ("deployment", "Auto-scaling", ("a.yml", Level.WIRED, "HorizontalPodAutoscaler"), Support.SUPPORTED),
        ("deployment", "Auto-scaling", ("a.tf", Level.PRESENT, "Terraform: bucket"), Support.UNSUPPORTED),
        ("deployment", "Terraform", ("a.tf", Level.SUBSTANTIVE, "Terraform: bucket"), Support.SUPPORTED),
        # What is to start and cannot be built runs nowhere.
        (
            "production",
            "Runs",
            ("D", Level.SUBSTANTIVE, "is to start a.py, but D:3 names b"),
            Support.UNSUPPORTED,
        ),
        (
            "deployment",
            "In a container",
            ("D", Level.SUBSTANTIVE, "it cannot be built: D:3"),
            Support.UNSUPPORTED,
        ),
        ("production", "Runs", ("D", Level.SUBSTANTIVE, "starts a.py: the application"), Support.SUPPORTED),
        ("tests", "Tested", ("D", Level.SUBSTANTIVE, "is to start a.py, but D:3 names b"), Support.SUPPORTED),
        # What was put away may be what the words say.
        ("drift", "Drift detection", ("archive/d.py", Level.PRESENT, "kept in"), Support.NOT_ASSESSABLE),
        ("drift", "Drift detection", ("archive/d.py", Level.WIRED, "kept in"), Support.NOT_ASSESSABLE),
        ("drift", "Drift detection", ("a/archive/d.py", Level.WIRED, "kept in"), Support.NOT_ASSESSABLE),
        ("drift", "Drift detection", ("archive.py", Level.WIRED, "kept in"), Support.SUPPORTED),
        ("drift", "Drift detection", ("archived.py", Level.PRESENT, "kept in"), Support.UNSUPPORTED),
        # A notebook that is run by hand; a program at the same level is not enough.
        ("drift", "Drift detection", ("n/d.ipynb", Level.PRESENT, "in a notebook"), Support.NOT_ASSESSABLE),
        ("drift", "Drift detection", ("n/d.py", Level.PRESENT, "called nowhere"), Support.UNSUPPORTED),
        ("drift", "Drift detection", ("n/d.ipynb", Level.CLAIMED, "says so"), Support.UNSUPPORTED),
    ],
)
def test_what_is_found_must_be_what_the_words_say(
    topic: str, text: str, found: tuple[str, Level, str], expected: Support
) -> None:
    path, level, note = found
    seen = finding("orchestration", evidence=(Evidence(path, 1, level, note),))
    said = Statement(text, "README.md", 3, topic, ("orchestration",))
    assert support(said, seen) is expected


def test_a_plan_bears_out_no_figure_and_a_file_shows_no_volume() -> None:
    nothing = finding("load_testing")
    numbers = "numbers: p95 20 ms; measured by a.py"
    said = Statement("It is so.", "README.md", 3, "latency", SPEED, ("20 ms",))
    for path, expected in (
        ("docs/plans/a.md", Support.UNSUPPORTED),
        ("archive/a.md", Support.UNSUPPORTED),
        ("docs/planets.md", Support.SUPPORTED),
    ):
        assert support(said, nothing, kept(path, numbers)) is expected
    for text, expected in (
        ("Data volume: 1 GB/day raw data", Support.NOT_ASSESSABLE),
        ("Throughput: 800 requests/day", Support.UNSUPPORTED),
    ):
        assert (
            support(Statement(text, "README.md", 3, "scale", SPEED), nothing, finding("latency_and_cost"))
            is expected
        )


@pytest.mark.parametrize(
    ("kept_as", "load", "expected"),
    [
        ("p95 20 ms", Level.ABSENT, Support.SUPPORTED),
        ("p95 90 ms", Level.ABSENT, Support.NOT_ASSESSABLE),
        ("p95 90 ms", Level.SUBSTANTIVE, Support.NOT_ASSESSABLE),
        ("p95 20 ms", Level.SUBSTANTIVE, Support.SUPPORTED),
        (None, Level.SUBSTANTIVE, Support.SUPPORTED),
    ],
)
def test_a_figure_that_is_kept_otherwise_is_not_borne_out(
    kept_as: str | None, load: Level, expected: Support
) -> None:
    tests = finding("load_testing", evidence=(Evidence("load.py", 1, load, "load on /predict"),))
    note = f"numbers: {kept_as}; measured by a.py"
    numbers = kept("docs/speed.md", note) if kept_as is not None else finding("latency_and_cost")
    said = Statement("It is so.", "README.md", 3, "latency", SPEED, ("20 ms",))
    assert support(said, tests, numbers) is expected


def test_the_place_that_the_words_name_comes_first() -> None:
    found = finding(
        "monitoring",
        evidence=(
            Evidence("app.py", 1, Level.WIRED, "own drift statistic"),
            Evidence("grafana/board.json", 1, Level.SUBSTANTIVE, "dashboard queries up"),
        ),
    )
    said = Statement("Four Grafana dashboards", "README.md", 3, "monitoring", ("monitoring",))
    (claim,) = judge((repository("r", {}, found),), (said,))
    assert [each.evidence.path for each in claim.places] == ["grafana/board.json", "app.py"]


@pytest.mark.parametrize(
    ("title", "first", "read_too"),
    [
        ("MLOps Zoomcamp capstone project", "", True),
        ("zoomcamp-project-2031", "", True),
        ("Final project of the data course", "", True),
        ("Shelf counter", "Created from starter, a cookiecutter template for projects.", True),
        ("MLOps Zoomcamp", "", False),
        ("Course project template", "", False),
        ("Tutorial: a bootcamp project", "", False),
        ("Shelf counter", "A cookiecutter template for projects.", False),
    ],
)
def test_the_project_of_a_course_is_somebodys_own_work(title: str, first: str, read_too: bool) -> None:
    text = f"# {title}\n\n{first}\n\n## Results\n\n{MONITORED}\n"
    assert bool(read({"README.md": text})) is read_too


TASK = "You can use alternatives to what was covered in the course.\n\n2 points: it is monitored.\n\n"


@pytest.mark.parametrize(
    ("path", "text", "read_too"),
    [
        ("project.md", TASK, False),
        ("project.md", TASK.partition("\n")[0] + "\n\n", True),  # one mark is none
        ("README.md", TASK, True),  # a README may quote its task
    ],
)
def test_the_task_sheet_of_a_course_claims_nothing(path: str, text: str, read_too: bool) -> None:
    files: dict[str, str | bytes] = {"README.md": "# Shelf counter\n", path: f"# It\n\n{text}{MONITORED}\n"}
    assert bool(read(files)) is read_too


def test_a_list_ends_where_a_paragraph_begins() -> None:
    text = (
        "# Shelf\n\n## Speed\n\nRollback triggers:\n\n- p95 latency of 20 ms\n- p99 latency of 30 ms\n\n"
        "The p50 latency is 10 ms.\n"
    )
    assert [line for _path, line, _topic in read({"README.md": text})] == [10]
    held = "# Shelf\n\n## Parts\n\nThe system includes:\n- drift detection\n\nUnit tests are elsewhere.\n"
    assert read({"README.md": held}) == [("README.md", 6, "drift")]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Monitoring with drift detection", ["a.py", "d.py", "b.py"]),
        ("Monitoring with dashboards", ["a.py", "b.py", "c.py"]),
    ],
)
def test_a_place_for_each_signal_that_the_words_name(text: str, paths: list[str]) -> None:
    evidence = tuple(Evidence(path, 1, Level.WIRED, "w") for path in ("a.py", "b.py", "c.py"))
    found = finding("monitoring", evidence=evidence)
    drift = finding("drift_detection", evidence=(Evidence("d.py", 1, Level.SUBSTANTIVE, "w"),))
    said = Statement(text, "README.md", 3, "monitoring", ("monitoring", "alerting", "drift_detection"))
    (claim,) = judge((repository("r", {}, found, drift),), (said,))
    assert [each.evidence.path for each in claim.places] == paths


@pytest.mark.parametrize(
    ("words", "note", "counted", "expected"),
    [
        ("21/21 tests passing", "CI runs `pytest`: 2,194 tests collected", 2300, Support.NOT_ASSESSABLE),
        ("21/21 tests passing", "CI runs `pytest`: 42 tests collected", 2300, Support.SUPPORTED),
        ("21/21 tests passing", "CI runs `pytest`: 43 tests collected", 2300, Support.NOT_ASSESSABLE),
        ("21/21 tests passing", "CI runs `pytest`: 17 tests collected", 2300, Support.SUPPORTED),
        ("21/21 tests passing", "CI runs `pytest`: 16 tests collected", 16, Support.NOT_ASSESSABLE),
        ("21/21 tests passing", "CI runs `pytest`", 21, Support.SUPPORTED),
        ("Tests pass on 3.11", "CI runs `pytest`: 2,194 tests collected", 2300, Support.SUPPORTED),
    ],
)
def test_of_so_many_tests_a_run_of_others_says_nothing(
    words: str, note: str, counted: int, expected: Support
) -> None:
    seen = finding("ci_tests", evidence=(Evidence("ci.yml", 1, Level.WIRED, note),))
    tests = finding("tests", evidence=(Evidence("t.py", 1, Level.SUBSTANTIVE, "asserts"),))
    said = Statement(words, "README.md", 3, "tests", ("ci_tests", "tests"))
    result = replace(repository("a", {}, seen, tests), facts=(Fact("tests", counted),))
    (claim,) = judge((result,), (said,))
    assert claim.support is expected


LOG = (
    "# Shelf\n\n## {log}\n\n### {first}\n\n- p95 latency of 20 ms\n\n### {second}\n\n- p95 latency of 10 ms\n"
)


@pytest.mark.parametrize(
    ("log", "first", "second", "lines"),
    [
        ("Speed", "Iteration 1", "Iteration 2 - tuned", [11]),
        ("Speed", "Iteration 2", "Iteration 1", [7]),
        ("Speed", "Iteration one", "Iteration two", [7, 11]),
        ("Performance log", "Step 1", "Step 2", [11]),
        ("Parts", "Phase 1", "Phase 2", [7, 11]),
        ("Performance log", "Step 1", "Phase 2", [7, 11]),
        ("Retired part (archived)", "Speed", "More", []),
    ],
)
def test_of_a_log_the_last_entry_speaks_of_the_present(
    log: str, first: str, second: str, lines: list[int]
) -> None:
    text = LOG.format(log=log, first=first, second=second)
    assert [line for _path, line, _topic in read({"README.md": text})] == lines


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("| Metric | Target |", []),
        ("| Metric | Hard fail |", []),
        ("| Metric | SLO |", []),
        ("| Metric | Value |", [7, 8]),
    ],
)
def test_a_column_of_what_is_wanted_claims_nothing(head: str, lines: list[int]) -> None:
    rows = "| p95 latency | 20 ms |\n| p99 latency | 30 ms |\n"
    text = f"# Shelf\n\n## Speed\n\n{head}\n|---|---|\n{rows}"
    assert [line for _path, line, _topic in read({"README.md": text})] == lines


@pytest.mark.parametrize(
    ("readme", "path", "first", "read_too"),
    [
        ("### Part 8: Cloud (Archived)", "docs/part8/README.md", "", False),
        ("Part 8 built services, then was archived.", "docs/part8/README.md", "", False),
        ("### Part 8: Cloud", "docs/part8/README.md", "", True),
        ("### Part 8: Cloud (Archived)", "docs/part7/README.md", "", True),
        ("The docs were archived.", "docs/monitoring.md", "", True),
        ("", "docs/archive/README.md", "", False),
        ("", "docs/superseded/README.md", "", False),
        ("", "docs/monitoring.md", "Status: superseded by the new one.", False),
        ("", "docs/monitoring.md", "**Deprecated.** See the new one.", False),
        ("", "docs/monitoring.md", "This document is archived.", False),
        ("", "docs/monitoring.md", "Archived messages lie in a bucket.", True),
    ],
)
def test_what_was_put_away_claims_nothing(readme: str, path: str, first: str, read_too: bool) -> None:
    files: dict[str, str | bytes] = {
        "README.md": f"# Shelf counter\n\n{readme}\n",
        path: f"# It\n\n{first}\n\n{MONITORED}\n",
    }
    assert bool(read(files)) is read_too


@pytest.mark.parametrize(
    "words",
    [
        "Traffic monitoring and analytics",
        "Real-time monitoring of patients",
        "Live monitoring of machines and sensors",
        "Continuous crop health monitoring",
        "Real-time air quality monitoring with boosted trees",
        "**Real-time monitoring** of MLflow experiments with 5-minute processing",
        "Live monitoring of training runs",
    ],
)
def test_what_a_product_watches_is_no_monitoring_of_the_service(words: str) -> None:
    assert read({"README.md": f"# Shelf\n\n## Features\n\n- {words}\n"}) == []


@pytest.mark.parametrize("words", ["Real-time monitoring of MLflow models", "Live monitoring of test runs"])
def test_what_is_watched_here_is_claimed(words: str) -> None:
    assert len(read({"README.md": f"# Shelf\n\n## Features\n\n- {words}\n"})) == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Grafana: Monitoring dashboards", Support.NOT_ASSESSABLE),
        ("System resource monitoring", Support.NOT_ASSESSABLE),
        ("Dashboards for monitoring of model drift", Support.SUPPORTED),
        ("Monitoring of everything", Support.SUPPORTED),
    ],
)
def test_a_statistic_of_drift_is_no_dashboard_and_watches_no_machine(words: str, expected: Support) -> None:
    drift = finding("drift_detection", evidence=(Evidence("d.py", 1, Level.WIRED, "own drift statistic"),))
    seen = finding("monitoring", evidence=(Evidence("m.ipynb", 1, Level.PRESENT, "x"),))
    said = Statement(words, "README.md", 3, "monitoring", ("monitoring", "alerting", "drift_detection"))
    assert support(said, seen, finding("alerting"), drift) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Observability: structured logging", Support.SUPPORTED),
        ("Observability: structured logs", Support.SUPPORTED),
        ("Observability of every request", Support.UNSUPPORTED),
        ("Observability: Prometheus metrics and logging", Support.NOT_ASSESSABLE),
    ],
)
def test_a_sentence_that_names_logs_is_measured_by_them(words: str, expected: Support) -> None:
    """What names more than logs is not borne out by them alone, and not refuted."""
    topic = next(each for each in TOPICS if each.name == "monitoring")
    said = Statement(words, "README.md", 3, "monitoring", signals_of(topic, words))
    logs = finding("logging", evidence=(Evidence("a.py", 1, Level.WIRED, "structlog"),))
    others = (finding("monitoring"), finding("alerting"), finding("drift_detection"))
    assert support(said, *others, logs) is expected


def test_flags_of_features_are_no_features() -> None:
    text = "# Shelf\n\n## {}\n\n- A/B testing of everything\n"
    assert read({"README.md": text.format("Feature flags")}) == []
    assert read({"README.md": text.format("Features")}) == [("README.md", 5, "experiment")]


@pytest.mark.parametrize(
    ("words", "note", "expected"),
    [
        ("A dashboard for monitoring", "Dash: a page for people, which", Support.NOT_ASSESSABLE),
        ("A dashboard for monitoring", "FastAPI: /predict", Support.UNSUPPORTED),
        ("Grafana dashboards for monitoring", "Dash: a page for people, which", Support.UNSUPPORTED),
        ("Model monitoring", "Dash: a page for people, which", Support.UNSUPPORTED),
    ],
)
def test_what_a_page_made_with_code_shows_was_not_read(words: str, note: str, expected: Support) -> None:
    page = finding("serving", evidence=(Evidence("app.py", 1, Level.CLAIMED, note),))
    said = Statement(words, "README.md", 3, "monitoring", ("monitoring",))
    assert support(said, finding("monitoring"), page) is expected


@pytest.mark.parametrize(
    ("words", "note", "expected"),
    [
        ("Grafana: Monitoring dashboards", "Prometheus metrics: Counter", Support.NOT_ASSESSABLE),
        ("Grafana: Monitoring dashboards", "dashboard queries up", Support.SUPPORTED),
        ("Grafana dashboards with Prometheus", "Prometheus metrics: Counter", Support.SUPPORTED),
        ("Grafana dashboard for API metrics", "Prometheus metrics: Counter", Support.NOT_ASSESSABLE),
        ("Grafana dashboard for API metrics", "dashboard queries up", Support.SUPPORTED),
        ("Grafana dashboard showing request metrics", "Prometheus metrics: Counter", Support.NOT_ASSESSABLE),
        ("Grafana dashboard for Prometheus metrics", "Prometheus metrics: Counter", Support.SUPPORTED),
        ("Grafana dashboard and API metrics", "Prometheus metrics: Counter", Support.SUPPORTED),
        ("Monitoring with dashboards", "Prometheus metrics: Counter", Support.SUPPORTED),
    ],
)
def test_of_dashboards_alone_no_counter_is_evidence(words: str, note: str, expected: Support) -> None:
    seen = finding("monitoring", evidence=(Evidence("app.py", 1, Level.WIRED, note),))
    said = Statement(words, "README.md", 3, "monitoring", ("monitoring",))
    assert support(said, seen) is expected


@pytest.mark.parametrize(("title", "topics"), [("guide", []), ("service", ["production"])])
def test_the_title_of_a_manual_claims_nothing(title: str, topics: list[str]) -> None:
    text = f"# A production-ready shelf {title}\n\nHello.\n"
    assert [topic for _path, _line, topic in read({"README.md": text})] == topics
