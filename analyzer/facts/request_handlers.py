"""Which functions a request is handed to."""

from __future__ import annotations

from analyzer.parsing.python import Function, PythonFacts
from analyzer.text import word_set
from analyzer.wiring.called import is_handed_over
from analyzer.wiring.entrypoints import HANDLER_FORMS, HANDLER_NAMES
from analyzer.wiring.frameworks import VIEW_METHODS

CHECKERS_OF_FIELDS = word_set("pydantic attr attrs marshmallow")


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
    return function.name in HANDLER_NAMES and function.parameters[:2] in HANDLER_FORMS
