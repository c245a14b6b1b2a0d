"""The functions, methods, classes and calls of all modules, as walks through calls look for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from analyzer.parsing.python import ClassDefinition, Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.model_catalogue import PREDICT_METHODS
from analyzer.wiring.modules import last_part, package_of

# Bases that call nothing of a class by themselves.
PLAIN_BASES = word_set(
    "object abc.ABC typing.Protocol typing.Generic typing.NamedTuple typing.TypedDict enum.Enum enum.IntEnum "
    "enum.StrEnum enum.Flag Exception ValueError RuntimeError KeyError TypeError str int dict list tuple set "
    "pydantic.BaseModel pydantic_settings.BaseSettings pydantic.BaseSettings typing_extensions.TypedDict "
    "typing_extensions.Protocol marshmallow.Schema msgspec.Struct"
)
# Decorators of a class that make no object of it, and give it to nobody.
PLAIN_CLASS_DECORATORS = word_set(
    "dataclasses.dataclass dataclass attr.s attr.attrs attr.define attrs.define attrs.frozen typing.final "
    "typing.runtime_checkable functools.total_ordering enum.unique typing_extensions.final "
    "typing_extensions.runtime_checkable pydantic.dataclasses.dataclass "
    "daft.udf daft.udf.udf daft.cls"
)
# What is asked of objects that are kept in files.
KEPT_METHODS = PREDICT_METHODS | word_set("transform forward encode __call__")
# Methods of containers, sessions, files and loggers: of an object that nobody knows they say nothing.
COMMON_METHODS = word_set(
    "get execute add commit close append extend update items keys values filter filter_by all first one "
    "count read write info debug error warning json format split join strip lower upper decode copy "
    "pop refresh flush rollback delete order_by limit offset scalar scalars fetchone fetchall setdefault "
    "sort index startswith endswith replace isoformat dict model_dump"
)
Place = tuple[str, str]


class _Names(Struct):
    """What the functions and classes of the modules are called, by the last part of their names."""

    functions: dict[str, list[Place]] = field(default_factory=dict)
    methods: dict[str, list[Place]] = field(default_factory=dict)
    classes: dict[str, list[tuple[str, ClassDefinition]]] = field(default_factory=dict)


class _Known(Struct, frozen=True):
    """What every walk asks for, of all modules.

    `meant` remembers what names were found to mean, `spoken` the classes that dotted names speak of.
    """

    names: _Names
    by_method: Mapping[Place, ClassDefinition]
    calls: Mapping[str, Mapping[str, list[str]]]
    functions: Mapping[Place, Function]
    held: frozenset[Place]
    kept: frozenset[Place]
    meant: dict[Place, tuple[Place, ...]] = field(default_factory=dict)
    spoken: dict[str, tuple[tuple[str, ClassDefinition], ...]] = field(default_factory=dict)


@derived
def known_code(repo: Snapshot) -> _Known:
    """The functions, methods, classes and calls of all modules."""
    names = _names_of(repo, repo.modules)
    return _Known(
        names,
        {
            (path, f"{each.qualified_name}.{method}"): each
            for path, facts in repo.modules.items()
            for each in facts.classes
            for method in each.methods
        },
        {path: _calls_by_function(facts) for path, facts in repo.modules.items()},
        {
            (path, each.qualified_name): each
            for path, facts in repo.modules.items()
            for each in facts.functions
        },
        _held_by_others(names),
        _made_and_kept(repo, names),
    )


def _held_by_others(names: _Names) -> frozenset[Place]:
    """Classes that somebody else makes objects of: by a base class, or a decorator, that is not read here."""
    below: dict[str, list[tuple[str, ClassDefinition]]] = {}
    queue: deque[tuple[str, ClassDefinition]] = deque()
    for table in names.classes.values():
        for path, each in table:
            bases = [base for base in each.bases if package_of(base, PLAIN_BASES) is None]
            for base in bases:
                below.setdefault(last_part(base), []).append((path, each))
            foreign = any(last_part(base) not in names.classes for base in bases)
            given = any(
                mark.target.replace("()", "") not in PLAIN_CLASS_DECORATORS for mark in each.decorators
            )
            if foreign or given or "__init_subclass__" in each.methods:
                queue.append((path, each))
    found: set[Place] = set()
    while queue:
        path, each = queue.popleft()
        if (path, each.qualified_name) not in found:
            found.add((path, each.qualified_name))
            queue.extend(below.get(each.name, ()))
    return frozenset(found)


def _made_and_kept(repo: Snapshot, names: _Names) -> frozenset[Place]:
    """Classes that answer or transform and that any module makes objects of: these may be kept in files."""
    made = {last_part(call.target) for facts in repo.modules.values() for call in facts.calls}
    return frozenset(
        (path, each.qualified_name)
        for name in names.classes.keys() & made
        for path, each in names.classes[name]
        if not KEPT_METHODS.isdisjoint(each.methods)
    )


def _calls_by_function(facts: PythonFacts) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for call in facts.calls:
        if call.function is not None:
            names = found.setdefault(call.function, [])
            names.append(call.target)
            if call.declared and last_part(call.target) in COMMON_METHODS:
                names.append(call.declared)
    return found


def _names_of(repo: Snapshot, modules: Iterable[str]) -> _Names:
    names = _Names()
    for path in sorted(modules):
        facts = repo.modules[path]
        methods = {f"{each.qualified_name}.{method}" for each in facts.classes for method in each.methods}
        for function in facts.functions:
            table = names.methods if function.qualified_name in methods else names.functions
            table.setdefault(function.name, []).append((path, function.qualified_name))
        for each in facts.classes:
            names.classes.setdefault(each.name, []).append((path, each))
    return names
