"""What a walk has seen of a file while its names may still be references."""

from __future__ import annotations

import ast

from msgspec import Struct

from analyzer.parsing.code_facts import Keywords
from analyzer.parsing.python.expressions import Expressions, Sink, target_of
from analyzer.parsing.python.names import Scope
from analyzer.parsing.python.syntax import FunctionNode, keyword_arguments, string_arguments


class RawDecorator(Struct, frozen=True):
    """A decorator whose names are still being collected."""

    target: str
    line: int
    strings: tuple[str, ...]
    keywords: Keywords
    sink: Sink


def raw_decorators(
    walk: Expressions, node: FunctionNode | ast.ClassDef, scope: Scope, around: Sink | None
) -> tuple[RawDecorator, ...]:
    """The decorators of a definition, called or not; what they name is also named by the code around it."""
    found = [(each, walk.new_sink(around, unknown=True)) for each in node.decorator_list]
    for each, sink in found:
        walk.visit(each, scope, sink)
    return tuple([_raw_decorator(each, scope, sink) for each, sink in found])


def _raw_decorator(node: ast.expr, scope: Scope, sink: Sink) -> RawDecorator:
    if not isinstance(node, ast.Call):
        return RawDecorator(target_of(node, scope), node.lineno, (), (), sink)
    strings, keywords = string_arguments(node.args), keyword_arguments(node.keywords)
    return RawDecorator(target_of(node.func, scope), node.lineno, strings, keywords, sink)


class RawFunction(Struct):
    """A function whose names are still being collected."""

    node: FunctionNode
    qualified_name: str
    decorators: tuple[RawDecorator, ...]
    sink: Sink
    takes: Sink
    nested: bool


class RawClass(Struct, frozen=True):
    """A class whose bases may still be references."""

    node: ast.ClassDef
    qualified_name: str
    bases: tuple[str, ...]
    decorators: tuple[RawDecorator, ...]
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
