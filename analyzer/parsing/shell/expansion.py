"""What a script's words become: variables it assigned itself, and the directory it has moved to."""

from __future__ import annotations

import re
from posixpath import join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import CHECKOUTS, variable
from analyzer.parsing.shell.arrays import ARGUMENTS, list_reference, listed_words
from analyzer.parsing.shell.substitution import change, changed
from analyzer.parsing.shell.tokens import Part, Word

SCRIPT_DIRECTORY = "$0"

_REFERENCE = lazy_regex(r"\$\{?(\w+)\}?|\$\{(\w+):?[-=](.*)\}|\$\{(\w+):?\?.*\}", re.DOTALL)
_ASSIGNMENT = lazy_regex(r"(?P<name>[A-Za-z_]\w*)(?:\[[^\]=]{1,80}\])?(?P<adds>\+?)=")
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
        self._lists: dict[str, tuple[str, ...]] = {}
        self._growth = _MAXIMUM_GROWTH

    def assign(self, name: str, word: Word) -> None:
        """Remember `NAME=value` or `NAME=(a b)`, or forget what is only known when the script runs."""
        adds = appends(word)
        before, listed = self._lists.get(name), listed_words(word)
        if listed is not None:
            items = tuple(text for each in listed for text in self.expand(each))
            self._remember(name, (*(before or ()), *items) if adds else items)
            return
        value = self.expand_value(word)
        earlier = self._values.get(name) if adds else ""
        dynamic = (
            any(part.expands and part.text.startswith(("$(", "`")) for part in word.parts) or "$" in value
        )
        self.forget(name)
        if earlier is None or (adds and before is not None) or word.raw.startswith(f"{name}["):
            return  # what is added to is not known, or is one item of a list
        value = earlier + value
        if len(value) <= _MAXIMUM_VALUE and (not dynamic or value.startswith((SCRIPT_DIRECTORY, "${{"))):
            self._values[name] = value

    def _remember(self, name: str, items: tuple[str, ...]) -> None:
        """A list, and its first item under the plain name, as bash has it."""
        self.forget(name)
        if sum(len(each) + 1 for each in items) <= _MAXIMUM_VALUE:
            self._lists[name] = items
            if name != ARGUMENTS and items and "$" not in items[0]:
                self._values[name] = items[0]

    def given(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Set variables that the script finds in its environment."""
        self._values |= {name: value for name, value in pairs if len(value) <= _MAXIMUM_VALUE}

    def without_arguments(self, given: Variables) -> Variables:
        """These variables beside those that were given before, whose arguments stay."""
        self.positional(None)
        self._values = given._values | self._values
        self._lists = given._lists | self._lists
        return self

    def forget(self, name: str) -> None:
        self._values.pop(name, None)
        self._lists.pop(name, None)

    def positional(self, arguments: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Set `$1`, `$2` .. and `$@`, None if they are not known; returns what they were."""
        before = self._lists.get(ARGUMENTS)
        for name in [ARGUMENTS, *(name for name in self._values if name.isdigit())]:
            self.forget(name)
        if arguments is not None:
            self._values |= {str(index): each for index, each in enumerate(arguments[:9], 1)}
            self._remember(ARGUMENTS, arguments)
        return before

    def shift(self, count: int) -> None:
        """`$2` becomes `$1`, and so on."""
        arguments = self._lists.get(ARGUMENTS)
        if arguments is not None:
            self.positional(arguments[count:])

    def expand(self, word: Word) -> list[str]:
        """The fields a word becomes: quotes removed, own variables replaced, unknown ones as written."""
        fields: list[str] = []
        current: list[str] = []
        started = lists = False
        for part in word.parts:
            pieces, listed = self._pieces(part)
            lists = lists or listed
            for index, piece in enumerate(pieces):
                if index:
                    fields.append("".join(current))
                    current = []
                current.append(piece)
                started = started or part.expands or part.quoted or bool(piece)
        last = "".join(current)
        if not last and not fields and lists:
            return []  # a list without items
        return [*fields, last] if started else fields

    def _pieces(self, part: Part) -> tuple[list[str], bool]:
        """The fields that a part of a word stands for, and whether it names a list."""
        items = self._items(part) if part.expands else None
        if items is not None and not part.quoted:
            return [piece for each in items for piece in each.split()], True
        reference = list_reference(part.text) if items is not None else None
        if items is not None and reference is not None and not reference.joined:
            return list(items), True
        text = self._expand_part(part)
        if part.expands and not part.quoted and text != part.text:
            return text.split(), False
        return [text], False

    def _items(self, part: Part) -> tuple[str, ...] | None:
        """The items of the list that a part names; None if it names none that is known."""
        reference = list_reference(part.text)
        values = self._lists.get(reference.name) if reference is not None else None
        if reference is None or self._growth < 0:
            return None
        if values is None:
            return reference.default if reference.name == ARGUMENTS else None
        items = reference.picked(values)
        self._growth -= sum(len(each) + 1 for each in items or ())
        return items

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
        if (items := self._items(part)) is not None:
            return " ".join(items)
        found = _REFERENCE.fullmatch(part.text)
        if found is None or self._growth < 0:
            return self._changed(part.text) if found is None and self._growth >= 0 else part.text
        name = found[1] or found[2] or found[4]
        value = self._values.get(name)
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


def _assignment(word: Word) -> re.Match[str] | None:
    first = word.parts[0] if word.parts else None
    return _ASSIGNMENT.match(first.text) if first and not first.quoted and not first.expands else None


def assigned_name(word: Word) -> str | None:
    """The name if the word reads `NAME=...`, `NAME+=...` or `NAME[0]=...`, unquoted up to the `=`."""
    found = _assignment(word)
    return found["name"] if found else None


def appends(word: Word) -> bool:
    """Whether the assignment adds to what the name has: `NAME+=...`."""
    found = _assignment(word)
    return found is not None and bool(found["adds"])


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
