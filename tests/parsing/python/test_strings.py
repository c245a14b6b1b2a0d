"""Files whose f-strings would take Python's own parser minutes are read by the other one."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.python import strings as python_strings
from analyzer.parsing.python.module import parse_python
from analyzer.parsing.python.strings import FORMATTING_LIMIT, code_only, formatting_work

old = pytest.mark.skipif(sys.version_info >= (3, 12), reason="f-strings are read in one go since 3.12")


@old
@pytest.mark.parametrize(
    "text, work",
    [
        ("x = f'{a}{b}'", 2 * 7),
        ("x = rF'''{a}\n'''", 1 * 7),
        ('x = F"{a}"  # f"{b}"', 4),
        ("x = '{a}' + f'' + {}[{}]", 0),
        ("x = 'f\\'{a}'", 0),
        ("x = f'{a}' '''", 4),
    ],
)
def test_fields_are_counted_with_the_length_of_their_string(
    text: str, work: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_strings, "FORMATTING_LIMIT", 1)
    assert formatting_work(text) == work


def test_a_file_of_few_braces_is_not_looked_through() -> None:
    assert formatting_work("x = f'{a}'") == 0


@old
def test_a_file_with_too_many_fields_is_recovered() -> None:
    fields = int((FORMATTING_LIMIT / 3) ** 0.5) + 10
    facts = parse_python(f"import mlflow\nx = f'{'{a}' * fields}'\n".encode())
    assert (facts.dialect, facts.problem) == (
        "recovered",
        "more fields in its f-strings than can be read",
    )
    assert [each.module for each in facts.imports] == ["mlflow"]


def test_a_dictionary_of_any_length_is_read() -> None:
    facts = parse_python(f"import mlflow\nx = [{'{1: 2}, ' * 30_000}]\ny = f'{{a}}'".encode())
    assert (facts.dialect, facts.problem) == ("python3", None)


CODE_ONLY = {
    "a comment": ("x = 1  # y = 2\n", "x = 1  \n"),
    "a sign inside of a text": ("x = 'a # b'  # c\n", "x = 'a # b'  \n"),
    "a docstring": ('"""One.\n\nTwo."""\nx = 1\n', "\n\n\nx = 1\n"),
    "the docstring of a function": (
        "def f():\n    'One.'  # two\n    g('a')\n",
        "def f():\n      \n    g('a')\n",
    ),
    "a raw docstring": ('r"""One."""\nx = 1\n', "\nx = 1\n"),
    "an argument of its own line": ("f(\n    'a',\n    'b'\n)\n", "f(\n    'a',\n    'b'\n)\n"),
    "a value of its own line": ("x = \\\n    'a'\n", "x = \\\n    'a'\n"),
    "a value": ('x = """a\nb"""\n', 'x = """a\nb"""\n'),
    "a bracket in a text": ("x = '('\n'alone'\n", "x = '('\n\n"),
    "no end": ("x = 1\n'''# a", "x = 1\n'''# a"),
}


@pytest.mark.parametrize(("text", "code"), CODE_ONLY.values(), ids=CODE_ONLY)
def test_code_has_neither_comments_nor_texts_that_stand_alone(text: str, code: str) -> None:
    assert code_only(text) == code


@given(st.text(alphabet="ab#'\"\n\\() =", max_size=60))
def test_code_keeps_its_lines(text: str) -> None:
    assert code_only(text).count("\n") == text.count("\n")


def test_texts_in_three_quotes_are_left_out_where_that_is_asked() -> None:
    program = 'a = f"""\nb = 1\n"""\nc = "d"\ne = [\'\'\'f\'\'\']\n'
    assert code_only(program) == program
    assert code_only(program, long_texts=False) == 'a = \n\n\nc = "d"\ne = []\n'
