from __future__ import annotations

import pytest

from analyzer.model import Level, Severity, Status
from tests.support.snapshots import facts, flagged, raised, run, snapshot

CODE = {"shop/__init__.py": "", "shop/price.py": "def price(x):\n    return x * 2\n"}


def with_test(body: str, path: str = "tests/test_price.py", **more: str) -> dict[str, str]:
    return {**CODE, path: body, **more}


SUBSTANTIVE = {
    "plain assertion": "from shop.price import price\n\ndef test_price():\n    assert price(2) == 4\n",
    "module alias": "import shop.price as p\n\ndef test_price():\n    result = p.price(2)\n    assert result == 4\n",
    "raises": "import pytest\nfrom shop.price import price\n\ndef test_bad():\n    with pytest.raises(TypeError):\n        price(None)\n",
    "unittest case": (
        "import unittest\nfrom shop.price import price\n\n"
        "class PriceCase(unittest.TestCase):\n    def test_price(self):\n        self.assertEqual(price(2), 4)\n"
    ),
    "set-up": (
        "import unittest\nfrom shop import price\n\n"
        "class PriceCase(unittest.TestCase):\n    def setUp(self):\n        self.p = price.price\n"
        "    def test_price(self):\n        self.assertEqual(self.p(2), 4)\n"
    ),
    "numpy helper": (
        "import numpy as np\nfrom shop.price import price\n\n"
        "def test_price():\n    np.testing.assert_allclose(price(2), 4)\n"
    ),
    "helper of the file": (
        "from shop.price import price\n\ndef check(x):\n    assert x == 4\n\n"
        "def test_price():\n    check(price(2))\n"
    ),
    "program that must succeed": (
        "import subprocess\n\ndef test_program():\n    subprocess.run(['python', 'shop/price.py'], check=True)\n"
    ),
    "client made at module level": (
        "from fastapi.testclient import TestClient\nfrom shop.price import app\n\nclient = TestClient(app)\n\n"
        "def test_health():\n    assert client.get('/health').status_code == 200\n"
    ),
}


@pytest.mark.parametrize("body", SUBSTANTIVE.values(), ids=SUBSTANTIVE)
def test_assertions_about_first_party_code_are_substantive(body: str) -> None:
    assert run("tests", snapshot(with_test(body))).level is Level.SUBSTANTIVE


HOLLOW = {
    "no assertion": "from shop.price import price\n\ndef test_price():\n    print(price(2))\n",
    "constant": "from shop.price import price\n\ndef test_price():\n    price(2)\n    assert True\n",
    "comparison of constants": "def test_one():\n    assert 1 == 1\n",
    "empty": "def test_price():\n    pass\n",
    "somebody else's function": (
        "import tensorflow as tf\n\nclass SquareTest(tf.test.TestCase):\n    def test_square(self):\n"
        "        self.assertAllEqual(tf.square([2, 3]), [4, 9])\n"
    ),
    "assertion in a docstring": 'def test_price():\n    """assert price(2) == 4"""\n',
    "commented out": "from shop.price import price\n\ndef test_price():\n    # assert price(2) == 4\n    price(2)\n",
}


@pytest.mark.parametrize("body", HOLLOW.values(), ids=HOLLOW)
def test_hollow_tests_are_only_present_and_flagged(body: str) -> None:
    repo = snapshot(with_test(body))
    assert run("tests", repo).level is Level.PRESENT
    assert flagged("hollow_tests", repo) is not None


def test_a_fixture_from_conftest_that_touches_the_code_makes_a_test_substantive() -> None:
    conftest = (
        "import pytest\nfrom shop.price import price\n\n@pytest.fixture\ndef priced():\n    return price(2)\n"
    )
    body = "def test_price(priced):\n    assert priced == 4\n"
    assert (
        run("tests", snapshot(with_test(body, **{"tests/conftest.py": conftest}))).level is Level.SUBSTANTIVE
    )


@pytest.mark.parametrize("path", ["tests/PriceTests.py", "tests/price_checks.py", "qa/PriceTests.py"])
def test_files_that_no_pattern_collects_do_not_count(path: str) -> None:
    repo = snapshot(with_test(SUBSTANTIVE["plain assertion"], path))
    assert run("tests", repo).level is Level.ABSENT
    assert "no test runner would collect" in raised("hollow_tests", repo).message


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ("pytest.ini", "[pytest]\npython_files = *Tests.py\n"),
        ("setup.cfg", "[tool:pytest]\npython_files = *Tests.py\n"),
        ("tox.ini", "[pytest]\npython_files = *Tests.py\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\npython_files = ["*Tests.py"]\n'),
    ],
)
def test_the_repositorys_own_patterns_are_read(settings: str, text: str) -> None:
    files = with_test(SUBSTANTIVE["plain assertion"], "tests/PriceTests.py", **{settings: text})
    assert run("tests", snapshot(files)).level is Level.SUBSTANTIVE


def test_vendored_tests_are_not_ours() -> None:
    body = SUBSTANTIVE["plain assertion"]
    assert (
        run("tests", snapshot(with_test(body, "venv/lib/python3.11/site-packages/x/test_x.py"))).level
        is Level.ABSENT
    )


def test_many_hollow_tests_are_serious() -> None:
    body = "\n".join(f"def test_{n}():\n    assert True\n" for n in range(5))
    assert raised("hollow_tests", snapshot(with_test(body))).severity is Severity.SERIOUS


FOREIGN = {
    "web/price.test.ts": "import { price } from './price'\ntest('price', () => {\n  expect(price(2)).toBe(4)\n})\n",
    "price_test.go": "package shop\n\nfunc TestPrice(t *testing.T) {\n  if price(2) != 4 { t.Fatal() }\n}\n",
    "src/lib.rs": "#[cfg(test)]\nmod tests {\n  #[test]\n  fn price() { assert_eq!(super::price(2), 4); }\n}\n",
    "src/test/java/PriceTest.java": "class PriceTest {\n  @Test void price() { assertEquals(4, Price.of(2)); }\n}\n",
    "tests/testthat/test-price.R": "test_that('price', {\n  expect_equal(price(2), 4)\n})\n",
}


@pytest.mark.parametrize("path", FOREIGN)
def test_other_languages_by_their_conventions(path: str) -> None:
    assert run("tests", snapshot({path: FOREIGN[path]})).level is Level.SUBSTANTIVE


def test_a_language_without_known_conventions_is_unknown_not_absent() -> None:
    finding = run("tests", snapshot({"solve.m": "x = 1;\n" * 5}))
    assert finding.status is Status.UNKNOWN


def test_evidence_names_the_line_and_the_counts() -> None:
    repo = snapshot(with_test(SUBSTANTIVE["plain assertion"]))
    evidence = run("tests", repo).evidence[0]
    assert (evidence.path, evidence.line) == ("tests/test_price.py", 3)
    assert facts("tests", repo)["test_assertions"] == 1
