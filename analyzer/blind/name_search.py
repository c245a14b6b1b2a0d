"""Finds names in text whatever their spelling: case, accents, alphabet, separators, humps, run together.

Text and names are compared without case, accents, characters that show nothing, and whatever is no letter or
digit; letters of other alphabets as what they look like and as what they sound like. A short name has to
stand as a word of its own or beside words that are known, a longer one may be part of any word: hiding is
preferred over showing. Linear in the text, whatever the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

from analyzer.blind.lookalikes import looks, shows, sounds, spelled_out
from analyzer.blind.ordinary_words import BESIDE_A_NAME, ORDINARY_WORDS, STAYS_WHOLE
from analyzer.lazy_regex import lazy_regex

SHORTEST = 3  # letters of a word that is a name by itself; initials are none
SHORTEST_NOT_LATIN = 2  # a family and a given name in Chinese
INSIDE_WORDS = 6  # letters from which a name is found inside a longer word
LONGEST = 60
WIDEST_GAP = 3  # separators between two letters of one name
LONGEST_NEIGHBOUR = 24  # letters before or after a short name that are looked up
SHORTEST_NEIGHBOUR = 4  # letters of an ordinary word that may stand right beside a short name
SHORTEST_PLAIN = 4  # letters of a name of which ae, oe and ue may be one letter in a text
_WORD = lazy_regex(r"[^\W_]+")
_TWO_AS_ONE = lazy_regex(r"([aou])e")
_TOGETHER = lazy_regex("[\u4e00-\u9fff]{2,4}")
_KEY = 2
Reading = Callable[[str], str]


class Squeezed(Struct, frozen=True):
    """A text's letters and digits in comparable form, and where in the text each of them stands."""

    text: str
    places: tuple[int, ...]


def squeezed(text: str, reading: Reading = looks) -> Squeezed:
    """The comparable form of a text: folded, without accents, letters and digits only."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for each in reading(character):
            letters.append(each)
            places.append(place)
    return Squeezed("".join(letters), tuple(places))


def spellings_of_person(name: str) -> frozenset[str]:
    """How texts spell a person: the parts run together, in both orders, with initials, each alone."""
    # What shows nothing parts no words.
    shown = "".join(filter(shows, name[:200]))
    written = (
        tuple(squeezed(each, reading).text for each in _WORD.findall(text))
        for text, reading in ((shown, looks), (shown, sounds), (spelled_out(shown), sounds))
    )
    readings = {tuple(filter(None, parts)) for parts in written}
    if _TOGETHER.fullmatch(shown):  # the family name first, and no blank
        readings.add((squeezed(shown[0], sounds).text, squeezed(shown[1:], sounds).text))
    readings |= {tuple(_with_one_letter(each) for each in parts) for parts in readings}
    return frozenset(each for parts in readings if parts for each in _spellings(parts))


def _with_one_letter(part: str) -> str:
    """`froehlich` as a text with `Fröhlich` in it is compared."""
    plain = _TWO_AS_ONE.sub(r"\1", part)
    return plain if len(plain) >= SHORTEST_PLAIN else part


def _spellings(parts: tuple[str, ...]) -> Iterator[str]:
    yield from (each for each in parts if _tells(each))
    if len(parts) == 1:
        return
    first, last = parts[0], parts[-1]
    initials = "".join(each[0] for each in parts[:-1])
    for each in {initials + last, first[0] + last, last + first[0], last + initials}:
        if len(last) > 1 and each not in ORDINARY_WORDS and len(each) >= SHORTEST:
            yield each
    for each in {"".join(parts), "".join(parts[::-1]), first + last, last + first, first + last[0]}:
        if len(each) > SHORTEST or not each.isascii():
            yield each


def spellings_of_handle(handle: str) -> frozenset[str]:
    """How texts spell a login, a project or a package: as a whole, also without the number at its end."""
    shown = "".join(filter(shows, handle[:200]))
    found = {squeezed(shown, reading).text for reading in (looks, sounds)}
    found |= {each.rstrip("0123456789") for each in found}
    if len(_WORD.findall(shown)) > 1:
        return frozenset(each for each in found if len(each) > SHORTEST and each not in ORDINARY_WORDS)
    return frozenset(each for each in found if _tells(each))


def _tells(word: str) -> bool:
    shortest = SHORTEST if word.isascii() else SHORTEST_NOT_LATIN
    return len(word) >= shortest and not word.isdigit() and word not in ORDINARY_WORDS


class NameSearch(Struct, frozen=True):
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
        """Where names stand, one after the other."""
        if not self.words:
            return
        if text.isascii():
            yield from self._read(text, looks)
            return
        at = [place for place, character in enumerate(text) if shows(character)]
        shown = "".join(text[place] for place in at)
        at.append(len(text))
        end = 0
        for first, after in sorted({*self._read(shown, looks), *self._read(shown, sounds)}):
            if after > end:
                yield at[max(first, end)], at[after]
                end = after

    def _read(self, text: str, reading: Reading) -> Iterator[tuple[int, int]]:
        plain = squeezed(text, reading)
        position = 0
        while position < len(plain.text):
            length = self._length(text, plain, position)
            if length:
                yield plain.places[position], plain.places[position + length - 1] + 1
            position += length or 1

    def _length(self, text: str, plain: Squeezed, position: int) -> int:
        for length in self.lengths.get(plain.text[position : position + _KEY], ()):
            word = plain.text[position : position + length]
            if (
                len(word) == length
                and word in self.words
                and self._stands(text, plain.places, position, word)
            ):
                return length
        return 0

    def _stands(self, text: str, places: tuple[int, ...], position: int, word: str) -> bool:
        """Whether the letters at a position are this name and not a piece of other words."""
        used = places[position : position + len(word)]
        gaps = [after - before - 1 for before, after in pairwise(used) if after > before + 1]
        first, after = used[0], used[-1] + 1
        if not gaps and (len(word) >= INSIDE_WORDS or not text[first:after].isascii()):
            return True
        if max(gaps, default=0) > WIDEST_GAP:
            return False
        begins, ends = _begins(text, first), _ends(text, after)
        return (begins and ends) or self._beside_words(text, first, after, word)

    def _beside_words(self, text: str, first: int, after: int, word: str) -> bool:
        """Whether what the name is run together with is words: `janes`, `testjane`, `janepredict`."""
        start, end = first, after
        while start > 0 and not _is_border(text, start) and first - start <= LONGEST_NEIGHBOUR:
            start -= 1
        while end < len(text) and not _is_border(text, end) and end - after <= LONGEST_NEIGHBOUR:
            end += 1
        before, behind = squeezed(text[start:first]).text, squeezed(text[after:end]).text
        if f"{before}{word}{behind}" in STAYS_WHOLE:
            return False
        # An ending of English is no family name: `modelling`, `programming`.
        if before and not behind and word.endswith("ing"):
            return False
        behinds = {behind, behind.removeprefix("s")}
        return self._is_words(before) and any(map(self._is_words, behinds))

    def _is_words(self, letters: str) -> bool:
        """Whether letters are nothing but ordinary words and names, one after the other."""
        if len(letters) > LONGEST_NEIGHBOUR:
            return False
        reached = {0}
        for end in range(1, len(letters) + 1):
            if any(self._is_word(letters[start:end]) for start in reached):
                reached.add(end)
        return len(letters) in reached

    def _is_word(self, word: str) -> bool:
        return (
            word in BESIDE_A_NAME
            or (len(word) >= SHORTEST_NEIGHBOUR and word in ORDINARY_WORDS)
            or (len(word) >= SHORTEST and word in self.words)
        )


def search_for(words: Iterable[str]) -> NameSearch:
    """A search for names in comparable form."""
    kept = frozenset(word for word in words if _KEY <= len(word) <= LONGEST)
    lengths: dict[str, set[int]] = {}
    for word in kept:
        lengths.setdefault(word[:_KEY], set()).add(len(word))
    return NameSearch(kept, {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()})


def _begins(text: str, place: int) -> bool:
    return place == 0 or _is_border(text, place)


def _ends(text: str, after: int) -> bool:
    return after == len(text) or _is_border(text, after)


def _is_border(text: str, place: int) -> bool:
    """Whether a word ends before `place`: a separator, a number beside letters, a camel's hump."""
    before, after = text[place - 1], text[place]
    if not (before.isalnum() and after.isalnum()) or before.isdigit() != after.isdigit():
        return True
    if after.isupper() and not before.isupper():
        return True
    following = text[place + 1 : place + 2]
    return after.isupper() and before.isupper() and following.islower()
