"""Lists of words: arrays, what is added to them, and the parts of them that a command takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.shell.script import parse_script


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('cmd=(pytest -q)\n"${cmd[@]}"', [("pytest", "-q")]),
        ('cmd=(pytest -k "a b")\n"${cmd[@]}" tests', [("pytest", "-k", "a b", "tests")]),
        ("cmd=(pytest -k 'a b')\n${cmd[@]}", [("pytest", "-k", "a", "b")]),
        ('cmd=(pytest -q)\n"${cmd[*]}"', [("pytest -q",)]),
        ("cmd=(pytest -q)\n${cmd[*]}", [("pytest", "-q")]),
        ("cmd=(pytest -q)\n$cmd", [("pytest",)]),
        ('cmd=(a b c)\n"${cmd[1]}" "${cmd[-1]}" ${cmd[9]}', [("b", "c")]),
        ('cmd=(a b c)\n"${cmd[@]:1}"', [("b", "c")]),
        ('cmd=(a b c)\n"${cmd[@]:1:1}"', [("b",)]),
        ('cmd=(a b c)\n"${cmd[@]: -1}"', [("c",)]),
        ('args=(\n  -q # quiet\n  tests\n)\npytest "${args[@]}"', [("pytest", "-q", "tests")]),
        ('args=()\npytest "${args[@]}" x', [("pytest", "x")]),
        ('args=()\npytest "tests/${args[@]}"', [("pytest", "tests/")]),
        ('args=()\npytest "${args[@]:-tests}"', [("pytest", "tests")]),
        ('args=(a)\npytest ${args[@]+"${args[@]}"}', [("pytest", "a")]),
        ('args=(a)\npytest ${args[@]+"x"}', [("pytest", '${args[@]+"x"}')]),
        ('args=(a)\nargs+=(b "c d")\npytest "${args[@]}"', [("pytest", "a", "b", "c d")]),
        ('args+=(b)\npytest "${args[@]}"', [("pytest", "b")]),
        ('args=(a)\nif x; then args+=(b); fi\npytest "${args[@]}"', [("x",), ("pytest", "a")]),
        ('args=(a)\nargs[1]=b\npytest "${args[@]}"', [("pytest", "${args[@]}")]),
        ('args=(a)\nargs=b\npytest "${args[@]}" $args', [("pytest", "${args[@]}", "b")]),
        ('args=([x]=a [y]=b)\npytest "${args[@]}"', [("pytest", "${args[@]}")]),
        ('pytest "${args[@]}" "${args[0]}"', [("pytest", "${args[@]}", "${args[0]}")]),
        ('args=(a $X "$(b)")\npytest "${args[@]}"', [("pytest", "a", "$X", "$(b)")]),
        ('local -a args=(a b)\npytest "${args[@]}"', [("local", "-a", "args=(a b)"), ("pytest", "a", "b")]),
        ('for d in a b; do args+=("t/$d"); done\npytest "${args[@]}"', [("pytest", "t/a", "t/b")]),
        ('dirs=(a b)\nfor d in "${dirs[@]}"; do pytest $d; done', [("pytest", "a"), ("pytest", "b")]),
        ('f() { x=("$@"); "${x[@]}"; }\nf pytest "a b"', [("pytest", "a b")]),
        ('f() { "${@:2}" "$1"; }\nf a pytest -q', [("pytest", "-q", "a")]),
        ('f() { shift; "$@"; }\nf a pytest "b c"', [("shift",), ("pytest", "b c")]),
        ("f() { echo $*; }\nf a b\nf", [("echo", "a", "b"), ("echo",)]),
        ('f() { g x; echo "$1"; }\ng() { echo "$1"; }\nf y', [("echo", "x"), ("echo", "y")]),
        ('O="-q"\nO+=" -x"\npytest $O', [("pytest", "-q", "-x")]),
        ('O+=" -x"\npytest $O', [("pytest", "$O")]),
        ('T=tests\npytest "${T:?not set}" ${U:?not set}', [("pytest", "tests", "${U:?not set}")]),
    ],
)
def test_a_list_stands_for_its_words(script: str, expected: list[tuple[str, ...]]) -> None:
    assert [each.words for each in parse_script(script)] == expected


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ('r() {\n  echo\n  "$@"\n}\nr pytest', 5),
        ("r() {\n  ls && $1 -q\n}\nr pytest", 4),
        ('s() {\n  "$@"\n}\nr() {\n  s "$@"\n}\nr pytest', 5),
        ('r() {\n  pytest "$@"\n}\nr -q', 2),
        ('"$@"\npytest', 2),
    ],
)
def test_a_command_that_a_function_is_handed_stands_at_its_call(script: str, line: int) -> None:
    assert [each.line for each in parse_script(script) if each.words[0] == "pytest"] == [line]


def test_a_list_that_doubles_without_end_stays_short() -> None:
    script = "a=(x)\n" + 'a=("${a[@]}" "${a[@]}")\n' * 40 + 'pytest "${a[@]}"'
    (command,) = parse_script(script)
    assert len(" ".join(command.words)) <= 4_200


PIECES = [
    "a=(",
    "a+=(",
    ")",
    '"${a[@]}"',
    "${a[*]:1}",
    "${a[0]}",
    "x",
    "'",
    "\n",
    "for a in",
    "; do",
    "done",
    "$a",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_lists_end(pieces: list[str]) -> None:
    assert len(parse_script(" ".join(pieces))) <= 2_000
