"""Patterns of paths: which files they mean, and that no pattern takes long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.ci.globs import matches, only, without
from tests.support.bounds import ends

PIECES = st.text(alphabet="ab/*?[]{},!+\\.", max_size=30)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("docs/**", "docs/a/b.md", True),
        ("docs/**", "src/docs/a.md", False),
        ("**", "a/b", True),
        ("*", "a/b", False),
        ("**.md", "a/b.md", True),
        ("*.md", "a/b.md", False),
        ("**/docs/**", "docs/x", True),
        ("**/docs/**", "a/docs/x", True),
        ("**/x", "ax", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/c/d/b", True),
        ("*.{py,md}", "a.md", True),
        ("[a-c]x", "bx", True),
        ("[!a-c]x", "bx", False),
        ("ci/*.yml", "ci/test.yml", True),
        ("./ci/*.yml", "ci/test.yml", True),
        ("a?", "ab", True),
        ("a?", "a/", False),
        ("", "", True),
    ],
)
def test_a_pattern_fits(pattern: str, path: str, fits: bool) -> None:
    assert matches(pattern, path) is fits


def test_githubs_question_mark_and_plus_count_the_character_before() -> None:
    assert matches("*.jsx?", "a.js", counted=True)
    assert matches("v[0-9]+", "v12", counted=True)
    assert not matches("v[0-9]+", "v", counted=True)


@pytest.mark.parametrize(
    ("patterns", "path", "passes"),
    [
        (["src/**"], "src/a.py", True),
        (["src/**"], "docs/a.md", False),
        (["**", "!docs/**"], "docs/a.md", False),
        (["**", "!docs/**", "docs/conf.py"], "docs/conf.py", True),
        (["!docs/**"], "src/a.py", True),
    ],
)
def test_the_last_fitting_pattern_decides(patterns: list[str], path: str, passes: bool) -> None:
    assert only(patterns).passes(path) is passes


def test_what_is_left_out_lets_the_rest_through() -> None:
    assert without(["docs/**"]).passes("src/a.py")
    assert not without(["**"]).passes_any(["src/a.py", "docs/a.md"])


@given(PIECES, st.text(alphabet="ab/.", max_size=20))
def test_no_pattern_raises(pattern: str, path: str) -> None:
    for counted in (False, True):
        assert matches(pattern, path, counted=counted) in (True, False)


@given(st.text(alphabet="abc/.", max_size=30).filter(lambda each: not each.startswith("./")))
def test_a_plain_path_fits_only_itself(path: str) -> None:
    assert matches(path, path)
    assert not matches(path, path + "x")


@ends
def test_many_stars_end() -> None:
    assert not matches("*a" * 100 + "b", "a" * 2000)
