"""`python setup.py test`: the aliases of setup.cfg, and what the command `test` runs."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from posixpath import join

from analyzer.parsing.structured import block, load_ini, text
from analyzer.repository import Snapshot
from analyzer.wiring.testing.collected import Collected
from analyzer.wiring.testing.pytest_runs import pytest_tests
from analyzer.wiring.testing.unittest_runs import discovered, named_unittests, nose_tests, unittest_tests

MAXIMUM_ALIASES = 10

Collects = Callable[[tuple[str, ...], str], Collected | None]


def tests_of_setup(
    repo: Snapshot, arguments: tuple[str, ...], directory: str, collects: Collects
) -> Collected | None:
    """What the commands of a setup.py test; None if none of them tests."""
    commands = _without_aliases(repo, arguments, directory)
    for position, command in enumerate(commands):
        if command in ("pytest", "ptr"):
            return pytest_tests(repo, _passed(commands[position + 1 :]), directory)
        if command == "nosetests":
            return nose_tests(repo, (), directory)
        if command == "test":
            return _of_test(repo, directory, collects)
    return None


def _without_aliases(repo: Snapshot, words: tuple[str, ...], directory: str) -> tuple[str, ...]:
    """The words with the `[aliases]` of setup.cfg replaced, an alias in an alias too."""
    path = join(directory, "setup.cfg")
    content = repo.content(path) if repo.exists(path) else None
    aliases = block(block(load_ini(content).value).get("aliases")) if content is not None else {}
    for _ in range(MAXIMUM_ALIASES if aliases else 0):
        before = words
        position = next((at for at, word in enumerate(words) if word in aliases), None)
        if position is None:
            break
        name = words[position]
        try:
            meaning = tuple(shlex.split(text(aliases[name])[:1_000]))
        except ValueError:
            break
        words = (*words[:position], *meaning, *words[position + 1 :])
        aliases = {key: value for key, value in aliases.items() if key != name}
        if words == before:
            break
    return words


def _passed(words: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments that pytest gets: `--addopts "-q tests"`."""
    for position, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in ("--addopts", "--pytest-args", "-a"):
            value = value if equals else "".join(words[position + 1 : position + 2])
            return tuple(value.split())
    return ()


def _of_test(repo: Snapshot, directory: str, collects: Collects) -> Collected:
    """The command `test` as setup.py defines it: a class of its own, a suite, or the cases below."""
    path = join(directory, "setup.py")
    facts = repo.modules.get(path)
    for call in facts.calls if facts is not None else ():
        if call.target == "pytest.main":
            return pytest_tests(repo, call.strings, directory)
        if call.target.startswith(("subprocess.", "os.system")):
            words = call.strings if len(call.strings) != 1 else tuple(call.strings[0].split())
            words = ("python", *words) if words[:1] == ("-m",) else words
            found = collects(words, directory) if words else None
            if found is not None:
                return found
    suite = next(
        (
            value
            for call in (facts.calls if facts is not None else ())
            for key, value in call.keywords
            if key == "test_suite" and value
        ),
        "",
    )
    if suite.startswith("nose."):
        return nose_tests(repo, (), directory)
    if suite:
        place = join(directory, suite.replace(".", "/"))
        if place in repo.directories:
            found = discovered(repo, place)
            return found if found.tests else named_unittests(repo, [suite], directory)
        return named_unittests(repo, [suite], directory)
    return unittest_tests(repo, (), directory)
