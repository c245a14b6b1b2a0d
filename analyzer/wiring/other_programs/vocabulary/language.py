"""What is known of a language beside its grammar: how files find each other, what frameworks call.

A language is one module of this package with a `Language`; `languages` lists them. What its packages are for
stands in tables of `signs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct, field

from analyzer.parsing.code_facts import Keywords
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.vocabulary.signs import Sign

# The files that an import of `module` in the file `path` means.
Resolve = Callable[[Snapshot, str, str], Iterable[str]]
# The files whose definitions a file sees without an import.
Beside = Callable[[Snapshot, str], Iterable[str]]
# The packages that a file sees without an import of its own.
Attached = Callable[[Snapshot, str], tuple[str, ...]]
# The files that a command starts: its words, the folder it runs in, and the build file that it stands in.
Started = Callable[[Snapshot, tuple[str, ...], str, str], Iterable[str]]
# The files that the framework of a started file finds by itself: controllers, pages, handlers.
Found = Callable[[Snapshot, str, ProgramFacts], Iterable[str]]
# The methods that a call of an object's method may run beside its own, as (file, qualified name): those of
# the types that fulfil the interface. The file and the name of the type, the name of the method.
Overridden = Callable[[Snapshot, str, str, str], Iterable[tuple[str, str]]]


# The functions that a call of a target runs beside those of its name: the methods of a generic function.
Dispatched = Callable[[Snapshot, str, str], Iterable[tuple[str, str]]]
# The functions, as (file, name), that a command calls itself; its words and places as in `Started`.
Begun = Callable[[Snapshot, tuple[str, ...], str, str], Iterable[tuple[str, str]]]
# Those of some functions, as (file, name), that nothing can call.
Unreached = Callable[[Snapshot, frozenset[tuple[str, str]]], frozenset[tuple[str, str]]]
# The functions that a route names in its strings and named values, as (file, qualified name).
Routed = Callable[[Snapshot, str, tuple[str, ...], Keywords], Iterable[tuple[str, str]]]
# What platforms start by files of their own: the file and the line that say so, and the file that is started.
Deployed = Callable[[Snapshot], Iterable[tuple[str, int, str]]]
# The functions of a found file that the framework calls itself.
Called = Callable[[ProgramFacts], Iterable[str]]


class ByConvention(NamedTuple):
    """A function that a framework calls by its name or by the place of its file, and what for.

    `function` is a function of the file, "" none; `handlers` are what is called. `route` is what it answers.
    """

    sign: Sign
    function: str
    line: int
    route: str
    handlers: tuple[str, ...]


Conventions = Callable[[Snapshot, str, ProgramFacts], Iterable[ByConvention]]


def _no_files(_repo: Snapshot, _path: str) -> Iterable[str]:
    return ()


def _all_functions(facts: ProgramFacts) -> Iterable[str]:
    return [each.qualified_name for each in facts.functions]


def _no_packages(_repo: Snapshot, _path: str) -> tuple[str, ...]:
    return ()


def _finds_nothing(_repo: Snapshot, _path: str, _facts: ProgramFacts) -> Iterable[str]:
    return ()


def _nothing_by_convention(_repo: Snapshot, _path: str, _facts: ProgramFacts) -> Iterable[ByConvention]:
    return ()


def _deploys_nothing(_repo: Snapshot) -> Iterable[tuple[str, int, str]]:
    return ()


def _overrides_nothing(_repo: Snapshot, _path: str, _owner: str, _method: str) -> Iterable[tuple[str, str]]:
    return ()


def _begins_nothing(
    _repo: Snapshot, _words: tuple[str, ...], _folder: str, _path: str
) -> Iterable[tuple[str, str]]:
    return ()


def _dispatches_nothing(_repo: Snapshot, _path: str, _target: str) -> Iterable[tuple[str, str]]:
    return ()


def _reaches_everything(_repo: Snapshot, _nodes: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset()


def _routes_nothing(
    _repo: Snapshot, _path: str, _strings: tuple[str, ...], _keywords: Keywords
) -> Iterable[tuple[str, str]]:
    return ()


class Language(Struct, frozen=True, kw_only=True):
    """One language, or a family that shares its packages; `names` as in `analyzer.repository.languages`.

    `runs_imported`: importing a file runs what stands outside of its functions; else it runs with the first
    of them. `main_outside`: statements outside of classes are a program of their own, which no function of
    the file runs. `called`: what the framework calls of a file that it finds. `starts`: the functions that
    a started file runs beside that, `on_load` those that importing it runs. `named_bases`: a class names what
    it extends or fulfils; where none does, `overridden` finds it. `constructors`: the names of the methods
    that make an object. `same_methods`: what a method is called for when it is called by another name
    (`perform_later` runs `perform`); `bare_methods`: a name alone may call a method of a class above;
    `shares_names`: it may mean what a file beside defines; `unique_methods`: a method of an object that is
    not known is the only one of that name, if its name has several words. `opens_modules`: several files
    may define classes in one module.
    `hands_classes`: the last names of calls to which a class is handed over so that its methods are called.
    `extensions`: the names of methods that may be defined for any object. `begun`: the functions
    that a command calls beside the files that it starts. `dispatched`: the methods that the call of a generic
    function runs. `unreached`: functions that nothing can call, whose routes are never
    registered. `routed`: functions that a route names by text. `deployed`: what platforms start by files
    that they alone read. `conventions`: functions that frameworks call by a name or a place. `broad`:
    packages that are for so much that importing them says nothing. `found_around`: what a framework finds
    beside the routes of an application runs around their requests.
    """

    names: tuple[str, ...]
    signs: tuple[Sign, ...]
    resolve: Resolve
    started: Started
    beside: Beside = _no_files
    attached: Attached = _no_packages
    found: Found = _finds_nothing
    called: Called = _all_functions
    runs_imported: bool = True
    main_outside: bool = False
    imports_classes: bool = False
    starts: frozenset[str] = frozenset()
    on_load: frozenset[str] = frozenset()
    overridden: Overridden = _overrides_nothing
    named_bases: bool = True
    conventions: Conventions = _nothing_by_convention
    constructors: frozenset[str] = field(default_factory=frozenset)
    same_methods: Mapping[str, str] = field(default_factory=dict)
    bare_methods: bool = False
    shares_names: bool = True
    unique_methods: bool = False
    opens_modules: bool = False
    hands_classes: re.Pattern[str] | None = None
    extensions: re.Pattern[str] | None = None
    begun: Begun = _begins_nothing
    dispatched: Dispatched = _dispatches_nothing
    unreached: Unreached = _reaches_everything
    routed: Routed = _routes_nothing
    deployed: Deployed = _deploys_nothing
    broad: tuple[str, ...] = ()
    found_around: bool = False
