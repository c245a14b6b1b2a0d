"""The libraries and commands of model registries, one row for each way to register, and look-alikes."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

REGISTERS = {
    "a link of an artifact": (
        "import wandb\na = wandb.Artifact('m', type='model')\na.link('wandb-registry-model/churn')\n", 3, "Weights & Biases"),
    "a link of what was chosen": (
        "import wandb\nfor best in wandb.Api().artifacts('model', 'x'):\n    best.link(target_path='t/model-registry/c')\n",
        3, "Weights & Biases"),
    "a run that came as a parameter": (
        "import wandb\ndef publish(run, artifact):\n    run.link_artifact(artifact, 'wandb-registry-model/c')\n\npublish(1, 2)\n",
        3, "Weights & Biases"),
    "a client that came as a parameter": (
        "from mlflow import MlflowClient\ndef promote(client: MlflowClient):\n"
        "    client.set_registered_model_alias('c', 'champion', 1)\n\npromote(MlflowClient())\n", 3, "MLflow"),
    "a package of a model": (
        "from sagemaker.sklearn import SKLearnModel\nm = SKLearnModel(model_data='s3://x')\n"
        "m.register(model_package_group_name='churn')\n", 3, "SageMaker"),
    "a package of what was trained": (
        "import sagemaker\ndef register(estimator):\n    estimator.register(model_package_group_name='c')\n\nregister(1)\n",
        3, "SageMaker"),
    "a package by a client": (
        "import boto3\ndef register(client):\n    client.create_model_package(ModelPackageGroupName='c')\n\nregister(1)\n",
        3, "SageMaker"),
    "a package as an object": (
        "from sagemaker.core.resources import ModelPackage\nModelPackage.create(model_package_group_name='c')\n", 2, "SageMaker"),
    "a job that names the model it makes": (
        "from google.cloud import aiplatform\naiplatform.CustomTrainingJob('x').run(model_display_name='churn')\n", 2, "Vertex AI"),
    "an alias of a version": (
        "from google.cloud import aiplatform\naiplatform.models.ModelRegistry('c').add_version_aliases(['best'], '1')\n",
        2, "Vertex AI"),
    "a component of a pipeline": (
        "from google_cloud_pipeline_components.v1.model import ModelUploadOp\nModelUploadOp(display_name='c')\n", 2, "Vertex AI"),
    "a model of a workspace": (
        "from azure.ai.ml import MLClient\nMLClient('x').models.create_or_update(model)\n", 2, "Azure ML"),
    "a workspace that came as a parameter": (
        "from azure.ai.ml.entities import Model\ndef register(client):\n    client.models.create_or_update(Model('x'))\n\nregister(1)\n",
        3, "Azure ML"),
    "a run of a workspace": (
        "from azureml.core import Run\nRun.get_context().register_model('churn', 'm.pkl')\n", 2, "Azure ML"),
    "a folder of a hub": (
        "from huggingface_hub import upload_large_folder\nupload_large_folder('a/b', 'm')\n", 2, "Hugging Face Hub"),
    "a trainer's setting": (
        "from transformers import TrainingArguments\nTrainingArguments('out', push_to_hub=True)\n", 2, "Hugging Face Hub"),
    "a registry of a cluster": (
        "from model_registry import ModelRegistry\nModelRegistry('x').register_model('c', 's3://m')\n", 2, "Kubeflow"),
    "a registry of a warehouse": (
        "from snowflake.ml.registry import Registry\nRegistry(session=1).log_model(m, model_name='c')\n", 2, "Snowflake"),
    "a promoted stage": ("from zenml import Model\nModel(name='c').set_stage('production')\n", 2, "ZenML"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "tool"), REGISTERS.values(), ids=REGISTERS)
def test_live_code_that_registers(text: str, line: int, tool: str) -> None:
    assert_found(run("model_registry", snapshot({"reg.py": text})), Level.SUBSTANTIVE, f"reg.py:{line}", tool)


NONE = {
    "a link of something else": "import networkx\ndef f(node):\n    node.link(target_path='x')\n\nf(1)\n",
    "a link without a place": "import wandb\ndef f(node):\n    node.link(other)\n\nf(1)\n",
    "a registration of a handler": "import sagemaker\ndef f(events):\n    events.register(name='x')\n\nf(1)\n",
    "an endpoint of a workspace": "from azure.ai.ml import MLClient\nMLClient('x').online_endpoints.create_or_update(e)\n",
    "a data set on a hub": "from huggingface_hub import HfApi\nHfApi().upload_folder(repo_id='a/b', repo_type='dataset')\n",
    "a space on a hub": "from huggingface_hub import HfApi\nHfApi().upload_file('a', 'b', repo_type='space')\n",
    "a trainer that keeps it": "from transformers import TrainingArguments\nTrainingArguments('out', push_to_hub=False)\n",
    "an artifact that is only logged": "import wandb\nwandb.init().log_artifact('m.pkl', type='model')\n",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_registers_nothing(text: str) -> None:
    assert_found(run("model_registry", snapshot({"reg.py": text})), Level.ABSENT)


APP = "import joblib\nimport wandb\nfrom fastapi import FastAPI\n\napp = FastAPI()\nrun = wandb.init()\n"
ASKED = {
    "the registry's path": ("run.use_artifact('wandb-registry-model/churn:production')", Level.WIRED),
    "a team's path": ("wandb.Api().artifact('team/model-registry/churn:best')", Level.WIRED),
    "another model's path": ("wandb.Api().artifact('wandb-registry-model/prices:best')", Level.SUBSTANTIVE),
    "an artifact of a project": ("run.use_artifact('churn:latest')", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("call", "level"), ASKED.values(), ids=ASKED)
def test_the_service_asks_for_the_registered_artifact(call: str, level: Level) -> None:
    train = "import wandb\nrun = wandb.init()\nrun.link_artifact(run, 'wandb-registry-model/churn')\n"
    finding = run("model_registry", snapshot({"train.py": train, "app.py": f"{APP}{call}\n"}))
    assert finding.level is level


HUB_APP = "from huggingface_hub import hf_hub_download, snapshot_download\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
# What a service asks the hub for, beside code that uploads a model with these arguments.
HUB_ASKED = {
    "the same repository": ("'team/churn'", "'team/churn', 'model.bin'", Level.WIRED),
    "a variable that says which": ("CHURN_REPO", "CHURN_REPO, 'model.bin'", Level.WIRED),
    "the keyword's own name": ("repo_id=self.repo_id", "repo_id=repo_id, filename='model.bin'", Level.SUBSTANTIVE),
    "the keyword's own name, at a version": (
        "repo_id=self.repo_id", "snapshot_download(repo_id=repo_id, revision=tag)", Level.WIRED),
    "the keyword's own name, at no version": (
        "repo_id=self.repo_id", "snapshot_download(repo_id=repo_id)", Level.SUBSTANTIVE),
    "the keyword's own name for a file at a version": (
        "repo_id=self.repo_id", "hf_hub_download(repo_id=repo_id, filename=name, revision=tag)", Level.SUBSTANTIVE),
    "a configuration of it": ("'team/churn'", "'team/churn', 'config.json'", Level.SUBSTANTIVE),
    "a configuration of it by keyword": (
        "'team/churn'", "repo_id='team/churn', filename='tokens.txt'", Level.SUBSTANTIVE),
    "a data set of the same name": (
        "'team/churn'", "repo_id='team/churn', filename='a.bin', repo_type='dataset'", Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("uploaded", "asked", "level"), HUB_ASKED.values(), ids=HUB_ASKED)
def test_the_service_asks_for_the_model_that_was_uploaded(uploaded: str, asked: str, level: Level) -> None:
    push = f"from huggingface_hub import HfApi\nHfApi().upload_folder({uploaded})\n"
    call = asked if "(" in asked else f"hf_hub_download({asked})"
    files = {"push.py": push, "app.py": f"{HUB_APP}{call}\n"}
    assert run("model_registry", snapshot(files)).level is level


STEP = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {}\n"
COMMANDS = {
    "a tag of a version": ("gto register churn", Level.SUBSTANTIVE),
    "a model of a workspace": ("az ml model create -f model.yml", Level.SUBSTANTIVE),
    "a model of a cloud": ("gcloud ai models upload --display-name churn", Level.SUBSTANTIVE),
    "a folder of a hub": ("hf upload team/churn model/", Level.SUBSTANTIVE),
    "a space": ("huggingface-cli upload team/churn . --repo-type=space", Level.ABSENT),
    "a list": ("az ml model list", Level.ABSENT),
}


@pytest.mark.parametrize(("command", "level"), COMMANDS.values(), ids=COMMANDS)
def test_commands_of_ci_register(command: str, level: Level) -> None:
    finding = run(
        "model_registry", snapshot({".github/workflows/a.yml": STEP.format(command), "a.py": "x = 1\n"})
    )
    assert_found(finding, level, ".github/workflows/a.yml:6", "CI runs")
