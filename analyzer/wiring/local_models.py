"""What code does with a model that runs in the program itself, by the package it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, ClassDefinition, PythonFacts
from analyzer.wiring.model_catalogue import (
    ANSWER_CALLS,
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
    NO_MODEL_CLASS,
    OTHER_MODELS,
    PICKLES,
    PREDICT_METHODS,
    PREPARATION_PACKAGES,
    SESSION_FUNCTIONS,
    STEP_METHODS,
    TRAIN_CALLS,
    TRAIN_METHODS,
    UNMISTAKABLE,
)
from analyzer.wiring.modules import package_of

# The top-level packages of every table of local models.
LOCAL_ROOTS = MODEL_ROOTS | frozenset(
    each.partition(".")[0]
    for table in (TRAIN_CALLS, LOAD_CALLS, ANSWER_CALLS, PICKLES, BUILDER_PACKAGES, MODEL_STORES)
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
    if target in LOAD_CALLS or plain in LOAD_CALLS:
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
    if method == "load" and package_of(target, LOADING_PACKAGES):
        return "loads"
    if _of_loaded(target, method):
        return "calls"
    if package_of(target, MODEL_PACKAGES) and package_of(target, PREPARATION_PACKAGES) is None:
        owner = target.rpartition(".")[0].rpartition(".")[2]
        return None if NO_MODEL_CLASS.search(owner.removesuffix("()")) else method_kind(method)
    return class_kind(target)


def class_kind(target: str) -> str | None:
    """What is asked of a class that calls itself a model, of a package that no table knows."""
    method = target.rpartition(".")[2]
    if method not in SELDOM:
        return None
    owner = target.rpartition(".")[0].rpartition(".")[2]
    root = target.partition(".")[0].removesuffix("()")
    if root in OTHER_MODELS or not MODEL_CLASS.search(owner.removesuffix("()")):
        return None
    if method in CLASS_LOADERS and not owner.endswith("()"):
        return "loads"
    return method_kind(method) if method in UNMISTAKABLE and owner.endswith("()") else None


def _of_loaded(target: str, method: str) -> bool:
    """Whether a loaded model is called, or asked for what its library calls an answer."""
    if target.endswith("()"):
        held = target.removesuffix("()")
        last, owner = held.rpartition(".")[2], held.rpartition(".")[0].rpartition(".")[2]
        pretrained = last in LOAD_METHODS and not NO_MODEL_CLASS.search(owner)
        return held in LOAD_CALLS or (pretrained and package_of(held, MODEL_PACKAGES) is not None)
    held = target.rpartition("().")[0]
    return held in LOAD_CALLS and method in LOADED_METHODS | PREDICT_METHODS


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
        if target in MODEL_BUILDERS or (
            BUILDER_CLASS.search(target) is not None and package_of(target, BUILDER_PACKAGES)
        ):
            yield call
