"""Magefiles: exported functions of Go that run commands (https://magefile.org).

What a target runs is read from the literal words of `sh.Run` and its like; a word that is no literal ends
a command. Names are case-insensitive, those of a namespace have it in front: `mage db:migrate`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.model import Target, TargetFile, file_of, make_target

MAGE_FOLDER = "magefiles"
_MARK = lazy_regex(r"(?m)^//(?:go:build mage\b|\s?\+build mage\b)|github\.com/magefile/mage/")
_FUNCTION = lazy_regex(r"func (?:\((?:\w{1,40} )?\*?(?P<space>[A-Z]\w{0,60})\) )?(?P<name>[A-Z]\w{0,80})\(")
_DEFAULT = lazy_regex(r"(?m)^var Default = (?P<name>[\w.]{1,80})")
_FIRST = r"(?:map\[string\]string\{[^{}]{0,300}\}|[\w.]{1,60}(?:\(\))?)\s*,\s*"
_TEXT = r"\"(?:[^\"\\\n]|\\.){0,200}\""
_RUNS = lazy_regex(
    rf"\b(?:sh\.(?:Run|RunV|Output|OutCmd|RunCmd)\(|sh\.(?:RunWith|RunWithV|OutputWith)\({_FIRST}"
    rf"|exec\.Command\(|exec\.CommandContext\({_FIRST})\s*(?P<words>{_TEXT}(?:\s*,\s*{_TEXT}){{0,30}})"
)
_SCRIPTS = lazy_regex(rf"\bscript\.Exec\(\s*(?P<text>{_TEXT})")
_WORD = lazy_regex(_TEXT)
_DEPENDS = lazy_regex(r"\bmg\.(?:Serial)?(?:Ctx)?Deps\((?:ctx\s*,\s*)?(?P<names>[^()\n]{1,400})\)")
_NAME = lazy_regex(r"[A-Z]\w*(?:\.[A-Z]\w*|\{\}\.[A-Z]\w*)?")


def parse_mage(path: str, text: str) -> TargetFile | None:
    """The targets of a magefile; None of a file of Go that is none."""
    if _MARK.search(text) is None and path.split("/")[-2:-1] != [MAGE_FOLDER]:
        return None
    lines = text.split("\n")
    starts = [(number, match) for number, line in enumerate(lines) if (match := _FUNCTION.match(line))]
    targets = [_target(lines, number, match) for number, match in starts]
    default = _DEFAULT.search(text)
    inside = path.split("/")[-2:-1] == [MAGE_FOLDER]
    return file_of(
        "mage",
        path,
        targets,
        default=_named(default["name"]) if default is not None else None,
        directory=".." if inside else None,
    )


def _named(written: str) -> str:
    """The name that a target is called by: `DB{}.Migrate` and `DB.Migrate` are `db:migrate`."""
    return written.replace("{}", "").replace(".", ":").lower()


def _target(lines: list[str], number: int, match: re.Match[str]) -> Target:
    end = next((n for n in range(number + 1, len(lines)) if lines[n].startswith("}")), number)
    body = "\n".join(lines[number : end + 1])
    name = f"{match['space']}.{match['name']}" if match["space"] else match["name"]
    depends = [_named(each) for found in _DEPENDS.finditer(body) for each in _NAME.findall(found["names"])]
    return make_target(_named(name), number + 1, list(_commands(body, number + 1)), depends=depends)


def _commands(body: str, first: int) -> Iterator[tuple[str, int]]:
    """The commands of a function, each with its line."""
    found = [(match.start(), _plain(match["words"])) for match in _RUNS.finditer(body)]
    found += [(match.start(), match["text"][1:-1].replace('\\"', '"')) for match in _SCRIPTS.finditer(body)]
    for place, command in sorted(found):
        yield command, first + body.count("\n", 0, place)


def _plain(words: str) -> str:
    return shlex.join(each[1:-1].replace('\\"', '"') for each in _WORD.findall(words))
