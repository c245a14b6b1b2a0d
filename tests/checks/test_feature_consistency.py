from __future__ import annotations

import pytest

from analyzer.facts.data.feature_stores import OFFLINE, ONLINE
from analyzer.facts.data.saved_objects import LOADERS, SAVERS
from analyzer.model import Level, Status
from analyzer.wiring.models.model_catalogue import PIPELINE_BUILDERS
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

FEATURES = "import math\n\n\ndef build_features(rows):\n    return [row * 2 for row in rows]\n"
TRAIN = "from sklearn.svm import SVC\nfrom features import build_features\n\nSVC().fit(build_features([1]), [1])\n"
SERVE = (
    "from fastapi import FastAPI\nfrom features import build_features\n\napp = FastAPI()\n\n\n"
    "@app.post('/predict')\ndef predict(row):\n    return build_features([row])\n"
)
BOTH = {"train.py": TRAIN, "api.py": SERVE}
SHARED = {"features.py": FEATURES, **BOTH}
TASK = {"Makefile": "train:\n\tpython train.py\n"}
IMAGE = {"Dockerfile": "FROM python:3.12\nCMD uvicorn api:app\n"}
FLOW = "from prefect import flow\nimport {}\n\n\n@flow\ndef f():\n    pass\n"
USED = "build_features is called by the code that trains and by the service"
SCALED = "from sklearn.preprocessing import StandardScaler\n\nStandardScaler().fit([[1]])\n"

STARTED = {
    "both": ({**TASK, **IMAGE}, Level.WIRED),
    "neither": ({}, Level.SUBSTANTIVE),
    "only the training": (TASK, Level.SUBSTANTIVE),
    "only the service": (IMAGE, Level.SUBSTANTIVE),
    "the training by a flow": ({"flow.py": FLOW.format("train"), **IMAGE}, Level.WIRED),
    "the service only by a flow": ({**TASK, "flow.py": FLOW.format("api")}, Level.SUBSTANTIVE),
    "the service by a task": ({"Makefile": "a:\n\tpython train.py\n\tpython api.py\n"}, Level.WIRED),
    "the training by what a task starts": (
        {"run.py": "import train\n", "Makefile": "a:\n\tpython run.py\n", **IMAGE}, Level.WIRED),
    "the service by what an image starts": (
        {"run.py": "import api\n", **TASK, "Dockerfile": "FROM a\nCMD python run.py\n"}, Level.WIRED),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), STARTED.values(), ids=STARTED)
def test_level_follows_which_side_is_started(files: dict[str, str], level: Level) -> None:
    assert_found(run("feature_consistency", snapshot({**SHARED, **files})), level, "features.py:4", USED)


def sides(definition: str, use: str, path: str = "work.py", served: str | None = None) -> dict[str, str]:
    """Both sides use a module that holds the definition; the service may use something else of it."""
    module = path.removesuffix(".py").replace("/", ".")
    imported = f"from {module} import *\n"
    return {
        path: definition,
        "train.py": f"from sklearn.svm import SVC\n{imported}\nx = {use}\nSVC().fit(x, [1])\n",
        "api.py": f"from fastapi import FastAPI\n{imported}\napp = FastAPI()\n\n@app.post('/')\n"
        f"def predict(row):\n    return model.predict({use if served is None else served})\n",
    }


MODULES = {
    "a function that is named for features": ("x = 1\n\n\ndef build_features(rows):\n    return rows\n", "build_features(1)", 4),
    "a function in camel case": ("def cleanText(rows):\n    return rows\n", "cleanText(1)", 1),
    "the second function": ("def load():\n    return 1\n\n\ndef preprocess(rows):\n    return rows\n", "preprocess(load())", 5),
    "a class that transforms": ("class Rows:\n    def transform(self):\n        return 1\n", "Rows().transform()", 1),
    "a class that is named for features and makes them": (
        "class Encoder:\n    def encode(self):\n        return 1\n", "Encoder().encode()", 1),
    "a class before a function": (
        "def preprocess(a):\n    return a\n\n\nclass Encoder:\n    def fit(self):\n        return 1\n",
        "preprocess(Encoder().fit())", 5),
    "a class that is only made": ("class Rows:\n    def transform(self):\n        return 1\n", "Rows()", None),
    "a class that is named for features and makes none": (
        "class Encoder:\n    def __str__(self):\n        return ''\n", "Encoder()", None),
    "a class that makes something": ("class Report:\n    def build(self):\n        return 1\n", "Report().build()", None),
    "a function of another name": ("def load(rows):\n    return rows\n", "load(1)", None),
    "a function that only transforms": ("def transform(rows):\n    return rows\n", "transform(1)", None),
    "an empty function": ("def build_features(rows):\n    pass\n", "build_features(1)", None),
    "a method": ("class Rows:\n    def clean(self):\n        return 1\n", "Rows().clean()", None),
    "a function in a function": (
        "def load():\n    def clean(a):\n        return a\n    return clean\n", "load()", None),
    "settings": ("SIZE = 3\n", "SIZE", None),
    "a layer of a network": ("def normalize_feature_layers(a):\n    return a\n", "normalize_feature_layers(1)", None),
    "what asks about a feature": ("def is_feature_known(a):\n    return a\n", "is_feature_known(1)", None),
    "what compares features": ("def feature_distances(a):\n    return a\n", "feature_distances(1)", None),
    "what draws features at random": ("def sample_features(a):\n    return a\n", "sample_features(1)", None),
    "what others are made by": (
        "from abc import ABC\n\n\nclass Base(ABC):\n    def transform(self):\n        return 1\n\n\nclass Rows(Base):\n"
        "    def transform(self):\n        return 1\n", "Rows().transform()", 9),
    "what draws the labels": ("def _labels_from_features(a):\n    return a\n", "_labels_from_features(1)", None),
    "what makes the targets": ("def buildTargets_features(a):\n    return a\n", "buildTargets_features(1)", None),
    "what encodes labels": ("def label_encode_features(a):\n    return a\n", "label_encode_features(1)", 1),
    "what follows the model": ("class BetaCalibration:\n    def transform(self):\n        return 1\n", "BetaCalibration().transform()", None),
    "what is shown on a page": (
        "def preprocess_row(a):\n    return {'row_cls': a, 'trend_icon': a}\n", "preprocess_row(1)", None),
    "what is named like it": ("def preprocess_row(a):\n    return {'cls': a, 'icon': a}\n", "preprocess_row(1)", 1),
    "a getter of settings": ("def get_feature_config(a):\n    return a\n", "get_feature_config(1)", None),
    "a task": ("from celery import shared_task\n@shared_task\ndef build_features(a):\n    return a\n", "build_features(1)", None),
    "a part of a network": (
        "from torch import nn\nclass Encoder(nn.Module):\n    def forward(self):\n        return 1\n", "Encoder().forward()", None),
    "a transformer of a library": (
        "from sklearn.base import BaseEstimator\nclass Ratios(BaseEstimator):\n    def transform(self):\n        return 1\n",
        "Ratios().transform()", 2),
}  # fmt: skip


@pytest.mark.parametrize(("definition", "use", "line"), MODULES.values(), ids=MODULES)
def test_what_makes_features(definition: str, use: str, line: int | None) -> None:
    finding = run("feature_consistency", snapshot(sides(definition, use)))
    assert [each.line for each in finding.evidence] == ([] if line is None else [line])
    assert finding.level is (Level.ABSENT if line is None else Level.SUBSTANTIVE)


@pytest.mark.parametrize(("path", "found"), [("rows_page.py", False), ("paged_rows.py", True)])
def test_a_page_makes_no_features(path: str, found: bool) -> None:
    files = sides("def preprocess(a):\n    return a\n", "preprocess(1)", path)
    assert bool(run("feature_consistency", snapshot(files)).evidence) == found


CLEAN = "def clean_url(a):\n    return a\n\n\ndef read(a):\n    return a\n"
CALLED = {
    "called on both sides": (sides(CLEAN, "clean_url(1)"), True),
    "only imported by the service": (sides(CLEAN, "clean_url(1)", served="row"), False),
    "the service calls another function": (sides(CLEAN, "clean_url(1)", served="read(row)"), False),
    "in a file of features, only imported": (sides(CLEAN, "clean_url(1)", "features.py", "read(row)"), False),
    "in a file of features": (sides(CLEAN, "read(1)", "features.py"), True),
    "what calls it asks no model": (
        {k: v.replace("model.predict", "show") for k, v in sides(CLEAN, "clean_url(1)").items()}, False),
    "what calls it asks no model, named for features": (
        {k: v.replace("model.predict", "show").replace("clean_url", "url_features")
         for k, v in sides(CLEAN, "clean_url(1)").items()}, True),
    "called by what the service calls": (
        sides(CLEAN.replace("def read(a):\n    return a", "def read(a):\n    return url_features(a)").replace(
            "clean_url", "url_features"), "read(1)"), True),
    "in a function that trains": (
        {**sides(CLEAN, "clean_url(row)"), "train.py": "from sklearn.svm import SVC\nfrom work import clean_url\n"
         "def learn(x):\n    SVC().fit(clean_url(x), 1)\n"}, True),
    "in what calls the function that trains": (
        {**sides(CLEAN.replace("clean_url", "url_features"), "url_features(row)"),
         "train.py": "from sklearn.svm import SVC\ndef learn(x):\n    SVC().fit(x, 1)\n",
         "job.py": "import click\nfrom train import learn\nfrom work import url_features\n"
         "def whole():\n    learn(url_features(1))\n"}, True),
    "in what only answers, beside a training": (
        {**sides(CLEAN.replace("clean_url", "url_features"), "url_features(row)"),
         "train.py": "from sklearn.svm import SVC\ndef learn(x):\n    SVC().fit(x, 1)\n",
         "answer.py": "from work import url_features\ndef rate(x):\n    return load().predict_proba(url_features(x))\n",
         "job.py": "from train import learn\nfrom answer import rate\ndef whole():\n    learn(1)\n    rate(1)\n"}, False),
    "in what answers and in what trains": (
        {**sides(CLEAN.replace("clean_url", "url_features"), "url_features(row)"),
         "train.py": "from sklearn.svm import SVC\nfrom work import url_features\n"
         "def learn(x):\n    SVC().fit(url_features(x), 1)\n",
         "answer.py": "from work import url_features\ndef rate(x):\n    return load().predict_proba(url_features(x))\n",
         "job.py": "from train import learn\nfrom answer import rate\ndef whole():\n    learn(1)\n    rate(1)\n"}, True),
    "in what trains and answers": (
        {**sides(CLEAN.replace("clean_url", "url_features"), "url_features(row)"),
         "train.py": "from sklearn.svm import SVC\nfrom work import url_features\n"
         "def learn(x):\n    x = url_features(x)\n    return SVC().fit(x, 1).predict(x)\n"}, True),
    "in a function of the training's module that nothing calls": (
        {**sides(CLEAN.replace("clean_url", "url_features"), "url_features(row)"),
         "train.py": "from sklearn.svm import SVC\nfrom work import url_features\ndef learn(x):\n    SVC().fit(x, 1)\n"
         "def unused(x):\n    return url_features(x)\n"}, False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "found"), CALLED.values(), ids=CALLED)
def test_both_sides_call_what_makes_the_features(files: dict[str, str], found: bool) -> None:
    finding = run("feature_consistency", snapshot(files))
    assert finding.level is (Level.SUBSTANTIVE if found else Level.ABSENT), finding.evidence


def test_in_a_file_that_is_named_for_features_every_public_function_makes_them() -> None:
    definition = "def _load():\n    return 1\n\n\ndef ratio(a):\n    return a\n"
    finding = run("feature_consistency", snapshot(sides(definition, "ratio(1)", "lib/preprocessing.py")))
    assert_found(finding, Level.SUBSTANTIVE, "lib/preprocessing.py:5", "ratio is called by")


REACHED = {
    "through another module": (
        {"features.py": FEATURES, "between.py": "from features import build_features\n",
         "train.py": TRAIN.replace("from features", "from between"), "api.py": SERVE.replace("from features", "from between")},
        ["features.py"]),
    "only the training imports it": ({**SHARED, "api.py": "from fastapi import FastAPI\napp = FastAPI()\n"}, []),
    "only the service imports it": ({**SHARED, "train.py": "from sklearn.svm import SVC\nSVC().fit(1, 2)\n"}, []),
    "two copies": (
        {**SHARED, "api.py": "from fastapi import FastAPI\napp = FastAPI()\n\n\ndef build_features(rows):\n    return rows\n"}, []),
    "the service holds it": (
        {"api.py": "from fastapi import FastAPI\napp = FastAPI()\n\n\ndef build_features(rows):\n    return rows\n",
         "train.py": TRAIN.replace("from features", "from api")}, []),
    "the training holds it": (
        {"train.py": "from sklearn.svm import SVC\n\n\ndef build_features(rows):\n    return rows\n\n\nSVC().fit(1, 2)\n",
         "api.py": SERVE.replace("from features", "from train")}, []),
    "one training holds it for another": (
        {"train.py": "from sklearn.svm import SVC\n\n\ndef build_features(rows):\n    return rows\n\n\nSVC().fit(1, 2)\n",
         "b.py": "from sklearn.svm import SVC\nfrom train import build_features\nSVC().fit(build_features(1), 2)\n",
         "api.py": SERVE.replace("from features", "from train")}, ["train.py"]),
    "a helper of tests": (
        {"tests/features.py": FEATURES, "train.py": TRAIN.replace("from features", "from tests.features"),
         "api.py": SERVE.replace("from features", "from tests.features")}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "paths"), REACHED.values(), ids=REACHED)
def test_both_sides_must_reach_the_module(files: dict[str, str], paths: list[str]) -> None:
    finding = run("feature_consistency", snapshot(files))
    assert [each.path for each in finding.evidence] == paths
    assert finding.status is Status.MEASURED


FIT = (
    "import joblib\nfrom sklearn.pipeline import Pipeline\nfrom sklearn.svm import SVC\n\n"
    "model = Pipeline([('svc', SVC())])\nmodel.fit([[1]], [1])\njoblib.dump(model, 'model.joblib')\n"
)
LOAD = (
    "import joblib\nfrom flask import Flask\n\napp = Flask(__name__)\nmodel = joblib.load('model.joblib')\n"
)
FITTED = "sklearn.pipeline.Pipeline fitted in training, saved, and loaded by api.py"
NAMELESS = FIT.replace("'model.joblib'", "target")
PIPELINES = {
    "saved and loaded": ({}, Level.SUBSTANTIVE),
    "saved and loaded, both started": ({**TASK, **IMAGE}, Level.WIRED),
    "loaded from another folder": ({"api.py": LOAD.replace("model.joblib", "/srv/model.joblib")}, Level.SUBSTANTIVE),
    "loaded from a name in the settings": (
        {"api.py": LOAD.replace("'model.joblib'", "conf.MODEL") + "import conf\n", "conf.py": "MODEL = 'model.joblib'\n"},
        Level.SUBSTANTIVE),
    "another file is loaded": ({"api.py": LOAD.replace("model.joblib", "scaler.joblib")}, Level.ABSENT),
    "another file of a folder is loaded": (
        {"api.py": LOAD.replace("'model.joblib'", "FOLDER / 'other.joblib'")}, Level.ABSENT),
    "the file of a folder is loaded": (
        {"api.py": LOAD.replace("'model.joblib'", "FOLDER / 'model.joblib'")}, Level.SUBSTANTIVE),
    "another file of the settings is loaded": (
        {"api.py": LOAD.replace("'model.joblib'", "conf.MODEL") + "import conf\n", "conf.py": "MODEL = 'other.joblib'\n"},
        Level.ABSENT),
    "another file is loaded, which the settings of the training name": (
        {"train.py": FIT + "joblib.dump(model, config['model_path'])\n", "conf/a.yaml": "model_path: out/b.joblib\n",
         "api.py": LOAD.replace("model.joblib", "b.joblib")}, Level.SUBSTANTIVE),
    "another file than the settings of the training name": (
        {"train.py": FIT + "joblib.dump(model, config['model_path'])\n", "conf/a.yaml": "model_path: out/b.joblib\n",
         "api.py": LOAD.replace("model.joblib", "c.joblib")}, Level.ABSENT),
    "a file that settings name which nothing reads": (
        {"conf/a.yaml": "model_path: out/b.joblib\n", "api.py": LOAD.replace("model.joblib", "b.joblib")}, Level.ABSENT),
    "a file of the settings of another project": (
        {"a/train.py": FIT + "joblib.dump(model, config['model_path'])\n", "train.py": "",
         "a/c.yaml": "model_path: d.joblib\n", "b/c.yaml": "model_path: b.joblib\n", "api.py": LOAD.replace("model.joblib", "b.joblib")},
        Level.ABSENT),
    "saved under an unknown name": ({"train.py": NAMELESS}, Level.SUBSTANTIVE),
    "loaded from an unknown name": ({"api.py": LOAD.replace("'model.joblib'", "source")}, Level.SUBSTANTIVE),
    "a bare model is saved": ({"train.py": FIT.replace("Pipeline([('svc', SVC())])", "SVC()")}, Level.ABSENT),
    "nothing is saved": ({"train.py": FIT.replace("joblib.dump", "print")}, Level.ABSENT),
    "nothing is loaded": ({"api.py": LOAD.replace("joblib.load", "print")}, Level.ABSENT),
    "a pipeline of our own": (
        {"sklearn/__init__.py": "", "sklearn/pipeline.py": "class Pipeline:\n    pass\n",
         "train.py": FIT.replace("from sklearn.svm import SVC", "from xgboost import XGBClassifier as SVC").replace(
             "model.fit", "SVC().fit")}, Level.ABSENT),
    "a pipeline that looks for drift": (
        {"train.py": "import drift\n" + FIT.replace("Pipeline([('svc', SVC())])", "SVC()"),
         "drift.py": "from sklearn.pipeline import Pipeline\nPipeline([])\n"}, Level.ABSENT),
    "a pipeline of a test": (
        {"train.py": "import tests.work\n" + FIT.replace("Pipeline([('svc', SVC())])", "SVC()"),
         "tests/work.py": "from sklearn.pipeline import Pipeline\nPipeline([])\n"}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), PIPELINES.values(), ids=PIPELINES)
def test_level_follows_what_is_saved_and_loaded(files: dict[str, str], level: Level) -> None:
    finding = run("feature_consistency", snapshot({"train.py": FIT, "api.py": LOAD, **files}))
    assert_found(finding, level, "train.py:5", FITTED)
    assert finding.status is Status.MEASURED


def test_the_loader_that_is_named_for_models_is_told() -> None:
    files = {
        "train.py": FIT,
        "api.py": "import cache, models\n" + LOAD,
        "cache.py": "import pickle\npickle.load(1)\n",
        "models.py": "import joblib\njoblib.load('model.joblib')\n",
    }
    assert_found(
        run("feature_consistency", snapshot(files)), Level.SUBSTANTIVE, "train.py:5", "loaded by models.py"
    )


ONLINE_CALL = "from feast import FeatureStore\n\nFeatureStore('.').get_online_features([], [])\n"
OFFLINE_CALL = "from feast import FeatureStore\nFeatureStore('.').get_historical_features(1, [])\n"


STORES = {
    "read for both": ({"a.py": ONLINE_CALL, "b.py": OFFLINE_CALL}, Level.SUBSTANTIVE, "a.py:3", "FeatureStore().get_online_features"),
    "read for requests": ({"a.py": ONLINE_CALL}, Level.PRESENT, "a.py:3", "feature store: feast.FeatureStore()"),
    "read for training": ({"b.py": OFFLINE_CALL}, Level.PRESENT, "b.py:2", "get_historical_features"),
    "read for requests, and for training in a notebook": (
        {"a.py": ONLINE_CALL, "b.ipynb": notebook(OFFLINE_CALL)}, Level.PRESENT, "a.py:3", "get_online_features"),
    "read for requests, and for training in a test": (
        {"a.py": ONLINE_CALL, "tests/b.py": OFFLINE_CALL}, Level.PRESENT, "a.py:3", "get_online_features"),
    "read for requests, and for training in an example": (
        {"a.py": ONLINE_CALL, "examples/b.py": OFFLINE_CALL}, Level.PRESENT, "a.py:3", "get_online_features"),
    "read for requests, and for training where nobody calls it": (
        {"a.py": ONLINE_CALL, "b.py": OFFLINE_CALL.replace("\nFeature", "\n\n\ndef unused():\n    Feature")},
        Level.PRESENT, "a.py:3", "get_online_features"),
    "asked for something else": ({"a.py": ONLINE_CALL.replace("get_online_features", "list_entities")}, Level.ABSENT, "", ""),
    "imported only": ({"a.py": "from feast.FeatureStore import get_online_features\n"}, Level.ABSENT, "", ""),
    "of somebody else": ({"a.py": ONLINE_CALL.replace("feast", "tables")}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), STORES.values(), ids=STORES)
def test_level_follows_what_a_feature_store_is_read_for(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("feature_consistency", snapshot(files))
    assert_found(finding, level, place, words)
    assert len(finding.evidence) == {Level.SUBSTANTIVE: 2, Level.PRESENT: 1}.get(level, 0)


def test_both_reads_of_a_store_are_told() -> None:
    files = {"a.py": ONLINE_CALL, "b.py": OFFLINE_CALL}
    assert told(run("feature_consistency", snapshot(files))) == [
        "SUBSTANTIVE a.py:3 feature store: feast.FeatureStore().get_online_features",
        "SUBSTANTIVE b.py:2 feature store: feast.FeatureStore().get_historical_features",
    ]


ONE_SIDE = {
    "nothing serves": ({"train.py": FIT}, "serves one"),
    "nothing trains": ({"api.py": LOAD}, "trains a model"),
    "only a scaler is fitted": ({"scale.py": SCALED, "api.py": LOAD}, "trains a model"),
    "only an example trains": ({"examples/train.py": FIT, "api.py": LOAD}, "trains a model"),
    "only a test serves": ({"train.py": FIT, "tests/api.py": LOAD}, "serves one"),
    "empty": ({}, "trains a model"),
}


@pytest.mark.parametrize(("files", "missing"), ONE_SIDE.values(), ids=ONE_SIDE)
def test_a_repository_with_one_side_only_is_not_asked(files: dict[str, str], missing: str) -> None:
    finding = run("feature_consistency", snapshot(files))
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason == f"no live code of this repository {missing}"


ROUTER = (
    "from fastapi import APIRouter\nfrom fit import Detector\n\nrouter = APIRouter()\nDETECTORS = {{'a': Detector()}}\n\n\n"
    "def compute_features(row):\n    return [row]\n\n\n"
    "@router.post('/predict')\ndef answer(row):\n    return DETECTORS['a'].predict(compute_features(row))\n{}"
)
DETECTOR = (
    "from sklearn.svm import SVC\n\n\nclass Detector:\n    def learn(self, rows):\n        self.model = SVC().fit(rows, rows)\n\n"
    "    def predict(self, rows):\n        return self.model.predict(rows)\n"
)
SERVER = (
    "from fastapi import FastAPI\nfrom routes import router\n\napp = FastAPI()\napp.include_router(router)\n"
)


@pytest.mark.parametrize(
    ("more", "shared"),
    [
        ("", False),
        ("\n\n@router.post('/other')\ndef other(row):\n    return compute_features(row)\n", False),
        (
            "\n\n@router.post('/learn')\ndef learn(rows):\n"
            "    return DETECTORS['a'].learn([compute_features(each) for each in rows])\n",
            True,
        ),
    ],
    ids=["one route answers", "both routes answer", "a route trains with them"],
)
def test_routes_that_only_answer_do_not_train_though_their_module_reaches_what_trains(
    more: str, *, shared: bool
) -> None:
    files = {
        "fit.py": DETECTOR,
        "routes.py": ROUTER.format(more),
        "main.py": SERVER,
        "run.py": "from fit import Detector\n\nDetector().learn([[1]])\n",
    }
    found = run("feature_consistency", snapshot({**files, "Procfile": "web: uvicorn main:app\n"}))
    assert (found.level > Level.ABSENT) is shared
    # The same where the package of the routes imports them all.
    inside = {
        f"api/{name}": text.replace("from routes", "from api.routes")
        for name, text in files.items()
        if name in ("routes.py", "main.py")
    }
    teach = "from fastapi import APIRouter\nfrom fit import Detector\n\nrouter = APIRouter()\n\n\n@router.post('/t')\ndef teach(rows):\n    return Detector().learn(rows)\n"
    package = {"api/__init__.py": "from api import main\n", "api/teach.py": teach, "fit.py": DETECTOR}
    found = run(
        "feature_consistency", snapshot({**inside, **package, "Procfile": "web: uvicorn api.main:app\n"})
    )
    assert (found.level > Level.ABSENT) is shared


def test_tables_do_not_overlap() -> None:
    assert not (PIPELINE_BUILDERS & SAVERS or SAVERS & LOADERS or ONLINE & OFFLINE)
