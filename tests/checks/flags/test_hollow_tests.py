from __future__ import annotations

import pytest

from analyzer.model import Level, Severity
from tests.support.findings import places
from tests.support.snapshots import flagged, raised, snapshot

CODE = {"shop/__init__.py": "", "shop/price.py": "def price(x):\n    return x * 2\n"}
PATH = "tests/test_price.py"
PLAIN = "from shop.price import price\n\ndef test_price():\n    assert price(2) == 4\n"
FOREIGN = {"web/a.test.ts": "test('a', () => {\n  expect(1).toBe(2)\n})\n"}


def trivial(count: int) -> str:
    return "".join(f"def test_{n}():\n    assert True\n" for n in range(count))


def asserting(count: int) -> str:
    return "".join(f"def test_{n}():\n    assert price({n})\n" for n in range(count))


# Tests that a runner collects and that assert nothing about this code, from how many on it is serious.
COLLECTED = {
    "one": (trivial(1), Severity.ASK, "in 1 collected test"),
    "two": (trivial(2), Severity.ASK, "in 2 collected tests"),
    "three": (trivial(3), Severity.SERIOUS, "in 3 collected tests"),
    "four": (trivial(4), Severity.SERIOUS, "in 4 collected tests"),
}


@pytest.mark.parametrize(("body", "severity", "words"), COLLECTED.values(), ids=COLLECTED)
def test_tests_that_assert_nothing_here_are_raised(body: str, severity: Severity, words: str) -> None:
    flag = raised("hollow_tests", snapshot({**CODE, PATH: body}))
    assert flag.severity is severity
    assert flag.message == f"no assertion about the repository's own code {words}"
    assert {each.level for each in flag.evidence} == {Level.PRESENT}
    assert (places(flag)[0], flag.evidence[0].note) == (f"{PATH}:1", "test_0 asserts only constants")


def body_of(hollow: int, real: int) -> str:
    accepting = (
        f"def test_any_{n}(client):\n    assert client.get('/').status_code in (200, 500)\n"
        for n in range(hollow)
    )
    return "from shop.price import price\n" + "".join(accepting) + asserting(real)


# Tests that cannot fail beside tests that can: how many of each, and whether it is said.
SOME = {
    "two": (2, 0, None),
    "two and one": (2, 1, None),
    "three and nine": (3, 9, "3 of 12 collected tests cannot fail"),
    "three and ten": (3, 10, None),
    "three and one": (3, 1, "3 of 4 collected tests cannot fail"),
}


@pytest.mark.parametrize(("hollow", "real", "message"), SOME.values(), ids=SOME)
def test_many_tests_that_cannot_fail_are_raised(hollow: int, real: int, message: str | None) -> None:
    files = {**CODE, PATH: body_of(hollow, real), **({} if real else FOREIGN)}
    flag = flagged("hollow_tests", snapshot(files))
    assert (flag and flag.message) == message
    if flag is not None:
        assert flag.severity is Severity.ASK
        assert flag.evidence[0].note == "test_any_0 accepts a success and a server error alike"


# One collected test that asserts nothing, beside tests that no runner collects: all of them count.
BESIDE = {
    "one more": (1, Severity.ASK, "; 1 more would not be collected by any test runner"),
    "two more": (2, Severity.SERIOUS, "; 2 more would not be collected by any test runner"),
}


@pytest.mark.parametrize(("more", "severity", "words"), BESIDE.values(), ids=BESIDE)
def test_tests_that_nothing_collects_count_as_well(more: int, severity: Severity, words: str) -> None:
    files = {**CODE, PATH: trivial(1), "tests/PriceTests.py": asserting(more)}
    flag = raised("hollow_tests", snapshot(files))
    assert flag.severity is severity
    assert flag.message == f"no assertion about the repository's own code in 1 collected test{words}"
    assert places(flag) == [f"{PATH}:1"]


# Files that no runner collects: by their path and the number of tests in them.
UNCOLLECTED = {
    "one test": ({"tests/PriceTests.py": PLAIN}, Severity.ASK, ["tests/PriceTests.py:3"]),
    "two tests": ({"tests/PriceTests.py": asserting(2)}, Severity.ASK, ["tests/PriceTests.py:1"]),
    "three tests": ({"tests/PriceTests.py": asserting(3)}, Severity.SERIOUS, ["tests/PriceTests.py:1"]),
    "not in a test folder": ({"qa/PriceTests.py": PLAIN}, Severity.ASK, ["qa/PriceTests.py:3"]),
    "three tests that may be run by hand": (
        {"tests/PriceTests.py": asserting(3) + "if __name__ == '__main__':\n    test_0()\n"},
        Severity.ASK,
        ["tests/PriceTests.py:1"],
    ),
    "left out by a conftest": (
        {"tests/conftest.py": "collect_ignore_glob = ['test_*.py']\n", PATH: PLAIN},
        Severity.ASK,
        [f"{PATH}:3"],
    ),
    "tests in one of two": (
        {"tests/b.py": PLAIN, "tests/a.py": "x = 1\n", "tests/conftest.py": "x = 1\n"},
        Severity.ASK,
        ["tests/b.py:3"],
    ),
    "two files": ({"tests/b.py": PLAIN, "tests/a.py": PLAIN}, Severity.ASK, ["tests/a.py:3", "tests/b.py:3"]),
}


@pytest.mark.parametrize(("files", "severity", "where"), UNCOLLECTED.values(), ids=UNCOLLECTED)
def test_files_that_no_runner_collects_are_raised(
    files: dict[str, str], severity: Severity, where: list[str]
) -> None:
    flag = raised("hollow_tests", snapshot({**CODE, **files}))
    count = f"{len(where)} test file" + ("s" if len(where) > 1 else "")
    assert flag.severity is severity
    assert flag.message == f"no test runner would collect a test from {count}"
    assert {each.level for each in flag.evidence} == {Level.CLAIMED}
    assert all(each.note.endswith(", which no test runner collects") for each in flag.evidence)
    assert places(flag) == where


NOT_RAISED = {
    "no tests": CODE,
    "a test of this code": {**CODE, PATH: PLAIN},
    "a test of this code among others": {**CODE, PATH: PLAIN, "tests/test_b.py": trivial(2)},
    "a test of this code beside files that nothing collects": {
        **CODE,
        PATH: PLAIN,
        "tests/B.py": asserting(9),
    },
    "tests of another language": {**CODE, **FOREIGN, PATH: trivial(2)},
    "tests that send requests": {
        **CODE,
        PATH: "import requests\n"
        + "".join(f"def test_{n}():\n    assert requests.get('/').ok\n" for n in range(3)),
    },
    "a step of a program": {**CODE, "test.py": "def test(model, loader):\n    model.eval()\n"},
    "a step of a program among the tests": {
        **CODE,
        "tests/evaluate.py": "def test(model, loader):\n    model.eval()\n",
    },
    "steps of a program with other names": {
        **CODE,
        "test_net.py": "def test_epoch(model, loader):\n    return model(loader)\n",
    },
    "a function of a flow": {**CODE, "blocks/load.py": "def test_output(output):\n    assert output\n"},
    "helpers": {**CODE, "tests/price.py": "x = 1\n"},
    "scenarios in words": {**CODE, "tests/a.feature": "", "tests/steps.py": trivial(3)},
    "examples in docstrings": {
        **CODE,
        "tests/old/_a.py": trivial(3) + 'def f():\n    """\n    >>> f()\n    1\n    """\n',
    },
    "tests that something starts": {
        **CODE,
        "tests/PriceTests.py": PLAIN,
        "Makefile": "test:\n\tpython tests/PriceTests.py\n",
    },
    "a test file without a test outside of the folder": {**CODE, "test_model.py": "x = 1\n"},
    "a test file that asserts when it is run": {**CODE, PATH: "assert 1 + 1 == 2\n"},
    "only an empty package": {**CODE, "tests/__init__.py": ""},
    "only fixtures": {**CODE, "tests/conftest.py": "x = 1\n"},
    "a file outside the test folder without tests": {**CODE, "qa/price.py": "x = 1\n"},
}


@pytest.mark.parametrize("files", NOT_RAISED.values(), ids=NOT_RAISED)
def test_tests_of_this_code_or_none_are_not_raised(files: dict[str, str]) -> None:
    assert flagged("hollow_tests", snapshot(files)) is None


def test_a_test_file_without_a_test_is_raised() -> None:
    flag = raised("hollow_tests", snapshot({**CODE, PATH: "x = 1\n"}))
    assert (flag.severity, places(flag)) == (Severity.ASK, [f"{PATH}:1"])
    assert flag.evidence[0].note == "a test file without a test"


def test_tests_that_only_call_the_code_are_a_question() -> None:
    body = "from shop.price import price\n" + "".join(f"def test_{n}():\n    price({n})\n" for n in range(4))
    flag = raised("hollow_tests", snapshot({**CODE, PATH: body}))
    assert flag.severity is Severity.ASK
    assert flag.message == "no assertion about the repository's own code in 4 collected tests"


def test_a_substantive_test_that_nothing_collects_is_raised() -> None:
    flag = raised("hollow_tests", snapshot({**CODE, PATH: trivial(1), "tests/PriceTests.py": PLAIN}))
    assert places(flag) == [f"{PATH}:1"]


def test_five_places_are_shown() -> None:
    many = {f"tests/p{n}.py": PLAIN for n in range(7)}
    assert places(raised("hollow_tests", snapshot({**CODE, **many}))) == [
        f"tests/p{n}.py:3" for n in range(5)
    ]
    flag = raised("hollow_tests", snapshot({**CODE, PATH: trivial(7)}))
    assert [each.note for each in flag.evidence] == [f"test_{n} asserts only constants" for n in range(5)]
