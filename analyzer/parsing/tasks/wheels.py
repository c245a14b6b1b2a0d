"""Tests that cibuildwheel runs against every wheel it has built.

https://cibuildwheel.pypa.io/en/stable/options/#test-command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.tasks.model import Target, line_of, make_target
from analyzer.parsing.tasks.values import at, words_of

# The target of a project file that holds the command; the variables go before it.
WHEEL_TESTS = "cibuildwheel"
_VARIABLES = tuple(f"CIBW_TEST_COMMAND{platform}" for platform in ("", "_LINUX", "_MACOS", "_WINDOWS"))
_PLATFORMS = ((), ("linux",), ("macos",), ("windows",))


def wheel_tests(settings: object) -> Iterator[Target]:
    """The `test-command` of `[tool.cibuildwheel]`; a list is joined with `&&`, `test-skip = "*"` skips it."""
    if at(settings, "test-skip") == "*":
        return
    for platform in _PLATFORMS:
        command = at(settings, *platform, "test-command")
        text = str(command) if isinstance(command, str) else " && ".join(words_of(command))
        if text:
            line = line_of(command)
            yield make_target(WHEEL_TESTS, line, [(_in_checkout(text), line)])
            return


def told_by_environment(environment: Mapping[str, str]) -> str:
    """The command that a variable of the environment holds; "" if none does."""
    return _in_checkout(next(filter(None, map(environment.get, _VARIABLES)), ""))


def _in_checkout(command: str) -> str:
    """The command with its places for the project and the package as folders of the checkout."""
    return command.replace("{project}", ".").replace("{package}", ".")
