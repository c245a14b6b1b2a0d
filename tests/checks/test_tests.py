from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, places
from tests.support.snapshots import facts, run, snapshot

CODE = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return x * 2\n\n\nclass Price: ...\n\n\napp = price\n",
}
PATH = "tests/test_price.py"
IMPORT = "from shop.price import price\n\n"
CASE = (
    "import unittest\nfrom shop.price import price\n\n"
    "class PriceCase(unittest.TestCase):\n    def test_price(self):\n        self.assertEqual(price(2), 4)\n"
)
PLAIN = f"{IMPORT}def test_price():\n    assert price(2) == 4\n"


def with_test(body: str, path: str = PATH, **more: str) -> dict[str, str]:
    return {**CODE, path: body, **more}


# The body of a test, its line, and words of the note.
SUBSTANTIVE = {
    "plain assertion": (PLAIN, 3, "1 test with 1 assertion about first-party code, e.g. test_price"),
    "module alias": (
        "import shop.price as p\n\ndef test_price():\n    result = p.price(2)\n    assert result == 4\n",
        3,
        "1 test with 1 assertion",
    ),
    "raises": (
        f"import pytest\n{IMPORT}def test_bad():\n    with pytest.raises(TypeError):\n        price(None)\n",
        4,
        "e.g. test_bad",
    ),
    "unittest case": (CASE, 5, "e.g. PriceCase.test_price"),
    "set-up": (
        "import unittest\nfrom shop import price\n\n"
        "class PriceCase(unittest.TestCase):\n    def setUp(self):\n        self.p = price.price\n"
        "    def test_price(self):\n        self.assertEqual(self.p(2), 4)\n",
        7,
        "1 test with 1 assertion",
    ),
    "numpy helper": (
        f"import numpy as np\n{IMPORT}def test_price():\n    np.testing.assert_allclose(price(2), 4)\n",
        4,
        "1 test with 1 assertion",
    ),
    "helper of the file": (
        f"{IMPORT}def check(x):\n    assert x == 4\n\ndef test_price():\n    check(price(2))\n",
        6,
        "1 test with 1 assertion",
    ),
    "helper that two tests call": (
        f"{IMPORT}def check(x):\n    assert x\n    assert x > 1\n\ndef test_a():\n    check(price(2))\n\n"
        "def test_b():\n    check(price(3))\n    assert price(4) == 8\n",
        7,
        "2 tests with 3 assertions",
    ),
    "program that must succeed": (
        "import subprocess\n\n"
        "def test_program():\n    subprocess.run(['python', 'shop/price.py'], check=True)\n",
        3,
        "1 test with 1 assertion",
    ),
    "client made at module level": (
        "from fastapi.testclient import TestClient\nfrom shop.price import app\n\nclient = TestClient(app)\n\n"
        "def test_health():\n    assert client.get('/health').status_code == 200\n",
        6,
        "1 test with 1 assertion",
    ),
    "cases that an object at module level makes": (
        "import st\nfrom shop.price import app\n\nschema = st.from_asgi('/x.json', app)\n\n"
        "@schema.parametrize()\ndef test_api(case):\n    assert case.call().status_code < 500\n",
        7,
        "1 test with 1 assertion",
    ),
    "two tests, three assertions, and one that asserts nothing": (
        f"{IMPORT}def test_none():\n    price(1)\n\ndef test_one():\n    assert price(1) == 2\n\n"
        "def test_two():\n    assert price(2) == 4\n    assert price(3) == 6\n",
        6,
        "2 tests with 3 assertions about first-party code, e.g. test_one",
    ),
}


@pytest.mark.parametrize(("body", "row", "words"), SUBSTANTIVE.values(), ids=SUBSTANTIVE)
def test_assertions_about_first_party_code_are_substantive(body: str, row: int, words: str) -> None:
    finding = run("tests", snapshot(with_test(body)))
    assert (finding.level, places(finding)) == (Level.SUBSTANTIVE, [f"{PATH}:{row}"])
    assert words in finding.message


# Tests that are collected and assert nothing, or nothing about this code.
HOLLOW = {
    "no assertion": (
        f"{IMPORT}def test_price():\n    print(price(2))\n",
        3,
        "1 test without an assertion that could fail, e.g. test_price",
    ),
    "constant": (f"{IMPORT}def test_price():\n    price(2)\n    assert True\n", 3, "without an assertion"),
    "comparison of constants": ("def test_one():\n    assert 1 == 1\n", 1, "without an assertion"),
    "empty": ("def test_price():\n    pass\n", 1, "without an assertion"),
    "assertion in a docstring": (
        'def test_price():\n    """assert price(2) == 4"""\n',
        1,
        "without an assertion",
    ),
    "commented out": (
        f"{IMPORT}def test_price():\n    # assert price(2) == 4\n    price(2)\n",
        3,
        "without an assertion",
    ),
    "program whose failure nobody sees": (
        "import subprocess\n\ndef test_program():\n    subprocess.run(['python', 'shop/price.py'])\n",
        3,
        "without an assertion",
    ),
    "somebody else's function": (
        "import tensorflow as tf\n\nclass SquareTest(tf.test.TestCase):\n    def test_square(self):\n"
        "        self.assertAllEqual(tf.square([2, 3]), [4, 9])\n",
        4,
        "1 test whose assertions do not touch first-party code, e.g. SquareTest.test_square",
    ),
    "an assertion in one of two": (
        "import math\n\ndef test_none():\n    pass\n\ndef test_pi():\n    assert math.floor(3.2) == 3\n",
        3,
        "2 tests whose assertions do not touch first-party code, e.g. test_none",
    ),
}


@pytest.mark.parametrize(("body", "row", "words"), HOLLOW.values(), ids=HOLLOW)
def test_tests_without_such_an_assertion_are_present(body: str, row: int, words: str) -> None:
    finding = run("tests", snapshot(with_test(body)))
    assert (finding.level, places(finding)) == (Level.PRESENT, [f"{PATH}:{row}"])
    assert words in finding.message


def test_a_fixture_from_conftest_that_touches_the_code_makes_a_test_substantive() -> None:
    conftest = (
        "import pytest\nfrom shop.price import price\n\n@pytest.fixture\ndef priced():\n    return price(2)\n"
    )
    body = "def test_price(priced):\n    assert priced == 4\n"
    assert_found(
        run("tests", snapshot(with_test(body, **{"tests/conftest.py": conftest}))),
        Level.SUBSTANTIVE,
        f"{PATH}:1",
    )


@pytest.mark.parametrize("line", ["    elif:\n", "    print 'priced'\n"])
def test_a_file_that_python_refuses_is_said_to_be_one(line: str) -> None:
    body = f"{IMPORT}def test_price():\n    assert price(2) == 4\n{line}"
    message = run("tests", snapshot(with_test(body))).message
    assert "; Python 3 refuses the file (line " in message
    assert "refuses" not in run("tests", snapshot(with_test(body.replace(line, "")))).message


# What no usual runner collects.
UNCOLLECTED = {
    "no pattern fits": with_test(PLAIN, "tests/PriceTests.py"),
    "no word of a test": with_test(PLAIN, "tests/price_checks.py"),
    "in another folder": with_test(PLAIN, "qa/PriceTests.py"),
    "a case that unittest does not take": with_test(CASE, "tests/price_cases.py"),
    "a test for pytest that only unittest would take": with_test(PLAIN, "tests/testing.py"),
    "a folder that its pattern does not name": with_test(
        PLAIN, "qa/A.py", **{"pytest.ini": "[pytest]\npython_files = tests/A*\n"}
    ),
    "a name that only the path fits": with_test(PLAIN, "test_price/of.py"),
    "installed packages": with_test(PLAIN, "venv/lib/python3.11/site-packages/x/test_x.py"),
    "no tests": CODE,
}


@pytest.mark.parametrize("files", UNCOLLECTED.values(), ids=UNCOLLECTED)
def test_files_that_no_pattern_collects_do_not_count(files: dict[str, str]) -> None:
    finding = run("tests", snapshot(files))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)
    assert facts("tests", snapshot(files))["tests"] == 0


# Unittest takes `test*.py`, which pytest does not all take.
COLLECTED = {
    "a case that only unittest takes": with_test(CASE, "tests/testing.py"),
    "a case among others that only unittest takes": with_test(
        f"def test_one():\n    pass\n\n{CASE}", "tests/testing.py"
    ),
    "a pattern of paths": with_test(
        PLAIN, "a/tests/A.py", **{"pytest.ini": "[pytest]\npython_files = tests/A*\n"}
    ),
    "pytest.ini": with_test(PLAIN, "tests/A.py", **{"pytest.ini": "[pytest]\npython_files = A*\n"}),
    "setup.cfg": with_test(PLAIN, "tests/A.py", **{"setup.cfg": "[tool:pytest]\npython_files = A*\n"}),
    "tox.ini": with_test(PLAIN, "tests/A.py", **{"tox.ini": "[pytest]\npython_files = A*\n"}),
    "pyproject.toml": with_test(
        PLAIN, "tests/A.py", **{"pyproject.toml": '[tool.pytest.ini_options]\npython_files = ["A*"]\n'}
    ),
}


@pytest.mark.parametrize("files", COLLECTED.values(), ids=COLLECTED)
def test_what_unittest_or_the_repositorys_own_settings_collect_counts(files: dict[str, str]) -> None:
    assert run("tests", snapshot(files)).level is Level.SUBSTANTIVE


# Other languages by their conventions: the file, one that asserts nothing, the line, words of the note.
FOREIGN = {
    "web/price.test.ts": (
        "import { price } from './price'\ntest('price', () => {\n  expect(price(2)).toBe(4)\n})\n",
        "import { price } from './price'\ntest('price', () => {\n  price(2)\n})\n",
        2,
        "TypeScript",
    ),
    "price_test.go": (
        "package shop\n\nfunc TestPrice(t *testing.T) {\n  if price(2) != 4 { t.Fatal() }\n}\n",
        "package shop\n\nfunc TestPrice(t *testing.T) {\n  price(2)\n}\n",
        3,
        "Go",
    ),
    "src/lib.rs": (
        "#[cfg(test)]\nmod tests {\n  #[test]\n  fn price() { assert_eq!(super::price(2), 4); }\n}\n",
        "#[cfg(test)]\nmod tests {\n  #[test]\n  fn price() { super::price(2); }\n}\n",
        3,
        "Rust",
    ),
    "src/test/java/PriceTest.java": (
        "class PriceTest {\n  @Test void price() { assertEquals(4, Price.of(2)); }\n}\n",
        "class PriceTest {\n  @Test void price() { Price.of(2); }\n}\n",
        2,
        "Java",
    ),
    "tests/testthat/test-price.R": (
        "test_that('price', {\n  expect_equal(price(2), 4)\n})\n",
        "test_that('price', {\n  price(2)\n})\n",
        1,
        "R",
    ),
}


@pytest.mark.parametrize(("path", "entry"), FOREIGN.items(), ids=FOREIGN)
def test_other_languages_by_their_conventions(path: str, entry: tuple[str, str, int, str]) -> None:
    asserting, empty, row, language = entry
    finding = run("tests", snapshot({path: asserting}))
    assert (finding.level, places(finding)) == (Level.SUBSTANTIVE, [f"{path}:{row}"])
    assert finding.message == f"1 {language} test with 1 assertion"
    finding = run("tests", snapshot({path: empty}))
    assert (finding.level, places(finding)) == (Level.PRESENT, [f"{path}:{row}"])
    assert finding.message == f"1 {language} test with 0 assertions"


# An assertion of another language, and whether it can fail.
FOREIGN_ASSERTIONS = {
    "expect(true).toBe(true)": False,
    "expect(1).toEqual(1)": False,
    "expect(true).toBeTruthy()": False,
    "expect([200, 500]).toContain(res.status)": False,
    "expect([200, 404, 503]).toContain(response.statusCode)": False,
    "expect([200, 404]).toContain(res.status)": True,
    "expect([200, 500]).toContain(price)": True,
    "expect(true).toBe(found)": True,
    "expect(1).toEqual(2)": False,  # whatever the code under test does
    "expect(found).toBe(true)": True,
}


@pytest.mark.parametrize(("assertion", "fails"), FOREIGN_ASSERTIONS.items(), ids=FOREIGN_ASSERTIONS)
def test_assertions_of_other_languages_that_cannot_fail(assertion: str, fails: bool) -> None:
    finding = run("tests", snapshot({"web/a.test.ts": f"test('a', () => {{\n  {assertion}\n}})\n"}))
    assert finding.level is (Level.SUBSTANTIVE if fails else Level.PRESENT)


def test_a_language_without_known_conventions_is_unknown_not_absent() -> None:
    finding = run("tests", snapshot({"solve.m": "x = 1;\n" * 5}))
    assert (finding.status, finding.level) == (Status.UNKNOWN, Level.ABSENT)


@pytest.mark.parametrize(
    "files", [{}, {"README.md": "# Prices\n"}, {"config.json": "{}\n"}], ids=["nothing", "text", "data"]
)
def test_where_there_is_no_code_there_is_nothing_to_test(files: dict[str, str]) -> None:
    finding = run("tests", snapshot(files))
    assert (finding.status, finding.reason) == (Status.NOT_APPLICABLE, "no code to test")


def test_facts_count_tests_assertions_and_lines() -> None:
    files = {**with_test(PLAIN), "web/price.test.ts": FOREIGN["web/price.test.ts"][0]}
    assert facts("tests", snapshot(files)) == {"tests": 2, "test_assertions": 2, "test_code_share": 0.429}
    files = {**files, PATH: f"{PLAIN}    assert price(3) == 6\n"}
    found = facts("tests", snapshot(files))
    assert found == {"tests": 2, "test_assertions": 3, "test_code_share": 0.5}


def test_a_share_of_no_lines_is_not_said() -> None:
    assert facts("tests", snapshot({"a/__init__.py": ""})) == {"tests": 0, "test_assertions": 0}


CLIENT = (
    "from fastapi.testclient import TestClient\nfrom shop.price import app\n\nclient = TestClient(app)\n\n"
)
MOCK = "from unittest.mock import Mock\nfrom shop.price import Price, price\n\n"
# Tests that touch first-party code and cannot fail, and what is said of them.
CANNOT_FAIL = {
    "a server error is accepted": (
        f"{CLIENT}def test_any():\n    assert client.get('/').status_code in (200, 500)\n",
        "1 test without an assertion that could fail, e.g. test_any, "
        "which accepts a success and a server error alike",
    ),
    "a constant": (f"{IMPORT}def test_c():\n    price(1)\n    assert True\n", "which asserts only constants"),
    "swallowed": (
        f"{IMPORT}def test_s():\n    try:\n        assert price(1) == 2\n    except Exception:\n        pass\n",
        "which drops its own failure in an `except`",
    ),
    "the answer of its own mock": (
        f"{MOCK}def test_m():\n    m = Mock(spec=Price)\n    m.of.return_value = 4\n    assert m.of(2) == 4\n",
        "which asserts only what its own mock returns",
    ),
    "the same through a variable": (
        f"{MOCK}def test_m():\n    m = Mock(spec=Price)\n    m.of.return_value = [4]\n    found = m.of(2)\n"
        "    assert len(found) == 1\n",
        "which asserts only what its own mock returns",
    ),
}


@pytest.mark.parametrize(("body", "words"), CANNOT_FAIL.values(), ids=CANNOT_FAIL)
def test_tests_that_cannot_fail_are_present(body: str, words: str) -> None:
    repo = snapshot(with_test(body))
    assert run("tests", repo).level is Level.PRESENT
    assert words in run("tests", repo).message
    assert facts("tests", repo)["tests_that_cannot_fail"] == 1


# Just beyond: the same forms, of which one assertion can fail.
CAN_FAIL = {
    "a client's error is accepted": f"{CLIENT}def test_any():\n    assert client.get('/').status_code in (200, 404)\n",
    "one of two": f"{IMPORT}def test_c():\n    assert True\n    assert price(1) == 2\n",
    "swallowed beside one that is not": (
        f"{IMPORT}def test_s():\n    try:\n        assert price(1) == 2\n    except Exception:\n        pass\n"
        "    assert price(2) == 4\n"
    ),
    "swallowed in a program that returns it": (
        f"{IMPORT}def test_s():\n    try:\n        assert price(1) == 2\n    except Exception:\n        return False\n\n"
        "if __name__ == '__main__':\n    raise SystemExit(test_s() is False)\n"
    ),
    "a mock handed to the code": f"{MOCK}def test_m():\n    m = Mock()\n    assert price(m) == m.total()\n",
    "what a mock remembers": (
        f"{MOCK}def test_m():\n    m = Mock()\n    price(m)\n    assert m.of.call_args[0] == 1\n"
    ),
    "an assertion of the mock": f"{MOCK}def test_m():\n    m = Mock()\n    price(m)\n    m.of.assert_called_once()\n",
    "what a fixture answers": (
        f"{MOCK}def test_m(service):\n    m = Mock(spec=Price)\n    assert service.run(m) == m.of(2)\n"
    ),
}


@pytest.mark.parametrize("body", CAN_FAIL.values(), ids=CAN_FAIL)
def test_tests_that_can_fail_are_substantive(body: str) -> None:
    repo = snapshot(with_test(body))
    assert run("tests", repo).level is Level.SUBSTANTIVE
    assert "tests_that_cannot_fail" not in facts("tests", repo)


IMAGE = {"Dockerfile": "FROM python\nWORKDIR /app\nCOPY shop shop\nCMD python shop/price.py\n"}
ASKS = (
    "import requests\nimport subprocess\nimport pytest\n{imports}\n\n@pytest.fixture\ndef image():\n    {build}\n    yield 'shop'\n\n\n"
    "@pytest.fixture\ndef address(image):\n    return 'http://localhost'\n\n\n"
    "def test_price(address):\n    assert requests.get(address).status_code == 200\n"
)
BUILT = {
    "by the client of Docker": ("import docker", "docker.from_env().images.build(path='.')", IMAGE, True),
    "by the client that a fixture hands over": ("import docker", "client = docker.from_env(); client.api.build(path='.')", IMAGE, True),
    "by testcontainers": (
        "from testcontainers.core.image import DockerImage", "DockerImage(path='.', tag='shop')", IMAGE, True),
    "by python-on-whales": ("from python_on_whales import docker", "docker.build('.')", IMAGE, True),
    "by a command": ("", "subprocess.run(['docker', 'build', '-t', 'shop', '.'], check=True)", IMAGE, True),
    "by a command in one text": ("", "subprocess.run('docker buildx build .', shell=True)", IMAGE, True),
    "an image that is there": ("import docker", "docker.from_env().containers.run('postgres')", IMAGE, False),
    "a command that only pulls": ("", "subprocess.run(['docker', 'pull', 'postgres'], check=True)", IMAGE, False),
    "without an image of its own": ("import docker", "docker.from_env().images.build(path='.')", {}, False),
    "an image of the tests": (
        "import docker", "docker.from_env().images.build(path='tests')", {"tests/Dockerfile": IMAGE["Dockerfile"]}, False),
    "an image that takes nothing of the repository": (
        "import docker", "docker.from_env().images.build(path='.')", {"Dockerfile": "FROM postgres\nCMD postgres\n"}, False),
    "a method of that name": ("", "api.build(path='.')", IMAGE, False),
}  # fmt: skip


@pytest.mark.parametrize(("imports", "build", "files", "touches"), BUILT.values(), ids=BUILT)
def test_what_asks_a_container_of_the_repositorys_image_asks_its_code(
    imports: str, build: str, files: dict[str, str], touches: bool
) -> None:
    repo = snapshot({**CODE, **files, PATH: ASKS.format(imports=imports, build=build)})
    level = Level.SUBSTANTIVE if touches else Level.PRESENT
    assert run("tests", repo).level is level
