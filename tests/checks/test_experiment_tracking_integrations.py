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
    "curves of another tool that are taken over": ("import wandb", "wandb.init(config={}, sync_tensorboard=True)", WANDB),
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
    "a metric appended": ("neptune", "run['train/acc'].append(1)", "metrics"),
    "a value": ("neptune", "run['acc'] = 0.9", "metrics"),
    "parameters": ("neptune", "run['params'] = {'c': 1}", "parameters"),
    "a file that is deleted": ("neptune", "run['acc'].pop()", ""),
    "a summary": ("wandb", "run.summary['acc'] = 1", "metrics"),
    "a summary by its attribute": ("wandb", "run.summary.acc = 1", "metrics"),
    "the module's summary": ("wandb", "wandb.summary['acc'] = 1", "metrics"),
    "a configuration": ("wandb", "run.config['c'] = 1", "parameters"),
    "a name": ("wandb", "run.name = 'a'", ""),
    "a run's own items": ("aim", "run['acc'] = 1", "metrics"),
    "another object's items": ("wandb", "other.summary['acc'] = 1", ""),
}  # fmt: skip


@pytest.mark.parametrize(("tool", "line", "what"), ITEMS.values(), ids=ITEMS)
def test_a_run_that_is_written_to_like_a_mapping(tool: str, line: str, what: str) -> None:
    found = told(run("experiment_tracking", snapshot({"a.py": HEAD[tool] + line + "\n"})))
    wanted = f"SUBSTANTIVE a.py:3 logs {what}" if what else "PRESENT a.py:2 names"
    assert len(found) == 1
    assert found[0].startswith(f"{wanted} ")


# One call each, and what it logs.
VERBS = {
    "mlflow": ("import mlflow", {
        "mlflow.log_param('c', 1)": "parameters", "mlflow.log_params({})": "parameters",
        "mlflow.log_metric('a', 1)": "metrics", "mlflow.log_metrics({})": "metrics",
        "mlflow.evaluate(m, d)": "metrics", "mlflow.sklearn.autolog()": "metrics and parameters",
        "mlflow.set_tag('a', 'b')": "", "mlflow.set_tags({})": "", "mlflow.log_input(d)": "",
        "mlflow.log_text('a', 'b')": "", "mlflow.log_dict({}, 'b')": "", "mlflow.log_figure(f, 'b')": "",
        "mlflow.log_image(i, 'b')": "", "mlflow.log_artifact('a')": "", "mlflow.log_table({}, 'b')": "",
        "mlflow.sklearn.log_model(m, 'm')": "", "mlflow.start_run()": "", "mlflow.set_experiment('e')": "",
    }),
    "wandb": ("import wandb", {
        "wandb.init(config=c)": "parameters", "wandb.init(**c)": "parameters", "wandb.config.update({})": "parameters",
        "wandb.log({})": "metrics", "wandb.config.setdefaults({})": "parameters", "wandb.run.summary.update({})": "metrics",
        "wandb.sweep({}, project='p')": "parameters", "c = wandb.config\nwandb.init()\nc.lr = 1": "parameters",
        "wandb.init(project='p', tags=['a'])": "", "wandb.init()\nlr = wandb.config.lr": "", "wandb.watch(m)": "", "wandb.log_artifact(a)": "",
        "wandb.login()": "", "wandb.save('a')": "",
    }),
    "neptune": ("import neptune", {
        "neptune.create_experiment(params={})": "parameters", "neptune.log_metric('a', 1)": "metrics",
        "neptune.init_run(tags=['a'])": "", "neptune.create_experiment(name='a')": "",
        "neptune.init_run()['a'].upload('b')": "",
    }),
    "comet": ("import comet_ml", {
        "comet_ml.Experiment().log_parameters({})": "parameters", "comet_ml.Experiment().log_metric('a', 1)": "metrics and parameters",
        "comet_ml.login()": "",
    }),
    "clearml": ("from clearml import Task", {"Task.init('a', 'b')": "metrics and parameters", "Task.add_tags(['a'])": ""}),
    "aim": ("from aim import Run", {"Run().track(1, name='a')": "metrics", "Run().set_params({})": "parameters", "Run(experiment='e')": ""}),
    "sacred": ("from sacred import Experiment", {
        "Experiment('e').add_config(c=1)": "parameters", "Experiment('e').log_scalar('a', 1)": "metrics", "Experiment('e')": "",
        "Experiment('e').add_artifact('a')": "",
        "ex = Experiment('e')\n\n\n@ex.config\ndef c():\n    lr = 1": "parameters",
        "ex = Experiment('e')\n\n\n@ex.automain\ndef main(lr):\n    return lr": "metrics",
        "ex = Experiment('e')\n\n\n@ex.capture\ndef f(lr):\n    return lr": "",
    }),
    "dvclive": ("from dvclive import Live", {
        "Live().log_param('a', 1)": "parameters", "Live().log_metric('a', 1)": "metrics", "Live()": "",
        "Live().log_image('a', i)": "", "Live().log_artifact('a')": "",
    }),
    "swanlab": ("import swanlab", {
        "swanlab.init(project='p', config={})": "parameters", "swanlab.log({})": "metrics", "swanlab.init(project='p')": "",
        "swanlab.init()\nswanlab.config.lr = 1": "parameters",
    }),
    "trackio": ("import trackio", {
        "trackio.init(project='p', config={})": "parameters", "trackio.log({})": "metrics", "trackio.init(project='p')": ""}),
    "determined": ("import determined as det", {"det.core.init().train.report_training_metrics(1, {})": "metrics"}),
    "zenml": ("import zenml", {"zenml.log_metadata({'a': 1})": "metrics"}),
    "azure, an experiment": ("from azureml.core import Experiment", {
        "Experiment(w, 'a').start_logging().log('a', 1)": "metrics"}),
    "dagshub": ("import dagshub", {"dagshub.init(repo_name='a', mlflow=True)": ""}),
    "polyaxon": ("from polyaxon import tracking", {
        "tracking.log_inputs(a=1)": "parameters", "tracking.log_metrics(a=1)": "metrics", "tracking.init()": ""}),
    "azure": ("from azureml.core.run import Run", {
        "Run.get_context().log('a', 1)": "metrics", "Run.get_context()": "", "Run.get_context().tag('a')": "",
        "Run.get_context().log('a', args.a)": "parameters", "Run.get_context().log('a', float(args.a))": "parameters",
        "Run.get_context().log('a', results.a)": "metrics", "Run.get_context().log('a', args.a * score)": "metrics"}),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "calls"), VERBS.values(), ids=VERBS)
def test_each_verb_logs_what_its_tracker_says(heading: str, calls: dict[str, str]) -> None:
    files = {f"m{number}.py": f"{heading}\n{call}\n" for number, call in enumerate(calls)}
    found = dict.fromkeys(files, "")
    for each in run("experiment_tracking", snapshot(files)).evidence:
        logs = each.note.startswith("logs ")
        assert each.level is (Level.SUBSTANTIVE if logs else Level.PRESENT)
        found[each.path or ""] = each.note.partition(" with ")[0].removeprefix("logs ") if logs else ""
    assert dict(zip(calls, found.values(), strict=True)) == calls


def test_a_run_kept_on_an_object_and_one_that_is_opened() -> None:
    kept = "import wandb\n\n\nclass T:\n    def fit(self):\n        self.run = wandb.init()\n        self.run.summary['a'] = 1\n"
    assert "logs metrics with" in told(run("experiment_tracking", snapshot({"a.py": kept})))[0]
    opened = "import wandb\n\nwith wandb.init() as run:\n    run.summary.update({'a': 1})\n    run.summary['a'] = 1\n"
    assert "logs metrics with" in told(run("experiment_tracking", snapshot({"a.py": opened})))[0]


VERTEX = "from google.cloud import aiplatform\n\naiplatform.start_run('r')\naiplatform.log_params({})\naiplatform.log_metrics({})\n"


OTHERS = {
    "Verta": "from verta import Client\n\nr = Client().set_experiment_run()\nr.log_hyperparameters({})\nr.log_metric('a', 1)\n",
    "Simvue": "from simvue import Run\n\nr = Run()\nr.update_metadata({})\nr.log_metrics({'a': 1})\n",
    "labml": "from labml import experiment, tracker\n\nexperiment.create()\nexperiment.configs({})\ntracker.add('a', 1)\n",
}


@pytest.mark.parametrize("tool", OTHERS)
def test_a_seldom_tracker_is_told_by_its_own_calls(tool: str) -> None:
    finding = run("experiment_tracking", snapshot({"train.py": OTHERS[tool] + FIT + TRAINS}))
    assert_found(finding, Level.WIRED, "train.py:4", f"logs metrics and parameters with {tool}")


def test_experiments_of_a_cloud_count_where_they_log() -> None:
    finding = run("experiment_tracking", snapshot({"train.py": VERTEX + FIT + TRAINS}))
    assert_found(finding, Level.WIRED, "train.py:4", "with Vertex AI Experiments")


CONFIGURED = {
    "a tracker": ("conf/train.yaml", "learning_rate: 1\nreport_to: wandb\n", Level.SUBSTANTIVE, 2),
    "arguments as JSON": ("train_args.json", '{\n "learning_rate": 1,\n "report_to": ["mlflow"]\n}\n', Level.SUBSTANTIVE, 3),
    "a list": ("recipes/sft.yaml", "report_to:\n- tensorboard\n- mlflow\n", Level.SUBSTANTIVE, 2),
    "deeper": ("configs/a.yaml", "train:\n  args:\n    log_with: comet_ml\n", Level.SUBSTANTIVE, 3),
    "a project": ("axolotl.yml", "base_model: a\nwandb_project: p\n", Level.SUBSTANTIVE, 2),
    "an empty project": ("axolotl.yml", "base_model: a\nwandb_project:\n", Level.ABSENT, 0),
    "a project of an account": ("config.yml", "wandb_project: p\n", Level.ABSENT, 0),
    "a logger's class": ("configs/logger/w.yaml", "a:\n  _target_: lightning.pytorch.loggers.wandb.WandbLogger\n", Level.PRESENT, 2),
    "metrics of a catalogue": (
        "conf/base/catalog.yml", "a:\n  type: kedro_mlflow.io.metrics.MlflowMetricDataset\n", Level.SUBSTANTIVE, 2),
    "a logger of a recipe": (
        "recipes/lora.yaml", "metric_logger:\n  _component_: torchtune.training.metric_logging.WandBLogger\n", Level.SUBSTANTIVE, 2),
    "models of a catalogue": (
        "conf/base/catalog.yml", "a:\n  type: kedro_mlflow.io.models.MlflowModelTrackingDataset\n", Level.PRESENT, 2),
    "files of a catalogue": ("conf/base/catalog.yml", "a:\n  type: pandas.CSVDataset\n", Level.ABSENT, 0),
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


OPTION = {"configs/logger/wandb.yaml": "_target_: lightning.pytorch.loggers.WandbLogger\n"}
CHOOSES = {"configs/train.yaml": "defaults:\n- logger: wandb\n- _self_\n"}
MAKES = "import hydra\nimport lightning as L\n\n\ndef main(cfg):\n    found = hydra.utils.instantiate(cfg.logger)\n    L.Trainer({}).fit(cfg.model)\n\n\nmain(1)\n"
GIVES = {"train.py": MAKES.format("logger=found")}
CLI = {"main.py": "from lightning.pytorch.cli import LightningCLI\n\nLightningCLI(Net)\n"}
GIVEN = {
    "chosen, made and given": ({**OPTION, **CHOOSES, **GIVES}, Level.SUBSTANTIVE),
    "chosen by an experiment": (
        {**OPTION, **GIVES, "configs/experiment/a.yaml": "defaults:\n- override /logger: wandb\n"},
        Level.SUBSTANTIVE,
    ),
    "one of several": (
        {**OPTION, **GIVES, "configs/train.yaml": "defaults:\n- logger: [csv, wandb]\n"},
        Level.SUBSTANTIVE,
    ),
    "given to a trainer that is made": (
        {
            **OPTION,
            **CHOOSES,
            "train.py": MAKES.format("").replace("L.Trainer(", "hydra.utils.instantiate(cfg.t, logger=found"),
        },
        Level.SUBSTANTIVE,
    ),
    "by the framework's own command line": (
        {
            "config.yaml": "trainer:\n  logger:\n    class_path: lightning.pytorch.loggers.WandbLogger\n",
            **CLI,
        },
        Level.SUBSTANTIVE,
    ),
    "another one is chosen": (
        {**OPTION, **GIVES, "configs/train.yaml": "defaults:\n- logger: csv\n"},
        Level.PRESENT,
    ),
    "none is chosen": (
        {**OPTION, **GIVES, "configs/train.yaml": "defaults:\n- logger: null\n"},
        Level.PRESENT,
    ),
    "made and not given": ({**OPTION, **CHOOSES, "train.py": MAKES.format("max_epochs=1")}, Level.PRESENT),
    "given and not made": (
        {
            **OPTION,
            **CHOOSES,
            "train.py": MAKES.format("logger=found").replace("hydra.utils.instantiate", "open"),
        },
        Level.PRESENT,
    ),
}


@pytest.mark.parametrize(("files", "level"), GIVEN.values(), ids=GIVEN)
def test_a_logger_of_a_configuration_that_a_training_is_given(files: dict[str, str], level: Level) -> None:
    place = "config.yaml:3" if "config.yaml" in files else "configs/logger/wandb.yaml:1"
    assert_found(run("experiment_tracking", snapshot(files)), level, place, "names a logger for")
