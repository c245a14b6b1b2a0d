"""How an application of AdonisJS finds its routes, and the methods of controllers that they name.

`router.post("/ask", [AsksController, "store"])` names a method of what is imported, at once or in a function
(`() => import("#controllers/asks_controller")`); with no name it is `handle`. A resource names its methods
by what they are for. Sources: https://docs.adonisjs.com/guides/basics/controllers,
https://docs.adonisjs.com/guides/concepts/application-lifecycle, https://legacy-docs.adonisjs.com/guides/controllers.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Keywords
from analyzer.parsing.programs import FROM_PACKAGE, Handed, ProgramFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.javascript.resolve import resolve_script, script_file

ADONIS_PACKAGES = ("@adonisjs/core", "@adonisjs/ignitor")
IGNITOR = lazy_regex(r"@adonisjs/(?:core|ignitor)[\w/]*#(?:default\.)?Ignitor.*")
ROUTER_PACKAGES = frozenset({"@adonisjs/core/services/router", "@ioc:Adonis/Core/Route"})
ADONIS_ROUTE = lazy_regex(r"(?:@adonisjs/core/services/router|@ioc:Adonis/Core/Route)#.+")
RESOURCE_METHODS = word_set("index create store show edit update destroy")
SINGLE_METHOD = "handle"
LAZY = "module "
OF_A_CLASS = lazy_regex(r"(?P<kind>[A-Z][\w/]{0,100})\.(?P<method>\w{1,60})")
CONTROLLERS = ("app/Controllers/Http", "app/controllers")
# What an application loads beside what its settings name.
ADONIS_FILES = ("adonisrc", "start/routes", "start/kernel")
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


def adonis_files(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """What an application loads: the file of its settings, the routes, and their controllers."""
    if any(IGNITOR.fullmatch(each.target) for each in facts.calls):
        for folder in dict.fromkeys((dirname(path), dirname(dirname(path)))):
            for name in ADONIS_FILES:
                for file in script_file(repo, join(folder, name)):
                    yield file
                    yield from _controllers_of(repo, file, folder)


def _controllers_of(repo: Snapshot, file: str, folder: str) -> Iterator[str]:
    """The controllers that a file of routes imports, at once or when they are asked, or names by a text."""
    facts = repo.programs.get(file)
    if facts is None or not any(each.module in ROUTER_PACKAGES for each in facts.imports):
        return
    for one in facts.imports:
        for other in resolve_script(repo, file, one.module):
            if "controllers/" in other.lower():
                yield other
    for call in facts.calls:
        for spelled in call.strings[1:]:
            match = OF_A_CLASS.fullmatch(spelled)
            if match is not None:
                for place in CONTROLLERS:
                    yield from script_file(repo, join(folder, place, match["kind"]))


def routed_in_scripts(
    repo: Snapshot, path: str, strings: tuple[str, ...], keywords: Keywords
) -> Iterator[Place]:
    """The methods of controllers that a route of a file names."""
    del keywords
    facts = repo.programs[path]
    if not any(each.module.startswith((*ADONIS_PACKAGES, "@ioc:Adonis")) for each in facts.imports):
        return
    for each in facts.handed:
        if each.strings == strings and ADONIS_ROUTE.fullmatch(each.target):
            yield from _methods(repo, path, facts, each)
    for spelled in strings[1:]:
        match = OF_A_CLASS.fullmatch(spelled)
        if match is not None:
            for folder in CONTROLLERS:
                for file in script_file(repo, join(folder, match["kind"])):
                    yield from _of_class(repo, file, match["kind"].rpartition("/")[2], {match["method"]})


def _methods(repo: Snapshot, path: str, facts: ProgramFacts, handed: Handed) -> Iterator[Place]:
    """The methods of the class that is handed to a route."""
    lazy = {each.qualified_name: each.returns for each in facts.functions}
    target = lazy.get(handed.receiver, handed.receiver)
    module = target.removeprefix(LAZY) if target.startswith(LAZY) else target.rpartition(FROM_PACKAGE)[0]
    name = handed.strings[-1] if len(handed.strings) > 1 else SINGLE_METHOD
    wanted = RESOURCE_METHODS if handed.target.endswith(".resource") else {name}
    for file in resolve_script(repo, path, module) if module else ():
        exported = dict(repo.programs[file].exports).get("default", "") if file in repo.programs else ""
        yield from _of_class(repo, file, exported, wanted)


def _of_class(repo: Snapshot, file: str, kind: str, wanted: set[str] | frozenset[str]) -> Iterator[Place]:
    for each in repo.programs[file].functions if file in repo.programs and kind else ():
        owner, _dot, method = each.qualified_name.rpartition(".")
        if owner == kind and method in wanted:
            yield file, each.qualified_name
