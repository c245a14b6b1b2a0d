"""Python source as facts: imports, calls, definitions, conditions."""

from __future__ import annotations

from analyzer.parsing.python.answers import Answer, answer_of, brings_nothing
from analyzer.parsing.python.conditions import CAMEL, words_of
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
    code_lines,
    parse_python,
    parse_python_text,
    parses,
)
from analyzer.parsing.python.names import BUILTINS

__all__ = [
    "BUILTINS",
    "CAMEL",
    "LINE_LIMIT",
    "PYTHON_LIMIT",
    "Answer",
    "Assertion",
    "Call",
    "CannotFail",
    "ClassDefinition",
    "Comparison",
    "Condition",
    "Function",
    "Import",
    "PythonFacts",
    "answer_of",
    "brings_nothing",
    "code_lines",
    "parse_python",
    "parse_python_text",
    "parses",
    "words_of",
]
