"""What a file of targets holds: names that a command can call, and the shell text each one runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex

MAXIMUM_BYTES = 256 * 1024
MAXIMUM_TARGETS = 2_000

# A session's interpreter, written out or left to a matrix, and its parameters.
_NOX_SUFFIX = lazy_regex(
    r"-(?:(?:pypy)?\d+(?:\.\d+)*|\$\{\{[^{}]{0,80}\}\}|\{\{[^{}]{0,80}\}\}|\$\{[^{}]{0,80}\}|\$\w{1,40})(?=$|\()"
    r"|\(.*\)$",
    re.DOTALL,
)
_TOX_PYTHON = lazy_regex(r"(?:py|pypy|python|cpython)?\d*(?:\.\d+)?t?|py|pypy|python")


class Target(Struct, frozen=True):
    """One target. `script` is shell text, one command a line; `line_map[n - 1]` is line n's line in the file.

    `depends` are targets of the same file that run too. `masked`: none of its commands can fail it.
    `directory` is where it runs, relative to the file, None for the file's own directory; `in_place`:
    where it is called from. What a call passes to it stands in the script as `$1` or `$@`. Without
    `errexit` the script goes on after a command that fails, until it says otherwise.
    """

    name: str
    line: int
    script: str
    script_line: int
    depends: tuple[str, ...] = ()
    masked: bool = False
    directory: str | None = None
    line_map: tuple[int, ...] = ()
    in_place: bool = False
    errexit: bool = True

    def line_at(self, script_line: int) -> int:
        """The line in the file of a line of the script."""
        if 0 < script_line <= len(self.line_map):
            return self.line_map[script_line - 1]
        return self.script_line


class Inclusion(Struct, frozen=True):
    """Another file whose targets belong to this one's.

    `places` are paths, folders or patterns that it may stand at, the first that exists counts. Its names
    follow one of the `prefixes`. `directory` is where its targets run, relative to the including file.
    """

    places: tuple[str, ...]
    prefixes: tuple[str, ...] = ("",)
    directory: str | None = None


class TargetFile(Struct, frozen=True):
    """The targets of one file. `default` is what runs when none is named, `includes` further files.

    `variables` are those that the files it includes may refer to as `${NAME}`; `directory` is where its
    targets run, relative to the file, None for its own directory.

    For tox `default` is None: without a name every environment of the list runs, which are the
    `depends` of the target `envlist` where the file has one.
    """

    kind: str
    path: str
    targets: tuple[Target, ...]
    default: str | None
    problem: str | None
    includes: tuple[Inclusion, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    directory: str | None = None

    def find(self, name: str) -> Target | None:
        """The target of that name, as the tool itself would resolve it.

        tox runs `[testenv]` for an interpreter that has no section of its own (`py311`); nox accepts
        `tests-3.11` and `tests(django='4')` for the session `tests`; make has pattern rules; a module
        of an invoke package is a collection with a default task.
        """
        found = next((each for each in self.targets if each.name == name), None)
        if found is None and self.kind == "invoke":
            collection, dot, task = name.replace("_", "-").partition(".")
            if collection == self.path.rpartition("/")[2].removesuffix(".py").replace("_", "-"):
                task = task if dot else self.default or ""
            else:
                task = collection if not dot else ""
            found = next((each for each in self.targets if each.name == task), None)
        if found is None and self.kind == "pyproject" and ":" in name:
            # Hatch names the environments of a matrix `test.py3.12`.
            environment, _, script = name.partition(":")
            plain = f"{environment.partition('.')[0]}:{script}"
            found = next((each for each in self.targets if each.name == plain), None)
        if found is None and self.kind in ("package", "mise") and "*" in name:
            # `test:*` of npm-run-all and of mise: every script that fits.
            fitting = [each.name for each in self.targets if fnmatchcase(each.name, name)]
            found = Target(name, 1, "", 1, tuple(fitting)) if fitting else None
        if found is None and self.kind == "taskfile":
            # `test:*` of a Taskfile is one task for every name that fits.
            patterns = (each for each in self.targets if "*" in each.name)
            found = next((each for each in patterns if fnmatchcase(name, each.name)), None)
        if found is None and self.kind == "nox":
            base = _NOX_SUFFIX.sub("", name)
            found = next((each for each in self.targets if each.name == base), None)
        if found is None and self.kind == "tox" and all(map(_TOX_PYTHON.fullmatch, name.split("-"))):
            found = next((each for each in self.targets if each.name == "testenv"), None)
        if found is None and self.kind == "make":
            found = next((each for each in self.targets if _matches_pattern(each.name, name)), None)
        return found


def _matches_pattern(pattern: str, name: str) -> bool:
    """Whether `guard-%` stands for `guard-args`; a lone `%` is a catch-all that says nothing."""
    prefix, percent, suffix = pattern.partition("%")
    if not percent or not prefix + suffix:
        return False
    return len(name) > len(prefix + suffix) and name.startswith(prefix) and name.endswith(suffix)


def make_target(
    name: str,
    line: int,
    lines: Iterable[tuple[str, int]],
    *,
    depends: Sequence[str] = (),
    masked: bool = False,
    directory: str | None = None,
    in_place: bool = False,
    errexit: bool = True,
) -> Target:
    """A target from its script's lines, each with its line in the file; a text may hold several lines."""
    texts: list[str] = []
    numbers: list[int] = []
    for text, number in lines:
        for offset, each in enumerate(text.split("\n")):
            texts.append(each)
            numbers.append(number + offset)
    first = numbers[0] if numbers else line
    return Target(
        str(name),
        line,
        "\n".join(texts),
        first,
        tuple(map(str, depends)),
        masked,
        directory,
        line_map=tuple(numbers),
        in_place=in_place,
        errexit=errexit,
    )


def file_of(
    kind: str,
    path: str,
    targets: Sequence[Target],
    *,
    default: str | None = None,
    problem: str | None = None,
    includes: Sequence[Inclusion] = (),
    variables: Sequence[tuple[str, str]] = (),
    directory: str | None = None,
) -> TargetFile:
    """A target file within the cap on targets, which is a recorded problem."""
    if len(targets) > MAXIMUM_TARGETS:
        targets = targets[:MAXIMUM_TARGETS]
        problem = f"more than {MAXIMUM_TARGETS} targets; the rest was not read"
    return TargetFile(
        kind,
        path,
        tuple(targets),
        default,
        problem,
        tuple(dict.fromkeys(includes)),
        tuple(variables),
        directory,
    )


def within(file: TargetFile, last: int) -> TargetFile:
    """The file with every line at most its `last`.

    A quoted text of one line may spell several (`"a\\nb"`); those after its first have no line of their own.
    """
    if all(max((each.line, each.script_line, *each.line_map)) <= last for each in file.targets):
        return file
    targets = (
        replace(
            each,
            line=min(each.line, last),
            script_line=min(each.script_line, last),
            line_map=tuple(min(number, last) for number in each.line_map),
        )
        for each in file.targets
    )
    return replace(file, targets=tuple(targets))


def line_of(value: object, otherwise: int = 1) -> int:
    """The line a structured value came from, where its format tells."""
    line = getattr(value, "line", None)
    return line if isinstance(line, int) and line > 0 else otherwise


def quote(word: str) -> str:
    """A word as shell text that reads back as the same single word."""
    if word and re.fullmatch(r"[\w@%+=:,./^*?{}\[\]-]+", word):
        return word
    return "'" + word.replace("'", "'\"'\"'") + "'"
