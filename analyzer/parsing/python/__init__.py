"""Python source as facts: imports, calls, definitions, conditions."""

from __future__ import annotations

from analyzer.parsing.python.answers import Answer, answer_of, brings_nothing
from analyzer.parsing.python.conditions import CAMEL, COLLECTS_FAILURE, words_of
from analyzer.parsing.python.empty_values import EmptyArgument, empty_arguments
from analyzer.parsing.python.following import Decision, Followed, follow_answer
from analyzer.parsing.python.model_rounds import (
    MEASURING_WORDS,
    METRIC_CALL_WORDS,
    SUMMING_WORDS,
    MeasuredModels,
    measured_models,
)
from analyzer.parsing.python.module import (
    LINE_LIMIT,
    PYTHON_LIMIT,
    Assertion,
    Call,
    CannotFail,
    ClassDefinition,
    Comparison,
    Condition,
    Function,
    Import,
    PythonFacts,
    Setting,
    code_lines,
    parse_python,
    parse_python_text,
    parses,
)
from analyzer.parsing.python.names import BUILTINS
from analyzer.parsing.python.origins import LOGARITHM, SHIFT, Origins, origins_of
from analyzer.parsing.python.rounds import rounds_of_calls
from analyzer.parsing.python.strings import code_only
from analyzer.parsing.python.written_items import ItemWrite, item_writes

__all__ = [
    "BUILTINS",
    "CAMEL",
    "COLLECTS_FAILURE",
    "LINE_LIMIT",
    "LOGARITHM",
    "MEASURING_WORDS",
    "METRIC_CALL_WORDS",
    "PYTHON_LIMIT",
    "SHIFT",
    "SUMMING_WORDS",
    "Answer",
    "Assertion",
    "Call",
    "CannotFail",
    "ClassDefinition",
    "Comparison",
    "Condition",
    "Decision",
    "EmptyArgument",
    "Followed",
    "Function",
    "Import",
    "ItemWrite",
    "MeasuredModels",
    "Origins",
    "PythonFacts",
    "Setting",
    "answer_of",
    "brings_nothing",
    "code_lines",
    "code_only",
    "empty_arguments",
    "follow_answer",
    "item_writes",
    "measured_models",
    "origins_of",
    "parse_python",
    "parse_python_text",
    "parses",
    "rounds_of_calls",
    "words_of",
]
