"""Which commands start a test runner, and which of the repository's tests each would collect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath

from analyzer.model import Level
from analyzer.repository import Snapshot, derived
from analyzer.text import NOTHING, word_set
from analyzer.wiring.collected_files import (
    UNITTEST_FILES,
    collected_by_nose,
    collected_by_pytest,
    collected_by_unittest,
)
from analyzer.wiring.collection import TestFunction, test_functions
from analyzer.wiring.foreign_tests import ForeignTests, foreign_tests
from analyzer.wiring.pytest_settings import nearest_settings
from analyzer.wiring.reach import Reached

# Options of pytest and unittest that take the next word as their value.
VALUE_OPTIONS = word_set(
    "-k -m -c -p -n -o -W -r --rootdir --ignore --deselect --maxfail --durations --junitxml "
    "--junit-xml --cov --cov-report --cov-config --tb --timeout --dist --numprocesses --reruns "
    "--ds --html --log-level --confcutdir --basetemp --import-mode --log-cli-level --override-ini "
    "--count --splits --group -s --start-directory -t --top-level-directory --pattern --settings "
    "--verbosity -j --parallel --random-order-seed"
)
# These take none for pytest, where `-s` and `-p` mean something else than for unittest.
PYTEST_FLAGS = word_set("-s -v -q -x")


@dataclass(frozen=True, slots=True)
class Collected:
    """What a runner would collect: tests of ours, or tests in another language, or nothing."""

    runner: str
    tests: tuple[TestFunction, ...] = ()
    foreign: tuple[ForeignTests, ...] = ()
    why_none: str | None = None

    @property
    def level(self) -> Level:
        """SUBSTANTIVE where a collected test asserts about first-party code."""
        if any(test.substantive for test in self.tests) or any(each.assertions for each in self.foreign):
            return Level.SUBSTANTIVE
        return Level.PRESENT if self.tests or self.foreign else Level.ABSENT


def collected(repo: Snapshot, reached: Reached) -> Collected | None:
    """What the command would test; None if it starts no test runner."""
    if not reached.words:
        return None
    known = _known_commands(repo)
    key = (reached.words, reached.directory)
    if key not in known:
        known[key] = _collected(repo, reached.words, reached.directory)
    return known[key]


@derived
def _known_commands(repo: Snapshot) -> dict[tuple[tuple[str, ...], str], Collected | None]:
    """Cached results of commands: several checks ask about the same ones."""
    del repo
    return {}


def _collected(repo: Snapshot, words: tuple[str, ...], directory: str) -> Collected | None:
    program = basename(words[0])
    if program == "python":
        return _python(repo, words, directory)
    runner = TEST_RUNNERS.get(program)
    if runner is not None:
        return runner(repo, words[1:], directory)
    plain = words[1:] if program == "npx" else words
    tool = next((each for each in BUILD_TOOLS if plain and basename(plain[0]) in each.programs), None)
    if tool is not None and tool.tests(plain[1:]):
        return _foreign(repo, " ".join(words)[:80], *tool.languages)
    for programs, calls, language in FOREIGN_CALLS:
        if program in programs and any(call in word for word in words[1:] for call in calls):
            return _foreign(repo, program, language)
    for prefix, language in FOREIGN_RUNNERS:
        if words[: len(prefix)] == prefix or (program, *words[1 : len(prefix)]) == prefix:
            return _foreign(repo, " ".join(prefix), language)
    return None


def _python(repo: Snapshot, words: tuple[str, ...], directory: str) -> Collected | None:
    arguments = words[1:]
    while arguments and arguments[0].startswith("-") and arguments[0] not in ("-m", "-c"):
        arguments = arguments[2:] if arguments[0] in ("-W", "-X") else arguments[1:]
    if arguments[:1] == ("-m",) and len(arguments) > 1:
        runner = MODULES.get(arguments[1])
        return None if runner is None else runner(repo, arguments[2:], directory)
    if not arguments or arguments[0] == "-c":
        return None
    script, rest = arguments[0], arguments[1:]
    if basename(script) == "setup.py" and {"test", "pytest"} & set(rest):
        return _unittest(repo, (), directory) if "test" in rest else _pytest(repo, (), directory)
    if basename(script) == "manage.py" and rest[:1] == ("test",):
        return _django(repo, rest[1:], directory)
    return _script(repo, script, directory)


def _script(repo: Snapshot, script: str, directory: str) -> Collected | None:
    """`python tests/test_x.py`: runs the tests of a file that starts its own runner."""
    path = _inside(directory, script)
    facts = repo.modules.get(path)
    if facts is None:
        return None
    starts_runner = any(
        call.target in ("unittest.main", "pytest.main", "tensorflow.test.main", "absl.testing.absltest.main")
        for call in facts.calls
    )
    if not starts_runner:
        return None
    tests = test_functions(repo).get(path, ())
    calls = [call for call in facts.calls if call.target == "pytest.main"]
    if not tests and calls:
        return _pytest(repo, calls[0].strings, directory)
    return _outcome(f"python {script}", tests, f"{script} contains no test")


def _pytest(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    if "--collect-only" in arguments or "--co" in arguments or "--version" in arguments:
        return Collected("pytest", why_none="it only lists the tests")
    named = [word.partition("::")[0] for word in _free(arguments, VALUE_OPTIONS - PYTEST_FLAGS)]
    folder = next((value for key, value in _options(arguments) if key == "--rootdir"), directory)
    settings = nearest_settings(repo, directory)
    places = [_inside(directory, each) for each in named]
    if not places and settings.test_paths:
        places = [_inside(dirname(settings.path), each) for each in settings.test_paths]
    if not places:
        places = [_inside("", folder)]
    ignored = [_inside(directory, value) for key, value in _options(arguments) if key == "--ignore"]
    tests: list[TestFunction] = []
    for path, functions in test_functions(repo).items():
        explicit = path in places
        below = any(_is_below(path, place) for place in places)
        if (explicit or (below and collected_by_pytest(repo, path))) and not any(
            _is_below(path, each) or path == each for each in ignored
        ):
            tests.extend(functions)
    where = ", ".join(named) or ", ".join(settings.test_paths) or "the repository"
    return _outcome("pytest", tests, f"{where} contains no test that pytest collects")


def _unittest(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    options = dict(_options(arguments))
    free = [word for word in _free(arguments, VALUE_OPTIONS) if word != "discover"]
    if "discover" not in arguments and free:
        return _named_unittests(repo, free, directory)
    if "discover" in arguments and free:
        options.setdefault("-s", free[0])
    start = _inside(directory, options.get("-s", options.get("--start-directory", ".")))
    pattern = options.get("-p", options.get("--pattern", free[1] if len(free) > 1 else UNITTEST_FILES[0]))
    tests = [
        test
        for path, functions in test_functions(repo).items()
        if collected_by_unittest(repo, path, start, (pattern,))
        for test in functions
        if test.style == "unittest"
    ]
    return _outcome("unittest", tests, f"discovery from {start or 'the root'} with {pattern} finds no test")


def _named_unittests(repo: Snapshot, names: list[str], directory: str) -> Collected:
    tests: list[TestFunction] = []
    for name in names:
        dotted = name.removesuffix(".py").replace("/", ".")
        while dotted:
            stem = _inside(directory, dotted.replace(".", "/"))
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
    return _outcome("unittest", tests, f"{', '.join(names)} contains no unittest case")


def _django(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    tests = [
        test
        for path, functions in test_functions(repo).items()
        if basename(path).startswith("test") and _is_below(path, directory)
        for test in functions
        if test.style == "unittest"
    ]
    return _outcome("manage.py test", tests, "the project contains no test case")


def _nose(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected:
    named = [_inside(directory, word.partition(":")[0]) for word in _free(arguments, VALUE_OPTIONS)]
    places = named or [directory]
    tests = [
        test
        for path, functions in test_functions(repo).items()
        if path in places or (collected_by_nose(path) and any(_is_below(path, place) for place in places))
        for test in functions
    ]
    return _outcome("nose", tests, "no test module is under the given path")


Runner = Callable[[Snapshot, tuple[str, ...], str], Collected]

TEST_RUNNERS: dict[str, Runner] = {
    "pytest": _pytest,
    "py.test": _pytest,
    "ptw": _pytest,
    "nosetests": _nose,
    "nose2": _nose,
    "trial": _nose,
    "ward": _pytest,
    "green": _unittest,
    "stestr": _unittest,
    "unit2": _unittest,
    "django-admin": _django,
}
MODULES: dict[str, Runner] = {
    "pytest": _pytest,
    "py.test": _pytest,
    "xdist": _pytest,
    "unittest": _unittest,
    "unittest2": _unittest,
    "nose": _nose,
    "nose2": _nose,
    "green": _unittest,
    "stestr": _unittest,
    "testtools.run": _unittest,
    "twisted.trial": _nose,
}
FOREIGN_RUNNERS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("jest",), "JavaScript"),
    (("npx", "jest"), "JavaScript"),
    (("vitest",), "JavaScript"),
    (("npx", "vitest"), "JavaScript"),
    (("mocha",), "JavaScript"),
    (("npx", "mocha"), "JavaScript"),
    (("ava",), "JavaScript"),
    (("karma", "start"), "JavaScript"),
    (("ng", "test"), "JavaScript"),
    (("react-scripts", "test"), "JavaScript"),
    (("playwright", "test"), "JavaScript"),
    (("npx", "playwright", "test"), "JavaScript"),
    (("cypress", "run"), "JavaScript"),
    (("node", "--test"), "JavaScript"),
    (("bun", "test"), "JavaScript"),
    (("deno", "test"), "JavaScript"),
    (("go", "test"), "Go"),
    (("gotestsum",), "Go"),
    (("cargo", "test"), "Rust"),
    (("cargo", "nextest"), "Rust"),
    (("ctest",), "C++"),
    (("make", "check"), "C++"),
    (("dotnet", "test"), "C#"),
    (("bundle", "exec", "rspec"), "Ruby"),
    (("rspec",), "Ruby"),
    (("rake", "test"), "Ruby"),
    (("bundle", "exec", "rake"), "Ruby"),
    (("phpunit",), "PHP"),
    (("vendor/bin/phpunit",), "PHP"),
    (("swift", "test"), "Swift"),
    (("R", "CMD", "check"), "R"),
    (("bazel", "test"), "any"),
)


@dataclass(frozen=True, slots=True)
class BuildTool:
    """A tool that tests where one of its words is such a task, and none of them skips the tests."""

    programs: frozenset[str]
    task: re.Pattern[str]
    skipped: re.Pattern[str]
    languages: tuple[str, ...]

    def tests(self, words: tuple[str, ...]) -> bool:
        """Whether the words of a command ask the tool for tests."""
        line = " ".join(words)
        return any(map(self.task.fullmatch, line.split())) and self.skipped.search(line) is None


JVM = ("Java", "Scala")
BUILD_TOOLS = (
    BuildTool(
        word_set("gradle gradlew"),
        re.compile(r"(?:[\w:.-]*:)?(?:test|check|build|\w+Test|testAll)"),
        re.compile(r"(?:-x|--exclude-task)[ =](?:\S*:)?test\b"),
        JVM,
    ),
    BuildTool(
        word_set("mvn mvnw"),
        re.compile(r"test|integration-test|package|verify|install|deploy"),
        re.compile(r"-DskipTests(?!=false)|-Dmaven\.test\.skip(?!=false)"),
        JVM,
    ),
    BuildTool(
        word_set("sbt"), re.compile(r"\+?(?:[\w-]+/)?(?:test|testQuick|testOnly|testFull)"), NOTHING, JVM
    ),
    BuildTool(
        word_set("turbo nx lerna"),
        re.compile(r"(?:--?\w+=)?(?:affected:)?test(?::[\w-]+)?"),
        NOTHING,
        ("JavaScript",),
    ),
)
# `Rscript -e 'devtools::test()'` and its like: the programs, what they are told to call, the language.
FOREIGN_CALLS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        ("Rscript", "R"),
        ("devtools::test", "testthat::test", "rcmdcheck", "devtools::check", "tinytest"),
        "R",
    ),
    (("julia",), ("Pkg.test", "test/runtests.jl"), "Julia"),
)
# Steps of GitHub that run a package's tests as its language does.
FOREIGN_ACTIONS = {"r-lib/actions/check-r-package": "R", "julia-actions/julia-runtest": "Julia"}


def collected_by_action(repo: Snapshot, uses: str) -> Collected | None:
    """What a step of GitHub would test; None if it is no test runner of a language."""
    name = uses.partition("@")[0]
    language = FOREIGN_ACTIONS.get(name)
    return None if language is None else _foreign(repo, name, language)


def _foreign(repo: Snapshot, runner: str, *languages: str) -> Collected:
    found = tuple(each for each in foreign_tests(repo) if "any" in languages or each.language in languages)
    named = " or ".join(languages)
    return Collected(runner, foreign=found, why_none=None if found else f"no test file in {named} was found")


def _outcome(runner: str, tests: Iterable[TestFunction], why_none: str) -> Collected:
    found = tuple(tests)
    return Collected(runner, tests=found, why_none=None if found else why_none)


def _free(arguments: tuple[str, ...], with_value: frozenset[str]) -> Iterator[str]:
    """The words that are not options and not an option's value."""
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in with_value
        elif word not in (".", "./") and not word.startswith(("$", ">", "<", "2>")):
            yield word


def _options(arguments: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for position, word in enumerate(arguments):
        if word.startswith("--") and "=" in word:
            key, _, value = word.partition("=")
            yield key, value
        elif word.startswith("-") and position + 1 < len(arguments):
            yield word, arguments[position + 1]


def _inside(directory: str, name: str) -> str:
    path = normpath(join(directory, name))
    while path.startswith("../"):
        path = path[3:]
    return "" if path in (".", "..") else path.lstrip("/")


def _is_below(path: str, place: str) -> bool:
    return not place or path == place or path.startswith(place + "/")
