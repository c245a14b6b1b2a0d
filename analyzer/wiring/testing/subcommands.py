"""Which functions of a program the first word of its call chooses, where it is a command-line tool.

https://click.palletsprojects.com/en/stable/commands-and-groups/, https://typer.tiangolo.com/tutorial/commands/,
https://google.github.io/python-fire/guide/, https://docs.python.org/3/library/argparse.html#sub-commands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.parsing.python import PythonFacts

COMMAND_DECORATOR = "command"
# What click cuts off a function's name since 8.2.
COMMAND_SUFFIXES = ("_command", "_cmd", "_group", "_grp")
EVERY_FUNCTION = "fire.Fire"


# `lint = commands.add_parser("lint")` and, on it or on its own, `lint.set_defaults(func=run_lint)`.
PARSER_ADDED = lazy_regex(
    r"(?:^[ \t]*(?P<held>\w{1,60})[ \t]*=[ \t]*)?\b\w{1,60}\.add_parser\("
    r"\s{0,40}[\"'](?P<name>[\w-]{1,60})[\"'][^)\n]{0,300}\)?"
    r"(?:\s{0,40}\.set_defaults\(\s{0,40}\w{1,40}\s{0,4}=\s{0,4}(?P<function>[A-Za-z_]\w{0,80}))?",
    re.MULTILINE,
)
DEFAULT_SET = lazy_regex(
    r"^[ \t]*(?P<held>\w{1,60})\.set_defaults\("
    r"\s{0,40}\w{1,40}\s{0,4}=\s{0,4}(?P<function>[A-Za-z_]\w{0,80})",
    re.MULTILINE,
)


def not_chosen(facts: PythonFacts, words: tuple[str, ...], text: str = "") -> frozenset[str]:
    """The functions that the first plain word leaves out: other commands, and what only they call.

    `text` is the file's, in which the functions of argparse's commands are looked up.

    Empty where the word names no command: then nobody can tell.
    """
    chosen = next((each for each in words if not each.startswith("-")), "")
    commands: dict[str, set[str]] = {}
    everything = any(call.target == EVERY_FUNCTION and not call.positional for call in facts.calls)
    for function in facts.functions:
        names = set(_command_names(function))
        if everything and not function.nested:
            names |= _spellings(function.name)
        if names:
            commands[function.qualified_name] = names
    for name, own in _by_parsers(text):
        commands.setdefault(own, set()).add(name)
    wanted = {name for name, names in commands.items() if chosen in names}
    if not wanted:
        return frozenset()
    return _reached(facts, commands.keys() - wanted) - _reached(facts, {None, *wanted})


def _by_parsers(text: str) -> Iterator[tuple[str, str]]:
    """The commands that argparse was told, each with the function that is set for it."""
    if ".add_parser(" not in text or ".set_defaults(" not in text:
        return
    held: dict[str, str] = {}
    found = sorted((*PARSER_ADDED.finditer(text), *DEFAULT_SET.finditer(text)), key=re.Match.start)
    for each in found:
        if each.re.pattern == DEFAULT_SET.pattern:
            if each["held"] in held:
                yield held[each["held"]], each["function"]
            continue
        if each["held"]:
            held[each["held"]] = each["name"]
        if each["function"]:
            yield each["name"], each["function"]


def _command_names(function: Function) -> Iterator[str]:
    for each in function.decorators:
        if each.target.rpartition(".")[2] == COMMAND_DECORATOR:
            named = each.strings[0] if each.strings else dict(each.keywords).get("name")
            yield from (named,) if named else _spellings(function.name)


def _spellings(name: str) -> set[str]:
    cut = next((name.removesuffix(each) for each in COMMAND_SUFFIXES if name.endswith(each)), name)
    return {each.replace("_", "-") for each in (name, cut)} | {name, cut}


def _reached(facts: PythonFacts, start: Collection[str | None]) -> frozenset[str]:
    """The functions that those call, and they themselves; None is the top level of the file."""
    calls: dict[str | None, set[str]] = {}
    for call in facts.calls:
        calls.setdefault(call.function, set()).add(call.target)
    own = {each.qualified_name for each in facts.functions}
    found: set[str | None] = set()
    pending = list(start)
    while pending:
        each = pending.pop()
        if each not in found:
            found.add(each)
            pending += calls.get(each, set()) & own
    return frozenset(each for each in found if each is not None)
