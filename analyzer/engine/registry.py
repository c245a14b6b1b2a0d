"""Finds the checks: our own package and every installed one that names itself in the entry points.

A check is a function with the `@check` decorator, a detector of a flag one with `@flag_check`, in any
module of a package that the entry-point group `analyzer.checks` names. Nothing is registered at
import time: discovery looks at modules.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING

from msgspec import Struct, field

from analyzer.declarations import FileKind, FlagQuestion, OtherLanguages, Purpose, Questions
from analyzer.engine.validation import (
    validated_flag_question,
    validated_id,
    validated_kinds,
    validated_languages,
    validated_level,
    validated_levels,
    validated_named,
    validated_near,
    validated_questions,
    validated_reasons,
    validated_rows,
    validated_text,
    validated_title,
)
from analyzer.model import Check, FlagCheck, FlagResult, Level, Observation

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from analyzer.repository import Snapshot

GROUP = "analyzer.checks"
BUILTIN_CHECKS = "checks"

Detector = Check | FlagCheck


class Registry(Struct, frozen=True):
    """The checks and the flags by id, in the order of their ids, and the plugins that could not be loaded."""

    checks: Mapping[str, Check]
    flags: Mapping[str, FlagCheck] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def check(
    *,
    id: str,
    title: str,
    reads: tuple[FileKind, ...],
    questions: Questions,
    max_level: Level = Level.WIRED,
    not_asked: Mapping[Purpose, str] = MappingProxyType({}),
    other_languages: OtherLanguages | None = None,
    covers: tuple[str, ...] = (),
    near: tuple[str, ...] = (),
    named: tuple[str, ...] = (),
) -> Callable[[Callable[[Snapshot], Iterator[Observation]]], Check]:
    """Make a function over a Snapshot a check; its docstring becomes its documentation.

    `max_level` is the strongest level the function itself can yield; provenance lifts wired work
    that was kept up to sustained. Of a repository whose purpose is in `not_asked` the finding says that the
    question does not arise, with the reason, unless something was found all the same. Without
    `other_languages` a check that reads programs is open wherever a fair part of them is not read. `near` are
    words, or what they begin with, in names of files that sound like the signal ("evaluat", "load_test"):
    where it was not found, up to three such files are shown. `named` are whole names of programs, or their
    last words ("logger", also for cost_logger.py): where there is one and the signal was not found, nobody
    can say that it is absent. Raises DeclarationError for what is declared wrongly.
    """

    def wrap(function: Callable[[Snapshot], Iterator[Observation]]) -> Check:
        level = validated_level(id, max_level)
        return Check(
            id=validated_id(id),
            title=validated_title(id, title),
            reads=validated_kinds(id, reads),
            max_level=level,
            questions=validated_questions(id, questions),
            function=function,
            documentation=validated_levels(id, inspect.cleandoc(function.__doc__ or ""), level),
            not_asked=validated_reasons(id, not_asked),
            other_languages=validated_languages(id, other_languages, validated_kinds(id, reads)),
            covers=validated_rows(id, covers),
            near=validated_near(id, near),
            named=validated_named(id, named),
        )

    return wrap


def flag_check(
    *, id: str, title: str, reads: tuple[FileKind, ...], question: FlagQuestion | None = None
) -> Callable[[Callable[[Snapshot], Iterator[FlagResult]]], FlagCheck]:
    """Make a function over a Snapshot the detector of the flag `id`; its docstring is its documentation.

    Without a `question` nothing is asked about the flag in the interview. Raises DeclarationError for what is
    declared wrongly.
    """

    def wrap(function: Callable[[Snapshot], Iterator[FlagResult]]) -> FlagCheck:
        return FlagCheck(
            id=validated_id(id),
            title=validated_title(id, title),
            reads=validated_kinds(id, reads),
            function=function,
            documentation=validated_text(id, inspect.cleandoc(function.__doc__ or "")),
            question=validated_flag_question(id, question),
        )

    return wrap


def load_checks() -> Registry:
    """Our own checks and flags, then those of installed packages; a broken plugin is named, not fatal."""
    found = dict(_builtin_detectors())
    problems: list[str] = []
    for entry in find_plugins():
        try:
            plugin = list(_detectors_of(entry.load()))
        except (Exception, SystemExit) as error:  # a plugin is somebody else's code: it may fail in any way
            problems.append(
                f"the checks of plugin '{entry.name}' could not be loaded: {type(error).__name__}: {error}"
            )
            continue
        for each in plugin:
            if each.id in found:
                problems.append(
                    f"plugin '{entry.name}' redefines the check id '{each.id}': the first definition is used"
                )
            else:
                found[each.id] = each
    ordered = sorted(found.items())
    return Registry(
        {id: each for id, each in ordered if isinstance(each, Check)},
        {id: each for id, each in ordered if isinstance(each, FlagCheck)},
        tuple(problems),
    )


def find_plugins() -> tuple[EntryPoint, ...]:
    """The installed packages that name themselves as checks, not yet imported, by name."""
    return _plugins(tuple((place, _changed(place)) for place in sys.path))


@cache
def _builtin_detectors() -> Mapping[str, Detector]:
    """Our own by id: found once, for the workers that are forked too."""
    return {each.id: each for each in _detectors_in(importlib.import_module(BUILTIN_CHECKS))}


def _changed(place: str) -> int:
    try:
        return os.stat(place or ".").st_mtime_ns  # noqa: PTH116 - the way modules are looked for
    except OSError:
        return -1


@lru_cache(maxsize=1)
def _plugins(places: tuple[tuple[str, int], ...]) -> tuple[EntryPoint, ...]:
    """`places` are the folders of the import path, each with the time of the last installation or removal."""
    from importlib.metadata import entry_points

    del places
    found = sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))
    return tuple(each for each in found if each.value != BUILTIN_CHECKS)


def builtin_modules() -> tuple[str, ...]:
    """The names of the modules of our own checks."""
    return tuple(_submodules(importlib.import_module(BUILTIN_CHECKS)))


def _detectors_of(loaded: object) -> Iterable[Detector]:
    if isinstance(loaded, Check | FlagCheck):
        return [loaded]
    if isinstance(loaded, ModuleType):
        return _detectors_in(loaded)
    raise TypeError("the entry point is neither a check nor a module that contains checks")


def _detectors_in(module: ModuleType) -> Iterator[Detector]:
    yield from _own_detectors(module)
    for name in _submodules(module):
        yield from _own_detectors(importlib.import_module(name))


def _submodules(module: ModuleType) -> Iterator[str]:
    """The names of the modules of a package and of its packages, in the order of the alphabet."""
    for info in pkgutil.iter_modules(getattr(module, "__path__", []), prefix=f"{module.__name__}."):
        yield info.name
        if info.ispkg:
            yield from _submodules(importlib.import_module(info.name))


def _own_detectors(module: ModuleType) -> Iterator[Detector]:
    for value in vars(module).values():
        if isinstance(value, Check | FlagCheck) and value.function.__module__ == module.__name__:
            yield value
