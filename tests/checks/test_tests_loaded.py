"""Files of tests that a runner cannot load, because they import what is not in the repository."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE as TESTED
from tests.support.workflows import github

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


def test_a_run_whose_every_file_lacks_what_it_imports_is_present() -> None:
    broken = "from shop import settings\n\ndef test_it():\n    assert settings.x == 4\n"
    alone = {**TESTED, "tests/test_price.py": broken}
    beside = {**TESTED, "tests/test_it.py": broken}
    for files, level in ((alone, Level.PRESENT), (beside, Level.WIRED)):
        finding = run("ci_tests", snapshot(github("pytest", files)))
        assert finding.level is level
        assert ("none can be loaded: tests/test_price.py:1" in finding.evidence[0].note) is (files is alone)
