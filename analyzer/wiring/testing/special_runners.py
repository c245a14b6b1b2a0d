"""Runners of one kind of test: notebooks, examples in documents, scenarios, and frames for unittest."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.parsing.structured import block, load_ini, text
from analyzer.repository import Snapshot
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.testing.collected import (
    Collected,
    free_words,
    is_below,
    options_of,
    outcome,
    place_of,
    places_of,
)
from analyzer.wiring.testing.collection import TestFunction, test_functions
from analyzer.wiring.testing.doctests import doctests_of_documents, doctests_of_modules
from analyzer.wiring.testing.notebook_tests import notebook_tests
from analyzer.wiring.testing.pytest_runs import pytest_tests

SCENARIO = lazy_regex(r"\s*(?:Scenario|Scenario Outline|Example|Szenario)\s*:\s*(.{1,200})")
PYTEST_MAIN = lazy_regex(r"\bpytest\.(?:console_)?main\(\s{0,9}(\[[^\]]{0,500}\])?")
QUOTED_WORDS = lazy_regex(r"[\"']([^\"']{1,200})[\"']")
MAXIMUM_FEATURES = 500
NO_VALUE: frozenset[str] = frozenset()


def doctest_files(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`python -m doctest file ...`."""
    places = places_of(repo, directory, [word for word in arguments if not word.startswith("-")])
    examples = {**doctests_of_documents(repo), **doctests_of_modules(repo)}
    tests = [test for place in places for test in examples.get(place, ())]
    return outcome("doctest", tests, f"{', '.join(places)} contains no example")


def xdoctest_modules(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`xdoctest package`: the examples of a package by its name or its path."""
    named = [word for word in free_words(arguments, frozenset({"-c", "--command", "-m"})) if word != "all"]
    places: list[str] = []
    for word in named:
        resolved = module_index(repo).resolve("_", word) if "/" not in word else None
        place = resolved if resolved is not None else place_of(directory, word)
        places.append(place.removesuffix("/__init__.py"))
    tests = [
        test
        for path, found in doctests_of_modules(repo).items()
        if any(is_below(path, place) for place in places or [directory])
        for test in found
    ]
    return outcome("xdoctest", tests, "no example is under the given name")


def sphinx_doctests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected | None:
    """`sphinx-build -b doctest docs out`: the examples in the documents of a folder."""
    options = dict(options_of(arguments))
    if "doctest" not in (options.get("-b"), options.get("-M"), options.get("--builder")):
        return None
    valued = frozenset({"-b", "-M", "--builder", "-d", "-c", "-D", "-j"})
    plain = list(free_words(arguments, valued))
    source = place_of(directory, plain[0] if plain else ".")
    tests = [
        test
        for path, found in doctests_of_documents(repo).items()
        if is_below(path, source)
        for test in found
    ]
    return outcome("sphinx doctest", tests, f"{source or 'the root'} contains no example")


def treon_notebooks(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`treon notebooks/`: each notebook from its first cell to its last."""
    return _notebooks(
        repo, "treon", places_of(repo, directory, free_words(arguments, NO_VALUE)) or [directory]
    )


def nbdev_notebooks(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`nbdev_test`: the notebooks of the folder that settings.ini names."""
    del arguments
    content = (
        repo.content(join(directory, "settings.ini"))
        if repo.exists(join(directory, "settings.ini"))
        else None
    )
    settings = block(block(load_ini(content).value).get("DEFAULT")) if content is not None else {}
    return _notebooks(repo, "nbdev_test", [place_of(directory, text(settings.get("nbs_path")) or "nbs")])


def _notebooks(repo: Snapshot, runner: str, places: list[str]) -> Collected:
    tests = [
        test
        for path, found in notebook_tests(repo).items()
        if any(is_below(path, place) for place in places)
        for test in found
    ]
    return outcome(runner, tests, "no notebook is under the given path")


def stestr_tests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`stestr run`: the cases below the `test_path` of .stestr.conf."""
    del arguments
    path = join(directory, ".stestr.conf")
    content = repo.content(path) if repo.exists(path) else None
    settings = block(block(load_ini(content).value).get("DEFAULT")) if content is not None else {}
    return _cases(repo, "stestr", place_of(directory, text(settings.get("test_path")) or "."))


def zope_tests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`zope-testrunner --test-path=src`: the cases in modules that are called tests."""
    options = dict(options_of(arguments))
    place = options.get("--test-path", options.get("--path", "."))
    return _cases(repo, "zope-testrunner", place_of(directory, place))


def _cases(repo: Snapshot, runner: str, place: str) -> Collected:
    tests = [
        test
        for path, found in test_functions(repo).items()
        if is_below(path, place) and is_test_path(path)
        for test in found
        if test.style == "unittest"
    ]
    return outcome(runner, tests, f"{place or 'the repository'} contains no unittest case")


def behave_scenarios(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`behave`: the scenarios of feature files, which assert what the steps beside them assert."""
    valued = frozenset(
        {"-t", "--tags", "-f", "--format", "-o", "--outfile", "-D", "-n", "--name", "--junit-directory"}
    )
    named = list(free_words(arguments, valued))
    places = places_of(repo, directory, named or ["features"])
    paths = [path for path in repo.paths if path.endswith(".feature")][:MAXIMUM_FEATURES]
    tests = [
        test
        for path in paths
        if any(is_below(path, place) for place in places)
        for test in _scenarios(repo, path)
    ]
    return outcome("behave", tests, "no scenario is under the given path")


def _scenarios(repo: Snapshot, path: str) -> Iterator[TestFunction]:
    assertions, first_party = 0, False
    index = module_index(repo)
    folder = dirname(path)
    roots = {folder, dirname(folder)}
    for module, facts in repo.modules.items():
        if basename(dirname(module)) == "steps" and dirname(dirname(module)) in roots:
            assertions += sum(each.hollow is None for each in facts.assertions)
            resolved = (index.resolve(module, each.module, each.name) for each in facts.imports)
            first_party = first_party or any(each is not None and not is_test_path(each) for each in resolved)
    for number, line in enumerate(lines_of(repo.text(path) or ""), 1):
        if match := SCENARIO.match(line[:300]):
            yield TestFunction(path, match[1].strip(), number, "behave", assertions, 0, first_party)


def tests_of_text(repo: Snapshot, script: str, directory: str) -> Collected | None:
    """`python -c "import pytest; raise SystemExit(pytest.main(['tests']))"`."""
    match = PYTEST_MAIN.search(script[:2_000])
    if match is None:
        return None
    words = tuple(QUOTED_WORDS.findall(match[1] or ""))
    return replace(pytest_tests(repo, words, directory), goes_on="exit" not in script.casefold())
