"""Methods run of objects: which classes a start makes objects of, or may be handed objects of."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.runs.called import called_by_services

SERVICE = """
from fastapi import FastAPI, Depends
{imports}
app = FastAPI()

@app.post("/predict")
def predict(row: dict):
    {body}
"""
# name: (what the service imports, its body, the helper module, the method, whether it is called)
CASES = {
    "a method of an object that nobody makes": (
        "import helpers",
        "return app.state.worker.clean(row)",
        "class Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        False,
    ),
    "a method of an object that only another module makes": (
        "import helpers",
        "return helpers.ONE.clean(row)",
        "class Worker:\n    def clean(self, x): pass\n"
        "class One:\n    def clean(self, x): pass\nONE = One()\ndef unused(): return Worker()",
        "Worker.clean",
        False,
    ),
    "a method of an object that a called function makes": (
        "from helpers import make",
        "return make().clean(row)",
        "class Worker:\n    def clean(self, x): pass\ndef make(): return Worker()",
        "Worker.clean",
        True,
    ),
    "a method that is asked before its object is made": (
        "import helpers",
        "helpers.KEPT['a'].clean(row)\n    return helpers.start()",
        "class Worker:\n    def clean(self, x): pass\nKEPT = {}\ndef start(): KEPT['a'] = Worker()",
        "Worker.clean",
        True,
    ),
    "a method of the class above the one that is made": (
        "import helpers",
        "return helpers.KEPT['a'].clean(row)",
        "class Base:\n    def clean(self, x): pass\nclass Worker(Base):\n    pass\nKEPT = {'a': Worker()}",
        "Base.clean",
        True,
    ),
    "a method of the class below the one that is made": (
        "import helpers",
        "return helpers.KEPT['a'].clean(row)",
        "class Base:\n    def clean(self, x): pass\nclass Worker(Base):\n    def clean(self, x): pass\n"
        "KEPT = {'a': Base()}",
        "Worker.clean",
        False,
    ),
    "a method of the class itself": (
        "from helpers import Worker",
        "return Worker.clean(row)",
        "class Worker:\n    @classmethod\n    def clean(cls, x): pass",
        "Worker.clean",
        True,
    ),
    "what a method of the class itself asks": (
        "from helpers import Worker",
        "return Worker.make(row)",
        "class Worker:\n    @classmethod\n    def make(cls, x): return cls().clean(x)\n"
        "    def clean(self, x): pass",
        "Worker.clean",
        True,
    ),
    "a method of a common name, of a class that is declared": (
        "from helpers import Worker",
        "return take(Worker(), row)\n\ndef take(worker: Worker, row):\n    return worker.get(row)",
        "class Worker:\n    def get(self, x): pass",
        "Worker.get",
        True,
    ),
    "a method of a common name, of a class that nobody declares": (
        "from helpers import Worker",
        "return take(Worker(), row)\n\ndef take(worker, row):\n    return worker.get(row)",
        "class Worker:\n    def get(self, x): pass",
        "Worker.get",
        False,
    ),
    "a method of what a request is read into": (
        "from helpers import Row",
        "return row\n\n@app.post('/rows')\ndef other(x: Row): return x.clean()",
        "from pydantic import BaseModel\nclass Row(BaseModel):\n    def clean(self): pass",
        "Row.clean",
        True,
    ),
    "a method of a field of what a request is read into": (
        "from helpers import Rows",
        "return row\n\n@app.post('/rows')\ndef other(x: Rows): return [each.clean() for each in x.rows]",
        "from pydantic import BaseModel\nclass Row(BaseModel):\n    def clean(self): pass\n"
        "class Rows(BaseModel):\n    rows: list[Row]",
        "Row.clean",
        True,
    ),
    "a class that its decorator hands over": (
        "import helpers",
        "return app.state.worker.clean(row)",
        "from ray import serve\n@serve.deployment\nclass Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        True,
    ),
    "what such a class loads when a server makes it": (
        "import helpers",
        "return row",
        "import bentoml\n@bentoml.service\nclass Worker:\n    def __init__(self): self.m = 1",
        "Worker.__init__",
        True,
    ),
    "a class that its decorator only fills in": (
        "import helpers",
        "return app.state.worker.clean(row)",
        "from dataclasses import dataclass\n@dataclass\nclass Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        False,
    ),
    "a class that its decorator makes a function of columns": (
        "import helpers",
        "return app.state.worker.clean(row)",
        "import daft\n@daft.udf(return_dtype=str)\nclass Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        False,
    ),
    "a class below one of a framework": (
        "import helpers",
        "return row['a'].clean(row)",
        "from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n"
        "class Dated(Base):\n    pass\nclass Worker(Dated):\n    def clean(self, x): pass",
        "Worker.clean",
        True,
    ),
    "an object of a class that a text chooses": (
        "import helpers",
        "return getattr(helpers, row['a'])().clean(row)",
        "class Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        True,
    ),
    "an object that a factory chooses by a text": (
        "from helpers import make",
        "return make(row).clean(row)",
        "import sys\nclass Worker:\n    def clean(self, x): pass\n"
        "def make(name): return getattr(sys.modules[__name__], name)()",
        "Worker.clean",
        True,
    ),
    "an object that is kept in a file": (
        "import helpers\nimport pickle",
        "held = app.state.held\n    pickle.load(open('x'))\n    return held.predict(row)",
        "class Worker:\n    def predict(self, x): pass\ndef train(): return Worker()",
        "Worker.predict",
        True,
    ),
    "what fits an object that is kept in a file": (
        "import helpers\nimport pickle",
        "held = app.state.held\n    pickle.load(open('x'))\n    app.state.other.fit(row)\n    return held.predict(row)",
        "class Worker:\n    def predict(self, x): pass\n    def fit(self, x): pass\ndef train(): return Worker()",
        "Worker.fit",
        False,
    ),
    "what fits an object that is kept in a file and made here too": (
        "import helpers\nimport pickle",
        "held = app.state.held\n    pickle.load(open('x'))\n    app.state.other.fit(row)\n    return helpers.train()",
        "class Worker:\n    def predict(self, x): pass\n    def fit(self, x): pass\ndef train(): return Worker()",
        "Worker.fit",
        True,
    ),
    "what goes on learning in an object that is kept in a file": (
        "import helpers\nimport pickle",
        "held = app.state.held\n    pickle.load(open('x'))\n    return held.partial_fit(row)",
        "class Worker:\n    def predict(self, x): pass\n    def partial_fit(self, x): pass\ndef train(): return Worker()",
        "Worker.partial_fit",
        True,
    ),
    "an object that no file is read for": (
        "import helpers",
        "held = app.state.held\n    return held.predict(row)",
        "class Worker:\n    def predict(self, x): pass\ndef train(): return Worker()",
        "Worker.predict",
        False,
    ),
    "an object in a file, of a class that nobody makes": (
        "import helpers\nimport pickle",
        "held = app.state.held\n    pickle.load(open('x'))\n    return held.predict(row)",
        "class Worker:\n    def predict(self, x): pass",
        "Worker.predict",
        False,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_method_is_reached_where_an_object_of_its_class_may_be(name: str) -> None:
    imports, body, helper, function, expected = CASES[name]
    repo = snapshot({"app.py": SERVICE.format(imports=imports, body=body), "helpers.py": helper})
    assert called_by_services(repo).has("helpers.py", function) is expected
