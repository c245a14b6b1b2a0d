from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import library, run, snapshot

REGISTER = "import mlflow\n\nmlflow.register_model('runs:/1/m', 'churn')\n"
SERVE = "import mlflow\nfrom flask import Flask\n\napp = Flask(__name__)\nmodel = mlflow.pyfunc.load_model('{}')\n"
TRAIN = {"train.py": REGISTER}
API = {"api.py": SERVE.format("models:/churn@champion")}
CALL = "MLflow model registry: mlflow.register_model"


UNUSED = "import mlflow\n\n\ndef publish():\n    mlflow.register_model('runs:/1/m', 'churn')\n"
WRAPPER = "import mlflow\n\n\nclass Registry:\n    def register_model(self):\n        mlflow.register_model('runs:/1/m', 'churn')\n"
HUB = "from huggingface_hub import HfApi\nHfApi().upload_folder(repo_id='a/b')\n"
DATABRICKS = (
    "from databricks.feature_engineering import FeatureEngineeringClient\n"
    "FeatureEngineeringClient().log_model(model=1, {})\n"
)
LEVELS = {
    "registered and served": ({**TRAIN, **API}, Level.WIRED, "api.py:5", "MLflow model registry: mlflow.pyfunc.load_model"),
    "registered": (TRAIN, Level.SUBSTANTIVE, "train.py:3", CALL),
    "registered, and a file is served": (
        {**TRAIN, "api.py": SERVE.format("model/")}, Level.SUBSTANTIVE, "train.py:3", CALL),
    "promoted": (
        {"promote.py": "from mlflow import MlflowClient\nc = MlflowClient()\nv = c.get_latest_versions('churn')\n"
         "c.transition_model_version_stage('churn', 1, 'Production')\n"}, Level.SUBSTANTIVE, "promote.py:4",
        "mlflow.MlflowClient().transition_model_version_stage"),
    "logged under a name": (
        {"train.py": "import mlflow\nmlflow.sklearn.log_model(1, 'm', registered_model_name='churn')\n"},
        Level.SUBSTANTIVE, "train.py:2", "mlflow.sklearn.log_model"),
    "logged with the features of a store": (
        {"train.py": DATABRICKS.format("registered_model_name=name")},
        Level.SUBSTANTIVE, "train.py:2", "MLflow model registry: databricks.feature_engineering"),
    "logged with such features under no name": (
        {"train.py": DATABRICKS.format("artifact_path=name")}, Level.ABSENT, "", ""),
    "uploaded to a hub": ({"push.py": HUB}, Level.SUBSTANTIVE, "push.py:2", "Hugging Face Hub"),
    "uploaded as a model": (
        {"push.py": "from google.cloud import aiplatform\naiplatform.Model.upload('a')\n"}, Level.SUBSTANTIVE,
        "push.py:2", "Vertex AI model registry"),
    "registered where nobody calls it": ({"train.py": UNUSED, **API}, Level.PRESENT, "train.py:5", f"{CALL}, in code that nothing runs"),
    "a wrapper of that name that nobody calls": (
        {"train.py": WRAPPER, **API}, Level.PRESENT, "train.py:6", f"{CALL}, in code that nothing runs"),
    "a wrapper of that name beside a call of the library": (
        {"train.py": WRAPPER, "b.py": REGISTER}, Level.SUBSTANTIVE, "b.py:3", CALL),
    "a wrapper of that name that somebody calls": (
        {"train.py": WRAPPER, "b.py": "from train import Registry\n\nRegistry().register_model()\n"},
        Level.SUBSTANTIVE, "train.py:6", CALL),
    "a wrapper that one of its own name calls": (
        {"train.py": WRAPPER, "b.py": "from train import Registry\n\ndef register_model():\n    Registry().register_model()\n"},
        Level.SUBSTANTIVE, "train.py:6", CALL),
    "a wrapper that is handed over": (
        {"train.py": WRAPPER.replace("class Registry:\n", "if True:\n").replace("self", ""), "b.py": "from train import register_model\n\nrun(after=register_model)\n"},
        Level.SUBSTANTIVE, "train.py:6", CALL),
    "registered in a notebook": ({"a.ipynb": notebook(REGISTER)}, Level.PRESENT, "a.ipynb:1", "in a notebook"),
    "registered in an example": ({"examples/train.py": REGISTER}, Level.PRESENT, "examples/train.py:3", "in code that nothing runs"),
    "only asked for": (
        API, Level.PRESENT, "api.py:5", "mlflow.pyfunc.load_model asks for a version; nothing here registers one"),
    "only asked for, with a name that is filled in": (
        {"api.py": SERVE.replace("'{}'", "\n    model_uri=f'models:/{{name}}/{{version}}',\n").format()}, Level.PRESENT,
        "api.py:5", "asks for a version"),
    "only asked for, by a variable": (
        {"api.py": "import mlflow\n\nuri = f'models:/{name}@{alias}'\nmlflow.pyfunc.load_model(uri)\n"}, Level.PRESENT,
        "api.py:4", "asks for a version"),
    "a file is asked for beside an address": (
        {"api.py": "import mlflow\n\nuri = 'models:/a/1'\nmlflow.pyfunc.load_model('model/')\n"}, Level.ABSENT, "", ""),
    "only asked for, in a notebook": (
        {"a.ipynb": notebook("import mlflow\nmlflow.pyfunc.load_model('models:/a/1')\n")}, Level.ABSENT, "", ""),
    "only asked for, in an example": (
        {"examples/a.py": "import mlflow\nmlflow.pyfunc.load_model('models:/a/1')\n"}, Level.ABSENT, "", ""),
    "named in configuration": (
        {"train.py": "import mlflow, wandb\nmlflow.autolog()\n", "conf.yaml": "a: 1\nb:\n  registered_model_name: churn\n"},
        Level.PRESENT, "conf.yaml:3", "names a registered model; no code registers it"),
    "named in configuration that no code with MLflow reads": (
        {"train.py": "import wandb\nwandb.init()\n", "conf.yaml": "registered_model_name: churn\n"}, Level.ABSENT, "", ""),
    "named in configuration without a value": (
        {"train.py": "import mlflow\n", "conf.yaml": "registered_model_name:\nb: 1\n"}, Level.ABSENT, "", ""),
    "named in the configuration of an example": (
        {"train.py": "import mlflow\n", "examples/conf.yaml": "registered_model_name: churn\n"}, Level.ABSENT, "", ""),
    "named in a saved model": (
        {"train.py": "import mlflow\n", "model/MLmodel": "registered_model_name: churn\n"}, Level.ABSENT, "", ""),
    "own function of that name": (
        {"registry.py": "def register_model(name):\n    return name\n\nregister_model('a')\n"}, Level.ABSENT, "", ""),
    "commented out": ({"train.py": "import mlflow\n# mlflow.register_model('a', 'b')\n"}, Level.ABSENT, "", ""),
    "imported only": ({"train.py": "from mlflow import register_model\n"}, Level.ABSENT, "", ""),
    "no name given": (
        {"train.py": "import mlflow\nmlflow.sklearn.log_model(1, 'm', registered_model_name=None)\n"}, Level.ABSENT, "", ""),
    "another keyword": ({"train.py": "import mlflow\nmlflow.sklearn.log_model(1, name='m')\n"}, Level.ABSENT, "", ""),
    "that keyword with another tool": (
        {"train.py": "import wandb\nwandb.log(1, registered_model_name='m')\n"}, Level.ABSENT, "", ""),
    "an upload of something else": (
        {"push.py": "from google.cloud import aiplatform\naiplatform.Index.upload('a')\n"}, Level.ABSENT, "", ""),
    "in a test": ({"tests/test_a.py": REGISTER}, Level.ABSENT, "", ""),
    "local namesake": ({"mlflow/__init__.py": "def register_model(a, b): pass\n", "a.py": REGISTER}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_registers(files: dict[str, str], level: Level, place: str, words: str) -> None:
    finding = run("model_registry", snapshot(files))
    assert_found(finding, level, place, words)
    assert finding.status is Status.MEASURED


def test_both_sides_are_told() -> None:
    api = {"api.py": API["api.py"].replace("\nmodel", "\nmlflow.set_tracking_uri('a')\nmodel")}
    assert told(run("model_registry", snapshot({**TRAIN, **api}))) == [
        "WIRED api.py:6 MLflow model registry: mlflow.pyfunc.load_model",
        f"WIRED train.py:3 {CALL}, requested by api.py",
    ]


def test_a_call_is_told_once_a_file_and_unused_ones_only_alone() -> None:
    files = {
        "a.py": REGISTER
        + "mlflow.register_model('runs:/2/m', 'churn')\nmlflow.create_registered_model('churn')\n",
        "b.py": UNUSED + "\n\nmlflow.create_registered_model('churn')\n",
        "c.py": UNUSED + "    mlflow.register_model('runs:/2/m', 'churn')\n",
    }
    assert told(run("model_registry", snapshot(files))) == [
        f"SUBSTANTIVE a.py:3 {CALL}",
        "SUBSTANTIVE a.py:5 MLflow model registry: mlflow.create_registered_model",
        "SUBSTANTIVE b.py:8 MLflow model registry: mlflow.create_registered_model",
        f"PRESENT c.py:5 {CALL}, in code that nothing runs",
    ]


def test_configuration_counts_only_where_no_code_registers() -> None:
    files = {**TRAIN, "conf.yaml": "registered_model_name: churn\n"}
    assert told(run("model_registry", snapshot(files))) == [f"SUBSTANTIVE train.py:3 {CALL}"]


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("model_registry", snapshot(files)).status is Status.NOT_APPLICABLE


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "a.py": b"import mlflow\nmlflow.register_model(" + b"(" * 5000,
        "b.py": "import mlflow\nmlflow.register_model('a', 'b')\nx = 'models:/" + "a" * 5000 + "'\n",
        "conf.yaml": b"registered_model_name: \xff\xfe",
    }
    assert run("model_registry", snapshot(files)).status is not Status.ERROR
    gone = snapshot({"a.py": "import mlflow\n"}, missing=["conf.yaml", "Dockerfile", "b.py"])
    assert run("model_registry", gone).status is not Status.ERROR
