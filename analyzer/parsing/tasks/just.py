"""Justfiles and Procfiles: recipes and process types, one command a line.

Follows the manual of `just`: a recipe line runs in a shell of its own, `-` ignores its failure, and a
recipe whose first line is a shebang is one script.
"""

from __future__ import annotations

import re

from analyzer.parsing.lines import lines_of
from analyzer.parsing.shell import is_shell_shebang
from analyzer.parsing.tasks.make import logical_lines, recipe_line, spread
from analyzer.parsing.tasks.model import Target, TargetFile, file_of, make_target

_NAME = re.compile(r"@?([A-Za-z_][\w-]*)")
_VARIABLE = re.compile(r"(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(?:'([^']*)'|\"([^\"]*)\")\s*$")
_ALIAS = re.compile(r"alias\s+([\w-]+)\s*:=\s*([\w:-]+)")
_IMPORT = re.compile(r"import\??\s+['\"]([^'\"]+)['\"]")
_REFERENCE = re.compile(r"\{\{\s*([A-Za-z_][\w-]*)\s*\}\}")
_DEPENDENCY = re.compile(r"\(\s*([\w:-]+)[^()]*\)|([\w:-]+)")
_PROCESS = re.compile(r"([\w-]+):[ \t]*(\S.*)")
_MAXIMUM_GROWTH = 1_000_000


def parse_just(path: str, text: str) -> TargetFile:
    """The recipes of a justfile, aliases included; the default is the first recipe."""
    variables: dict[str, str] = {}
    includes: list[str] = []
    aliases: list[Target] = []
    headers: list[tuple[str, int, list[str]]] = []
    bodies: list[list[tuple[str, int]]] = []
    for line, number in logical_lines(text):
        stripped = line.strip()
        if line[:1].isspace() and bodies:
            bodies[-1].append((line, number))
        elif not stripped or stripped.startswith(("#", "[")):
            continue
        elif variable := _VARIABLE.match(stripped):
            variables[variable[1]] = variable[2] if variable[2] is not None else variable[3]
        elif alias := _ALIAS.match(stripped):
            aliases.append(make_target(alias[1], number, (), depends=(alias[2],)))
        elif imported := _IMPORT.match(stripped):
            includes.append(imported[1])
        elif header := _header(stripped):
            headers.append((header[0], number, header[1]))
            bodies.append([])
    targets: list[Target] = []
    growth = _MAXIMUM_GROWTH
    for (name, number, depends), body in zip(headers, bodies, strict=True):
        lines: list[tuple[str, int]] = []
        for text_line, at in body:
            replaced = text_line
            if growth > 0 and "{{" in text_line:
                replaced = _REFERENCE.sub(lambda found: variables.get(found[1], found.group()), text_line)
                growth -= len(replaced)
            lines.append((replaced, at))
        targets.append(_recipe(name, number, depends, lines))
    default = targets[0].name if targets else None
    return file_of("just", path, [*targets, *aliases], default=default, includes=includes)


def _header(line: str) -> tuple[str, list[str]] | None:
    """Name and dependencies of `test *args: build (lint "x")`."""
    name = _NAME.match(line)
    quoted = ""
    for index, character in enumerate(line):
        if character in "'\"":
            quoted = "" if quoted == character else quoted or character
        elif character == ":" and not quoted:
            if name is None or line.startswith(":=", index) or line.startswith(("set ", "mod ", "export ")):
                return None
            after = line[index + 1 :].partition("#")[0].replace("&&", " ")
            return name[1], [found[1] or found[2] for found in _DEPENDENCY.finditer(after)]
    return None


def _recipe(name: str, number: int, depends: list[str], body: list[tuple[str, int]]) -> Target:
    body = [(text, at) for text, at in body if text.strip()]
    if body and body[0][0].strip().startswith("#!"):
        script = body[1:] if is_shell_shebang(body[0][0].strip()) else []
        return make_target(name, number, [(text.strip(), at) for text, at in script], depends=depends)
    lines: list[tuple[str, int]] = []
    ignored = 0
    for text, at in body:
        command = text.lstrip(" \t@-")
        tolerant = "-" in text[: len(text) - len(command)]
        ignored += tolerant
        lines.append((recipe_line(command, tolerant), at))
    return make_target(name, number, spread(lines), depends=depends, masked=0 < len(lines) == ignored)


def parse_procfile(path: str, text: str) -> TargetFile:
    """The process types of a Procfile; without a name all of them start."""
    found = [
        (match[1], match[2].strip(), number)
        for number, line in enumerate(lines_of(text), 1)
        if (match := _PROCESS.match(line.strip()))
    ]
    return file_of(
        "procfile", path, [make_target(name, number, [(script, number)]) for name, script, number in found]
    )
