"""Which commands start a test runner, and which of the repository's tests each would collect."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from posixpath import basename

from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.reach import Reached
from analyzer.wiring.testing.build_systems import tests_of_bazel, tests_of_pants
from analyzer.wiring.testing.collected import Collected
from analyzer.wiring.testing.coverage_settings import configured_command
from analyzer.wiring.testing.foreign_runners import collected_by_foreign
from analyzer.wiring.testing.go_packages import of_own_module
from analyzer.wiring.testing.javascript_runs import of_own_folder
from analyzer.wiring.testing.own_runners import module_path, tests_of_program
from analyzer.wiring.testing.pytest_runs import pytest_tests
from analyzer.wiring.testing.setup_commands import tests_of_setup
from analyzer.wiring.testing.special_runners import (
    behave_scenarios,
    doctest_files,
    nbdev_notebooks,
    sphinx_doctests,
    stestr_tests,
    tests_of_text,
    treon_notebooks,
    xdoctest_modules,
    zope_tests,
)
from analyzer.wiring.testing.unittest_runs import django_tests, nose_tests, trial_tests, unittest_tests

MAXIMUM_RUNNERS = 5
# Bazel, and build systems with its words.
BAZELS = word_set("bazel bazelisk buck buck2 plz please pleasew")


def collected(repo: Snapshot, reached: Reached) -> Collected | None:
    """What the command would test; None if it starts no test runner."""
    found = collected_by(repo, reached.words, reached.directory) if reached.words else None
    if found is None or not found.foreign:
        return found
    return of_own_folder(repo, reached, of_own_module(repo, reached, found))


def collected_by(repo: Snapshot, words: tuple[str, ...], directory: str, hops: int = 0) -> Collected | None:
    """What the words of a command would test where it runs; programs may start other ones."""
    known = _known_commands(repo)
    key = (words, directory)
    if key not in known and hops <= MAXIMUM_RUNNERS:
        known[key] = None  # a program that starts itself tests nothing by that
        known[key] = _collected(repo, words, directory, hops)
    return known.get(key)


@derived
def _known_commands(repo: Snapshot) -> dict[tuple[tuple[str, ...], str], Collected | None]:
    """Cached results of commands: several checks ask about the same ones."""
    del repo
    return {}


def _collected(repo: Snapshot, words: tuple[str, ...], directory: str, hops: int) -> Collected | None:
    program = basename(words[0])
    if program == "python":
        return _python(repo, words, directory, hops)
    if program == "coverage" and words[1:2] in (("run",), ("x",)):
        command = configured_command(repo, words[2:], directory)
        return collected_by(repo, command, directory, hops + 1) if command else None
    if program in ("sphinx-build", "sphinx"):
        return sphinx_doctests(repo, words[1:], directory)
    if program == "pants":
        return tests_of_pants(repo, words[1:], directory)
    if program in BAZELS:
        return tests_of_bazel(repo, words[1:], directory, partial(_started, repo, hops + 1))
    runner = TEST_RUNNERS.get(program)
    if program in ONE_OF_MANY and words[1:2] != (ONE_OF_MANY[program],):
        return None
    if runner is not None:
        return runner(repo, words[1:], directory)
    found = collected_by_foreign(repo, words, directory)
    module = _console_scripts(repo).get(program) if found is None else None
    if module is None:
        return found
    return tests_of_program(repo, module, "", partial(_started, repo, hops + 1), words[1:])


@derived
def _console_scripts(repo: Snapshot) -> dict[str, str]:
    """The files that the repository's own commands start, by the names of the commands."""
    return {
        name: path
        for declared in repo.dependencies.values()
        for name, target, _line in declared.entry_points
        if (path := module_path(repo, target.partition(":")[0], "")) is not None
    }


def _python(repo: Snapshot, words: tuple[str, ...], directory: str, hops: int) -> Collected | None:
    arguments = words[1:]
    while arguments and arguments[0].startswith("-") and arguments[0] not in ("-m", "-c"):
        arguments = arguments[2:] if arguments[0] in ("-W", "-X") else arguments[1:]
    collects = partial(_started, repo, hops + 1)
    if arguments[:1] == ("-m",) and len(arguments) > 1:
        runner = MODULES.get(arguments[1])
        if runner is not None:
            return runner(repo, arguments[2:], directory)
        path = module_path(repo, arguments[1], directory)
        return None if path is None else tests_of_program(repo, path, "", collects, arguments[2:])
    if arguments[:1] == ("-c",) and len(arguments) > 1:
        return tests_of_text(repo, arguments[1], directory)
    if not arguments or arguments[0] == "-c":
        return None
    script, rest = arguments[0], arguments[1:]
    if basename(script) == "setup.py":
        return tests_of_setup(repo, rest, directory, collects)
    if basename(script) == "manage.py" and rest[:1] == ("test",):
        return django_tests(repo, rest[1:], directory)
    return tests_of_program(repo, script, directory, collects, rest)


def _started(repo: Snapshot, hops: int, words: tuple[str, ...], directory: str) -> Collected | None:
    return collected_by(repo, words, directory, hops)


Runner = Callable[[Snapshot, tuple[str, ...], str], Collected]

# Programs that do more than test, and the word that asks them for it.
ONE_OF_MANY = {"django-admin": "test"}
TEST_RUNNERS: dict[str, Runner] = {
    "pytest": pytest_tests,
    "py.test": pytest_tests,
    "ptw": pytest_tests,
    "nosetests": nose_tests,
    "nose2": nose_tests,
    "trial": trial_tests,
    "ward": pytest_tests,
    "green": unittest_tests,
    "stestr": stestr_tests,
    "zope-testrunner": zope_tests,
    "pytest-watch": pytest_tests,
    "treon": treon_notebooks,
    "nbdev_test": nbdev_notebooks,
    "nbdev-test": nbdev_notebooks,
    "xdoctest": xdoctest_modules,
    "behave": behave_scenarios,
    "unit2": unittest_tests,
    "django-admin": django_tests,
}
MODULES: dict[str, Runner] = {
    "pytest": pytest_tests,
    "py.test": pytest_tests,
    "xdist": pytest_tests,
    "unittest": unittest_tests,
    "unittest2": unittest_tests,
    "doctest": doctest_files,
    "xdoctest": xdoctest_modules,
    "xmlrunner": unittest_tests,
    "behave": behave_scenarios,
    "zope.testrunner": zope_tests,
    "nose": nose_tests,
    "nose2": nose_tests,
    "green": unittest_tests,
    "stestr": stestr_tests,
    "testtools.run": unittest_tests,
    "twisted.trial": trial_tests,
}
