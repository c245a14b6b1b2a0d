"""What the walk over a program took up as facts, with names followed after it has seen all of the file."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs.defined import Definitions
from analyzer.parsing.programs.expressions import Expressions
from analyzer.parsing.programs.facts import FROM_PACKAGE, Handed, ProgramFacts
from analyzer.parsing.programs.grammar import Grammar
from analyzer.parsing.programs.names import UNKNOWN_VALUE, Names, Scope
from analyzer.parsing.programs.taken import SYMBOL, Called, Taken, assertion_fact, call_fact, caught_facts

OUTSIDE = Scope()
NO_CALL = lazy_regex(r"(?!)")


class Conclusions:
    """The facts of one file."""

    def __init__(self, grammar: Grammar, names: Names, expressions: Expressions, taken: Taken) -> None:
        self._grammar = grammar
        self._names = names
        self._expressions = expressions
        self._taken = taken
        # The targets in the body of each function.
        self._used: dict[str, set[str]] = {}
        names.open_packages = grammar.opened(taken.package, taken.imports)

    def facts(self, code_lines: int) -> ProgramFacts:
        """Everything that was taken up."""
        names, taken, resolve = self._names, self._taken, self._names.target
        calls = [call_fact(each, names) for each in taken.calls]
        handed = list(self._handed(calls))
        self._use_functions()
        definitions = Definitions(self._grammar, names, self._expressions, taken.results)
        defined, used = taken.definitions, self._used
        return ProgramFacts(
            self._grammar.language,
            None,
            taken.package,
            tuple(taken.imports),
            tuple(calls),
            tuple([definitions.function(each, used) for each in defined if each.is_function]),
            tuple([definitions.class_(each) for each in defined if not each.is_function]),
            tuple(map(assertion_fact, taken.assertions)),
            tuple(
                (name, resolve(name, OUTSIDE), line)
                for name, line in taken.assigned
                if ("", name) in names.variables
            ),
            tuple(
                (name, value if FROM_PACKAGE in value else resolve(value, OUTSIDE))
                for name, value in taken.exports
            ),
            tuple(handed),
            tuple(caught_facts(taken.caught, calls, sorted(taken.thrown), names)),
            fields=tuple(names.known_fields()),
            wrapped=tuple(names.wraps.items()),
            code_lines=code_lines,
        )

    def _handed(self, facts: list[Call]) -> Iterator[Handed]:
        """What is handed to each call; notes what is called and handed over in each function."""
        names, used = self._names, self._used
        known = names.definitions | names.objects() | names.wraps.keys()
        for call, fact in zip(self._taken.calls, facts, strict=True):
            function = call.scope.function
            places = used.get(function)
            if places is None:
                places = used[function] = set()
            places.add(fact.target)
            if names.wraps and (wrapped := names.wrapped(call.written, call.scope)) is not None:
                places.add(wrapped)
            for written in call.handed:
                target = self._target(written, call.scope)
                if not target.endswith(")"):
                    places.add(target)
                if self._is_taken_over(target, call, known):
                    yield Handed(fact.target, call.line, call.strings, target, function or None)

    def _is_taken_over(self, target: str, call: Called, known: set[str]) -> bool:
        """Whether a function, or an object whose methods the call asks for, is handed to a call."""
        if target.startswith(UNKNOWN_VALUE):
            return False
        takes = self._grammar.takes_objects or NO_CALL
        if target.endswith(")") and takes.fullmatch(call.written.rpartition(".")[2]) is None:
            return False
        return FROM_PACKAGE in target or self._grammar.beside or target.replace("()", "") in known

    def _use_functions(self) -> None:
        """Notes functions that become members of something else, and methods that are named alone."""
        for value, scope in self._taken.given:
            target = self._target(value, scope)
            if not target.endswith(")") and not target.startswith(UNKNOWN_VALUE):
                self._used.setdefault(scope.function, set()).add(target)
        for name, scope in self._taken.mentioned:
            if (own := self._names.own_method(name, scope)) is not None:
                self._used.setdefault(scope.function, set()).add(own)

    def _target(self, written: str, scope: Scope) -> str:
        """The target of what is handed over."""
        if written.startswith(SYMBOL):
            own = self._names.own_method(written.removeprefix(SYMBOL), scope)
            return UNKNOWN_VALUE if own is None else own.replace("()", "")
        if written in self._names.definitions:
            return written
        return self._names.wrapped(written, scope) or self._names.target(written, scope)
