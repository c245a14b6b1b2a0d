"""A test that asserts through a function of another test module, or through a method that it inherits."""

from __future__ import annotations

import pytest

from analyzer.wiring.testing.collection import test_functions
from tests.support.snapshots import snapshot

CODE = {"shop/__init__.py": "", "shop/price.py": "def price(x):\n    return x * 2\n", "tests/__init__.py": ""}
HELPER = "def close(got):\n    assert got\n"
CASE = "import unittest\nclass Case(unittest.TestCase):\n    def close(self, got):\n        self.assertTrue(got)\n"
OF_CLASS = "from tests.helpers import Case\n{use}class TestA(Case):\n    def test_a(self):\n        self.{name}(price(1))\n"
USE = "from shop.price import price\n"

# The helpers, the test, and the assertions that count for it.
ASSERTED: dict[str, tuple[str, str, int]] = {
    "a function": (HELPER, f"from tests.helpers import close\n{USE}def test_a():\n    close(price(1))\n", 1),
    "a function of a module": (HELPER, f"from tests import helpers\n{USE}def test_a():\n    helpers.close(price(1))\n", 1),
    "a relative import": (HELPER, f"from .helpers import close\n{USE}def test_a():\n    close(price(1))\n", 1),
    "through another function": (
        f"{HELPER}def both(got):\n    close(got)\n",
        f"from tests.helpers import both\n{USE}def test_a():\n    both(price(1))\n", 1),
    "a function that asserts nothing": (
        "def close(got):\n    print(got)\n", f"from .helpers import close\n{USE}def test_a():\n    close(price(1))\n", 0),
    "a function that asserts what always holds": (
        "def close(got):\n    assert True\n", f"from .helpers import close\n{USE}def test_a():\n    close(price(1))\n", 0),
    "another function": (HELPER, f"from .helpers import other\n{USE}def test_a():\n    other(price(1))\n", 0),
    "a method that is inherited": (CASE, OF_CLASS.format(use=USE, name="close"), 1),
    "a method of a class above": (
        f"{CASE.replace('Case(', 'Below(')}class Case(Below):\n    pass\n", OF_CLASS.format(use=USE, name="close"), 1),
    "a method that is not there": (CASE, OF_CLASS.format(use=USE, name="other"), 0),
    "functions that call each other": (
        "def close(got):\n    return far(got)\ndef far(got):\n    return close(got)\n",
        f"from .helpers import close\n{USE}def test_a():\n    close(price(1))\n", 0),
}  # fmt: skip


@pytest.mark.parametrize(("helpers", "source", "assertions"), ASSERTED.values(), ids=ASSERTED)
def test_what_a_helper_of_another_file_asserts(helpers: str, source: str, assertions: int) -> None:
    repo = snapshot({**CODE, "tests/helpers.py": helpers, "tests/test_a.py": source})
    (test,) = test_functions(repo)["tests/test_a.py"]
    assert (test.assertions, test.substantive) == (assertions, bool(assertions))


def test_what_the_code_under_test_asserts_is_no_helper() -> None:
    code = {**CODE, "shop/price.py": f"{HELPER}"}
    source = "from shop.price import close\ndef test_a():\n    close(1)\n"
    (test,) = test_functions(snapshot({**code, "tests/test_a.py": source}))["tests/test_a.py"]
    assert test.assertions == 0


def test_helpers_of_two_files_that_lead_to_each_other_end() -> None:
    files = {
        "tests/helpers.py": "from tests.more import far\ndef close(got):\n    far(got)\n",
        "tests/more.py": "from tests.helpers import close\ndef far(got):\n    close(got)\n    assert got\n",
        "tests/test_a.py": f"from .helpers import close\n{USE}def test_a():\n    close(price(1))\n",
    }
    (test,) = test_functions(snapshot({**CODE, **files}))["tests/test_a.py"]
    assert test.assertions == 1
