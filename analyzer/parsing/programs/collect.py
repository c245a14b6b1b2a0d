"""One walk over the tree of a program in any language: what its grammar's tables name becomes facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from weakref import proxy

from tree_sitter import Node

from analyzer.parsing.code_facts import STRINGS_CUT, Import, Keywords
from analyzer.parsing.programs.concluded import OUTSIDE, Conclusions
from analyzer.parsing.programs.expressions import Expressions
from analyzer.parsing.programs.facts import ProgramFacts
from analyzer.parsing.programs.grammar import Binding, Grammar
from analyzer.parsing.programs.names import LONGEST_TARGET, UNKNOWN_VALUE, Names, Scope
from analyzer.parsing.programs.taken import (
    SYMBOL,
    Asserted,
    Called,
    Defined,
    Taken,
    asserts,
    first_parameter,
    names_inside,
)
from analyzer.parsing.steps import CALL_STEPS, spend
from analyzer.parsing.trees import text_of

Handlers = tuple[Callable[["Collector", Node], None], ...]
# How many calls inside of a call's argument are looked into for what is handed to them.
CALLS_INSIDE = 3
MOST_RESULTS = 4


class Collector:
    """Takes up the nodes of a tree in their order, parents first, and gives the facts at the end."""

    def __init__(self, grammar: Grammar, code: bytearray) -> None:
        self._grammar = grammar
        # The text of the file, of whose comments nothing is left when the walk ends.
        self._code = code
        self._names = Names(
            grammar.own, grammar.open_names, grammar.builtins, grammar.beside, grammar.bare_members
        )
        self._names.open_calls = grammar.open_calls
        self._names.objects_are_open = grammar.objects_are_open
        self._names.only_functions_are_called = grammar.only_functions_are_called
        self._names.methods_are_fields = grammar.methods_are_fields
        self._keeps_unknown = grammar.beside or grammar.open_calls is not None
        self._expressions = Expressions(grammar, partial(Collector._receiver, proxy(self)))
        self._taken = Taken()
        self._inside: list[Defined] = []
        self._scope = OUTSIDE
        self._anonymous: dict[int, str] = {}
        self._heads: set[int] = set()
        self._method_names: set[int] = set()
        self._handable = _handable(grammar)

    def enter(self, node: Node, handlers: Handlers) -> None:
        """One more node, with the handlers of its type."""
        inside = self._inside
        if inside and (start := node.start_byte) >= inside[-1].end:
            while inside and start >= inside[-1].end:
                inside.pop()
            self._scope = inside[-1].inner if inside else OUTSIDE
        for handler in handlers:
            handler(self, node)

    def _definition(self, node: Node) -> None:
        grammar, around = self._grammar, self._inside[-1] if self._inside else None
        is_function = node.type in grammar.functions
        name = (grammar.functions if is_function else grammar.classes)[node.type](node)
        if name is None:
            return
        if (head := grammar.head(node)) is not None:
            self._heads.add(head.id)
        if is_function and not name:
            name = self._name_of_function(node)
        owner, _, own = name.rpartition(".")
        prefix = f"{around.qualified_name}." if around is not None else ""
        scope = Scope(self._scope.function, owner) if owner else self._scope
        if is_function and around is not None and not around.is_function:
            around.methods.append(own)
        # Below many levels the names of those around are left out: they grow with every level.
        whole = prefix + name if len(prefix) + len(name) <= LONGEST_TARGET else f"?.{name}"
        inner = Scope(whole, scope.class_name) if is_function else Scope("", whole)
        self._names.definitions.add(whole)
        self._taken.definitions.append(Defined(node, whole, is_function, scope, inner, node.end_byte))
        self._inside.append(self._taken.definitions[-1])
        self._scope = inner

    def _call(self, node: Node) -> None:
        grammar, expressions = self._grammar, self._expressions
        if grammar.called_bare and (method := node.child_by_field_name("method")) is not None:
            self._method_names.add(method.id)
        if node.id in self._heads:
            return
        arguments = grammar.calls[node.type](node)
        if arguments is None:
            return
        spend(CALL_STEPS)
        chain, line = expressions.written(node), expressions.line_of(node)
        given = self._arguments(arguments, chain)
        written = chain.removesuffix("()")
        if written in grammar.throwing:
            self._throw(node)
        self._taken.calls.append(Called(written, line, self._scope, *given, expressions.method_of(node)))
        inside = bool(self._taken.assertions) and node.start_byte < self._taken.assertions[-1].end
        if not inside and asserts(grammar, written, has_arguments=given[2] > 0):
            names = names_inside(grammar, node, written)
            self._taken.assertions.append(Asserted(node.end_byte, line, self._scope, names))

    def _arguments(
        self, arguments: Iterable[Node], chain: str
    ) -> tuple[tuple[str, ...], Keywords, int, tuple[str, ...]]:
        """Of a call: its texts, its named values, how many have no name, and what is handed over."""
        grammar, expressions, handable = self._grammar, self._expressions, self._handable
        keywords: list[tuple[str, str]] = []
        strings, handed, positional = list[str](), list[str](), 0
        for argument in arguments:
            kind = argument.type
            if kind in grammar.comments:
                continue
            naming = grammar.named.get(kind)
            named = () if naming is None else tuple(naming(argument))
            if named:
                for name, value in named:
                    keywords.append((name, expressions.literal(value)))
                    if value is not None and value.type in handable:
                        self._hand(expressions.unwrapped(value), handed)
                continue
            positional += 1
            inner = expressions.unwrapped(argument)
            text = expressions.text(argument, self._scope.function, inner)
            if text is None:
                if kind in handable:
                    self._hand(inner, handed)
                if grammar.promised and chain.endswith(grammar.promised):
                    self._answer(inner, chain)
            else:
                strings.append(text)
                if kind in grammar.symbols:
                    handed.append(SYMBOL + text)
        return tuple(strings[:STRINGS_CUT]), tuple(keywords), positional, tuple(handed)

    def _answer(self, inner: Node, chain: str) -> None:
        """`load().then(model => ...)`: what the promise gives is the function's first parameter."""
        if inner.type in self._grammar.functions and (name := first_parameter(self._grammar, inner)):
            inside = Scope(self._receiver(inner), self._scope.class_name)
            self._names.bind(name, chain.removesuffix(self._grammar.promised), inside, declares=True)

    def _hand(self, inner: Node, handed: list[str]) -> None:
        """Adds the function or object that an argument is, and those handed to a call that it is."""
        passes = self._grammar.objects_last and inner.type in self._grammar.calls and not _is_last(inner)
        if not passes and (receiver := self._receiver(inner)):
            handed.append(receiver)
        for _ in range(CALLS_INSIDE):
            of_calls = self._grammar.calls.get(inner.type)
            arguments = None if of_calls is None else of_calls(inner)
            if arguments is None:
                return
            deeper = inner
            for argument in arguments:
                if argument.type in self._handable:
                    unwrapped = self._expressions.unwrapped(argument)
                    if receiver := self._receiver(unwrapped):
                        handed.append(receiver)
                    deeper = unwrapped if unwrapped.type in self._grammar.calls else deeper
            if deeper is inner:
                return
            inner = deeper

    def _receiver(self, node: Node) -> str:
        """A closure, a name, a member, an object or what a call gives, as written; "" of other values."""
        if node.type in self._grammar.functions:
            prefix = f"{self._inside[-1].qualified_name}." if self._inside else ""
            return prefix + self._name_of_function(node)
        written = self._expressions.written(node) if node.type in self._grammar.steps else UNKNOWN_VALUE
        return "" if written.startswith(UNKNOWN_VALUE) else written

    def _name_of_function(self, node: Node) -> str:
        """The name that a function has of itself or by what it is assigned to, else one by its line."""
        own = self._grammar.functions[node.type](node) or self._anonymous.get(node.id, "")
        return own or f"lambda@{node.start_point[0] + 1}"

    def _bindings(self, node: Node) -> None:
        for binding in self._grammar.bindings[node.type](node):
            self._bind(binding, node.start_point[0] + 1)

    def _bind(self, binding: Binding, line: int) -> None:
        name, value = binding.text or self._expressions.written(binding.name), UNKNOWN_VALUE
        inner: Node | None = None
        if binding.value is not None:
            inner = self._expressions.unwrapped(binding.value)
            if inner.type in self._grammar.functions and not binding.part:
                self._anonymous.setdefault(inner.id, name.rpartition(".")[2])
                return
            value = self._expressions.written(inner)
            if inner.type in self._grammar.strings or inner.type in self._grammar.joins:
                text = self._expressions.text(inner, self._scope.function)
                if text is not None:
                    self._expressions.constants[self._scope.function, name] = text
        if value.startswith(UNKNOWN_VALUE) and binding.type is not None:
            value = self._names.of_type(binding.type.type, self._expressions.written(binding.type))
        is_unknown = value.startswith(UNKNOWN_VALUE)
        is_kept = not is_unknown or self._keeps_unknown or binding.declares
        if "(" in name or name.startswith(UNKNOWN_VALUE) or not is_kept:
            return
        value += "" if is_unknown else binding.part
        scope, owner = self._scope, ""
        if binding.owner:
            around = scope.class_name if binding.attribute else scope.function
            self._names.hold(f"{around}.{binding.owner}".lstrip("."), name, value, scope)
            return
        first, _, attribute = name.partition(".")
        if first in self._grammar.own and attribute and "." not in attribute:
            owner, name = scope.class_name, attribute
        elif binding.attribute:
            owner = scope.class_name
        elif "." in name:
            # A function that becomes a member of something else may be called by that.
            self._taken.given.append((value, scope))
            return
        if owner or binding.attribute or name.startswith("@"):
            if not is_unknown:
                for each in (name, name.lstrip("@")):
                    self._names.fields.setdefault((owner or scope.class_name, each), (value, scope))
            return
        self._names.bind(name, value, scope, declares=binding.declares)
        if inner is not None and inner.type in self._grammar.calls and not binding.part:
            self._wrap(f"{scope.function}.{name}".lstrip("."), inner)
        if not scope.function and not scope.class_name and not is_unknown:
            self._taken.assigned.append((name, line))

    def _wrap(self, name: str, inner: Node) -> None:
        """A variable gets what a call makes of functions: `const ask = traced(async () => {})`."""
        functions = self._grammar.functions
        given = self._grammar.calls[inner.type](inner) or ()
        if any(each.type in functions for each in given):
            receivers = list[str]()
            self._hand(inner, receivers)
            self._names.wraps.setdefault(name, tuple(each for each in receivers if not each.endswith(")")))

    def _import(self, node: Node) -> None:
        nested = bool(self._scope.function)
        for each in self._grammar.imports[node.type](node):
            fact = each.fact
            if nested:
                fact = Import(
                    fact.module, fact.name, fact.alias, fact.line, fact.guarded, True, fact.type_checking
                )
            self._taken.imports.append(fact)
            self._names.imported.update(each.binds)

    def _export(self, node: Node) -> None:
        for name, value in self._grammar.exports[node.type](node):
            if isinstance(value, str):
                target = value
            elif (inner := self._expressions.unwrapped(value)).type in self._grammar.functions:
                own = self._grammar.functions[inner.type](inner)
                target = self._anonymous.setdefault(inner.id, own or name)
            else:
                target = self._expressions.written(value)
            self._taken.exports.append((name, target))

    def _name_package(self, node: Node) -> None:
        self._taken.package = self._taken.package or self._grammar.packages[node.type](node)

    def _result(self, node: Node) -> None:
        value = self._grammar.results[node.type](node)
        if value is not None:
            written = self._receiver(self._expressions.unwrapped(value))
            known = self._taken.results.setdefault(self._scope.function, [])
            if written and len(known) < MOST_RESULTS:
                known.append(written)

    def _bare(self, node: Node) -> None:
        """A name that stands alone: it may call a method of the class."""
        name, scope = text_of(node), self._scope
        if name in self._grammar.throwing:
            self._throw(node)
        is_macro = bool(scope.class_name) and not scope.function
        if node.id not in self._method_names:
            self._taken.mentioned.add((name, scope))
            if is_macro:
                self._taken.calls.append(Called(name, node.start_point[0] + 1, scope, (), (), 0, ()))

    def _throw(self, node: Node) -> None:
        self._taken.thrown.append(node.start_point[0] + 1)

    def _catch(self, node: Node) -> None:
        catch = self._grammar.catches[node.type](node)
        if catch is None:
            return
        body = catch.body if catch.body is not None else node
        kinds = tuple(self._expressions.written(each) for each in catch.kinds)
        statements = [each for each in body.named_children if each.type not in self._grammar.comments]
        begin = statements[0] if statements else body
        position = (begin.start_point[0] + 1, body.end_point[0] + 1)
        self._taken.caught.append((node.start_point[0] + 1, self._scope, kinds, position, not statements))

    def _comment(self, node: Node) -> None:
        start, end, code = node.start_byte, node.end_byte, self._code
        lines = code.count(b"\n", start, end)
        code[start:end] = b"\n" * lines + b" " * (end - start - lines)

    def facts(self) -> ProgramFacts:
        """Everything that was collected, with names followed."""
        code_lines = sum(map(bool, map(bytearray.strip, self._code.split(b"\n"))))
        return Conclusions(self._grammar, self._names, self._expressions, self._taken).facts(code_lines)


@lru_cache(maxsize=64)
def handlers_by_type(grammar: Grammar) -> Mapping[str, Handlers]:
    """What is done with a node, by its type, in this order."""
    ordered: tuple[tuple[Iterable[str], Handlers], ...] = (
        (grammar.functions, (Collector._definition,)),
        (grammar.classes, (Collector._definition,)),
        (grammar.calls, (Collector._call,)),
        (grammar.bindings, (Collector._bindings,)),
        (grammar.results, (Collector._result,)),
        (grammar.rethrows, (Collector._throw,)),
        (grammar.called_bare, (Collector._bare,)),
        (grammar.imports, (Collector._import,)),
        (grammar.exports, (Collector._export,)),
        (grammar.packages, (Collector._name_package,)),
        (grammar.catches, (Collector._catch,)),
    )
    found: dict[str, Handlers] = {}
    for types, handlers in ordered:
        for kind in types:
            found[kind] = found.get(kind, ()) + handlers
    return {**dict.fromkeys(grammar.comments, (Collector._comment,)), **found}


@lru_cache(maxsize=64)
def _handable(grammar: Grammar) -> frozenset[str]:
    """The types of nodes that can be a function or an object that is handed over."""
    return frozenset({*grammar.steps, *grammar.functions, *grammar.calls})


def _is_last(argument: Node) -> bool:
    """Whether no argument follows on one."""
    return argument.next_named_sibling is None
