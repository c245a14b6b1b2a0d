"""What a name means in Python code: scopes, and references that only resolve once the file is read.

Two kinds of name get their meaning from code that comes later: an attribute of `self` is assigned in
any method of the class, and a module-level name may be set by a function that declares it `global`.
While walking they are written as a reference, `@3.model` (attribute of class number 3) or `$model`
(module-level name); `Names.resolve` replaces it at the end.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex

UNKNOWN = "?"
# `x = x.step()` repeated makes ever longer names; a chain this long tells nobody anything.
TARGET_LIMIT = 200
CHAIN_LIMIT = 40
FOLLOW_LIMIT = 10
BUILTINS = frozenset(dir(builtins))
REFERENCE = lazy_regex(r"([$@])(\w+)")
DECLARED = lazy_regex(r"(?:@(\d+)\.(\w+)|\$(\w+))(?![\w])")

LOG_METHODS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "success", "trace"}
)
LOG_LIBRARIES = ("logging.", "loguru.", "structlog.", "absl.logging.")
LOGGER_NAMES = frozenset({"logger", "log", "_logger", "_log", "logging", "__logger", "__log"})

RAISES = frozenset({"pytest.raises", "pytest.warns", "pytest.deprecated_call"})
UNITTEST = lazy_regex(r"(assert[A-Z_]|fail($|[A-Z]))")
HELPER = lazy_regex(r"assert($|[A-Z_])")
OTHER_HELPERS = frozenset({"pytest.fail", "sklearn.utils.estimator_checks.check_estimator"})
ASSERTION_TARGETS = RAISES | OTHER_HELPERS


class Scope(Struct):
    """The names of a module, class or function while its code is walked.

    `parent` is where a lookup goes on: the next function or the module, never a class. `prefix`
    begins the qualified name of what is defined here. `number` identifies a class. `types` has what
    annotations say of its names, in a class also of what is set on `self` (see `declared_type`).
    """

    parent: Scope | None = None
    prefix: str = ""
    function: str | None = None
    number: int | None = None
    names: dict[str, str] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)


class Class(Struct):
    """A class as far as names go: its own scope and the targets of its bases."""

    qualified_name: str
    scope: Scope
    bases: tuple[str, ...]


def lookup(name: str, scope: Scope) -> str:
    """The target a bare name stands for, `?` for a local of unknown origin, else a `$` reference."""
    current: Scope | None = scope
    while current is not None:
        found = current.names.get(name)
        if found is not None:
            return found
        current = current.parent
    return name if name in BUILTINS else "$" + name


def is_local(name: str, scope: Scope) -> bool:
    """Whether a name belongs to this very scope and is not `self` or `cls`."""
    target = scope.names.get(name)
    return target is not None and target[0] != "@"


# The `Mock` of the standard library is no name that somebody chose.
STAND_IN_WORDS = ("fake", "mock", "stub", "dummy")
STAND_IN_MADE = lazy_regex(
    r"(?<![\w.])(?!(?:unittest\.)?mock\.)(?:[\w@$]{1,80}\.){0,6}_{0,2}"
    r"(?:(?:[Ff]ake|[Mm]ock|[Ss]tub|[Dd]ummy)(?:[A-Z_0-9]\w{0,60})?|\w{1,60}(?:Fake|Mock|Stub|Dummy))\(\)$"
)


def informative(target: str) -> bool:
    """Whether a target says more than that nobody knows."""
    return target[0] != UNKNOWN and (target[0] != "$" or "(" in target)


def stands_in(target: str) -> bool:
    """Whether a target makes what its name calls a stand-in: `FakeModel()`, `clients.StubClient()`."""
    if not target.endswith("()"):
        return False
    lowered = target.lower()
    return any(word in lowered for word in STAND_IN_WORDS) and STAND_IN_MADE.search(target) is not None


class Names:
    """The names of one file that other code may set: class attributes and declared globals."""

    def __init__(self) -> None:
        self.module = Scope()
        self.classes: list[Class] = []
        # Names of the module that stand for a type which is written once.
        self.aliases: dict[str, str] = {}
        # Every name of which an annotation says something, in whatever scope.
        self.typed: set[str] = set()
        # What `from package import *` names, where all of them name one package: the first of them.
        self._star = ""
        self._numbers: dict[str, int] = {}
        self._globals: dict[str, str] = {}
        self._resolved: dict[str, str] = {}

    def add_class(self, qualified_name: str, scope: Scope, bases: tuple[str, ...]) -> None:
        """Registers a class under the number its scope carries."""
        self._numbers[qualified_name] = len(self.classes)
        self.classes.append(Class(qualified_name, scope, bases))

    def import_all(self, module: str) -> None:
        """An import of everything; names that the file does not set come from it, if there is only one."""
        same = not self._star or self._star.partition(".")[0] == module.partition(".")[0]
        self._star = (self._star or module) if same and not module.startswith(".") else "."

    def bind(
        self, name: str, target: str, scope: Scope, *, literal: bool = False, weak: bool = False
    ) -> None:
        """An assignment to a bare name.

        A literal never hides what is known (`wandb = None` after a failed import), and nothing in the
        handler of a failed import does (`weak`); what stands in for something else hides no other.
        """
        if name in scope.global_names:
            if informative(target):
                self._globals[name] = target
            return
        if (literal or weak) and informative(scope.names.get(name, UNKNOWN)):
            return
        if target[-1:] == ")" and stands_in(target):
            before = scope.names.get(name, UNKNOWN)
            if before[-1:] == ")" and informative(before) and not stands_in(before):
                return
        if scope is self.module and target == UNKNOWN:
            target = "$" + name
        scope.names[name] = target

    def bind_attribute(self, reference: str, attribute: str, target: str) -> None:
        """An assignment to an attribute of `self`; the last one that says something wins."""
        own = f"{reference}.{attribute}"
        if not informative(target) or target == own or target.startswith((own + ".", own + "(")):
            return
        self.classes[int(reference[1:])].scope.names[attribute] = target

    def declare(self, name: str, declared: str, scope: Scope) -> None:
        """What an annotation says of a name."""
        self.typed.add(name)
        scope.types[name] = declared

    def declare_attribute(self, reference: str, attribute: str, declared: str) -> None:
        """What an annotation says of an attribute of `self`; the first one counts."""
        self.typed.add(attribute)
        self.classes[int(reference[1:])].scope.types.setdefault(attribute, declared)

    def declared(self, target: str) -> str:
        """The target of a reference by the annotation of what it begins with, "" without one."""
        match = DECLARED.match(target) if self.typed else None
        if match is None:
            return ""
        number, attribute, name = match.groups()
        if name is not None:
            found = self.module.types.get(name)
        else:
            own = self._with_bases(int(number))
            found = next((each.types[attribute] for each in own if attribute in each.types), None)
        return "" if found is None else (found + target[match.end() :])[:TARGET_LIMIT]

    def resolve(self, target: str) -> str:
        """The target with its reference replaced; `?` takes the place of what stays unknown."""
        if target[0] not in "@$" and "|" not in target:
            return target
        found = self._resolved.get(target)
        if found is None:
            found = self._resolved[target] = (
                self._follow_each(target) if "|" in target else self._follow(target)
            )
        return found

    def _follow_each(self, target: str) -> str:
        """The targets that are joined by `|`, each replaced; what is asked of them stays with the last."""
        parts = [self._follow(each) for each in target.split("|")]
        known = [each for each in parts[:-1] if each[0] != UNKNOWN]
        found = "|".join([*known, parts[-1]])
        return found if len(found) <= TARGET_LIMIT else UNKNOWN

    def _follow(self, target: str) -> str:
        for _ in range(FOLLOW_LIMIT):
            if target[0] not in "@$":
                return target if len(target) <= TARGET_LIMIT else UNKNOWN
            match = REFERENCE.match(target)
            if match is None:
                return UNKNOWN
            kind, name = match.groups()
            rest = target[match.end() :]
            if kind == "$":
                value = self._globals.get(name)
                if value is None:
                    if self._star.strip(".") and name not in self.module.names:
                        return f"{self._star}.{name}{rest}"
                    return UNKNOWN + rest if rest.startswith(".") else name + rest
                target = value + rest
                continue
            if rest.startswith("()"):
                target = self.classes[int(name)].qualified_name + rest
                continue
            attribute = re.match(r"\.(\w+)", rest)
            value = self._attribute(int(name), attribute[1]) if attribute else None
            if value is None or attribute is None:
                return UNKNOWN + rest
            target = value + rest[attribute.end() :]
        return UNKNOWN

    def _attribute(self, number: int, attribute: str) -> str | None:
        """What an attribute of a class was set to, in the class itself or a base in the same file."""
        own = self._with_bases(number)
        return next((each.names[attribute] for each in own if attribute in each.names), None)

    def _with_bases(self, number: int) -> Iterator[Scope]:
        """The scopes of a class and of its first bases in the same file."""
        for _ in range(FOLLOW_LIMIT):
            own = self.classes[number]
            yield own.scope
            bases = [self._numbers[base] for base in own.bases if base in self._numbers]
            if not bases:
                return
            number = bases[0]


def logs(target: str, receiver: str) -> bool:
    """Whether a call writes a log record: a logging library, or a receiver that is named a logger."""
    method = target.rpartition(".")[2]
    return method in LOG_METHODS and (target.startswith(LOG_LIBRARIES) or receiver.lower() in LOGGER_NAMES)


def assertion_kind(target: str, method: str, *, on_self: bool) -> str | None:
    """The kind of assertion a call is (see `Assertion.kind`), None if it is none.

    `method` is the last component as it is written, `on_self` says that it is called on `self`.
    """
    if target in RAISES:
        return "raises"
    if on_self:
        return "unittest" if UNITTEST.match(method) else None
    return "helper" if HELPER.match(method) or target in OTHER_HELPERS else None
