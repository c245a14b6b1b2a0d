"""Claims that name what drives a browser, and what bears them out."""

from __future__ import annotations

import pytest

from analyzer.claims.judging import judge
from analyzer.model import Evidence, Level, Statement, Support
from tests.support.scorecards import finding, repository


@pytest.mark.parametrize(
    ("words", "path", "note", "expected"),
    [
        ("E2E tests with Playwright", "app/a.test.ts", "14 TypeScript tests", Support.NOT_ASSESSABLE),
        ("E2E tests with Playwright", "e2e/chat.spec.ts", "4 TypeScript tests", Support.SUPPORTED),
        ("E2E tests with Playwright", "ci.yml", "CI runs `playwright test`", Support.SUPPORTED),
        ("Unit tests and Playwright", "app/a.test.ts", "14 TypeScript tests", Support.SUPPORTED),
        ("E2E tests", "tests/test_all.py", "3 tests", Support.NOT_ASSESSABLE),
    ],
)
def test_tests_in_a_browser_are_borne_out_by_such_tests(
    words: str, path: str, note: str, expected: Support
) -> None:
    seen = finding("tests", evidence=(Evidence(path, 1, Level.SUBSTANTIVE, note),))
    said = Statement(words, "README.md", 3, "tests", ("tests",))
    (claim,) = judge((repository("a", {}, seen),), (said,))
    assert claim.support is expected
