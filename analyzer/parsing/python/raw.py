"""What a walk has seen of a file while its names may still be references."""

from __future__ import annotations

import ast

from msgspec import Struct

from analyzer.parsing.code_facts import Decorator
from analyzer.parsing.python.expressions import Sink
from analyzer.parsing.python.syntax import FunctionNode


class RawFunction(Struct):
    """A function whose names are still being collected."""

    node: FunctionNode
    qualified_name: str
    decorators: tuple[Decorator, ...]
    sink: Sink
    takes: Sink
    nested: bool


class RawClass(Struct, frozen=True):
    """A class whose bases may still be references."""

    node: ast.ClassDef
    qualified_name: str
    bases: tuple[str, ...]
    decorators: tuple[Decorator, ...]
    methods: list[str]
    sink: Sink


class RawAssignment(Struct, frozen=True):
    """A module-level assignment; `value` may be a reference if it `is_target`, else it is literal text."""

    name: str
    value: str
    is_target: bool
    line: int


class RawSetting(Struct, frozen=True):
    """An assignment to an attribute; target and value may still be references."""

    target: str
    value: str
    text: str
    line: int
    function: str | None
