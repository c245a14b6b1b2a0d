"""What is a test, what asserts without an `assert`, and of which tests nobody can tell what they test."""

from __future__ import annotations

import pytest

from analyzer.wiring.testing.collection import script_test, test_functions
from tests.support.snapshots import snapshot

CODE = {"shop/__init__.py": "", "shop/price.py": "def price(x):\n    return x * 2\n"}
USE = "from shop.price import price\n"

# A test file; how many tests and assertions are in it.
COUNTS: dict[str, tuple[str, int, int]] = {
    "a test": ("def test_a():\n    assert price(1)\n", 1, 1),
    "two": ("def test_a():\n    assert price(1)\ndef testb():\n    assert price(2)\n", 2, 2),
    "a step of a program": ("def test(model, loader):\n    assert price(model)\n", 0, 0),
    "a test without parameters": ("def test():\n    assert price(1)\n", 1, 1),
    "a test of a fixture": (
        "import pytest\n@pytest.fixture\ndef model():\n    return 1\ndef test(model):\n    assert price(model)\n",
        1,
        1,
    ),
    "a test of parameters": (
        "import pytest\n@pytest.mark.parametrize('x', [1])\ndef test(x):\n    assert price(x)\n",
        1,
        1,
    ),
    "a helper that is handed something": (
        "def test_shape(x):\n    assert price(x)\ndef test_a():\n    test_shape(3)\n",
        1,
        1,
    ),
    "called without arguments when run": (
        "def test_a():\n    assert price(1)\nif __name__ == '__main__':\n    test_a()\n",
        1,
        1,
    ),
    "a dropped failure": ("def test_a():\n    try:\n        assert price(1)\n    except AssertionError:\n        pass\n", 1, 0),
    "a dropped failure, in a file that starts its runner": (
        "import pytest\ndef test_a():\n    try:\n        assert price(1)\n    except AssertionError:\n        pass\n"
        "if __name__ == '__main__':\n    pytest.main([__file__])\n",
        1,
        0,
    ),
    "a failure that the program answers": (
        "def test_a():\n    try:\n        assert price(1)\n    except AssertionError:\n        return False\n"
        "if __name__ == '__main__':\n    print(test_a())\n",
        1,
        1,
    ),
    "a file that says it holds none": ("__test__ = False\ndef test_a():\n    assert price(1)\n", 0, 0),
    "a class that says it is none": (
        "class TestA:\n    __test__ = False\n    def test_a(self):\n        assert price(1)\n"
        "class TestB:\n    def test_b(self):\n        assert price(1)\n",
        1,
        1,
    ),
    "a class that says it is one": (
        "class TestA:\n    __test__: bool = True\n    def test_a(self):\n        assert price(1)\n",
        1,
        1,
    ),
    "a class with a constructor": (
        "class TestA:\n    def __init__(self):\n        pass\n    def test_a(self):\n        assert price(1)\n",
        0,
        0,
    ),
    "a case of another file": (
        "from tests.base import Base\nclass Prices(Base):\n    def test_a(self):\n        self.assertTrue(price(1))\n",
        1,
        1,
    ),
    "stored data": ("def test_a(data_regression):\n    data_regression.check(price(1))\n", 1, 1),
    "a stored frame": ("def test_a(dataframe_regression):\n    dataframe_regression.check(price(1))\n", 1, 1),
    "a stored file": ("def test_a(file_regression):\n    file_regression.check(price(1))\n", 1, 1),
    "stored data that is not compared": ("def test_a(data_regression):\n    price(1)\n", 1, 0),
    "a snapshot of syrupy": ("def test_a(snapshot):\n    assert price(1) == snapshot\n", 1, 1),
    "a snapshot of pytest-snapshot": ("def test_a(snapshot):\n    snapshot.assert_match(price(1), 'a')\n", 1, 1),
    "a picture": ("def test_a(image_snapshot):\n    image_snapshot(price(1), 'a.png')\n", 1, 1),
    "golden": ("def test_a(golden):\n    golden.test(price(1))\n", 1, 1),
    "golden output": ("def test_a(golden):\n    assert price(1) == golden.out['a']\n", 1, 1),
    "printed into regtest": ("def test_a(regtest):\n    print(price(1), file=regtest)\n", 1, 1),
    "approved": ("from approvaltests import verify\ndef test_a():\n    verify(price(1))\n", 1, 1),
    "approved as JSON": (
        "from approvaltests.approvals import verify_as_json\ndef test_a():\n    verify_as_json(price(1))\n",
        1,
        1,
    ),
    "a figure": (
        "import pytest\n@pytest.mark.mpl_image_compare\ndef test_a():\n    return price(1)\n",
        1,
        1,
    ),
    "a page": (
        "from playwright.sync_api import expect\ndef test_a(page):\n    expect(page).to_have_title(price(1))\n",
        1,
        1,
    ),
    "a soft assertion": (
        "import pytest_check as check\ndef test_a():\n    check.equal(price(1), 2)\n",
        1,
        1,
    ),
    "a status": ("def test_a(client):\n    client.get(price(1)).raise_for_status()\n", 1, 1),
    "a schema": ("import jsonschema\ndef test_a():\n    jsonschema.validate(price(1), {})\n", 1, 1),
    "a program that must not fail": (
        "import subprocess\ndef test_a():\n    subprocess.check_call(price(1))\n",
        1,
        1,
    ),
    "a program that may fail": ("import subprocess\ndef test_a():\n    subprocess.call(price(1))\n", 1, 0),
    "a notebook that is run": (
        "import papermill\ndef test_a():\n    papermill.execute_notebook(price(1), '-')\n",
        1,
        1,
    ),
    "a verify of one's own": ("def verify(x):\n    pass\ndef test_a():\n    verify(price(1))\n", 1, 0),
    "a check of a parameter": ("def test_a(model):\n    model.check(price(1))\n", 1, 0),
    "an expectation": (
        "from expects import equal, expect\ndef test_a():\n    expect(price(1)).to(equal(2))\n",
        1,
        1,
    ),
    "a comparison with its differences": (
        "from testfixtures import compare\ndef test_a():\n    compare(price(1), 2)\n",
        1,
        1,
    ),
    "a derivative": ("from jax.test_util import check_grads\ndef test_a():\n    check_grads(price, (1,), order=1)\n", 1, 1),
    "an environment of an agent": (
        "from gymnasium.utils.env_checker import check_env\ndef test_a():\n    check_env(price(1))\n",
        1,
        1,
    ),
    "a failure that is raised": ("def test_a():\n    if price(1) != 2:\n        raise AssertionError('x')\n", 1, 1),
    "a method of the class that asserts": (
        "class TestA:\n    def check(self, x):\n        assert x\n    def test_a(self):\n        self.check(price(1))\n",
        1,
        1,
    ),
    "a method of the class that asserts nothing": (
        "class TestA:\n    def check(self, x):\n        return x\n    def test_a(self):\n        self.check(price(1))\n",
        1,
        0,
    ),
    "tests of a class that is none itself": (
        "class Checks:\n    def test_a(self):\n        assert price(1)\n    def test_b(self):\n        assert price(2)\n"
        "class TestOne(Checks):\n    def test_b(self):\n        assert price(3)\n",
        2,
        2,
    ),
    "tests of a class that says it is none": (
        "class Checks:\n    def test_a(self):\n        assert price(1)\nclass TestOne(Checks):\n    __test__ = False\n",
        0,
        0,
    ),
    "tests that a case has from a class that is none": (
        "import unittest\nclass Checks:\n    def test_a(self):\n        self.assertTrue(price(1))\n"
        "class One(Checks, unittest.TestCase):\n    pass\n",
        1,
        1,
    ),
    "rules in any order": (
        "from hypothesis.stateful import RuleBasedStateMachine, rule\n"
        "class Machine(RuleBasedStateMachine):\n    @rule()\n    def double(self):\n        assert price(1) == 2\n"
        "TestMachine = Machine.TestCase\n",
        1,
        1,
    ),
    "scenarios in words": (
        "from pytest_bdd import scenarios, then\nscenarios('a.feature')\n"
        "@then('a price')\ndef check_price():\n    assert price(1) == 2\n",
        1,
        1,
    ),
    "a scenario in words": (
        "from pytest_bdd import scenario, then\n@scenario('a.feature', 'b')\ndef test_a():\n    pass\n"
        "@then('a price')\ndef check_price():\n    assert price(1) == 2\n",
        1,
        1,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "tests", "assertions"), COUNTS.values(), ids=COUNTS)
def test_tests_and_what_asserts(source: str, tests: int, assertions: int) -> None:
    base = "import unittest\nclass Base(unittest.TestCase):\n    pass\n"
    repo = snapshot({**CODE, "tests/base.py": base, "tests/test_a.py": USE + source})
    found = test_functions(repo).get("tests/test_a.py", ())
    assert (len(found), sum(each.assertions for each in found)) == (tests, assertions)
    assert all(each.substantive for each in found if each.assertions)


# A test without first-party code in sight, and whether nobody can tell.
UNSURE: dict[str, tuple[str, bool]] = {
    "a constant": ("def test_a():\n    assert 1\n", False),
    "a value of its own": ("def test_a():\n    x = 1\n    assert x == 1\n", False),
    "a function of its own": ("def f():\n    return 1\ndef test_a():\n    assert f() == 1\n", False),
    "another package": ("import numpy\ndef test_a():\n    assert numpy.ones(3).sum() == 3\n", False),
    "the standard library": ("import math\ndef test_a():\n    assert math.sqrt(4) == 2\n", False),
    "an installed package": ("import lib\ndef test_a():\n    assert lib.f()\n", False),
    "a package that nothing installs": ("import other\ndef test_a():\n    assert other.f()\n", True),
    "a request": ("import requests\ndef test_a():\n    assert requests.get('/').ok\n", True),
    "a request that asserts nothing": ("import requests\ndef test_a():\n    requests.get('/')\n", False),
    "a program": ("import subprocess\ndef test_a():\n    assert subprocess.run('x').returncode == 0\n", True),
    "a program that must not fail": ("import subprocess\ndef test_a():\n    subprocess.check_call('x')\n", True),
    "a file": ("def test_a():\n    assert open('config.yaml').read()\n", True),
    "a path": ("from pathlib import Path\ndef test_a():\n    assert Path('m').exists()\n", True),
    "a fixture of a plugin": ("def test_a(client):\n    assert client.get('/')\n", True),
    "a fixture of pytest": ("def test_a(tmp_path):\n    assert tmp_path\n", False),
    "a fixture of a conftest": ("def test_a(rows):\n    assert rows\n", False),
    "a fixture of a conftest that asks a server": ("def test_a(hub):\n    assert hub\n", True),
    "a fixture of its own": (
        "import pytest\n@pytest.fixture\ndef own():\n    return 1\ndef test_a(own):\n    assert own\n",
        False,
    ),
    "a parameter": (
        "import pytest\n@pytest.mark.parametrize('x,y', [(1, 2)])\ndef test_a(x, y):\n    assert x < y\n",
        False,
    ),
    "drawn values": (
        "from hypothesis import given, strategies\n@given(strategies.integers())\ndef test_a(x):\n    assert x == x\n",
        False,
    ),
    "a helper of another test module": ("from tests.helpers import check\ndef test_a():\n    check(1)\n", True),
    "an inherited helper": (
        "from lib import Base\nclass TestA(Base):\n    def test_a(self):\n        self.check(1)\n",
        True,
    ),
    "nothing inherited": ("class TestA:\n    def test_a(self):\n        self.check(1)\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "unsure"), UNSURE.values(), ids=UNSURE)
def test_what_nobody_can_tell(source: str, unsure: bool) -> None:
    conftest = (
        "import pytest, requests\n@pytest.fixture\ndef rows():\n    return [1]\n"
        "@pytest.fixture\ndef hub():\n    return requests.get('/')\n"
    )
    files = {"tests/conftest.py": conftest, "tests/helpers.py": "def check(x):\n    pass\n"}
    repo = snapshot({**CODE, **files, "requirements.txt": "lib\n", "tests/test_a.py": source})
    (test,) = test_functions(repo)["tests/test_a.py"]
    assert (test.substantive, test.unsure) == (False, unsure)


# A program, and the assertions it makes when it is run.
PROGRAMS: dict[str, tuple[str, str, int | None]] = {
    "at module level": ("tests/smoke.py", USE + "assert price(1) == 2\n", 1),
    "when run": ("check_price.py", USE + "if __name__ == '__main__':\n    assert price(1) == 2\n", 1),
    "in a function that is called": (
        "scripts/verify.py",
        USE + "def run():\n    assert price(1) == 2\nrun()\n",
        1,
    ),
    "in a function that nothing calls": ("tests/smoke.py", USE + "def run():\n    assert price(1)\n", None),
    "of constants": ("tests/smoke.py", "assert True\n", None),
    "without an assertion": ("tests/smoke.py", USE + "price(1)\n", None),
    "of files alone": (
        "scripts/validate_rows.py",
        "import json\ndef need(x):\n    return x\nrows = json.load(open('a.json'))\nassert need(rows)\n",
        None,
    ),
    "of files that a module reads": (
        "scripts/validate_rows.py",
        USE + "import json\nassert price(json.load(open('a.json'))) == 2\n",
        1,
    ),
    "of what a program writes": (
        "scripts/validate_rows.py",
        "import json, subprocess\ndef need(x):\n    return x\nsubprocess.run(['python', 'shop/price.py'])\n"
        "assert need(json.load(open('a.json')))\n",
        1,
    ),
    "of its own, without a file": ("check_price.py", "def two():\n    return 2\nassert two() == 2\n", 1),
    "named as something else": ("train.py", USE + "assert price(1) == 2\n", None),
    "named as something else that holds the word": ("latest.py", USE + "assert price(1) == 2\n", None),
}


@pytest.mark.parametrize(("path", "source", "assertions"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_may_be_a_test(path: str, source: str, assertions: int | None) -> None:
    test = script_test(snapshot({**CODE, path: source}), path)
    assert (test and test.assertions) == assertions
    if test is not None:
        assert test.substantive


PARAMETERS = """import importlib, pytest
@pytest.mark.parametrize("name", [{names}])
def test_a(name):
    try:
        {call}
    except ImportError as error:
        pytest.fail(str(error))
"""
BY_NAME = {
    "its own name": ("import importlib\ndef test_a():\n    assert importlib.import_module('shop.price').price\n", True),
    "names of a table": (PARAMETERS.format(names='"shop.price"', call="importlib.import_module(name)"), True),
    "by the builtin": (PARAMETERS.format(names='"lib", "shop.price"', call="__import__(name)"), True),
    "installed ones": (PARAMETERS.format(names='"lib", "numpy"', call="importlib.import_module(name)"), False),
    "a name that is only printed": (PARAMETERS.format(names='"shop.price"', call="print(name)"), False),
    "no module": (PARAMETERS.format(names='"shop/price.py"', call="importlib.import_module(name)"), False),
    "a module of tests": (PARAMETERS.format(names='"tests.helpers"', call="importlib.import_module(name)"), False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "touches"), BY_NAME.values(), ids=BY_NAME)
def test_a_module_that_is_imported_by_its_name_is_tested(source: str, touches: bool) -> None:
    repo = snapshot({**CODE, "tests/helpers.py": "def check(x):\n    pass\n", "tests/test_a.py": source})
    (test,) = test_functions(repo)["tests/test_a.py"]
    assert test.substantive is touches
