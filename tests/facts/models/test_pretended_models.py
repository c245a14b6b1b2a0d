from __future__ import annotations

import pytest

from analyzer.facts.models.pretended_models import pretended_at, pretended_models
from tests.support.snapshots import snapshot

RANDOM = "import random\n\n\ndef predict(x):\n    return {'score': random.random()}\n"
ROUTE = (
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/v1/predict')\ndef answer(x):\n"
    "    return {'prediction': 1, 'confidence': 0.9}\n"
)
LOAD = (
    "import time\n\n\nclass Service:\n    def load_model(self, path):\n"
    "        # TODO: Replace with actual model loading code\n        self.model = Nothing()\n        print(time.time())\n"
)
# A file of a repository, and what in it promises a model and holds none.
PRETENDED = {
    "random numbers": ({"svc/a.py": RANDOM}, ["svc/a.py:4-5 predict answers with random numbers"]),
    "a constant of a route": ({"svc/a.py": ROUTE}, ["svc/a.py:6-8 answer answers with a constant"]),
    "a loading to be done": (
        {"svc/a.py": LOAD}, ["svc/a.py:5-8 Service.load_model loads no model: a comment says that it is still to be done"]),
    "a method": ({"svc/a.py": "class A:\n    def predict(self, x):\n        return 1\n"}, ["svc/a.py:2-3 A.predict answers with a constant"]),
    "a check that always passes": (
        {"svc/a.py": "def bias_gate(rows):\n    print('checking')\n    return {'passed': True, 'rows': len(rows)}\n"},
        ["svc/a.py:1-3 bias_gate answers with `passed: True` and looks at nothing"]),
    "a check that looks": ({"svc/a.py": "def bias_gate(rows):\n    measure(rows)\n    return {'passed': True}\n"}, []),
    "a check that may fail": (
        {"svc/a.py": "def gate(x):\n    if x > 1:\n        return {'passed': False}\n    return {'passed': True}\n"}, []),
    "a list of results": ({"svc/a.py": "def gate(x):\n    found = [{'passed': True}]\n    return found\n"}, []),
    "of another name": ({"svc/a.py": RANDOM.replace("predict", "draw")}, []),
    "of a name that begins so": ({"svc/a.py": RANDOM.replace("predict", "predictable")}, []),
    "infers a type": ({"svc/a.py": "def infer_rank(x):\n    return 1\n"}, []),
    "a dummy": ({"svc/a.py": "class DummyModel:\n    def predict(self, x):\n        return 1\n"}, []),
    "a baseline": ({"svc/baseline.py": RANDOM}, []),
    "a simulation": ({"svc/simulator.py": RANDOM}, []),
    "a test": ({"tests/test_a.py": RANDOM}, []),
    "an example": ({"examples/a.py": RANDOM}, []),
    "beside a model": ({"svc/a.py": "import joblib\n\nmodel = joblib.load('model.pkl')\n" + RANDOM}, []),
    "an interface": ({"svc/a.py": "class A:\n    def predict(self, x):\n        raise NotImplementedError\n"}, []),
    "an empty one": ({"svc/a.py": "class A:\n    def predict(self, x):\n        pass\n"}, []),
    "a loading that loads": (
        {"svc/a.py": LOAD.replace("Nothing()", "joblib.load(path)").replace("import time", "import joblib, time")}, []),
    "a loading by somebody else": ({"svc/a.py": LOAD.replace("Nothing()", "self.store.fetch(path)")}, []),
    "a loading without the comment": ({"svc/a.py": LOAD.replace("TODO: Replace with actual model loading code", "the first")}, []),
    "a loading with another task": ({"svc/a.py": LOAD.replace("TODO: Replace with actual model loading code", "TODO: time it")}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "found"), PRETENDED.values(), ids=PRETENDED)
def test_functions_that_promise_a_model(files: dict[str, str], found: list[str]) -> None:
    assert [
        f"{each.path}:{each.first_line}-{each.last_line} {each.name} {each.why}"
        for each in pretended_models(snapshot(files))
    ] == found


def test_the_function_around_a_line() -> None:
    repo = snapshot({"svc/a.py": ROUTE})
    assert [pretended_at(repo, "svc/a.py", line) is not None for line in (5, 6, 8, 9)] == [
        False,
        True,
        True,
        False,
    ]
    assert pretended_at(repo, "svc/b.py", 6) is None
