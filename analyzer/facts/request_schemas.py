"""What a caller may send: the classes that the parameters of handlers have, and those built from a request.

A schema of the answer bounds nothing that comes in, and neither does one of the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from analyzer.parsing.python import Call, ClassDefinition, Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.called import called_by_services, is_handed_over
from analyzer.wiring.entrypoints import HANDLER_FORMS, HANDLER_NAMES
from analyzer.wiring.frameworks import VIEW_METHODS
from analyzer.wiring.modules import last_part, package_of
from analyzer.wiring.roles import is_example_path, is_test

# Methods that make an object of what came in, and keywords that hand it over.
BUILDING_METHODS = word_set(
    "model_validate model_validate_json model_validate_strings parse_obj parse_raw from_dict load loads "
    "validate convert decode is_valid from_json"
)
DATA_KEYWORDS = word_set("** data instance")
SETTINGS_BASES = word_set(
    "pydantic_settings.BaseSettings pydantic.BaseSettings pydantic.env_settings.BaseSettings"
)
CHECKERS_OF_FIELDS = word_set("pydantic attr attrs marshmallow")
CLASSES_OF_FIELDS = word_set("pydantic sqlmodel msgspec")
# Before the name of a class that is given something as `data`.
IN_ONE_FIELD = "(data)."
MOST_CLASSES = 2_000


@dataclass(slots=True)
class RequestTypes:
    """Classes that hold what came in, each with the place that takes it."""

    taken_by: dict[tuple[str, str], tuple[str, int, str]] = field(default_factory=dict)

    def owner(self, path: str, line: int, facts: PythonFacts) -> ClassDefinition | None:
        """The class of these around a line of a module, if there is one."""
        for each in facts.classes:
            if each.line <= line <= each.end_line and (path, each.qualified_name) in self.taken_by:
                return each
        return None


@derived
def request_types(repo: Snapshot) -> RequestTypes:
    """The classes that a handler's parameter has or that live code builds from a request; nested ones too."""
    found = RequestTypes()
    called = called_by_services(repo)
    classes = _classes_by_name(repo, called.modules)
    queue: list[tuple[str, tuple[str, int, str]]] = []
    for path in sorted(called.modules):
        if is_test(repo, path) or is_example_path(path):
            continue
        facts = repo.modules[path]
        for function in facts.functions:
            if is_handler(facts, function):
                queue.extend((name, (path, function.line, function.name)) for name in function.takes)
        queue.extend(
            (name, (path, call.line, call.function or "the module"))
            for call in facts.calls
            if called.has(path, call.function) and (name := built_from_request(call))
        )
    dependencies = _functions_by_name(repo, called.modules)
    asked: set[str] = set()
    while queue and len(found.taken_by) < MOST_CLASSES:
        name, place = queue.pop()
        last = last_part(name)
        for path, each in classes.get(last, ()):
            if (path, each.qualified_name) in found.taken_by:
                continue
            if any(package_of(base, SETTINGS_BASES) for base in each.bases):
                continue
            if name.startswith(IN_ONE_FIELD) and _has_fields(each, classes):
                continue
            found.taken_by[path, each.qualified_name] = place
            queue.extend((inner, place) for inner in (*each.names, *each.bases))
        if last in dependencies and last not in asked:
            asked.add(last)
            queue.extend((inner, place) for each in dependencies[last] for inner in each.takes)
    return found


def _has_fields(
    definition: ClassDefinition, classes: Mapping[str, list[tuple[str, ClassDefinition]]]
) -> bool:
    """Whether a class is one of named fields: `data` is then one of them, and not what came in."""
    bases = [
        *definition.bases,
        *(
            base
            for name in definition.bases
            for _path, each in classes.get(last_part(name), ())
            for base in each.bases
        ),
    ]
    return any(package_of(base, CLASSES_OF_FIELDS) is not None for base in bases)


def is_handler(facts: PythonFacts, function: Function) -> bool:
    """Whether a request is handed to this function: a route, a view's method, a function's handler."""
    if any(
        is_handed_over(each.target) and each.target.partition(".")[0] not in CHECKERS_OF_FIELDS
        for each in function.decorators
    ):
        return True
    owner = function.qualified_name.rpartition(".")[0]
    if owner:
        has_bases = any(each.qualified_name == owner and each.bases for each in facts.classes)
        return has_bases and (function.name in VIEW_METHODS or function.name in HANDLER_NAMES)
    return function.name in HANDLER_NAMES and function.parameters[:2] in HANDLER_FORMS


def built_from_request(call: Call) -> str | None:
    """The name of the class that a call builds from data that came in; marked if it is one keyword of it."""
    owner, _dot, method = call.target.rpartition(".")
    if method.startswith("__"):
        return None  # a constructor that hands on what it was given: `super().__init__(**values)`
    if method in BUILDING_METHODS and owner:
        return owner.replace("()", "")
    target = call.target.replace("()", "")
    if any(name == "**" for name, _value in call.keywords):
        return target
    if any(name in DATA_KEYWORDS and value == "" for name, value in call.keywords):
        return f"{IN_ONE_FIELD}{target}"
    return None


def _classes_by_name(
    repo: Snapshot, modules: Iterable[str]
) -> Mapping[str, list[tuple[str, ClassDefinition]]]:
    found: dict[str, list[tuple[str, ClassDefinition]]] = {}
    for path, each in _each_class(repo, modules):
        found.setdefault(each.name, []).append((path, each))
    return found


def _each_class(repo: Snapshot, modules: Iterable[str]) -> Iterator[tuple[str, ClassDefinition]]:
    for path in sorted(modules):
        if not is_test(repo, path):
            yield from ((path, each) for each in repo.modules[path].classes)


def _functions_by_name(repo: Snapshot, modules: Iterable[str]) -> Mapping[str, list[Function]]:
    found: dict[str, list[Function]] = {}
    for path in sorted(modules):
        for each in repo.modules[path].functions:
            if each.takes:
                found.setdefault(each.name, []).append(each)
    return found
