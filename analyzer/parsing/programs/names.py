"""Follows the names of a file to what they stand for, after the walk has seen all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.facts import ANY_PACKAGE, FROM_PACKAGE

UNKNOWN_VALUE = "?"
FOLLOWED_AT_MOST = 10
LONGEST_TARGET = 200
CHAIN_ROOT = lazy_regex(r"[^.(]*")
ATTRIBUTE = lazy_regex(r"\.([^.(]+)")


class Scope(NamedTuple):
    """Where a name is used: the qualified names of the function and of the class around it, "" for none."""

    function: str = ""
    class_name: str = ""


def _around(function: str) -> tuple[str, ...]:
    """The function, those around it, and the file itself."""
    found = [function]
    while function:
        function = function.rpartition(".")[0]
        found.append(function)
    return tuple(found)


@dataclass(slots=True)
class Names:
    """What the names of one file stand for: variables by function, fields by class, imports, definitions."""

    own: frozenset[str]
    open_names: re.Pattern[str] | None
    builtins: frozenset[str]
    beside: bool = False
    bare_members: bool = True
    variables: dict[tuple[str, str], tuple[str, Scope]] = field(default_factory=dict)
    fields: dict[tuple[str, str], tuple[str, Scope]] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    definitions: set[str] = field(default_factory=set)
    _followed: dict[tuple[str, Scope], str] = field(default_factory=dict)
    _functions: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def target(self, written: str, scope: Scope) -> str:
        """A chain as written, followed to an import, a definition of the file or a declared type.

        To be asked when the whole file was seen: an answer is kept.
        """
        found = self._followed.get((written, scope))
        if found is None:
            found = self._followed[written, scope] = self._follow(written, scope)
        return found

    def _follow(self, written: str, scope: Scope) -> str:
        for _ in range(FOLLOWED_AT_MOST):
            if len(written) > LONGEST_TARGET:
                return UNKNOWN_VALUE
            match = CHAIN_ROOT.match(written)
            name = match[0] if match else ""
            rest = written[len(name) :]
            if name in self.own:
                found = self._own(rest, scope)
                if isinstance(found, str):
                    return found
                written, scope = found
                continue
            value = self._variable(name, scope)
            if value is None and not rest.startswith("(") and scope.class_name and self.bare_members:
                value = self.fields.get((scope.class_name, name))
            if value is not None and value[0] != written and not value[0].startswith(f"{name}."):
                written, scope = value[0] + rest, value[1]
                continue
            if name in self.imported:
                imported = self.imported[name]
                return imported + (rest.lstrip(".") if imported.endswith(FROM_PACKAGE) else rest)
            below = self._of_instance(name, rest)
            if below is None:
                return self._last(name, rest, scope)
            written, scope = below
        return UNKNOWN_VALUE

    def _own(self, rest: str, scope: Scope) -> str | tuple[str, Scope]:
        attribute = ATTRIBUTE.match(rest)
        if attribute is None:
            return f"{scope.class_name}(){rest}" if scope.class_name else UNKNOWN_VALUE + rest
        found = self.fields.get((scope.class_name, attribute[1]))
        if found is not None:
            return found[0] + rest[attribute.end() :], found[1]
        if f"{scope.class_name}.{attribute[1]}" in self.definitions:
            return f"{scope.class_name}(){rest}"
        return UNKNOWN_VALUE + rest

    def _variable(self, name: str, scope: Scope) -> tuple[str, Scope] | None:
        functions = self._functions.get(scope.function)
        if functions is None:
            functions = self._functions[scope.function] = _around(scope.function)
        for each in functions:
            found = self.variables.get((each, name))
            if found is not None:
                return found
        return None

    def _of_instance(self, name: str, rest: str) -> tuple[str, Scope] | None:
        """The field of an object of a class of this file."""
        attribute = ATTRIBUTE.match(rest, 2) if rest.startswith("()") else ATTRIBUTE.match(rest)
        if attribute is None or name not in self.definitions:
            return None
        found = self.fields.get((name, attribute[1]))
        return None if found is None else (found[0] + rest[attribute.end() :], found[1])

    def _last(self, name: str, rest: str, scope: Scope) -> str:
        """A name that nothing in the file gives a value."""
        if name in self.definitions:
            return name + rest
        if self.bare_members and scope.class_name and f"{scope.class_name}.{name}" in self.definitions:
            return f"{scope.class_name}().{name}{rest}"
        if self.open_names is not None and self.open_names.fullmatch(name):
            return f"{ANY_PACKAGE}{FROM_PACKAGE}{name}{rest}"
        is_known = self.beside or name in self.builtins or not rest.startswith(".")
        return name + rest if is_known else UNKNOWN_VALUE + rest
