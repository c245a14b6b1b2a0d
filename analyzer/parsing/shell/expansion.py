"""What a script's words become: variables it assigned itself, and the directory it has moved to."""

from __future__ import annotations

import re
from posixpath import join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import CHECKOUTS, variable
from analyzer.parsing.shell.substitution import change, changed
from analyzer.parsing.shell.tokens import Part, Word

SCRIPT_DIRECTORY = "$0"

_REFERENCE = lazy_regex(r"\$\{?(\w+|[@*])\}?|\$\{(\w+|[@*]):?[-=](.*)\}", re.DOTALL)
_ASSIGNMENT = lazy_regex(r"[A-Za-z_]\w*=")
_READ = lazy_regex(r"\$\{?#?([A-Za-z_]\w*)")
_OWN_DIRECTORY = lazy_regex(r"\$\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}")
_WORKSPACE = lazy_regex(
    rf"{'|'.join(CHECKOUTS)}|{variable('PWD')}|\$\(pwd\)|\$\(git rev-parse --show-toplevel\)"
)
_MAXIMUM_VALUE = 4096
_MAXIMUM_GROWTH = 1_000_000


class Variables:
    """The variables a script has assigned literally so far, with a budget for what they expand to."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._growth = _MAXIMUM_GROWTH

    def assign(self, name: str, word: Word) -> None:
        """Remember `NAME=value`, or forget the name if the value is only known when the script runs."""
        value = self.expand_value(word)
        dynamic = (
            any(part.expands and part.text.startswith(("$(", "`")) for part in word.parts) or "$" in value
        )
        if len(value) > _MAXIMUM_VALUE or (dynamic and not value.startswith((SCRIPT_DIRECTORY, "${{"))):
            self._values.pop(name, None)
        else:
            self._values[name] = value

    def given(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Set variables that the script finds in its environment."""
        self._values |= {name: value for name, value in pairs if len(value) <= _MAXIMUM_VALUE}

    def forget(self, name: str) -> None:
        self._values.pop(name, None)

    def positional(self, arguments: tuple[str, ...] | None) -> dict[str, str]:
        """Set `$1`, `$2` .. and `$@`; returns what they were, for `restore`."""
        before = {name: value for name, value in self._values.items() if name.isdigit() or name == "@"}
        self.restore({})
        if arguments is not None:
            self._values |= {str(index): each for index, each in enumerate(arguments, 1) if index < 10}
            self._values["@"] = " ".join(arguments)[:_MAXIMUM_VALUE]
        return before

    def shift(self, count: int) -> None:
        """`$2` becomes `$1`, and so on."""
        if "@" in self._values:
            self.positional(tuple(self._values["@"].split())[count:])

    def restore(self, positional: dict[str, str]) -> None:
        for name in [name for name in self._values if name.isdigit() or name == "@"]:
            del self._values[name]
        self._values |= positional

    def expand(self, word: Word) -> list[str]:
        """The fields a word becomes: quotes removed, own variables replaced, unknown ones as written."""
        fields: list[str] = []
        current: list[str] = []
        started = False
        for part in word.parts:
            text = self._expand_part(part)
            if part.expands and (not part.quoted or part.text in ("$@", "${@}")):
                pieces = text.split() if text != part.text else [text]
                for index, piece in enumerate(pieces):
                    if index:
                        fields.append("".join(current))
                        current = []
                    current.append(piece)
                    started = True
            else:
                current.append(text)
                started = started or part.quoted or bool(text)
        last = "".join(current)
        if not last and not fields and any(part.text in ("$@", "${@}") for part in word.parts):
            return []  # nothing was passed
        return [*fields, last] if started else fields

    def expand_value(self, word: Word) -> str:
        """What follows the `=` of an assignment: never split."""
        return "".join(self._expand_part(part) for part in word.parts).partition("=")[2]

    def _expand_part(self, part: Part) -> str:
        if not part.expands:
            return part.text
        if part.text.startswith("$("):
            return _own_directory(part.text)
        if _OWN_DIRECTORY.fullmatch(part.text):
            return SCRIPT_DIRECTORY
        found = _REFERENCE.fullmatch(part.text)
        if found is None or self._growth < 0:
            return self._changed(part.text) if found is None and self._growth >= 0 else part.text
        name = found[1] or found[2]
        value = self._values.get("@" if name == "*" else name)
        if not value and found[2] and "$" not in found[3] and "`" not in found[3]:
            value = found[3].strip("\"'")
        if value is None:
            return part.text
        self._growth -= len(value)
        return value

    def _changed(self, text: str) -> str:
        """`${NAME//-/_}` of a value that is known."""
        asked = changed(text)
        value = self._values.get(asked[0]) if asked is not None else None
        if asked is None or value is None or "$" in value:
            return text
        made = change(value, *asked[1:])
        self._growth -= len(made or "")
        return text if made is None else made


def _own_directory(text: str) -> str:
    """`$(dirname "$0")` and `$(cd "$(dirname "$0")/.." && pwd)` as a path from the script's own directory."""
    if "dirname" not in text or ("$0" not in text and "BASH_SOURCE" not in text):
        return text
    return SCRIPT_DIRECTORY + "/.." * text.count("/..")


def assigned_name(word: Word) -> str | None:
    """The name if the word reads `NAME=...`, with the name and the `=` unquoted."""
    first = word.parts[0] if word.parts else None
    found = _ASSIGNMENT.match(first.text) if first and not first.quoted and not first.expands else None
    return found.group()[:-1] if found else None


def names_read(raw: str) -> list[str]:
    """The variables that some shell text refers to."""
    return _READ.findall(raw) if "$" in raw else []


def change_directory(current: str | None, target: str) -> str | None:
    """Where `cd target` leads; None is where the script started, which is taken for the checkout's root.

    Paths stay relative to the start. What cannot be: `/absolute`, `~/home`, `$VARIABLE/x` and
    `$0/x` (from the directory of the script file itself) are kept as they are.
    """
    if workspace := _WORKSPACE.match(target):
        current, target = None, target[workspace.end() :].lstrip("/")
    if target.startswith(("/", "~")) or ("$" in target and not target.startswith(SCRIPT_DIRECTORY)):
        return target
    if target.startswith(SCRIPT_DIRECTORY):
        rest = normpath("./" + target[len(SCRIPT_DIRECTORY) :].lstrip("/"))
        return SCRIPT_DIRECTORY if rest == "." else f"{SCRIPT_DIRECTORY}/{rest}"
    if current is not None and current.startswith(SCRIPT_DIRECTORY):
        return change_directory(None, f"{current}/{target}")
    joined = normpath(join(current or "", target)) if target else (current or ".")
    return None if joined == "." else joined[:_MAXIMUM_VALUE]
