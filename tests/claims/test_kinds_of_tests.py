"""Claims that name a kind of test, and the tests of that kind."""

from __future__ import annotations

import pytest

from analyzer.claims.judging import judge
from analyzer.claims.kinds_of_tests import named_kinds, names_tests_in_ci
from analyzer.claims.measured_by import signals_of
from analyzer.claims.topics import TOPICS
from analyzer.model import Evidence, Level, Statement, Support
from tests.support.scorecards import finding, repository

IN_CI = {
    "CI/CD Integration: Automated testing in deployment pipeline": True,
    "CI: unit tests": True,
    "Automated testing on every commit": True,
    "Unit tests run by GitHub Actions": True,
    "Tested with each pull request": True,
    "CI runs the whole test suite": True,
    "Unit tests of the data pipeline": False,
    "Integration tests in the training pipeline": False,
    "Tests for the release pipeline": False,
    "Tests in ci/helpers": False,
    "Unit tests. CI is elsewhere": False,
    "Unit and integration tests": False,
}


@pytest.mark.parametrize(("text", "in_ci"), IN_CI.items(), ids=IN_CI)
def test_tests_that_a_server_runs_are_borne_out_by_its_runs_alone(text: str, in_ci: bool) -> None:
    topic = next(each for each in TOPICS if each.name == "tests")
    assert names_tests_in_ci(text) is in_ci
    assert signals_of(topic, text) == (("ci_tests",) if in_ci else ("tests", "ci_tests"))


KINDS = {
    "Unit, integration, and e2e tests": 2,
    "Unit & integration testing": 1,
    "E2E tests": 1,
    "End-to-end automated tests": 1,
    "Integration/e2e tests": 2,
    "An end-to-end pipeline with unit tests": 0,
    "Integration with Slack, unit tests": 0,
    "Unit tests": 0,
}


@pytest.mark.parametrize(("text", "kinds"), KINDS.items(), ids=KINDS)
def test_kinds_that_a_sentence_names(text: str, kinds: int) -> None:
    assert len(named_kinds(text)) == kinds


@pytest.mark.parametrize(
    ("words", "paths", "expected", "first"),
    [
        ("Unit and e2e tests", ("a/unit/test_b.py",), Support.NOT_ASSESSABLE, None),
        ("Unit and e2e tests", ("a/unit/test_b.py", "e2e/test_c.py"), Support.SUPPORTED, "e2e/test_c.py"),
        ("Unit and e2e tests", ("a/test_end_to_end.py",), Support.SUPPORTED, "a/test_end_to_end.py"),
        ("Unit and e2e tests", ("a/test_frontend.py",), Support.NOT_ASSESSABLE, None),
        ("Integration tests", ("a/unit/test_b.py",), Support.NOT_ASSESSABLE, None),
        ("Integration tests", ("a/test_b.py", "a/test_api.py"), Support.SUPPORTED, "a/test_api.py"),
        ("Integration tests", ("pipelines/test_b.py", "services/test_c.py"), Support.NOT_ASSESSABLE, None),
        ("Integration tests", (".github/workflows/ci.yml",), Support.NOT_ASSESSABLE, None),
        ("Integration tests", ("continuous-integration.yml",), Support.NOT_ASSESSABLE, None),
        ("Integration tests", ("integration.yml",), Support.SUPPORTED, "integration.yml"),
        ("Integration and e2e tests", ("a/integration/test_b.py",), Support.NOT_ASSESSABLE, None),
        ("Unit tests", ("a/test_b.py",), Support.SUPPORTED, "a/test_b.py"),
        ("Integration tests", (), Support.UNSUPPORTED, None),
    ],
)
def test_each_kind_wants_a_test_of_it(
    words: str, paths: tuple[str, ...], expected: Support, first: str | None
) -> None:
    found = finding(
        "tests", evidence=tuple(Evidence(each, 1, Level.SUBSTANTIVE, "3 tests") for each in paths)
    )
    said = Statement(words, "README.md", 3, "tests", ("tests",))
    (claim,) = judge((repository("a", {}, found),), (said,))
    assert claim.support is expected
    assert next((each.evidence.path for each in claim.places), None) == first


def test_of_three_places_each_named_kind_has_one() -> None:
    paths = ("a/test_a.py", "a/test_b.py", "a/test_c.py", "e2e/test_d.py", "integration/test_e.py")
    found = finding(
        "tests", evidence=tuple(Evidence(each, 1, Level.SUBSTANTIVE, "3 tests") for each in paths)
    )
    said = Statement("Unit, integration and e2e tests", "README.md", 3, "tests", ("tests",))
    (claim,) = judge((repository("a", {}, found),), (said,))
    assert {each.evidence.path for each in claim.places} >= {"e2e/test_d.py", "integration/test_e.py"}
