"""Turns what a walk has seen into facts: references resolved, everything in the order of the lines."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from analyzer.parsing.code_facts import (
    MODULE_NAMES_CUT,
    NAMES_CUT,
    Assertion,
    Call,
    ClassDefinition,
    CodeFacts,
    Condition,
    Decorator,
    Function,
    Setting,
)
from analyzer.parsing.python.conditions import MAX_CONDITIONS, RawCondition, condition_of
from analyzer.parsing.python.expressions import RawAssertion, RawCall, Sink
from analyzer.parsing.python.names import UNKNOWN, Names
from analyzer.parsing.python.raw import RawAssignment, RawClass, RawDecorator, RawFunction, RawSetting
from analyzer.parsing.python.syntax import docstring, does_nothing, is_annotated, parameter_names
from analyzer.parsing.python.walk import Walk

Resolve = Callable[[str], str]


def collect(tree: ast.Module, *, conditions: Callable[[], bool] = bool) -> CodeFacts:
    """All facts of a syntax tree; its `conditions` only if they are asked for, where there are any."""
    walk = Walk(tree)
    resolve = walk.names.resolve
    _merge(walk.sinks)
    functions = sorted(walk.functions, key=lambda each: each.node.lineno)
    classes = sorted(walk.classes, key=lambda each: each.node.lineno)
    return CodeFacts(
        imports=tuple(sorted(walk.imports, key=lambda each: each.line)),
        calls=tuple([_call(raw, walk.names) for raw in sorted(walk.calls, key=lambda each: each.line)]),
        functions=tuple([_function(raw, resolve, walk.returned) for raw in functions]),
        classes=tuple([_class(raw, resolve) for raw in classes]),
        assertions=tuple(
            [_assertion(raw, resolve) for raw in sorted(walk.assertions, key=lambda each: each.line)]
        ),
        assigned=tuple([_assigned(raw, resolve) for raw in walk.assigned]),
        conditions=_conditions(walk.conditions) if walk.conditions and conditions() else (),
        settings=tuple([_setting(raw, resolve) for raw in sorted(walk.settings, key=lambda each: each.line)]),
        prints=walk.prints,
        log_calls=walk.log_calls,
        first_log_call=walk.first_log_call,
        doctests=walk.doctests,
        main_guard=walk.main_guard,
        documented=walk.documented,
        named=_names(walk.named, resolve, MODULE_NAMES_CUT),
        named_when_run=_names(walk.named_when_run, resolve, MODULE_NAMES_CUT),
    )


def _conditions(found: list[RawCondition]) -> tuple[Condition, ...]:
    ordered = sorted(found, key=lambda each: each.test.lineno)
    return tuple([condition_of(each) for each in ordered[:MAX_CONDITIONS]])


def _merge(sinks: list[Sink]) -> None:
    # A sink is made after its parent, so going backwards every sink is complete when it is handed on.
    for sink in reversed(sinks):
        if sink.parent is not None:
            sink.parent.names |= sink.names
            if sink.parent.local_names is not None and sink.local_names is not None:
                sink.parent.local_names |= sink.local_names


def _names(sink: Sink, resolve: Resolve, most: int = NAMES_CUT) -> tuple[str, ...]:
    found = {resolve(name) for name in sink.names} | (sink.local_names or set()) | (sink.unknown or set())
    found.discard(UNKNOWN)
    return tuple(sorted(found)[:most])


def _call(raw: RawCall, names: Names) -> Call:
    target = raw.target
    declared = names.declared(target) if target[0] in "@$" else raw.declared
    return Call(
        names.resolve(target), raw.line, raw.function, raw.strings, raw.keywords, raw.positional, declared
    )


def _assertion(raw: RawAssertion, resolve: Resolve) -> Assertion:
    return Assertion(raw.line, raw.function, raw.kind, _names(raw.sink, resolve), raw.hollow)


def _assigned(raw: RawAssignment, resolve: Resolve) -> tuple[str, str, int]:
    return raw.name, resolve(raw.value) if raw.is_target else raw.value, raw.line


def _setting(raw: RawSetting, resolve: Resolve) -> Setting:
    return Setting(resolve(raw.target), resolve(raw.value), raw.text, raw.line, raw.function)


def _decorators(decorators: Iterable[RawDecorator], resolve: Resolve) -> tuple[Decorator, ...]:
    return tuple(
        [
            Decorator(resolve(raw.target), raw.line, raw.strings, raw.keywords, _names(raw.sink, resolve))
            for raw in decorators
        ]
    )


def _function(raw: RawFunction, resolve: Resolve, returned: Mapping[str, str]) -> Function:
    node = raw.node
    returns = resolve(returned.get(raw.qualified_name, UNKNOWN))
    return Function(
        name=node.name,
        qualified_name=raw.qualified_name,
        line=node.lineno,
        end_line=node.end_lineno or node.lineno,
        parameters=parameter_names(node.args),
        annotated=is_annotated(node),
        documented=bool(docstring(node.body)),
        decorators=_decorators(raw.decorators, resolve),
        empty=does_nothing(node.body),
        names=_names(raw.sink, resolve),
        nested=raw.nested,
        takes=_names(raw.takes, resolve),
        returns="" if returns == UNKNOWN else returns,
    )


def _class(raw: RawClass, resolve: Resolve) -> ClassDefinition:
    return ClassDefinition(
        name=raw.node.name,
        qualified_name=raw.qualified_name,
        line=raw.node.lineno,
        bases=tuple(map(resolve, raw.bases)),
        methods=tuple(raw.methods),
        documented=bool(docstring(raw.node.body)),
        decorators=_decorators(raw.decorators, resolve),
        end_line=raw.node.end_lineno or raw.node.lineno,
        names=_names(raw.sink, resolve),
    )
