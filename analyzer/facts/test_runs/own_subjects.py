"""Tests in other languages that reach nothing of the repository: they call what their own file defines."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import imported_files, programs
from analyzer.wiring.testing.foreign_tests import ForeignTests

# Packages that run tests or compare values, and those of the languages themselves that reach no other code.
HARMLESS_PACKAGES = lazy_regex(
    r"vitest|@jest/globals|mocha|chai|(?:node:)?(?:test|assert|util)(?:/strict)?|bun:test|should|ava|tape"
    r"|testing|fmt|strings|strconv|math|sort|errors|reflect|time|bytes|unicode|slices|maps|cmp"
    r"|github\.com/(?:stretchr/testify|google/go-cmp)(?:/.{0,60})?"
    r"|(?:org\.(?:junit|assertj|hamcrest|scalatest)|kotlin\.test|java\.(?:util|math|time|text)|munit)(?:\..{0,80})?"
    r"|Xunit|NUnit\.Framework|Microsoft\.VisualStudio\.TestTools\.UnitTesting|FluentAssertions"
    r"|System(?:\.(?:Collections|Collections\.Generic|Linq|Text|Globalization))?"
    r"|minitest(?:/\w{1,20})?|rspec|test/unit|testthat|Test|Statistics|LinearAlgebra"
)
HARMLESS_ROOTS = word_set(
    "describe context suite it test specify expect assert before after beforeEach afterEach beforeAll "
    "afterAll jest vi chai should t b console Math JSON Object Array Number String Boolean Error "
    "TypeError RangeError Date Promise RegExp Set Map Symbol BigInt parseInt parseFloat isNaN "
    "isFinite structuredClone undefined NaN Infinity Assert Assertions assertEquals assertTrue "
    "assertFalse assertNotNull assertNull assertThrows assertThat assertNotEquals assert_equal "
    "assert_nil refute test_that expect_equal expect_true expect_false expect_error stopifnot c list "
    "seq_len length sum mean abs round paste0 paste nchar @test @testset len make append string int "
    "float64 bool error nil true false panic new cap copy min max self this Function e err ex error"
)
# A variable of the file, whose value is read.
DECLARED_VARIABLE = lazy_regex(r"\b(?:const|let|var|val)\s{1,4}(\w{1,80})|\b(\w{1,80})\s{0,4}:=")
FIRST_NAME = lazy_regex(r"lambda@|@?[\w$·]{1,120}")


def tests_only_itself(repo: Snapshot, tests: ForeignTests) -> bool:
    """Whether all that the tests of a file call, name or import is known, and none of it is elsewhere here.

    One name that is not known is enough to say no: it may be the repository's.
    """
    facts = programs(repo).get(tests.path)
    if facts is None or facts.problem is not None or not tests.functions:
        return False
    if imported_files(repo)[tests.path] or not all(map(_is_harmless, {one.module for one in facts.imports})):
        return False
    own = {each.name for each in facts.functions} | {each.name for each in facts.classes}
    text = repo.text(tests.path) or ""
    variables = {name for found in DECLARED_VARIABLE.findall(text) for name in found if name}
    named = list(_named(facts, variables))
    subjects = own - {each.rpartition(".")[2] for each in tests.functions}
    given = {name for each in facts.functions for name in each.parameters}
    known = own | given | HARMLESS_ROOTS | {"lambda@"}
    return any(root in subjects for root in named) and all(root in known for root in named)


def _is_harmless(module: str) -> bool:
    return HARMLESS_PACKAGES.fullmatch(module) is not None


def _named(facts: ProgramFacts, variables: set[str]) -> Iterator[str]:
    """What every call and use of the file begins with, packages that reach nothing aside."""
    targets = [f"{each.target}()" for each in facts.calls]
    targets += [name for each in facts.functions for name in each.names]
    targets += [name for each in facts.classes for name in each.names]
    for target in targets:
        module, mark, rest = target.partition(FROM_PACKAGE)
        if mark and module != "*":
            if not _is_harmless(module):
                yield target
            continue
        written = rest if mark else target
        if written in variables:
            continue
        first = FIRST_NAME.match(written)
        yield first[0] if first is not None else written
