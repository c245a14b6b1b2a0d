"""Earthfiles: targets whose RUN lines are build steps in a container (https://docs.earthly.dev)."""

from __future__ import annotations

import re
import shlex

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.make import logical_lines
from analyzer.parsing.tasks.model import TargetFile, file_of, make_target, quote

_TARGET = lazy_regex(r"([A-Za-z][\w.-]*):\s*(?:#.*)?$")
_OPTION = lazy_regex(r"--(?:(?:secret|mount|network|interactive-keep)(?:=\S+|\s+\S+)|[\w-]+(?:=\S+)?)\s+")
_CALLED = lazy_regex(r"(?<![\w/+])(?P<place>[\w./*-]{0,200})\+(?P<name>[A-Za-z][\w.-]{0,100})")
_CALLS = frozenset({"BUILD", "FROM", "COPY", "DO"})


class _Recipe(Struct):
    name: str
    line: int
    commands: list[tuple[str, int]] = field(default_factory=list)
    depends: list[str] = field(default_factory=list)
    workdir: str = ""


def parse_earthfile(path: str, text: str) -> TargetFile:
    """The targets and functions of an Earthfile; what stands before the first runs for each of them."""
    base = _Recipe("base", 1)
    recipes = [base]
    for line, number in logical_lines(text):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        header = _TARGET.match(stripped) if not line[:1].isspace() else None
        if header is not None:
            recipes.append(_Recipe(header[1], number, workdir=base.workdir, depends=["base"]))
        else:
            _instruction(recipes[-1], stripped, number)
    targets = [make_target(each.name, each.line, each.commands, depends=each.depends) for each in recipes]
    return file_of("earthly", path, targets)


def _instruction(recipe: _Recipe, text: str, number: int) -> None:
    keyword, _, rest = text.partition(" ")
    rest = rest.strip()
    if keyword == "WITH":
        # `WITH DOCKER --load image=+target` builds what it names.
        recipe.depends += [found["name"] for found in _CALLED.finditer(rest) if not found["place"]]
    elif keyword == "WORKDIR":
        recipe.workdir = rest.rstrip("/")
    elif keyword == "RUN":
        if (command := _command(rest, recipe.workdir)) is not None:
            recipe.commands.append((command, number))
    elif keyword in _CALLS:
        for called in _CALLED.finditer(rest.partition(" #")[0][:2_000]):
            place = called["place"]
            if not place:
                recipe.depends.append(called["name"])
            elif place.startswith("."):
                recipe.commands.append((f"earthly {place}+{called['name']}", number))


def _command(rest: str, workdir: str) -> str | None:
    """The shell text of a RUN; None for one that runs only where something is published."""
    while option := _OPTION.match(rest):
        if option.group().startswith("--push"):
            return None
        rest = rest[option.end() :]
    if rest.startswith("["):
        try:
            words = shlex.split(rest.strip("[] ").replace(",", " "))
        except ValueError:
            return None
        rest = " ".join(map(quote, words))
    if workdir.startswith("/") and len(workdir) > 1:
        rest = re.sub(rf"(?<![\w/.]){re.escape(workdir)}/", "./", rest)
    return rest
