"""A script that a command reads from its input: `docker run -i image bash -e <<EOF`."""

from __future__ import annotations

from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import commands_of_python
from analyzer.parsing.shell.tokens import Heredoc
from analyzer.parsing.shell.unwrapping import SHELL_PROGRAMS
from analyzer.parsing.shell.wrappers import Words

_PYTHON = lazy_regex(r"python(?:[23](?:\.\d+)?)?")
_PYTHON_OPTIONS = frozenset({"-", "-u", "-B", "-E", "-I", "-s"})


def fed(fields: list[tuple[str, int]], heredoc: Heredoc) -> list[tuple[str, int]]:
    """The words of a command, each with its line, with what its last shell reads as the script of `-c`.

    Of a program in Python only the commands that it starts are left. Words that end in no interpreter
    come back as they are.
    """
    words = tuple(text for text, _ in fields)
    programs = [at for at, each in enumerate(words) if _is_interpreter(each)]
    if not programs or not heredoc.body:
        return fields
    at = programs[-1]
    options = words[at + 1 :]
    if basename(words[at]) in SHELL_PROGRAMS:
        kept = _options_before_input(options)
        script: str | None = heredoc.body if kept is not None else None
    else:
        kept = 0
        script = commands_of_python(heredoc.body) if _PYTHON_OPTIONS.issuperset(options) else None
        fields = [*fields[:at], ("sh", fields[at][1])] if script is not None else fields
    if script is None or kept is None:
        return fields
    return [*fields[: at + 1 + kept], ("-c", heredoc.line), (script + "\n", heredoc.line)]


def _is_interpreter(word: str) -> bool:
    name = basename(word)
    return name in SHELL_PROGRAMS or _PYTHON.fullmatch(name) is not None


def _options_before_input(words: Words) -> int | None:
    """How many words are options of a shell that reads its input; None if it reads something else."""
    index = 0
    while index < len(words) and words[index][:1] in ("-", "+"):
        word = words[index]
        if word == "-":
            return index
        if word.startswith("--"):
            index += 1
            continue
        if "c" in word:
            return None
        if "s" in word:
            return index  # what follows are the arguments of the script
        index += 2 if word.endswith(("o", "O")) else 1
    return index if index >= len(words) else None
