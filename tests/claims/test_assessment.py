"""The ledger of claims: which documents are read, and what each claim is worth against the findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.claims.assessment import (
    LEFT_OUT_FACT,
    MOST_STATEMENTS,
    UNREAD_FACT,
    read_own_statements,
    read_statements,
)
from analyzer.claims.judging import CLAIMS_QUESTION, FLAG_ID, asserted, claims_flag, judge
from analyzer.model import (
    Evidence,
    Fact,
    Finding,
    Level,
    RepositoryResult,
    Severity,
    Statement,
    Status,
    Support,
    Unseen,
)
from tests.support.bounds import ends
from tests.support.scorecards import finding, repository, unread
from tests.support.snapshots import snapshot

MONITORED = "Predictions are monitored with Prometheus."
FAST = "The p99 latency is 20 ms."
SPEED = ("latency_and_cost", "load_testing")
HIDDEN = (Unseen("too large", "ops.yml"),)


def read(files: dict[str, str | bytes]) -> list[tuple[str, int, str]]:
    return [(each.path, each.line, each.topic) for each in read_statements(snapshot(files)).statements]


# -- reading ---------------------------------------------------------------------------------------


def test_a_statement_has_its_place_its_topic_its_signals_and_its_figures() -> None:
    (statement,) = read_statements(snapshot({"README.md": f"# Shelf\n\nHello.\n\n{FAST}\n"})).statements
    assert statement == Statement(FAST, "README.md", 5, "latency", SPEED, ("20 ms",))


@pytest.mark.parametrize(
    ("words", "signals"),
    [
        ("One-click Docker deployment, starts in 3 minutes", ("dockerfile", "infrastructure")),
        ("Single-command docker-compose deployments", ("dockerfile", "infrastructure")),
        ("One-click deployment", ("ci_delivery",)),
        ("Automated Docker deployment", ("ci_delivery",)),
    ],
)
def test_a_deployment_of_containers_by_one_command_claims_no_delivery_by_ci(
    words: str, signals: tuple[str, ...]
) -> None:
    text = f"# Shelf\n\n## Features\n\n- **Ready** - {words}\n"
    (statement,) = read_statements(snapshot({"README.md": text})).statements
    assert statement.signals == signals


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "README",
        "readme.rst",
        "backend/README.md",
        "docs/architecture.md",
        "docs/ops/monitoring.md",
    ],
)
def test_readmes_and_main_documents_are_read(path: str) -> None:
    assert [each[0] for each in read({path: f"{MONITORED}\n"})] == [path]


@pytest.mark.parametrize(
    "path",
    [
        "CHANGELOG.md",
        "LICENSE.md",
        "CONTRIBUTING.md",
        "vendor/tool/README.md",
        "node_modules/tool/README.md",
        "examples/README.md",
        "tests/README.md",
        "docs/tutorials/monitoring.md",
        "README.zh-CN.md",
        "a/b/c/README.md",
        "docs/reference.md",
    ],
)
def test_other_documents_are_not(path: str) -> None:
    assert read({path: f"{MONITORED}\n"}) == []


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{MONITORED}\n```",
        f"    {MONITORED}",
        f"> {MONITORED}",
        "[![coverage 98 %](https://img.example/coverage-98.svg)](https://ci.example)",
        "![98 % test coverage](coverage.svg)",
        f"<!-- {MONITORED} -->",
        f"## Future work\n\n### Operations\n\n{MONITORED}",
        f"# MLOps course\n\n{MONITORED}",
        f"In this tutorial, we build a service. {MONITORED}",
        f"You will learn to serve models.\n\n{MONITORED}",
    ],
)
def test_code_quotes_badges_plans_and_lessons_claim_nothing(text: str) -> None:
    assert read({"README.md": f"{text}\n"}) == []


def test_lists_tables_and_titles_count_as_sentences() -> None:
    text = (
        "# A production-ready price service\n\n## Features\n\n- Drift detection\n- [x] Automated retraining\n"
        "- [ ] A/B testing\n\n## Numbers\n\n| metric | value |\n| --- | --- |\n| p99 latency | 20 ms |\n"
    )
    assert read({"README.md": text}) == [
        ("README.md", 1, "production"),
        ("README.md", 5, "drift"),
        ("README.md", 6, "retraining"),
        ("README.md", 13, "latency"),
    ]


def test_what_a_library_offers_its_users_is_no_claim_but_its_figures_are() -> None:
    library = {
        "pyproject.toml": '[project]\nname = "tool"\nversion = "1"\n[build-system]\nrequires = ["setuptools"]\n',
        "tool/__init__.py": "def work() -> int:\n    return 1\n",
    }
    text = (
        "# tool\n\n    pip install tool\n\n## Features\n\n- Drift detection\n- 98 % test coverage\n\n"
        "A call takes 2 ms per request.\n"
    )
    assert [each[2] for each in read({**library, "README.md": text})] == ["tests", "latency"]


def test_variants_compared_over_a_kept_set_are_no_experiment_on_users() -> None:
    assert read({"README.md": "# A\n\n## Features\n\n- A/B-tested, gated off (regressed NDCG)\n"}) == []


def test_a_sentence_that_the_same_signals_would_show_twice_is_one_claim() -> None:
    speed = "Warm p95 latency is 20 ms, at $0.004 per request."
    assert read({"README.md": f"# A\n\n{speed}\n"}) == [("README.md", 3, "latency")]
    drift = "Warm p95 latency is 20 ms. It was deployed to production with drift detection."
    assert len(read({"README.md": f"# A\n\n{drift}\n"})) > 1


def test_the_same_sentence_is_one_claim_and_a_long_list_is_cut_and_says_so() -> None:
    twice = f"{MONITORED}\n\n{MONITORED}\n"
    assert len(read({"README.md": twice, "docs/monitoring.md": twice})) == 1
    many = "\n\n".join(f"It serves {number} requests per second." for number in range(10, 60))
    reading = read_statements(snapshot({"README.md": many}))
    assert len(reading.statements) == MOST_STATEMENTS
    assert [(each.name, each.value) for each in reading.facts] == [(LEFT_OUT_FACT, 50 - MOST_STATEMENTS)]


def test_documents_over_the_budget_are_named_as_not_read() -> None:
    filler = "Nothing to see in this line of words here.\n\n" * 5000
    reading = read_statements(snapshot({"README.md": filler, "docs/monitoring.md": filler + MONITORED}))
    assert [(each.name, each.value) for each in reading.facts] == [
        (UNREAD_FACT, "1 long document not searched for claims")
    ]


def test_addresses_keys_and_signs_that_reorder_text_do_not_leave_the_repository() -> None:
    text = "It is monitored with Grafana by bob@mail.example using ghx_a1b2c3d4e5f6g7h8i9j0k1l2m3n4 \u202eok\u200b.\n"
    (statement,) = read_statements(snapshot({"README.md": text})).statements
    assert statement.text == "It is monitored with Grafana by [address] using [...] ok ."


@pytest.mark.parametrize(
    "text",
    [
        "serving 10M requests " * 12_000,
        "[" * 250_000,
        "(((" * 80_000 + "monitored with",
        "\u202e" * 80_000,
        "it is deployed to a, " * 12_000,
        "| 1 ms " * 35_000,
        "drift " * 42_000,
        "# " * 125_000,
    ],
    ids=range(8),
)
@ends
def test_hostile_text_costs_next_to_nothing(text: str) -> None:
    repo = snapshot({"README.md": text})
    assert repo.prose
    read_statements(repo)
    read_own_statements(text.encode(), "cv.md")


@given(st.binary(max_size=2_000))
def test_no_document_breaks_the_reader(content: bytes) -> None:
    reading = read_statements(snapshot({"README.md": content, "docs/monitoring.md": content}))
    assert reading.unread is None
    try:
        read_own_statements(content, "cv.md")
    except ValueError as error:
        assert str(error)


# -- judging ---------------------------------------------------------------------------------------


def statement(signals: tuple[str, ...], topic: str = "monitoring", *numbers: str) -> Statement:
    return Statement("It is so.", "README.md", 3, topic, signals, numbers)


def support(said: Statement, *results: RepositoryResult) -> Support:
    (claim,) = judge(results, (said,))
    return claim.support


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (finding("monitoring", Level.WIRED), Support.SUPPORTED),
        (finding("monitoring", Level.SUBSTANTIVE), Support.SUPPORTED),
        (finding("monitoring", Level.PRESENT), Support.UNSUPPORTED),
        (finding("monitoring"), Support.UNSUPPORTED),
        (finding("monitoring", Level.PRESENT, ceiling=Level.WIRED, unseen=HIDDEN), Support.NOT_ASSESSABLE),
        (finding("monitoring", ceiling=Level.WIRED, status=Status.UNKNOWN), Support.NOT_ASSESSABLE),
        (finding("monitoring", status=Status.ERROR), Support.NOT_ASSESSABLE),
        (finding("monitoring", status=Status.NOT_APPLICABLE), Support.NOT_ASSESSABLE),
    ],
)
def test_a_claim_is_worth_what_was_found_for_it(found: Finding, expected: Support) -> None:
    assert support(statement(("monitoring",)), repository("a", {}, found)) is expected


def test_what_no_repository_can_show_is_not_assessable() -> None:
    assert support(statement(()), repository("a", {"monitoring": Level.WIRED})) is Support.NOT_ASSESSABLE
    assert support(statement(("of_a_plugin",)), repository("a")) is Support.NOT_ASSESSABLE
    assert support(statement(("monitoring",))) is Support.NOT_ASSESSABLE


def evidence(signal: str, path: str, level: Level, note: str = "a note") -> Finding:
    return finding(signal, evidence=(Evidence(path, 1, level, note),))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), Support.UNSUPPORTED),
        ((evidence("load_testing", "load/locustfile.py", Level.SUBSTANTIVE),), Support.SUPPORTED),
        ((evidence("load_testing", "load/locustfile.py", Level.PRESENT),), Support.UNSUPPORTED),
        # Numbers kept beside the script that measured them; a faster runtime is no measurement.
        (
            (evidence("latency_and_cost", "docs/benchmark.md", Level.PRESENT, "p99: 31 ms"),),
            Support.SUPPORTED,
        ),
        ((evidence("latency_and_cost", "docs/benchmark.md", Level.PRESENT, "300 rps"),), Support.UNSUPPORTED),
        (
            (evidence("latency_and_cost", "docs/a.md", Level.PRESENT, "0-21 daily strain"),),
            Support.UNSUPPORTED,
        ),
        ((evidence("latency_and_cost", "service/onnx.py", Level.WIRED),), Support.UNSUPPORTED),
    ],
)
def test_a_figure_wants_a_measurement(found: tuple[Finding, ...], expected: Support) -> None:
    nothing = (finding("load_testing"), finding("latency_and_cost"))
    said = statement(SPEED, "latency", "20 ms")
    assert support(said, repository("a", {}, *nothing, *found)) is expected


def test_a_claim_of_the_candidates_own_is_held_against_all_repositories() -> None:
    said = statement(("monitoring",))
    bare, rich = repository("a"), repository("b", {"monitoring": Level.WIRED})
    assert support(said, bare) is Support.UNSUPPORTED
    assert support(said, bare, unread()) is Support.NOT_ASSESSABLE
    (claim,) = judge((bare, rich, unread()), (said,))
    assert (claim.support, claim.repository) == (Support.SUPPORTED, None)
    assert [(each.repository, each.evidence.path) for each in claim.places] == [("b", "monitoring.py")]


def test_at_most_three_places_the_nearest_and_strongest_first() -> None:
    found = finding(
        "monitoring",
        evidence=tuple(
            Evidence(path, 1, level, "a note")
            for path, level in (
                ("b/x.py", Level.WIRED),
                ("a/y.py", Level.SUBSTANTIVE),
                ("a/z.py", Level.WIRED),
                ("c/w.py", Level.PRESENT),
                ("c/v.py", Level.SUBSTANTIVE),
            )
        ),
    )
    said = Statement("It is so.", "a/README.md", 3, "monitoring", ("monitoring",))
    (claim,) = judge((repository("r", {}, found),), (said,))
    assert [each.evidence.path for each in claim.places] == ["a/z.py", "a/y.py", "b/x.py"]


def test_the_unsupported_come_first_then_by_repository_path_and_line() -> None:
    def claimed(name: str, *lines: tuple[str, int, str]) -> RepositoryResult:
        said = tuple(Statement("It is so.", path, line, signal, (signal,)) for path, line, signal in lines)
        base = repository(name, {"tests": Level.WIRED})
        return RepositoryResult(name, None, None, True, None, findings=base.findings, statements=said)

    claims = judge(
        (
            claimed("b", ("README.md", 9, "tests"), ("README.md", 2, "monitoring")),
            claimed(
                "a", ("docs/x.md", 1, "monitoring"), ("README.md", 5, "monitoring"), ("README.md", 1, "tests")
            ),
        ),
        (statement(()),),
    )
    assert [(each.repository, each.statement.path, each.statement.line) for each in claims] == [
        ("a", "README.md", 5),
        ("a", "docs/x.md", 1),
        ("b", "README.md", 2),
        (None, "README.md", 3),
        ("a", "README.md", 1),
        ("b", "README.md", 9),
    ]


# -- what words do to findings and flags -------------------------------------------------------------


def test_what_is_asserted_of_a_signal_is_shown_with_its_sentence() -> None:
    found = asserted((statement(("monitoring", "ci")), statement(("tests",)), statement(())))
    assert found == {
        signal: (Evidence("README.md", 3, Level.CLAIMED, "claimed in text: It is so."),)
        for signal in ("monitoring", "tests")
    }


def test_two_claims_or_one_with_a_number_are_worth_a_question() -> None:
    findings = repository("a").findings
    words, more, number = (
        statement(("monitoring",)),
        replace(statement(("tests",)), line=4),
        statement(SPEED[:0], "uptime", "99 %"),
    )
    assert claims_flag("a", (), findings) is None
    assert claims_flag("a", (words,), findings) is None
    assert claims_flag("a", (words, replace(more, line=3)), findings) is None  # one sentence
    assert claims_flag("a", (words, number), findings) is None
    flag = claims_flag("a", (statement(("ci",), "deployment", "3"),), findings)
    assert flag is not None
    assert (flag.id, flag.severity, flag.question) == (FLAG_ID, Severity.ASK, CLAIMS_QUESTION)
    both = claims_flag("a", (words, more), findings)
    assert both is not None
    assert both.message == "2 claims in the documents without supporting evidence: README.md:3, README.md:4"
    assert both.evidence[0] == Evidence("README.md", 3, Level.CLAIMED, "It is so.")


def test_what_was_found_raises_no_flag() -> None:
    findings = repository("a", {"monitoring": Level.WIRED, "tests": Level.WIRED}).findings
    assert claims_flag("a", (statement(("monitoring",)), statement(("tests",))), findings) is None


def test_a_file_that_is_no_text_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="not a text file"):
        read_own_statements(b"a\0b", "cv.bin")


TESTED = finding("tests", evidence=(Evidence("tests/test_a.py", 1, Level.SUBSTANTIVE, "9 tests"),))
GUARDED = finding(
    "tests",
    evidence=(*TESTED.evidence, Evidence("pyproject.toml", 3, Level.PRESENT, "coverage below 80 % fails")),
)
NO_TESTS = finding("tests", Level.ABSENT)
# name: (the words, the finding, how many tests the files hold, what they are worth)
COVERAGE = {
    "a threshold": ("Test coverage is above 80%.", GUARDED, 9, Support.SUPPORTED),
    "a higher threshold": ("75 % test coverage", GUARDED, 9, Support.SUPPORTED),
    "a lower threshold": ("Test coverage is 92%.", GUARDED, 9, Support.NOT_ASSESSABLE),
    "tests without a threshold": (">80% code coverage", TESTED, 9, Support.NOT_ASSESSABLE),
    "no tests": (">80% code coverage", NO_TESTS, 0, Support.UNSUPPORTED),
    "as many tests": ("150 unit tests", TESTED, 150, Support.SUPPORTED),
    "nearly as many tests": ("150 unit tests", TESTED, 120, Support.SUPPORTED),
    "fewer tests": ("150 unit tests", TESTED, 119, Support.NOT_ASSESSABLE),
    "no number": ("We wrote unit tests.", TESTED, 1, Support.SUPPORTED),
}


@pytest.mark.parametrize(("text", "found", "tests", "expected"), COVERAGE.values(), ids=COVERAGE)
def test_a_share_of_covered_code_wants_a_threshold(
    text: str, found: Finding, tests: int, expected: Support
) -> None:
    said = Statement(text, "README.md", 3, "tests", ("tests", "ci_tests"))
    result = repository("a", None, found, facts=(Fact("tests", tests),))
    assert support(said, result) is expected
