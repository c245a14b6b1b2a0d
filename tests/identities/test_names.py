"""One person's name in its spellings, and the names of two people that look near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.identities.names import alike, handle_of, has_surname, spelling, words_of

ALIKE = {
    "accents": ("Zo\xeb M\xfcller", "Zoe Muller"),
    "vowels with their e": ("Zo\xeb M\xfcller", "Zoe Mueller"),
    "the Nordic o": ("S\xf8ren Example", "Soeren Example"),
    "another alphabet": (
        "\u0412\u043b\u0430\u0434\u0438\u043c\u0438\u0440 \u0418\u0432\u0430\u043d\u043e\u0432",
        "Vladimir Ivanov",
    ),
    "order": ("Ada Example", "Example Ada"),
    "order with a comma": ("Ada Example", "Example, Ada"),
    "case": ("ada example", "ADA EXAMPLE"),
    "a middle name": ("Ada Maria Example", "Ada Example"),
    "a middle initial": ("Ada M. Example", "Ada Example"),
    "initial of the given name": ("A. Example", "Ada Example"),
    "short form of the given name": ("Dan Example", "Daniel Example"),
    "a particle": ("Jan van Example", "Jan Example"),
    "sent by a service": ("Ada Example via Gateway", "Ada Example"),
    "a nickname in brackets": ("Ada Example (adalove)", "Ada Example"),
    "a hyphen": ("Ada-Maria Example", "Ada Maria Example"),
    "capitals within": ("AdaExample", "Ada Example"),
    "written together": ("adaexample", "Ada Example"),
    "surname first, written together": ("exampleada", "Ada Example"),
    "initial and surname": ("aexample", "Ada Example"),
    "digits at the end": ("adaexample92", "Ada Example"),
    "the given name alone": ("Silvia", "Silvia Example"),
}
DIFFERENT = {
    "the same given name": ("Ada Example", "Ada Sample"),
    "the same surname": ("Ada Example", "Bob Example"),
    "an initial of the surname": ("Ada E.", "Ada Example"),
    "another initial": ("B. Example", "Ada Example"),
    "two letters in common": ("Adam Example", "Adele Example"),
    "an initial that is a middle name": ("Daniel Molke", "Daniel M. Capella"),
    "a short given name alone": ("Ada", "Ada Example"),
    "two given names alone": ("Ada", "Bob"),
    "no name": ("", "Ada Example"),
    "a short handle": ("aexa", "Ada Exa"),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert alike(spelling(one), spelling(other))
    assert alike(spelling(other), spelling(one))


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_names_of_different_people_are_not(one: str, other: str) -> None:
    assert not alike(spelling(one), spelling(other))
    assert not alike(spelling(other), spelling(one))


def test_a_handle_speaks_for_a_name_only_where_no_other_full_name_stands() -> None:
    full = spelling("Ada Example")
    assert alike(spelling("", ["aexample"]), full)
    assert alike(spelling("Countess", ["aexample"]), full)
    assert not alike(spelling("Anna Example", ["aexample"]), full)
    assert alike(spelling("Anna Example", ["lovelace"]), spelling("Ada Example", ["lovelace"]))


SURNAMES = {
    "at the end": ("nelli", "nellisample@x", True),
    "at the beginning": ("n3lly", "samplenelli", True),
    "alone": ("someone", "sample", False),
    "beside another initial": ("someone", "bobsample", False),
    "within": ("someone", "nsampler", False),
    "of somebody with a full name": ("Nora Other", "nellisample", False),
}


@pytest.mark.parametrize(("name", "login", "expected"), SURNAMES.values(), ids=SURNAMES)
def test_a_login_can_have_a_surname_in_it(name: str, login: str, expected: bool) -> None:
    full, part = spelling("Nelly Sample"), spelling(name, [login.partition("@")[0]])
    assert has_surname(part, full) is expected
    assert not has_surname(full, part)
    assert not has_surname(spelling("", ["nelliexam"]), spelling("Nelly Exam"))
    assert has_surname(spelling("", ["nelliexamp"]), spelling("Nelly Examp"))


@pytest.mark.parametrize(
    ("name", "words"),
    [("n3llysample", ("nllysample",)), ("ada92", ("ada",)), ("92 ada", ("ada",)), ("Ada 9b", ("ada", "b"))],
)
def test_digits_within_a_word_make_no_two_of_it(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Ada.Sample", "adasample"), ("adas_42", None), ("ad.a_s", None), ("adasa7", "adasa"), ("12345", None)],
)
def test_a_handle_is_its_letters(text: str, expected: str | None) -> None:
    assert handle_of(text) == expected


@given(st.text(max_size=300), st.text(max_size=300))
def test_being_alike_is_mutual(one: str, other: str) -> None:
    assert alike(spelling(one), spelling(other)) is alike(spelling(other), spelling(one))
    assert all(word.isascii() and word.isalpha() for word in words_of(one))
