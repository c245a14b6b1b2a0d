from __future__ import annotations

import pytest

from analyzer.parsing.python import rounds_of_calls

ROUNDS = {
    "a list": ("for x in [1, 2]:\n    f(x)\n", {2: 2}),
    "a name of a list": ("XS = ('a', 'b', 'c')\nfor x in XS:\n    f(x)\n", {3: 3}),
    "a dictionary's items": ("D = {'a': 1, 'b': 2}\nfor k, v in D.items():\n    f(k)\n", {3: 2}),
    "an enumeration": ("for i, x in enumerate([1, 2]):\n    f(x)\n", {2: 2}),
    "an expression": ("xs = [\n    f(x)\n    for x in (1, 2, 3)\n]\n", {2: 3}),
    "two loops": ("for x in (1, 2):\n    for y in (1, 2, 3):\n        f(x)\n", {3: 6}),
    "one element": ("for x in [1]:\n    f(x)\n", {}),
    "what nobody sees": ("for x in load():\n    f(x)\n", {}),
    "a list with unseen parts": ("for x in [1, *load()]:\n    f(x)\n", {}),
    "a dictionary with unseen parts": ("for x in {'a': 1, **load()}:\n    f(x)\n", {}),
    "a call beside a loop": ("f(1)\nfor x in [1, 2]:\n    pass\n", {}),
    "what is gone over": ("for x in sorted([1, 2]):\n    pass\n", {}),
    "a chain over lines": ("for x in [1, 2]:\n    (a\n     .f(x))\n", {3: 2}),
    "code that Python refuses": ("for x in [1, 2]\n    f(x)\n", {}),
}


@pytest.mark.parametrize(("source", "expected"), ROUNDS.values(), ids=ROUNDS)
def test_calls_in_loops_over_written_elements(source: str, expected: dict[int, int]) -> None:
    assert rounds_of_calls(source) == expected


def test_many_nested_loops_are_counted_up_to_a_limit() -> None:
    loops = "".join(f"{' ' * depth}for x in (1, 2):\n" for depth in range(15))
    assert rounds_of_calls(f"{loops}{' ' * 15}f(x)\n") == {16: 1_000}
