"""Tests: whether any would be collected, and whether they assert about this repository's code."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.test_runs.collected_tests import collected_tests
from analyzer.facts.test_runs.coverage_thresholds import coverage_thresholds
from analyzer.facts.test_runs.unreached_subjects import unreached_subjects
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation
from analyzer.references import broken_load, put_away_import
from analyzer.repository import NOT_PROGRAMS, Snapshot
from analyzer.text import plural
from analyzer.wiring.roles import is_test
from analyzer.wiring.testing.collection import TestFunction, written_assertions
from analyzer.wiring.testing.foreign_tests import foreign_tests
from analyzer.wiring.testing.little_said import says_little


@check(
    id="tests",
    title="tests",
    reads=(FileKind.PYTHON,),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.EVALUATION,
        present="Which test in {path} would you delete, and which one is missing?",
        absent="How do you know that a change did not break the model or the code around it?",
        strong=(
            "Knows which test protects the riskiest behaviour, and which kind of mistake still gets through."
        ),
        weak="Talks about coverage percentages, or about trying it manually.",
    ),
    other_languages=OtherLanguages(
        "tests are read where the language has a known convention",
        (Role.TEST,),
    ),
    covers=("H2",),
    near=("test", "unittest"),
)
def tests(repo: Snapshot) -> Iterator[Observation]:
    """A test runner collects tests that assert something about first-party code.

    Present: at least one test that pytest's or unittest's patterns (or the repository's own settings)
    collect, or a test file by the conventions of another language. Substantive: a collected test makes an
    assertion that can fail and touches first-party code, directly, through a helper, a fixture or `setUp`, in
    a container of the image that it builds, or by running one of the repository's programs and failing when
    it fails. An assertion cannot fail if it only looks at constants or at what a mock of the test returns,
    accepts a server error beside a success, or if an `except` drops its failure. What a mark or a first line
    always skips asserts nothing. In other languages a test
    that calls only what its own file defines is present, and so is one in Go or JavaScript that names nothing
    which the repository declares. Tests in a file that imports a name of this repository which is not there
    are present: no runner can load them.
    """
    collected = collected_tests(repo)
    foreign = foreign_tests(repo)
    every = [test for each in collected.values() for test in each]
    running = [test for test in every if not test.skipped]
    yield Fact("tests", len(every) + sum(each.tests for each in foreign))
    yield Fact(
        "test_assertions",
        written_assertions(running) + sum(each.assertions for each in foreign),
    )
    if hollow := sum(test.cannot_fail for test in every):
        yield Fact("tests_that_cannot_fail", hollow)
    yield from _test_share(repo)
    for threshold in coverage_thresholds(repo)[:1] if every or foreign else ():
        note = f"coverage below {threshold.share} % fails"
        yield Evidence(threshold.path, threshold.line, Level.PRESENT, note)
    for path, functions in collected.items():
        unloadable = _unloadable(repo, path)
        yield _evidence(path, functions, _refusal(repo, path) or unloadable, runs=not unloadable)
    for file in foreign:
        why = unreached_subjects(repo).get(file.path, "") or _put_away(repo, file.path)
        level = Level.SUBSTANTIVE if file.assertions and not why else Level.PRESENT
        note = f"{plural(file.tests, file.written_in + ' test')} with {plural(file.assertions, 'assertion')}"
        yield Evidence(file.path, file.line, level, note + why, size=max(1, file.tests))
    if not frozenset(repo.languages) - NOT_PROGRAMS:
        yield NotApplicable("no code to test")


def _refusal(repo: Snapshot, path: str) -> str:
    """That a runner cannot load a file, in words for the end of a note: it is not written in Python 3."""
    facts = repo.modules.get(path)
    if facts is None or facts.dialect != "recovered":
        return ""
    return f"; Python 3 refuses the file ({facts.problem})"


def _unloadable(repo: Snapshot, path: str) -> str:
    """What a file of tests imports of this repository and cannot find, in words for the end of a note."""
    broken = broken_load(repo, path)
    return "" if broken is None else f"; it cannot be loaded: {broken.path}:{broken.line} {broken.words}"


def _put_away(repo: Snapshot, path: str) -> str:
    """Which module a test of JavaScript imports that was put away, in words for the end of a note."""
    missing = put_away_import(repo, path)
    return "" if missing is None else f"; it cannot be loaded: {missing.module} is not in the repository"


def _evidence(path: str, functions: tuple[TestFunction, ...], refusal: str, *, runs: bool) -> Evidence:
    real = [test for test in functions if test.substantive]
    if real and not runs:
        note = f"{plural(len(functions), 'test')}, e.g. {real[0].name}{refusal}"
        return Evidence(path, real[0].line, Level.PRESENT, note)
    if real:
        count = written_assertions(real)
        # A test that something can be imported is a test; one of what it does is shown first.
        shown = next((test for test in real if not says_little(test.name)), real[0])
        return Evidence(
            path,
            shown.line,
            Level.SUBSTANTIVE,
            f"{plural(len(real), 'test')} with {plural(count, 'assertion')} about first-party code, "
            f"e.g. {shown.name}{refusal}",
            # The file with most tests is shown; what a runner collects before a program that CI runs as one.
            size=len(real) if shown.style != "script" else 0,
        )
    running = tuple(test for test in functions if not test.skipped)
    if not running:
        note = f"{plural(len(functions), 'test')} always skipped, e.g. {functions[0].name}{refusal}"
        return Evidence(path, functions[0].line, Level.PRESENT, note)
    functions, first = running, running[0]
    if any(test.assertions for test in functions):
        lack = "whose assertions do not touch first-party code"
    else:
        lack = "without an assertion that could fail"
        first = next((test for test in functions if test.cannot_fail), first)
    why = f", which {first.hollow}" if first.cannot_fail else ""
    note = f"{plural(len(functions), 'test')} {lack}, e.g. {first.name}{why}{refusal}"
    return Evidence(path, first.line, Level.PRESENT, note)


def _test_share(repo: Snapshot) -> Iterator[Fact]:
    lines = sum(facts.code_lines for facts in repo.modules.values())
    in_tests = sum(facts.code_lines for path, facts in repo.modules.items() if is_test(repo, path))
    if lines:
        yield Fact("test_code_share", round(in_tests / lines, 3))
