"""What pytest would collect for the words of a command: tests, doctests and notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import module_index
from analyzer.wiring.testing.collected import (
    VALUE_OPTIONS,
    Collected,
    is_below,
    options_of,
    outcome,
    place_of,
    places_of,
)
from analyzer.wiring.testing.collected_files import entered_by_pytest, test_places
from analyzer.wiring.testing.collection import TestFunction, test_functions
from analyzer.wiring.testing.doctests import doctests_of_documents, doctests_of_modules
from analyzer.wiring.testing.notebook_tests import notebook_tests, output_tests
from analyzer.wiring.testing.pytest_keywords import chosen_by_ids, chosen_by_keywords
from analyzer.wiring.testing.pytest_marks import chosen_by_marks
from analyzer.wiring.testing.pytest_settings import PytestSettings, nearest_settings

# These take no value for pytest, where `-s` and `-p` mean something else than for unittest.
PYTEST_FLAGS = word_set("-s -v -q -x")
# Long options without a value. What follows any other one may be its value.
LONG_FLAGS = word_set(
    "--exitfirst --lf --last-failed --ff --failed-first --sw --stepwise --nf --new-first --doctest-modules "
    "--doctest-continue-on-failure --nbmake --nbval --nbval-lax --ipynb --strict --strict-markers "
    "--strict-config --pyargs --no-header --no-summary --disable-warnings --disable-pytest-warnings "
    "--showlocals --verbose --quiet --no-cov --cov-append --cov-branch --forked --runslow --run-slow "
    "--slow --integration --benchmark-only --benchmark-skip --benchmark-disable --setup-show --boxed "
    "--trace-config --continue-on-collection-errors --self-contained-html --ruff --mypy --flake8 --black"
)
# With these no test runs.
LISTINGS = word_set(
    "--collect-only --co --version -V -VV --help -h --markers --fixtures --fixtures-per-test --setup-only "
    "--setup-plan --funcargs --cache-show --cache-clear-only"
)
# Without it an error of loading one file ends the session before the first test.
GOING_ON = "--continue-on-collection-errors"
# What a shell only knows when it runs, or a template that was not filled.
NOT_YET_KNOWN = ("$", "{{", "`")


class _Session(Struct, frozen=True):
    """Where a run of pytest looks: its places, what it leaves out, its options and its settings."""

    places: tuple[str, ...]
    named: tuple[str, ...]
    left_out: tuple[str, ...]
    options: tuple[str, ...]
    settings: PytestSettings

    def enters(self, repo: Snapshot, path: str) -> bool:
        """Whether pytest collects a file in one of the places by its name and folders."""
        return path in self.places or any(
            is_below(path, each) and entered_by_pytest(repo, path, each) for each in self.places
        )

    def reaches(self, path: str) -> bool:
        return any(is_below(path, place) for place in self.places) and not any(
            is_below(path, each) for each in self.left_out
        )


def pytest_tests(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    """What `pytest` with these arguments collects where it is started."""
    if LISTINGS & set(arguments):
        return Collected("pytest", why_none="it only lists the tests")
    session = _session(repo, arguments, directory)
    tests: list[TestFunction] = []
    for path, functions in test_functions(repo).items():
        if session.reaches(path) and session.enters(repo, path):
            tests.extend(functions)
    chosen = [value for key, value in options_of(session.options) if key == "-m"][-1:]
    if tests and chosen and not any(mark in chosen[0] for mark in NOT_YET_KNOWN):
        tests = chosen_by_marks(repo, tests, chosen[0])
    words = [value for key, value in options_of(session.options) if key == "-k"][-1:]
    if tests and words and not any(mark in words[0] for mark in NOT_YET_KNOWN):
        tests = chosen_by_keywords(repo, tests, words[0])
    tests = chosen_by_ids(repo, tests, _ids(arguments, directory))
    tests.extend(_other_items(repo, session))
    where = ", ".join(session.named) or ", ".join(session.settings.test_paths) or "the repository"
    found = outcome("pytest", tests, f"{where} contains no test that pytest collects")
    return replace(found, all_or_none=GOING_ON not in session.options)


def _session(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> _Session:
    given = dict(options_of(arguments))
    configuration = given.get("-c", given.get("--config-file"))
    settings = nearest_settings(
        repo, directory if configuration is None else dirname(place_of(directory, configuration))
    )
    options = (*settings.options, *arguments)
    named = list(_named(repo, arguments, directory, pyargs="--pyargs" in options))
    base = directory
    if not named and not settings.test_paths:
        named, base = list(_named(repo, settings.options, dirname(settings.path))), dirname(settings.path)
    places = places_of(repo, base, named)
    if not places:
        places = list(test_places(repo, settings))
    if not places:
        places = [place_of("", given.get("--rootdir", directory))]
    left_out = [
        each
        for key, value in options_of(options)
        if key in ("--ignore", "--ignore-glob")
        for each in places_of(repo, directory, [value])
    ]
    return _Session(tuple(places), tuple(named), tuple(left_out), options, settings)


def _named(
    repo: Snapshot, arguments: tuple[str, ...], directory: str, *, pyargs: bool = False
) -> Iterator[str]:
    """The places that the arguments name. What follows an option that is not known here may be its value."""
    before = ""
    for word in arguments:
        previous, before = before, word
        if word.startswith(("-", ">", "<", "2>", "&")) or previous in VALUE_OPTIONS - PYTEST_FLAGS:
            continue
        name = _known_part(word.partition("::")[0])
        if name is None or name in (".", "./"):
            continue
        if pyargs and "/" not in name and (module := module_index(repo).resolve("_", name)) is not None:
            yield module.removesuffix("/__init__.py")
            continue
        unclear = previous.startswith("--") and "=" not in previous and previous not in LONG_FLAGS
        if unclear and not any(_stands(repo, each) for each in places_of(repo, directory, [name])):
            continue
        yield name


def _ids(arguments: tuple[str, ...], directory: str) -> Iterator[tuple[str, str]]:
    """The files of which only some tests are named, and those tests."""
    whole = {place_of(directory, word) for word in arguments if "::" not in word}
    for word in arguments:
        file, separator, name = word.partition("::")
        place = place_of(directory, file)
        if separator and not any(mark in word for mark in NOT_YET_KNOWN) and place not in whole:
            yield place, name


def _stands(repo: Snapshot, place: str) -> bool:
    return repo.exists(place) or place in repo.directories


def _known_part(word: str) -> str | None:
    """The folders of a path before the part that is only known when it runs; None if nothing is known."""
    first = min((at for mark in NOT_YET_KNOWN if (at := word.find(mark)) >= 0), default=-1)
    if first < 0:
        return word
    return word[:first].rpartition("/")[0] or None


def _other_items(repo: Snapshot, session: _Session) -> Iterator[TestFunction]:
    """What options and plug-ins of pytest collect besides test functions."""
    options = set(session.options)
    if "--doctest-modules" in options:
        for path, found in doctests_of_modules(repo).items():
            if session.reaches(path):
                yield from found
    patterns = [value for key, value in options_of(session.options) if key == "--doctest-glob"]
    for path, found in doctests_of_documents(repo).items() if patterns else ():
        if session.reaches(path) and any(fnmatchcase(basename(path), each) for each in patterns):
            yield from found
    notebooks = {"--nbmake", "--ipynb", "--nbval-lax"} & options
    for path, found in notebook_tests(repo).items() if notebooks else ():
        if session.reaches(path):
            yield from found
    for path, found in output_tests(repo).items() if "--nbval" in options else ():
        if session.reaches(path):
            yield from found
