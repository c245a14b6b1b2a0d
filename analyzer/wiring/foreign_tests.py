"""Tests in other languages, recognised by the conventions of their runners."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.repository import Snapshot, derived

# Assertions of constants, and of a status that may be a success or a server error.
CANNOT_FAIL = lazy_regex(
    r"\bexpect\((?P<one>true|false|1|0)\)\.(?:toBe|toEqual|toStrictEqual)\((?P=one)\)"
    r"|\bexpect\(true\)\.toBeTruthy\(\)|\b(?:assertTrue|assert)\(true\)|\bassert!\(true\)"
    r"|\bexpect\(\s{0,4}\[(?:\s{0,4}\d{3},?){0,9}\s{0,4}2\d\d,(?:\s{0,4}\d{3},?){0,9}\s{0,4}5\d\d\b[^\]]{0,40}\]"
    r"\s{0,4}\)\.toContain\([\w.]{0,60}[sS]tatus"
)
MAXIMUM_FOREIGN_FILES = 300
# What puts load on a service is no test of its code, whatever its file is called.
LOAD_LIBRARY = "io.gatling"


@dataclass(frozen=True, slots=True)
class Convention:
    """How a language names its test files and spells a test and an assertion."""

    language: str
    file: re.Pattern[str]
    test: re.Pattern[str]
    assertion: re.Pattern[str]

    @property
    def names_files(self) -> bool:
        """Whether the name of a file marks it as a test; in Rust, tests are in the code."""
        return self.language != "Rust"


@dataclass(frozen=True, slots=True)
class ForeignTests:
    """A test file in another language: the line of its first test, how many tests and assertions.

    Assertions that cannot fail are not among them.
    """

    path: str
    language: str
    line: int
    tests: int
    assertions: int


def _convention(language: str, file: str, test: str, assertion: str) -> Convention:
    return Convention(language, lazy_regex(file), lazy_regex(test), lazy_regex(assertion))


CONVENTIONS = (
    _convention(
        "JavaScript",
        r"(?:\.(?:test|spec|cy|e2e|e2e-spec)\.[cm]?[jt]sx?"
        r"|(?:^|/)(?:__tests__|cypress/(?:e2e|integration)(?:/[^/]{1,100}){0,5})/[^/]+\.[cm]?[jt]sx?)$",
        r"(?:(?<![\w$.])|\b(?:QUnit|Deno|tap|suite|t)\.)(?:it|test)(?:\.\w+)?\(",
        r"\bexpect\(|\bassert\b|\.should\b",
    ),
    _convention(
        "Go",
        r"_test\.go$",
        r"^func (?:Test|Example)\w*\(",
        r"\bt\.(?:Error|Fatal|Fail)|\b(?:assert|require)\.",
    ),
    _convention("Rust", r"\.rs$", r"^\s*#\[(?:\w+::)?test", r"\bassert(?:_eq|_ne)?!|#\[should_panic"),
    _convention(
        "Java",
        r"(?:^|/)(?:\w+Tests?|Test\w+|\w+IT)\.(?:java|kt)$",
        r"@Test\b",
        # JUnit, AssertJ and Mockito; MockMvc; WebTestClient; StepVerifier; Kotest
        r"\bassert\w*\(|\bverify(?:Complete|Error\w*|(?:No(?:More)?|Zero)Interactions)?\(|\.andExpect(?:All)?\("
        r"|\.expect(?:Status|Body|BodyList|Header|Cookie|Next|Error)\(|\bshould(?:Be|NotBe|Throw)\b",
    ),
    _convention(
        "Scala", r"(?:Spec|Test|Suite)\.scala$", r"\b(?:test|it|should|in)\b", r"\bassert|should|must"
    ),
    _convention(
        "C++",
        r"(?:^|/)(?:test_[^/]+|[^/]+_(?:test|unittest|tests))\.(?:cc|cpp|cxx|c)$",
        r"\bTEST(?:_F|_P|_CASE)?\s*\(",
        r"\b(?:EXPECT|ASSERT|REQUIRE|CHECK)(?:_\w+)?\s*\(",
    ),
    _convention("C#", r"Tests?\.cs$", r"\[(?:Fact|Test|TestMethod|Theory)", r"\bAssert\.|\.Should\("),
    _convention("Ruby", r"(?:_spec|_test)\.rb$", r"^\s*(?:it|test|def test_)\b", r"\bexpect\b|\bassert"),
    _convention("PHP", r"Test\.php$", r"function test|@test", r"\$this->assert|self::assert"),
    _convention("Swift", r"Tests?\.swift$", r"func test\w*\(|@Test", r"\bXCTAssert|#expect"),
    _convention(
        "R",
        r"(?:^|/)(?:tests/testthat/test[^/]*|inst/tinytest/test[^/]*|tests/[^/]+)\.[Rr]$",
        r"\btest_that\(|^(?:expect_\w+|stopifnot)\(",
        r"\bexpect_\w+\(|\bstopifnot\(",
    ),
    _convention("Julia", r"(?:^|/)test/[^/]+\.jl$", r"@testset|@test\b", r"@test\b|@test_throws"),
    _convention("Shell", r"\.bats$", r"^@test ", r"\[ |\bassert|\brun "),
)


@derived
def foreign_tests(repo: Snapshot) -> tuple[ForeignTests, ...]:
    """Test files in other languages that contain at least one test."""
    found: list[ForeignTests] = []
    read = 0
    for path in repo.paths:
        convention = next((each for each in CONVENTIONS if each.file.search(path)), None)
        if convention is None or read >= MAXIMUM_FOREIGN_FILES:
            continue
        read += 1
        text = repo.text(path)
        if text is not None and LOAD_LIBRARY not in text:
            tests = _read(path, convention, text)
            if tests.tests:
                found.append(tests)
    return tuple(found)


def _read(path: str, convention: Convention, text: str) -> ForeignTests:
    first = tests = assertions = 0
    for number, line in enumerate(lines_of(text), 1):
        stripped = line.strip()[:500]
        if stripped.startswith(("//", "*", "/*")) or (
            stripped.startswith("#") and not stripped.startswith("#[")
        ):
            continue
        if convention.test.search(line[:500]):
            tests += 1
            first = first or number
        if convention.assertion.search(stripped) and CANNOT_FAIL.search(stripped) is None:
            assertions += 1
    return ForeignTests(path, convention.language, first, tests, assertions)
