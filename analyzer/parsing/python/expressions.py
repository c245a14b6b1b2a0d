"""Walks the expressions of a Python syntax tree: targets, calls, names in use, assertions.

Iterative throughout: the depth of an expression is chosen by whoever wrote the file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from msgspec import Struct, field

from analyzer.parsing.code_facts import CannotFail, Keywords
from analyzer.parsing.python.assertions import Swallowed, call_always_holds
from analyzer.parsing.python.conditions import ASSERT_METHODS, RawCondition, compared
from analyzer.parsing.python.declared import declared_target
from analyzer.parsing.python.names import (
    ASSERTION_TARGETS,
    CHAIN_LIMIT,
    LOG_METHODS,
    TARGET_LIMIT,
    UNKNOWN,
    Names,
    Scope,
    assertion_kind,
    informative,
    is_local,
    logs,
    lookup,
    stands_in,
)
from analyzer.parsing.python.syntax import (
    CHILDREN,
    below_attributes,
    bound_names,
    keyword_arguments,
    parameter_names,
    string_arguments,
)
from analyzer.parsing.steps import CALL_STEPS, spend

# A chain of steps that is longer is nobody's.
JOINED_LIMIT = 12
JOINED_LENGTH = 160
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
ASSERTION_HINTS = ("assert", "fail")


class Sink(Struct):
    """Collects the names used in a function or an assertion; `parent` gets them too in the end.

    `local_names` is None where plain local names are not wanted, `unknown` where plain names are not of
    which nothing is known.
    """

    parent: Sink | None = None
    names: set[str] = field(default_factory=set)
    local_names: set[str] | None = None
    unknown: set[str] | None = None

    def take(self, target: str, root: str, scope: Scope) -> None:
        """A name that is used, and the plain name that it begins with."""
        self.names.add(target)
        if self.local_names is not None and is_local(root, scope):
            self.local_names.add(root)
        if self.unknown is not None and target[0] == UNKNOWN:
            self.unknown.add(root)


# Nodes still to visit, and two kinds of mark; see `Expressions.visit`.
_Stack = list[ast.AST | Sink | list[tuple[str, str | None]]]


class RawAssertion(Struct):
    """An assertion whose names are still being collected."""

    line: int
    function: str | None
    kind: str
    sink: Sink
    hollow: CannotFail | None


class RawCall(Struct):
    """A call whose target may still be a reference."""

    target: str
    line: int
    function: str | None
    strings: tuple[str, ...]
    keywords: Keywords
    positional: int
    declared: str


def target_of(node: ast.expr, scope: Scope) -> str:
    """The target of a name, attribute or call; `?` if it cannot be followed or has become too long."""
    if isinstance(node, ast.Name):
        return lookup(node.id, scope)
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append("." + node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            root = lookup(node.id, scope)
            break
        elif isinstance(node, ast.Call):
            parts.append("()")
            node = node.func
        elif isinstance(node, ast.Await):
            node = node.value
        else:
            root = UNKNOWN
            break
        if len(parts) > CHAIN_LIMIT:
            return UNKNOWN
    if root == UNKNOWN:
        while parts and parts[-1] == "()":
            parts.pop()
    parts.append(root)
    parts.reverse()
    target = "".join(parts)
    return target if len(target) <= TARGET_LIMIT else UNKNOWN


def value_target(node: ast.expr, scope: Scope) -> str:
    """What a name is bound to when this expression is assigned to it; `?` if it cannot be followed.

    Of a condition (`a or b`, `a if c else b`) the first part that can be followed and is no stand-in for the
    others; of values that are joined by `|`, all of them.
    """
    if isinstance(node, ast.BinOp):
        return _joined(node, scope) if isinstance(node.op, ast.BitOr) else UNKNOWN
    if isinstance(node, ast.IfExp):
        choices = [node.body, node.orelse]
    elif isinstance(node, ast.BoolOp):
        choices = node.values
    else:
        return target_of(node, scope)
    found = [each for choice in choices if informative(each := target_of(choice, scope))]
    return next((each for each in found if not stands_in(each)), found[0] if found else UNKNOWN)


def _joined(node: ast.expr, scope: Scope) -> str:
    """The targets of what `a | b | c` joins, in their order and without what cannot be followed."""
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and len(parts) < JOINED_LIMIT:
        parts.append(node.right)
        node = node.left
    found = [target_of(part, scope) for part in (node, *reversed(parts))]
    known = [each for each in found if each[0] != UNKNOWN]
    while known and sum(map(len, known)) > JOINED_LENGTH:
        del known[0]
    return "|".join(known) or UNKNOWN


class Expressions:
    """Visits expressions in a scope and records what they do."""

    def __init__(self) -> None:
        self.names = Names()
        self.calls: list[RawCall] = []
        self.assertions: list[RawAssertion] = []
        self.conditions: list[RawCondition] = []
        self.sinks: list[Sink] = []
        self.prints = 0
        self.log_calls = 0
        self.first_log_call: int | None = None
        # What the block that is being walked does with failing assertions.
        self.swallowed = Swallowed.NOTHING

    def new_sink(self, parent: Sink | None, *, local_names: bool = False, unknown: bool = False) -> Sink:
        """A sink whose names end up in `parent` as well."""
        sink = Sink(parent, local_names=set() if local_names else None, unknown=set() if unknown else None)
        self.sinks.append(sink)
        return sink

    def visit(self, node: ast.AST, scope: Scope, sink: Sink | None) -> None:
        """Records everything in one expression, whatever is below it included.

        On the stack stand nodes still to visit and two kinds of mark, which end what was begun above
        them: a Sink gives way to its parent, a list of (name, target) restores shadowed names.
        """
        stack: _Stack = [node]
        passed, calls = 0, len(self.calls)
        while stack:
            current = stack.pop()
            passed += 1
            kind = current.__class__
            if kind is ast.Constant:
                continue
            if isinstance(current, ast.Name):
                if sink is not None:
                    sink.take(lookup(current.id, scope), current.id, scope)
            elif isinstance(current, ast.Call):
                sink = self._call(current, scope, sink, stack)
            elif isinstance(current, ast.Attribute):
                base = below_attributes(current.value)
                if base.__class__ is not ast.Name:
                    stack.append(base)
                elif sink is not None:
                    sink.take(target_of(current, scope), base.id, scope)
            elif isinstance(current, Sink):
                sink = current.parent
            elif isinstance(current, list):
                _restore(scope, current)
            else:
                self._stack_parts(current, scope, stack)
        spend(passed + CALL_STEPS * (len(self.calls) - calls))

    def _stack_parts(self, node: ast.AST, scope: Scope, stack: _Stack) -> None:
        """Stacks what is below a node, and the end of what is bound in it alone."""
        if isinstance(node, COMPREHENSIONS):
            targets = (name for generator in node.generators for name in bound_names(generator.target))
            stack.append(_shadow(scope, targets))
        elif isinstance(node, ast.Lambda):
            stack.append(_shadow(scope, parameter_names(node.args)))
        elif isinstance(node, ast.IfExp):
            branches = (node.body, node.orelse)
            self.conditions.append(RawCondition("if", node.test, branches, scope.function))
        for name in CHILDREN.get(node.__class__, ()):
            value = getattr(node, name)
            if value.__class__ is list:
                stack.extend([item for item in value if item is not None])
            elif value is not None:
                stack.append(value)
        if isinstance(node, ast.NamedExpr):
            self.names.bind(node.target.id, value_target(node.value, scope), scope)

    def _call(self, node: ast.Call, scope: Scope, sink: Sink | None, stack: _Stack) -> Sink | None:
        """Records a call, stacks what is below it, and returns the sink its arguments go into."""
        function = node.func
        # In a chain over several lines this is where the call itself stands, not where the chain begins.
        line = function.end_lineno or node.lineno
        target = target_of(function, scope)
        method = receiver = ""
        base = function
        if isinstance(function, ast.Attribute):
            method, receiver = function.attr, _receiver(function.value)
            base = below_attributes(function.value)
        elif isinstance(function, ast.Name):
            method = function.id
        if method == "print" and target == "print":
            self.prints += 1
        elif method in LOG_METHODS and logs(target, receiver):
            self.log_calls += 1
            self.first_log_call = min(self.first_log_call or line, line)
        if sink is not None:
            sink.names.add(target)
        if method.startswith(ASSERTION_HINTS) or target in ASSERTION_TARGETS:
            sink = self._assertion(node, target, method, scope, sink, stack)
        if base.__class__ is not ast.Name:
            stack.append(base)
        if sink is not None and sink.local_names is not None and isinstance(base, ast.Name):
            sink.local_names.update([base.id] if is_local(base.id, scope) else ())
        strings: tuple[str, ...] = ()
        keywords: Keywords = ()
        if node.args:
            strings = string_arguments(node.args)
            stack.extend(node.args)
        if node.keywords:
            keywords = keyword_arguments(node.keywords)
            stack.extend([keyword.value for keyword in node.keywords])
        declared = declared_target(function, scope, self.names)
        self.calls.append(RawCall(target, line, scope.function, strings, keywords, len(node.args), declared))
        return sink

    def raised(self, node: ast.Raise, scope: Scope) -> None:
        """`raise AssertionError("...")` fails a test as an assertion does."""
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if isinstance(raised, ast.Name) and lookup(raised.id, scope) == "AssertionError":
            hollow = CannotFail.SWALLOWED if self.swallowed else None
            sink = self.new_sink(None)
            self.assertions.append(RawAssertion(node.lineno, scope.function, "raise", sink, hollow))

    def _assertion(
        self, node: ast.Call, target: str, method: str, scope: Scope, sink: Sink | None, stack: _Stack
    ) -> Sink | None:
        """Records a call that may assert something; the sink for its arguments, of its own if it does."""
        function = node.func
        of_name = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
        on_self = of_name and target[0] == "@" and target.count(".") == 1
        kind = assertion_kind(target, method, on_self=on_self)
        if kind is None:
            return sink
        sink = self.new_sink(sink, local_names=True)
        stack.append(sink)
        hollow = call_always_holds(method, node.args) if kind == "unittest" else None
        dropped = Swallowed.EVERYTHING if target in ASSERTION_TARGETS else Swallowed.ERRORS
        if self.swallowed >= dropped:
            hollow = hollow or CannotFail.SWALLOWED
        self.assertions.append(RawAssertion(node.lineno, scope.function, kind, sink, hollow))
        if method in ASSERT_METHODS and len(node.args) >= 2:
            self.conditions.append(RawCondition("assert", compared(node), (), scope.function))
        return sink


def _receiver(node: ast.expr) -> str:
    """The last name of what a method is called on."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _shadow(scope: Scope, names: Iterable[str]) -> list[tuple[str, str | None]]:
    """Makes names unknown for the length of one expression; returns what they were."""
    before: list[tuple[str, str | None]] = []
    for name in names:
        before.append((name, scope.names.get(name)))
        scope.names[name] = UNKNOWN
    return before


def _restore(scope: Scope, before: list[tuple[str, str | None]]) -> None:
    for name, target in reversed(before):
        if target is None:
            scope.names.pop(name, None)
        else:
            scope.names[name] = target
