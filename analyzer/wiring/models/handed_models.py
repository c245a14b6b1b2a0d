"""Models that code asks without saying what they are: the answer of a loader, or a model of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from analyzer.parsing.python import Call
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_catalogue import PREDICT_METHODS, UNMISTAKABLE
from analyzer.wiring.modules import Code, code_files

ASKS_UNKNOWN = UNMISTAKABLE & PREDICT_METHODS
# What a variable or an attribute that holds a model is called.
HOLDERS = word_set("model net network encoder decoder classifier regressor estimator policy")
# What every module of a library has: of an object that nobody knows it says nothing.
OF_EVERY_MODULE = word_set(
    "forward train eval to cuda cpu half float double parameters named_parameters modules children buffers "
    "state_dict load_state_dict zero_grad requires_grad_ apply register_buffer add_module compile fit save "
    "load summary get_config build call configure_optimizers training_step validation_step test_step log "
    "from_pretrained reset_parameters init_weights get set update step close reset copy items keys values"
)


class OwnModels(Struct, frozen=True):
    """The names of first-party functions that load a model, and of methods that only own models have."""

    loaders: frozenset[str]
    asked: frozenset[str]


def asked_of_handed(repo: Snapshot, own: OwnModels, known: Iterable[Call]) -> Iterator[tuple[Code, Call]]:
    """Calls on unknown objects that ask what a loader gave, or a method that only a model here has."""
    if not own.loaders and not own.asked:
        return
    seen = set(map(id, known))
    for code in code_files(repo):
        for call in code.facts.calls:
            before, _dot, method = call.target.rpartition(".")
            if before[:1] != "?" or id(call) in seen:
                continue
            holder = before.rpartition(".")[2]
            if method in ASKS_UNKNOWN and holder.endswith("()"):
                if holder.removesuffix("()") in own.loaders:
                    yield code, call
            elif own.loaders and method in ASKS_UNKNOWN and "." in before and holder.lstrip("_") in HOLDERS:
                yield code, call  # `bundle.model.predict(rows)`
            elif method in own.asked and holder.lstrip("_") in HOLDERS:
                yield code, call


def methods_of_models(methods: Iterable[str]) -> frozenset[str]:
    """The public methods of a model's class that not every module has."""
    return frozenset(each for each in methods if not each.startswith("_") and each not in OF_EVERY_MODULE)
