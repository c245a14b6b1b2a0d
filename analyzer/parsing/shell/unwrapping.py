"""What a command really runs once `sudo`, `timeout 10`, `poetry run` and their kind are taken off.

The options that take a value are those of each program's manual; an option that is not listed is
taken for one without a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, join

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell.items import parallel, per_item
from analyzer.parsing.shell.wrappers import (
    HANDED,
    RUNNING_MODULES,
    SHELL_TEXTS,
    WAITING,
    WRAPPERS,
    Words,
    Wrapper,
)

# Options of wrappers that name the folder in which the command starts.
_MOVES = {
    "uv": frozenset({"--directory"}),
    "poetry": frozenset({"-C", "--directory"}),
    "env": frozenset({"-C", "--chdir"}),
    "sudo": frozenset({"-D", "--chdir"}),
    "conda": frozenset({"--cwd"}),
    "mamba": frozenset({"--cwd"}),
    "micromamba": frozenset({"--cwd"}),
}
# Programs of which some are handed commands as texts.
_HANDING = frozenset(start[0] for start in (*HANDED, *SHELL_TEXTS))
# Words of `concurrently` that name a script of package.json.
_NAMED_SCRIPT = lazy_regex(r"(npm|pnpm|yarn|bun):([\w:.-]{1,80})$")
_TOOL_RUNNERS = frozenset({"uvx", "pipx"})
# Sub-commands of two words that run a command.
_TWO_WORDS = frozenset({("uv", "tool", "run"), ("hatch", "env", "run")})
_PROFILERS = frozenset({"memray", "slipcover", "scalene", "pyinstrument", "kernprof", "viztracer"})
_PYTHON_RUNNERS = _PROFILERS | frozenset(
    "coverage uv pdm torchrun accelerate deepspeed debugpy jurigged hupper logfire fil-profile".split()
)
_MODULE_PROGRAMS = _PROFILERS | frozenset(
    "coverage poetry pipenv pdm hatch uv pipx watchfiles honcho dotenv".split()
)
# Options after which the command stands.
_MARKED = {
    "find": frozenset({"-exec", "-execdir", "-ok"}),
    "nix": frozenset({"-c", "--command"}),
}
_TEST_RUNNERS = frozenset({("hatch", "test"), ("rye", "test")})

_PYTHON = lazy_regex(r"(?:python|pypy|py)(?:[23](?:\.\d+)?)?w?t?(?:\.exe)?$")
_PYTHON_VARIABLE = lazy_regex(r"\$[{(]?(?:PYTHON\w{0,20}|PY3?|python3?|py|VENV_PYTHON|PYTHON_BIN)[})]?$")
_PYTHON_VALUED = frozenset({"-W", "-X", "--check-hash-based-pycs"})
_ENVIRONMENT_PATH = lazy_regex(
    r"(?:/|~|\$|[A-Za-z]:)|(?:\./)?(?:[^/]+/)*(?:[^/]*v?env[^/]*|\.tox|\.nox|[^/]*conda[^/]*)/"
)
# A path that leads out of the checkout: `/opt/python/python3`, `$PYTHON/python`, `C:/Python312/python`.
_OUTSIDE = lazy_regex(r"/|~|\$|[A-Za-z]:")
_PROGRAM_DIRECTORY = lazy_regex(r".*/(?:s?bin|Scripts)/([^/]+)$", re.DOTALL)
SHELL_PROGRAMS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
_MAXIMUM_LAYERS = 32
# What asks for a version or an extra of a tool: `ruff@0.9`, `cibuildwheel==2.21`, `tox[x]>=4`.
_VERSIONED = lazy_regex(r"[@=<>~!\[]")


class ShellScript(Struct, frozen=True):
    """Where the words of a shell command hold its script (`bash -ec SCRIPT`), and its options."""

    index: int
    errexit: bool
    pipefail: bool


def unwrap(words: Words) -> Words:
    """What is really run: wrappers and runners taken off, the interpreter called `python`. Idempotent.

    `coverage run -m x` is ("python", "-m", "x"); `hatch test` and `rye test` are ("pytest",) as these
    tools document. A project's own script (`pdm run lint`) is not resolved: see `targets.invocation`.
    Words wrapped more than 32 deep come back as they are.
    """
    layers = unwrap_layers(words)
    return layers[-1]


def unwrap_layers(words: Words) -> tuple[Words, ...]:
    """The words as they are and after each wrapper that is taken off, outermost first."""
    layers = [words]
    while (inner := _strip(layers[-1])) != layers[-1]:
        if len(layers) > _MAXIMUM_LAYERS:
            return (words,)
        layers.append(inner)
    return tuple(layers)


def moved_to(words: Words) -> str | None:
    """The folder that wrappers start the command in (`uv run --directory api pytest`), if they say one."""
    place: str | None = None
    for layer in unwrap_layers(words):
        options = _MOVES.get(layer[0]) if layer else None
        if options is None:
            continue
        wrapper = WRAPPERS[layer[0]]
        index = 1
        while index < len(layer) and (layer[index].startswith("-") or layer[index] in wrapper.inside):
            name, equals, value = layer[index].partition("=")
            following = layer[index + 1 : index + 2]
            if name in options and (equals or following):
                place = join(place or ".", value if equals else following[0])
            index += 2 if layer[index] in wrapper.valued else 1
    return place


def program_name(word: str) -> str:
    """The program a command's first word means: `/usr/bin/env` is `env`, `./venv/bin/pytest` is `pytest`.

    A path into the repository (`./bin/test`) stays a path.
    """
    if "/" in word and _ENVIRONMENT_PATH.match(word) and (found := _PROGRAM_DIRECTORY.match(word)):
        word = found[1]
    outside = "/" in word and _OUTSIDE.match(word) is not None
    if _PYTHON.match(basename(word) if outside else word) or _PYTHON_VARIABLE.match(word):
        return "python"
    return word


def skip_options(words: Words, start: int, valued: frozenset[str]) -> int:
    """Index of the first word from `start` that is neither an option nor an option's value."""
    index = start
    while index < len(words) and words[index].startswith("-") and words[index] != "-":
        if words[index] == "--":
            return index + 1
        index += 2 if words[index] in valued else 1
    return min(index, len(words))


def shell_script(words: Words) -> ShellScript | None:
    """The script in `bash -c SCRIPT`, if the (unwrapped) words have one."""
    if not words or words[0] not in SHELL_PROGRAMS:
        return None
    command, errexit, pipefail = False, False, False
    index = 1
    while index < len(words) and words[index][:1] in ("-", "+") and len(words[index]) > 1:
        option = words[index]
        letters = "" if option.startswith("--") else option[1:]
        command, errexit = command or "c" in letters, errexit or "e" in letters
        if letters.endswith(("o", "O")) and index + 1 < len(words):
            index += 1
            pipefail, errexit = pipefail or words[index] == "pipefail", errexit or words[index] == "errexit"
        index += 1
    return ShellScript(index, errexit, pipefail) if command and index < len(words) else None


def _strip(words: Words) -> Words:
    """One layer off, or the words themselves if they are bare."""
    if not words:
        return words
    name = program_name(words[0])
    if name == "python":
        return _strip_python(words)
    if (script := _given_script(words)) is not None:
        return ("sh", "-c", script)
    if name == "parallel":
        return parallel(words)
    if basename(name) in WAITING and "--" in words[:-1]:
        return words[words.index("--") + 1 :]
    if name != words[0]:
        return (name, *words[1:])
    if name.endswith(".py") and ("/" in name) and not name.startswith("-"):
        return ("python", name.removeprefix("./"), *words[1:])
    wrapper = WRAPPERS.get(name)
    if wrapper is None:
        return words
    return _strip_wrapper(words, name, wrapper)


def _given_script(words: Words) -> str | None:
    """The commands that a program is handed as texts: `circleci tests run --command="xargs pytest"`."""
    if not words or words[0] not in _HANDING:
        return None
    for start, options in HANDED.items():
        if words[: len(start)] == start:
            for index, word in enumerate(words[len(start) :], len(start)):
                name, mark, value = word.partition("=")
                if word in options and index + 1 < len(words):
                    return words[index + 1]
                if mark and name in options:
                    return value
    for start, valued in SHELL_TEXTS.items():
        if words[: len(start)] == start:
            return " && ".join(_texts(words[len(start) :], valued)) or None
    return None


def _texts(words: Words, valued: frozenset[str]) -> Iterator[str]:
    """The words that are commands: those with spaces in them, and names of scripts."""
    for index, word in enumerate(words):
        if word.startswith("-") or (index and words[index - 1] in valued):
            continue
        if (named := _NAMED_SCRIPT.match(word)) is not None:
            yield f"{named[1]} run {named[2]}"
        elif " " in word.strip():
            yield word


def _strip_python(words: Words) -> Words:
    """The interpreter under its plain name, without its own options."""
    index = 1
    while index < len(words) and words[index].startswith("-") and words[index] not in ("-m", "-c", "-", "--"):
        index += 2 if words[index] in _PYTHON_VALUED else 1
    rest = words[index:]
    if rest[:1] == ("-m",) and len(rest) > 1 and rest[1] in _MODULE_PROGRAMS:
        return rest[1:]
    if rest[:1] == ("-m",) and len(rest) > 2 and rest[1] in RUNNING_MODULES:
        named = (at for at, each in enumerate(rest[2:], 2) if each == "-m" or each.endswith(".py"))
        return ("python", *rest[next(named, 0) :])
    return ("python", *rest)


def _strip_wrapper(words: Words, name: str, wrapper: Wrapper) -> Words:
    index = skip_options(words, 1, wrapper.valued)
    if name == "command" and any(option in ("-v", "-V") for option in words[1:index]):
        return words
    if name in _MARKED:
        return _after_mark(words, _MARKED[name])
    if wrapper.inside:
        if (name, *words[index : index + 1]) in _TEST_RUNNERS:
            return ("pytest", *words[index + 1 :])
        tool = (name, *words[index : index + 2]) in _TWO_WORDS
        if not tool and (index >= len(words) or words[index] not in wrapper.inside):
            return words
        index += 2 if tool else 1
    else:
        tool = False
    start = index if wrapper.inside else 1
    index = skip_options(words, start, wrapper.valued | {"-m", "--module"})
    module = _module_option(words, start, index, wrapper) if name in _PYTHON_RUNNERS else None
    if module is not None:
        return ("python", "-m", *words[module:])
    index = skip_options(words, start, wrapper.valued)
    leading = re.compile(wrapper.leading)
    while index < len(words) and leading.match(words[index]):
        index = skip_options(words, index + 1, wrapper.valued)
        if wrapper.once:
            break
    rest = words[index:]
    if not rest:
        return words
    if name == "xargs":
        return per_item(rest, words[1:index])
    return _first_word(rest, name, tool or name in _TOOL_RUNNERS)


def _after_mark(words: Words, marks: frozenset[str]) -> Words:
    """The command behind an option that says where it begins: `find . -exec pytest {} +`."""
    for index, word in enumerate(words[1:-1], 1):
        if word in marks:
            inner = words[index + 1 :]
            end = next((at for at, each in enumerate(inner) if each in (";", "+")), len(inner))
            return per_item(tuple(each for each in inner[:end] if each != "{}"), ()) or words
    return words


def _module_option(words: Words, start: int, end: int, wrapper: Wrapper) -> int | None:
    """Index of the module's name in `coverage run -p -m pytest` or `uv run --module pytest`."""
    index = start
    while index < end:
        if words[index] in ("-m", "--module"):
            return index + 1 if index + 1 < len(words) else None
        index += 2 if words[index] in wrapper.valued else 1
    return None


def _first_word(rest: Words, name: str, tool: bool) -> Words:
    """What the runner does to the first word of what it runs."""
    if tool:
        return (_VERSIONED.split(rest[0], maxsplit=1)[0] or rest[0], *rest[1:])
    if name == "hatch" and ":" in rest[0]:
        return (rest[0].partition(":")[2] or rest[0], *rest[1:])
    if name == "coverage" or (name in _PYTHON_RUNNERS and rest[0].endswith(".py")):
        return ("python", *rest)
    return rest
