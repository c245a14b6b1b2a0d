"""What a function answers with."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.python import Answer, answer_of, brings_nothing

# The body of a function, and where its answer comes from.
BODIES = {
    "a number": ("return 0.5", Answer.CONSTANT),
    "a negative number": ("return -1", Answer.CONSTANT),
    "a list": ("return [0.1, 0.9]", Answer.CONSTANT),
    "under a key": ("return {'id': x.id, 'prediction': 1}", Answer.CONSTANT),
    "in a class of answers": ("return Answer(score=0.9, id=x.id)", Answer.CONSTANT),
    "after a log and a wait": ("logger.info('x')\ntime.sleep(1)\nreturn {'score': 0.9}", Answer.CONSTANT),
    "the same twice": ("if x:\n    return 1\nreturn 1", Answer.CONSTANT),
    "two values, which is a rule": ("if x > 3:\n    return 1\nreturn 0", Answer.UNKNOWN),
    "passed": ("return {'passed': True, 'name': 'bias'}", Answer.PASSED),
    "passed, in a class of results": ("return Result(passed=True)", Answer.PASSED),
    "passed after a call": ("check(x)\nreturn {'passed': True}", Answer.UNKNOWN),
    "passed or not": ("if x:\n    return {'passed': False}\nreturn {'passed': True}", Answer.UNKNOWN),
    "passed as it was told": ("return {'passed': x}", Answer.UNKNOWN),
    "nothing": ("return None", Answer.UNKNOWN),
    "an empty list": ("return []", Answer.UNKNOWN),
    "a word": ("return 'lstm'", Answer.UNKNOWN),
    "a flag": ("return True", Answer.UNKNOWN),
    "a missing answer": ("return {'prediction': None}", Answer.UNKNOWN),
    "another key": ("return {'status': 'ok'}", Answer.UNKNOWN),
    "what it was given": ("return {'prediction': x}", Answer.UNKNOWN),
    "no value": ("print(x)", Answer.UNKNOWN),
    "of a call": ("y = self.model.run(x)\nreturn {'prediction': 1}", Answer.UNKNOWN),
    "of a function": ("load(x)\nreturn 1", Answer.UNKNOWN),
    "of what is awaited": ("await x\nreturn 1", Answer.UNKNOWN),
    "of what is made inside": ("def f():\n    return 2\nreturn 1", Answer.UNKNOWN),
    "one value at a time": ("yield 1\nreturn 1", Answer.UNKNOWN),
    "random": ("return random.random()", Answer.RANDOM),
    "random, by numpy": ("return {'score': float(np.random.rand())}", Answer.RANDOM),
    "random, through a name": ("p = random.uniform(0, 1)\nq = round(p, 2)\nreturn {'score': q}", Answer.RANDOM),
    "random, into a list": (
        "found = []\nfor _ in x:\n    i = random.randint(0, 2)\n    found.append((f'c{i}', i))\nreturn found", Answer.RANDOM),
    "random beside a model": ("p = random.random()\nreturn self.model.predict(x) + p", Answer.UNKNOWN),
    "random in one branch": ("if x:\n    return random.random()\nreturn x", Answer.UNKNOWN),
    "random, not in the answer": ("a = random.random()\nreturn x", Answer.UNKNOWN),
    "a method of that name": ("return self.picker.random()", Answer.UNKNOWN),
}  # fmt: skip


def function(body: str, keyword: str = "async def") -> str:
    return f"    {keyword} predict(self, x):\n" + textwrap.indent(body, "        ") + "\n"


@pytest.mark.parametrize(("body", "answer"), BODIES.values(), ids=BODIES)
def test_where_an_answer_comes_from(body: str, answer: Answer) -> None:
    assert answer_of(function(body)) is answer


@pytest.mark.parametrize(
    "source", ["", "x = 1", "def f(:", "def f(): pass", "class A:\n    def f(self):\n        return 1"]
)
def test_without_a_function_nothing_can_be_told(source: str) -> None:
    assert answer_of(source) is Answer.UNKNOWN


def test_a_long_function_is_not_followed() -> None:
    assert answer_of("def f():\n" + "    x = 1\n" * 1_990 + "    return 1\n") is Answer.UNKNOWN
    assert answer_of("def f():\n" + "    x = 1\n" * 500 + "    return 1\n") is Answer.CONSTANT


def test_what_brings_nothing() -> None:
    assert brings_nothing(function("logger.info('x')\nself.model = Nothing()"))
    assert not brings_nothing(function("self.model = joblib.load(x)"))


@given(st.text(alphabet="def f():\n return1random.{}'[]", max_size=150))
def test_any_text_has_an_answer(text: str) -> None:
    assert answer_of(text) in Answer
