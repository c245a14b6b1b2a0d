"""What a test asserts, and whether that can fail."""

from __future__ import annotations

import textwrap

import pytest

from analyzer.parsing.python.module import (
    Assertion,
)
from tests.support.python_facts import read


def assertions(body: str) -> list[tuple[str, tuple[str, ...], bool]]:
    source = "import pytest, numpy as np\nfrom app import fit\nclass T:\n    def test(self, client):\n"
    found: tuple[Assertion, ...] = read(source + textwrap.indent(body, " " * 8)).assertions
    assert all(each.function == "T.test" for each in found)
    return [(each.kind, each.names, each.trivial) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("assert fit(1) == 2", ("assert", ("app.fit",), False)),
        ("r = fit(1)\nassert r.score > 0.5", ("assert", ("app.fit().score", "r"), False)),
        ("assert client.get('/').ok", ("assert", ("?.get", "client"), False)),
        ("self.assertEqual(fit(1), 2)", ("unittest", ("app.fit",), False)),
        ("self.fail('no')", ("unittest", (), False)),
        ("np.testing.assert_allclose(fit(1), 2)", ("helper", ("app.fit",), False)),
        ("client.assert_called_once_with(1)", ("helper", ("client",), False)),
        (
            "with pytest.raises(ValueError):\n    fit(client)",
            ("raises", ("ValueError", "app.fit", "client"), False),
        ),
        ("with self.assertRaises(KeyError):\n    fit(1)", ("unittest", ("KeyError", "app.fit"), False)),
        ("assert True", ("assert", (), True)),
        ("assert 1 == 1, fit(1)", ("assert", (), True)),
        ("assert 'x'", ("assert", (), True)),
        ("assert (client, 'message')", ("assert", ("client",), True)),
        ("self.assertTrue(True)", ("unittest", (), True)),
    ],
)
def test_assertion(body: str, expected: tuple[str, tuple[str, ...], bool]) -> None:
    assert assertions(body) == [expected]


@pytest.mark.parametrize("body", ["self.assertion_count()", "client.get()", "raise AssertionError", "fit(1)"])
def test_no_assertion(body: str) -> None:
    assert assertions(body) == []
