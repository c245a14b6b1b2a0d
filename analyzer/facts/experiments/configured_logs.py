"""Trackers that a configuration of a training names: `report_to: wandb`, the path of a logger's class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.declarations import FileKind
from analyzer.facts.experiments.trackers import INTEGRATION, SETUP, TRACKER_NAMES
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import Block, block, items, line, text
from analyzer.repository import TEXT_LIMIT, Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.roles import is_example_path, is_test, is_test_path
from analyzer.wiring.runs.reachability import is_live

# Where trainings are configured; other configuration is not looked into.
TRAINING_PATH = lazy_regex(
    r"conf|train|logg|tun|lora|sft|dpo|grpo|recipe|axolotl|experiment|param|accelerate|setting", re.IGNORECASE
)
_MARKS = ("report_to", "log_with", "wandb_project", "Logger", "experiment_tracker", "kedro_mlflow.io")
# https://kedro-mlflow.readthedocs.io: a data set of the catalogue that a node fills is logged with its run.
_KEDRO_DATA_SET = lazy_regex(r"kedro_mlflow\.io\.(metrics|models|artifacts)\.\w{1,60}")
# https://mmengine.readthedocs.io/en/latest/advanced_tutorials/visualization.html
_HOOK = lazy_regex(
    r"\btype[\"']?\s{0,4}[=:]\s{0,4}[\"'](?:mmdet\.|MMDet|MMSeg)?(Wandb|MLflow|ClearML|Neptune|Aim|DVCLive|SwanLab)"
    r"(?:VisBackend|LoggerHook|Hook)[\"']",
    re.IGNORECASE,
)
REPORTING_KEYS = word_set("report_to log_with")
# https://huggingface.co/docs/transformers/main_classes/trainer: arguments may be kept as YAML or as JSON.
ARGUMENT_FILES = (".yaml", ".yml", ".json")
CLASS_KEYS = word_set("_target_ class_path _component_")
# https://pytorch.org/torchtune: a recipe makes what its configuration names.
RECIPE_KEY = "_component_"
# What a configuration of a training says besides; `wandb_project` alone may be an account's.
TRAINING_KEYS = word_set("base_model learning_rate model_name_or_path num_epochs num_train_epochs")
BLOCKS_LIMIT = 400
# What makes the objects that a configuration names, what takes loggers, and what does both.
MAKES_CONFIGURED = word_set(
    "hydra.utils.instantiate hydra.utils.call hydra_zen.instantiate hydra_zen.zen jsonargparse.CLI"
)
TAKES_LOGGERS = word_set("Trainer instantiate call Fabric")
LOGGER_ARGUMENTS = word_set("logger loggers")
CONFIGURED_TRAINING = "LightningCLI"


def configured_logs(repo: Snapshot) -> Iterator[Evidence]:
    """The first tracker that each configuration of a training names."""
    yield from _hooks(repo)
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not path.endswith(ARGUMENT_FILES) or TRAINING_PATH.search(path) is None:
            continue
        if is_example_path(path) or is_test_path(path):
            continue
        content = repo.beginning(path, TEXT_LIMIT)
        if any(mark in content for mark in _MARKS):
            given = _is_chosen(repo, path) and _gives_loggers(repo)
            found = (
                each
                for document in repo.yaml(path)
                for each in _named(path, block(document.value), given=given)
            )
            first = next(found, None)
            if first is not None:
                yield first


def _hooks(repo: Snapshot) -> Iterator[Evidence]:
    """Trackers that a configuration written in Python gives to a runner: `dict(type="WandbVisBackend")`."""
    for path in repo.modules:
        if is_test(repo, path) or is_example_path(path):
            continue
        content = repo.text(path) or ""
        match = _HOOK.search(content) if "VisBackend" in content or "LoggerHook" in content else None
        if match is not None:
            note = f"a training's configuration reports to {TRACKER_NAMES[match[1].lower()]}"
            yield Evidence(path, content.count("\n", 0, match.start()) + 1, Level.SUBSTANTIVE, note)


def _named(path: str, root: Block, *, given: bool) -> Iterator[Evidence]:
    blocks = [root]
    for current in blocks:
        for key, value in current.items():
            name = str(key)
            if name in REPORTING_KEYS:
                names = [text(each).lower() for each in items(value)]
                tools = [TRACKER_NAMES[each] for each in names if each in TRACKER_NAMES]
                if tools:
                    note = f"a training's configuration reports to {tools[0]}"
                    yield Evidence(path, line(value), Level.SUBSTANTIVE, note)
            elif name == "wandb_project" and text(value) and not TRAINING_KEYS.isdisjoint(map(str, current)):
                note = "a training's configuration reports to Weights & Biases"
                yield Evidence(path, line(value), Level.SUBSTANTIVE, note)
            elif name == "type" and (match := _KEDRO_DATA_SET.fullmatch(text(value))) is not None:
                note = f"a data set of the catalogue logs {match[1]} to MLflow"
                level = Level.SUBSTANTIVE if match[1] == "metrics" else Level.PRESENT
                yield Evidence(path, line(value), level, note)
            elif name in CLASS_KEYS and (tool := _logger(text(value))):
                note = f"a configuration names a logger for {tool}"
                taken = given or name == RECIPE_KEY
                level, how = (
                    (Level.SUBSTANTIVE, ", and a training is given it") if taken else (Level.PRESENT, "")
                )
                yield Evidence(path, line(value), level, note + how)
            if len(blocks) < BLOCKS_LIMIT:
                blocks.extend(each for each in items(value) if isinstance(each, Block))


def _is_chosen(repo: Snapshot, path: str) -> bool:
    """Whether a configuration is used: it is no option of a group, or the defaults of another one choose it.

    `configs/logger/wandb.yaml` is the option `wandb` of the group `logger`
    (https://hydra.cc/docs/advanced/defaults_list/).
    """
    folder, option = dirname(path), basename(path).rpartition(".")[0]
    group, root = basename(folder), dirname(folder)
    others = [
        each
        for each in repo.of_kind(FileKind.CONFIGURATION)
        if each != path and each.endswith((".yaml", ".yml")) and dirname(each) in (root, *_beside(root, each))
    ]
    chosen = [
        text(value)
        for other in others
        if "defaults" in repo.beginning(other, TEXT_LIMIT)
        for document in repo.yaml(other)
        for entry in items(block(document.value).get("defaults"))
        for key, values in block(entry).items()
        if str(key).removeprefix("override ").strip("/ ").partition("@")[0] == group
        for value in items(values)
    ]
    return option in chosen if chosen else not _has_defaults(repo, others)


def _beside(root: str, path: str) -> tuple[str, ...]:
    """The folder of a configuration that lies in another group of the same root, as experiments do."""
    folder = dirname(path)
    return (folder,) if dirname(folder) == root and root else ()


def _has_defaults(repo: Snapshot, paths: list[str]) -> bool:
    return any("defaults:" in repo.beginning(each, TEXT_LIMIT) for each in paths)


@derived
def _gives_loggers(repo: Snapshot) -> bool:
    """Whether live code makes what a configuration names, and gives a training the loggers among it."""
    makes = gives = False
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, facts, notebook=False)
        for call in facts.calls:
            name = last_part(call.target)
            given = name in TAKES_LOGGERS and any(each in LOGGER_ARGUMENTS for each, _value in call.keywords)
            made = call.target in MAKES_CONFIGURED
            if (given or made or name == CONFIGURED_TRAINING) and is_live(repo, code, call.function):
                if name == CONFIGURED_TRAINING:
                    return True
                makes, gives = makes or made, gives or given
    return makes and gives


def _logger(target: str) -> str:
    """The tracker of a logger's class, by its dotted name; "" if it is none."""
    name = target.rpartition(".")[2]
    match = INTEGRATION.fullmatch(name)
    return TRACKER_NAMES[match[1].lower()] if match is not None and SETUP.search(name) else ""
