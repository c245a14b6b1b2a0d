"""Notebooks written out, and what Python refuses: anything at all gives facts or a problem."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.python.module import (
    LINE_LIMIT,
    PYTHON_LIMIT,
    PythonFacts,
    parse_python,
    parse_python_text,
)
from tests.support.python_facts import read

PYTHON_2 = """
import mlflow as m
from sklearn.externals import joblib
from .a import b as c
try:
    import x
except ImportError, error:
    raise Problem, "a"

class Model(Base, m.Thing):
    '''Documented.'''
    def __init__(self):
        self.model = joblib.load("m")
    def go(self, row, *rest):
        # import nothing
        print "a", self.model.predict(row, n=1, s='q')
        self.assertEqual(c(1), 2)
        self.fail("no")
        assert True
        assert row.b == 1

if __name__ == "__main__":
    Model().go(1)
"""


def test_python_2_is_recovered() -> None:
    facts = parse_python(PYTHON_2.encode())
    assert facts.dialect == "recovered"
    assert facts.problem is not None
    assert [(each.module, each.name, each.alias, each.line, each.guarded) for each in facts.imports] == [
        ("mlflow", None, "m", 2, False),
        ("sklearn.externals", "joblib", "joblib", 3, False),
        (".a", "b", "c", 4, False),
        ("x", None, "x", 6, True),
    ]
    calls = {call.target: call for call in facts.calls}
    assert set(calls) == {
        "sklearn.externals.joblib.load",
        "sklearn.externals.joblib.load().predict",
        "?.assertEqual",
        "?.fail",
        ".a.b",
        "Model",
        "Model().go",
    }
    predict = calls["sklearn.externals.joblib.load().predict"]
    assert (predict.line, predict.function, predict.positional) == (16, "Model.go", 1)
    assert predict.keywords == (("n", "1"), ("s", "q"))
    (definition,) = facts.classes
    assert (definition.bases, definition.methods) == (("Base", "mlflow.Thing"), ("__init__", "go"))
    assert definition.documented
    assert [(each.qualified_name, each.parameters) for each in facts.functions] == [
        ("Model.__init__", ("self",)),
        ("Model.go", ("self", "row", "rest")),
    ]
    assert [(each.kind, each.trivial) for each in facts.assertions] == [
        ("unittest", False),
        ("unittest", False),
        ("assert", True),
        ("assert", False),
    ]
    assert facts.prints == 1
    assert facts.main_guard == 22


def test_code_around_a_syntax_error_is_recovered() -> None:
    facts = parse_python(b"import mlflow\nx = = 1\ndef f():\n    mlflow.autolog()\n")
    assert facts.dialect == "recovered"
    assert facts.problem == "line 2: invalid syntax"
    assert [call.target for call in facts.calls] == ["mlflow.autolog"]


def test_a_function_whose_body_was_not_read_is_recovered_without_one() -> None:
    """A tab above eight spaces: the error-tolerant parser gives the inner function an empty body."""
    facts = parse_python(b"import a\ndef f():\n\t'd'\n\tdef g():\n        b.c()\n\t\treturn 1\n\tprint 2\n")
    assert facts.dialect == "recovered"
    assert [(each.qualified_name, each.documented) for each in facts.functions] == [
        ("f", True),
        ("f.g", False),
    ]


def test_recovery_can_be_declined() -> None:
    facts = parse_python_text("import a\nprint 'x'", recover=False)
    assert facts.problem is not None
    assert facts.imports == ()


@pytest.mark.parametrize(
    ("source", "dialect", "problem"),
    [
        (b"# coding: latin-1\nimport a\nx = '\xe9'\n", "python3", None),
        (b"\xef\xbb\xbfimport a\n", "python3", None),
        (b"#!/usr/bin/env python\n# -*- coding: cp1252 -*-\nimport a\n", "python3", None),
        (b"# -*- coding: utf-8-unix -*-\nimport a\n", "python3", None),
        (b"import a\n\n# coding: nonsense\n", "python3", None),
        (b"import a\nx = '\xe9'\n", "recovered", "not valid utf-8"),
        (b"# coding: nonsense\nimport a\n", "recovered", "unknown encoding: nonsense"),
        (b"# coding: zip\nimport a\n", "recovered", "unknown encoding: zip"),
        (b"# coding: cp9999\nimport a\n", "recovered", "unknown encoding: cp9999"),
    ],
)
def test_encoding(source: bytes, dialect: str, problem: str | None) -> None:
    facts = parse_python(source)
    assert (facts.dialect, facts.problem) == (dialect, problem)
    assert [each.module for each in facts.imports] == ["a"]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (b"x = 1\0", "NUL"),
        ("import a".encode("utf-16"), "UTF-16"),
        (b"x" * (PYTHON_LIMIT + 1), "limit"),
        (b"x\n" * (LINE_LIMIT + 1), "limit"),
        (b"x;" * (LINE_LIMIT + 1), "limit"),
        (b"-" * 100_000 + b"1", "nested too deeply"),
        (b"lambda:" * 70_000 + b"1", "nested too deeply"),
        (b"a" + b".a" * 100_000, "nested too deeply"),
        (b"if x:\n y\n" + b"elif x:\n y\n" * 14_000, "nested too deeply"),
    ],
)
def test_unreadable_is_a_problem_and_nothing_else(source: bytes, problem: str) -> None:
    facts = parse_python(source)
    assert problem in (facts.problem or "")
    assert (facts.imports, facts.calls, facts.code_lines) == ((), (), 0)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"(" * 100_000, id="brackets"),
        pytest.param(b"print 'x'\n" + b"a\\\n" * 29_000, id="continuations"),
        pytest.param(b"x = = 1\n" + b"\f#\n" * 29_000 + b"= =", id="comments"),
        pytest.param(b"print 1\n" + b"-" * 100_000 + b"1", id="deep"),
        pytest.param(b"print 1\n" + b"a" + b"()" * 20_000, id="chain"),
    ],
)
def test_broken_code_takes_linear_time(source: bytes) -> None:
    assert parse_python(source).problem is not None


def test_deep_but_accepted_code_is_walked() -> None:
    facts = read(
        "a" + ".a" * 500 + "()\n" + "f(" * 90 + ")" * 90 + "\nb" + ".c()" * 300 + "\n" + "1+" * 500 + "g()"
    )
    assert {"f", "g"} <= {call.target for call in facts.calls}


def test_warnings_about_the_code_are_not_ours() -> None:
    assert read(r"x = '\d'; assert (x is 1, 'y')").problem is None


PIECES = st.sampled_from(
    "import a.b as c\n|from . import x\n|def f(self, y=1):\n|class A(B):\n|    |\t|\n|self.x = y\n|x = x.f()\n|try:\n"
    "|except ImportError:\n|with a as b:\n|assert x\n|print 'x'\n|if False:\n|global x\n|lambda x: |[x for x in y]|("
    '|)|"""|\'|#|\\\n|@d(1)\n|return\n|x := 1|\0|\r|\f|é|\ud800|℘|match x:\n|case 1:\n|await f()\n|*a, b = c\n'.split(
        "|"
    )
)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_give_facts_that_cross_a_process_border(source: bytes) -> None:
    facts = parse_python(source)
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert facts.dialect == "python3" or facts.problem is not None
    lines = source.count(b"\n") + source.count(b"\r") + 1
    assert all(0 < call.line <= lines for call in facts.calls)
    assert not any(call.target.startswith(("@", "$")) or not call.target for call in facts.calls)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_text_gives_facts(text: str) -> None:
    assert isinstance(parse_python_text(text), PythonFacts)


@pytest.mark.parametrize(
    "broken", ["def f(:", "class C:", "class C(", "    def g(x:\n", "async def h(:", "@d\ndef f(:"]
)
def test_a_definition_that_breaks_off_costs_no_other_fact(broken: str) -> None:
    facts = parse_python(f"import mlflow\nmlflow.log_metric('a', 1)\n{broken}".encode())
    assert facts.dialect == "recovered" and "not recovered" not in (facts.problem or "")
    assert [call.target for call in facts.calls] == ["mlflow.log_metric"]
