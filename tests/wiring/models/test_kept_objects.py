"""What is loaded from a file of an object under the name of something else is no model, unless it is asked."""

from __future__ import annotations

import pytest

from tests.support.model_kinds import used

HEAD = "import joblib\nimport pickle\nimport sklearn\nfrom typing import Optional\nfrom search import Index\n"
OPEN = "    with open(path, 'rb') as f:\n"
OTHER, MODEL = False, True
# name: (the module that loads, whether it loads a model)
CASES = {
    "a function of an index": (f"def load_search_index(path):\n{OPEN}        return pickle.load(f)\n", OTHER),
    "a function that says what it returns": (
        f"def load(path) -> Optional[Index]:\n{OPEN}        return pickle.load(f)\n",
        OTHER,
    ),
    "a function of chunks": (f"def load_chunks(path):\n{OPEN}        return pickle.load(f)\n", OTHER),
    "the name of its file": ("held = joblib.load('data/bm25_index.pkl')\nprint(find(held))\n", OTHER),
    "a file that is opened above": (
        "def start(find):\n    with open('chunks.pkl', 'rb') as f:\n        held = pickle.load(f)\n"
        "    return find(held)\n",
        OTHER,
    ),
    "the name it has": ("index = joblib.load(PATH)\nprint(find(index))\n", OTHER),
    "an attribute": (
        "class Search:\n    def __init__(self):\n        self.chunks = joblib.load(PATH)\n"
        "    def go(self, q):\n        return self.rank(q, self.chunks)\n",
        OTHER,
    ),
    "a cache": ("cache = joblib.load(PATH)\nprint(find(cache))\n", OTHER),
    "a vectorizer that nobody asks": ("vectorizer = joblib.load(PATH)\nprint(vectorizer)\n", OTHER),
    "an index beside a model that is asked": (
        "index = joblib.load(PATH)\n\ndef ask(q, ranker):\n    return ranker.predict(find(index, q))\n",
        OTHER,
    ),
    # A model.
    "a vectorizer that transforms": ("vectorizer = joblib.load(PATH)\nx = vectorizer.transform(q)\n", MODEL),
    "an index that is asked for its neighbours": (
        "index = joblib.load('index.pkl')\nx = index.kneighbors(q)\n",
        MODEL,
    ),
    "what a function of an index loads is asked": (
        "def load_index():\n    return joblib.load(PATH)\n\ndef ask(q):\n    it = load_index()\n"
        "    return it.predict(q)\n",
        MODEL,
    ),
    "a model by its file": ("index = joblib.load('model_index.pkl')\nprint(find(index))\n", MODEL),
    "a model by its name": ("model = joblib.load('index.pkl')\nprint(find(model))\n", MODEL),
    "a model by its function": ("def load_model_from_cache():\n    return joblib.load(PATH)\n", MODEL),
    "a cache of what is asked": (
        "def read_cache():\n    return joblib.load(PATH)\n\ndef ask(q, held):\n    return held.predict(q)\n",
        MODEL,
    ),
    "a function of an index that hands back something else": (
        "def build_index(q):\n    held = joblib.load(PATH)\n    return find(held, q)\n",
        MODEL,
    ),
    "no name at all": ("def load(path):\n    return joblib.load(path)\n", MODEL),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_loaded_is_told_by_its_names(name: str) -> None:
    code, expected = CASES[name]
    files = {"app.py": HEAD + code, "other.py": "import app\n\ndef go(net, q):\n    return net.predict(q)\n"}
    if name == "a cache":
        del files["other.py"]
    found = [each for each in used(files)["app.py"] if each.startswith("loads")]
    assert bool(found) is expected
