"""Tests in other languages that assert about nothing but what their own file defines."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

RATE = "function rate(a) { return a * 2; }\n"
RUNNER = (
    "function test(name, fn) { try { fn(); } catch (e) { console.error(e); } }\n"
    "function expect(a) { return { toBe: (b) => { if (a !== b) throw new Error('x'); } }; }\n"
)
ASKS_RATE = "test('a', () => {\n  expect(rate(1)).toBe(2);\n});\n"
HEAD_OF_GO = 'package shop\n\nimport "testing"\n\n'
RATE_OF_GO = "func rate(a int) int { return a * 2 }\n\n"
# A test file, others of the repository, and whether it asserts about what it defines itself alone.
ALONE = {
    "what the file defines": ("web/a.test.ts", RATE + ASKS_RATE, {}, True),
    "with a runner of its own that drops failures": ("web/a.test.ts", RATE + RUNNER + ASKS_RATE, {}, True),
    "with variables": (
        "web/a.test.ts", "const rate = (a) => {\n  const b = a * 2;\n  return { c: Math.round(b) };\n};\n"
        "test('a', () => {\n  const found = rate(1);\n  expect(found.c).toBe(2);\n});\n", {}, True),
    "with a variable that is the application": (
        "web/a.test.ts", RATE + "const app = globalThis.app;\ntest('a', () => {\n  expect(app.ask(rate(1))).toBe(2);\n});\n",
        {}, False),
    "with the runner imported": (
        "web/a.test.ts", "import { expect, test } from 'vitest';\n" + RATE + ASKS_RATE, {}, True),
    "what is imported": (
        "web/a.test.ts", "import { rate } from './rate';\n" + ASKS_RATE,
        {"web/rate.ts": "export " + RATE}, False),
    "what is imported and not found": ("web/a.test.ts", "import { rate } from '@/rate';\n" + ASKS_RATE, {}, False),
    "a global": ("web/a.test.ts", ASKS_RATE, {}, False),
    "a helper of its own around a global": (
        "web/a.test.ts", "function rate(a) { return shop.rate(a); }\n" + ASKS_RATE, {}, False),
    "a helper that asks a service": (
        "web/a.test.ts", "async function rate(a) { return fetch('/rate/' + a); }\n" + ASKS_RATE, {}, False),
    "a module that is required inside": (
        "web/a.test.ts", "function rate(a) { return require('./rate').rate(a); }\n" + ASKS_RATE, {}, False),
    "a package of others": (
        "web/a.test.ts", "import request from 'supertest';\n" + RATE + ASKS_RATE, {}, False),
    "a page": (
        "web/a.cy.ts", RATE + "it('a', () => { rate(1); cy.get('h1').should('exist'); });\n", {}, False),
    "a function of the test file in Go": (
        "a_test.go", HEAD_OF_GO + RATE_OF_GO
        + "func TestA(t *testing.T) {\n\tif rate(1) != 2 {\n\t\tt.Fatal()\n\t}\n}\n", {}, True),
    "a function of the package in Go": (
        "a_test.go", HEAD_OF_GO + "func TestA(t *testing.T) {\n\tif rate(1) != 2 {\n\t\tt.Fatal()\n\t}\n}\n",
        {"a.go": "package shop\n\n" + RATE_OF_GO}, False),
    "a class of the package in Java": (
        "src/test/java/PriceTest.java",
        "class PriceTest {\n  int two() { return 2; }\n  @Test void price() { assertEquals(two(), Price.of(2)); }\n}\n",
        {}, False),
    "a function of the package in R": (
        "tests/testthat/test-a.R", "two <- function() 2\ntest_that('a', {\n  expect_equal(price(1), two())\n})\n",
        {}, False),
    "a constant of the application in Ruby": (
        "spec/a_spec.rb", "def two\n  2\nend\nit 'a' do\n  expect(Price.of(1)).to eq(two)\nend\n", {}, False),
}  # fmt: skip


@pytest.mark.parametrize(("path", "source", "others", "alone"), ALONE.values(), ids=ALONE)
def test_foreign_tests_of_what_their_file_defines(
    path: str, source: str, others: dict[str, str], alone: bool
) -> None:
    finding = run("tests", snapshot({path: source, **others}))
    assert finding.level is (Level.PRESENT if alone else Level.SUBSTANTIVE)
    assert ("what the file itself defines" in finding.message) is alone
