"""Finds names in text whatever their spelling: case, accents, separators, camel humps, run together.

Text and names are compared without case, accents and whatever is no letter or digit. A short name has to
stand as a word of its own, a longer one may be part of a word: hiding is preferred over showing. Linear in
the text, whatever the names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from analyzer.ordinary_words import ORDINARY_WORDS

SHORTEST = 3  # letters of a word that is a name by itself; initials are none
SHORTEST_NOT_LATIN = 2  # a family and a given name in Chinese
INSIDE_WORDS = 6  # letters from which a name is found inside a longer word
LONGEST = 60
WIDEST_GAP = 3  # separators between two letters of one name
_WORD = re.compile(r"[^\W_]+")
_KEY = 2


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text's letters and digits in comparable form, and where in the text each of them stands."""

    text: str
    places: tuple[int, ...]


def squeezed(text: str) -> Squeezed:
    """The comparable form of a text: folded, without accents, letters and digits only."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for each in _folded(character):
            letters.append(each)
            places.append(place)
    return Squeezed("".join(letters), tuple(places))


def _folded(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return "".join(each for each in unicodedata.normalize("NFKD", character).casefold() if each.isalnum())


def spellings_of_person(name: str) -> frozenset[str]:
    """How texts spell a person: the parts run together, in both orders, with an initial, each alone."""
    parts = [squeezed(each).text for each in _WORD.findall(name[:200])]
    parts = [each for each in parts if each]
    if not parts:
        return frozenset()
    found = {"".join(parts), "".join(parts[::-1])}
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        found |= {first + last, last + first, first[0] + last, first + last[0], last + first[0]}
    composites = {each for each in found if len(parts) > 1 and (len(each) > SHORTEST or not each.isascii())}
    return frozenset(composites | {each for each in parts if _tells(each)})


def spellings_of_handle(handle: str) -> frozenset[str]:
    """How texts spell a login, a project or a package: as a whole, also without the number at its end."""
    whole = squeezed(handle[:200]).text
    found = {whole, whole.rstrip("0123456789")}
    if len(_WORD.findall(handle)) > 1:
        return frozenset(each for each in found if len(each) > SHORTEST and each not in ORDINARY_WORDS)
    return frozenset(each for each in found if _tells(each))


def _tells(word: str) -> bool:
    shortest = SHORTEST if word.isascii() else SHORTEST_NOT_LATIN
    return len(word) >= shortest and not word.isdigit() and word not in ORDINARY_WORDS


@dataclass(frozen=True, slots=True)
class NameSearch:
    """Many names to look for at once, and how long those are that begin with two letters, longest first."""

    words: frozenset[str]
    lengths: Mapping[str, tuple[int, ...]]

    def replaced(self, text: str, by: str) -> str:
        """The text with every name in it replaced."""
        pieces: list[str] = []
        end = 0
        for first, after in self._found(text):
            pieces += (text[end:first], by)
            end = after
        return text if not pieces else "".join((*pieces, text[end:]))

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        if not self.words:
            return
        plain = squeezed(text)
        position = 0
        while position < len(plain.text):
            length = self._length(text, plain, position)
            if length:
                yield plain.places[position], plain.places[position + length - 1] + 1
            position += length or 1

    def _length(self, text: str, plain: Squeezed, position: int) -> int:
        for length in self.lengths.get(plain.text[position : position + _KEY], ()):
            word = plain.text[position : position + length]
            if len(word) == length and word in self.words and _stands(text, plain.places, position, word):
                return length
        return 0


def search_for(words: Iterable[str]) -> NameSearch:
    """A search for names in comparable form."""
    kept = frozenset(word for word in words if _KEY <= len(word) <= LONGEST)
    lengths: dict[str, set[int]] = {}
    for word in kept:
        lengths.setdefault(word[:_KEY], set()).add(len(word))
    return NameSearch(kept, {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()})


def _stands(text: str, places: tuple[int, ...], position: int, word: str) -> bool:
    """Whether the letters at a position are this name and not a piece of other words."""
    used = places[position : position + len(word)]
    gaps = [after - before - 1 for before, after in pairwise(used) if after > before + 1]
    if not gaps and (len(word) >= INSIDE_WORDS or not word.isascii()):
        return True
    return max(gaps, default=0) <= WIDEST_GAP and _begins(text, used[0]) and _ends(text, used[-1])


def _begins(text: str, place: int) -> bool:
    return place == 0 or _is_border(text, place)


def _ends(text: str, place: int) -> bool:
    return place + 1 == len(text) or _is_border(text, place + 1)


def _is_border(text: str, place: int) -> bool:
    """Whether a word ends before `place`: a separator, a number beside letters, a camel's hump."""
    before, after = text[place - 1], text[place]
    if not (before.isalnum() and after.isalnum()) or before.isdigit() != after.isdigit():
        return True
    if after.isupper() and not before.isupper():
        return True
    following = text[place + 1 : place + 2]
    return after.isupper() and before.isupper() and following.islower()
