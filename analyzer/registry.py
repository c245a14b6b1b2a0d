"""Finds the checks: our own package and every installed one that names itself in the entry points.

A check is a function with the `@check` decorator in any module of a package that the entry-point
group `analyzer.checks` names. Nothing is registered at import time: discovery looks at modules.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import ModuleType

from analyzer.model import Check, Level, Yield
from analyzer.snapshot import Snapshot

GROUP = "analyzer.checks"
BUILTIN = "checks"


@dataclass(frozen=True, slots=True)
class Registry:
    """The checks by id, in the order of their ids, and the plugins that could not be loaded."""

    checks: Mapping[str, Check]
    problems: tuple[str, ...] = ()


def check(
    *,
    id: str,
    title: str,
    dimension: str,
    reads: tuple[str, ...],
    ask_present: str,
    ask_absent: str,
    max_level: Level = Level.WIRED,
) -> Callable[[Callable[[Snapshot], Iterator[Yield]]], Check]:
    """Make a function over a Snapshot a check; its docstring becomes its documentation.

    `max_level` is the strongest level the function itself can yield; provenance lifts wired work
    that was kept up to sustained.
    """

    def wrap(function: Callable[[Snapshot], Iterator[Yield]]) -> Check:
        return Check(
            id=id,
            title=title,
            dimension=dimension,
            reads=reads,
            max_level=max_level,
            ask_present=ask_present,
            ask_absent=ask_absent,
            function=function,
            documentation=inspect.cleandoc(function.__doc__ or ""),
        )

    return wrap


def load_checks() -> Registry:
    """Our own checks, then those of installed packages; a broken plugin is named, not fatal."""
    found: dict[str, Check] = {each.id: each for each in _checks_in(importlib.import_module(BUILTIN))}
    problems: list[str] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        if entry.value == BUILTIN:
            continue
        try:
            plugin = list(_checks_of(entry.load()))
        except (Exception, SystemExit) as error:  # a plugin is somebody else's code: it may fail in any way
            problems.append(
                f"checks of plugin '{entry.name}' were not loaded: {type(error).__name__}: {error}"
            )
            continue
        for each in plugin:
            if each.id in found:
                problems.append(
                    f"plugin '{entry.name}' repeats the check id '{each.id}': the first one is kept"
                )
            else:
                found[each.id] = each
    return Registry(dict(sorted(found.items())), tuple(problems))


def _checks_of(loaded: object) -> Iterable[Check]:
    if isinstance(loaded, Check):
        return [loaded]
    if isinstance(loaded, ModuleType):
        return _checks_in(loaded)
    raise TypeError("the entry point names neither a check nor a module with checks")


def _checks_in(module: ModuleType) -> Iterator[Check]:
    yield from _own_checks(module)
    for info in pkgutil.iter_modules(getattr(module, "__path__", []), prefix=f"{module.__name__}."):
        yield from _own_checks(importlib.import_module(info.name))


def _own_checks(module: ModuleType) -> Iterator[Check]:
    for value in vars(module).values():
        if isinstance(value, Check) and value.function.__module__ == module.__name__:
            yield value
