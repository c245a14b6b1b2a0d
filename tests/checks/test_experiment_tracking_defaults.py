"""Where a training logs to by what is written elsewhere: a default, a constant, a command, a run that was begun."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

FIT = "from sklearn.svm import SVC\n"
TRAINS = "SVC().fit([[1]], [1])\n"
WANDB, MLFLOW = "Weights & Biases", "MLflow"
BEGUN = {
    "a trainer": ("import wandb", "wandb.init(project='p')", "transformers", "Trainer(m).train()", WANDB),
    "a trainer of another library": ("import mlflow", "mlflow.start_run()", "trl", "SFTTrainer(m).train()", MLFLOW),
    "a detector": ("import comet_ml", "comet_ml.login()", "ultralytics", "YOLO('a.pt').train(data='d')", "Comet"),
    "a trainer that is told another place": (
        "import wandb", "wandb.init(project='p')", "transformers", "Trainer(m, report_to='tensorboard').train()", ""),
    "a run that is switched off": (
        "import wandb", "wandb.init(project='p', mode='disabled')", "transformers", "Trainer(m).train()", ""),
    "a tracker that is only imported": ("import wandb", "pass", "transformers", "Trainer(m).train()", ""),
    "another trainer": ("import wandb", "wandb.init(project='p')", "darts", "Trainer(m).train()", ""),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "begins", "library", "trains", "tool"), BEGUN.values(), ids=BEGUN)
def test_a_trainer_logs_to_a_run_that_was_begun(
    heading: str, begins: str, library: str, trains: str, tool: str
) -> None:
    name = trains.partition("(")[0]
    source = f"{heading}\nfrom {library} import {name}\n\n{begins}\n{trains}\n"
    finding = run("experiment_tracking", snapshot({"train.py": source}))
    if tool:
        assert_found(finding, Level.SUBSTANTIVE, "train.py:5", f"logs metrics with {tool}")
    else:
        place, verb = ("train.py:1", "imports ") if begins == "pass" else ("train.py:4", "names ")
        assert_found(finding, Level.PRESENT, place, verb)


IN_A_TABLE = {
    "a table": ("LOGGERS = {'a': MLFlowLogger}", "logger=LOGGERS[kind]('runs')", 3),
    "a table of several lines": (
        "LOGGERS = {\n    'a': None,\n    'b': MLFlowLogger,\n}",
        "logger=LOGGERS[kind]('runs')",
        5,
    ),
    "a table that no training is given": ("LOGGERS = {'a': MLFlowLogger}", "max_epochs=3", 0),
    "a table of others": ("LOGGERS = {'a': CSVLogger}", "logger=LOGGERS[kind]('runs')", 0),
}


@pytest.mark.parametrize(("table", "given", "line"), IN_A_TABLE.values(), ids=IN_A_TABLE)
def test_a_logger_of_a_table_is_given_to_a_training(table: str, given: str, line: int) -> None:
    head = "import lightning as L\nfrom lightning.pytorch.loggers import CSVLogger, MLFlowLogger\n"
    finding = run(
        "experiment_tracking", snapshot({"fit.py": f"{head}{table}\nL.Trainer({given}).fit(Net())\n"})
    )
    if line:
        assert_found(finding, Level.WIRED, f"fit.py:{line}", "logs metrics and parameters with MLflow")
    else:
        assert_found(finding, Level.ABSENT)


HOOKS = {
    "a backend": ("v = [dict(type='LocalVisBackend'), dict(type='WandbVisBackend')]\n", WANDB),
    "a hook": ("hooks = [\n    {'type': 'MlflowLoggerHook'}]\n", MLFLOW),
    "a backend of files": ("v = [dict(type='LocalVisBackend'), dict(type='TensorboardVisBackend')]\n", ""),
    "another class": ("v = [dict(type='WandbTable')]  # VisBackend\n", ""),
}


@pytest.mark.parametrize(("source", "tool"), HOOKS.values(), ids=HOOKS)
def test_a_configuration_in_python_names_a_tracker(source: str, tool: str) -> None:
    finding = run("experiment_tracking", snapshot({"configs/net.py": source}))
    if tool:
        line = source.count("\n")
        assert_found(finding, Level.SUBSTANTIVE, f"configs/net.py:{line}", f"reports to {tool}")
    else:
        assert_found(finding, Level.ABSENT)


GIVEN_ELSEWHERE = {
    "a constant": ("TO = ['mlflow']", "TO", "", MLFLOW),
    "a constant of another module": ("import conf", "conf.TO", "TO = ['comet_ml']", "Comet"),
    "a field of a class": ("from conf import Args", "Args().tracker", "class Args:\n    tracker: str = 'aim'", "Aim"),
    "an option of the command line": (
        "p.add_argument('--log-to', type=str, default='swanlab')", "args.log_to", "", "SwanLab"),
    "a default of the environment": ("import os", "os.environ.get('TO', 'wandb')", "", WANDB),
    "one of two": ("import sys", "'wandb' if sys.argv else 'none'", "", WANDB),
    "a constant of another kind": ("TO = 'tensorboard'", "TO", "", ""),
    "a name that is given nothing": ("import conf", "conf.TO", "FROM = 'wandb'", ""),
    "a module that is not imported": ("import sys", "args.TO", "TO = 'wandb'", ""),
    "the argument behind it": ("import sys", "sys.argv[1:], run_name='wandb'", "", ""),
    "a name that holds another": ("TO_ALL = 'wandb'", "TO", "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("line", "value", "other", "tool"), GIVEN_ELSEWHERE.values(), ids=GIVEN_ELSEWHERE)
def test_an_argument_that_is_given_its_value_elsewhere(line: str, value: str, other: str, tool: str) -> None:
    head = f"{FIT}from transformers import TrainingArguments\n{line}\n"
    files = {
        "train.py": f"{head}TrainingArguments(\n    'o',\n    report_to={value},\n)\n{TRAINS}",
        "conf.py": f"{other}\n",
    }
    finding = run("experiment_tracking", snapshot(files))
    if tool:
        assert_found(finding, Level.WIRED, "train.py:4", f"logs metrics and parameters with {tool},")
    else:
        assert_found(finding, Level.ABSENT)


COMMANDS = {
    "the program": ("accelerate launch train.py --to wandb", Level.WIRED),
    "the program, with its option spelled together": ("python train.py --to=wandb", Level.WIRED),
    "another program": ("python other.py --to wandb", Level.ABSENT),
    "another option": ("python train.py --from wandb", Level.ABSENT),
    "another tracker": ("python train.py --to tensorboard", Level.ABSENT),
}


@pytest.mark.parametrize(("command", "level"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_says_what_a_training_reports_to(command: str, level: Level) -> None:
    option = "p.add_argument('--to', default='none')\n"
    source = f"{FIT}from transformers import TrainingArguments\n{option}TrainingArguments(report_to=args.to)\n{TRAINS}"
    finding = run("experiment_tracking", snapshot({"train.py": source, "run.sh": f"{command}\n"}))
    assert_found(finding, level, "train.py:4" if level else "")


def test_a_parameter_says_what_a_training_reports_to() -> None:
    source = "from transformers import TrainingArguments\n\n\ndef fit(lr, to='{}'):\n    TrainingArguments(report_to=to)\n\n\nfit(1)\n"
    finding = run("experiment_tracking", snapshot({"train.py": source.format("wandb")}))
    assert_found(finding, Level.SUBSTANTIVE, "train.py:5", WANDB)
    assert_found(run("experiment_tracking", snapshot({"train.py": source.format("none")})), Level.ABSENT)
