"""The tests that a common runner collects."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname

from analyzer.facts.test_runs.ci_test_runs import runs_of_tests
from analyzer.repository import Snapshot, derived
from analyzer.wiring.testing.collected_files import UNITTEST_FILES, collected_by_pytest, collected_by_unittest
from analyzer.wiring.testing.collection import TestFunction, test_functions


@derived
def collected_tests(repo: Snapshot) -> Mapping[str, tuple[TestFunction, ...]]:
    """The tests that a common runner collects, and the programs that CI runs as tests, by path."""
    found = {path: each for path, each in test_functions(repo).items() if is_collected(repo, path, each)}
    for run in runs_of_tests(repo):
        for test in run.found.tests:
            if test.style == "script":
                found.setdefault(test.path, (test,))
    return dict(sorted(found.items()))


def is_collected(repo: Snapshot, path: str, functions: tuple[TestFunction, ...]) -> bool:
    """Whether a common runner collects the file: pytest, or unittest discovery from its folder."""
    if collected_by_pytest(repo, path):
        return True
    return any(each.style == "unittest" for each in functions) and collected_by_unittest(
        repo, path, dirname(path), UNITTEST_FILES
    )
