"""`pytest -m` runs the tests that carry the marks it asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.testing import snapshot
from analyzer.wiring.testing.collection import test_functions as functions_of
from analyzer.wiring.testing.pytest_marks import chosen_by_marks
from analyzer.wiring.testing.pytest_runs import pytest_tests

SLOW = "@pytest.mark.slow\ndef test_slow():\n    assert f()\n\n\n"
TESTS = (
    "import pytest\nfrom shop import f\n\n\n" + SLOW + "def test_fast():\n    assert f()\n\n\n"
    "@pytest.mark.gpu(1)\nclass TestNet:\n    def test_net(self):\n        assert f()\n\n    @pytest.mark.slow\n"
    "    def test_both(self):\n        assert f()\n"
)
ALL = ["TestNet.test_both", "TestNet.test_net", "test_fast", "test_slow"]
CHOSEN = {
    "one mark": ("slow", ["TestNet.test_both", "test_slow"]),
    "not a mark": ("not slow", ["TestNet.test_net", "test_fast"]),
    "a mark of a class": ("gpu", ["TestNet.test_both", "TestNet.test_net"]),
    "both": ("slow and gpu", ["TestNet.test_both"]),
    "either": ("slow or gpu", ["TestNet.test_both", "TestNet.test_net", "test_slow"]),
    "neither": ("not (slow or gpu)", ["test_fast"]),
    "one without the other": ("slow and not gpu", ["test_slow"]),
    "a mark that nothing here has": ("integration", ALL),
    "without a mark that nothing here has": ("not integration", ALL),
    "a known and an unknown mark": ("slow and integration", ["TestNet.test_both", "test_slow"]),
    "no expression": ("", ALL),
    "a mark with values": ("gpu(number=1)", ALL),
    "what is no expression": ("slow and", ALL),
    "parentheses that stay open": ("(slow", ALL),
    "two names": ("slow gpu", ALL),
}


@pytest.mark.parametrize(("expression", "names"), CHOSEN.values(), ids=CHOSEN)
def test_marks_choose_tests(expression: str, names: list[str]) -> None:
    repo = snapshot({"shop.py": "def f():\n    return 1\n", "tests/test_shop.py": TESTS})
    chosen = chosen_by_marks(repo, functions_of(repo)["tests/test_shop.py"], expression)
    assert sorted(each.name for each in chosen) == names


OTHERWISE = {
    "a mark of the module": ("import pytest\nfrom shop import f\n\npytestmark = [pytest.mark.slow, pytest.mark.gpu]\n\n", {}, []),
    "one mark of the module": ("import pytest\nfrom shop import f\n\npytestmark = pytest.mark.slow\n\n", {}, []),
    "no mark of the module": ("from shop import f\n\n", {}, ["test_it"]),
    "a mark by another name": ("from marks import slow\nfrom shop import f\n\n\n@slow\n", {}, []),
    "a mark that a parameter has": (
        "import pytest\nfrom shop import f\n\n\n@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.slow)])\n", {},
        ["test_it"]),
    "marks that a hook gives": (
        "from shop import f\n\n", {"conftest.py": "def pytest_collection_modifyitems(items):\n    pass\n"}, ["test_it"]),
}  # fmt: skip


@pytest.mark.parametrize(("head", "files", "names"), OTHERWISE.values(), ids=OTHERWISE)
def test_a_mark_is_read_wherever_it_is_written(head: str, files: dict[str, str], names: list[str]) -> None:
    code = {"shop.py": "def f():\n    return 1\n", **files}
    repo = snapshot({**code, "test_a.py": head + "def test_it():\n    assert f()\n"})
    assert [each.name for each in pytest_tests(repo, ("-m", "not slow"), "").tests] == names


@pytest.mark.parametrize(
    ("files", "arguments", "names"),
    [
        ({}, ("-m", "slow"), ["test_slow"]),
        ({"pytest.ini": "[pytest]\naddopts = -m 'not slow'\n"}, (), ["test_fast"]),
        ({"pytest.ini": "[pytest]\naddopts = -m 'not slow'\n"}, ("-m", "slow"), ["test_slow"]),
        ({}, ("-m", "$MARKS"), ["test_fast", "test_slow"]),
        (
            {"conftest.py": "def pytest_collection_modifyitems(items):\n    pass\n"},
            ("-m", "slow"),
            ["test_fast", "test_slow"],
        ),
    ],
    ids=["of a command", "of the settings", "the last one holds", "not known yet", "a hook may mark more"],
)
def test_where_the_expression_stands(
    files: dict[str, str], arguments: tuple[str, ...], names: list[str]
) -> None:
    code = {"shop.py": "def f():\n    return 1\n", **files}
    text = "import pytest\nfrom shop import f\n\n\n" + SLOW + "def test_fast():\n    assert f()\n"
    repo = snapshot({**code, "test_a.py": text})
    assert sorted(each.name for each in pytest_tests(repo, arguments, "").tests) == names


def test_a_class_may_have_the_marks_of_its_base() -> None:
    text = (
        "import pytest\nfrom base import Marked\nfrom shop import f\n\n\n" + SLOW
        + "class TestA(Marked):\n    def test_a(self):\n        assert f()\n"
    )  # fmt: skip
    repo = snapshot({"shop.py": "def f():\n    return 1\n", "test_a.py": text})
    assert len(pytest_tests(repo, ("-m", "slow"), "").tests) == 2
    assert [each.name for each in pytest_tests(repo, ("-m", "not slow"), "").tests] == ["TestA.test_a"]


# Words of `pytest`, and the tests that they choose among `test_fast`, `test_slow`, `TestA.test_a`.
WORDS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "a part of a name": (("-k", "slow"), ["test_slow"]),
    "in other letters": (("-k", "SLOW or testa"), ["TestA.test_a", "test_slow"]),
    "a part of a file's name": (("-k", "test_one and not slow"), ["TestA.test_a", "test_fast"]),
    "a mark": (("-k", "gpu"), ["test_fast"]),
    "no name": (("-k", "missing"), []),
    "no missing name": (("-k", "not missing"), ["TestA.test_a", "test_fast", "test_slow"]),
    "what is no expression": (("-k", "a-b"), ["TestA.test_a", "test_fast", "test_slow"]),
    "what is known when it runs": (("-k", "$WORDS"), ["TestA.test_a", "test_fast", "test_slow"]),
    "a test by its id": (("tests/test_one.py::test_fast",), ["test_fast"]),
    "a row of a test": (("tests/test_one.py::test_fast[1-2]",), ["test_fast"]),
    "a class": (("tests/test_one.py::TestA",), ["TestA.test_a"]),
    "a test of a class": (("tests/test_one.py::TestA::test_a",), ["TestA.test_a"]),
    "no test of a class": (("tests/test_one.py::TestA::test_b",), []),
    "no test": (("tests/test_one.py::test_other",), []),
    "a test and the file": (("tests/test_one.py::test_fast", "tests/test_one.py"), ["TestA.test_a", "test_fast", "test_slow"]),
    "a test that is known when it runs": (("tests/test_one.py::$NAME",), ["TestA.test_a", "test_fast", "test_slow"]),
}  # fmt: skip
FAST = "@pytest.mark.gpu\ndef test_fast():\n    assert f()\n\n\n"
TEST_CLASS = "class TestA{}:\n    def test_a(self):\n        assert f()\n\n\n"


@pytest.mark.parametrize(("words", "names"), WORDS.values(), ids=WORDS)
def test_names_choose_tests(words: tuple[str, ...], names: list[str]) -> None:
    text = "import pytest\nfrom shop import f\n\n\n" + SLOW + FAST + TEST_CLASS.format("")
    repo = snapshot({"shop.py": "def f():\n    return 1\n", "tests/test_one.py": text})
    assert sorted(each.name for each in pytest_tests(repo, words, "").tests) == names


@pytest.mark.parametrize(
    ("head", "words", "number"),
    [
        ("@pytest.mark.parametrize('x', [1])\n", ("-k", "other"), 1),
        ("@pytest.mark.slow\n", ("-k", "other"), 0),
        ("def pytest_generate_tests(metafunc):\n    pass\n\n\n", ("-k", "other"), 1),
        (TEST_CLASS.format("(Base)"), ("test_a.py::TestA::test_other",), 2),
        (TEST_CLASS.format("(unittest.TestCase)"), ("test_a.py::TestA::test_other",), 0),
    ],
)
def test_names_that_a_test_may_have_when_it_runs(head: str, words: tuple[str, ...], number: int) -> None:
    text = f"import pytest, unittest\nfrom base import Base\nfrom shop import f\n\n\n{head}def test_it():\n    assert f()\n"
    repo = snapshot({"shop.py": "def f():\n    return 1\n", "test_a.py": text})
    assert len(pytest_tests(repo, words, "").tests) == number


@given(st.lists(st.sampled_from(["slow", "gpu", "x", "and", "or", "not", "(", ")", "=", " "]), max_size=80))
def test_no_expression_breaks_the_reader(words: list[str]) -> None:
    repo = snapshot({"shop.py": "def f():\n    return 1\n", "tests/test_shop.py": TESTS})
    tests = functions_of(repo)["tests/test_shop.py"]
    assert set(chosen_by_marks(repo, tests, " ".join(words))) <= set(tests)
