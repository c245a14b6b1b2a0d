"""Models that a loop makes by their names, one after the other: `for name in NAMES: create_model(name)`.

Sources: https://huggingface.co/docs/timm/reference/models, https://docs.pytorch.org/vision/stable/models.html,
https://huggingface.co/docs/transformers/model_doc/auto.
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, rounds_of_calls
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part, package_of

# Calls of these packages make a model whose architecture is a text.
NAMED_MAKERS = word_set(
    "timm.create_model timm.models.create_model torchvision.models.get_model torch.hub.load "
    "segmentation_models_pytorch.create_model open_clip.create_model_and_transforms open_clip.create_model "
    "sentence_transformers.SentenceTransformer sentence_transformers.CrossEncoder "
    "fastai.vision.all.vision_learner tensorflow_hub.load tensorflow_hub.KerasLayer"
)
NAMED_LOADS = word_set("from_pretrained from_preset")
PACKAGES_OF_LOADS = word_set("transformers keras_hub keras_nlp keras_cv setfit peft")
# What is only got ready for a model.
NO_MODEL = lazy_regex(r"Tokenizer|Processor|Config|Extractor|Preprocessor")
WORKS_ON = lazy_regex(r"\b\w{0,40}(?:train|fit|evaluat|backward|score|benchmark|metric)\w{0,40}\(")


def backbones_in_rounds(repo: Snapshot, code: Code) -> tuple[int, int] | None:
    """The line where models are made by names of a written list, and how many; None where there is none.

    The names may be gone over where the call stands, or where the function around it is called. A file that
    trains and measures nothing only fetches them.
    """
    makers = [] if code.notebook else [each for each in code.facts.calls if _makes_by_name(each)]
    if not makers:
        return None
    source = repo.text(code.path) or ""
    if WORKS_ON.search(source) is None:
        return None
    rounds = rounds_of_calls(source)
    by_function: dict[str, int] = {}
    for call in code.facts.calls:
        name = last_part(call.target)
        by_function[name] = max(by_function.get(name, 1), rounds.get(call.line, 1))
    for each in makers:
        around = last_part(each.function) if each.function else ""
        number = max(rounds.get(each.line, 1), by_function.get(around, 1))
        if number > 1:
            return each.line, number
    return None


def _makes_by_name(call: Call) -> bool:
    """Whether a call makes a model of an architecture that a name holds, and no text in its place."""
    if call.strings or "()" in call.target or NO_MODEL.search(call.target) is not None:
        return False
    if package_of(call.target, NAMED_MAKERS) is not None:
        return True
    return last_part(call.target) in NAMED_LOADS and package_of(call.target, PACKAGES_OF_LOADS) is not None
