"""Values that bash changes inside braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.shell import parse_script
from analyzer.parsing.shell.substitution import LONGEST_CHANGED, change, changed

CHANGED = {
    "${A//-/_}": "api_text/b.c.py",
    "${A/-/_}": "api_text/b.c.py",
    "${A//[a-z]/_}": None,
    "${A/#api/x}": "x-text/b.c.py",
    "${A/%py/x}": "api-text/b.c.x",
    "${A//./}": "api-text/bcpy",
    "${A//\\//.}": "api-text.b.c.py",
    "${A#api-}": "text/b.c.py",
    "${A#text}": "api-text/b.c.py",
    "${A##*/}": "b.c.py",
    "${A%/*}": "api-text",
    "${A%.*}": "api-text/b.c",
    "${A%%.*}": "api-text/b",
    "${A%.sh}": "api-text/b.c.py",
    "${A^^}": "API-TEXT/B.C.PY",
    "${A,,}": "api-text/b.c.py",
    "${A/$B/c}": None,
    "${B//-/_}": None,
}


@pytest.mark.parametrize(("text", "value"), CHANGED.items())
def test_a_known_value_is_changed_as_bash_does(text: str, value: str | None) -> None:
    commands = parse_script(f'A=api-text/b.c.py\nsh "{text}"\n')
    assert commands[-1].words == ("sh", text if value is None else value)


@pytest.mark.parametrize("length", [LONGEST_CHANGED, LONGEST_CHANGED + 1])
def test_a_long_value_stays_as_it_is_written(length: int) -> None:
    assert (change("a" * length, "//", "a/b") is None) is (length > LONGEST_CHANGED)


@given(st.text(max_size=40), st.sampled_from(["/", "//", "#", "##", "%", "%%"]), st.text(max_size=12))
def test_any_pattern_gives_a_value(value: str, operator: str, rest: str) -> None:
    asked = changed(f"${{A{operator}{rest}}}")
    if asked is not None:
        assert isinstance(change(value, *asked[1:]), str)
