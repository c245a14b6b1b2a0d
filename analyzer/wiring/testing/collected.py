"""What a test runner would collect, and how the words of its command are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import join, normpath

from msgspec import Struct

from analyzer.model import Level
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.globs import is_pattern, matches
from analyzer.wiring.testing.collection import TestFunction
from analyzer.wiring.testing.foreign_tests import ForeignTests

# Options of pytest and unittest that take the next word as their value.
VALUE_OPTIONS = word_set(
    "-k -m -c -p -n -o -W -r --rootdir --ignore --ignore-glob --deselect --maxfail --durations --junitxml "
    "--junit-xml --cov --cov-report --cov-config --cov-fail-under --tb --timeout --dist --tx --numprocesses "
    "--reruns --reruns-delay --ds --html --log-level --log-file --confcutdir --basetemp --import-mode "
    "--log-cli-level --override-ini --count --splits --group -s --start-directory -t --top-level-directory "
    "--pattern --settings --verbosity -j --parallel --random-order-seed --alluredir --durations-min "
    "--config-file --doctest-glob --nbmake-timeout --nbmake-kernel --benchmark-json --md --color --capture"
)


class Collected(Struct, frozen=True):
    """What a runner would collect: tests of ours, or tests in another language, or nothing.

    `goes_on`: the program that runs them does not pass on that one failed. `all_or_none`: the runner starts
    no test where it cannot load one of the files.
    """

    runner: str
    tests: tuple[TestFunction, ...] = ()
    foreign: tuple[ForeignTests, ...] = ()
    why_none: str | None = None
    goes_on: bool = False
    all_or_none: bool = False

    @property
    def level(self) -> Level:
        """SUBSTANTIVE where a collected test asserts about first-party code."""
        if any(test.substantive for test in self.tests) or any(each.assertions for each in self.foreign):
            return Level.SUBSTANTIVE
        return Level.PRESENT if self.tests or self.foreign else Level.ABSENT

    @property
    def asserting(self) -> int:
        """How many tests assert something: of this repository's code, and those of other languages."""
        ours = sum(test.substantive for test in self.tests)
        return ours + sum(each.tests for each in self.foreign if each.assertions)


def outcome(runner: str, tests: Iterable[TestFunction], why_none: str) -> Collected:
    """What was collected; without a test, why there is none."""
    found = tuple(dict.fromkeys(tests))
    return Collected(runner, tests=found, why_none=None if found else why_none)


def free_words(arguments: tuple[str, ...], with_value: frozenset[str]) -> Iterator[str]:
    """The words that are not options and not an option's value."""
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in with_value
        elif word not in (".", "./") and not word.startswith(("$", ">", "<", "2>")):
            yield word


def options_of(arguments: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each option with what follows its `=`, or the next word."""
    for position, word in enumerate(arguments):
        if word.startswith("--") and "=" in word:
            key, _, value = word.partition("=")
            yield key, value
        elif word.startswith("-") and position + 1 < len(arguments):
            yield word, arguments[position + 1]


def place_of(directory: str, name: str) -> str:
    """A place that a command names, as a path of the repository; "" is the root."""
    path = normpath(join(directory, name))
    while path.startswith("../"):
        path = path[3:]
    return "" if path in (".", "..") else path.lstrip("/")


def places_of(repo: Snapshot, directory: str, names: Iterable[str]) -> list[str]:
    """The places that the words of a command name, with what a shell makes of patterns."""
    found: list[str] = []
    for name in names:
        place = place_of(directory, name)
        fitting = matches(repo, place) if is_pattern(name) else ()
        found += fitting or [place]
    return found


def is_below(path: str, place: str) -> bool:
    """Whether a path is a place or lies in it."""
    return not place or path == place or path.startswith(place + "/")
