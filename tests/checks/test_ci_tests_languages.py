"""Tests of other languages in CI: package managers, workspaces, scripts of R and Julia, their actions."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot
from tests.support.workflows import github, using

JS = {
    "package.json": '{"name": "x", "scripts": {"build": "tsc"}}',
    "turbo.json": '{"tasks": {"test": {}}}',
    "src/sum.ts": "export const sum = (a: number, b: number) => a + b\n",
    "src/sum.test.ts": "import { expect, test } from 'vitest'\nimport { sum } from './sum'\n\n"
    "test('sum', () => {\n  expect(sum(1, 2)).toBe(3)\n})\n",
}
R = {
    "DESCRIPTION": "Package: calc\n",
    "R/add.R": "add <- function(a, b) a + b\n",
    "tests/testthat.R": "library(testthat)\ntest_check('calc')\n",
    "tests/testthat/test-add.R": "test_that('add', {\n  expect_equal(add(1, 2), 3)\n})\n",
}
TINY = {
    "DESCRIPTION": "Package: calc\n",
    "R/add.R": "add <- function(a, b) a + b\n",
    "inst/tinytest/test_add.R": "expect_equal(add(1, 2), 3)\n",
}
JULIA = {
    "Project.toml": 'name = "Calc"\n',
    "src/Calc.jl": "module Calc\nadd(a, b) = a + b\nend\n",
    "test/runtests.jl": 'using Calc, Test\n@testset "add" begin\n    @test Calc.add(1, 2) == 3\nend\n',
}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("turbo run test", Level.WIRED),
        ("turbo run build test --filter=api", Level.WIRED),
        ("npx turbo test", Level.WIRED),
        ("npx turbo@latest run test", Level.WIRED),
        ("pnpm turbo run test", Level.WIRED),
        ("pnpm exec turbo run test", Level.WIRED),
        ("pnpm dlx turbo run test", Level.WIRED),
        ("yarn turbo test", Level.WIRED),
        ("bunx turbo test", Level.WIRED),
        ("pnpm vitest run", Level.WIRED),
        ("yarn jest", Level.WIRED),
        ("npm exec -- vitest run", Level.WIRED),
        ("yarn workspaces run test", Level.WIRED),
        ("turbo run lint build", Level.ABSENT),
        ("pnpm turbo run build", Level.ABSENT),
        ("yarn workspaces run build", Level.ABSENT),
        ("pnpm install vitest", Level.ABSENT),
    ],
)
def test_javascript_by_any_package_manager(command: str, expected: Level) -> None:
    assert run("ci_tests", snapshot(github(command, JS))).level is expected


GO_TEST = (
    'package shop\n\nimport "testing"\n\nfunc two() int { return 2 }\n\n'
    'func TestTwo(t *testing.T) {\n\tif %s() != 2 {\n\t\tt.Fatal("no")\n\t}\n}\n'
)


@pytest.mark.parametrize(
    ("called", "expected", "words"),
    [("Two", Level.WIRED, "1 test collected"), ("two", Level.PRESENT, "none asserts about first-party code")],
)
def test_tests_of_their_own_file_alone(called: str, expected: Level, words: str) -> None:
    code = {"go.mod": "module shop\n", "two.go": "package shop\n\nfunc Two() int { return 2 }\n"}
    found = run("ci_tests", snapshot(github("go test ./...", {**code, "two_test.go": GO_TEST % called})))
    assert (found.level, found.evidence[0].note.endswith(words)) == (expected, True)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (github("Rscript -e 'devtools::test()'", R), Level.WIRED),
        (github("R CMD build . && R CMD check *.tar.gz", R), Level.WIRED),
        (github("Rscript tests/testthat.R", R), Level.WIRED),
        (github("rcmdcheck::rcmdcheck()", R, step="        shell: Rscript {0}\n"), Level.WIRED),
        (github("x <- 1\ndevtools::test(\n)", R, step="        shell: Rscript {0}\n"), Level.WIRED),
        (github("print(1)", R, step="        shell: Rscript {0}\n"), Level.ABSENT),
        (github("Rscript -e 'tinytest::build_install_test()'", TINY), Level.WIRED),
        (using("r-lib/actions/check-r-package@v2", R), Level.WIRED),
        (using("r-lib/actions/check-r-package@v2", TINY), Level.WIRED),
        (using("r-lib/actions/setup-r@v2", R), Level.ABSENT),
        (using("r-lib/actions/check-r-package@v2", R, on="schedule"), Level.SUBSTANTIVE),
        (using("julia-actions/julia-runtest@v1", JULIA), Level.WIRED),
        (using("julia-actions/setup-julia@v2", JULIA), Level.ABSENT),
        (github("julia --project -e 'using Pkg; Pkg.test()'", JULIA), Level.WIRED),
        (github("using Pkg\nPkg.test()", JULIA, step="        shell: julia --project=. {0}\n"), Level.WIRED),
    ],
)
def test_r_and_julia(files: dict[str, str], expected: Level) -> None:
    assert run("ci_tests", snapshot(files)).level is expected


def test_what_else_djangos_program_does_is_no_test() -> None:
    case = (
        "from django.test import TestCase\n\nclass PriceCase(TestCase):\n    def test_it(self):\n"
        "        self.assertEqual(1, 1)\n"
    )
    files = {"shop/__init__.py": "", "shop/tests.py": case}
    assert (
        run("ci_tests", snapshot(github("django-admin collectstatic --noinput", files))).level is Level.ABSENT
    )
    assert run("ci_tests", snapshot(github("django-admin test", files))).level > Level.ABSENT
