"""Facts of a small Python module without problems."""

from __future__ import annotations

import textwrap

from analyzer.parsing.python.module import (
    Function,
    PythonFacts,
    parse_python,
)


def read(source: str) -> PythonFacts:
    facts = parse_python(textwrap.dedent(source).encode())
    assert facts.problem is None
    assert facts.dialect == "python3"
    return facts


def targets(source: str) -> list[str]:
    return [call.target for call in read(source).calls]


def only_function(source: str) -> Function:
    (function,) = read(source).functions
    return function
