"""Tests in Go and JavaScript that name nothing of the repository: libraries and files of data alone.

A Go test reaches its own package by every name that the other files of its folder declare, and others by
imports; a JavaScript test by imports, and by paths of code that it reads or runs; types vanish, and what
helpers of tests make up reaches nothing. What starts a program or talks to one over a network may be about
the repository: it is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.facts.test_runs.made_up_values import MAY_REACH, is_inert_import, known_names, unknown_names
from analyzer.facts.test_runs.own_subjects import HARMLESS_PACKAGES, tests_only_itself
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import files_of, programs
from analyzer.wiring.testing.foreign_tests import ForeignTests, foreign_tests

LONGEST_TEST = 100_000
SCRIPT_LANGUAGES = frozenset({"JavaScript", "TypeScript"})
BUILT_IN = lazy_regex(
    r"(?:node:)?(?:assert|buffer|crypto|events|fs|os|path|process|querystring|readline|stream|string_decoder"
    r"|test|timers|url|util|zlib|perf_hooks|async_hooks)(?:/\w{1,20})?"
)
CODE_FILE = lazy_regex(r"[\w@.-]{1,100}\.(?:[cm]?[jt]sx?|py|go|sh|rb|java|vue|svelte|html|sql|ya?ml)\b")
# The module of an import was judged as an import.
IMPORTED_FROM = lazy_regex(r"\bfrom\s{1,4}(?:\"[^\"\n]{1,300}\"|'[^'\n]{1,300}')")
GO_DECLARED = lazy_regex(r"^(?:func|type|var|const)[ \t]+(\w{1,100})", re.MULTILINE)
GO_GROUP = lazy_regex(
    r"^(?:var|const|type)[ \t]*\(\n(?P<rows>(?:[^)\n][^\n]{0,400}\n|\n){1,300})", re.MULTILINE
)
GO_ROW = lazy_regex(r"^\t(\w{1,100})", re.MULTILINE)
GO_SILENT = lazy_regex(r'"(?:[^"\\\n]|\\.){0,1000}"|//[^\n]{0,1000}')
PLAIN_NAME_OF_GO = lazy_regex(r"(?<![\w.])[A-Za-z_]\w{0,99}")


@derived
def unreached_subjects(repo: Snapshot) -> Mapping[str, str]:
    """The files of tests in other languages that assert nothing about the repository, each with why."""
    found: dict[str, str] = {}
    for each in foreign_tests(repo):
        if each.assertions and tests_only_itself(repo, each):
            found[each.path] = " about what the file itself defines"
        elif each.assertions and reaches_nothing(repo, each):
            found[each.path] = "; no code of this repository is named in it"
    return found


def reaches_nothing(repo: Snapshot, tests: ForeignTests) -> bool:
    """Whether a test file certainly names nothing that the repository declares; False where nobody knows."""
    if tests.language != "Go" and tests.language not in SCRIPT_LANGUAGES:
        return False
    facts = programs(repo).get(tests.path)
    text = repo.text(tests.path) or ""
    if facts is None or facts.problem is not None:
        return False
    if not all(_is_settled(repo, tests, each) for each in facts.imports):
        return False
    if len(text) > LONGEST_TEST or MAY_REACH.search(text) is not None:
        return False
    if tests.language == "Go":
        return not _names_go(repo, tests.path, text)
    return not _names_scripts(repo, tests.path, facts, text)


def _is_settled(repo: Snapshot, tests: ForeignTests, each: Import) -> bool:
    """Whether an import reaches no file of the repository, or only data that was made up for tests."""
    if each.type_checking or not files_of(repo, tests.path, each.module):
        return True
    return tests.language in SCRIPT_LANGUAGES and is_inert_import(repo, tests.path, each)


def _names_go(repo: Snapshot, path: str, text: str) -> bool:
    """Whether a name of the package stands in the file; the imports of others were looked at before."""
    modules = _go_modules(repo)
    if not modules or any(f'"{each}' in text for each in modules):
        return True
    own: set[str] = set()
    for other in repo.paths:
        if other.endswith(".go") and other != path and dirname(other) == dirname(path):
            own.update(_declared(repo.text(other) or ""))
    return any(found[0] in own for found in PLAIN_NAME_OF_GO.finditer(GO_SILENT.sub("", text)))


@derived
def _go_modules(repo: Snapshot) -> tuple[str, ...]:
    """The names of the modules that the repository is."""
    files = (repo.text(each) or "" for each in repo.paths if basename(each) == "go.mod")
    found = (re.search(r"^module[ \t]+\"?([^\s\"]{1,300})", each, re.MULTILINE) for each in files)
    return tuple(each[1] for each in found if each is not None)


def _declared(text: str) -> Iterator[str]:
    yield from GO_DECLARED.findall(text)
    for group in GO_GROUP.finditer(text):
        yield from GO_ROW.findall(group["rows"])


def _names_scripts(repo: Snapshot, path: str, facts: ProgramFacts, text: str) -> bool:
    """Whether an import, a name or a path of a file may be the repository's."""
    installed = _installed(repo)
    for each in facts.imports:
        if each.type_checking or is_inert_import(repo, path, each):
            continue
        known = HARMLESS_PACKAGES.fullmatch(each.module) or BUILT_IN.fullmatch(each.module)
        if known is None and _package(each.module) not in installed:
            return True
    if any(_is_ours(repo, path, found[0]) for found in CODE_FILE.finditer(IMPORTED_FROM.sub("", text))):
        return True
    return bool(unknown_names(text, known_names(facts, text)))


def _package(module: str) -> str:
    return "/".join(module.split("/")[: 2 if module.startswith("@") else 1])


def _is_ours(repo: Snapshot, path: str, name: str) -> bool:
    return basename(name) != basename(path) and basename(name) in _names_of_files(repo)


@derived
def _names_of_files(repo: Snapshot) -> frozenset[str]:
    return frozenset(map(basename, repo.paths))


@derived
def _installed(repo: Snapshot) -> frozenset[str]:
    """The packages that the repository's own declarations install, those that are its parts left out."""
    found: set[str] = set()
    for declared in repo.dependencies.values():
        if declared.ecosystem == "npm":
            found.update(each.name for each in declared.dependencies)
    own = {
        each[1]
        for path in repo.paths
        if basename(path) == "package.json"
        for each in re.finditer(r'"name"\s{0,8}:\s{0,8}"([^"\n]{1,200})"', (repo.text(path) or "")[:4000])
    }
    return frozenset(found - own)
