"""Justfiles: recipes, one command a line, with what they import.

Follows the manual of `just`: a recipe line runs in a shell of its own, `-` ignores its failure, and a
recipe whose first line is a shebang is one script. Parameters become `$1` and `$@`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import is_shell_shebang
from analyzer.parsing.tasks.just_expressions import evaluate
from analyzer.parsing.tasks.make import logical_lines, recipe_line, spread
from analyzer.parsing.tasks.model import Inclusion, Target, TargetFile, file_of, make_target

_NAME = lazy_regex(r"@?([A-Za-z_][\w-]*)")
_VARIABLE = lazy_regex(r"(?:export\s+|private\s+)?([A-Za-z_][\w-]*)\s*:=\s*(\S.*)$", re.DOTALL)
_ALIAS = lazy_regex(r"alias\s+([\w-]+)\s*:=\s*([\w:-]+)")
_IMPORT = lazy_regex(r"import\??\s+x?['\"]([^'\"]+)['\"]")
_MODULE = lazy_regex(r"mod\??\s+([A-Za-z_][\w-]*)(?:\s+x?['\"]([^'\"]+)['\"])?\s*(?:#.*)?$")
_PLACE = lazy_regex(r"(?:set\s+)?working-directory\s*(?::=|:|\()\s*['\"]([^'\"]+)['\"]\)?")
_REFERENCE = lazy_regex(r"\{\{\s{0,20}([^{}]{1,300}?)\s{0,20}\}\}")
_DEPENDENCY = lazy_regex(r"\(\s*([\w:-]+)[^()]*\)|([\w:-]+)")
_PARAMETER = lazy_regex(
    r"(?P<many>[*+])?\$?(?P<name>[A-Za-z_][\w-]{0,100})(?:\s*=\s*(?P<default>'[^']*'|\"[^\"]*\"|[\w-]+))?"
)
_ATTRIBUTE = lazy_regex(r"\[\s*([\w-]+)")
_OTHER_SYSTEMS = frozenset({"windows", "macos", "openbsd"})
_MAXIMUM_GROWTH = 1_000_000


class _Recipe(Struct):
    name: str
    line: int
    parameters: str
    depends: list[str]
    attributes: str
    body: list[tuple[str, int]] = field(default_factory=list)

    @property
    def elsewhere(self) -> bool:
        """Whether it is meant for another system than the one that CI jobs mostly run on."""
        names = {found[1] for found in _ATTRIBUTE.finditer(self.attributes)}
        return bool(names & _OTHER_SYSTEMS) and not names & {"linux", "unix"}


class _Justfile(Struct):
    variables: dict[str, str] = field(default_factory=dict)
    includes: list[Inclusion] = field(default_factory=list)
    aliases: list[Target] = field(default_factory=list)
    recipes: list[_Recipe] = field(default_factory=list)
    directory: str | None = None
    default: str | None = None
    attributes: str = ""

    def read(self, text: str) -> None:
        for line, number in logical_lines(text):
            stripped = line.strip()
            if line[:1].isspace() and self.recipes:
                self.recipes[-1].body.append((line, number))
            elif stripped.startswith("["):
                self.attributes += stripped
            elif stripped and not stripped.startswith("#"):
                self._statement(stripped, number)
                self.attributes = ""

    def _statement(self, stripped: str, number: int) -> None:
        if alias := _ALIAS.match(stripped):
            self.aliases.append(make_target(alias[1], number, (), depends=(alias[2],)))
        elif stripped.startswith("set "):
            place = _PLACE.match(stripped)
            self.directory = place[1] if place else self.directory
        elif variable := _VARIABLE.match(stripped):
            value = evaluate(variable[2], self.variables)
            if value is not None:
                self.variables[variable[1]] = value
        elif imported := _IMPORT.match(stripped):
            self.includes.append(Inclusion((imported[1],)))
        elif module := _MODULE.match(stripped):
            self.includes.append(Inclusion(_module_places(module[1], module[2]), (f"{module[1]}::",)))
        elif header := _header(stripped):
            name, parameters, depends = header
            self.recipes.append(_Recipe(name, number, parameters, depends, self.attributes))
            if "[default]" in self.attributes.replace(" ", ""):
                self.default = name


def _module_places(name: str, place: str | None) -> tuple[str, ...]:
    """Where `mod name` looks: a file beside this one, or a file in a folder of that name."""
    if place is not None:
        return (place, f"{place}/mod.just", f"{place}/justfile", f"{place}/.justfile")
    return (f"{name}.just", f"{name}/mod.just", f"{name}/justfile", f"{name}/Justfile", f"{name}/.justfile")


def parse_just(path: str, text: str) -> TargetFile:
    """The recipes of a justfile, aliases included; the default is the first recipe."""
    justfile = _Justfile()
    justfile.read(text)
    growth = _MAXIMUM_GROWTH
    targets: list[Target] = []
    for recipe in sorted(justfile.recipes, key=lambda each: each.elsewhere):
        known = justfile.variables | _positions(recipe.parameters, justfile.variables)
        lines: list[tuple[str, int]] = []
        for line, number in recipe.body:
            replaced = line
            if growth > 0 and "{{" in line:
                replaced = _REFERENCE.sub(lambda found, known=known: _filled(found, known), line)  # type: ignore[misc]
                growth -= len(replaced)
            lines.append((replaced, number))
        targets.append(_recipe(recipe, lines))
    first = justfile.recipes[0].name if justfile.recipes else None
    return file_of(
        "just",
        path,
        [*targets, *justfile.aliases],
        default=justfile.default or first,
        includes=justfile.includes,
        directory=justfile.directory,
    )


def _filled(found: re.Match[str], known: Mapping[str, str]) -> str:
    value = evaluate(found[1], known)
    return found.group() if value is None else value


def _positions(parameters: str, variables: Mapping[str, str]) -> dict[str, str]:
    """What each parameter of a recipe is in its script: `$1`, `${2:-default}`, `$@`."""
    found: dict[str, str] = {}
    for number, each in enumerate(_PARAMETER.finditer(parameters[:2_000]), 1):
        default = evaluate(each["default"], variables) if each["default"] else None
        if each["many"]:
            plain = "$@" if default is None else "${@:-" + default + "}"
            found[each["name"]] = plain if number == 1 else default or ""
        else:
            found[each["name"]] = f"${{{number}:-{default}}}" if default is not None else f"${number}"
    return found


def _header(line: str) -> tuple[str, str, list[str]] | None:
    """Name, parameters and dependencies of `test *args: build (lint "x")`."""
    name = _NAME.match(line)
    quoted = ""
    for index, character in enumerate(line):
        if character in "'\"`":
            quoted = "" if quoted == character else quoted or character
        elif character == ":" and not quoted:
            if name is None or line.startswith(":=", index) or line.startswith(("mod ", "export ")):
                return None
            after = line[index + 1 :].partition("#")[0].replace("&&", " ")
            depends = [found[1] or found[2] for found in _DEPENDENCY.finditer(after)]
            return name[1], line[name.end() : index], depends
    return None


def _recipe(recipe: _Recipe, lines: list[tuple[str, int]]) -> Target:
    body = [(text, at) for text, at in lines if text.strip()]
    place = _PLACE.search(recipe.attributes)
    directory = place[1] if place else None
    in_place = "no-cd" in recipe.attributes
    masked, errexit = False, True
    scripted = [(text.strip(), at) for text, at in body]
    if body and scripted[0][0].startswith("#!"):
        # The first line stays: it may set options of the shell.
        commands, errexit = scripted if is_shell_shebang(scripted[0][0]) else [], False
    elif "[script" in recipe.attributes.replace(" ", ""):
        program = re.search(r"\[script\(['\"](\w+)", recipe.attributes.replace(" ", ""))
        commands = scripted if program is None or program[1] in ("sh", "bash", "zsh") else []
    else:
        commands, masked = _lines(body)
    return make_target(
        recipe.name,
        recipe.line,
        commands,
        depends=recipe.depends,
        masked=masked,
        directory=directory,
        in_place=in_place,
        errexit=errexit,
    )


def _lines(body: list[tuple[str, int]]) -> tuple[list[tuple[str, int]], bool]:
    """Each line as a shell of its own, and whether the failure of every line is ignored."""
    lines: list[tuple[str, int]] = []
    ignored = 0
    for text, at in body:
        command = text.lstrip(" \t@-")
        tolerant = "-" in text[: len(text) - len(command)]
        ignored += tolerant
        lines.append((recipe_line(command, tolerant), at))
    return spread(lines), 0 < len(lines) == ignored
