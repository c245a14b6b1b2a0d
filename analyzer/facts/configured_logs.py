"""Trackers that a configuration of a training names: `report_to: wandb`, the path of a logger's class."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.declarations import FileKind
from analyzer.facts.trackers import INTEGRATION, SETUP, TRACKER_NAMES
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import Block, block, items, line, text
from analyzer.repository import TEXT_LIMIT, Snapshot
from analyzer.text import word_set
from analyzer.wiring.roles import is_example_path, is_test_path

# Where trainings are configured; other configuration is not looked into.
TRAINING_PATH = lazy_regex(
    r"conf|train|logg|tun|lora|sft|dpo|grpo|recipe|axolotl|experiment|param|accelerate|setting", re.IGNORECASE
)
_MARKS = ("report_to", "log_with", "wandb_project", "Logger", "experiment_tracker")
REPORTING_KEYS = word_set("report_to log_with")
CLASS_KEYS = word_set("_target_ class_path")
# What a configuration of a training says besides; `wandb_project` alone may be an account's.
TRAINING_KEYS = word_set("base_model learning_rate model_name_or_path num_epochs num_train_epochs")
BLOCKS_LIMIT = 400


def configured_logs(repo: Snapshot) -> Iterator[Evidence]:
    """The first tracker that each configuration of a training names."""
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not path.endswith((".yaml", ".yml")) or TRAINING_PATH.search(path) is None:
            continue
        if is_example_path(path) or is_test_path(path):
            continue
        content = repo.beginning(path, TEXT_LIMIT)
        if any(mark in content for mark in _MARKS):
            found = (each for document in repo.yaml(path) for each in _named(path, block(document.value)))
            first = next(found, None)
            if first is not None:
                yield first


def _named(path: str, root: Block) -> Iterator[Evidence]:
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
            elif name in CLASS_KEYS and (tool := _logger(text(value))):
                yield Evidence(path, line(value), Level.PRESENT, f"a configuration names a logger for {tool}")
            if len(blocks) < BLOCKS_LIMIT:
                blocks.extend(each for each in items(value) if isinstance(each, Block))


def _logger(target: str) -> str:
    """The tracker of a logger's class, by its dotted name; "" if it is none."""
    name = target.rpartition(".")[2]
    match = INTEGRATION.fullmatch(name)
    return TRACKER_NAMES[match[1].lower()] if match is not None and SETUP.search(name) else ""
