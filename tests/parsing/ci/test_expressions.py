"""Expressions of CI configuration: what the file decides, and what only a run does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.ci.expression_values import FALSY, TRUTHY, UNKNOWN, Beginning, Result
from analyzer.parsing.ci.expressions import evaluate, holds, interpolated

KNOWN: dict[tuple[str, ...], Result] = {
    ("matrix", "os"): "linux",
    ("matrix", "n"): 3.0,
    ("inputs", "on"): True,
    ("github", "ref"): Beginning("refs/heads/"),
    ("list",): ["a", "b"],
    ("secrets", "GITHUB_TOKEN"): TRUTHY,
}


def lookup(path: tuple[str, ...]) -> Result:
    return KNOWN.get(path, UNKNOWN)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("matrix.os", "linux"),
        ("matrix['os']", "linux"),
        ("'it''s'", "it's"),
        ("0x10", 16.0),
        ("matrix.os == 'LINUX'", True),
        ("matrix.n == '3'", True),
        ("'' == false", True),
        ("null == 0", True),
        ("!inputs.on", False),
        ("inputs.on && 'a' || 'b'", "a"),
        ("false && x.y || 'b'", "b"),
        ("x.y || 'b'", TRUTHY),
        ("x.y && ''", FALSY),
        ("x.y", UNKNOWN),
        ("contains(list, 'A')", True),
        ("contains('abc', 'B')", True),
        ("contains(x.y, 'b')", UNKNOWN),
        ("contains(fromJSON('[\"a\", \"b\"]'), 'c')", False),
        ('fromJSON(\'{"a": {"b": [1, 2]}}\').a.b[1]', 2.0),
        ("join(list, ' ')", "a b"),
        ("format('{0}-{1}', 'a', matrix.n)", "a-3"),
        ("startsWith(github.ref, 'refs/tags/')", False),
        ("startsWith(github.ref, 'refs/heads/')", True),
        ("startsWith(github.ref, 'refs/heads/rel')", UNKNOWN),
        ("github.ref == 'refs/heads/main'", UNKNOWN),
        ("github.ref == 'refs/tags/v1'", False),
        ("secrets.GITHUB_TOKEN != ''", True),
        ("always() && (1 < 2)", True),
        ("hashFiles('a')", UNKNOWN),
        ("", UNKNOWN),
        ("a b", UNKNOWN),
        ("(((", UNKNOWN),
        ("'open", UNKNOWN),
    ],
)
def test_an_expression_is_worked_out_as_far_as_it_is_known(written: str, value: Result) -> None:
    assert evaluate(written, lookup) == value


def test_text_keeps_what_only_a_run_knows() -> None:
    assert interpolated("a ${{ matrix.os }} ${{ x.y }} ${{ inputs.on }}", lookup) == "a linux ${{ x.y }} true"


@given(st.text(alphabet="()[].'!&|=<>, abxy01*\"{}-_$", max_size=80))
def test_no_text_raises_and_a_condition_has_three_answers(written: str) -> None:
    assert holds(written, lookup) in (True, False, None)
    assert isinstance(interpolated("${{" + written + "}}", lookup), str)


@given(st.integers(min_value=1, max_value=4000))
def test_depth_is_bounded(depth: int) -> None:
    assert holds("(" * depth + "true" + ")" * depth, lookup) in (True, None)
