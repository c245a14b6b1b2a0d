"""What code does with a model that runs in the program itself, by the package it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, ClassDefinition, PythonFacts
from analyzer.wiring.models.model_catalogue import (
    ANSWER_CALLS,
    ASKS_A_MODEL,
    BUILDER_CLASS,
    BUILDER_PACKAGES,
    CLASS_LOADERS,
    ESTIMATOR_BASES,
    LOAD_CALLS,
    LOAD_METHODS,
    LOADED_METHODS,
    LOADING_PACKAGES,
    MODEL_BASES,
    MODEL_BUILDERS,
    MODEL_CLASS,
    MODEL_PACKAGES,
    MODEL_ROOTS,
    MODEL_STORES,
    MODEL_VIEWS,
    NO_MODEL_CLASS,
    NO_NETWORK,
    OTHER_MODELS,
    PICKLES,
    PREDICT_METHODS,
    PREPARATION_PACKAGES,
    PRETRAINED_LOADERS,
    RUNTIME_LOADERS,
    SESSION_FUNCTIONS,
    SPACY_PACKAGE,
    STEP_METHODS,
    TRAIN_CALLS,
    TRAIN_METHODS,
    UNMISTAKABLE,
    ZOOS,
)
from analyzer.wiring.models.runtime_models import runtime_kind
from analyzer.wiring.modules import package_of

# The top-level packages of every table of local models.
LOCAL_ROOTS = MODEL_ROOTS | frozenset(
    each.partition(".")[0]
    for table in (
        TRAIN_CALLS,
        LOAD_CALLS,
        ANSWER_CALLS,
        PICKLES,
        BUILDER_PACKAGES,
        MODEL_STORES,
        ZOOS,
        RUNTIME_LOADERS,
    )
    for each in table
)
# What is built of the same bases, but answers nothing.
NO_MODEL_DEFINED = lazy_regex(
    r"(?:Loss|LossFn|LossFunction|Criterion|Metric|Metrics|Callback|Dataset|DataModule)\Z"
)
SELDOM = UNMISTAKABLE | CLASS_LOADERS


def local_kind(call: Call, target: str, *, with_models: bool) -> str | None:
    """What a call of a package of `LOCAL_ROOTS` does; `with_models`: its file imports models."""
    root, method = target.partition(".")[0].removesuffix("()"), target.rpartition(".")[2]
    plain = target.replace("().", ".")
    if target in TRAIN_CALLS or plain in TRAIN_CALLS:
        return "trains"
    if target in LOAD_CALLS or plain in LOAD_CALLS or _by_runtime(target):
        return "loads"
    if target in ANSWER_CALLS:
        return "calls"
    if target in PICKLES:
        said = "model" in " ".join(call.strings).casefold()
        return "loads" if with_models or root == "mlflow" or said else None
    if root in MODEL_STORES and method == "load_model":
        return "loads"
    if root in SESSION_FUNCTIONS and method in SESSION_FUNCTIONS[root]:
        return SESSION_FUNCTIONS[root][method]
    if method in ("load", "from_checkpoint") and package_of(target, LOADING_PACKAGES):
        return "loads"
    if (ran := runtime_kind(target)) is not None:
        return ran
    if _of_zoo(target) and _with_weights(call):
        return "loads"
    if asked_of_loaded(target):
        return "calls"
    if package_of(target, MODEL_PACKAGES) and package_of(target, PREPARATION_PACKAGES) is None:
        owner = target.rpartition(".")[0].rpartition(".")[2]
        return None if NO_MODEL_CLASS.search(owner.removesuffix("()")) else method_kind(method)
    return class_kind(target)


def class_kind(target: str) -> str | None:
    """What is asked of a class that calls itself a model, of a package that no table knows."""
    method = target.rpartition(".")[2]
    owner = target.rpartition(".")[0].rpartition(".")[2]
    if method in PRETRAINED_LOADERS:
        return None if NO_MODEL_CLASS.search(owner.removesuffix("()")) else "loads"
    if _is_pretrained(_held(target)) and asked_of_loaded(target):
        return "calls"
    if method not in SELDOM:
        return None
    root = target.partition(".")[0].removesuffix("()")
    if SPACY_PACKAGE.fullmatch(root) is not None:
        return "loads" if target == f"{root}.load" else None
    if root in OTHER_MODELS or not MODEL_CLASS.search(owner.removesuffix("()")):
        return None
    if method in CLASS_LOADERS and not owner.endswith("()"):
        return "loads"
    return method_kind(method) if method in UNMISTAKABLE and owner.endswith("()") else None


def asked_of_loaded(target: str) -> bool:
    """Whether a loaded model is called, or asked for what its library calls an answer."""
    held = _held(target)
    known, kept = held in LOAD_CALLS or _by_runtime(held), _is_kept_model(held)
    if target.endswith("()"):
        return known or _is_pretrained(held)
    method = target.rpartition(".")[2]
    if method in PREDICT_METHODS or method in LOADED_METHODS or ASKS_A_MODEL.match(method):
        return known or kept or _is_pretrained(held)
    return method == "transform" and kept and package_of(held, PREPARATION_PACKAGES) is None


def _by_runtime(target: str) -> bool:
    """Whether a call loads what a runtime runs."""
    root, _dot, rest = target.partition(".")
    return rest.rpartition(".")[2] in RUNTIME_LOADERS.get(root, ())


def _held(target: str) -> str:
    """What a chain of calls is asked of, without what only moves it or switches how it works."""
    held = target.removesuffix("()") if target.endswith("()") else target.rpartition("().")[0]
    while held.rpartition(".")[2] in MODEL_VIEWS and held.rpartition("().")[0]:
        held = held.rpartition("().")[0]
    return held


def _is_pretrained(held: str) -> bool:
    """Whether a chain of calls ends with what loads a model by its name alone, of whatever package."""
    last, owner = held.rpartition(".")[2], held.rpartition(".")[0].rpartition(".")[2]
    if NO_MODEL_CLASS.search(owner.removesuffix("()")):
        return False
    return last in PRETRAINED_LOADERS or (
        last in LOAD_METHODS and package_of(held, MODEL_PACKAGES) is not None
    )


def _is_kept_model(held: str) -> bool:
    """Whether a chain of calls ends with a class's own way to load, or with a store of models."""
    last, root = held.rpartition(".")[2], held.partition(".")[0]
    if last in ("load", "from_checkpoint"):
        return package_of(held, LOADING_PACKAGES) is not None
    return last == "load_model" and root in MODEL_STORES


def _of_zoo(target: str) -> bool:
    """Whether a call makes a network that somebody else drew."""
    package = package_of(target, ZOOS)
    if package is None or "()" in target or target == package:
        return False
    return not any(map(NO_NETWORK.fullmatch, target[len(package) + 1 :].split(".")))


def _with_weights(call: Call) -> bool:
    """Whether a network comes with weights: of keras always, unless it is told otherwise."""
    said = dict(call.keywords)
    value = next((said[name] for name in ("weights", "pretrained", "encoder_weights") if name in said), None)
    if value is None:
        return ".applications." in call.target or call.target.endswith(".from_pretrained")
    return value not in ("None", "False", "")


def method_kind(method: str) -> str | None:
    """What a method does by its name alone."""
    if method in TRAIN_METHODS or method in STEP_METHODS:
        return "trains"
    if method in LOAD_METHODS:
        return "loads"
    if method in PREDICT_METHODS:
        return "calls"
    return None


def defines(definition: ClassDefinition) -> bool:
    """Whether a class is a model by what it inherits from; losses are written as modules, too."""
    if NO_MODEL_DEFINED.search(definition.name):
        return False
    if any(package_of(base, MODEL_BASES) for base in definition.bases):
        return True
    return bool(PREDICT_METHODS.intersection(definition.methods)) and any(
        package_of(base, ESTIMATOR_BASES) for base in definition.bases
    )


def built(facts: PythonFacts) -> Iterator[Call]:
    """The calls that build a model."""
    for call in facts.calls:
        target = call.target
        estimator = BUILDER_CLASS.search(target) is not None and package_of(target, BUILDER_PACKAGES)
        if target in MODEL_BUILDERS or estimator or (_of_zoo(target) and not _with_weights(call)):
            yield call
