"""Parts of the rows that one loader is asked for by their names, and what comes before they are parted.

`{s: load_split(s) for s in ("train", "val", "test")}`, `load_dataset(x, split="train")` and `split="test"`.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.starts.stages import dvc_stages

LOADING_WORDS = word_set("load read fetch split splits dataset datasets dataloader dataloaders loader data")
LOADING_CLASSES = word_set("dataset datasets loader")
# What is loaded of a part that is none of its rows.
OTHER_THAN_ROWS = word_set("metrics metric model config path dir transform transforms size report schema")
_TRAINING = lazy_regex(r"train(?:ing)?")
_UNSEEN_PART = lazy_regex(r"val(?:id(?:ation)?)?|test|dev|hold_?out")
_IN_TURN = lazy_regex(
    r"\bfor\s+(?P<name>[A-Za-z_]\w{0,40})\s+in\s+[(\[{]\s{0,20}[\"']train(?:ing)?[\"']\s{0,20},\s{0,20}"
    r"[\"'](?:val\w{0,7}|test|dev|hold_?out)[\"']"
)
_CALLED = r"\b(?P<called>[A-Za-z_]\w{0,60})\([^()\n]{0,120}?\b"
NEAR_LOOP = 600


def splits_by_name(repo: Snapshot, code: Code) -> tuple[int, str] | None:
    """The line where one function is asked for the training rows and for others, and the function's name."""
    asked: dict[str, dict[str, int]] = {}
    for call in code.facts.calls:
        says = (call.strings or call.keywords) and _loads_rows(last_part(call.target))
        part = _part(call) if says else None
        if part is not None:
            asked.setdefault(call.target, {}).setdefault(part, call.line)
    for target, lines in asked.items():
        if len(lines) == 2:
            return code.line(repo, min(lines.values())), last_part(target)
    return None if code.notebook else _in_turn(repo.text(code.path) or "")


def _loads_rows(name: str) -> bool:
    words = words_of(name)
    loads = bool(words & (LOADING_CLASSES if name[:1].isupper() else LOADING_WORDS))
    return loads and not words & OTHER_THAN_ROWS


def _part(call: Call) -> str | None:
    """Which part a call asks for by a text that says nothing else."""
    texts = {each.strip("\"'") for each in (*call.strings, *(value for _name, value in call.keywords))}
    training = any(_TRAINING.fullmatch(each) for each in texts)
    unseen = any(_UNSEEN_PART.fullmatch(each) for each in texts)
    return None if training == unseen else "training" if training else "unseen"


def _in_turn(text: str) -> tuple[int, str] | None:
    for loop in _IN_TURN.finditer(text) if "'train" in text or '"train' in text else ():
        near = text[max(0, loop.start() - NEAR_LOOP) : loop.end() + NEAR_LOOP]
        for call in re.finditer(rf"{_CALLED}{loop['name']}\b", near):
            if _loads_rows(call["called"]):
                return text.count("\n", 0, loop.start()) + 1, call["called"]
    return None


@derived
def stages_before(repo: Snapshot) -> dict[str, frozenset[str]]:
    """The modules of the stages whose outputs the stage of a module reads, directly."""
    stages = dvc_stages(repo)
    found: dict[str, set[str]] = {}
    for reader in stages:
        for writer in stages:
            if writer is not reader and writer.outputs & reader.inputs:
                for module in reader.modules:
                    found.setdefault(module, set()).update(writer.modules)
    return {module: frozenset(modules - {module}) for module, modules in found.items()}
