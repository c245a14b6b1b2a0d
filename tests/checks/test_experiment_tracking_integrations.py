"""Runs that a framework logs to a tracker, and runs that are written to like a mapping."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

FIT = "from sklearn.svm import SVC\n"
TRAINS = "SVC().fit([[1]], [1])\n"
WANDB, MLFLOW = "Weights & Biases", "MLflow"
# The line that tells a framework to log, the imports before it, and the tracker.
INTEGRATIONS = {
    "transformers": ("from transformers import TrainingArguments", "TrainingArguments(output_dir='o', report_to='wandb')", WANDB),
    "transformers, a list": ("from transformers import TrainingArguments", "TrainingArguments('o', report_to=['tensorboard', 'mlflow'])", MLFLOW),
    "trl": ("from trl import GRPOConfig", "GRPOConfig(report_to=['trackio'])", "Trackio"),
    "sentence transformers": (
        "from sentence_transformers import SentenceTransformerTrainingArguments as A", "A(output_dir='o', report_to='comet_ml')", "Comet"),
    "a Lightning logger": ("from lightning.pytorch.loggers import CometLogger", "CometLogger()", "Comet"),
    "a Lightning logger by its module": ("from pytorch_lightning.loggers.wandb import WandbLogger", "WandbLogger(project='p')", WANDB),
    "Ray's callback": ("from ray.air.integrations.wandb import WandbLoggerCallback", "WandbLoggerCallback(project='p')", WANDB),
    "Ray's set-up": ("from ray.air.integrations.mlflow import setup_mlflow", "setup_mlflow({})", MLFLOW),
    "Optuna's callback": ("from optuna.integration import WeightsAndBiasesCallback", "WeightsAndBiasesCallback()", WANDB),
    "Optuna's callback of its own package": ("from optuna_integration import MLflowCallback", "MLflowCallback()", MLFLOW),
    "fastai's callback": ("from fastai.callback.wandb import WandbCallback", "WandbCallback()", WANDB),
    "skorch": ("from skorch.callbacks import NeptuneLogger", "NeptuneLogger(r)", "Neptune"),
    "ignite": ("from ignite.handlers.mlflow_logger import MLflowLogger", "MLflowLogger()", MLFLOW),
    "transformers' callback": ("from transformers.integrations import MLflowCallback", "MLflowCallback()", MLFLOW),
    "PyCaret": ("from pycaret.classification import setup", "setup(d, target='y', log_experiment=True, experiment_name='e')", MLFLOW),
    "PyCaret with a named tracker": ("from pycaret.regression import setup", "setup(d, target='y', log_experiment='wandb')", WANDB),
    "a tracker's callback for Keras": ("from mlflow.keras import MlflowCallback", "MlflowCallback()", MLFLOW),
    "a tracker's callback for boosted trees": ("from wandb.integration.xgboost import WandbCallback", "WandbCallback()", WANDB),
    "PyCaret, all of it": ("from pycaret.classification import *", "setup(d, target='y', log_experiment='mlflow')", MLFLOW),
    "settings of YOLO": ("from ultralytics import settings", "settings.update({'runs_dir': 'a', 'mlflow': True})", MLFLOW),
    "settings of YOLO by name": ("from ultralytics import settings", "settings.update(wandb=True)", WANDB),
    "curves of another tool that are taken over": ("import wandb", "wandb.init(sync_tensorboard=True)", WANDB),
    "Aim's logger": ("from aim.pytorch_lightning import AimLogger", "AimLogger(experiment='e')", "Aim"),
    "DVCLive's callback": ("from dvclive.lgbm import DVCLiveCallback", "DVCLiveCallback()", "DVCLive"),
    "SwanLab's callback": ("from swanlab.integration.transformers import SwanLabCallback", "SwanLabCallback()", "SwanLab"),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "line", "tool"), INTEGRATIONS.values(), ids=INTEGRATIONS)
def test_a_framework_that_is_told_to_log(heading: str, line: str, tool: str) -> None:
    finding = run("experiment_tracking", snapshot({"train.py": f"{heading}\n{FIT}{line}\n{TRAINS}"}))
    note = f"logs metrics and parameters with {tool}, reached from the code that trains"
    assert_found(finding, Level.WIRED, "train.py:3", note)
    unused = f"{heading}\n{FIT}def unused():\n    {line}\n\n\n{TRAINS}"
    assert run("experiment_tracking", snapshot({"train.py": unused})).level is Level.PRESENT


NOTHING = {
    "another place to report to": "from transformers import TrainingArguments\nTrainingArguments('o', report_to='tensorboard')\n",
    "reports to nothing": "from transformers import TrainingArguments\nTrainingArguments('o', report_to='none')\n",
    "reports to what is not written here": "from transformers import TrainingArguments\nTrainingArguments('o', report_to=args.to)\n",
    "an argument of something else": "from reports import Report\nReport(report_to='wandb')\n",
    "an experiment that is not logged": "from pycaret.classification import setup\nsetup(d, target='y', log_experiment=False)\n",
    "a logger of Lightning for files": "from lightning.pytorch.loggers import CSVLogger\nCSVLogger('o')\n",
    "a question": "from transformers.integrations import is_wandb_available\nis_wandb_available()\n",
    "settings that switch it off": "from ultralytics import settings\nsettings.update({'mlflow': False})\n",
    "an import alone": "from lightning.pytorch.loggers import WandbLogger\n",
    "an accelerator without a tracker": "from accelerate import Accelerator\na = Accelerator()\na.init_trackers('p')\na.log({'a': 1})\n",
    "another use of a cloud's client": "from google.cloud import aiplatform\naiplatform.init(project='p')\naiplatform.Model.upload()\n",
}  # fmt: skip


@pytest.mark.parametrize("source", NOTHING.values(), ids=NOTHING)
def test_what_logs_to_no_tracker(source: str) -> None:
    assert_found(run("experiment_tracking", snapshot({"train.py": source})), Level.ABSENT)


def test_an_accelerator_logs_what_it_is_given() -> None:
    made = "from accelerate import Accelerator\na = Accelerator(log_with='wandb')\n"
    started = "a.init_trackers('p', config={})\n"
    logged = f"a.log({{'loss': 1}})\n{FIT}{TRAINS}"
    finding = run("experiment_tracking", snapshot({"train.py": made + started + logged}))
    assert_found(finding, Level.WIRED, "train.py:3", f"logs metrics and parameters with {WANDB}")
    finding = run("experiment_tracking", snapshot({"train.py": made + logged}))
    assert_found(finding, Level.SUBSTANTIVE, "train.py:3", f"logs metrics with {WANDB}")
    finding = run("experiment_tracking", snapshot({"train.py": made}))
    assert_found(finding, Level.PRESENT, "train.py:2", f"names {WANDB}")


def test_a_notebook_that_reports_is_substantive() -> None:
    cell = "from transformers import TrainingArguments\nTrainingArguments('o', report_to='wandb')"
    finding = run("experiment_tracking", snapshot({"a.ipynb": notebook(cell)}))
    assert_found(finding, Level.SUBSTANTIVE, "a.ipynb:1", "in a notebook")


HEAD = {
    "neptune": "import neptune\nrun = neptune.init_run()\n",
    "wandb": "import wandb\nrun = wandb.init()\n",
    "aim": "from aim import Run\nrun = Run()\n",
}
ITEMS = {
    "a metric appended": ("neptune", "run['train/acc'].append(1)", "metrics and parameters", 2),
    "a value": ("neptune", "run['acc'] = 0.9", "metrics and parameters", 2),
    "parameters": ("neptune", "run['params'] = {'c': 1}", "parameters", 2),
    "a file that is deleted": ("neptune", "run['acc'].pop()", "parameters", 2),
    "a summary": ("wandb", "run.summary['acc'] = 1", "metrics and parameters", 2),
    "a summary by its attribute": ("wandb", "run.summary.acc = 1", "metrics and parameters", 2),
    "the module's summary": ("wandb", "wandb.summary['acc'] = 1", "metrics and parameters", 2),
    "a configuration": ("wandb", "run.config['c'] = 1", "parameters", 2),
    "a name": ("wandb", "run.name = 'a'", "parameters", 2),
    "a run's own items": ("aim", "run['acc'] = 1", "metrics and parameters", 2),
    "another object's items": ("wandb", "other.summary['acc'] = 1", "parameters", 2),
}  # fmt: skip


@pytest.mark.parametrize(("tool", "line", "what", "place"), ITEMS.values(), ids=ITEMS)
def test_a_run_that_is_written_to_like_a_mapping(tool: str, line: str, what: str, place: int) -> None:
    finding = run("experiment_tracking", snapshot({"a.py": HEAD[tool] + line + "\n"}))
    assert [each.partition(" with")[0] for each in told(finding)] == [f"SUBSTANTIVE a.py:{place} logs {what}"]


def test_a_run_kept_on_an_object_and_one_that_is_opened() -> None:
    kept = "import wandb\n\n\nclass T:\n    def fit(self):\n        self.run = wandb.init()\n        self.run.summary['a'] = 1\n"
    assert "metrics and parameters" in told(run("experiment_tracking", snapshot({"a.py": kept})))[0]
    opened = "import wandb\n\nwith wandb.init() as run:\n    run.summary.update({'a': 1})\n    run.summary['a'] = 1\n"
    assert "metrics and parameters" in told(run("experiment_tracking", snapshot({"a.py": opened})))[0]


VERTEX = "from google.cloud import aiplatform\n\naiplatform.start_run('r')\naiplatform.log_params({})\naiplatform.log_metrics({})\n"


def test_experiments_of_a_cloud_count_where_they_log() -> None:
    finding = run("experiment_tracking", snapshot({"train.py": VERTEX + FIT + TRAINS}))
    assert_found(finding, Level.WIRED, "train.py:4", "with Vertex AI Experiments")


CONFIGURED = {
    "a tracker": ("conf/train.yaml", "learning_rate: 1\nreport_to: wandb\n", Level.SUBSTANTIVE, 2),
    "a list": ("recipes/sft.yaml", "report_to:\n- tensorboard\n- mlflow\n", Level.SUBSTANTIVE, 2),
    "deeper": ("configs/a.yaml", "train:\n  args:\n    log_with: comet_ml\n", Level.SUBSTANTIVE, 3),
    "a project": ("axolotl.yml", "base_model: a\nwandb_project: p\n", Level.SUBSTANTIVE, 2),
    "an empty project": ("axolotl.yml", "base_model: a\nwandb_project:\n", Level.ABSENT, 0),
    "a project of an account": ("config.yml", "wandb_project: p\n", Level.ABSENT, 0),
    "a logger's class": ("configs/logger/w.yaml", "a:\n  _target_: lightning.pytorch.loggers.wandb.WandbLogger\n", Level.PRESENT, 2),
    "a logger of files": ("configs/logger/c.yaml", "a:\n  _target_: lightning.pytorch.loggers.csv_logs.CSVLogger\n", Level.ABSENT, 0),
    "another place": ("conf/train.yaml", "report_to: tensorboard\n", Level.ABSENT, 0),
    "nothing": ("conf/train.yaml", "report_to: none\n", Level.ABSENT, 0),
    "an example": ("examples/train.yaml", "report_to: wandb\n", Level.ABSENT, 0),
    "something else": ("alerts.yaml", "report_to: wandb\n", Level.ABSENT, 0),
}  # fmt: skip


@pytest.mark.parametrize(("path", "content", "level", "line"), CONFIGURED.values(), ids=CONFIGURED)
def test_a_training_that_is_configured_to_report(path: str, content: str, level: Level, line: int) -> None:
    finding = run("experiment_tracking", snapshot({path: content, "a.py": "x = 1\n"}))
    assert_found(finding, level, f"{path}:{line}" if line else "")
