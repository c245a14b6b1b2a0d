"""What a caller may send: the classes that the parameters of handlers have, and those built from a request.

A schema of the answer bounds nothing that comes in, and neither does one of the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.facts.requests.incoming_values import is_given_a_request
from analyzer.facts.requests.request_handlers import is_handler
from analyzer.parsing.python import Call, ClassDefinition, Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, package_of
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_services

# Methods that make an object of what came in, and keywords that hand it over.
BUILDING_METHODS = word_set(
    "model_validate model_validate_json model_validate_strings parse_obj parse_raw from_dict load loads "
    "validate convert decode is_valid from_json"
)
DATA_KEYWORDS = word_set("** data instance")
SETTINGS_BASES = word_set(
    "pydantic_settings.BaseSettings pydantic.BaseSettings pydantic.env_settings.BaseSettings"
)
CLASSES_OF_FIELDS = word_set("pydantic sqlmodel msgspec")
# Before the name of a class that is given something as `data`.
IN_ONE_FIELD = "(data)."
MOST_CLASSES = 2_000


class RequestTypes(Struct):
    """Classes that hold what came in, each with the place that takes it; of `built` ones no handler does."""

    taken_by: dict[tuple[str, str], tuple[str, int, str]] = field(default_factory=dict)
    built: set[tuple[str, str]] = field(default_factory=set)

    def owner(self, path: str, line: int, facts: PythonFacts) -> ClassDefinition | None:
        """The class of these around a line of a module, if there is one."""
        for each in facts.classes:
            if each.line <= line <= each.end_line and (path, each.qualified_name) in self.taken_by:
                return each
        return None


class _Held(Struct, frozen=True):
    """The name of a class that holds what came in at a place."""

    name: str
    place: tuple[str, int, str]
    built: bool


@derived
def request_types(repo: Snapshot) -> RequestTypes:
    """The classes that a handler's parameter has or that live code builds from a request; nested ones too."""
    found = RequestTypes()
    called = called_by_services(repo)
    classes = _classes_by_name(repo, called.modules)
    taken: list[_Held] = []
    built: list[_Held] = []
    for path in sorted(called.modules):
        if is_test(repo, path) or is_example_path(path):
            continue
        facts = repo.modules[path]
        for function in facts.functions:
            if is_handler(facts, function):
                place = (path, function.line, function.name)
                taken.extend(_Held(name, place, built=False) for name in function.takes)
        rows = (repo.text(path) or "").split("\n")
        built.extend(
            _Held(name, (path, call.line, call.function or "the module"), built=True)
            for call in facts.calls
            if called.has(path, call.function)
            and (name := built_from_request(call))
            and is_given_a_request(rows, facts, call)
        )
    dependencies = _functions_by_name(repo, called.modules)
    asked: set[str] = set()
    # What a handler takes is looked up first: it says more than where else a class is filled.
    queue = [*built, *taken]
    while queue and len(found.taken_by) < MOST_CLASSES:
        held = queue.pop()
        last = last_part(held.name)
        for path, each in classes.get(last, ()):
            key = (path, each.qualified_name)
            if key in found.taken_by:
                continue
            if any(package_of(base, SETTINGS_BASES) for base in each.bases):
                continue
            if held.name.startswith(IN_ONE_FIELD) and _has_fields(each, classes):
                continue
            found.taken_by[key] = held.place
            if held.built:
                found.built.add(key)
            # What a class is made with belongs to what it does; its fields are those of its body.
            inner = each.bases if _is_made_by_hand(each) else (*each.names, *each.bases)
            queue.extend(replace(held, name=name) for name in inner)
        if last in dependencies and last not in asked:
            asked.add(last)
            queue.extend(replace(held, name=name) for each in dependencies[last] for name in each.takes)
    return found


def _is_made_by_hand(definition: ClassDefinition) -> bool:
    """Whether a class says itself how it is made: a service, and no schema."""
    return "__init__" in definition.methods and not definition.bases


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
