"""Where a repository says which share of covered code is too little."""

from __future__ import annotations

import pytest

from analyzer.facts.test_runs.coverage_thresholds import coverage_thresholds
from analyzer.testing import snapshot

CI = "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: pytest --cov --cov-fail-under={}\n"
FOUND = {
    "settings of coverage": ("pyproject.toml", "[tool.coverage.report]\nfail_under = 85\n", [(2, 85)]),
    "an option in the settings": ("pytest.ini", "[pytest]\naddopts = --cov-fail-under=80\n", [(2, 80)]),
    "an option in a section that is not read": ("pytest.ini", "[tool:pytest]\naddopts = --cov-fail-under=80\n", []),
    "an option above the section": ("pytest.ini", "addopts = --cov-fail-under=80\n[pytest]\n", []),
    "an option after another section": (
        "pytest.ini", "[tool:pytest]\nx = 1\n[pytest]\naddopts = --cov-fail-under=80\n", [(4, 80)]),
    "an option of that section elsewhere": ("setup.cfg", "[tool:pytest]\naddopts = --cov-fail-under=80\n", [(2, 80)]),
    "another file": (".coveragerc", "[report]\nfail_under=70.5\n", [(2, 70)]),
    "CI": (".github/workflows/ci.yml", CI.format(90), [(6, 90)]),
    "a task": ("Makefile", "test:\n\tcoverage report --fail-under 75\n", [(2, 75)]),
    "what reports it": ("codecov.yml", "coverage:\n  status:\n    project:\n      default:\n        target: 80%\n", [(5, 80)]),
    "jest": ("jest.config.js", "coverageThreshold: {\n global: {\n  lines: 60 } }\n", [(3, 60)]),
    "auto": ("codecov.yml", "coverage:\n  status:\n    project:\n      target: auto\n", []),
    "nothing": ("setup.cfg", "[coverage:report]\nfail_under = 0\n", []),
    "a comment": ("tox.ini", "[coverage:report]\n# fail_under = 80\n", []),
    "another limit": ("pyproject.toml", "[tool.pylint]\nmax-line-length = 80\nfail-on = 'E'\n", []),
    "another file's words": ("README.md", "fail_under = 80\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("path", "content", "expected"), FOUND.values(), ids=FOUND)
def test_a_threshold_is_found_where_a_tool_reads_it(
    path: str, content: str, expected: list[tuple[int, int]]
) -> None:
    found = coverage_thresholds(snapshot({path: content}))
    assert [(each.line, each.share) for each in found] == expected
    assert all(each.path == path for each in found)


def test_the_highest_comes_first() -> None:
    files = {
        "pyproject.toml": "[tool.coverage.report]\nfail_under = 60\n",
        ".github/workflows/ci.yml": CI.format(80),
    }
    assert [each.share for each in coverage_thresholds(snapshot(files))] == [80, 60]
