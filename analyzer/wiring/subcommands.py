"""Which functions of a program the first word of its call chooses, where it is a command-line tool.

https://click.palletsprojects.com/en/stable/commands-and-groups/, https://typer.tiangolo.com/tutorial/commands/,
https://google.github.io/python-fire/guide/.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.parsing.code_facts import Function
from analyzer.parsing.python import PythonFacts

COMMAND_DECORATOR = "command"
# What click cuts off a function's name since 8.2.
COMMAND_SUFFIXES = ("_command", "_cmd", "_group", "_grp")
EVERY_FUNCTION = "fire.Fire"


def not_chosen(facts: PythonFacts, words: tuple[str, ...]) -> frozenset[str]:
    """The functions that the first plain word leaves out: other commands, and what only they call.

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
    wanted = {name for name, names in commands.items() if chosen in names}
    if not wanted:
        return frozenset()
    return _reached(facts, commands.keys() - wanted) - _reached(facts, {None, *wanted})


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
