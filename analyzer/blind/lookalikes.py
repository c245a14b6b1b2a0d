"""Letters as a reader takes them: what a letter looks like, how it sounds, and what shows nothing at all.

`LOOKS` is the part of Unicode's table of confusables (UTS #39, confusables.txt) whose letters of another
alphabet, or of Latin beyond ASCII, look like one of a to z. What NFKD makes a plain letter (full-width,
mathematical, with an accent) needs no row. A capital that looks like l or I is an i here: names are compared
in lower case. Sounds are those of the library anyascii; beside them German and Nordic letters are written as
two, as their owners do where a keyboard has none of them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_CYRILLIC = (
    "ЅS ІI ЈJ АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX Ьb аa гr еe оo рp сc уy хx ѕs іi јj ѡw ѴV ѵv ҮY үy һh ҽe "
    "ӀI ӏi ԁd ԌG ԛq ԜW ԝw ꙇi"
)
_GREEK = "ͿJ ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa γy ιi νv οo ρp σo υu ϒY ϜF ϱp ϲc ϳj ϹC ϺM ᴦr"
_ARMENIAN = "ՍU ՏS ՕO աw գq զq հh ոn ռn սu ցg քf օo"
_LATIN = "ıi Ƅb ƍg ƖI ƦR ƽs ǀI ɑa ɡg ɣy ɩi ɪi ɯw ʋu ʏy ᴄc ᴏo ᴑo ᴜu ᴠv ᴡw ᴢz ᶃg ᶌy ẝf ỿy ꜱs Ꞙf ꞙf ꞟu ꭒu"
_CHEROKEE = "ᎠD ᎡR ᎢT Ꭵi ᎩY ᎪA ᎫJ ᎬE ᎳW ᎷM ᎻH ᎽY ᏀG Ꮒh ᏃZ Ꮟb ᏒR ᏔW ᏕS ᏙV ᏚS ᏞL ᏟC ᏢP ᏦK Ꮷd ᏳG ᏴB"
LOOKS = {
    pair[0]: pair[1].lower()
    for table in (_CYRILLIC, _GREEK, _ARMENIAN, _LATIN, _CHEROKEE)
    for pair in table.split()
}
TWO_LETTERS = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "å": "aa",
    "ø": "oe",
    "æ": "ae",
    "œ": "oe",
    "ð": "dh",
    "þ": "th",
}
# Letters by their category that nothing is drawn for (Default_Ignorable_Code_Point).
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})


def shows(character: str) -> bool:
    """Whether anything stands there by itself: not a joiner, a mark on another letter, or a filler."""
    return character.isascii() or not (
        character in _BLANK_LETTERS or unicodedata.category(character) in _UNSEEN
    )


@lru_cache(maxsize=16_384)
def looks(character: str) -> str:
    """The letters and digits that a character is taken for: lower case, no accents, Latin if it looks so."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    plain = unicodedata.normalize("NFKD", LOOKS.get(character, character))
    return "".join(LOOKS.get(each, each) for each in plain.casefold() if each.isalnum() and shows(each))


@lru_cache(maxsize=16_384)
def sounds(character: str) -> str:
    """The letters and digits in ASCII that a character is commonly written as."""
    from anyascii import anyascii  # needed by blind scans alone

    return "".join(each for each in anyascii(character).lower() if each.isalnum())


def spelled_out(text: str) -> str:
    """The text with ö as oe and the like."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(TWO_LETTERS.get(each, each) for each in composed)
