"""The ways to write one person's name, in a form in which two of them can be compared.

"Zoë Müller", "mueller, zoe", "Z. Müller" and "zoemueller" can be one person; that they are is never sure.
Letters of other alphabets are written as they sound (library anyascii), German and Nordic vowels with and
without their e. A name of two words or more tells somebody; a single word ("Robert") is the name of many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

FULL_NAME_WORDS = 2
# Letters that two given names of one person begin with ("Dan", "Daniel"), and of a word that tells somebody.
COMMON_BEGINNING = 3
SHORTEST_WORD = 4
SHORTEST_HANDLE = 5
PERSON_NAME_LIMIT = 200
# Spellings of vowels that lose or keep an e: "Mueller" for "Müller".
_VOWELS = lazy_regex(r"([aou])e")
# Digits within a word are letters of a login: "s4rah".
_WORD = lazy_regex(r"[a-z]+(?:[0-9]+[a-z]+)*|[0-9]+")
_DIGIT = lazy_regex(r"[0-9]")
_SMALL_TO_CAPITAL = lazy_regex(r"(?<=[a-z])(?=[A-Z])")
_ON_BEHALF = lazy_regex(r"\s(?:via|from)\s.*|\s*[(\[].*", re.DOTALL)
_DIGITS = "0123456789"
# The parts of a surname that are written or left out, and titles.
_LEFT_OUT = word_set("jr sr ii iii dr prof mr mrs ms van von der den de la le du da dos di del bin ibn al el")


class Spelling(Struct, frozen=True):
    """One author's name in comparable form.

    `words` are its words; `handles` the single words it may also be written as or is accompanied by (the part
    of an address before the @, a login), without digits at the end.
    """

    words: tuple[str, ...]
    handles: frozenset[str]

    @property
    def is_full(self) -> bool:
        """Whether the name has a given name and a surname, one of them perhaps as an initial."""
        return len(self.words) >= FULL_NAME_WORDS


@lru_cache(maxsize=4096)
def ascii_letters(text: str) -> str:
    """The text in ASCII: as it is, or as its letters sound."""
    if text.isascii():
        return text
    from anyascii import anyascii  # a history in ASCII does without

    return anyascii(text)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, lower case, without accents, titles and particles of a surname."""
    plain = _ON_BEHALF.sub("", name[:PERSON_NAME_LIMIT])
    parts = _SMALL_TO_CAPITAL.sub(" ", ascii_letters(plain)).casefold().replace("'", "")
    found = (each for each in _WORD.findall(parts) if each not in _LEFT_OUT)
    return tuple(_VOWELS.sub(r"\1", _DIGIT.sub("", each)) for each in found if not each.isdigit())


def handle_of(text: str) -> str | None:
    """A login, or the part of an address before the @, as letters alone; None of one too short to tell."""
    letters = "".join(each for each in ascii_letters(text[:PERSON_NAME_LIMIT]).casefold() if each.isalnum())
    found = _VOWELS.sub(r"\1", letters.rstrip(_DIGITS))
    return found if len(found) >= SHORTEST_HANDLE else None


def spelling(name: str, handles: Iterable[str] = ()) -> Spelling:
    """A name with the logins and local parts of addresses that go with it."""
    words = words_of(name)
    single = [name] if len(name.split()) == 1 else []
    return Spelling(words, frozenset(found for each in (*single, *handles) if (found := handle_of(each))))


def alike(one: Spelling, other: Spelling) -> bool:
    """Whether two spellings can be one person's."""
    if one.handles & other.handles:
        return True
    if one.is_full and other.is_full:
        return _same_name(one.words, other.words) or any(
            not part.handles.isdisjoint(_in_one_word(full.words))
            for part, full in ((one, other), (other, one))
        )
    return any(
        not part.is_full
        and (not part.handles.isdisjoint(_as_handles(full.words)) or _is_part(part.words, full.words))
        for part, full in ((one, other), (other, one))
        if full.is_full
    )


def has_surname(part: Spelling, full: Spelling) -> bool:
    """Whether a login or an address of somebody without a full name has the surname of a full one.

    Beside it stands a word with the initial of the given name: "nellikabak" of "Nelly Kabak".
    """
    if part.is_full or not full.is_full or len(full.words[-1]) < SHORTEST_HANDLE:
        return False
    surname, initial = full.words[-1], full.words[0][0]
    return any(
        (each.endswith(surname) and each[0] == initial)
        or (each.startswith(surname) and each[len(surname) :].startswith(initial))
        for each in part.handles
        if each != surname
    )


@lru_cache(maxsize=65536)
def common_words(one: Spelling) -> frozenset[str]:
    """Words of which two spellings have one in common wherever they are `alike`."""
    as_handles = _as_handles(one.words) if one.is_full else ()
    return one.handles.union(one.words, as_handles)


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two full names agree: in any order, one with more middle names, an initial or a short form."""
    few, many = sorted((one, other), key=len)
    if set(few) <= set(many) and sum(len(each) > 1 for each in few) >= FULL_NAME_WORDS:
        return True
    if _same_surname(one, other):
        return True
    # The surname first. "Ada E." is left out: a given name with one letter is the name of too many.
    backwards = len(one) == len(other) == FULL_NAME_WORDS and min(map(len, (*one, *other))) > 1
    return backwards and _same_surname(one[::-1], other[::-1])


def _same_surname(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the last words agree, and the first can be two forms of one given name."""
    return one[-1] == other[-1] and len(one[-1]) > 1 and _short_form(one[0], other[0])


def _short_form(one: str, other: str) -> bool:
    """Whether two given names can be one: equal, an initial of the other, or with the same first letters."""
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    return one == other or one[:COMMON_BEGINNING] == other[:COMMON_BEGINNING]


def _is_part(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name of one word is a given name or a surname of the full one."""
    return len(words) == 1 and len(words[0]) >= SHORTEST_WORD and words[0] in full


def _in_one_word(words: tuple[str, ...]) -> Iterator[str]:
    """A full name in one word: "adaexample", "exampleada"."""
    first, last = words[0], words[-1]
    for found in ("".join(words), "".join(reversed(words)), first + last, last + first):
        yield _VOWELS.sub(r"\1", found)


def _as_handles(words: tuple[str, ...]) -> Iterator[str]:
    """A full name as a login: "adaexample", "exampleada", "aexample", "examplea", "adae"."""
    first, last = words[0], words[-1]
    yield from _in_one_word(words)
    initials = "".join(each[0] for each in words[:-1])
    for found in (first[0] + last, last + first[0], first + last[0], initials + last):
        if len(found) >= SHORTEST_HANDLE:
            yield _VOWELS.sub(r"\1", found)
