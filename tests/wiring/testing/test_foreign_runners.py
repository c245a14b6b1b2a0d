"""Tests in other languages are read: the commands and steps of CI that run them are found."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot
from tests.support.unread import CODE, workflow

pytestmark = pytest.mark.usefixtures("no_grammars")


@pytest.mark.parametrize(
    ("test", "path", "step"),
    [
        ('test_that("a", {\n  expect_equal(f(1), 2)\n})\n', "tests/testthat/test-a.R", "run: Rscript -e 'devtools::test()'"),
        ('test_that("a", {\n  expect_equal(f(1), 2)\n})\n', "tests/testthat/test-a.R", "uses: r-lib/actions/check-r-package@v2"),
        ("@testset begin\n  @test f(1) == 2\nend\n", "test/runtests.jl", "run: julia --project -e 'using Pkg; Pkg.test()'"),
        ("@testset begin\n  @test f(1) == 2\nend\n", "test/runtests.jl", "uses: julia-actions/julia-runtest@v1"),
    ],
)  # fmt: skip
def test_tests_that_are_read_are_found_in_ci_too(test: str, path: str, step: str) -> None:
    work = "on: push\njobs:\n  work:\n    runs-on: x\n    steps:\n      - " + step + "\n"
    ci = {".github/workflows/ci.yml": work}
    assert run("ci_tests", snapshot({path: test, **ci})).level is Level.WIRED
    assert run("ci", snapshot({path: test, **ci})).level is Level.WIRED
    assert run("ci_tests", snapshot({"a.R": CODE, **ci})).level is Level.CLAIMED


JAVA = {"src/test/java/ATest.java": "@Test\nvoid a() { assertEquals(1, f()); }\n"}
SCALA = {"src/test/scala/ASpec.scala": 'test("a") { assert(f() == 1) }\n'}
JEST = {"packages/a/src/a.test.ts": "test('a', () => { expect(f()).toBe(1); });\n"}


@pytest.mark.parametrize(
    ("files", "command", "level"),
    [
        (JAVA, "./gradlew --no-daemon clean test", Level.WIRED),
        (JAVA, "./gradlew :core:check", Level.WIRED),
        (JAVA, "./gradlew build -x test", Level.ABSENT),
        (JAVA, "./gradlew assemble", Level.ABSENT),
        (JAVA, "mvn -B -ntp verify", Level.WIRED),
        (JAVA, "./mvnw package -DskipTests", Level.ABSENT),
        (JAVA, "mvn compile", Level.ABSENT),
        (SCALA, "./gradlew --parallel scalaStyle test", Level.WIRED),
        (SCALA, "sbt clean coverage test", Level.WIRED),
        (SCALA, "sbt compile", Level.ABSENT),
        (JEST, "npx turbo run test:coverage", Level.WIRED),
        (JEST, "npx turbo run build", Level.ABSENT),
    ],
)
def test_a_build_tool_tests_where_one_of_its_words_is_such_a_task(
    files: Mapping[str, str], command: str, level: Level
) -> None:
    assert run("ci_tests", snapshot({**files, **workflow("push", command)})).level is level


GO_TEST = 'package a\nimport "testing"\nfunc TestA(t *testing.T) { if f() != 1 { t.Fatal(1) } }\n'
NESTED = {"go.mod": "module m\n", "bot/go.mod": "module bot\n", "bot/a_test.go": GO_TEST}


@pytest.mark.parametrize(
    ("files", "command", "level"),
    [
        (NESTED, "go test ./...", Level.CLAIMED),
        (NESTED, "gotestsum --format dots -- ./...", Level.CLAIMED),
        (NESTED, "cd bot && go test ./...", Level.WIRED),
        (NESTED, "go test ./bot/...", Level.WIRED),
        (NESTED, "go -C bot test ./...", Level.ABSENT),
        (NESTED, "go test -C bot ./...", Level.WIRED),
        (NESTED, "for each in bot; do (cd $each && go test ./...); done", Level.WIRED),
        (NESTED, "for each in $(ls -d */); do (cd \"$each\" && go test ./...); done", Level.WIRED),
        (NESTED, "find . -name go.mod -execdir go test ./... \\;", Level.PRESENT),
        ({**NESTED, "a/a_test.go": GO_TEST}, "go test ./...", Level.WIRED),
        ({**NESTED, "bot/b/a_test.go": GO_TEST}, "go test ./...", Level.CLAIMED),
        ({"bot/go.mod": "module bot\n", "bot/a_test.go": GO_TEST}, "go test ./...", Level.WIRED),
        ({"a/a_test.go": GO_TEST}, "go test ./...", Level.WIRED),
    ],
)  # fmt: skip
def test_all_packages_of_go_end_at_a_module_of_its_own(
    files: Mapping[str, str], command: str, level: Level
) -> None:
    assert run("ci_tests", snapshot({**files, **workflow("push", command)})).level is level
