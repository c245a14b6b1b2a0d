from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain naïve 模型 🙂", "plain naïve 模型 🙂"),
        ("\x1b[31m\x9b\x00\x7f", "\\x1b[31m\\x9b\\x00\\x7f"),
        ("a\nb\r\tc\u2028\x85", "a\\nb\\r\\tc\\u2028\\x85"),
        ("safe\u202egnp.exe", "safe\\u202egnp.exe"),
        ("\u200b\ufeff\U000e0041", "\\u200b\\ufeff\\U000e0041"),
        ("\udcff \ud83d", "\\xff \\ud83d"),
        ("no\xa0break", "no\xa0break"),
    ],
)
def test_what_acts_on_a_reader_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("limit", "shown"), [(None, "abcdef\\n"), (8, "abcdef\\n"), (7, "abcd..."), (0, "...")]
)
def test_long_text_ends_in_an_ellipsis(limit: int | None, shown: str) -> None:
    assert visible("abcdef\n", limit) == shown


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_any_text_becomes_one_line_that_can_be_written(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert visible(shown) == shown
    assert shown.encode("utf-8").decode("utf-8") == shown
