"""Kinds of tests that a sentence names, and whether what was found is of that kind.

A unit test is any test; one of the whole way, of parts together or in a browser is told by its path or its
runner. Patterns over one sentence, a path and a note, with bounded repetitions.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

# Programs that drive a browser, by which a sentence says what kind of test it means.
_BROWSER_RUNNERS = r"playwright|cypress|selenium|puppeteer|webdriver(?:io)?|testcafe|capybara|nightwatch"
_NAMES_BROWSER = lazy_regex(rf"\b(?:{_BROWSER_RUNNERS})\b", re.IGNORECASE)
_NAMES_OTHER_TESTS = lazy_regex(
    r"\b(?:unit|integration|component|jest|vitest|mocha|jasmine|pytest|unittest|junit|[xn]unit|rspec|minitest)\b",
    re.IGNORECASE,
)
_WHOLE_WAY = (
    rf"{_BROWSER_RUNNERS}|(?<![a-z])(?:e2e|browser)(?![a-z])|end[-_ ]?to[-_ ]?end"
    r"|(?<![a-z])(?:acceptance|journeys?)(?![a-z])|(?:spec|tests?)/(?:features?|system)/"
)
_IN_BROWSER = lazy_regex(_WHOLE_WAY, re.IGNORECASE)
# Continuous integration is another thing, and every workflow has its name.
_TOGETHER = lazy_regex(
    rf"{_WHOLE_WAY}|(?<!continuous)(?<!continuous[-_ ])integration"
    r"|(?<![a-z])(?:apis?|functional|system|smoke|endpoints?|routes?|contracts?|compose|testcontainers)(?![a-z])"
    r"|(?<![a-z])it/",
    re.IGNORECASE,
)
# "Unit, integration, and e2e tests": a kind may stand before others.
_KIND = (
    r"(?:unit|integration|functional|smoke|regression|component|e2e|end[- ]to[- ]end|system|acceptance|ui|api"
    r"|contract|performance|load|stress|automated)"
)
_OF_TESTS = (
    rf"(?:(?:\s?[,/&+]\s?|\s)(?:and\s)?{_KIND}){{0,4}}(?:\s|-)(?:automated\s)?(?:tests?|testing|specs?)\b"
)
_NAMES_WHOLE_WAY = lazy_regex(rf"\b(?:e2e|end[- ]to[- ]end){_OF_TESTS}", re.IGNORECASE)
_NAMES_TOGETHER = lazy_regex(rf"\bintegration{_OF_TESTS}", re.IGNORECASE)
# "Automated testing in the deployment pipeline", "tests run on every push": by CI, not by hand.
_TESTS = r"\btest(?:s|ed|ing)?\b"
_BY_MACHINES = (
    r"(?:ci(?:\s?/\s?cd)?\b(?!/)|continuous integration|github actions|gitlab ci|jenkins|circleci|travis"
    r"|azure pipelines|(?:deployment|delivery|release|build|ci|cd)[- ]pipelines?"
    r"|(?:every|each|all) (?:commits?|push(?:es)?|pull requests?|prs?|merge(?:s| requests?)?|changes?))"
)
_IN_CI = lazy_regex(
    rf"{_TESTS}[^.;|]{{0,40}}?\b(?:in|on|by|via|through|with|using) (?:the |our |a )?(?:[a-z]+ )?"
    rf"{_BY_MACHINES}"
    rf"|\bci(?:\s?/\s?cd)?(?: (?:integration|pipelines?|workflows?))?:[^.;|]{{0,40}}?{_TESTS}"
    rf"|\bci(?:\s?/\s?cd)?(?: pipelines?| workflows?)? (?:runs?|executes?|for|with)\s"
    rf"(?:[a-z]+\s){{0,4}}?{_TESTS}",
    re.IGNORECASE,
)


def names_tests_in_ci(text: str) -> bool:
    """Whether a sentence about tests says that a server runs them."""
    return _IN_CI.search(text) is not None


def is_of_a_browser(text: str) -> bool:
    """Whether a sentence about tests means those in a browser alone, by the name of what runs them."""
    return _NAMES_BROWSER.search(text) is not None and _NAMES_OTHER_TESTS.search(text) is None


def drives_a_browser(where: str) -> bool:
    """Whether a path and a note are of tests that go the whole way."""
    return _IN_BROWSER.search(where) is not None


def named_kinds(text: str) -> tuple[re.Pattern[str], ...]:
    """What tells the tests of each kind that a sentence about tests names, beside unit tests."""
    kinds = ((_NAMES_TOGETHER, _TOGETHER), (_NAMES_WHOLE_WAY, _IN_BROWSER))
    return tuple(tells for names, tells in kinds if names.search(text) is not None)
