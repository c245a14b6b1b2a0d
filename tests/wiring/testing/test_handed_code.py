"""Code that a test reaches through fixtures, decorators, names of files and the classes it derives from."""

from __future__ import annotations

import pytest

from analyzer.wiring.testing.collection import test_functions
from tests.support.snapshots import snapshot
from tests.wiring.testing.test_collection_kinds import CODE, USE

# A test of fixtures in its folder's conftest, and whether they bring it code of this repository.
FIXTURES: dict[str, tuple[str, bool]] = {
    "a fixture": ("def test_a(shop):\n    assert shop\n", True),
    "a fixture of a fixture": ("def test_a(chained):\n    assert chained\n", True),
    "a fixture that is asked for": ("def test_a(request):\n    assert request.getfixturevalue('shop')\n", True),
    "another fixture": ("def test_a(plain):\n    assert plain\n", False),
    "another fixture that is asked for": ("def test_a(request):\n    assert request.getfixturevalue('plain')\n", False),
}  # fmt: skip
CONFTEST = f"""import pytest
{USE}
@pytest.fixture(name="shop")
def _shop():
    return price(1)

@pytest.fixture
def chained(shop):
    return shop

@pytest.fixture
def plain():
    return 1
"""


@pytest.mark.parametrize(("source", "first_party"), FIXTURES.values(), ids=FIXTURES)
def test_fixtures_that_bring_code(source: str, first_party: bool) -> None:
    repo = snapshot({**CODE, "tests/conftest.py": CONFTEST, "tests/test_a.py": source})
    (test,) = test_functions(repo)["tests/test_a.py"]
    assert test.first_party is first_party


# How a test is handed code that it does not name itself, and whether that is code of this repository.
HANDED: dict[str, tuple[str, bool]] = {
    "a function": ("@pytest.mark.parametrize('f', [price])\ndef test_a(f):\n    assert f(1)\n", True),
    "an object in a row": ("@pytest.mark.parametrize('f,x', [(price(1), 2)])\ndef test_a(f, x):\n    assert f == x\n", True),
    "a list of the module": ("ALL = [price]\n@pytest.mark.parametrize('f', ALL)\ndef test_a(f):\n    assert f(1)\n", True),
    "a list of the module, in a class": (
        "ALL = {'a': price}\nclass TestA:\n    @pytest.mark.parametrize('f', ALL)\n    def test_a(self, f):\n        assert f\n",
        True,
    ),
    "a class of tests": ("@pytest.mark.parametrize('f', [price])\nclass TestA:\n    def test_a(self, f):\n        assert f(1)\n", True),
    "a fixture": (
        "@pytest.fixture(params=[price])\ndef f(request):\n    return request.param\ndef test_a(f):\n    assert f(1)\n", True),
    "a strategy": ("import hypothesis\n@hypothesis.given(price)\ndef test_a(f):\n    assert f\n", True),
    "estimator checks": (
        "from sklearn.utils.estimator_checks import parametrize_with_checks\n@parametrize_with_checks([price(1)])\n"
        "def test_a(estimator, check):\n    check(estimator)\n", True),
    "numbers": ("@pytest.mark.parametrize('x', [1, 2])\ndef test_a(x):\n    assert x\n", False),
    "a list of numbers": ("ALL = [1]\n@pytest.mark.parametrize('x', ALL)\ndef test_a(x):\n    assert x\n", False),
    "something else by the same mark": ("@pytest.mark.skipif(price, reason='x')\ndef test_a():\n    assert 1\n", False),
    "another package": ("import math\n@pytest.mark.parametrize('f', [math.sqrt])\ndef test_a(f):\n    assert f(1)\n", False),
    "a page by its file": (
        "from streamlit.testing.v1 import AppTest\ndef test_a():\n    assert AppTest.from_file('shop/price.py').run()\n", True),
    "a page that is not here": (
        "from streamlit.testing.v1 import AppTest\ndef test_a():\n    assert AppTest.from_file('other.py').run()\n", False),
    "a program by a fixture": ("def test_a(script_runner):\n    assert script_runner.run(['shop', '1']).success\n", True),
    "another program by a fixture": ("def test_a(script_runner):\n    assert script_runner.run(['ls']).success\n", False),
    "a program by another object": ("def test_a(thing):\n    assert thing.run(['shop', '1'])\n", False),
    "a notebook by a decorator": (
        "from testbook import testbook\n@testbook('shop/a.ipynb')\ndef test_a(tb):\n    assert tb\n", True),
    "a notebook that is not here": (
        "from testbook import testbook\n@testbook('b.ipynb')\ndef test_a(tb):\n    assert tb\n", False),
    "its flows": ("from airflow.models import DagBag\ndef test_a():\n    assert DagBag('dags').dags\n", True),
}  # fmt: skip


@pytest.mark.parametrize(("source", "first_party"), HANDED.values(), ids=HANDED)
def test_code_that_a_test_is_handed_or_runs_by_name(source: str, first_party: bool) -> None:
    project = "[project]\nname = 'shop'\nversion = '1'\n[project.scripts]\nshop = 'shop.price:price'\n"
    dag = "import airflow\n" if "airflow" in source else ""
    files = {
        **CODE,
        "shop/a.ipynb": "{}",
        "pyproject.toml": project,
        "dags/a.py": dag,
        "tests/test_a.py": f"import pytest\n{USE}{source}",
    }
    (test,) = test_functions(snapshot(files))["tests/test_a.py"]
    assert test.first_party is first_party


def test_flows_of_nobody_are_no_code() -> None:
    source = "from airflow.models import DagBag\ndef test_a():\n    assert DagBag('dags').dags\n"
    (test,) = test_functions(snapshot({**CODE, "tests/test_a.py": source}))["tests/test_a.py"]
    assert not test.first_party


# A class of tests in a file that no runner collects, and how many tests its heirs have from it.
BASES: dict[str, tuple[str, int]] = {
    "a plain class": ("class Base:\n    def test_a(self):\n        assert self.make()\n", 1),
    "a case": ("import unittest\nclass Base(unittest.TestCase):\n    def test_a(self):\n        assert self.make()\n", 1),
    "a class of a class": (
        "class Below:\n    def test_a(self):\n        assert self.make()\nclass Base(Below):\n    pass\n", 1),
    "a class without tests": ("class Base:\n    def check(self):\n        assert self.make()\n", 0),
    "another class": ("class Other:\n    def test_a(self):\n        assert self.make()\n", 0),
}  # fmt: skip


@pytest.mark.parametrize(("source", "number"), BASES.values(), ids=BASES)
def test_tests_that_a_class_has_from_another_file(source: str, number: int) -> None:
    heir = f"from tests.contract import Base\n{USE}class TestHeir(Base):\n    def make(self):\n        return price(1)\n"
    repo = snapshot({**CODE, "tests/contract.py": source, "tests/test_a.py": heir})
    found = test_functions(repo).get("tests/test_a.py", ())
    assert [each.substantive for each in found] == [True] * number
    assert all((each.name, each.line) == ("TestHeir.test_a", 3) for each in found)


def test_tests_of_a_class_that_is_collected_where_it_stands_are_not_told_twice() -> None:
    base = f"{USE}class TestBase:\n    def test_a(self):\n        assert price(1)\n"
    heir = "from tests.test_base import TestBase\nclass TestHeir(TestBase):\n    pass\n"
    repo = snapshot({**CODE, "tests/test_base.py": base, "tests/test_a.py": heir})
    assert "tests/test_a.py" not in test_functions(repo)
