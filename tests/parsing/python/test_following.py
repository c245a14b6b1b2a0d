"""What an answer decides, and where arguments come from."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.python import Followed, follow_answer, origins_of
from analyzer.parsing.python.following import FOLLOWED_LENGTH, LOOKS_LIMIT

# Code after `a = ask()`, and what its answer decides there.
DECIDES = {
    "a branch that raises": ("if a > 1:\n    raise ValueError", [(3, "raise")]),
    "the other branch": ("if a > 1:\n    pass\nelse:\n    raise ValueError", [(5, "raise")]),
    "a later branch": ("if x:\n    pass\nelif a:\n    raise ValueError", [(5, "raise")]),
    "a branch before": ("if x:\n    raise ValueError\nelif a:\n    pass", []),
    "a loop": ("while a:\n    raise ValueError", [(3, "raise")]),
    "a match": ("match a:\n    case 1:\n        raise ValueError", [(4, "raise")]),
    "an assertion": ("assert a", [(2, "assert")]),
    "an exit": ("if a:\n    sys.exit(1)", [(3, "exit")]),
    "an exit by raising": ("if a:\n    raise SystemExit(1)", [(3, "exit")]),
    "an exit code": ("sys.exit(int(a))", [(2, "exit")]),
    "an exit code that is raised": ("raise SystemExit(a)", [(2, "exit")]),
    "a call": ("if a:\n    tell('x')", [(3, "call tell x")]),
    "a call in a condition": ("tell() if a else None", [(2, "call tell")]),
    "a call after `or`": ("a or tell()", [(2, "call tell")]),
    "a call before `or`": ("tell() or a", []),
    "a call after leaving": ("def f():\n    if a:\n        return\n    tell()", [(5, "call tell")]),
    "no exception after leaving": ("def f():\n    if a:\n        return\n    raise ValueError", []),
    "whether it is there": ("if a is None:\n    raise ValueError", []),
    "whether it is a number": ("if isnan(a):\n    raise ValueError", []),
    "whether it is there and large": ("if a is not None and a > 1:\n    raise ValueError", [(3, "raise")]),
    "another name": ("if b:\n    raise ValueError", []),
    "through a name": ("b = a['x']\nif b:\n    raise ValueError", [(4, "raise")]),
    "through a pair": ("b, c = a\nif c:\n    raise ValueError", [(4, "raise")]),
    "through a list": ("b = []\nfor c in a:\n    if c > 1:\n        b.append(c)\nif b:\n    raise ValueError", [(5, "call append"), (7, "raise")]),
    "through a count": ("n = 0\nif a:\n    n += 1\nif n:\n    raise ValueError", [(6, "raise")]),
    "through a walrus": ("if (b := a):\n    pass\nif b:\n    raise ValueError", [(5, "raise")]),
    "through `self`": ("def f(self):\n    self.b = a\ndef g(self):\n    if self.b:\n        raise ValueError", [(6, "raise")]),
    "through a parameter": ("def f(b):\n    if b:\n        raise ValueError\nf(a)", [(4, "raise")]),
    "through a keyword": ("def f(c, b=0):\n    if b:\n        raise ValueError\nf(1, b=a)", [(4, "raise")]),
    "through another parameter": ("def f(b, c):\n    if c:\n        raise ValueError\nf(a, 1)", []),
    "through a result": ("def f():\n    return a\nif f():\n    raise ValueError", [(5, "raise")]),
    "through a flag of a function": ("def f():\n    if a:\n        return True\n    return False\nif f():\n    raise ValueError", [(7, "raise")]),
    "through a module's function": ("def f():\n    return a\nif os.f():\n    raise ValueError", []),
    "in a block": ("with x as y:\n    try:\n        if a:\n            raise ValueError\n    finally:\n        pass", [(5, "raise")]),
    "before it was known": ("b = {}\nif b:\n    raise ValueError\nb.update(x=a)", []),
    "before it was known, in a loop": (
        "b = {}\nfor c in d:\n    if b:\n        raise ValueError\n    b = a", [(5, "raise")]),
    "known later in another function": (
        "def f():\n    if b:\n        raise ValueError\nb = a", [(4, "raise")]),
    "in a handler": ("try:\n    b = a\nexcept ValueError:\n    raise", []),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), DECIDES.values(), ids=DECIDES)
def test_what_an_answer_decides(body: str, expected: list[tuple[int, str]]) -> None:
    followed = follow_answer(f"a = ask(); import os\n{body}\n", [(1, "ask")])
    found = [
        (each.line, " ".join((each.kind, each.name if each.kind == "call" else "", *each.texts)).strip())
        for each in followed.decisions
        if each.kind != "return"
    ]
    assert found == expected


STOP = "if {}:\n    raise ValueError"
DIRECTLY = {
    "by itself": ("b = a\n" + STOP.format("b"), True),
    "a count": ("n = 0\nif a:\n    n += 1\n" + STOP.format("n"), True),
    "a share of a score": ("n = 1.0\nif not a:\n    n -= 0.3\n" + STOP.format("n < 0.7"), False),
    "its length as a share of a score": ("n = 1.0\nn -= len(a) * 0.1\n" + STOP.format("n < 0.7"), False),
    "a whole number of points": ("n = 1.0\nif not a:\n    n -= 1.0\n" + STOP.format("n < 0.7"), True),
    "an entry": ("r = {}\nr['a'] = a\n" + STOP.format("r['a']"), True),
    "an entry of an entry": ("r = {'b': {}}\nr['b']['a'] = a\n" + STOP.format("r['c']"), False),
    "a record": ("r = {'a': a}\n" + STOP.format("r['a']"), True),
    "a record in a record": ("r = {'c': 1, 'b': {'a': a}}\n" + STOP.format("r['c']"), False),
    "a part of a result": ("def f():\n    return True, a\nb, c = f()\n" + STOP.format("c"), True),
    "another part of a result": ("def f():\n    return True, a\nb, c = f()\n" + STOP.format("b"), False),
    "a part that the answer chose": (
        "def f():\n    if a:\n        return True, d\n    return False, d\nb, c = f()\n" + STOP.format("b"), True),
    "any part, for the whole is one too": (
        "def f():\n    if x:\n        return a\n    return True, a\nb, c = f()\n" + STOP.format("b"), True),
}  # fmt: skip


@pytest.mark.parametrize(("body", "stops"), DIRECTLY.values(), ids=DIRECTLY)
def test_what_an_answer_decides_directly(body: str, stops: bool) -> None:
    source = f"a = ask()\n{body}\n"
    found = follow_answer(source, [(1, "ask")], directly=True).decisions
    assert ("raise" in {each.kind for each in found}) is stops
    assert "raise" in {each.kind for each in follow_answer(source, [(1, "ask")]).decisions}


def test_what_the_call_is_asked_of_holds_its_answer_but_a_module_does_not() -> None:
    source = "import lib\nr = lib.Report()\nr.run(1)\nif r.passed:\n    raise ValueError\nif lib.debug:\n    raise KeyError\n"
    assert [each.line for each in follow_answer(source, [(3, "run")]).decisions] == [5]
    assert (
        follow_answer("import lib\nlib.run(1)\nif lib.debug:\n    raise KeyError\n", [(2, "run")])
        == Followed()
    )


def test_functions_that_hand_an_answer_on_are_named() -> None:
    source = "def f():\n    return ask()\n\ndef g():\n    return f()\n\ndef h():\n    return 1\n"
    assert follow_answer(source, [(2, "ask")]).returning == {"f", "g"}
    assert follow_answer(source, [], ["h"]).returning == {"h"}


def test_nothing_is_followed_in_what_is_too_long_or_no_python() -> None:
    assert follow_answer("a = ask()\nassert a\n" + "#" * FOLLOWED_LENGTH, [(1, "ask")]) == Followed()
    assert follow_answer("a = ask(\n", [(1, "ask")]) == Followed()
    many = "a = ask()\nassert a\n" + "b = a\n" * (LOOKS_LIMIT // 20)
    assert follow_answer(many[:FOLLOWED_LENGTH], [(1, "ask")]).decisions
    nested = "a = ask()\nb = " + "(1 if a else " * 60 + "tell()" + ")" * 60 + "\n"
    assert [each.name for each in follow_answer(nested, [(1, "ask")]).decisions] == ["tell"]


def test_many_alternatives_are_followed_without_depth() -> None:
    source = "a = ask()\nif a:\n    pass\n" + "elif x:\n    pass\n" * 2000 + "else:\n    tell()\n"
    assert [each.name for each in follow_answer(source, [(1, "ask")]).decisions] in ([], ["tell"])


SIDES = {
    "names": ("stat(ref, cur)", [{"ref"}, {"cur"}]),
    "columns": ("stat(ref['x'], cur['x'])", [{"ref", "x"}, {"cur", "x"}]),
    "an attribute": ("stat(self.live_data)", [{"self", "live", "data"}]),
    "what a name was made of": ("a = load('train.csv')\nstat(a)", [{"a", "load", "train", "csv"}]),
    "a loop's column, which is not followed": ("for c in ref:\n    stat(cur[c])", [{"cur", "c"}]),
    "a loop's element, which is": ("for c in ref:\n    stat(c)", [{"c", "ref"}]),
    "a pair": ("a, b = ref, cur\nstat(b)", [{"b", "cur"}]),
    "a parameter": ("def f(x, y):\n    stat(y)\nf(ref, cur)", [{"y", "cur"}]),
    "a parameter by its name": ("def f(x, y):\n    stat(y)\nf(1, y=cur)", [{"y", "cur"}]),
    "itself": ("a = a + b\nstat(a)", [{"a", "b"}]),
}  # fmt: skip


@pytest.mark.parametrize(("source", "sides"), SIDES.values(), ids=SIDES)
def test_where_arguments_come_from(source: str, sides: list[set[str]]) -> None:
    line = next(number for number, row in enumerate(source.split("\n"), 1) if "stat(" in row)
    (found,) = origins_of(source, [(line, "stat")])
    assert [set(each) for each in found.sides] == sides


def test_a_difference_times_a_logarithm_of_a_quotient_is_found() -> None:
    (found,) = origins_of("def psi(e, a):\n    return sum((a - e) * np.log(a / e))\n", [])
    assert (found.line, found.name, found.function) == (2, "log", "psi")
    assert found.sides == (frozenset("a"), frozenset("e"))
    for source in (
        "a * np.log(a / e)",
        "(a - e) * np.log(a)",
        "(a + e) * np.log(a / e)",
        "(a - e) + np.log(a / e)",
    ):
        assert origins_of(source, []) == ()


def test_the_words_around_are_those_of_the_function_alone() -> None:
    source = "threshold = 'drift'\n\ndef f(a):\n    '''Compares shifts.'''\n    stat(a)\n"
    (found,) = origins_of(source, [(5, "stat")])
    assert found.around == {"f", "a", "compares", "shifts", "stat"}
    assert origins_of("stat(", [(1, "stat")]) == origins_of("#" * (FOLLOWED_LENGTH + 1), []) == ()


CODE = st.text(alphabet="ab=()[]:,.+ \n'if", max_size=60)


@given(CODE, st.sampled_from(["if a:\n", "for b in a:\n", "def f(a):\n", ""]))
def test_any_text_is_followed_without_an_exception(text: str, heading: str) -> None:
    source = "a = ask()\n" + heading + textwrap.indent(text, "    ")
    follow_answer(source, [(1, "ask")])
    origins_of(source, [(1, "ask")])
