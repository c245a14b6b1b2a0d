"""What Python source says: names followed, dead code left alone, anything at all survived."""

from __future__ import annotations

import pytest

from analyzer.parsing.python.module import (
    Call,
)
from tests.support.python_facts import only_function, read, targets


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
