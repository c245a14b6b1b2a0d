"""Lists of words under one name: arrays of bash, and the arguments of a script.

https://www.gnu.org/software/bash/manual/html_node/Arrays.html
"""

from __future__ import annotations

import re

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell.tokens import Word, tokenize
from analyzer.parsing.steps import spend

# The name of the arguments: `$@`, `$*`, `${@:2}`.
ARGUMENTS = "@"

_REFERENCE = lazy_regex(
    r"\$(?P<bare>[@*])|\$\{(?:(?P<name>[A-Za-z_]\w{0,80})\[(?P<index>[@*]|-?\d{1,4})\]|(?P<all>[@*]))"
    r"(?P<rest>.{0,500})\}",
    re.DOTALL,
)
_SLICE = lazy_regex(r":\s*(-?\d{1,4})(?::\s*(\d{1,4}))?")
_DEFAULT = lazy_regex(r":?[-=](?P<words>[^$`]*)", re.DOTALL)
_ALTERNATIVE = lazy_regex(r":?\+")
_KEYED = lazy_regex(r"\[[^\]]*\]\+?=")


class ListReference(Struct, frozen=True):
    """What names a list, or a part of it, in a word: `${name[@]}`, `${name[0]}`, `$*`, `${@:2}`."""

    name: str
    index: str
    rest: str

    @property
    def joined(self) -> bool:
        """Whether it is one word within quotes: `"${name[*]}"`, and a single item."""
        return self.index != "@"

    @property
    def default(self) -> tuple[str, ...] | None:
        """What stands for a list without items; None if nothing does, or if it is only known when it runs."""
        found = _DEFAULT.fullmatch(self.rest)
        return tuple(found["words"].replace('"', "").replace("'", "").split()) if found else None

    def picked(self, values: tuple[str, ...]) -> tuple[str, ...] | None:
        """The items that are meant; None if that cannot be told."""
        if self.index not in ("@", "*"):
            at = int(self.index)
            return None if self.rest else values[at : at + 1] if at >= 0 else values[at:][:1]
        if not self.rest or (_ALTERNATIVE.match(self.rest) and f"{{{self.name}[" in self.rest):
            return values  # `${name[@]+"${name[@]}"}`, which older shells ask for, is the list itself
        if found := _SLICE.fullmatch(self.rest):
            start = int(found[1])
            start = max(start - 1, 0) if self.name == ARGUMENTS and start >= 0 else start
            rest = values[start:]
            return rest[: int(found[2])] if found[2] else rest
        default = self.default
        return None if default is None else values or default


def list_reference(text: str) -> ListReference | None:
    """The list that an expansion names; None if it names none."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    if found["name"]:
        return ListReference(found["name"], found["index"], found["rest"])
    return ListReference(ARGUMENTS, found["bare"] or found["all"], found["rest"] or "")


def listed_words(word: Word) -> list[Word] | None:
    """The words of `name=(a b)` before expansion; None if the word assigns no list, or one with keys."""
    if len(word.parts) != 2 or not word.raw.startswith(word.parts[0].text + "("):
        return None
    text = word.parts[1].text
    tokens = tokenize(text[1:-1]) if text.endswith(")") else []
    spend(len(tokens))
    words = [each for each in tokens if isinstance(each, Word)]
    return None if any(_KEYED.match(each.raw) for each in words) else words
