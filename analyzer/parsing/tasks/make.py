"""Makefiles: rules, their recipes with simple variables replaced, prerequisites, includes.

Follows the GNU make manual. Both sides of a conditional are read, functions such as `$(wildcard ...)`
stay as they are, and nothing is run.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.make_functions import with_functions
from analyzer.parsing.tasks.model import Inclusion, Target, TargetFile, file_of, make_target

_ASSIGNMENT = lazy_regex(
    r"\s*(?:(?:export|override|private)\s+)*([^\s:=?+!#$]+)\s*(::?:?=|\?=|\+=|!=|=)[ \t]*", re.DOTALL
)
_DIRECTIVE = lazy_regex(r"\s*(ifeq|ifneq|ifdef|ifndef|else|endif|export|unexport|undefine|vpath|override)\b")
_INCLUDE = lazy_regex(r"\s*[-s]?include\s+(.+)", re.DOTALL)
_REFERENCE = lazy_regex(r"\$(?:\$|\(([^()\s:{}]+)\)|\{([^(){}\s:]+)\}|([@<^*?+|A-Za-z]))")
_DEFINITION = lazy_regex(r"(?:override\s+|export\s+)?define\s+([^\s=:?+]+)")
_WILDCARD = lazy_regex(r"\$[({](?:sort\s+\$[({])?wildcard\s+([^(){}$]*)[)}]{1,2}")
_LOCATED = lazy_regex(r"\$[({]shell\s+(?:which|command -v|type -p)\s+([\w.+-]+)(?:[^()]*)[)}]")
_OWN_SHELL = lazy_regex(r"(?:^|[\s;&|(])(?:cd|pushd|set|exit|exec|[A-Za-z_]\w*=\S*\s*;)|;")
_TARGET_VARIABLE = lazy_regex(r"\s*(?:export\s+|override\s+|private\s+)*[\w.-]+\s*(?:::?|[?+!])?=")
_SPECIAL = lazy_regex(r"\.[A-Z_]+")
_BUILT_IN = {"MAKE": "make", "CURDIR": ".", "RM": "rm -f", "SHELL": "/bin/sh"}
_MAXIMUM_VALUE = 4096
_MAXIMUM_GROWTH = 1_000_000
_MAXIMUM_PASSES = 10
_MAXIMUM_RECIPES = 20_000


class _Rule(Struct):
    name: str
    line: int
    depends: list[str] = field(default_factory=list)
    recipe: list[tuple[str, int]] = field(default_factory=list)


class _Makefile:
    def __init__(self) -> None:
        self.rules: dict[str, _Rule] = {}
        self.variables: dict[str, str] = dict(_BUILT_IN)
        self.includes: list[str] = []
        self.current: list[_Rule] = []
        self.default: str | None = None
        self.prefix = "\t"
        self.growth = _MAXIMUM_GROWTH
        self.recipes = 0

    def read(self, text: str) -> None:
        defining: str | None = None
        for line, number in logical_lines(text):
            stripped = line.strip()
            if defining is not None and stripped == "endef":
                defining = None
            elif defining is not None:
                before = self.variables.get(defining, "")
                self.variables[defining] = f"{before}\n{stripped}".lstrip("\n")[:_MAXIMUM_VALUE]
            elif line.startswith(self.prefix) and self.current:
                self._recipe(line[1:], number)
            elif definition := _DEFINITION.match(stripped):
                defining = definition[1]
                self.variables.pop(defining, None)
            elif stripped and not stripped.startswith("#"):
                self._statement(_without_comment(line), number)

    def _statement(self, line: str, number: int) -> None:
        joined = re.sub(r"[ \t]*\\\n[ \t]*", " ", line)
        if assignment := _ASSIGNMENT.match(joined):
            self._assign(assignment[1], assignment[2], joined[assignment.end() :].strip())
            self.current = [] if not line[:1].isspace() else self.current
        elif include := _INCLUDE.match(joined):
            paths = self.expand(_WILDCARD.sub(r"\1", self.expand(include[1]))).split()
            self.includes += [path for path in paths if "$" not in path]
        elif not _DIRECTIVE.match(joined):
            self._rule(joined, number)

    def _assign(self, name: str, operator: str, value: str) -> None:
        if name == ".RECIPEPREFIX" and value:
            self.prefix = value[0]
        elif name == ".DEFAULT_GOAL":
            self.default = self.expand(value)
        elif operator == "!=":
            self.variables.pop(name, None)
        elif operator == "+=" and name in self.variables:
            self.variables[name] = f"{self.variables[name]} {value}"[:_MAXIMUM_VALUE]
        elif operator != "?=" or name not in self.variables:
            literal = self.expand(value) if operator.startswith(":") else value
            self.variables[name] = literal[:_MAXIMUM_VALUE].replace("$(" + name + ")", "")

    def _rule(self, line: str, number: int) -> None:
        colon = _rule_colon(line)
        if colon < 0:
            return
        rest = line[colon:].lstrip(":&")
        if _TARGET_VARIABLE.match(rest):
            self.current = []
            return
        prerequisites, semicolon, inline = rest.partition(";")
        prerequisites = self.expand(prerequisites).rpartition(":")[2].replace("|", " ")
        depends = prerequisites.split()
        self.current = []
        for name in self.expand(line[:colon]).split()[:100]:
            rule = self.rules.setdefault(name, _Rule(name, number))
            if not rule.recipe and not rule.depends:
                rule.line = number
            rule.depends += [each for each in depends if each not in rule.depends][:500]
            self.current.append(rule)
        if semicolon and inline.strip():
            self._recipe(inline, number)

    def _recipe(self, line: str, number: int) -> None:
        for rule in self.current:
            self.recipes += 1
            if self.recipes <= _MAXIMUM_RECIPES:
                rule.recipe.append((line, number))

    def expand(self, text: str, rule: _Rule | None = None) -> str:
        """The text with variables replaced, ten levels deep at most and within a budget of growth."""
        own = {} if rule is None else {"@": rule.name, "<": (rule.depends or [""])[0]}
        text = _LOCATED.sub(r"\1", text) if "shell" in text else text

        def replace(found: re.Match[str]) -> str:
            name = found[1] or found[2] or found[3]
            if name is None:
                return "\0"
            value = own.get(name, self.variables.get(name))
            if value is None or self.growth < 0:
                return found.group() if found[3] else "${" + name + "}"
            self.growth -= len(value)
            return _LOCATED.sub(r"\1", value) if "shell" in value else value

        for _ in range(_MAXIMUM_PASSES):
            before, text = text, with_functions(text, self.variables)
            self.growth -= max(len(text) - len(before), 0)
            text = _REFERENCE.sub(replace, text)
            if text == before or self.growth < 0:
                break
        return text.replace("\0", "$")

    def targets(self) -> list[Target]:
        ignore = self.rules.get(".IGNORE")
        found = []
        for rule in self.rules.values():
            if _SPECIAL.fullmatch(rule.name):
                continue
            lines: list[tuple[str, int]] = []
            ignored = 0
            for text, number in rule.recipe:
                command = text.lstrip(" \t@+-")
                tolerant = "-" in text[: len(text) - len(command)]
                ignored += tolerant
                lines.append((recipe_line(self.expand(command, rule), tolerant), number))
            everything = ignore is not None and (not ignore.depends or rule.name in ignore.depends)
            masked = bool(lines) and (everything or ignored == len(lines))
            found.append(
                make_target(rule.name, rule.line, spread(lines), depends=rule.depends, masked=masked)
            )
        return found


def parse_make(path: str, text: str) -> TargetFile:
    """The rules of a makefile; the default is `.DEFAULT_GOAL` or the first ordinary target."""
    makefile = _Makefile()
    makefile.read(text)
    targets = makefile.targets()
    ordinary = (each.name for each in targets if not each.name.startswith(".") and "%" not in each.name)
    return file_of(
        "make",
        path,
        targets,
        default=makefile.default or next(ordinary, None),
        includes=[Inclusion((each,)) for each in makefile.includes],
        variables=[
            (name, " ".join(makefile.expand(value).split()))
            for name, value in makefile.variables.items()
            if name not in _BUILT_IN
        ],
    )


def logical_lines(text: str) -> list[tuple[str, int]]:
    """Lines with their continuations, which keep their backslash, and the line each begins on."""
    found: list[tuple[str, int]] = []
    pending: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        pending.append(line)
        if line.endswith("\\") and not line.endswith("\\\\"):
            continue
        found.append(("\n".join(pending), number - len(pending) + 1))
        pending = []
    if pending:
        found.append(("\n".join(pending), number - len(pending) + 1))
    return found


def _without_comment(line: str) -> str:
    position = line.find("#")
    while position > 0 and line[position - 1] == "\\":
        position = line.find("#", position + 1)
    return line if position < 0 else line[:position]


def _rule_colon(line: str) -> int:
    """Index of the colon that ends the targets of a rule, outside of `$(...)`; -1 if there is none."""
    depth = 0
    for index, character in enumerate(line[:_MAXIMUM_VALUE]):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif character == ":" and depth <= 0 and line[index - 1 : index] != "\\":
            return index
        elif character == "=" and depth <= 0:
            return -1
    return -1


def recipe_line(command: str, tolerant: bool) -> str:
    """A recipe line as a part of one script: make starts every line in a shell of its own, without `-e`."""
    if not command.strip() or command.startswith("#"):
        return command
    if _OWN_SHELL.search(command):
        options = "set +e; " if ";" in command else ""
        command = f"( {options}{command}\n)"
    elif tolerant:
        command = f"( {command}\n)"
    return f"{command} || true" if tolerant else command


def spread(lines: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Each line of the recipe's text with its own line in the file; a closing bracket has its command's."""
    found: list[tuple[str, int]] = []
    for text, number in lines:
        pieces = text.split("\n")
        for offset, piece in enumerate(pieces):
            closing = offset == len(pieces) - 1 and piece.startswith(")")
            found.append((piece, number + offset - closing))
    return found
