"""Files of tests that a runner cannot load, because they import what is not in the repository."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import flagged, run, snapshot
from tests.support.workflows import CODE as TESTED
from tests.support.workflows import UNITTESTS, github

CODE = {"shop/__init__.py": "", "shop/price.py": "def price(x):\n    return x * 2\n"}
IMPORT = "from shop.price import price\n\n"


LOADED = {
    "a name that is not there": ("from shop import settings\n\ndef test_price():\n    assert settings.x == 4\n", False),
    "a module that is not there": (
        "from shop.prices import price\n\ndef test_price():\n    assert price(2) == 4\n", False),
    "a name that a test asks for": (
        f"{IMPORT}def test_price():\n    assert price(2) == 4\n\ndef test_b():\n    from shop import settings\n", True),
    "a name that may be missing": (
        f"{IMPORT}try:\n    from shop import settings\nexcept ImportError:\n    settings = None\n\n"
        "def test_price():\n    assert price(2) == 4\n", True),
    "a package that is installed": (
        f"import requests\n{IMPORT}def test_price():\n    assert price(2) == 4\n", True),
}  # fmt: skip


@pytest.mark.parametrize(("body", "loads"), LOADED.values(), ids=LOADED)
def test_a_file_that_lacks_what_it_imports_runs_no_test(body: str, loads: bool) -> None:
    finding = run("tests", snapshot({**CODE, "tests/test_price.py": body}))
    assert finding.level is (Level.SUBSTANTIVE if loads else Level.PRESENT)
    assert ("; it cannot be loaded: " in finding.evidence[0].note) is not loads


BROKEN = "from shop import settings\n\ndef test_it():\n    assert settings.x == 4\n"
LEFT_OUT = f"import pytest\n\npytest.importorskip('torch')\n{BROKEN}"
RUNS = {
    "the only file": ("pytest", {"tests/test_price.py": BROKEN}, Level.PRESENT, "stops before its tests: tests/test_price.py cannot"),
    "one of two": ("pytest", {"tests/test_it.py": BROKEN}, Level.PRESENT, "stops before its tests: tests/test_it.py cannot be loaded: tests/test_it.py:1 names"),
    "one that Python refuses": ("pytest", {"tests/test_it.py": "def test_it():\n    assert 'a\n"}, Level.PRESENT, "tests/test_it.py:2 is refused by Python"),
    "one of other tests": ("pytest tests/test_price.py", {"tests/test_it.py": BROKEN}, Level.WIRED, ": 1 test collected"),
    "one that is left out": ("pytest --ignore=tests/test_it.py", {"tests/test_it.py": BROKEN}, Level.WIRED, ": 1 test collected"),
    "one that leaves itself out": ("pytest", {"tests/test_it.py": LEFT_OUT}, Level.WIRED, ": 1 test collected"),
    "going on": ("pytest --continue-on-collection-errors", {"tests/test_it.py": BROKEN}, Level.WIRED, ": 1 test collected"),
    "going on by a setting": (
        "pytest", {"tests/test_it.py": BROKEN, "pytest.ini": "[pytest]\naddopts = --continue-on-collection-errors\n"}, Level.WIRED, ": 1 test collected"),
    "going on to nothing": (
        "pytest --continue-on-collection-errors", {"tests/test_price.py": BROKEN}, Level.PRESENT, "none can be loaded: tests/test_price.py:1"),
}  # fmt: skip


@pytest.mark.parametrize(("command", "files", "level", "words"), RUNS.values(), ids=RUNS)
def test_pytest_starts_no_test_where_a_file_cannot_be_loaded(
    command: str, files: dict[str, str], level: Level, words: str
) -> None:
    repo = snapshot(github(command, {**TESTED, **files}))
    finding = run("ci_tests", repo)
    assert (finding.level, words in finding.evidence[0].note) == (level, True)
    if "stops before" in words or "refused" in words:
        assert run("ci", repo).level is Level.PRESENT
        assert flagged("cannot_run", repo) is not None
    else:
        assert flagged("cannot_run", repo) is None


def test_what_unittest_cannot_load_is_not_counted() -> None:
    broken = UNITTESTS["tests/test_price.py"].replace(
        "from shop.price", "from shop import settings\nfrom shop.price"
    )
    files = {**UNITTESTS, "tests/test_it.py": broken}
    finding = run("ci_tests", snapshot(github("python -m unittest discover tests", files)))
    assert (finding.level, ": 1 test collected" in finding.evidence[0].note) == (Level.WIRED, True)
