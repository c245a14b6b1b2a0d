"""What code that trains calls: functions on the way from what fits, and none that only read a request."""

from __future__ import annotations

import pytest

from analyzer.testing import run, snapshot

TRAIN = (
    "from sklearn.svm import SVC\nfrom features import shape_features\n\n\nclass Ranker:\n"
    "    def fit_all(self, rows):\n        SVC().fit(shape_features(rows), 1)\n"
)
STARTING = "from ranker import Ranker\n\n\ndef update(rows):\n    Ranker().fit_all(rows)\n"
# Imports a class that could train, has a function of the same name as one that does, and trains nothing.
OTHER = "from ranker import Ranker\n\n\ndef update(rows):\n    return read_features(rows)\n"
SERVE = (
    "from fastapi import FastAPI\nfrom features import shape_features\nfrom payloads import read_features\n"
    "from answer import ask\n\napp = FastAPI()\n\n\n@app.post('/')\ndef answer(row):\n"
    "    return ask(shape_features(read_features(row)))\n"
)
READS = "def read_features(row):\n    return row\n"


def names(
    payloads: str = READS, features: str = "shape_features", other: str = OTHER, shapes: str = ""
) -> list[str]:
    files = {
        "ranker.py": TRAIN.replace("shape_features", features),
        "start.py": STARTING,
        "tuner.py": "from sklearn.svm import SVC\n\n\nclass Tuner:\n    def learn(self, x):\n        SVC().fit(x, 1)\n",
        "features.py": shapes or f"def {features}(rows):\n    return rows\n",
        "payloads.py": payloads,
        "answer.py": f"from payloads import read_features\n{other}",
        "app.py": SERVE.replace("shape_features", features),
    }
    return [each.note.split()[0] for each in run("feature_consistency", snapshot(files)).evidence]


def test_a_module_that_imports_what_could_train_trains_nothing() -> None:
    assert names() == ["shape_features"]


def test_a_module_that_calls_what_trains_does() -> None:
    calling = OTHER.replace("return read", "Ranker().fit_all(rows)\n    return read")
    assert names(other=calling) == ["shape_features", "read_features"]


@pytest.mark.parametrize(("imported", "found"), [("ranker", False), ("tuner", True)])
def test_a_method_of_the_same_name_is_that_of_a_module_which_is_imported(imported: str, found: bool) -> None:
    other = f"import {imported}\n\n\ndef ask(rows):\n    panel.learn(rows)\n    return read_features(rows)\n"
    assert ("read_features" in names(other=other)) is found


@pytest.mark.parametrize(
    ("features", "found"),
    [
        ("shape_features", True),
        ("coerce_features", False),
        ("features_json", False),
        ("feature_id", False),
        ("get_feature_versions", False),
        ("get_feature_conversions", True),
    ],
)
def test_how_something_is_written_down_is_no_feature(features: str, found: bool) -> None:
    assert (features in names(features=features)) is found


def test_what_refuses_a_request_makes_no_features() -> None:
    calling = OTHER.replace("return read", "Ranker().fit_all(rows)\n    return read")
    refusing = "from fastapi import HTTPException\n\n\n" + READS.replace(
        "return", "raise HTTPException(400)\n    return"
    )
    assert names(refusing, other=calling) == ["shape_features"]


SHAPES = "def shape_features(rows):\n    return rows\n"
MAPPED = "def shape_features(rows):\n    return rows{}\n"
OF_MAPS = {
    "the properties of a place": ('.get("properties")', False),
    "its geometry": ("['geometry']", False),
    "another column": ('["property"]', True),
}


@pytest.mark.parametrize(("read", "found"), OF_MAPS.values(), ids=OF_MAPS)
def test_what_a_map_calls_features_is_none_of_a_model(read: str, found: bool) -> None:
    assert ("shape_features" in names(shapes=MAPPED.format(read))) is found


def test_a_helper_comes_after_what_others_call() -> None:
    helper = "def _empty_features(rows):\n    return rows\n\n\n"
    calling = SHAPES.replace("return rows", "return _empty_features(rows)")
    assert names(shapes=helper + calling) == ["shape_features"]


@pytest.mark.parametrize(
    ("first", "shown"),
    [("feature_columns", "shape_features"), ("feature_sums", "feature_sums")],
    ids=("what only names columns", "what computes"),
)
def test_what_only_names_columns_comes_after_what_computes(first: str, shown: str) -> None:
    other = f"def {first}(rows):\n    return rows\n\n\n"
    calling = SHAPES.replace("return rows", f"return {first}(rows)")
    assert names(shapes=other + calling) == [shown]


@pytest.mark.parametrize(
    ("shapes", "shown"),
    [
        ("def shape_features(rows):\n    return rows\ndef add_features(rows):\n    return rows\n", "shape_features"),
        ("def add_features(rows):\n    return rows\ndef shape_features(rows):\n    return rows\n", "shape_features"),
        ("def shape_features_event(rows):\n    return rows\ndef add_features(rows):\n    return rows\n", "add_features"),
    ],
)  # fmt: skip
def test_of_several_functions_that_is_shown_which_more_of_both_sides_calls(shapes: str, shown: str) -> None:
    called = ("shape_features", "shape_features_event", "add_features")
    asked = "\n".join(f"    {each}(row)" for each in called if f"{each}(" in shapes)
    both = f"from sklearn.svm import SVC\nfrom features import *\nfrom features import {', '.join(called)}\n"
    train = f"{both}def train(row):\n{asked}\n    SVC().fit(row, 1)\ndef tune(row):\n    shape_features(row)\n    SVC().fit(row, 2)\n"
    serve = f"from fastapi import FastAPI\n{both}app = FastAPI()\n@app.post('/')\ndef answer(row):\n{asked}\n"
    serve += "@app.post('/more')\ndef more(row):\n    return shape_features(row)\n"
    files = {"train.py": train, "app.py": serve, "features.py": shapes}
    found = run("feature_consistency", snapshot(files)).evidence
    assert [each.note.split()[0] for each in found] == [shown]


DATA_SET = (
    "class Rows:\n    def __init__(self, rows):\n        self.rows = {}(rows)\n    {}\n"
    "    def _prepare_features(self, rows):\n        return rows\n    def _name(self, rows):\n        return rows\n"
    "    def _feature_count(self):\n        return len(self.rows)\n"
)


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("self._prepare_features", ["Rows._prepare_features"]),
        ("self._name", []),
        ("self._feature_count", []),
        ("list", []),
    ],
)
def test_a_method_that_is_named_for_features_makes_them(called: str, shown: list[str]) -> None:
    serve = "from fastapi import FastAPI\nfrom data import Rows\napp = FastAPI()\n@app.post('/')\ndef answer(row):\n    return Rows(row)\n"
    train = "from sklearn.svm import SVC\nfrom data import Rows\ndef train(row):\n    SVC().fit(Rows(row).rows, 1)\n"
    files = {"train.py": train, "app.py": serve, "data.py": DATA_SET.format(called, "")}
    found = run("feature_consistency", snapshot(files)).evidence
    assert [each.note.split()[0] for each in found] == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("load", []),
        ("restore_index", []),
        ("load_or_train", ["shape_features"]),
        ("learn", ["shape_features"]),
    ],
)
def test_what_makes_a_kept_model_usable_again_trains_nothing(name: str, shown: list[str]) -> None:
    model = f"from sklearn.neighbors import NearestNeighbors\n\n\ndef {name}(rows):\n    return NearestNeighbors().fit(rows)\n"
    serve = (
        f"from fastapi import FastAPI\nfrom features import shape_features\nfrom model import {name}\n"
        f"app = FastAPI()\n@app.post('/')\ndef answer(row):\n    return {name}(shape_features(row)).kneighbors(row)\n"
    )
    train = "from sklearn.svm import SVC\n\n\ndef main(rows):\n    SVC().fit(rows, 1)\n"
    shapes = "def shape_features(rows):\n    return rows\n"
    caller = f"from features import shape_features\nfrom model import {name}\n\n\ndef again(rows):\n    {name}(shape_features(rows))\n"
    files = {"model.py": model, "app.py": serve, "train.py": train, "features.py": shapes, "again.py": caller}
    found = run("feature_consistency", snapshot(files)).evidence
    assert [each.note.split()[0] for each in found] == shown
