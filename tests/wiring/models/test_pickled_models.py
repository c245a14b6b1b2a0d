"""Pickled objects that are models, however they are kept and asked."""

from __future__ import annotations

import pytest

from tests.support.model_kinds import used

# Objects of containers: how they are kept, and the lines where they are loaded and asked.
PICKLED = {
    "of the module": (
        "import pickle\nf = open('a.pkl', 'rb')\nx = pickle.load(f)\nprint(x.predict([1]))\n",
        ["loads 3", "calls 4"],
    ),
    "unpacked": (
        "import pickle\nwith open('a.bin', 'rb') as f:\n    (dv, x) = pickle.load(f)\n\n"
        "def ask(q):\n    return x.predict(dv.transform(q))\n",
        ["loads 3", "calls 6"],
    ),
    "in a mapping": (
        "import dill\nheld = {}\nwith open('a', 'rb') as f:\n    held['x'] = dill.load(f)\n\n"
        "def ask(q):\n    return held['x'].predict_proba(q)\n",
        ["loads 4", "calls 7"],
    ),
    "in the state of an application": (
        "import cloudpickle\n\nasync def lifespan(app):\n    app.state.x = cloudpickle.load(open('a', 'rb'))\n"
        "    yield\n\ndef ask(request):\n    return request.app.state.x.predict([1])\n",
        ["loads 4", "calls 8"],
    ),
    "attribute of a class": (
        "import pickle\n\nclass Answers:\n    x = pickle.load(open('a', 'rb'))\n\n"
        "    def ask(self, q):\n        return self.x.predict(q)\n",
        ["loads 4", "calls 7"],
    ),
    "own factory": (
        "import pickle\n\ndef build():\n    return pickle.load(open('a', 'rb'))\n\n"
        "x = build()\nx.predict_proba([[1]])\n",
        ["loads 4", "calls 7"],
    ),
    "own method": (
        "import dill\n\nclass Answers:\n    def __init__(self):\n        self.x = self.make()\n\n"
        "    def make(self):\n        return dill.load(open('a', 'rb'))\n\n"
        "    def ask(self, q):\n        return self.x.predict(q)\n",
        ["loads 8", "calls 11"],
    ),
    "called": ("import dill\nx = dill.load(open('a', 'rb'))\nx([1])\n", ["loads 2", "calls 3"]),
    "read by pandas": (
        "import pandas\nx = pandas.read_pickle('a')\nx.predict([1])\n",
        ["loads 2", "calls 3"],
    ),
    "joblib": ("import joblib\nx = joblib.load('a')\nx.predict([1])\n", ["loads 2", "calls 3"]),
    "named": ("import pickle\nclf = pickle.load(open('a', 'rb'))\n", ["loads 2"]),
    "opened by its name": (
        "import pickle\nwith open('churn_model.pkl', 'rb') as f:\n    x = pickle.load(f)\n",
        ["loads 3"],
    ),
}


@pytest.mark.parametrize(("code", "lines"), PICKLED.values(), ids=PICKLED)
def test_a_pickled_object_that_predicts_is_a_model(code: str, lines: list[str]) -> None:
    assert sorted(used({"app.py": code})["app.py"], key=lambda each: each.split()[1].zfill(4)) == lines


LOADER = "import pickle\n\ndef load():\n    return pickle.load(open('a', 'rb'))\n"


@pytest.mark.parametrize(
    ("app", "wanted"),
    [
        ("from store import load\nx = load()\nx.predict([1])\n", ["calls 3"]),
        ("import store\nstore.load().predict_proba([1])\n", ["calls 2"]),
        ("from store import load\n\ndef ask(q, x=load()):\n    return x.predict(q)\n", ["calls 4"]),
        ("import held\n\ndef ask(q):\n    return held.x.predict(q)\n", ["calls 4"]),
        ("def ask(q, tide):\n    return tide.predict(q)\n", []),
        ("from store import load\nload().sort()\n", []),
    ],
    ids=["factory", "module", "parameter", "global of another module", "another program", "not asked"],
)
def test_a_pickled_object_is_followed_through_a_factory_of_another_file(app: str, wanted: list[str]) -> None:
    held = "x = None\n\ndef start():\n    global x\n    x = load(open('a', 'rb'))\n"
    found = used({"app.py": app, "store.py": LOADER, "held.py": f"from pickle import load\n{held}"})
    asked = "held.py" if "held" in app else "store.py"
    loads = {"held.py": ["loads 6"], "store.py": ["loads 4"]}
    assert found == {"app.py": wanted, "held.py": [], "store.py": []} | (
        {asked: loads[asked]} if wanted else {}
    )
