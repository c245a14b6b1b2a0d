"""The lines that are shown around a place: how many, which of them say who wrote them, what is never shown."""

from __future__ import annotations

import json

import pytest

from analyzer.authorship.comparable import is_telling
from analyzer.authorship.excerpts import SHOWN_OF_A_LINE, Excerpt, excerpt
from analyzer.authorship.lines import Numbered
from analyzer.parsing.lines import lines_of
from analyzer.provenance import CUT_MARK


def shown(text: str, number: int, *, notebook: bool = False) -> Excerpt:
    found = excerpt(lines_of(text), Numbered(text.encode(), ""), number, notebook=notebook)
    assert found is not None
    return found


FUNCTION = "import a\n\n\n@b\ndef c(x):\n    y = a(x)\n\n    return y\n\n\ndef d():\n    return 1\n"


def test_one_line_before_and_what_belongs_to_the_cited_one_after_it() -> None:
    found = shown(FUNCTION, 5)
    assert (found.first, found.shown) == (4, ("@b", "def c(x):", "    y = a(x)", "", "    return y"))


def test_at_most_seven_lines() -> None:
    text = "".join(f"line {number}\n" for number in range(1, 20))
    assert shown(text, 10).shown == tuple(f"line {number}" for number in range(9, 16))
    assert shown(text, 1).shown == tuple(f"line {number}" for number in range(1, 7))
    assert shown(text, 19).shown == ("line 18", "line 19")
    assert excerpt(lines_of(text), Numbered(text.encode(), ""), 20) is None
    assert excerpt(lines_of(text), Numbered(text.encode(), ""), 0) is None


def test_a_paragraph_ends_at_an_empty_line() -> None:
    assert shown("# T\n\nFirst words\nand more.\n\nOther words\n", 3).shown == ("First words", "and more.")
    assert shown("# T\n\nFirst words\nand more.\n\nOther words\n", 1).shown == (
        "# T",
        "",
        "First words",
        "and more.",
    )


@pytest.mark.parametrize("line", ["", "}", "});", "],", "return", "pass", "else:", "fi", "ab", '"""'])
def test_what_every_program_has_tells_nothing(line: str) -> None:
    assert not is_telling(line.encode())


def test_what_tells_nothing_is_shown_and_not_asked_about() -> None:
    found = shown("x = {\n    'age': 1,\n}\n", 3)
    assert found.shown == ("    'age': 1,", "}")
    assert [each.text for each in found.telling] == [b'"age":1']
    assert found.cited is not None and found.cited.text == b'"age":1'


def test_a_long_line_is_cut() -> None:
    exact, longer = "x" * SHOWN_OF_A_LINE, "x " * SHOWN_OF_A_LINE
    assert shown(f"{exact}\n", 1).shown == (exact,)
    (cut,) = shown(f"{longer}\n", 1).shown
    assert len(cut) == SHOWN_OF_A_LINE and cut.endswith(CUT_MARK)


@pytest.mark.parametrize(
    ("line", "safe"),
    [
        ("mail = 'ada@example.com'", "mail = '[address]'"),
        ('DB_PASSWORD = "correct horse"', "DB_PASSWORD = [...]"),
        ("api_key: 9f8a7d6c5b4e3f2a", "api_key: [...]"),
        ("password = os.environ['DB']", "password = os.environ['DB']"),
        ("token: ${{ secrets.TOKEN }}", "token: ${{ secrets.TOKEN }}"),
        ("x = '0123abcd0123abcd0123abcd0123abcd'", "x = '[...]'"),
        ("secure: aB/" + "x1Y/" * 12 + "=", "secure: [...]"),
        ("path: data/models/churn/version2/artifacts/model/files", "path: data/models/churn/version2/artifacts/model/files"),
        ("def test_that_2_things_are_done_in_the_right_order():", "def test_that_2_things_are_done_in_the_right_order():"),
        ("a\u202eb\x1b[1m", "ab [1m"),
        ("@app.get('/x')", "@app.get('/x')"),
        ("uses: actions/checkout@v4.1.0", "uses: actions/checkout@v4.1.0"),
    ],
)  # fmt: skip
def test_addresses_credentials_and_signs_that_nobody_sees_are_not_shown(line: str, safe: str) -> None:
    assert shown(f"{line}\n", 1).shown == (safe,)


def test_of_a_notebook_the_lines_of_a_cell() -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": ["model.fit(X, y)\n", "score = 'high'"]}
    text = json.dumps({"cells": [cell, cell]}, indent=1)
    number = next(place for place, line in enumerate(text.split("\n"), 1) if "model" in line)
    found = shown(text, number, notebook=True)
    assert found.shown == ("model.fit(X, y)", "score = 'high'")
    assert len(found.telling) == 2
