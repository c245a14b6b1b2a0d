from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.feature_consistency import BUILDERS, LOADERS, OFFLINE, ONLINE, SAVERS
from tests.support.snapshots import run, snapshot

FEATURES = "def build_features(rows):\n    return [row * 2 for row in rows]\n"
TRAIN = "from sklearn.svm import SVC\nfrom features import build_features\n\nSVC().fit(build_features([1]), [1])\n"
SERVE = (
    "from fastapi import FastAPI\nfrom features import build_features\n\napp = FastAPI()\n\n\n"
    "@app.post('/predict')\ndef predict(row):\n    return build_features([row])\n"
)
STARTED = {"Makefile": "train:\n\tpython train.py\n", "Dockerfile": "FROM python:3.12\nCMD uvicorn api:app\n"}
FIT = (
    "import joblib\nfrom sklearn.pipeline import Pipeline\nfrom sklearn.svm import SVC\n\n"
    "model = Pipeline([('svc', SVC())])\nmodel.fit([[1]], [1])\njoblib.dump(model, 'model.joblib')\n"
)
LOAD = (
    "import joblib\nfrom flask import Flask\n\napp = Flask(__name__)\nmodel = joblib.load('model.joblib')\n"
)
SCALED = "from sklearn.preprocessing import StandardScaler\n\nStandardScaler().fit([[1]])\n"
OTHER_SERVE = "from fastapi import FastAPI\napp = FastAPI()\n"

LEVELS = {
    "shared and started": ({"features.py": FEATURES, "train.py": TRAIN, "api.py": SERVE, **STARTED}, Level.WIRED),
    "shared": ({"features.py": FEATURES, "train.py": TRAIN, "api.py": SERVE}, Level.SUBSTANTIVE),
    "only training is started": (
        {"features.py": FEATURES, "train.py": TRAIN, "api.py": SERVE, "Makefile": STARTED["Makefile"]},
        Level.SUBSTANTIVE,
    ),
    "saved pipeline": ({"train.py": FIT, "api.py": LOAD}, Level.SUBSTANTIVE),
    "saved pipeline, both started": ({"train.py": FIT, "api.py": LOAD, **STARTED}, Level.WIRED),
    "another file is loaded": (
        {"train.py": FIT, "api.py": LOAD.replace("model.joblib", "scaler.joblib")}, Level.ABSENT),
    "a bare model is saved": (
        {"train.py": FIT.replace("Pipeline([('svc', SVC())])", "SVC()"), "api.py": LOAD}, Level.ABSENT),
    "two copies": (
        {"features.py": FEATURES, "train.py": TRAIN,
         "api.py": OTHER_SERVE + "\ndef build_features(rows):\n    return rows\n"},
        Level.ABSENT,
    ),
    "only settings are shared": (
        {"features.py": "SIZE = 3\n", "train.py": TRAIN.replace("build_features", "SIZE"), "api.py": SERVE}, Level.ABSENT),
    "a class that only describes features is shared": (
        {"features.py": "class FeatureError(ValueError):\n    def __str__(self):\n        return 'no such feature'\n",
         "train.py": TRAIN.replace("build_features([1])", "[[1]]").replace("build_features", "FeatureError"),
         "api.py": SERVE.replace("build_features([row])", "row").replace("build_features", "FeatureError")},
        Level.ABSENT,
    ),
    "feature store for both": (
        {"a.py": "from feast import FeatureStore\nstore = FeatureStore('.')\nstore.get_historical_features(1, [])\n",
         "b.py": "from feast import FeatureStore\nFeatureStore('.').get_online_features([], [])\n"},
        Level.SUBSTANTIVE,
    ),
    "feature store for one": (
        {"a.py": "from feast import FeatureStore\nFeatureStore('.').get_historical_features(1, [])\n"}, Level.PRESENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_import_graph(files: dict[str, str], level: Level) -> None:
    assert run("feature_consistency", snapshot(files)).level is level


@pytest.mark.parametrize(
    "files",
    [{"train.py": FIT}, {"api.py": LOAD}, {"scale.py": SCALED, "api.py": LOAD}, {}],
    ids=["nothing serves", "nothing trains", "only a scaler is fitted", "empty"],
)
def test_a_repository_with_one_side_only_is_not_asked(files: dict[str, str]) -> None:
    assert run("feature_consistency", snapshot(files)).status is Status.NOT_APPLICABLE


def test_evidence_points_to_the_shared_function() -> None:
    files = {"features.py": FEATURES, "train.py": TRAIN, "api.py": SERVE}
    evidence = run("feature_consistency", snapshot(files)).evidence
    assert [(each.path, each.line) for each in evidence] == [("features.py", 1)]


def test_tables_do_not_overlap() -> None:
    assert not (BUILDERS & SAVERS or SAVERS & LOADERS or ONLINE & OFFLINE)
