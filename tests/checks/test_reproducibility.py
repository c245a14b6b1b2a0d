from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.data_versioning import PACKAGES as DATA_PACKAGES
from checks.data_versioning import STORES
from checks.model_registry import PACKAGES as REGISTRY_PACKAGES
from checks.model_registry import REGISTRIES
from checks.reproducibility import INSTALLERS
from tests.support.snapshots import facts, run, snapshot

REGISTER = "import mlflow\n\nNAME = 'churn'\n\n\ndef train():\n    mlflow.register_model('runs:/1/m', NAME)\n\n\ntrain()\n"
SERVE = (
    "import mlflow\nfrom fastapi import FastAPI\n\napp = FastAPI()\nmodel = mlflow.pyfunc.load_model('{}')\n"
)
IMAGE = "FROM python:3.12\nCMD uvicorn api:app\n"

MODEL_REGISTRY = {
    "registered and served by alias": (
        {"train.py": REGISTER, "api.py": SERVE.format("models:/churn@champion"), "Dockerfile": IMAGE},
        Level.WIRED,
    ),
    "served by an address in the environment": (
        {
            "train.py": REGISTER,
            "api.py": "import mlflow, os\nfrom flask import Flask\napp = Flask(__name__)\n"
            "m = mlflow.pyfunc.load_model(os.environ['URI'])\n",
            "docker-compose.yml": "services:\n  api:\n    build: .\n    environment:\n      URI: models:/churn/Production\n",
        },
        Level.WIRED,
    ),
    "same variable on both sides": (
        {
            "train.py": "import mlflow\nfrom conf import MODEL_NAME\n"
            "mlflow.sklearn.log_model(1, 'm', registered_model_name=MODEL_NAME)\n",
            "conf.py": "import os\nMODEL_NAME = os.environ['MODEL']\n",
            "api.py": "import mlflow\nfrom fastapi import FastAPI\nfrom conf import MODEL_NAME\napp = FastAPI()\n"
            "m = mlflow.pyfunc.load_model(f'models:/{MODEL_NAME}@champion')\n",
        },
        Level.WIRED,
    ),
    "another model is served": (
        {"train.py": REGISTER, "api.py": SERVE.format("models:/prices@champion"), "Dockerfile": IMAGE},
        Level.SUBSTANTIVE,
    ),
    "a file is served": (
        {"train.py": REGISTER, "api.py": SERVE.format("model/")},
        Level.SUBSTANTIVE,
    ),
    "a volume is no address": (
        {
            "train.py": REGISTER.replace("churn", "app"),
            "api.py": SERVE.format("model/"),
            "docker-compose.yml": "services:\n  api:\n    build: .\n    volumes:\n      - ./models:/app/models\n",
        },
        Level.SUBSTANTIVE,
    ),
    "the promoting script asks itself": (
        {
            "promote.py": "from mlflow import MlflowClient\nc = MlflowClient()\n"
            "v = c.get_latest_versions('churn')\nc.transition_model_version_stage('churn', 1, 'Production')\n"
        },
        Level.SUBSTANTIVE,
    ),
    "nobody calls it": (
        {"train.py": "import mlflow\n\ndef publish():\n    mlflow.register_model('runs:/1/m', 'churn')\n"},
        Level.PRESENT,
    ),
    "only in configuration": (
        {"train.py": "import mlflow\nmlflow.autolog()\n", "conf.yaml": "registered_model_name: churn\n"},
        Level.PRESENT,
    ),
    "hub": (
        {"push.py": "from huggingface_hub import HfApi\nHfApi().upload_folder(repo_id='a/b')\n"},
        Level.SUBSTANTIVE,
    ),
    "own function of that name": (
        {"registry.py": "def register_model(name):\n    return name\n\nregister_model('a')\n"},
        Level.ABSENT,
    ),
    "commented out": ({"train.py": "import mlflow\n# mlflow.register_model('a', 'b')\n"}, Level.ABSENT),
    "no name given": (
        {"train.py": "import mlflow\nmlflow.sklearn.log_model(1, 'm', registered_model_name=None)\n"},
        Level.ABSENT,
    ),
    "in a test": ({"tests/test_a.py": REGISTER}, Level.ABSENT),
    "local namesake": (
        {
            "mlflow/__init__.py": "def register_model(a, b): pass\n",
            "a.py": "import mlflow\nmlflow.register_model(1, 2)\n",
        },
        Level.ABSENT,
    ),
}


@pytest.mark.parametrize(("files", "level"), MODEL_REGISTRY.values(), ids=MODEL_REGISTRY)
def test_model_registry(files: dict[str, str], level: Level) -> None:
    assert run("model_registry", snapshot(files)).level is level


REMOTE = "['remote \"store\"']\n    url = s3://bucket/data\n"
POINTER = "outs:\n- md5: 0123\n  path: rows.csv\n"
STAGES = (
    "stages:\n  prepare:\n    cmd: python prepare.py\n    outs: [rows.csv]\n"
    "  train:\n    cmd: python train.py\n    deps: [rows.csv]\n    outs:\n    - model.pkl:\n        cache: false\n"
)
SCRIPTS = {"prepare.py": "x = 1\n", "train.py": "x = 1\n"}
PULL = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: dvc pull\n"

DATA_VERSIONING = {
    "pulled by CI": (
        {".dvc/config": REMOTE, "rows.csv.dvc": POINTER, ".github/workflows/a.yml": PULL},
        Level.WIRED,
    ),
    "reproduced by a task": (
        {"dvc.yaml": STAGES, "dvc.lock": "stages:\n  a:\n    outs:\n    - md5: 12\n", **SCRIPTS,
         "Makefile": "all:\n\tdvc repro\n"},
        Level.WIRED,
    ),
    "with a remote": ({".dvc/config": REMOTE, "rows.csv.dvc": POINTER}, Level.SUBSTANTIVE),
    "with a lock": (
        {"dvc.yaml": STAGES, "dvc.lock": "stages:\n  a:\n    outs:\n    - md5: 12\n", **SCRIPTS},
        Level.SUBSTANTIVE,
    ),
    "remote on one machine": (
        {".dvc/config": "url = /home/me/store\n", "rows.csv.dvc": POINTER, ".github/workflows/a.yml": PULL},
        Level.PRESENT,
    ),
    "set up only": ({".dvc/config": "[core]\n", ".dvc/.gitignore": "/tmp\n"}, Level.CLAIMED),
    "stages that print": (
        {"dvc.yaml": "stages:\n  a:\n    cmd: echo made\n    outs: [rows.csv]\n"}, Level.CLAIMED),
    "large files": ({".gitattributes": "*.parquet filter=lfs -text\n", "a.parquet": "x"}, Level.SUBSTANTIVE),
    "large files to come": ({".gitattributes": "*.parquet filter=lfs -text\n"}, Level.CLAIMED),
    "pictures": ({".gitattributes": "*.png filter=lfs -text\n", "a.png": "x"}, Level.ABSENT),
    "pinned revision": (
        {"a.py": "from datasets import load_dataset\nload_dataset('a', revision='0ac1')\n"}, Level.SUBSTANTIVE),
    "no revision": ({"a.py": "from datasets import load_dataset\nload_dataset('a')\n"}, Level.ABSENT),
    "artifact asked for by a job": (
        {"a.py": "import wandb\nwandb.init().use_artifact('rows:v3')\n", "Makefile": "all:\n\tpython a.py\n"},
        Level.WIRED,
    ),
    "dependency only": ({"requirements.txt": "dvc==3.0\n"}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), DATA_VERSIONING.values(), ids=DATA_VERSIONING)
def test_data_versioning(files: dict[str, str], level: Level) -> None:
    assert run("data_versioning", snapshot(files)).level is level


PINNED = "numpy==1.26.4\npandas==2.2.0\nscikit-learn==1.5.0\n"
TRAIN = "from sklearn.svm import SVC\nSVC(random_state=1).fit([[1]], [1])\n"
INSTALL = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"

ENVIRONMENT = {
    "installed by the image": (
        {"requirements.txt": PINNED, "train.py": TRAIN, "Dockerfile": INSTALL}, Level.WIRED),
    "installed by CI": (
        {"uv.lock": "version = 1\n[[package]]\nname = 'numpy'\nversion = '1.26.4'\n", "train.py": TRAIN,
         ".github/workflows/a.yml": PULL.replace("dvc pull", "uv sync --locked")},
        Level.WIRED,
    ),
    "pinned and seeded": ({"requirements.txt": PINNED, "train.py": TRAIN}, Level.SUBSTANTIVE),
    "another list is installed": (
        {"requirements.txt": PINNED, "train.py": TRAIN,
         "Dockerfile": INSTALL.replace("requirements.txt", "requirements-light.txt")},
        Level.SUBSTANTIVE,
    ),
    "no seed": ({"requirements.txt": PINNED, "train.py": TRAIN.replace("random_state=1", "")}, Level.PRESENT),
    "seed of nothing": (
        {"requirements.txt": PINNED, "train.py": TRAIN.replace("random_state=1", "random_state=None")}, Level.PRESENT),
    "seed in a test": (
        {"requirements.txt": PINNED, "train.py": TRAIN.replace("random_state=1", ""),
         "tests/test_a.py": "import random\nrandom.seed(1)\n"},
        Level.PRESENT,
    ),
    "two thirds pinned": (
        {"requirements.txt": PINNED.replace("==1.5.0", ""), "train.py": TRAIN}, Level.PRESENT),
    "only served": (
        {"requirements.txt": PINNED, "api.py": "import joblib, sklearn\njoblib.load('m')\n", "Dockerfile": INSTALL},
        Level.WIRED,
    ),
    "no model at all": ({"requirements.txt": PINNED, "a.py": "x = 1\n", "Dockerfile": INSTALL}, Level.PRESENT),
    "ranges": ({"requirements.txt": "numpy>=1\npandas\nscipy~=1.0\n", "train.py": TRAIN}, Level.ABSENT),
    "list for documents": ({"docs/requirements.txt": PINNED, "requirements-dev.txt": PINNED, "train.py": TRAIN},
                           Level.ABSENT),
    "lock of another language": ({"package-lock.json": '{"lockfileVersion": 3, "packages": {}}', "train.py": TRAIN},
                                 Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), ENVIRONMENT.values(), ids=ENVIRONMENT)
def test_reproducible_environment(files: dict[str, str], level: Level) -> None:
    assert run("reproducible_environment", snapshot(files)).level is level


def test_the_share_of_pins_is_a_fact() -> None:
    assert facts("reproducible_environment", snapshot({"requirements.txt": "a==1\nb==2\nc\nd\n"})) == {
        "pinned_share": 0.5
    }


def test_tables_name_every_package_once() -> None:
    assert len(REGISTRY_PACKAGES) == sum(len(each.packages) for each in REGISTRIES)
    assert len(DATA_PACKAGES) == len({package for each in STORES for package in each.packages})
    assert len(set(INSTALLERS)) == len(INSTALLERS)


@pytest.mark.parametrize("signal", ["model_registry", "data_versioning", "reproducible_environment"])
def test_hostile_files_are_no_error(signal: str) -> None:
    files: dict[str, str | bytes] = {
        "a.py": b"import mlflow\nmlflow.register_model(" + b"(" * 5000,
        "b.py": "import mlflow\nmlflow.register_model('a', 'b')\nx = 'models:/" + "a" * 5000 + "'\n",
        "dvc.yaml": "- a\n- b\n", ".dvc/config": b"\xff\xfe", "x.dvc": "outs: {a: [1]}\n",
        "requirements.txt": b"\x00", ".gitattributes": "* filter=lfs\n" + "a " * 5000,
    }  # fmt: skip
    assert run(signal, snapshot(files)).status is not Status.ERROR
