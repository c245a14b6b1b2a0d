"""Tests in other languages, recognised by the conventions of their runners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived, language
from analyzer.wiring.roles import is_to_fill_in
from analyzer.wiring.testing.foreign_skips import always_skipped
from analyzer.wiring.testing.little_said import says_little

# Assertions of constants, and of a status that may be a success or a server error.
CANNOT_FAIL = lazy_regex(
    r"\bexpect\((?P<one>true|false|1|0)\)\.(?:toBe|toEqual|toStrictEqual)\((?P=one)\)"
    r"|\bexpect\(true\)\.toBeTruthy\(\)|\b(?:assertTrue|assert)\(true\)|\bassert!\(true\)"
    r"|\bexpect\(\s{0,4}\[(?:\s{0,4}\d{3},?){0,9}\s{0,4}2\d\d,(?:\s{0,4}\d{3},?){0,9}\s{0,4}5\d\d\b[^\]]{0,40}\]"
    r"\s{0,4}\)\.toContain\([\w.]{0,60}[sS]tatus"
)
MAXIMUM_FOREIGN_FILES = 300
# Files whose tests their runners know by marks, and where those of the JVM lie.
MARKED_ENDINGS = (".cs", ".java", ".kt")
JVM_TEST_SOURCES = lazy_regex(r"(?:^|/)src/(?:test|\w{1,30}[tT]est)/")
JVM_BUILDS = ("pom.xml", "build.gradle", "build.gradle.kts")
# Where a file of checks outside of any function is a test.
ASSERTING_SCRIPTS = frozenset({"R", "Julia", "JavaScript"})
# What puts load on a service is no test of its code, whatever its file is called.
LOAD_LIBRARY = "io.gatling"


class Convention(Struct, frozen=True):
    """How a language names its test files and spells a test and an assertion."""

    language: str
    file: re.Pattern[str]
    test: re.Pattern[str]
    assertion: re.Pattern[str]

    @property
    def names_files(self) -> bool:
        """Whether the name of a file marks it as a test; in Rust, tests are in the code."""
        return self.language != "Rust"


class ForeignTests(Struct, frozen=True):
    """A test file in another language: the line of its first test, how many tests and assertions.

    Assertions that cannot fail are not among them but `hollow`; what is always skipped is in none of the
    numbers, unless all of them are: then there are tests without an assertion. `functions` are the tests of
    a program that is read, by their qualified names; the first of them that asserts something, and
    more than that something is there, is on the `line`.
    """

    path: str
    language: str
    line: int
    tests: int
    assertions: int
    hollow: int = 0
    functions: tuple[str, ...] = ()

    @property
    def written_in(self) -> str:
        """The language of the file by its ending; `language` is that of its runner's convention."""
        return language(self.path) or self.language


class Form(Struct, frozen=True):
    """How a test is written where a language is read: what takes its body, what marks it, how it is named."""

    handed: re.Pattern[str] | None = None
    marked: re.Pattern[str] | None = None
    named: re.Pattern[str] | None = None


def _form(handed: str | None = None, marked: str | None = None, named: str | None = None) -> Form:
    return Form(*(None if each is None else lazy_regex(each) for each in (handed, marked, named)))


SCRIPT_FORM = _form(handed=r"(?:.*#)?(?:default\.)?(?:it|test|specify)(?:\.\w+(?:\(\))?)*|Deno\.test")
TEST_FORMS = {
    "JavaScript": SCRIPT_FORM,
    "TypeScript": SCRIPT_FORM,
    "Go": _form(
        named=r"(?:\w+\.)?(?:Test|Example|Fuzz)(?:[A-Z_0-9]\w*)?",
        handed=r"(?:.*#)?[FP]?(?:It|Specify|DescribeTable)|(?:.*#)?Convey",
    ),
    "Java": _form(
        marked=r"(?:.*[#.])?(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)"
    ),
    "Kotlin": _form(
        marked=r"(?:.*[#.])?(?:Test|ParameterizedTest|RepeatedTest|TestFactory)",
        handed=r"(?:.*[#.])?(?:test|it|should|expect|describe|given|When|Then|then|when|scenario|feature|context|xtest)"
        r"(?:\(\)\.config)?"
        # `"an empty text is refused" { ... }` of Kotest's StringSpec, and `"a" should { ... }` of others.
        r"|\?(?:\.(?:config|invoke|should|When|Then|Given|And)(?:\(\))?)?",
    ),
    "Scala": _form(
        marked=r"(?:.*[#.])?Test",
        handed=r"(?:.*[#.])?(?:test|it|in|should|property|scenario|forAll)(?:\(\))?",
    ),
    "C#": _form(marked=r"(?:.*[#.])?(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|SkippableFact)"),
    "Ruby": _form(handed=r"(?:it|specify|test|scenario|example)", named=r"(?:.*\.)?test_\w+"),
    "R": _form(handed=r"(?:\*#|testthat#)?(?:test_that|it)"),
    "Julia": _form(handed=r"(?:\*#|Test#)?@(?:testset|testitem)"),
}


def _convention(language: str, file: str, test: str, assertion: str) -> Convention:
    return Convention(language, lazy_regex(file), lazy_regex(test), lazy_regex(assertion))


CONVENTIONS = (
    _convention(
        "JavaScript",
        r"(?:\.(?:test|spec|cy|e2e|e2e-spec)\.[cm]?[jt]sx?|_(?:test|spec)\.[cm]?[jt]sx?"
        r"|(?:^|/)tests?/(?:[^/]{1,100}/){0,5}[^/.]+\.[cm]?[jt]s"
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
        r"(?:^|/)(?:\w+Tests?|Test\w+|\w+IT|\w+TestCase)\.(?:java|kt)$|(?:^|/)\w+Specs?\.kt$",
        r"@Test\b",
        # JUnit, AssertJ and Mockito; MockMvc; WebTestClient; StepVerifier; Kotest
        r"\bassert\w*\(|\bverify(?:Complete|Error\w*|(?:No(?:More)?|Zero)Interactions)?\(|\.andExpect(?:All)?\("
        r"|\.expect(?:Status|Body|BodyList|Header|Cookie|Next|Error)\(|\bshould(?:Be|NotBe|Throw)\b",
    ),
    # `"a list" should {` only holds tests, and what is imported is none.
    _convention(
        "Scala",
        r"(?:Spec|Test|Suite)\.scala$",
        r"^(?!\s*(?:import|package)\b)(?:.*\b(?:in|ignore)\s*(?:new\s+\w+(?:\([^)]{0,80}\))?\s*)?\{"
        r"|.*[\"\]]\s*>>\s*\{?"
        r"|(?:.*[\s(])?(?<!def )(?:test|it|property|scenario|Scenario|testM)\s*\(|.*@Test\b)",
        r"^(?!\s*(?:import|package)\b).*(?:\bassert\w*|\bintercept\[|\bverify\(|\bexpect(?:\.\w+)?\("
        r"|\b(?:expect(?:(?:No)?(?:Msg|Message)|Terminated|Error|Complete|Next)\w*|fishFor\w*Message\w*)\b"
        r"|\b(?:should|must)(?:[A-Z_]\w*|\s+(?:not|be\w*|equal\w*|contain\w*|have\w*|include|startWith|endWith"
        r"|fullyMatch|exist|compile|typeCheck|throw\w*|match\w*)\b|\s*===))",
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
    _convention(
        "Julia", r"(?:^|/)test/.+\.jl$", r"@(?:testset|testitem|test)\b", r"@test(?:_throws|_logs|_nowarn)?\b"
    ),
    _convention("Shell", r"\.bats$", r"^@test ", r"\[ |\bassert|\brun "),
)


# The languages whose tests are known by the names of their files; in Rust they are beside the code.
TESTED_LANGUAGES = frozenset(each.language for each in CONVENTIONS) | {"TypeScript", "Kotlin", "C"}


@derived
def foreign_tests(repo: Snapshot) -> tuple[ForeignTests, ...]:
    """Test files in other languages that contain at least one test."""
    found: list[ForeignTests] = []
    read = 0
    for path in repo.paths:
        convention = next((each for each in CONVENTIONS if each.file.search(path)), None)
        convention = convention or _by_marks(repo, path)
        if convention is None or read >= MAXIMUM_FOREIGN_FILES or is_to_fill_in(path):
            continue
        read += 1
        text = repo.text(path)
        if text is None or LOAD_LIBRARY in text:
            continue
        facts = repo.programs.get(path)
        tests = _in_program(path, convention, facts, text) if facts is not None else None
        if tests is None or not tests.tests:
            tests = _read(path, convention, text)
        if tests.tests:
            found.append(tests)
    return tuple(found)


def _by_marks(repo: Snapshot, path: str) -> Convention | None:
    """The convention of a file that no name says to be a test, by the marks above its functions.

    `dotnet test` runs what is marked, whatever its file is called, and Gradle all classes of a source set of
    tests; the plug-ins of Maven look for names.
    """
    facts = repo.programs.get(path) if path.endswith(MARKED_ENDINGS) else None
    if facts is None or not any(each.decorators for each in facts.functions):
        return None
    if facts.language != "C#" and (not JVM_TEST_SOURCES.search(path) or is_built_by_maven(repo, path)):
        return None
    form = TEST_FORMS[facts.language]
    marks = (mark.target for each in facts.functions for mark in each.decorators)
    if form.marked is None or not any(map(form.marked.fullmatch, marks)):
        return None
    return next(each for each in CONVENTIONS if each.language == ("C#" if facts.language == "C#" else "Java"))


def is_built_by_maven(repo: Snapshot, path: str) -> bool:
    """Whether the nearest build file above a file is one of Maven."""
    folder = dirname(path)
    while True:
        here = [name for name in JVM_BUILDS if repo.exists(join(folder, name))]
        if here or not folder:
            return "pom.xml" in here
        folder = dirname(folder)


def _in_program(path: str, convention: Convention, facts: ProgramFacts, text: str) -> ForeignTests | None:
    """The tests of a program that is read; checks outside of any test are one test of the file."""
    form = TEST_FORMS.get(facts.language)
    if form is None or facts.problem is not None:
        return None
    rows = text.split("\n")
    lines: dict[str, int] = {}
    for each in facts.handed:
        if form.handed is not None and form.handed.fullmatch(each.target):
            lines.setdefault(each.receiver, each.line)
    for function in facts.functions:
        named = form.named is not None and form.named.fullmatch(function.qualified_name)
        marked = form.marked is not None and any(form.marked.fullmatch(m.target) for m in function.decorators)
        if named or marked:
            lines.setdefault(function.qualified_name, function.line)
    skipped = always_skipped(facts, rows)
    left_out = {each for each in lines if not skipped.isdisjoint(_around(each))}
    asserted = [each for each in facts.assertions if skipped.isdisjoint(_around(each.function or ""))]
    real = [
        each
        for each in asserted
        if not each.trivial and CANNOT_FAIL.search(rows[each.line - 1].strip()[:500]) is None
    ]
    asserting = {name for each in real for name in _around(each.function or "") if name in lines}
    inside = {each.function for each in facts.assertions}
    for name in {around for each in lines for around in _around(each.rpartition(".")[0])} - inside:
        lines.pop(name, None)  # it only holds other tests
    if skipped and left_out == lines.keys() and not asserted:
        placed = [*lines.values()] or [
            each.line for each in facts.functions if each.qualified_name in skipped
        ]
        return ForeignTests(path, convention.language, min(placed, default=0), len(placed), 0)
    lines = {name: line for name, line in lines.items() if name not in left_out}
    first = _first_that_tells({name: line for name, line in lines.items() if name in asserting}, rows)
    if not lines and asserted and convention.language in ASSERTING_SCRIPTS:
        line = (real or asserted)[0].line
        return ForeignTests(path, convention.language, line, 1, len(real), len(asserted) - len(real))
    return ForeignTests(
        path,
        convention.language,
        first or min(lines.values(), default=0),
        len(lines),
        len(real),
        len(asserted) - len(real),
        tuple(lines),
    )


def _first_that_tells(lines: Mapping[str, int], rows: Sequence[str]) -> int:
    """The line of the first test that says more than that something is there, else of the first one."""
    told = {line: says_little(f"{name} {rows[line - 1][:500]}") for name, line in lines.items()}
    return min(told, key=lambda line: (told[line], line), default=0)


def _around(function: str) -> Iterator[str]:
    """A function and those that it is defined in."""
    while function:
        yield function
        function = function.rpartition(".")[0]


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
