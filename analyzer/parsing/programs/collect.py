"""One walk over the tree of a program in any language: what its grammar's tables name becomes facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import STRINGS_CUT, Call, Import
from analyzer.parsing.programs.defined import Definitions
from analyzer.parsing.programs.expressions import Expressions
from analyzer.parsing.programs.facts import FROM_PACKAGE, Handed, ProgramFacts
from analyzer.parsing.programs.grammar import Binding, Grammar
from analyzer.parsing.programs.names import LONGEST_TARGET, UNKNOWN_VALUE, Names, Scope
from analyzer.parsing.programs.taken import (
    Asserted,
    Called,
    Defined,
    assertion_fact,
    asserts,
    call_fact,
    caught_facts,
    first_parameter,
    names_inside,
)
from analyzer.parsing.steps import CALL_STEPS, spend
from analyzer.parsing.trees import text_of

Handler = Callable[[Node], None]
OUTSIDE = Scope()
# How many calls inside of a call's argument are looked into for what is handed to them.
CALLS_INSIDE = 3
MOST_RESULTS = 4
# Before a literal that may name a method.
SYMBOL = ":"
NO_CALL = lazy_regex(r"(?!)")


class Collector:
    """Takes up the nodes of a tree in their order, parents first, and gives the facts at the end."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._names = Names(
            grammar.own, grammar.open_names, grammar.builtins, grammar.beside, grammar.bare_members
        )
        self._names.open_calls = grammar.open_calls
        self._names.objects_are_open = grammar.objects_are_open
        self._names.only_functions_are_called = grammar.only_functions_are_called
        self._names.methods_are_fields = grammar.methods_are_fields
        self._keeps_unknown = grammar.beside or grammar.open_calls is not None
        self._expressions = Expressions(grammar, self._receiver)
        self._inside: list[Defined] = []
        self._scope = OUTSIDE
        self._anonymous: dict[int, str] = {}
        self._heads: set[int] = set()
        self._definitions: list[Defined] = []
        self._calls: list[Called] = []
        self._assertions: list[Asserted] = []
        self._assigned: list[tuple[str, int]] = []
        self._imports: list[Import] = []
        self._exports: list[tuple[str, str]] = []
        self._caught: list[tuple[int, Scope, tuple[str, ...], tuple[int, int], bool]] = []
        self._thrown: list[int] = []
        self._mentioned: set[tuple[str, Scope]] = set()
        self._method_names: set[int] = set()
        self._results: dict[str, list[str]] = {}
        # What can be a function or an object that is handed over.
        self._handable = {*grammar.steps, *grammar.functions, *grammar.calls}
        self._package = ""
        self._given: list[tuple[str, Scope]] = []
        self.handlers = self._handlers_by_type()

    def _handlers_by_type(self) -> Mapping[str, tuple[Handler, ...]]:
        """What is done with a node, by its type, in this order."""
        grammar = self._grammar
        ordered: tuple[tuple[Iterable[str], Handler], ...] = (
            (grammar.functions, self._definition),
            (grammar.classes, self._definition),
            (grammar.calls, self._call),
            (grammar.bindings, self._bindings),
            (grammar.results, self._result),
            (grammar.rethrows, self._throw),
            (grammar.called_bare, self._bare),
            (grammar.imports, self._import),
            (grammar.exports, self._export),
            (grammar.packages, self._name_package),
            (grammar.catches, self._catch),
        )
        found: dict[str, tuple[Handler, ...]] = {}
        for types, handler in ordered:
            for kind in types:
                found[kind] = (*found.get(kind, ()), handler)
        return found

    def enter(self, node: Node, handlers: tuple[Handler, ...]) -> None:
        """One more node, with the handlers of its type."""
        inside = self._inside
        if inside and (start := node.start_byte) >= inside[-1].end:
            while inside and start >= inside[-1].end:
                inside.pop()
            self._scope = inside[-1].inner if inside else OUTSIDE
        for handler in handlers:
            handler(node)

    # -- nodes ---------------------------------------------------------------------------------

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
        self._definitions.append(Defined(node, whole, is_function, scope, inner, node.end_byte))
        self._inside.append(self._definitions[-1])
        self._scope = inner

    def _call(self, node: Node) -> None:
        method = node.child_by_field_name("method") if self._grammar.called_bare else None
        if method is not None:
            self._method_names.add(method.id)
        if node.id in self._heads:
            return
        grammar = self._grammar
        arguments = grammar.calls[node.type](node)
        if arguments is None:
            return
        spend(CALL_STEPS)
        chain = self._expressions.written(node)
        keywords: list[tuple[str, str]] = []
        strings, handed, positional = list[str](), list[str](), 0
        for argument in arguments:
            if argument.type in grammar.comments:
                continue
            named = list(grammar.named(argument))
            keywords += [(name, self._expressions.literal(value)) for name, value in named]
            for _name, value in named:
                handed += self._receivers(value) if value is not None else ()
            if not named:
                positional += 1
                text = self._expressions.text(argument, self._scope.function)
                if text is not None:
                    strings.append(text)
                    handed += [SYMBOL + text] if argument.type in grammar.symbols else ()
                else:
                    handed += self._receivers(argument)
                    if grammar.promised and chain.endswith(grammar.promised):
                        self._answer(argument, chain)
        if (written := chain.removesuffix("()")) in grammar.throwing:
            self._throw(node)
        line = self._expressions.line_of(node)
        call = Called(
            written, line, self._scope, tuple(strings[:STRINGS_CUT]), tuple(keywords), positional,
            tuple(filter(None, handed)), self._expressions.method_of(node),
        )  # fmt: skip
        self._calls.append(call)
        inside = bool(self._assertions) and node.start_byte < self._assertions[-1].end
        if not inside and asserts(grammar, written, positional):
            names = names_inside(grammar, node, written)
            self._assertions.append(Asserted(node.end_byte, line, self._scope, names))

    def _answer(self, node: Node, chain: str) -> None:
        """`load().then(model => ...)`: what the promise gives is the function's first parameter."""
        inner = self._expressions.unwrapped(node)
        if inner.type in self._grammar.functions and (name := first_parameter(self._grammar, inner)):
            inside = Scope(self._receiver(inner), self._scope.class_name)
            self._names.bind(name, chain.removesuffix(self._grammar.promised), inside, declares=True)

    def _receivers(self, node: Node) -> Iterator[str]:
        """The function or object that an argument is, and those that are handed to a call that it is."""
        if node.type not in self._handable:
            return
        inner = self._expressions.unwrapped(node)
        yield self._receiver(inner)
        for _ in range(CALLS_INSIDE):
            of_calls = self._grammar.calls.get(inner.type)
            arguments = None if of_calls is None else of_calls(inner)
            if arguments is None:
                return
            deeper = inner
            for argument in arguments:
                if argument.type in self._handable:
                    unwrapped = self._expressions.unwrapped(argument)
                    yield self._receiver(unwrapped)
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
            self._given.append((value, scope))
            return
        if owner or binding.attribute or name.startswith("@"):
            if not is_unknown:
                for each in (name, name.lstrip("@")):
                    self._names.fields.setdefault((owner or scope.class_name, each), (value, scope))
            return
        self._names.bind(name, value, scope, declares=binding.declares)
        if binding.value is not None and not binding.part:
            self._wrap(f"{scope.function}.{name}".lstrip("."), binding.value)
        if not scope.function and not scope.class_name and not is_unknown:
            self._assigned.append((name, line))

    def _wrap(self, name: str, value: Node) -> None:
        """A variable gets what a call makes of functions: `const ask = traced(async () => {})`."""
        inner, calls = self._expressions.unwrapped(value), self._grammar.calls
        given = (calls[inner.type](inner) if inner.type in calls else None) or ()
        if any(each.type in self._grammar.functions for each in given):
            receivers = (each for each in self._receivers(inner) if each and not each.endswith(")"))
            self._names.wraps.setdefault(name, tuple(receivers))

    def _import(self, node: Node) -> None:
        nested = bool(self._scope.function)
        for each in self._grammar.imports[node.type](node):
            fact = each.fact
            if nested:
                fact = Import(
                    fact.module, fact.name, fact.alias, fact.line, fact.guarded, True, fact.type_checking
                )
            self._imports.append(fact)
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
            self._exports.append((name, target))

    def _name_package(self, node: Node) -> None:
        self._package = self._package or self._grammar.packages[node.type](node)

    def _result(self, node: Node) -> None:
        value = self._grammar.results[node.type](node)
        if value is not None:
            written = self._receiver(self._expressions.unwrapped(value))
            known = self._results.setdefault(self._scope.function, [])
            if written and len(known) < MOST_RESULTS:
                known.append(written)

    def _bare(self, node: Node) -> None:
        """A name that stands alone: it may call a method of the class."""
        name, scope = text_of(node), self._scope
        if name in self._grammar.throwing:
            self._throw(node)
        is_macro = bool(scope.class_name) and not scope.function
        if node.id not in self._method_names:
            self._mentioned.add((name, scope))
            if is_macro:
                self._calls.append(Called(name, node.start_point[0] + 1, scope, (), (), 0, ()))

    def _throw(self, node: Node) -> None:
        self._thrown.append(node.start_point[0] + 1)

    def _catch(self, node: Node) -> None:
        catch = self._grammar.catches[node.type](node)
        if catch is None:
            return
        body = catch.body if catch.body is not None else node
        kinds = tuple(self._expressions.written(each) for each in catch.kinds)
        statements = [each for each in body.named_children if each.type not in self._grammar.comments]
        begin = statements[0] if statements else body
        position = (begin.start_point[0] + 1, body.end_point[0] + 1)
        self._caught.append((node.start_point[0] + 1, self._scope, kinds, position, not statements))

    # -- facts ---------------------------------------------------------------------------------

    def facts(self, code_lines: int, problem: str | None) -> ProgramFacts:
        """Everything that was collected, with names followed."""
        names, resolve = self._names, self._names.target
        names.open_packages = self._grammar.opened(self._package, self._imports)
        calls = [call_fact(each, names) for each in self._calls]
        handed = [[self._handed_target(each, raw.scope) for each in raw.handed] for raw in self._calls]
        used: dict[str, set[str]] = {}
        for raw, call, targets in zip(self._calls, calls, handed, strict=True):
            places = used.setdefault(raw.scope.function, set())
            places.add(call.target)
            if (wrapped := names.wrapped(raw.written, raw.scope)) is not None:
                places.add(wrapped)
            if targets:
                places.update([each for each in targets if not each.endswith(")")])
        for value, scope in self._given:
            target = self._handed_target(value, scope)
            if not target.endswith(")") and not target.startswith(UNKNOWN_VALUE):
                used.setdefault(scope.function, set()).add(target)
        for name, scope in self._mentioned:
            if (own := names.own_method(name, scope)) is not None:
                used.setdefault(scope.function, set()).add(own)
        definitions = Definitions(self._grammar, names, self._expressions, self._results)
        functions = tuple(definitions.function(each, used) for each in self._definitions if each.is_function)
        assigned = [
            (name, resolve(name, Scope()), line)
            for name, line in self._assigned
            if ("", name) in names.variables
        ]
        return ProgramFacts(
            self._grammar.language,
            problem,
            self._package,
            tuple(self._imports),
            tuple(calls),
            functions,
            tuple(definitions.class_(each) for each in self._definitions if not each.is_function),
            tuple(map(assertion_fact, self._assertions)),
            tuple(assigned),
            tuple(
                (name, value if FROM_PACKAGE in value else resolve(value, OUTSIDE))
                for name, value in self._exports
            ),
            tuple(self._handed(calls, handed)),
            tuple(caught_facts(self._caught, calls, sorted(self._thrown), names)),
            fields=tuple(names.known_fields()),
            wrapped=tuple(names.wraps.items()),
            code_lines=code_lines,
        )

    def _handed_target(self, written: str, scope: Scope) -> str:
        if written.startswith(SYMBOL):
            own = self._names.own_method(written.removeprefix(SYMBOL), scope)
            return UNKNOWN_VALUE if own is None else own.replace("()", "")
        if written in self._names.definitions:
            return written
        return self._names.wrapped(written, scope) or self._names.target(written, scope)

    def _handed(self, facts: list[Call], handed: list[list[str]]) -> Iterator[Handed]:
        definitions = self._names.definitions | self._names.objects() | self._names.wraps.keys()
        takes = self._grammar.takes_objects or NO_CALL
        for call, fact, targets in zip(self._calls, facts, handed, strict=True):
            for receiver in targets:
                plain = receiver.replace("()", "")
                known = plain in definitions or FROM_PACKAGE in receiver or self._grammar.beside
                if receiver.endswith(")"):
                    known = known and takes.fullmatch(call.written.rpartition(".")[2]) is not None
                if known and not receiver.startswith(UNKNOWN_VALUE):
                    yield Handed(fact.target, call.line, call.strings, receiver, call.scope.function or None)
