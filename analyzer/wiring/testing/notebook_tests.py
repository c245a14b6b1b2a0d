"""Notebooks as tests: what runs them from the first cell to the last, and fails where a cell does."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.repository import Snapshot, derived
from analyzer.wiring.testing.collection import TestFunction


@derived
def notebook_tests(repo: Snapshot) -> Mapping[str, tuple[TestFunction, ...]]:
    """Each notebook as one test that asserts what its cells assert."""
    return {path: (_test(repo, path, 0),) for path in _notebooks(repo)}


@derived
def output_tests(repo: Snapshot) -> Mapping[str, tuple[TestFunction, ...]]:
    """Each notebook as one test whose kept outputs must come out again."""
    return {path: (_test(repo, path, 1),) for path in _notebooks(repo)}


def _notebooks(repo: Snapshot) -> list[str]:
    return [
        path for path, facts in repo.notebooks.items() if path.endswith(".ipynb") and facts.code_cells > 0
    ]


def _test(repo: Snapshot, path: str, outputs: int) -> TestFunction:
    facts = repo.notebooks[path]
    real = [each for each in facts.code.assertions if each.hollow is None]
    hollow = [each for each in facts.code.assertions if each.hollow is not None]
    why = hollow[0].hollow.value if hollow and hollow[0].hollow is not None else ""
    line = facts.line_in_file(real[0].line) if real else 1
    assertions = len(real) + (outputs if facts.has_outputs else 0)
    return TestFunction(path, "notebook", line, "notebook", assertions, len(hollow), True, why)
