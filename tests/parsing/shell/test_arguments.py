"""What is passed to a script, and the branches it chooses by that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.shell.script import parse_script

BRANCHES = """\
case "$1" in
  test|t) shift; pytest "$@" ;;
  lint) ruff ;;
  all*) ruff; pytest ;;
  *) help ;;
esac
after
"""


@pytest.mark.parametrize(
    ("script", "arguments", "expected"),
    [
        (BRANCHES, ("test", "qa", "-q"), ["shift", "pytest qa -q", "after"]),
        (BRANCHES, ("t",), ["shift", "pytest", "after"]),
        (BRANCHES, ("lint",), ["ruff", "after"]),
        (BRANCHES, ("all-of-it",), ["ruff", "pytest", "after"]),
        (BRANCHES, ("other",), ["help", "after"]),
        (BRANCHES, None, ["shift", "pytest $@", "ruff", "ruff", "pytest", "help", "after"]),
        ("case $MODE in a) one;; b) two;; esac", (), ["one", "two"]),
        ("MODE=b; case $MODE in a) one;; b) two;; esac", (), ["two"]),
        ("case ${1:-b} in a) one;; b) two;; esac", (), ["two"]),
        ("case $1 in a) one;& b) two;; esac", ("a",), ["one", "two"]),
        ("case $1 in $X) one;; b) two;; esac", ("b",), ["one", "two"]),
        ("for x in 1; do case $1 in a) one;; b) two;; esac; done", ("a",), ["one", "two"]),
        ("f() { case $1 in a) one;; *) two;; esac; }\nf a\nf b", (), ["one", "two"]),
        ("case $1 in a) exit 1;; esac\nafter", ("b",), ["after"]),
        ('x "$@"', (), ["x"]),
        ('x "$@"', ("a b", "c"), ["x a b c"]),
        ('x "${@:-d}"', (), ["x d"]),
        ("shift 2; x $1", ("a", "b", "c"), ["shift 2", "x c"]),
    ],
)
def test_what_is_passed_to_a_script_chooses_what_it_runs(
    script: str, arguments: tuple[str, ...] | None, expected: list[str]
) -> None:
    assert [" ".join(each.words) for each in parse_script(script, arguments=arguments)] == expected


PIECES = [
    "case",
    "$1",
    "in",
    "a)",
    "a|b)",
    "*)",
    ";;",
    ";&",
    "esac",
    "x",
    '"$@"',
    "shift",
    "\n",
    "(",
    "do",
    "done",
    "for",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=30),
    st.lists(st.sampled_from(["a", "b", "", "$1"]), max_size=3),
)
def test_any_branches_end(pieces: list[str], arguments: list[str]) -> None:
    assert len(parse_script(" ".join(pieces), arguments=tuple(arguments))) <= len(pieces)
