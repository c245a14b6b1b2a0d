"""What Python source says: names followed, dead code left alone, anything at all survived."""

from __future__ import annotations

import pickle
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.python.module import (
    LINE_LIMIT,
    PYTHON_LIMIT,
    Assertion,
    Call,
    Function,
    PythonFacts,
    parse_python,
    parse_python_text,
)


def read(source: str) -> PythonFacts:
    facts = parse_python(textwrap.dedent(source).encode())
    assert facts.problem is None
    assert facts.dialect == "python3"
    return facts


def targets(source: str) -> list[str]:
    return [call.target for call in read(source).calls]


def only_function(source: str) -> Function:
    (function,) = read(source).functions
    return function


# -- targets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("import mlflow as m\nm.log_metric('a', 1)", "mlflow.log_metric"),
        ("import mlflow.sklearn\nmlflow.sklearn.log_model(x)", "mlflow.sklearn.log_model"),
        ("import mlflow.sklearn as ms\nms.log_model(x)", "mlflow.sklearn.log_model"),
        ("from mlflow import log_metric as log\nlog('a', 1)", "mlflow.log_metric"),
        ("from .train import fit\nfit()", ".train.fit"),
        ("from . import utils\nutils.go()", ".utils.go"),
        ("from ..pkg import go\ngo()", "..pkg.go"),
        ("def f():\n    from joblib import load\n    load('m')", "joblib.load"),
        ("def fit(): ...\nfit()", "fit"),
        ("def f(model):\n    model.fit()", "?.fit"),
        ("def f(callback):\n    callback()", "?"),
        ("nobody.knows()", "?.knows"),
        ("models['a'].predict()", "?.predict"),
        ("for model in models:\n    model.fit()", "?.fit"),
        ("import a\n[a.go() for a in things]", "?.go"),
        ("import a\nf = lambda a: a.go()", "?.go"),
        ("display(frame)", "display"),
        ("class T: ...\nT().go()", "T().go"),
        ("print(1)", "print"),
    ],
)
def test_target_is_followed_through_imports_and_scopes(source: str, target: str) -> None:
    assert target in targets(source)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "from fastapi import FastAPI\napp = FastAPI()\napp.include_router(r)",
            "fastapi.FastAPI().include_router",
        ),
        (
            "from mlflow import MlflowClient\nc: object = MlflowClient()\nc.log_param()",
            "mlflow.MlflowClient().log_param",
        ),
        ("import mlflow\nwith mlflow.start_run() as run:\n    run.x()", "mlflow.start_run().x"),
        ("import a, b\nx, y = a.f(), b.g()\ny.go()", "b.g().go"),
        ("import a\nif (x := a.f()):\n    x.go()", "a.f().go"),
        ("import a\nx = given or a.f()\nx.go()", "a.f().go"),
        ("import a\nasync def f():\n    x = await a.f()\n    x.go()", "a.f().go"),
        ("import a, b\nx = a.f()\nx = b.g()\nx.go()", "b.g().go"),
        ("import a\nx = a.f()\ndef g():\n    x.go()", "a.f().go"),
        ("import a\nx = a.f()\ndef g(x):\n    x.go()", "?.go"),
        ("import a\nclass T:\n    x = a.f()\n    def g(self):\n        self.x.go()", "a.f().go"),
    ],
)
def test_target_is_followed_through_assignments(source: str, target: str) -> None:
    assert targets(source)[-1] == target


def test_attribute_set_in_any_method_is_known_in_every_method() -> None:
    facts = read(
        """
        import joblib

        class Base:
            def __init__(self):
                self.client = joblib.load("c")

        class Predictor(Base):
            def predict(self, rows):
                self.check()
                self.client.send()
                self.other.send()
                return self.model.predict(rows)

            def load(self):
                self.model = None
                self.model = joblib.load("m")
                self.model = self.model.eval()

            def check(self): ...
        """
    )
    found = {call.target for call in facts.calls if call.function == "Predictor.predict"}
    assert found == {"Predictor.check", "joblib.load().send", "?.other.send", "joblib.load().predict"}


def test_module_name_set_by_a_function_is_known_in_the_others() -> None:
    source = """
        import joblib
        model = None

        def predict(row):
            return model.predict(row)

        def startup():
            global model
            model = joblib.load("m")
    """
    assert "joblib.load().predict" in targets(source)


@pytest.mark.parametrize(
    "handler", ["wandb = None", "def wandb(): ...", "wandb = Substitute()", "class wandb: ..."]
)
def test_substitute_for_a_failed_import_does_not_hide_it(handler: str) -> None:
    source = f"try:\n    import wandb\nexcept ImportError:\n    {handler}\nwandb.log()"
    assert "wandb.log" in targets(source)


def test_a_chain_ends_where_it_grows_without_end() -> None:
    facts = read("def f(x):\n" + "    x = x.step()\n" * 2000)
    assert max(len(call.target) for call in facts.calls) <= 200


def test_attributes_that_name_each_other_end() -> None:
    facts = read("class A:\n    def f(self):\n        self.x = self.y.a()\n        self.y = self.x.b()\n")
    assert len(facts.calls) == 2


# -- imports -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy as np", ("numpy", None, "np", False, False, False)),
        ("import a.b", ("a.b", None, "a", False, False, False)),
        ("from a import *", ("a", "*", "*", False, False, False)),
        ("from .. import b as c", ("..", "b", "c", False, False, False)),
        ("try:\n    import a\nexcept ImportError:\n    pass", ("a", None, "a", True, False, False)),
        ("try:\n    import a\nexcept:\n    pass", ("a", None, "a", True, False, False)),
        ("try:\n    import a\nexcept (KeyError, Exception):\n    pass", ("a", None, "a", True, False, False)),
        ("try:\n    import a\nexcept KeyError:\n    pass", ("a", None, "a", False, False, False)),
        (
            "import contextlib\nwith contextlib.suppress(ImportError):\n    import a",
            ("a", None, "a", True, False, False),
        ),
        ("def f():\n    import a", ("a", None, "a", False, True, False)),
        ("if TYPE_CHECKING:\n    import a", ("a", None, "a", False, False, True)),
        ("if typing.TYPE_CHECKING:\n    import a", ("a", None, "a", False, False, True)),
    ],
)
def test_import(source: str, expected: tuple[object, ...]) -> None:
    found = read(source).imports[-1]
    shown = (found.module, found.name, found.alias, found.guarded, found.nested, found.type_checking)
    assert shown == expected


@pytest.mark.parametrize(
    "source",
    [
        "# import mlflow",
        '"""import mlflow"""',
        "if False:\n    import mlflow",
        "if 0:\n    import mlflow",
        "if True:\n    pass\nelse:\n    import mlflow",
        "while False:\n    import mlflow",
    ],
)
def test_what_never_runs_is_no_import(source: str) -> None:
    assert read(source).imports == ()


# -- calls -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "strings", "keywords", "positional"),
    [
        ("f('a', x, 'b')", ("a", "b"), (), 3),
        ("f(['python', 'x.py'], shell=True)", ("python", "x.py"), (("shell", "True"),), 1),
        ("f('a', 'b', 'c', 'd', 'e')", ("a", "b", "c", "d"), (), 5),
        (
            "f(port=8000, host=HOST, n=-1, none=None)",
            (),
            (("port", "8000"), ("host", ""), ("n", "-1"), ("none", "None")),
            0,
        ),
        ("f(uri='models:/x@champion')", (), (("uri", "models:/x@champion"),), 0),
        ("f(allow=['*', 'a'])", (), (("allow", "['*', 'a']"),), 0),
        ("f(*rows, **options)", (), (("**", ""),), 1),
        ("f(f'{x}')", (), (), 1),
        ("f('" + "x" * 300 + "')", ("x" * 200,), (), 1),
        ("f(k=0x" + "f" * 9000 + ")", (), (("k", ""),), 0),
    ],
)
def test_arguments_of_a_call(
    source: str, strings: tuple[str, ...], keywords: tuple[tuple[str, str], ...], positional: int
) -> None:
    assert read(source).calls == (Call("f", 1, None, strings, keywords, positional),)


def test_call_knows_its_line_and_function() -> None:
    source = """
        class Trainer:
            def fit(self):
                def inner():
                    (frame
                     .filter()
                     .show())
    """
    assert [(call.target, call.line, call.function) for call in read(source).calls] == [
        ("?.filter", 6, "Trainer.fit.inner"),
        ("?.filter().show", 7, "Trainer.fit.inner"),
    ]


@pytest.mark.parametrize(
    ("source", "prints", "logs"),
    [
        ("print(1)\nprint()", 2, 0),
        ("from rich import print\nprint(1)", 0, 0),
        ("import logging\nlogging.info('a')\nlogging.getLogger().warning('b')", 0, 2),
        ("from loguru import logger\nlogger.info('a')", 0, 1),
        ("from .log import logger\nlogger.exception('a')", 0, 1),
        ("class A:\n    def f(self, logger):\n        self.logger.info(1)\n        logger.debug(2)", 0, 2),
        ("import structlog\nlog = structlog.get_logger()\nlog.info('a')", 0, 1),
        ("import math, wandb\nmath.log(2)\nwandb.log({})\nst.info('x')", 0, 0),
    ],
)
def test_prints_and_log_calls(source: str, prints: int, logs: int) -> None:
    facts = read(source)
    assert (facts.prints, facts.log_calls) == (prints, logs)


# -- definitions -------------------------------------------------------------------------------------


def test_function() -> None:
    source = '''
        import mlflow
        from fastapi import FastAPI
        app = FastAPI()
        LIMIT = 3

        @app.post("/predict", tags=["a"])
        async def predict(row: Row, *rest: int, flag: bool = True):
            """Predicts."""
            value = mlflow.pyfunc.load_model("m")
            return value.predict(row) + LIMIT
    '''
    function = only_function(source)
    assert (function.name, function.qualified_name, function.line, function.end_line) == (
        "predict",
        "predict",
        8,
        11,
    )
    assert function.parameters == ("row", "rest", "flag")
    assert function.annotated
    assert function.documented
    assert not function.empty
    assert not function.nested
    assert function.names == (
        "LIMIT",
        "mlflow.pyfunc.load_model",
        "mlflow.pyfunc.load_model().predict",
    )
    (decorator,) = function.decorators
    assert (decorator.target, decorator.strings) == ("fastapi.FastAPI().post", ("/predict",))
    assert decorator.keywords == (("tags", "['a']"),)


@pytest.mark.parametrize(
    ("signature", "annotated"),
    [
        ("def f() -> None: ...", True),
        ("def f(x: int): ...", True),
        ("def f(x: int, y): ...", False),
        ("def f(): ...", False),
        ("def f(self, x: int): ...", True),
        ("def f(self): ...", False),
    ],
)
def test_annotated(signature: str, annotated: bool) -> None:
    assert only_function(signature).annotated is annotated


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        ("pass", True),
        ("...", True),
        ("'text'", True),
        ("return", True),
        ("return None", True),
        ("return 1", False),
        ("x = 1", False),
        ("raise NotImplementedError", False),
    ],
)
def test_empty(body: str, empty: bool) -> None:
    assert only_function(f"def f():\n    {body}").empty is empty


def test_names_of_a_nested_function_belong_to_the_outer_one_too() -> None:
    outer, inner = read("import a\ndef f():\n    def g():\n        return a.b\n    return g").functions
    assert inner.nested
    assert inner.names == ("a.b",)
    assert outer.names == ("a.b", "f.g")


def test_class() -> None:
    (definition,) = read(
        """
        import unittest
        from typing import Generic
        class Test(unittest.TestCase, Generic[T], metaclass=M):
            def setUp(self): ...
            def test_a(self): ...
        """
    ).classes
    assert definition.bases == ("unittest.TestCase", "typing.Generic")
    assert definition.methods == ("setUp", "test_a")


def test_module_facts() -> None:
    facts = read(
        '''
        """Module.

        >>> 1 + 1
        2
        """
        # a comment
        from fastapi import FastAPI

        app = FastAPI()
        application = app
        PATH, OTHER = "$HOME", 1
        table = {}

        def run():
            """>>> run()"""
            hidden = 1

        if __name__ == "__main__":
            run()
        '''
    )
    assert facts.documented
    assert facts.doctests == 2
    assert facts.main_guard == 19
    assert facts.code_lines == 14
    assert facts.local_definitions == {"run"}
    assert facts.assigned == (
        ("app", "fastapi.FastAPI", 10),
        ("application", "fastapi.FastAPI", 11),
        ("PATH", "$HOME", 12),
        ("OTHER", "1", 12),
        ("table", "", 13),
    )


# -- assertions --------------------------------------------------------------------------------------


def assertions(body: str) -> list[tuple[str, tuple[str, ...], bool]]:
    source = "import pytest, numpy as np\nfrom app import fit\nclass T:\n    def test(self, client):\n"
    found: tuple[Assertion, ...] = read(source + textwrap.indent(body, " " * 8)).assertions
    assert all(each.function == "T.test" for each in found)
    return [(each.kind, each.names, each.trivial) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("assert fit(1) == 2", ("assert", ("app.fit",), False)),
        ("r = fit(1)\nassert r.score > 0.5", ("assert", ("app.fit().score", "r"), False)),
        ("assert client.get('/').ok", ("assert", ("?.get", "client"), False)),
        ("self.assertEqual(fit(1), 2)", ("unittest", ("app.fit",), False)),
        ("self.fail('no')", ("unittest", (), False)),
        ("np.testing.assert_allclose(fit(1), 2)", ("helper", ("app.fit",), False)),
        ("client.assert_called_once_with(1)", ("helper", ("client",), False)),
        (
            "with pytest.raises(ValueError):\n    fit(client)",
            ("raises", ("ValueError", "app.fit", "client"), False),
        ),
        ("with self.assertRaises(KeyError):\n    fit(1)", ("unittest", ("KeyError", "app.fit"), False)),
        ("assert True", ("assert", (), True)),
        ("assert 1 == 1, fit(1)", ("assert", (), True)),
        ("assert 'x'", ("assert", (), True)),
        ("assert (client, 'message')", ("assert", ("client",), True)),
        ("self.assertTrue(True)", ("unittest", (), True)),
    ],
)
def test_assertion(body: str, expected: tuple[str, tuple[str, ...], bool]) -> None:
    assert assertions(body) == [expected]


@pytest.mark.parametrize("body", ["self.assertion_count()", "client.get()", "raise AssertionError", "fit(1)"])
def test_no_assertion(body: str) -> None:
    assert assertions(body) == []


# -- notebooks written out ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "export"),
    [
        ("# In[1]:\nx = 1\n# In[ ]:\ny = 2\n", True),
        ("# In[1]:\nx = 1\n", False),
        ("# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n# ---\n# %%\nx = 1\n", True),
        ("# %%\nx = 1\n# %%\ny = 1\n", False),
        (
            "# This Python 3 environment comes with many helpful analytics libraries installed\nimport os\n",
            True,
        ),
        ("import os\n", False),
    ],
)
def test_notebook_export(source: str, export: bool) -> None:
    assert read(source).notebook_export is export


# -- what Python refuses -----------------------------------------------------------------------------

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
