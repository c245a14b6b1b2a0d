"""Tests that import what a bare `pytest` in CI does not find."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot
from tests.support.workflows import WORKFLOW, github

TEST = "{}from src.price import price\n\n\ndef test_price():\n    assert price(2) == 4\n"
FILES = {
    "src/__init__.py": "",
    "src/price.py": "def price(x):\n    return x * 2\n",
    "tests/test_price.py": TEST.format(""),
    "requirements.txt": "pytest==8.0.0\n",
}
INSTALL = "pip install -r requirements.txt\n"
ROOT = "import os, sys\nsys.path.insert(0, os.getcwd())\n"
CASES: dict[str, tuple[str, dict[str, str], Level]] = {
    "by its own name": (INSTALL + "pytest tests/", {}, Level.PRESENT),
    "as a module": (INSTALL + "python -m pytest tests/", {}, Level.WIRED),
    "with the project installed": ("pip install -e .\npytest tests/", {"setup.py": "x"}, Level.WIRED),
    "with a path of Python": (INSTALL + "PYTHONPATH=. pytest tests/", {}, Level.WIRED),
    "with a path that was set": ("export PYTHONPATH=.\npytest tests/", {}, Level.WIRED),
    "by a task": (INSTALL + "make lint\npytest tests/", {"Makefile": "lint:\n\ttrue\n"}, Level.WIRED),
    "of a package of tests": (INSTALL + "pytest tests/", {"tests/__init__.py": ""}, Level.WIRED),
    "below a configuration at the top": (INSTALL + "pytest tests/", {"conftest.py": ""}, Level.WIRED),
    "below a configuration beside them": (INSTALL + "pytest tests/", {"tests/conftest.py": ""}, Level.PRESENT),
    "below a configuration that sets the path": (INSTALL + "pytest tests/", {"tests/conftest.py": ROOT}, Level.WIRED),
    "with a setting": (INSTALL + "pytest tests/", {"pytest.ini": "[pytest]\npythonpath = .\n"}, Level.WIRED),
    "with another setting": (INSTALL + "pytest tests/", {"pytest.ini": "[pytest]\naddopts = -q\n"}, Level.PRESENT),
    "with a plug-in": (
        INSTALL + "pytest tests/", {"requirements.txt": "pytest-pythonpath==0.7.4\n"}, Level.WIRED),
    "a path that is set before": (INSTALL + "pytest tests/", {"tests/test_price.py": TEST.format(ROOT)}, Level.WIRED),
    "a path that is set by an earlier file": (
        INSTALL + "pytest tests/", {"tests/test_a.py": ROOT + "\n\ndef test_a():\n    assert sys\n"}, Level.WIRED),
    "an import that may fail": (
        INSTALL + "pytest tests/",
        {"tests/test_price.py": "try:\n    from src.price import price\nexcept ImportError:\n    price = None\n\n\ndef test_price():\n    assert price(2) == 4\n"},
        Level.WIRED),
    "an import inside of a test": (
        INSTALL + "pytest tests/",
        {"tests/test_price.py": "def test_price():\n    from src.price import price\n\n    assert price(2) == 4\n"}, Level.WIRED),
    "errors that do not stop": (INSTALL + "pytest --continue-on-collection-errors tests/", {}, Level.WIRED),
    "a list that installs the project": (
        INSTALL + "pytest tests/", {"requirements.txt": "-e .\n", "setup.py": "x"}, Level.WIRED),
}  # fmt: skip


@pytest.mark.parametrize(("script", "more", "level"), CASES.values(), ids=CASES)
def test_what_pytest_finds(script: str, more: dict[str, str], level: Level) -> None:
    finding = run("ci_tests", snapshot(github(script, {**FILES, **more})))
    stopped = (
        "CI runs `pytest tests/`, which stops before its tests: tests/test_price.py cannot be loaded: "
        "tests/test_price.py:1 names src.price, which stands in the root of the repository, where pytest does not look"
    )
    words = stopped if level is Level.PRESENT else "collected"
    assert_found(finding, level, f"{WORKFLOW}:{9 + len(script.splitlines())}", words)
