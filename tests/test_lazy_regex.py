"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import copy
import os
import re

import pytest

from analyzer import lazy_regex as house
from analyzer.lazy_regex import any_of, compile_all, compile_used, lazy_regex, share_uses
from tests.support.snapshots import registry

TEXT = "a1 b22 A333"


@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.IGNORECASE | re.MULTILINE])
def test_it_answers_what_the_compiled_one_answers(flags: int) -> None:
    source = r"(?P<letter>a)(\d+)"
    pattern, compiled = lazy_regex(source, flags), re.compile(source, flags)
    assert str(pattern.search(TEXT)) == str(compiled.search(TEXT))
    assert str(pattern.match(TEXT)) == str(compiled.match(TEXT))
    assert str(pattern.fullmatch("A333")) == str(compiled.fullmatch("A333"))
    assert pattern.findall(TEXT) == compiled.findall(TEXT)
    assert list(map(str, pattern.finditer(TEXT))) == list(map(str, compiled.finditer(TEXT)))
    assert pattern.sub("x", TEXT) == compiled.sub("x", TEXT)
    assert pattern.subn("x", TEXT) == compiled.subn("x", TEXT)
    assert pattern.split(TEXT) == compiled.split(TEXT)
    assert (pattern.pattern, pattern.flags) == (compiled.pattern, compiled.flags)
    assert (pattern.groups, pattern.groupindex) == (compiled.groups, compiled.groupindex)


def test_bytes() -> None:
    assert lazy_regex(rb"\d").findall(b"a1") == [b"1"]


def test_a_copy_matches_as_well() -> None:
    assert copy.deepcopy(lazy_regex("a")).search("a")


def test_it_is_compiled_when_it_is_used() -> None:
    wrong = lazy_regex("(")
    with pytest.raises(re.error):
        wrong.search("")
    house._made.remove(wrong)  # type: ignore[arg-type]  # it stands for a pattern


def test_every_pattern_of_the_program_can_be_compiled() -> None:
    registry()
    compile_all()
    assert all("search" in vars(pattern) for pattern in house._made)
    pattern = lazy_regex("a")
    compile_all()
    assert "search" in vars(pattern)


def test_what_a_forked_process_used_is_compiled_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "_made", [])
    monkeypatch.setattr(house, "_used", bytearray())
    first, second = lazy_regex("a"), lazy_regex("b")
    share_uses()
    later = lazy_regex("c")
    if (child := os.fork()) == 0:
        second.search(TEXT)
        later.search(TEXT)
        os._exit(0)
    os.waitpid(child, 0)
    compile_used()
    assert [("search" in vars(each)) for each in (first, second, later)] == [False, True, False]


@pytest.mark.parametrize(
    ("texts", "inside", "outside"),
    [
        (["sk-", "sk-ant-", "hf_"], ["a sk-x", "sk-ant-", "hf_"], ["sk", "hf", "ant-"]),
        (["a.b", "a.c"], ["a.c"], ["axb", "a."]),
        (["one"], ["none"], ["on"]),
        (["ab", "cd"], ["cd"], ["ad", "cb"]),
    ],
)
def test_any_of_some_texts(texts: list[str], inside: list[str], outside: list[str]) -> None:
    pattern = re.compile(any_of(texts))
    assert all(pattern.search(each) for each in inside)
    assert not any(pattern.search(each) for each in outside)
