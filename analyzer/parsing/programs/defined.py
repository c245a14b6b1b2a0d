"""The functions and classes of a program as facts, after the walk has seen all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import (
    MODULE_NAMES_CUT,
    NAMES_CUT,
    STRINGS_CUT,
    ClassDefinition,
    Decorator,
    Function,
)
from analyzer.parsing.programs.expressions import Expressions
from analyzer.parsing.programs.facts import FROM_PACKAGE
from analyzer.parsing.programs.grammar import Grammar, is_documented
from analyzer.parsing.programs.names import UNKNOWN_VALUE, Names, Scope
from analyzer.parsing.programs.taken import Defined, binds_nothing

# A constant of a class, as annotations and attributes are given it.
CONSTANT_OF_CLASS = lazy_regex(r"[A-Z]\w{0,60}(?:\.[A-Z]\w{0,60}){1,3}")


class Definitions:
    """What a file's definitions are; `results` are the values that each function gives back, as written."""

    def __init__(
        self, grammar: Grammar, names: Names, expressions: Expressions, results: Mapping[str, list[str]]
    ) -> None:
        self._grammar = grammar
        self._names = names
        self._expressions = expressions
        self._results = results
        # What fields hold, by their class; made when the first class is asked for.
        self._values: dict[str, list[tuple[str, Scope]]] | None = None

    def _decorators(self, definition: Defined) -> tuple[Decorator, ...]:
        found = []
        for each in self._grammar.decorations(definition.node):
            strings: list[str] = []
            keywords: list[tuple[str, str]] = []
            for argument in each.arguments:
                naming = self._grammar.named.get(argument.type)
                named = () if naming is None else tuple(naming(argument))
                keywords += [(name, self._value(value)) for name, value in named]
                text = None if named else self._expressions.string(argument)
                strings += [] if text is None else [text]
                if not named and text is None and (constant := self._value(argument)):
                    keywords.append(("", constant))
            target = self._names.target(
                self._expressions.written(each.name).removesuffix("()"), definition.scope
            )
            line = each.name.start_point[0] + 1
            found.append(Decorator(target, line, tuple(strings[:STRINGS_CUT]), tuple(keywords)))
        return tuple(found)

    def _value(self, node: Node | None) -> str:
        """A literal, or the constant of a class that is named: `AuthorizationLevel.Function`."""
        literal = self._expressions.literal(node)
        if literal or node is None:
            return literal
        written = self._expressions.written(node)
        return written if CONSTANT_OF_CLASS.fullmatch(written) is not None else ""

    def _targets(self, nodes: Iterable[Node], scope: Scope) -> tuple[str, ...]:
        written = (self._expressions.written(each) for each in nodes)
        return tuple(self._names.target(each, scope) for each in written if each != UNKNOWN_VALUE)[:NAMES_CUT]

    def function(self, definition: Defined, used: Mapping[str, set[str]]) -> Function:
        """A function or method; `used` are the targets in the body of each."""
        grammar, node, name = self._grammar, definition.node, definition.qualified_name
        parameters = list(grammar.parameters(node))
        bound = [each for one in parameters for each in grammar.bindings.get(one.type, binds_nothing)(one)]
        returned = list(grammar.returned(node))
        inner = definition.inner
        takes = self._targets((each.type for each in bound if each.type is not None), inner)
        body = node.child_by_field_name("body")
        return Function(
            name=name.rpartition(".")[2],
            qualified_name=name,
            line=node.start_point[0] + 1,
            end_line=node.end_point[0] + 1,
            parameters=tuple(dict.fromkeys(self._expressions.written(each.name) for each in bound)),
            annotated=bool(returned) or (bool(bound) and all(each.type is not None for each in bound)),
            # Where a node stands among others takes as long as it is deep.
            documented=not definition.scope.function and is_documented(node, self._grammar),
            decorators=self._decorators(definition),
            empty=body is not None and not body.named_child_count,
            names=tuple(sorted(used.get(name, set()) - {UNKNOWN_VALUE}))[:MODULE_NAMES_CUT],
            nested=bool(definition.scope.function),
            takes=takes,
            returns=self._returns(definition, returned),
        )

    def _returns(self, definition: Defined, returned: list[Node]) -> str:
        """The first returned value that leads to a package or a definition, else what its type says."""
        name = definition.qualified_name
        written = list(self._results.get(name, ()))
        written += [f"{self._expressions.written(each)}()" for each in returned]
        targets = [self._names.target(each, definition.inner) for each in written]
        known = [each for each in targets if not each.startswith((UNKNOWN_VALUE, f"{name}("))]
        return next((each for each in known if self._is_followed(each)), next(iter(known), ""))

    def _is_followed(self, target: str) -> bool:
        return FROM_PACKAGE in target or target.partition("(")[0] in self._names.definitions

    def class_(self, definition: Defined) -> ClassDefinition:
        """A class, with the types and values of its fields."""
        node = definition.node
        if self._values is None:
            self._values = {}
            for (owner, _name), value in self._names.fields.items():
                self._values.setdefault(owner, []).append(value)
        values = self._values.get(definition.qualified_name, [])[: 2 * NAMES_CUT]
        typed = (self._names.target(*value) for value in values)
        return ClassDefinition(
            name=definition.qualified_name.rpartition(".")[2],
            qualified_name=definition.qualified_name,
            line=node.start_point[0] + 1,
            bases=self._targets(self._grammar.bases(node), definition.scope),
            methods=tuple(definition.methods),
            documented=is_documented(node, self._grammar),
            decorators=self._decorators(definition),
            end_line=node.end_point[0] + 1,
            names=tuple(dict.fromkeys(typed))[:NAMES_CUT],
        )
