"""Follows the names of a file to what they stand for, after the walk has seen all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.facts import ANY_PACKAGE, FROM_PACKAGE

UNKNOWN_VALUE = "?"
# Types of TypeScript that have no name.
WRITTEN_OUT_TYPES = frozenset({"object_type", "intersection_type"})
FOLLOWED_AT_MOST = 10
LONGEST_TARGET = 200
CHAIN_ROOT = lazy_regex(r"[^.(]*")
ATTRIBUTE = lazy_regex(r"\.([^.(]+)")


class Scope(NamedTuple):
    """Where a name is used: the qualified names of the function and of the class around it, "" for none."""

    function: str = ""
    class_name: str = ""


def _around(name: str) -> tuple[str, ...]:
    """The function or class, those around it, and the file itself."""
    found = [name]
    while name:
        name = name.rpartition(".")[0]
        found.append(name)
    return tuple(found)


class Names(Struct):
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
    wraps: dict[str, tuple[str, ...]] = field(default_factory=dict)
    objects_are_open: bool = True
    only_functions_are_called: bool = False
    # What a method gives stands for it, unless the method itself is meant: nothing is asked of its answer.
    methods_are_fields: bool = False
    open_calls: re.Pattern[str] | None = None
    open_packages: tuple[str, str | None] = (ANY_PACKAGE, ANY_PACKAGE)
    _followed: dict[tuple[str, Scope], str] = field(default_factory=dict)
    _around_each: dict[str, tuple[str, ...]] = field(default_factory=dict)

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
            if FROM_PACKAGE in name:
                return written
            if name in self.own:
                found = self._own(rest, scope)
                if isinstance(found, str):
                    return found
                written, scope = found
                continue
            value = self._variable(name, scope)
            if value is None and not rest.startswith("(") and self.bare_members:
                value = self._field(name, scope)
            if value is not None and self.only_functions_are_called and rest.startswith("("):
                # Where a name is called, what it holds beside a function is passed over.
                value = None if "(" in value[0] or value[0].startswith(UNKNOWN_VALUE) else value
            if value is not None and value[0] == UNKNOWN_VALUE and not self.beside:
                return self._hidden(name, rest, value[1])
            if value is not None and value[0] != written and not value[0].startswith(f"{name}."):
                followed = value[0] + rest, value[1]
                if followed == (written, scope):
                    return self._last(name, rest, scope)
                written, scope = followed
                continue
            if value is not None and value[0] != written and name in self.imported:
                # A variable that has the name of the package that it comes from.
                written = value[0] + rest
                rest = written[len(name) :]
            if name in self.imported:
                imported = self.imported[name]
                return imported + (rest.lstrip(".") if imported.endswith(FROM_PACKAGE) else rest)
            below = self._of_instance(name, rest)
            if below is None:
                return self._last(name, rest, scope)
            written, scope = below
        return UNKNOWN_VALUE

    def bind(self, name: str, value: str, scope: Scope, *, declares: bool) -> None:
        """A variable of a function, or of the file, gets a value: the first one that is known counts."""
        key = (scope.function, name)
        if not declares and key not in self.variables and not self.beside:
            # An assignment to a variable that was declared further out, without a value that is known.
            outer = ((each, name) for each in _around(scope.function))
            key = next((each for each in outer if self.variables.get(each, ("",))[0] == UNKNOWN_VALUE), key)
        if self.variables.get(key, (UNKNOWN_VALUE,))[0].startswith(UNKNOWN_VALUE):
            self.variables[key] = (value, scope)

    def wrapped(self, written: str, scope: Scope) -> str | None:
        """The variable that a name means, if a call made it of functions (`wraps`)."""
        if not self.wraps or "." in written or "(" in written:
            return None
        names = (f"{each}.{written}".lstrip(".") for each in self._around(scope.function))
        return next((each for each in names if each in self.wraps), None)

    def objects(self) -> set[str]:
        """What definitions stand in: functions and classes, and objects that hold functions."""
        found: set[str] = set()
        for each in self.definitions:
            around = each.rpartition(".")[0]
            while around and around not in found:
                found.add(around)
                around = around.rpartition(".")[0]
        return found

    @staticmethod
    def of_type(kind: str, written: str) -> str:
        """An object of a type: of one without a name only what it holds is known, by its keys."""
        return UNKNOWN_VALUE if kind in WRITTEN_OUT_TYPES else f"{written}()"

    def hold(self, owner: str, name: str, value: str, scope: Scope) -> None:
        """The object of a variable or a field holds a value by a name."""
        if not value.startswith(UNKNOWN_VALUE):
            self.fields.setdefault((owner, name), (value, scope))

    def known_fields(self) -> Iterator[tuple[str, str]]:
        """The fields of classes and objects, with what they stand for."""
        for (owner, name), value in self.fields.items():
            if owner and not (target := self.target(*value)).startswith(UNKNOWN_VALUE):
                yield f"{owner}.{name}", target

    def _hidden(self, name: str, rest: str, scope: Scope) -> str:
        """What is asked of a variable whose value is not known: of an object, one of its functions."""
        whole = f"{scope.function}.{name}" if scope.function else name
        attribute = ATTRIBUTE.match(rest)
        if attribute is not None and f"{whole}.{attribute[1]}" in self.definitions:
            return whole + rest
        held = None if attribute is None else self.fields.get((whole, attribute[1]))
        if held is not None and attribute is not None:
            return self.target(held[0] + rest[attribute.end() :], held[1])
        is_value = attribute is not None or not self.objects_are_open
        return UNKNOWN_VALUE + rest if is_value else name + rest

    def _own(self, rest: str, scope: Scope) -> str | tuple[str, Scope]:
        attribute = ATTRIBUTE.match(rest)
        if attribute is None:
            return f"{scope.class_name}(){rest}" if scope.class_name else UNKNOWN_VALUE + rest
        found = self.fields.get((scope.class_name, attribute[1]))
        is_itself = self._is_method_itself(scope.class_name, attribute[1], rest[attribute.end() :])
        if found is not None and not is_itself:
            return found[0] + rest[attribute.end() :], found[1]
        inner = ATTRIBUTE.match(rest, attribute.end())
        held = None if inner is None else self.fields.get((f"{scope.class_name}.{attribute[1]}", inner[1]))
        if held is not None and inner is not None:
            return held[0] + rest[inner.end() :], held[1]
        if f"{scope.class_name}.{attribute[1]}" in self.definitions:
            return f"{scope.class_name}(){rest}"
        return UNKNOWN_VALUE + rest

    def _is_method_itself(self, owner: str, name: str, rest: str) -> bool:
        """Whether a method is called of whose answer nothing more is asked: it is no field then."""
        return self.methods_are_fields and rest in ("", "()") and f"{owner}.{name}" in self.definitions

    def _around(self, name: str) -> tuple[str, ...]:
        found = self._around_each.get(name)
        if found is None:
            found = self._around_each[name] = _around(name)
        return found

    def _field(self, name: str, scope: Scope) -> tuple[str, Scope] | None:
        """The field of the class around, or of those around that."""
        for owner in self._around(scope.class_name):
            found = self.fields.get((owner, name)) if owner else None
            if found is not None:
                return found
        return None

    def _variable(self, name: str, scope: Scope) -> tuple[str, Scope] | None:
        for each in self._around(scope.function):
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
        if found is None or self._is_method_itself(name, attribute[1], rest[attribute.end() :]):
            return None
        return found[0] + rest[attribute.end() :], found[1]

    def own_method(self, name: str, scope: Scope) -> str | None:
        """The method of the class around, or the function of the file, that a bare name calls."""
        found = name if name in self.definitions else None
        if scope.class_name and f"{scope.class_name}.{name}" in self.definitions:
            found = f"{scope.class_name}().{name}"
        return None if found is None or self._variable(name, scope) is not None else found

    def _last(self, name: str, rest: str, scope: Scope) -> str:
        """A name that nothing in the file gives a value."""
        attribute = ATTRIBUTE.match(rest)
        for around in self._around(scope.function):
            whole = f"{around}.{name}" if around else name
            is_object = attribute is not None and f"{whole}.{attribute[1]}" in self.definitions
            if around != (scope.class_name or None) and (whole in self.definitions or is_object):
                return whole + rest
        for owner in self._around(scope.class_name) if self.bare_members else ():
            if owner and f"{owner}.{name}" in self.definitions:
                return f"{owner}().{name}{rest}"
        if name not in self.builtins:
            of_types, of_calls = self.open_packages
            is_open = self.objects_are_open or not rest.startswith(".")
            if is_open and self.open_names is not None and self.open_names.fullmatch(name):
                return f"{of_types}{FROM_PACKAGE}{name}{rest}"
            if self.open_calls is not None and rest.startswith("(") and self.open_calls.fullmatch(name):
                if of_calls is not None:
                    return f"{of_calls}{FROM_PACKAGE}{name}{rest}"
                return f"{scope.class_name}().{name}{rest}" if scope.class_name else name + rest
        is_known = self.beside or name in self.builtins or not rest.startswith(".")
        return name + rest if is_known else UNKNOWN_VALUE + rest
