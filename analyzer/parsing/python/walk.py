"""Walks the statements of a Python syntax tree once and collects its facts.

The body of a function is walked after the code around it, as it would run: it sees the names the module
ends up with. Dead code (`if False:`) is not walked. Iterative throughout.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from analyzer.parsing.code_facts import CannotFail, Import
from analyzer.parsing.python.assertions import Swallowed, always_holds, suppressed_by, swallowed_by
from analyzer.parsing.python.conditions import RawCondition, answered, handed_verdicts, is_verdict
from analyzer.parsing.python.declared import declared_alias, declared_target, declared_type
from analyzer.parsing.python.expressions import Expressions, RawAssertion, Sink, target_of, value_target
from analyzer.parsing.python.injected import annotations_of
from analyzer.parsing.python.names import UNKNOWN, Scope, informative
from analyzer.parsing.python.raw import RawAssignment, RawClass, RawFunction, RawSetting, raw_decorators
from analyzer.parsing.python.syntax import (
    CHILDREN,
    IMPORT_ERRORS,
    FunctionNode,
    bound_names,
    docstring,
    doctests,
    is_main_guard,
    last_name,
    literal_text,
    parameter_names,
    survives_import_error,
)

SUPPRESS = "contextlib.suppress()"
OWN_ENVIRONMENT = "os.environ"


class Context(Struct, frozen=True):
    """Where a statement stands. `weak`: in the handler of a failed import."""

    scope: Scope
    sink: Sink | None = None
    guarded: bool = False
    type_checking: bool = False
    weak: bool = False
    swallowed: Swallowed = Swallowed.NOTHING


class Walk(Expressions):
    """One walk over one file."""

    def __init__(self, tree: ast.Module) -> None:
        super().__init__()
        self.imports: list[Import] = []
        self.functions: list[RawFunction] = []
        self.classes: list[RawClass] = []
        self.assigned: list[RawAssignment] = []
        self.settings: list[RawSetting] = []
        self.returned: dict[str, str] = {}
        self.main_guard: int | None = None
        self.doctests = doctests(docstring(tree.body))
        self.documented = bool(docstring(tree.body))
        self._frames: list[tuple[Iterator[ast.stmt], Context]] = []
        self._deferred: deque[tuple[FunctionNode, Context]] = deque()
        self.named, self.named_when_run = Sink(), Sink()
        self._body(tree.body, Context(self.names.module, self.named))
        self._run()
        while self._deferred:
            node, context = self._deferred.popleft()
            self._body(node.body, context)
            self._run()

    def _body(self, body: list[ast.stmt], context: Context) -> None:
        if body:
            self._frames.append((iter(body), context))

    def _run(self) -> None:
        while self._frames:
            statements, context = self._frames[-1]
            self.swallowed = context.swallowed
            for statement in statements:
                handler = STATEMENT_HANDLERS.get(statement.__class__)
                if handler is None:
                    self._simple(statement, context)
                else:
                    depth = len(self._frames)
                    handler(self, statement, context)
                    if len(self._frames) > depth:
                        break
            else:
                self._frames.pop()

    # -- simple statements ---------------------------------------------------------------------

    def _simple(self, node: ast.stmt, context: Context) -> None:
        for name in CHILDREN[node.__class__]:
            value = getattr(node, name)
            if isinstance(value, ast.expr):
                self.visit(value, context.scope, context.sink)

    def _expression(self, node: ast.Expr, context: Context) -> None:
        self.visit(node.value, context.scope, context.sink)

    def _import(self, node: ast.Import, context: Context) -> None:
        for each in node.names:
            alias = each.asname or each.name.partition(".")[0]
            self.names.bind(alias, each.name if each.asname else alias, context.scope)
            self._imported(each.name, None, alias, node.lineno, context)

    def _import_from(self, node: ast.ImportFrom, context: Context) -> None:
        module = "." * node.level + (node.module or "")
        for each in node.names:
            alias = each.asname or each.name
            if alias != "*":
                separator = "" if module.endswith(".") else "."
                self.names.bind(alias, f"{module}{separator}{each.name}", context.scope)
            else:
                self.names.import_all(module)
            self._imported(module, each.name, alias, node.lineno, context)

    def _imported(self, module: str, name: str | None, alias: str, line: int, context: Context) -> None:
        nested = context.scope.function is not None
        self.imports.append(Import(module, name, alias, line, context.guarded, nested, context.type_checking))

    def _assign(self, node: ast.Assign, context: Context) -> None:
        self.visit(node.value, context.scope, context.sink)
        if is_verdict(node) and context.scope.function is not None:
            self.conditions.append(RawCondition("return", node.value, (), context.scope.function))
        for verdict in handed_verdicts(node.value) if context.scope.function is not None else ():
            self.conditions.append(RawCondition("return", verdict, (), context.scope.function))
        for target in node.targets:
            self._bind(target, node.value, context)

    def _annotated_assign(self, node: ast.AnnAssign, context: Context) -> None:
        self.visit(node.annotation, context.scope, context.sink)
        if node.value is not None:
            self.visit(node.value, context.scope, context.sink)
            self._bind(node.target, node.value, context)
        if declared := declared_type(node.annotation, context.scope, self.names):
            self._declare(node.target, declared, context.scope)

    def _declare(self, target: ast.expr, declared: str, scope: Scope) -> None:
        """Keeps what an annotation says of a name or of an attribute of `self`."""
        if isinstance(target, ast.Name):
            self.names.declare(target.id, declared, scope)
        elif isinstance(target, ast.Attribute):
            owner = target_of(target.value, scope)
            if owner[0] == "@" and owner[1:].isdigit():
                self.names.declare_attribute(owner, target.attr, declared)

    def _bind(self, target: ast.expr, value: ast.expr | None, context: Context) -> None:
        """Binds the names of an assignment target; `value` is None where it cannot be followed."""
        scope = context.scope
        stack: list[tuple[ast.expr, ast.expr | None]] = [(target, value)]
        while stack:
            target, value = stack.pop()
            if isinstance(target, (ast.Tuple, ast.List)):
                values: list[ast.expr | None] = [None] * len(target.elts)
                if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                    values = list(value.elts)
                stack.extend(zip(reversed(target.elts), reversed(values), strict=True))
            elif isinstance(target, ast.Name):
                found = UNKNOWN if value is None else value_target(value, scope)
                self.names.bind(
                    target.id, found, scope, literal=isinstance(value, ast.Constant), weak=context.weak
                )
                if scope is self.names.module:
                    self._assigned(target, value, found)
                    if alias := declared_alias(value, scope, self.names):
                        self.names.aliases[target.id] = alias
                if not informative(found) and (declared := declared_target(value, scope, self.names)):
                    self.names.declare(target.id, declared, scope)
            elif isinstance(target, ast.Attribute):
                owner = target_of(target.value, scope)
                if owner[0] == "@" and owner[1:].isdigit():
                    if value is not None:
                        self.names.bind_attribute(owner, target.attr, value_target(value, scope))
                        if declared := declared_target(value, scope, self.names):
                            self.names.declare_attribute(owner, target.attr, declared)
                else:
                    self.visit(target.value, scope, context.sink)
                    self._set(f"{owner}.{target.attr}", value, target.lineno, scope)
            elif isinstance(target, ast.Subscript):
                self.visit(target, scope, context.sink)
                owner, key = target_of(target.value, scope), literal_text(target.slice)
                if owner == OWN_ENVIRONMENT and key.isidentifier():
                    self._set(f"{owner}.{key}", value, target.lineno, scope)
            elif isinstance(target, ast.Starred):
                stack.append((target.value, None))
            else:
                self.visit(target, scope, context.sink)

    def _assigned(self, name: ast.Name, value: ast.expr | None, target: str) -> None:
        if isinstance(value, (ast.Call, ast.Name, ast.Attribute, ast.Await)) or "|" in target:
            found = RawAssignment(name.id, target.removesuffix("()"), True, name.lineno)
        else:
            found = RawAssignment(name.id, literal_text(value) if value else "", False, name.lineno)
        self.assigned.append(found)

    def _set(self, target: str, value: ast.expr | None, line: int, scope: Scope) -> None:
        found, text = (UNKNOWN, "") if value is None else (value_target(value, scope), literal_text(value))
        if isinstance(value, (ast.List, ast.Tuple)) and value.elts:
            text = text or "[...]"
        self.settings.append(RawSetting(target, found, text, line, scope.function))

    def _return(self, node: ast.Return, context: Context) -> None:
        if node.value is not None:
            self.visit(node.value, context.scope, context.sink)
            found = value_target(node.value, context.scope)
            if context.scope.function is not None and found != UNKNOWN:
                self.returned.setdefault(context.scope.function, found)
            for each in answered(node.value):
                self.conditions.append(RawCondition("return", each, (), context.scope.function))

    def _assert(self, node: ast.Assert, context: Context) -> None:
        sink = self.new_sink(context.sink, local_names=True)
        hollow = always_holds(node.test)
        if hollow is None and context.swallowed:
            hollow = CannotFail.SWALLOWED
        function = context.scope.function
        self.assertions.append(RawAssertion(node.lineno, function, "assert", sink, hollow))
        self.conditions.append(RawCondition("assert", node.test, (), function))
        self.visit(node.test, context.scope, sink)
        if node.msg is not None:
            self.visit(node.msg, context.scope, context.sink)

    def _raise(self, node: ast.Raise, context: Context) -> None:
        self._simple(node, context)
        self.raised(node, context.scope)

    def _global(self, node: ast.Global, context: Context) -> None:
        if context.scope is not self.names.module:
            context.scope.global_names.update(node.names)

    # -- blocks --------------------------------------------------------------------------------

    def _if(self, node: ast.If, context: Context) -> None:
        test = node.test
        if isinstance(test, ast.Constant):
            self._body(node.body if test.value else node.orelse, context)
            return
        if context.scope is self.names.module and self.main_guard is None and is_main_guard(test):
            self.main_guard = node.lineno
            context = replace(context, sink=self.named_when_run)
        branches = (*node.body, *node.orelse)
        self.conditions.append(RawCondition("if", test, branches, context.scope.function))
        self.visit(test, context.scope, context.sink)
        self._body(node.orelse, context)
        type_checking = last_name(test) == "TYPE_CHECKING"
        self._body(node.body, replace(context, type_checking=True) if type_checking else context)

    def _while(self, node: ast.While, context: Context) -> None:
        self.visit(node.test, context.scope, context.sink)
        self._body(node.orelse, context)
        if not (isinstance(node.test, ast.Constant) and not node.test.value):
            self._body(node.body, context)

    def _for(self, node: ast.For | ast.AsyncFor, context: Context) -> None:
        self.visit(node.iter, context.scope, context.sink)
        for name in bound_names(node.target):
            self.names.bind(name, UNKNOWN, context.scope)
        self._body(node.orelse, context)
        self._body(node.body, context)

    def _with(self, node: ast.With | ast.AsyncWith, context: Context) -> None:
        for item in node.items:
            before = len(self.assertions)
            self.visit(item.context_expr, context.scope, context.sink)
            if len(self.assertions) > before:
                # The exception is expected from the body: its names belong to the assertion.
                context = replace(context, sink=self.assertions[before].sink)
            value = value_target(item.context_expr, context.scope)
            if value == SUPPRESS and isinstance(item.context_expr, ast.Call):
                survived = any(last_name(each) in IMPORT_ERRORS for each in item.context_expr.args)
                dropped = max(context.swallowed, suppressed_by(item.context_expr.args))
                context = replace(context, guarded=context.guarded or survived, swallowed=dropped)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, item.context_expr, context)
        self._body(node.body, context)

    def _try(self, node: ast.Try, context: Context) -> None:
        guarded = survives_import_error(node.handlers)
        self._body(node.finalbody, context)
        self._body(node.orelse, context)
        for handler in reversed(node.handlers):
            if handler.type is not None:
                self.visit(handler.type, context.scope, context.sink)
            inside = replace(context, weak=True) if guarded else context
            self._body(handler.body, inside)
        dropped = max(context.swallowed, swallowed_by(node.handlers))
        if guarded or dropped is not context.swallowed:
            context = replace(context, guarded=guarded or context.guarded, swallowed=dropped)
        self._body(node.body, context)

    def _match(self, node: ast.Match, context: Context) -> None:
        self.visit(node.subject, context.scope, context.sink)
        for case in reversed(node.cases):
            if case.guard is not None:
                self.visit(case.guard, context.scope, context.sink)
            self._body(case.body, context)

    # -- definitions ---------------------------------------------------------------------------

    def _function(self, node: FunctionNode, context: Context) -> None:
        scope = context.scope
        decorators = raw_decorators(self, node, context.scope, context.sink)
        arguments = node.args
        takes = self.new_sink(context.sink)
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.visit(default, scope, takes)
        for annotation, sent in annotations_of(arguments):
            self.visit(annotation, scope, takes if sent else context.sink)
        if node.returns is not None:
            self.visit(node.returns, scope, context.sink)
        qualified_name = scope.prefix + node.name
        self.names.bind(node.name, qualified_name, scope, weak=context.weak)
        inner = Scope(
            parent=scope.parent if scope.number is not None else scope,
            prefix=qualified_name + ".",
            function=qualified_name,
        )
        names = parameter_names(arguments)
        inner.names.update(dict.fromkeys(names, UNKNOWN))
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            note = each.annotation
            if note is not None and (declared := declared_type(note, scope, self.names)):
                self.names.declare(each.arg, declared, inner)
        if scope.number is not None:
            self.classes[scope.number].methods.append(node.name)
            if names and not any(each.target == "staticmethod" for each in decorators):
                inner.names[names[0]] = f"@{scope.number}"
        nested = scope.function is not None
        sink = self.new_sink(context.sink if nested else None)
        self.functions.append(RawFunction(node, qualified_name, decorators, sink, takes, nested))
        self.doctests += doctests(docstring(node.body))
        self._deferred.append((node, Context(inner, sink, type_checking=context.type_checking)))

    def _class(self, node: ast.ClassDef, context: Context) -> None:
        scope = context.scope
        decorators = raw_decorators(self, node, context.scope, context.sink)
        for each in (*node.bases, *(keyword.value for keyword in node.keywords)):
            self.visit(each, scope, context.sink)
        bases = tuple(
            target_of(base.value if isinstance(base, ast.Subscript) else base, scope) for base in node.bases
        )
        qualified_name = scope.prefix + node.name
        self.names.bind(node.name, qualified_name, scope, weak=context.weak)
        number = len(self.names.classes)
        inner = Scope(
            parent=scope.parent if scope.number is not None else scope,
            prefix=qualified_name + ".",
            function=scope.function,
            number=number,
        )
        self.names.add_class(qualified_name, inner, bases)
        sink = self.new_sink(context.sink)
        self.classes.append(RawClass(node, qualified_name, bases, decorators, [], sink))
        self.doctests += doctests(docstring(node.body))
        self._body(node.body, replace(context, scope=inner, sink=sink))


Handler = Callable[[Walk, Any, Context], None]

STATEMENT_HANDLERS: Final[dict[type[ast.stmt], Handler]] = {
    ast.Expr: Walk._expression,
    ast.Import: Walk._import,
    ast.ImportFrom: Walk._import_from,
    ast.Assign: Walk._assign,
    ast.AnnAssign: Walk._annotated_assign,
    ast.Assert: Walk._assert,
    ast.Return: Walk._return,
    ast.Raise: Walk._raise,
    ast.Global: Walk._global,
    ast.If: Walk._if,
    ast.While: Walk._while,
    ast.For: Walk._for,
    ast.AsyncFor: Walk._for,
    ast.With: Walk._with,
    ast.AsyncWith: Walk._with,
    ast.Try: Walk._try,
    ast.TryStar: Walk._try,
    ast.Match: Walk._match,
    ast.FunctionDef: Walk._function,
    ast.AsyncFunctionDef: Walk._function,
    ast.ClassDef: Walk._class,
}
