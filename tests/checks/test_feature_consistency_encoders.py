"""What prepares rows for a model, saved where the model is trained and loaded where it answers."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

FIT = (
    "import joblib\nfrom sklearn.preprocessing import StandardScaler\nfrom sklearn.svm import SVC\n\n"
    "scaler = StandardScaler().fit(x)\nSVC().fit(scaler.transform(x), y)\njoblib.dump(scaler, 'scaler.pkl')\n"
)
LOAD = "import joblib\nfrom flask import Flask\n\napp = Flask(__name__)\nscaler = joblib.load('scaler.pkl')\n"
HANDED = {
    "store.py": "import joblib\n\ndef load(path):\n    return joblib.load(path)\n",
    "api.py": "from flask import Flask\nfrom store import load\n\napp = Flask(__name__)\nscaler = load('m/scaler.pkl')\n",
}
BOTH_STARTED = {
    "Makefile": "train:\n\tpython train.py\n",
    "Dockerfile": "FROM python:3.12\nCMD flask --app api run\n",
}
OTHER_SERVICE = {"web.py": "from flask import Flask\n\napp = Flask(__name__)\nKEPT = 'm/scaler.pkl'\n"}
SAVED = {
    "in training": ({"train.py": FIT}, Level.SUBSTANTIVE, "train.py:7", "saved in training, and loaded by api.py"),
    "in training, both started": ({"train.py": FIT, **BOTH_STARTED}, Level.WIRED, "train.py:7", "loaded by api.py"),
    "in training, another service started": (
        {"train.py": FIT, **BOTH_STARTED, "Dockerfile": "FROM python:3.12\nCMD flask --app web run\n", **OTHER_SERVICE},
        Level.SUBSTANTIVE, "train.py:7", "loaded by api.py"),
    "in training, by the service that another one leads to": (
        {"train.py": FIT, **BOTH_STARTED, "Dockerfile": "FROM python:3.12\nCMD flask --app web run\n",
         "web.py": OTHER_SERVICE["web.py"] + "import api\n"},
        Level.WIRED, "train.py:7", "loaded by api.py"),
    "in a notebook": ({"a.ipynb": notebook(FIT)}, Level.SUBSTANTIVE, "a.ipynb:1", "saved in a notebook, and loaded by api.py"),
    "in a notebook, the service started": (
        {"a.ipynb": notebook(FIT), **BOTH_STARTED}, Level.SUBSTANTIVE, "a.ipynb:1", "saved in a notebook"),
    "in a notebook, under a path that is handed over": (
        {"a.ipynb": notebook(FIT), **HANDED}, Level.SUBSTANTIVE, "a.ipynb:1", "loaded by store.py"),
    "in a notebook, under a path that the settings of the service name": (
        {"a.ipynb": notebook(FIT), **HANDED, "conf.py": "SCALER = 'm/scaler.pkl'\n",
         "api.py": HANDED["api.py"].replace("'m/scaler.pkl'", "SCALER") + "from conf import SCALER\n"},
        Level.SUBSTANTIVE, "a.ipynb:1", "loaded by store.py"),
    "another kind of encoder": (
        {"train.py": FIT.replace("scaler.pkl", "ohe_encoder.joblib"), "api.py": LOAD.replace("scaler.pkl", "ohe_encoder.joblib")},
        Level.SUBSTANTIVE, "train.py:7", "ohe_encoder.joblib saved in training"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), SAVED.values(), ids=SAVED)
def test_an_encoder_is_saved_by_one_side_and_loaded_by_the_other(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("feature_consistency", snapshot({"api.py": LOAD, **files})), level, place, words)


NOT_SHARED = {
    "another file is loaded": {"train.py": FIT.replace("scaler.pkl", "other_scaler.pkl")},
    "another file than the notebook saves": {"train.py": "import sklearn.svm\nsklearn.svm.SVC().fit(x, y)\n", "a.ipynb": notebook(FIT.replace("scaler.pkl", "b_scaler.pkl"))},
    "the notebook only loads": {"train.py": "import sklearn.svm\nsklearn.svm.SVC().fit(x, y)\n", "a.ipynb": notebook("import joblib\njoblib.load('scaler.pkl')\n")},
    "a path that only another service names": {
        "train.py": FIT, **HANDED, "api.py": HANDED["api.py"].replace("'m/scaler.pkl'", "PATH"), **OTHER_SERVICE},
    "an example": {"train.py": "import sklearn.svm\nsklearn.svm.SVC().fit(x, y)\n", "examples/a.ipynb": notebook(FIT)},
    "what encodes the answers": {
        "train.py": FIT.replace("scaler.pkl", "label_encoder.pkl"), "api.py": LOAD.replace("scaler.pkl", "label_encoder.pkl")},
    "a model": {"train.py": FIT.replace("scaler.pkl", "autoencoder.pkl"), "api.py": LOAD.replace("scaler.pkl", "autoencoder.pkl")},
}  # fmt: skip


@pytest.mark.parametrize("files", NOT_SHARED.values(), ids=NOT_SHARED)
def test_what_is_no_encoder_of_both_sides(files: dict[str, str]) -> None:
    finding = run("feature_consistency", snapshot({"api.py": LOAD, **files}))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED
