"""What the runners of the standard library, of nose and of Django would collect."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename

from analyzer.repository import Snapshot
from analyzer.wiring.testing.collected import (
    VALUE_OPTIONS,
    Collected,
    free_words,
    is_below,
    options_of,
    outcome,
    place_of,
    places_of,
)
from analyzer.wiring.testing.collected_files import UNITTEST_FILES, collected_by_nose, collected_by_unittest
from analyzer.wiring.testing.collection import TestFunction, test_functions


def unittest_tests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`python -m unittest`: discovery, or the tests that are named."""
    options = dict(options_of(arguments))
    free = [word for word in free_words(arguments, VALUE_OPTIONS) if word != "discover"]
    if "discover" not in arguments and free:
        return named_unittests(repo, places_of(repo, directory, free), "")
    if "discover" in arguments and free:
        options.setdefault("-s", free[0])
    start = place_of(directory, options.get("-s", options.get("--start-directory", ".")))
    pattern = options.get("-p", options.get("--pattern", free[1] if len(free) > 1 else UNITTEST_FILES[0]))
    return discovered(repo, start, pattern)


def discovered(repo: Snapshot, start: str, pattern: str = UNITTEST_FILES[0]) -> Collected:
    """What unittest finds from a folder on; a package by its dotted name counts as its folder."""
    if start not in repo.directories and start.replace(".", "/") in repo.directories:
        start = start.replace(".", "/")
    tests = [
        test
        for path, functions in test_functions(repo).items()
        if collected_by_unittest(repo, path, start, (pattern,))
        for test in functions
        if test.style == "unittest"
    ]
    return outcome("unittest", tests, f"discovery from {start or 'the root'} with {pattern} finds no test")


def named_unittests(repo: Snapshot, names: Sequence[str], directory: str) -> Collected:
    """The unittest cases in modules, classes and methods that are named."""
    tests: list[TestFunction] = []
    for name in names:
        dotted = name.removesuffix(".py").replace("/", ".")
        while dotted:
            stem = place_of(directory, dotted.replace(".", "/"))
            path = next((each for each in (f"{stem}.py", f"{stem}/__init__.py") if repo.exists(each)), None)
            if path is not None:
                below = stem + "/" if path.endswith("/__init__.py") else path
                tests += [
                    test
                    for each, functions in test_functions(repo).items()
                    if each == path or each.startswith(below)
                    for test in functions
                    if test.style == "unittest"
                ]
                break
            dotted = dotted.rpartition(".")[0]
    return outcome("unittest", tests, f"{', '.join(names)} contains no unittest case")


def django_tests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`manage.py test`: the test cases below the project."""
    del arguments
    tests = [
        test
        for path, functions in test_functions(repo).items()
        if basename(path).startswith("test") and is_below(path, directory)
        for test in functions
        if test.style == "unittest"
    ]
    return outcome("manage.py test", tests, "the project contains no test case")


def nose_tests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """What nose finds: functions and cases of modules with a test's name."""
    return outcome("nose", _by_nose(repo, arguments, directory), "no test module is under the given path")


def trial_tests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """`trial`: test cases only, by path or by dotted name."""
    found = _by_nose(repo, arguments, directory)
    cases = [test for test in found if test.style == "unittest"]
    return outcome("trial", cases, "no test case is under the given path")


def _by_nose(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> list[TestFunction]:
    words = [word.partition(":")[0] for word in free_words(arguments, VALUE_OPTIONS)]
    # A module may be named by its path or, without a slash, as it is imported.
    dotted = [word.replace(".", "/") for word in words if "/" not in word]
    named = [*words, *dotted, *(f"{each}.py" for each in dotted)]
    places = places_of(repo, directory, named) or [directory]
    return [
        test
        for path, functions in test_functions(repo).items()
        if path in places or (collected_by_nose(path) and any(is_below(path, place) for place in places))
        for test in functions
    ]
