"""Which functions a request is handed to."""

from __future__ import annotations

from analyzer.parsing.python import Function, PythonFacts
from analyzer.text import word_set
from analyzer.wiring.routes.frameworks import VIEW_METHODS
from analyzer.wiring.runs.called import is_handed_over
from analyzer.wiring.starts.entrypoints import HANDLER_FORMS, HANDLER_NAMES

CHECKERS_OF_FIELDS = word_set("pydantic attr attrs marshmallow")

# What SageMaker's servers call for a request, in a module whose `model_fn` loads the model:
# https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html#serve-a-pytorch-model
ANSWERING_HOOKS = word_set("input_fn predict_fn output_fn transform_fn")
PREDICTING_HOOKS = word_set("predict_fn transform_fn")


def is_handler(facts: PythonFacts, function: Function) -> bool:
    """Whether a request is handed to this function: a route, a view's method, a function's handler."""
    if any(
        is_handed_over(each.target) and each.target.partition(".")[0] not in CHECKERS_OF_FIELDS
        for each in function.decorators
    ):
        return True
    owner = function.qualified_name.rpartition(".")[0]
    if owner:
        has_bases = any(each.qualified_name == owner and each.bases for each in facts.classes)
        return has_bases and (function.name in VIEW_METHODS or function.name in HANDLER_NAMES)
    if function.name in ANSWERING_HOOKS:
        beside = {each.qualified_name for each in facts.functions}
        return "model_fn" in beside and not PREDICTING_HOOKS.isdisjoint(beside)
    return function.name in HANDLER_NAMES and function.parameters[:2] in HANDLER_FORMS
